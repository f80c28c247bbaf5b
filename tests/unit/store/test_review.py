"""What the History page is told: single rules, pages of the log, and days of travellers."""

import sqlite3
from datetime import date, datetime, time, timedelta, timezone

import msgspec
import pytest
from msgspec.structs import astuple

from backstride.core.events import Outcome, Status
from backstride.core.history import PauseReason
from backstride.core.record import WorkRecord
from backstride.core.review import WEEKS_IN_VIEW, Selection, Shown, SideWork, Tally, WeekReview
from backstride.core.streak import streak
from backstride.core.timeline import Side
from backstride.store.review import Review, place_in_log
from backstride.store.session_log import SessionLog
from doubles.made_up_history import LADDERS
from unit.store.builders import START, TIMELINE, a_record, a_row, store

TODAY = START.date()
MONDAY = 0
ALL = Selection(shown=Shown.ALL)
DAY = timedelta(days=1)


def one(
    connection: sqlite3.Connection,
    number: int = 1,
    *,
    started: datetime = START,
    status: Status = Status.COMPLETED,
    steps_done: int = 5,
    **changes: object,
) -> str:
    """Write a session, its timeline changed as said; its id."""
    timeline = msgspec.structs.replace(TIMELINE, **changes)
    row = a_row(number, started=started, timeline=timeline)
    store(connection, row, a_record(status, steps_done=steps_done))
    return row.id


def with_work(connection: sqlite3.Connection, *work: WorkRecord, number: int = 1) -> None:
    """Write a session that counts, with this work."""
    SessionLog(connection).save(a_row(number), a_record(), 5, work, START)


def a_piece(
    outcome: Outcome = Outcome.COMPLETED, actual_ms: int = 20_000, side: Side | None = None, exercise: str = "plank"
) -> WorkRecord:
    """A piece of work."""
    return WorkRecord(1, exercise, side, 1, 20_000, actual_ms, None, outcome)


def test_an_empty_history_has_a_year_of_empty_weeks(history: sqlite3.Connection) -> None:
    review = Review(history)
    year = review.year(ALL, TODAY, MONDAY, LADDERS)
    assert (year.days, year.weeks[0], len(year.weeks)) == ({}, WeekReview(year.first), WEEKS_IN_VIEW)
    assert year.weeks[-1].first <= TODAY <= year.last
    assert astuple(review.counts(ALL, TODAY, MONDAY)) == ((), (), 0)
    assert (review.log(ALL, 5), list(review.days_counted()), review.pauses()) == ((), [], ())


@pytest.mark.parametrize("shown", Shown)
@pytest.mark.parametrize("status", [Status.RUNNING, Status.ABANDONED])
def test_what_runs_or_was_discarded_is_in_no_answer(history: sqlite3.Connection, status: Status, shown: Shown) -> None:
    SessionLog(history).save(a_row(1), a_record(status), 5, [a_piece()], START)
    review, selection = Review(history), Selection(shown=shown)
    assert review.log(selection, 5) == ()
    assert review.year(selection, TODAY, MONDAY, LADDERS).days == {}
    assert astuple(review.counts(selection, TODAY, MONDAY)) == ((), (), 0)


@pytest.mark.parametrize(
    ("shown", "seen", "hidden"), [(Shown.COMPLETED, 1, 2), (Shown.UNFINISHED, 2, 1), (Shown.ALL, 3, 0)]
)
def test_it_says_how_many_are_hidden(history: sqlite3.Connection, shown: Shown, seen: int, hidden: int) -> None:
    one(history, 1)
    one(history, 2, status=Status.PARTIAL, steps_done=3)
    one(history, 3, status=Status.STOPPED, steps_done=1)
    review, selection = Review(history), Selection(shown=shown)
    assert (len(review.log(selection, 5)), review.counts(selection, TODAY, MONDAY).hidden) == (seen, hidden)


def test_a_routine_that_is_often_left_says_so(history: sqlite3.Connection) -> None:
    one(history, 1)
    for number in (2, 3, 4):
        one(history, number, status=Status.PARTIAL, steps_done=3)
    for shown in Shown:
        (found,) = Review(history).counts(Selection(shown=shown), TODAY, MONDAY).routines
        assert (found.times.total, found.begun, found.finished, found.mean_ms) == (1, 4, 0.25, 60_000)


