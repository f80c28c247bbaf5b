"""The reading side: counts, days and the log, checked against counts made in Python, and how SQLite finds them."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.history import DayTotal, Feelings, LoggedSession, LoggedWork, RoutineCount
from backstride.core.record import WorkRecord
from backstride.core.timeline import Side
from backstride.store.database import open_history
from backstride.store.history import History
from backstride.store.session_log import SessionLog
from unit.store.builders import START, TIMELINE, a_profile, a_record, a_row, rows, store

TODAY = START.date()
FIRST = date(2024, 2, 1)
KINDS = {"core-a": Kind.CORE, "core-b": Kind.CORE, "stretch": Kind.STRETCHING, "jog": Kind.RUN_WALK}
ZONES = [timezone(timedelta(minutes=minutes)) for minutes in (0, 120, -210, 345, 840, -720)]


class Played(NamedTuple):
    """A session as the tests know it, without SQL."""

    number: int
    routine: str
    status: Status
    started: datetime
    speed: float
    active_ms: int
    steps_done: int = 5

    @property
    def day(self) -> date:
        return self.started.date()

    @property
    def counts(self) -> bool:
        ended = self.status in (Status.COMPLETED, Status.PARTIAL, Status.STOPPED)
        return ended and self.steps_done >= 4 and self.speed <= 1


def played(connection: sqlite3.Connection, session: Played) -> Played:
    """Write a session."""
    timeline = msgspec.structs.replace(
        TIMELINE, routine=session.routine, name=session.routine.upper(), kind=KINDS[session.routine]
    )
    row = a_row(session.number, started=session.started, speed=session.speed, timeline=timeline)
    store(connection, row, a_record(session.status, active_ms=session.active_ms, steps_done=session.steps_done))
    return session


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sqlite3.Connection, list[Played]]]:
    """Three months of random sessions in random time zones."""
    chance = random.Random(20240515)
    with closing(open_history(a_profile(tmp_path_factory.mktemp("many")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        sessions = [
            played(
                connection,
                Played(
                    number,
                    chance.choice(list(KINDS)),
                    chance.choice([Status.COMPLETED, Status.COMPLETED, *Status]),
                    datetime(2024, 2, 1, tzinfo=chance.choice(ZONES))
                    + timedelta(days=chance.randrange(120), seconds=chance.choice([0, 1, 43_200, 86_399])),
                    chance.choice([1.0, 1.0, 0.5, 1.01, 30.0]),
                    chance.randrange(1, 2_000_000),
                    chance.choice([5, 5, 4, 3, 0]),
                ),
            )
            for number in range(400)
        ]
        connection.execute("ANALYZE")
        yield connection, sessions


DAYS = st.dates(FIRST - timedelta(days=10), FIRST + timedelta(days=130))


@given(today=DAYS)
def test_counts_of_week_month_and_all_time(many: tuple[sqlite3.Connection, list[Played]], today: date) -> None:
    connection, sessions = many
    found = History(connection).routine_counts(today)
    expected: dict[str, RoutineCount] = {}
    for routine in KINDS:
        days = [item.day for item in sessions if item.routine == routine and item.counts and item.day <= today]
        if days:
            expected[routine] = RoutineCount(
                routine=routine,
                name=routine.upper(),
                week=sum(day.isocalendar()[:2] == today.isocalendar()[:2] for day in days),
                month=sum((day.year, day.month) == (today.year, today.month) for day in days),
                total=len(days),
                last_day=max(days),
            )
    assert found == expected


@given(first=DAYS, length=st.integers(0, 45))
def test_days_hold_time_and_completions(
    many: tuple[sqlite3.Connection, list[Played]], first: date, length: int
) -> None:
    connection, sessions = many
    last = first + timedelta(days=length)
    told = [item for item in sessions if item.status not in (Status.RUNNING, Status.ABANDONED)]
    expected = {}
    for day in (first + timedelta(days=n) for n in range(length + 1)):
        of_day = [item for item in told if item.day == day]
        if of_day:
            kinds = {KINDS[item.routine] for item in of_day}
            expected[day] = DayTotal(
                day=day,
                active_ms=sum(item.active_ms for item in of_day),
                completed=sum(item.counts for item in of_day),
                kinds=tuple(kind for kind in Kind if kind in kinds),
            )
    assert History(connection).days(first, last) == expected


@given(limit=st.integers(0, 500), since=st.none() | DAYS)
def test_the_log_is_newest_first_and_limited(
    many: tuple[sqlite3.Connection, list[Played]], limit: int, since: date | None
) -> None:
    connection, sessions = many
    told = [item for item in sessions if item.status not in (Status.RUNNING, Status.ABANDONED)]
    told = [item for item in told if since is None or item.day >= since]
    found = History(connection).log(limit, since)
    moments = [item.started for item in found]
    assert moments == sorted((item.started for item in told), reverse=True)[:limit]
    by_id = {f"{item.number:032x}": item for item in told}
    for item in found:
        of_ours = by_id[item.id]
        assert (item.routine, item.status, item.day, item.counts) == (
            of_ours.routine,
            of_ours.status,
            of_ours.day,
            of_ours.counts,
        )
        assert item.started.utcoffset() == of_ours.started.utcoffset()


def test_the_last_day_of_every_kind(many: tuple[sqlite3.Connection, list[Played]]) -> None:
    connection, sessions = many
    counted = [item for item in sessions if item.counts]
    expected = {kind: max(item.day for item in counted if KINDS[item.routine] is kind) for kind in set(KINDS.values())}
    assert History(connection).last_done() == expected


def one(connection: sqlite3.Connection, number: int = 1, **changes: object) -> Played:
    """One completed session of today, with changes."""
    values = {"routine": "core-a", "status": Status.COMPLETED, "started": START, "speed": 1.0, "active_ms": 60_000}
    return played(connection, Played(number, **(values | changes)))


def total(connection: sqlite3.Connection, today: date = TODAY) -> int:
    """How often the routine counts."""
    found = History(connection).routine_counts(today).get("core-a")
    return found.total if found else 0


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(("steps_done", "enough"), [(3, False), (4, True), (5, True)])
def test_only_sessions_that_ended_and_were_mostly_done_count(
    history: sqlite3.Connection, status: Status, steps_done: int, enough: bool
) -> None:
    one(history, status=status, steps_done=steps_done)
    ended = status not in (Status.RUNNING, Status.ABANDONED)
    assert total(history) == (ended and enough)
    assert [item.counts for item in History(history).log(1)] == [enough] * ended


def test_what_counts_is_what_the_database_says(history: sqlite3.Connection) -> None:
    one(history)
    history.execute("UPDATE sessions SET counted = 0")
    assert (total(history), History(history).last_done(), History(history).log(1)[0].counts) == (0, {}, False)


@pytest.mark.parametrize(("speed", "counted"), [(0.5, 1), (1.0, 1), (1.001, 0), (20.0, 0)])
def test_a_session_played_faster_does_not_count(history: sqlite3.Connection, speed: float, counted: int) -> None:
    one(history, speed=speed)
    assert total(history) == counted
    assert (Kind.CORE in History(history).last_done()) == bool(counted)
    assert History(history).days(TODAY, TODAY)[TODAY].completed == counted


@pytest.mark.parametrize("status", [Status.RUNNING, Status.ABANDONED])
def test_what_runs_or_was_discarded_is_not_shown(history: sqlite3.Connection, status: Status) -> None:
    one(history, status=status)
    reading = History(history)
    assert (reading.log(10), reading.days(TODAY, TODAY)) == ((), {})


def test_an_empty_history_has_nothing(history: sqlite3.Connection) -> None:
    reading = History(history)
    assert reading.routine_counts(TODAY) == {}
    assert reading.last_done() == {}
    assert reading.log(10) == ()
    assert reading.days(TODAY, TODAY) == {}
    assert reading.work("nobody") == ()


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        (date(2024, 5, 15), 1, 1),  # today, a Wednesday
        (date(2024, 5, 13), 1, 1),  # Monday
        (date(2024, 5, 12), 0, 1),  # Sunday of the week before
        (date(2024, 5, 1), 0, 1),
        (date(2024, 4, 30), 0, 0),
    ],
)
def test_a_week_begins_on_monday_and_a_month_on_its_first(
    history: sqlite3.Connection, day: date, week: int, month: int
) -> None:
    one(history, started=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    found = History(history).routine_counts(TODAY)["core-a"]
    assert (found.week, found.month, found.total, found.last_day) == (week, month, 1, day)


def test_a_week_may_begin_in_the_month_before(history: sqlite3.Connection) -> None:
    one(history, started=datetime(2024, 4, 30, 12, tzinfo=UTC))
    found = History(history).routine_counts(date(2024, 5, 2))["core-a"]
    assert (found.week, found.month) == (1, 0)


@pytest.mark.parametrize(
    ("hours", "clock", "day"),
    [
        (14, (0, 30), date(2024, 5, 16)),  # still the 15th in Greenwich
        (-11, (23, 30), date(2024, 5, 14)),  # already the 15th in Greenwich
    ],
)
def test_a_session_belongs_to_the_local_day(
    history: sqlite3.Connection, hours: int, clock: tuple[int, int], day: date
) -> None:
    started = datetime(day.year, day.month, day.day, *clock, tzinfo=timezone(timedelta(hours=hours)))
    assert started.astimezone(UTC).date() == date(2024, 5, 15)
    one(history, started=started)
    reading = History(history)
    assert list(reading.days(date(2024, 5, 1), date(2024, 5, 31))) == [day]
    assert reading.log(1)[0].day == day
    assert reading.last_done() == {Kind.CORE: day}
    assert reading.routine_counts(day)["core-a"].last_day == day


def test_the_newest_name_of_a_routine_is_shown(history: sqlite3.Connection) -> None:
    for number, name in ((1, "Newer name"), (2, "Older name")):
        started = START - timedelta(days=number)
        store(
            history, a_row(number, started=started, timeline=msgspec.structs.replace(TIMELINE, name=name)), a_record()
        )
    assert History(history).routine_counts(TODAY)["evening"].name == "Newer name"


def test_a_kind_of_a_later_version_is_passed_over(history: sqlite3.Connection) -> None:
    one(history)
    history.execute("UPDATE sessions SET kind = 'dance'")
    assert History(history).last_done() == {}
    assert History(history).days(TODAY, TODAY)[TODAY].kinds == ()


def test_a_log_entry_tells_everything(history: sqlite3.Connection) -> None:
    row = a_row(1, speed=0.5)
    store(history, row, a_record(Status.PARTIAL, active_ms=41_000, work_done=2, steps_done=4))
    feelings = Feelings(pain_before=1, pain_during=3, pain_after=2, effort=6, mood=4, note="windy")
    SessionLog(history).save_feelings(row.id, feelings)
    assert History(history).log(5) == (
        LoggedSession(
            id=row.id,
            routine="evening",
            name="Evening",
            kind=Kind.CORE,
            status=Status.PARTIAL,
            started=START,
            day=TODAY,
            active_ms=41_000,
            planned_ms=TIMELINE.total_ms,
            work_planned=3,
            work_done=2,
            speed=0.5,
            counts=True,
            feelings=feelings,
        ),
    )


def test_work_comes_back_in_the_order_in_which_it_was_done(history: sqlite3.Connection) -> None:
    pieces = [
        WorkRecord(3, "squat", None, 1, None, 30_000, None, Outcome.REPEATED),
        WorkRecord(1, "plank", Side.RIGHT, 2, 10_000, 9_000, 4, Outcome.COMPLETED),
    ]
    SessionLog(history).save(a_row(1), a_record(), 5, pieces, START)
    SessionLog(history).save(a_row(2), a_record(), 5, pieces[:1], START)
    assert History(history).work(a_row(1).id) == (
        LoggedWork("squat", None, 1, None, 30_000, None, Outcome.REPEATED),
        LoggedWork("plank", Side.RIGHT, 2, 10_000, 9_000, 4, Outcome.COMPLETED),
    )


def plans_of(connection: sqlite3.Connection, read: Callable[[], object]) -> list[str]:
    """How SQLite finds what `read` asks for, one line per step."""
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    try:
        read()
    finally:
        connection.set_trace_callback(None)
    assert asked
    return [str(row["detail"]) for sql in asked for row in rows(connection, f"EXPLAIN QUERY PLAN {sql}")]


READS = {
    "routine_counts": lambda reading: reading.routine_counts(TODAY),
    "log": lambda reading: reading.log(20),
    "log since": lambda reading: reading.log(20, TODAY - timedelta(days=7)),
    "work": lambda reading: reading.work("nobody"),
    "days": lambda reading: reading.days(TODAY - timedelta(days=30), TODAY),
    "last_done": lambda reading: reading.last_done(),
}


@pytest.mark.parametrize("analysed", [True, False])
@pytest.mark.parametrize("name", READS)
def test_every_answer_comes_from_an_index(
    many: tuple[sqlite3.Connection, list[Played]], history: sqlite3.Connection, name: str, analysed: bool
) -> None:
    connection = many[0] if analysed else history
    steps = plans_of(connection, lambda: READS[name](History(connection)))
    touching = [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
    assert touching
    assert [step for step in touching if "INDEX" not in step and "PRIMARY KEY" not in step] == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("days", "SEARCH sessions USING COVERING INDEX sessions_by_day"),
        ("last_done", "USING COVERING INDEX sessions_by_kind"),
        ("routine_counts", "USING COVERING INDEX sessions_by_routine"),
        ("work", "SEARCH work USING INDEX work_by_session"),
        ("log", "USING INDEX sessions_by_start"),
    ],
)
def test_the_indexes_serve_what_they_were_made_for(history: sqlite3.Connection, name: str, index: str) -> None:
    steps = plans_of(history, lambda: READS[name](History(history)))
    assert any(index in step for step in steps), steps


def test_the_log_needs_no_sorting(history: sqlite3.Connection) -> None:
    assert not any("TEMP B-TREE" in step for step in plans_of(history, lambda: History(history).log(20)))


def test_sessions_left_running_are_found_by_their_own_index(history: sqlite3.Connection) -> None:
    steps = plans_of(history, SessionLog(history).left_running)
    assert any("sessions_running" in step for step in steps), steps


def test_the_history_reads_while_another_connection_writes(tmp_path: Path) -> None:
    paths = a_profile(tmp_path)
    with closing(open_history(paths)) as writer, closing(open_history(paths)) as reader:
        one(writer)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE sessions SET counted = 0")
        assert total(reader) == 1
        writer.execute("COMMIT")
        assert total(reader) == 0
