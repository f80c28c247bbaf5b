"""The calendar of the history: weeks, months, the last seven days, and which sessions count."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backstride.core.definitions import Kind
from backstride.core.events import Status
from backstride.core.history import LoggedSession, last_seven, week_start

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
WEEKDAYS = st.integers(0, 6)
SESSION = LoggedSession(
    id="1",
    routine="evening",
    name="Evening",
    kind=Kind.CORE,
    status=Status.COMPLETED,
    started=datetime(2024, 5, 1, 18, tzinfo=UTC),
    day=date(2024, 5, 1),
    active_ms=60_000,
    planned_ms=60_000,
    work_planned=1,
    work_done=1,
    speed=1.0,
)


@pytest.mark.parametrize(
    ("day", "first_weekday", "expected"),
    [
        (date(2024, 5, 1), 0, date(2024, 4, 29)),
        (date(2024, 4, 29), 0, date(2024, 4, 29)),
        (date(2024, 5, 5), 0, date(2024, 4, 29)),
        (date(2024, 5, 5), 6, date(2024, 5, 5)),
        (date(2024, 5, 4), 6, date(2024, 4, 28)),
        (date(2025, 1, 1), 0, date(2024, 12, 30)),
    ],
)
def test_the_week_begins_on_its_first_weekday(day: date, first_weekday: int, expected: date) -> None:
    assert week_start(day, first_weekday) == expected


@given(DAYS, WEEKDAYS)
def test_a_week_holds_its_day(day: date, first_weekday: int) -> None:
    start = week_start(day, first_weekday)
    assert start.weekday() == first_weekday
    assert 0 <= (day - start).days < 7


@given(DAYS)
def test_the_last_seven_days_end_with_the_day(day: date) -> None:
    days = last_seven(day)
    assert len(days) == 7
    assert days[-1] == day
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))


def test_a_session_counts_only_when_the_history_says_so() -> None:
    assert not SESSION.counts
    assert replace(SESSION, status=Status.STOPPED, counts=True).counts


def test_nobody_is_asked_how_a_session_felt() -> None:
    feelings = SESSION.feelings
    assert (feelings.pain_before, feelings.pain_during, feelings.pain_after) == (None, None, None)
    assert (feelings.effort, feelings.mood, feelings.note) == (None, None, "")