def test_a_routine_without_a_session_in_the_selection_is_left_out(history: sqlite3.Connection) -> None:
    one(history, status=Status.PARTIAL, steps_done=3)
    review = Review(history)
    assert review.counts(Selection(), TODAY, MONDAY).routines == ()
    (found,) = review.counts(Selection(shown=Shown.UNFINISHED), TODAY, MONDAY).routines
    assert (found.times, found.last_day, found.mean_ms, found.begun) == (Tally(), None, None, 1)


def test_the_newest_name_of_a_routine_is_shown(history: sqlite3.Connection) -> None:
    one(history, 1, started=START - DAY, name="Newer")
    one(history, 2, started=START - 2 * DAY, name="Older")
    one(history, 3, name="Discarded", status=Status.ABANDONED)
    (found,) = Review(history).counts(Selection(last=TODAY - 2 * DAY), TODAY, MONDAY).routines
    assert (found.name, found.times.total) == ("Newer", 1)


def test_routines_come_by_how_often_then_by_name(history: sqlite3.Connection) -> None:
    for number, routine in enumerate(("b", "a", "c", "c")):
        one(history, number, routine=routine, name=routine.upper())
    found = Review(history).counts(ALL, TODAY, MONDAY).routines
    assert [item.name for item in found] == ["C", "A", "B"]


def test_a_session_that_followed_no_routine_is_no_routine_of_the_counts(history: sqlite3.Connection) -> None:
    one(history, routine="", name="Swimming")
    review = Review(history)
    assert review.counts(ALL, TODAY, MONDAY).routines == ()
    assert review.counts(Selection(shown=Shown.UNFINISHED), TODAY, MONDAY).hidden == 1
    assert [item.name for item in review.log(ALL, 5)] == ["Swimming"]
    assert review.year(ALL, TODAY, MONDAY, ()).days[TODAY].completed == 1


def test_a_kind_of_a_later_version_is_passed_over(history: sqlite3.Connection) -> None:
    one(history)
    history.execute("UPDATE sessions SET kind = 'dance'")
    review = Review(history)
    year = review.year(ALL, TODAY, MONDAY, ())
    assert (year.days[TODAY].kinds, year.weeks[-1].sessions, year.weeks[-1].days) == ((), {}, 1)
    assert review.counts(ALL, TODAY, MONDAY).routines == ()


def test_days_after_today_are_in_the_calendar_but_not_counted(history: sqlite3.Connection) -> None:
    with_work(history, a_piece())
    review = Review(history)
    assert TODAY in review.year(ALL, TODAY - DAY, MONDAY, ()).days
    assert astuple(review.counts(ALL, TODAY - DAY, MONDAY)) == ((), (), 0)


def test_work_that_was_gone_back_from_takes_time_but_is_no_piece_of_its_own(history: sqlite3.Connection) -> None:
    with_work(history, a_piece(Outcome.REPEATED, 5_000), a_piece(), a_piece(Outcome.SKIPPED, 1_000))
    (found,) = Review(history).counts(ALL, TODAY, MONDAY).exercises
    assert (found.pieces, found.done, found.finished, found.mean_ms) == (2, 1, 0.5, 26_000)


def test_an_exercise_that_was_only_skipped_was_done_no_time(history: sqlite3.Connection) -> None:
    with_work(history, a_piece(Outcome.SKIPPED, 1_000))
    (found,) = Review(history).counts(ALL, TODAY, MONDAY).exercises
    assert (found.times, found.last_day, found.mean_ms, found.pieces, found.done) == (Tally(), None, None, 1, 0)


def test_sides_are_told_apart_by_completed_work(history: sqlite3.Connection) -> None:
    left, right = Side.LEFT, Side.RIGHT
    with_work(history, a_piece(side=left), a_piece(side=left), a_piece(side=right), a_piece(Outcome.SKIPPED, 9, right))
    (found,) = Review(history).counts(ALL, TODAY, MONDAY).exercises
    assert (found.left, found.right) == (SideWork(2, 40_000), SideWork(1, 20_000))


