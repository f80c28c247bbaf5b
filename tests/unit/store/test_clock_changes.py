"""Whatever becomes of the clock on the wall: lengths are true, days are those of the place, the streak is right."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from zoneinfo import ZoneInfo

import pytest

from backstride.core.events import Status
from backstride.core.history import LoggedSession
from backstride.core.session import Command, tick
from backstride.core.streak import streak
from backstride.store.database import open_history
from backstride.store.exchange.files import write_export
from backstride.store.exchange.importing import apply_import, read_import
from backstride.store.history import History
from backstride.store.review import Review
from backstride.store.session_log import SessionLog
from unit.store.builders import Player, a_profile, a_record, a_row, store

BERLIN = ZoneInfo("Europe/Berlin")
PLAYED_S = 50
MONDAY = 0


class JumpingClock:
    """Both clocks; the one on the wall can be set, and shows the time of a place."""

    def __init__(self, moment: datetime) -> None:
        self._ms = 1_000
        self._moment = moment

    def now_ms(self) -> int:
        return self._ms

    def wall(self) -> datetime:
        return self._moment

    def go(self, ms: int) -> None:
        zone = self._moment.tzinfo
        self._ms += ms
        self._moment = (self._moment.astimezone(UTC) + timedelta(milliseconds=ms)).astimezone(zone)

    def set(self, moment: datetime) -> None:
        self._moment = moment


def played(connection: Connection, begun: datetime, then: datetime | None = None) -> LoggedSession:
    """A whole session that begins at a moment; half-way the clock on the wall is set to another."""
    clock = JumpingClock(begun)
    player = Player(connection, clock=clock)  # type: ignore[arg-type]
    player.press(Command.START)
    player.wait(16)
    if then is not None:
        clock.set(then)
    player.wait(PLAYED_S - 16)
    player.press(Command.DONE)
    assert player.recorder.trouble is None
    found = History(connection).session(str(player.recorder.session_id))
    assert found is not None
    return found


NOON = datetime(2026, 3, 4, 12, tzinfo=BERLIN)


@pytest.mark.parametrize(
    "then",
    [
        NOON + timedelta(hours=3),
        NOON - timedelta(hours=3),
        NOON + timedelta(days=4000),
        NOON - timedelta(days=400),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC),
        NOON.astimezone(ZoneInfo("Pacific/Kiritimati")),
        NOON.astimezone(ZoneInfo("Pacific/Pago_Pago")),
    ],
    ids=str,
)
def test_a_clock_that_is_set_during_a_session_changes_neither_its_length_nor_its_day(
    history: Connection, then: datetime
) -> None:
    found = played(history, NOON, then)
    assert (found.active_ms, found.day, found.started) == (PLAYED_S * 1000, date(2026, 3, 4), NOON)
    assert [item.actual_ms for item in History(history).work(found.id)] == [10_000, 10_000, 20_000]


@pytest.mark.parametrize(
    ("begun", "day", "offset_h"),
    [
        (datetime(2026, 3, 29, 1, 59, 40, tzinfo=BERLIN), date(2026, 3, 29), 1),  # an hour is left out
        (datetime(2026, 10, 25, 2, 59, 40, fold=0, tzinfo=BERLIN), date(2026, 10, 25), 2),  # an hour comes twice
        (datetime(2026, 10, 25, 2, 0, 10, fold=1, tzinfo=BERLIN), date(2026, 10, 25), 1),
        (datetime(2028, 2, 29, 23, 59, 40, tzinfo=BERLIN), date(2028, 2, 29), 1),  # into March
        (datetime(2026, 12, 31, 23, 59, 40, tzinfo=BERLIN), date(2026, 12, 31), 1),
        (datetime(2038, 1, 19, 4, 13, 50, tzinfo=BERLIN), date(2038, 1, 19), 1),  # beyond 32 bits of seconds
        (datetime(2106, 2, 7, 7, 28, 0, tzinfo=BERLIN), date(2106, 2, 7), 1),
        (datetime(2026, 3, 4, 0, 0, 10, tzinfo=ZoneInfo("Pacific/Kiritimati")), date(2026, 3, 4), 14),
        (datetime(2026, 3, 4, 23, 59, 10, tzinfo=ZoneInfo("Pacific/Pago_Pago")), date(2026, 3, 4), -11),
        (datetime(2026, 3, 4, 23, 59, 10, tzinfo=ZoneInfo("Asia/Kathmandu")), date(2026, 3, 4), 5.75),
    ],
    ids=str,
)
def test_a_session_belongs_to_the_day_and_the_offset_of_the_place_where_it_began(
    history: Connection, tmp_path: Path, begun: datetime, day: date, offset_h: float
) -> None:
    found = played(history, begun)
    assert (found.active_ms, found.day) == (PLAYED_S * 1000, day)
    assert found.started.utcoffset() == timedelta(hours=offset_h)
    assert found.started.astimezone(UTC) == begun.astimezone(UTC)
    assert list(History(history).days(day, day)) == [day]
    write_export(history, tmp_path / "history.json")
    with closing(open_history(a_profile(tmp_path / "other"))) as other:
        apply_import(other, read_import(tmp_path / "history.json"))
        assert History(other).session(found.id) == found


def test_the_hour_that_comes_twice_keeps_its_sessions_in_order(history: Connection) -> None:
    first = played(history, datetime(2026, 10, 25, 2, 40, fold=0, tzinfo=BERLIN))
    second = played(history, datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=BERLIN))
    assert [session.id for session in History(history).log(2)] == [second.id, first.id]


@pytest.mark.parametrize("slept_s", [6, 3600, 90 * 24 * 3600])
def test_sleep_is_no_exercise(history: Connection, slept_s: int) -> None:
    clock = JumpingClock(NOON)
    player = Player(history, clock=clock)  # type: ignore[arg-type]
    player.press(Command.START)
    player.wait(8)
    clock.go(slept_s * 1000)
    player.session, events, slept = tick(player.session, clock.now_ms())
    player.recorder.follow(player.session, events)
    assert slept
    player.press(Command.RESUME)
    player.wait(PLAYED_S - 8 + 10)
    player.press(Command.DONE)
    (found,) = History(history).log(1)
    assert (found.status, found.day) == (Status.COMPLETED, date(2026, 3, 4))
    assert [item.actual_ms for item in History(history).work(found.id)][:2] == [10_000, 10_000]
    assert found.active_ms < 70_000


def streak_on(connection: Connection, today: date) -> int:
    """How many weeks in a row have a session."""
    review = Review(connection)
    return streak(review.days_counted(), review.pauses(), 1, today, MONDAY).weeks


@pytest.mark.parametrize(
    "monday",
    [date(2026, 3, 16), date(2026, 10, 12), date(2028, 2, 14), date(2026, 12, 21), date(2037, 12, 28)],
    ids=["summer time", "winter time", "leap day", "new year", "2038"],
)
@pytest.mark.parametrize("hour", [0, 2, 23])
def test_a_session_a_week_is_a_streak_across_every_change(history: Connection, monday: date, hour: int) -> None:
    for week in range(5):
        day = monday + timedelta(weeks=week, days=6 * (week % 2))
        begun = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN)
        store(history, a_row(week, started=begun), a_record())
    assert streak_on(history, monday + timedelta(weeks=4, days=6)) == 5


def test_somebody_who_travels_keeps_the_streak(history: Connection) -> None:
    zones = ("Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago", "Asia/Tokyo")
    for week, zone in enumerate(zones):
        store(history, a_row(week, started=datetime(2026, 3, 2 + 7 * week, 0, 5, tzinfo=ZoneInfo(zone))), a_record())
    assert streak_on(history, date(2026, 3, 29)) == 4


def test_sessions_of_a_clock_that_was_wrong_neither_make_nor_break_a_streak(history: Connection) -> None:
    for number, day in enumerate((date(2026, 2, 25), date(2026, 3, 4))):
        store(history, a_row(number, started=datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)), a_record())
    store(history, a_row(8, started=datetime(2099, 1, 1, tzinfo=UTC)), a_record())
    store(history, a_row(9, started=datetime(1970, 1, 1, tzinfo=UTC)), a_record())
    assert streak_on(history, date(2026, 3, 4)) == 2
    assert History(history).routine_counts(date(2026, 3, 4))[a_row(0).timeline.routine].total == 3


def test_a_session_left_running_by_a_clock_that_was_ahead_can_be_gone_on_with(history: Connection) -> None:
    clock = JumpingClock(datetime(2099, 1, 1, tzinfo=UTC))
    player = Player(history, clock=clock)  # type: ignore[arg-type]
    player.press(Command.START)
    player.wait(16)
    (left,) = SessionLog(history).left_running()
    clock.set(NOON)
    again = Player(history, clock=clock, unfinished=SessionLog(history).unfinished(left.id))  # type: ignore[arg-type]
    again.press(Command.START)
    again.wait(40)
    again.press(Command.DONE)
    (found,) = History(history).log(1)
    assert (found.id, found.status) == (left.id, Status.COMPLETED)
