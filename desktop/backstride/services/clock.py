"""The only place where the time is read: a steady clock for sessions and a wall clock for the log."""

import time
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What a session and its log need to know of time."""

    def now_ms(self) -> int:
        """Milliseconds of a clock that is never set back and, where the system allows, counts sleep."""
        ...

    def wall(self) -> datetime:
        """The local time with its offset from UTC."""
        ...


class SystemClock:
    """The clocks of the machine.

    The steady clock is the one that goes on during sleep, so that a session can see that the machine slept.
    """

    def __init__(self) -> None:
        self._id = getattr(time, "CLOCK_BOOTTIME", None)

    def now_ms(self) -> int:
        """See `Clock`."""
        ns = time.monotonic_ns() if self._id is None else time.clock_gettime_ns(self._id)
        return ns // 1_000_000

    def wall(self) -> datetime:
        """See `Clock`."""
        return datetime.now().astimezone()


class FasterClock:
    """Another clock, its steady time running `speed` times as fast, for trying a routine out."""

    def __init__(self, clock: Clock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._origin_ms = clock.now_ms()

    def now_ms(self) -> int:
        """See `Clock`."""
        return self._origin_ms + int((self._clock.now_ms() - self._origin_ms) * self._speed)

    def wall(self) -> datetime:
        """See `Clock`."""
        return self._clock.wall()
