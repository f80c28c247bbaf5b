"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta, timezone


class FakeClock:
    """Begins on a Wednesday at noon, an hour east of UTC; both of its times move together."""

    def __init__(self) -> None:
        self.ms = 1_000_000
        self.moment = datetime(2026, 3, 4, 12, 0, tzinfo=timezone(timedelta(hours=1)))

    def now_ms(self) -> int:
        return self.ms

    def wall(self) -> datetime:
        return self.moment

    def pass_ms(self, ms: int) -> None:
        """Let time pass."""
        self.ms += ms
        self.moment += timedelta(milliseconds=ms)

    def pass_days(self, days: int) -> None:
        """Let whole days pass."""
        self.pass_ms(days * 24 * 3600 * 1000)

    @property
    def utc(self) -> datetime:
        return self.moment.astimezone(UTC)
