"""A screen that remembers what was asked of it."""

from backstride.services.awake import AwakeTrouble


class FakeAwake:
    """Stands in for `Awake`: `calls` has every call, `held` the reason of the hold under way."""

    def __init__(self) -> None:
        self.trouble: AwakeTrouble | None = None
        self.held: str | None = None
        self.calls: list[tuple[str, ...]] = []

    def hold(self, reason: str) -> None:
        self.calls.append(("hold", reason))
        if self.held is None:
            self.held = reason

    def release(self) -> None:
        self.calls.append(("release",))
        self.held = None
