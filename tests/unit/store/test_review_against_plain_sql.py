"""Every number of the History page over a made-up year, counted once more: plain SQL over sessions and work, one
question per number, without the indexes, the table `practice` or a single line of the code that is checked."""

import sqlite3
from datetime import date, timedelta
from typing import Any

import pytest

from backstride.core.definitions import Kind
from backstride.core.history import DayTotal, PauseReason
from backstride.core.review import (
    Counts,
    ExerciseReview,
    RoutineReview,
    Selection,
    Shown,
    SideWork,
    Tally,
    WeekReview,
    Year,
)
from backstride.core.streak import streak
from backstride.store.review import Review, place_in_log
from doubles.made_up_history import LADDERS
from unit.store.builders import MADE_UP_TODAY, rows

MONDAY, SUNDAY = 0, 6
DAY = timedelta(days=1)
SELECTIONS = {
    "everything completed": Selection(),
    "everything": Selection(shown=Shown.ALL),
    "unfinished": Selection(shown=Shown.UNFINISHED),
    "a kind": Selection(kind=Kind.CORE),
    "all of a kind": Selection(kind=Kind.STRETCHING, shown=Shown.ALL),
    "a routine": Selection(routine="full-long"),
    "all of a routine": Selection(routine="full-short", shown=Shown.ALL),
    "a routine of another kind": Selection(routine="full-long", kind=Kind.CORE),
    "since a day": Selection(first=MADE_UP_TODAY - 100 * DAY),
    "until a day": Selection(last=MADE_UP_TODAY - 200 * DAY, shown=Shown.ALL),
    "some weeks of a kind": Selection(
        kind=Kind.CORE, shown=Shown.ALL, first=MADE_UP_TODAY - 150 * DAY, last=MADE_UP_TODAY - 3 * DAY
    ),
    "the unfinished of some weeks": Selection(
        shown=Shown.UNFINISHED, first=MADE_UP_TODAY - 300 * DAY, last=MADE_UP_TODAY - 30 * DAY
    ),
    "one day": Selection(shown=Shown.ALL, first=MADE_UP_TODAY - 5 * DAY, last=MADE_UP_TODAY - 5 * DAY),
    "dates that exclude each other": Selection(first=MADE_UP_TODAY, last=MADE_UP_TODAY - DAY),
    "a later time": Selection(first=MADE_UP_TODAY + 400 * DAY),
}
ENDED_OF_FILTER = """
    s.status IN ('completed', 'partial', 'stopped')
    AND (:routine IS NULL OR s.routine = :routine) AND (:kind IS NULL OR s.kind = :kind)
    AND (:first IS NULL OR julianday(s.day) >= julianday(:first))
    AND (:last IS NULL OR julianday(s.day) <= julianday(:last))"""
CHOSEN = f"""{ENDED_OF_FILTER}
    AND CASE :shown WHEN 'completed' THEN s.counted WHEN 'unfinished' THEN NOT s.counted ELSE 1 END"""
PIECES = f"FROM work w, sessions s WHERE +w.session = +s.id AND {CHOSEN}"

in_every_selection = pytest.mark.parametrize("selection", SELECTIONS.values(), ids=SELECTIONS.keys())


class Plain:
    """Asks one plain question after the other about a selection."""

    def __init__(self, connection: sqlite3.Connection, selection: Selection) -> None:
        self._connection = connection
        self._values = {
            name: None if getattr(selection, name) is None else str(getattr(selection, name))
            for name in ("routine", "kind", "shown", "first", "last")
        }

    def one(self, sql: str, **more: object) -> Any:
        """The single value of an answer."""
        return self._connection.execute(sql, self._values | more).fetchone()[0]

    def column(self, sql: str, **more: object) -> list[Any]:
        """The first value of every row of an answer."""
        return [row[0] for row in self._connection.execute(sql, self._values | more)]


