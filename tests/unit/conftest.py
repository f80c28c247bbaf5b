"""Settings that all unit tests share: hypothesis is the same on every run and keeps nothing on disk."""

from hypothesis import settings

settings.register_profile("unit", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("unit")
