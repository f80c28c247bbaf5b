"""The clocks: steady, aware of their offset, and faster when asked."""

import time
from datetime import UTC, datetime

import pytest

from backstride.services.clock import FasterClock, SystemClock
from unit.store.builders import START, FakeClock


def test_the_steady_clock_never_goes_back() -> None:
    clock = SystemClock()
    readings = [clock.now_ms() for _ in range(1000)]
    assert readings == sorted(readings)


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="only Linux has this clock")
def test_the_steady_clock_counts_sleep_where_the_system_can() -> None:
    before_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    now_ms = SystemClock().now_ms()
    assert before_ms <= now_ms <= time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def test_elsewhere_the_steady_clock_is_the_monotonic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    before_ms = time.monotonic_ns() // 1_000_000
    now_ms = SystemClock().now_ms()
    assert before_ms <= now_ms <= time.monotonic_ns() // 1_000_000


def test_the_wall_clock_knows_its_offset() -> None:
    before = datetime.fromtimestamp(time.time_ns() // 1_000_000_000, UTC)
    wall = SystemClock().wall()
    assert wall.utcoffset() is not None
    assert before <= wall
    assert (wall - before).total_seconds() < 60


@pytest.mark.parametrize(("speed", "expected_ms"), [(1, 5_000), (10, 23_000), (0.5, 4_000), (1.5, 6_000)])
def test_a_faster_clock_runs_so_much_faster_from_its_beginning(speed: float, expected_ms: int) -> None:
    clock = FakeClock(origin_ms=3_000)
    faster = FasterClock(clock, speed)
    assert faster.now_ms() == 3_000
    clock.go(2_000)
    assert faster.now_ms() == expected_ms


def test_a_faster_clock_shows_the_same_wall_time() -> None:
    clock = FakeClock()
    faster = FasterClock(clock, 20)
    clock.go(60_000)
    assert faster.wall() == clock.wall()
    assert (faster.wall() - START).total_seconds() == 60