def a_date(text: str | None) -> date | None:
    """A date of the database."""
    return date.fromisoformat(text) if text else None


def the_week_of(day: date, first_weekday: int) -> date:
    """The first day of a week, found by going back."""
    while day.weekday() != first_weekday:
        day -= DAY
    return day


def plain_day(plain: Plain, day: date) -> DayTotal | None:
    """A day of the calendar, or None without a session."""
    of_day = f"FROM sessions s WHERE {CHOSEN} AND s.day = :day"
    if not plain.one(f"SELECT COUNT(*) {of_day}", day=str(day)):
        return None
    kinds = plain.column(f"SELECT DISTINCT s.kind {of_day}", day=str(day))
    return DayTotal(
        day=day,
        active_ms=plain.one(f"SELECT SUM(s.active_ms) {of_day}", day=str(day)),
        completed=plain.one(f"SELECT COUNT(*) {of_day} AND s.counted = 1", day=str(day)),
        kinds=tuple(kind for kind in Kind if kind in kinds),
    )


def plain_week(plain: Plain, first: date) -> WeekReview:
    """A week of the bars and the pain line."""
    week = {"from": str(first), "until": str(first + 6 * DAY)}
    of_week = f"FROM sessions s WHERE {CHOSEN} AND s.day >= :from AND s.day <= :until"
    sessions = {kind: plain.one(f"SELECT COUNT(*) {of_week} AND s.kind = :is", **week, **{"is": kind}) for kind in Kind}
    rungs = {}
    for ladder in LADDERS:
        for number, exercise in enumerate(ladder.rungs, start=1):
            done = f"{PIECES} AND w.exercise = :is AND w.outcome = 'completed' AND s.day BETWEEN :from AND :until"
            if plain.one(f"SELECT COUNT(*) {done}", **week, **{"is": exercise}):
                rungs[ladder.id] = number
    return WeekReview(
        first=first,
        sessions={kind: count for kind, count in sessions.items() if count},
        days=plain.one(f"SELECT COUNT(DISTINCT s.day) {of_week} AND s.counted = 1", **week),
        pain_before=plain.one(f"SELECT AVG(s.pain_before) {of_week}", **week),
        pain_after=plain.one(f"SELECT AVG(s.pain_after) {of_week}", **week),
        rungs=rungs,
    )


def plain_tally(days: list[date], today: date, first_weekday: int) -> Tally:
    """How many of these days lie in each of the periods that hold today."""
    week = [the_week_of(today, first_weekday) + n * DAY for n in range(7)]
    return Tally(
        week=sum(day in week for day in days),
        month=sum((day.year, day.month) == (today.year, today.month) for day in days),
        year=sum(day.year == today.year for day in days),
        total=len(days),
    )


def plain_routine(plain: Plain, routine: str, today: date, first_weekday: int) -> RoutineReview:
    """A routine of the counts."""
    begun = f"FROM sessions s WHERE {ENDED_OF_FILTER} AND s.routine = :is AND s.day <= :today"
    asked = {"is": routine, "today": str(today)}
    days = [date.fromisoformat(day) for day in plain.column(f"SELECT s.day {begun} AND s.counted = 1", **asked)]
    mean = plain.one(f"SELECT AVG(s.active_ms) {begun} AND s.counted = 1", **asked)
    return RoutineReview(
        routine=routine,
        name=routine.replace("-", " ").capitalize(),
        kind=Kind(plain.one(f"SELECT MIN(s.kind) {begun}", **asked)),
        times=plain_tally(days, today, first_weekday),
        last_day=max(days, default=None),
        mean_ms=None if mean is None else round(mean),
        begun=plain.one(f"SELECT COUNT(*) {begun}", **asked),
    )


