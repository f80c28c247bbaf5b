"""Backstride: guided, timed routines for runners with back pain, or who want none."""

__version__ = "0.1.0"