def test_the_highest_completed_rung_of_the_week_is_told(history: sqlite3.Connection) -> None:
    skipped = a_piece(Outcome.SKIPPED, exercise="plank-leg-lift")
    with_work(history, a_piece(exercise="plank-forearm"), a_piece(exercise="plank-knees"), skipped)
    weeks = Review(history).year(ALL, TODAY, MONDAY, LADDERS).weeks
    assert (weeks[-1].rungs, weeks[-2].rungs) == ({"plank": 2}, {})


@pytest.mark.parametrize(
    ("hours", "clock", "day"), [(14, (0, 30), date(2024, 5, 16)), (-11, (23, 30), date(2024, 5, 14))]
)
def test_dates_are_those_of_the_place(
    history: sqlite3.Connection, hours: int, clock: tuple[int, int], day: date
) -> None:
    one(history, started=datetime.combine(day, time(*clock), timezone(timedelta(hours=hours))))
    review = Review(history)
    for chosen in (day - DAY, day, day + DAY):
        only = Selection(first=chosen, last=chosen)
        assert len(review.log(only, 5)) == (chosen == day)
        assert list(review.year(only, day, MONDAY, ()).days) == [day] * (chosen == day)


def test_sessions_of_the_same_moment_are_on_one_page_each(history: sqlite3.Connection) -> None:
    ids = [one(history, number, started=START + timedelta(microseconds=123_456)) for number in range(5)]
    review = Review(history)
    found, before = [], None
    for _ in ids:
        (session,) = review.log(ALL, 1, before)
        found.append(session.id)
        before = place_in_log(session)
    assert found == sorted(ids, reverse=True)
    assert review.log(ALL, 1, before) == ()


def test_a_session_that_is_new_does_not_move_the_pages(history: sqlite3.Connection) -> None:
    ids = [one(history, number, started=START - number * DAY) for number in range(4)]
    review = Review(history)
    first = review.log(ALL, 2)
    one(history, 9, started=START + DAY)
    assert [item.id for item in review.log(ALL, 2, place_in_log(first[-1]))] == ids[2:]


EAST_1, EAST_2 = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        # The clock goes forward in the night to the second day, which has 23 hours.
        ([(30, 23, EAST_1), (31, 0, EAST_1), (31, 23, EAST_2)], 2),
        # It goes back: two sessions in the hour that comes twice are on one day of 25 hours.
        ([(31, 2, EAST_2), (31, 2, EAST_1), (31, 23, EAST_1)], 1),
        # Flown west over the date line: the same day comes twice.
        ([(28, 22, timezone(timedelta(hours=14))), (28, 9, timezone(timedelta(hours=-10)))], 1),
        # Flown east over it: a day is left out, the days on both sides count.
        ([(27, 20, timezone(timedelta(hours=-10))), (29, 8, timezone(timedelta(hours=14)))], 2),
    ],
)
def test_the_streak_goes_by_the_days_of_the_place(
    history: sqlite3.Connection, moments: list[tuple[int, int, timezone]], days: int
) -> None:
    for number, (day, hour, zone) in enumerate(moments):
        one(history, number, started=datetime(2024, 3, day, hour, 30, tzinfo=zone))
    review = Review(history)
    found = streak(review.days_counted(), review.pauses(), days, date(2024, 3, 31), MONDAY)
    assert (found.days_this_week, found.weeks) == (days, 1)
    assert streak(review.days_counted(), review.pauses(), days + 1, date(2024, 3, 31), MONDAY).weeks == 0


def test_pauses_protect_the_streak(history: sqlite3.Connection) -> None:
    for number, back in enumerate((1, 15)):
        one(history, number, started=START - back * DAY)
    review = Review(history)
    assert streak(review.days_counted(), review.pauses(), 1, TODAY, MONDAY).weeks == 1
    history.execute("INSERT INTO pauses VALUES ('a', '2024-05-10', '2024-05-12', 'sore-back')")
    assert streak(review.days_counted(), review.pauses(), 1, TODAY, MONDAY).weeks == 2
    assert [pause.reason for pause in review.pauses()] == [PauseReason.SORE_BACK]