def plain_exercise(plain: Plain, exercise: str, today: date, first_weekday: int) -> ExerciseReview:
    """An exercise of the counts."""
    of_it = f"{PIECES} AND w.exercise = :is AND s.day <= :today"
    asked = {"is": exercise, "today": str(today)}
    with_it = plain.column(f"SELECT DISTINCT s.id {of_it} AND w.outcome = 'completed'", **asked)
    days = [date.fromisoformat(plain.one("SELECT day FROM sessions WHERE id = :id", id=each)) for each in with_it]
    spent = [
        plain.one("SELECT SUM(actual_ms) FROM work WHERE session = :id AND exercise = :is", id=each, **{"is": exercise})
        for each in with_it
    ]
    sides = {
        side: SideWork(
            plain.one(f"SELECT COUNT(*) {of_it} AND w.outcome = 'completed' AND w.side = :side", side=side, **asked),
            plain.one(
                f"SELECT COALESCE(SUM(w.actual_ms), 0) {of_it} AND w.outcome = 'completed' AND w.side = :side",
                side=side,
                **asked,
            ),
        )
        for side in ("left", "right")
    }
    return ExerciseReview(
        exercise=exercise,
        times=plain_tally(days, today, first_weekday),
        last_day=max(days, default=None),
        mean_ms=round(sum(spent) / len(spent)) if spent else None,
        pieces=plain.one(f"SELECT COUNT(*) {of_it} AND w.outcome IN ('completed', 'skipped', 'stopped')", **asked),
        done=plain.one(f"SELECT COUNT(*) {of_it} AND w.outcome = 'completed'", **asked),
        left=sides["left"],
        right=sides["right"],
    )


@in_every_selection
@pytest.mark.parametrize(("end", "first_weekday"), [(MADE_UP_TODAY, MONDAY), (MADE_UP_TODAY - 170 * DAY, SUNDAY)])
def test_the_year_agrees(made_up_year: sqlite3.Connection, selection: Selection, end: date, first_weekday: int) -> None:
    plain = Plain(made_up_year, selection)
    last_week = the_week_of(end, first_weekday)
    weeks = [last_week - n * 7 * DAY for n in range(52, -1, -1)]
    days = [plain_day(plain, weeks[0] + n * DAY) for n in range(53 * 7)]
    assert Review(made_up_year).year(selection, end, first_weekday, LADDERS) == Year(
        first=weeks[0],
        last=last_week + 6 * DAY,
        days={day.day: day for day in days if day},
        weeks=tuple(plain_week(plain, week) for week in weeks),
    )


@in_every_selection
@pytest.mark.parametrize(
    ("today", "first_weekday"),
    [(MADE_UP_TODAY, MONDAY), (date(2026, 3, 1), SUNDAY), (date(2025, 12, 31), MONDAY), (MADE_UP_TODAY, SUNDAY)],
)
def test_the_counts_agree(
    made_up_year: sqlite3.Connection, selection: Selection, today: date, first_weekday: int
) -> None:
    plain = Plain(made_up_year, selection)
    until = {"today": str(today)}
    routines = plain.column(
        f"SELECT DISTINCT s.routine FROM sessions s WHERE {CHOSEN} AND s.day <= :today AND s.routine <> ''", **until
    )
    exercises = plain.column(f"SELECT DISTINCT w.exercise {PIECES} AND s.day <= :today", **until)
    shown = plain.one(f"SELECT COUNT(*) FROM sessions s WHERE {CHOSEN} AND s.day <= :today", **until)
    anyhow = plain.one(f"SELECT COUNT(*) FROM sessions s WHERE {ENDED_OF_FILTER} AND s.day <= :today", **until)
    found = Review(made_up_year).counts(selection, today, first_weekday)
    by_name = sorted(
        (plain_routine(plain, routine, today, first_weekday) for routine in routines), key=lambda item: item.name
    )
    by_id = [plain_exercise(plain, exercise, today, first_weekday) for exercise in sorted(exercises)]
    assert found == Counts(
        routines=tuple(sorted(by_name, key=lambda item: item.times.total, reverse=True)),
        exercises=tuple(sorted(by_id, key=lambda item: item.times.total, reverse=True)),
        hidden=anyhow - shown,
    )


@in_every_selection
@pytest.mark.parametrize("limit", [1, 7, 500])
def test_the_pages_of_the_log_are_the_whole_log(
    made_up_year: sqlite3.Connection, selection: Selection, limit: int
) -> None:
    expected = Plain(made_up_year, selection).column(
        f"SELECT s.id FROM sessions s WHERE {CHOSEN} ORDER BY julianday(s.started_utc) DESC, s.id DESC"
    )
    review = Review(made_up_year)
    found: list[str] = []
    before = None
    while page := review.log(selection, limit, before):
        assert len(page) <= limit
        assert len(found) < len(expected)
        found += [session.id for session in page]
        before = place_in_log(page[-1])
    assert found == expected


def test_the_days_of_the_streak_agree(made_up_year: sqlite3.Connection) -> None:
    everything = rows(made_up_year, "SELECT day, counted, status FROM sessions")
    counted = {date.fromisoformat(str(row["day"])) for row in everything if row["counted"]}
    assert list(Review(made_up_year).days_counted()) == sorted(counted, reverse=True)


@pytest.mark.parametrize("first_weekday", [MONDAY, SUNDAY])
@pytest.mark.parametrize("goal", range(1, 6))
@pytest.mark.parametrize("back", [0, 3, 40, 90])
def test_the_streak_agrees(made_up_year: sqlite3.Connection, goal: int, back: int, first_weekday: int) -> None:
    today = MADE_UP_TODAY - back * DAY
    counted = f"SELECT COUNT(DISTINCT s.day) FROM sessions s WHERE {CHOSEN} AND s.day BETWEEN :from AND :until"
    paused = "SELECT COUNT(*) FROM pauses WHERE NOT (last_day < :from OR first_day > :until)"
    plain = Plain(made_up_year, Selection(last=today))
    expected = 0
    week = the_week_of(today, first_weekday)
    while True:
        asked = {"from": str(week), "until": str(week + 6 * DAY)}
        met = plain.one(counted, **asked) >= goal
        if not met and not plain.one(paused, **asked) and week + 6 * DAY < today:
            break
        expected += met
        week -= 7 * DAY
    review = Review(made_up_year)
    assert streak(review.days_counted(), review.pauses(), goal, today, first_weekday).weeks == expected


def test_the_pauses_agree(made_up_year: sqlite3.Connection) -> None:
    found = [(pause.first, pause.last, pause.reason) for pause in Review(made_up_year).pauses()]
    assert found == [
        (a_date(row["first_day"]), a_date(row["last_day"]), PauseReason(row["reason"]))
        for row in made_up_year.execute("SELECT * FROM pauses ORDER BY first_day")
    ]
    assert len(found) == 3


def test_the_made_up_year_has_something_of_everything(made_up_year: sqlite3.Connection) -> None:
    def those(condition: str) -> int:
        return int(made_up_year.execute(f"SELECT COUNT(*) FROM sessions WHERE {condition}").fetchone()[0])

    for condition in (
        *(f"status = '{status}'" for status in ("running", "completed", "partial", "stopped", "abandoned")),
        *(f"kind = '{kind.value}'" for kind in Kind),
        "status = 'partial' AND counted = 1",
        "status = 'completed' AND counted = 0",
        "routine = '' AND added = 1",
        "edited_utc IS NOT NULL",
        "note <> ''",
        "pain_before IS NULL AND pain_after IS NOT NULL",
        "utc_offset_s < 0",
        "day <> date(started_utc)",
        "id IN (SELECT session FROM hurts)",
        "id IN (SELECT session FROM work WHERE outcome = 'repeated')",
        "id IN (SELECT session FROM work WHERE outcome = 'skipped' AND side = 'right')",
    ):
        assert those(condition), condition
