"""The streak: weeks that met the goal, weeks that pauses protect, and how little of the past is read for it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.history import Pause, PauseReason, week_start
from backstride.core.streak import Streak, streak

TODAY = date(2026, 5, 20)  # a Wednesday
WEEK = timedelta(weeks=1)
MONDAY, SUNDAY = 0, 6
GOAL = 3


def days_of(*weeks: int, today: date = TODAY) -> list[date]:
    """Days newest first: so many, from Monday on, in this week, the week before, and so on."""
    monday = week_start(today)
    return [
        monday - back * WEEK + timedelta(days=n) for back, count in enumerate(weeks) for n in reversed(range(count))
    ]


def a_pause(first: date, days: int = 1) -> Pause:
    """A pause of so many days."""
    return Pause("a", first, first + timedelta(days=days - 1), PauseReason.HOLIDAY)


def weeks_of(days: list[date], *pauses: Pause, goal: int = GOAL) -> int:
    """How long the streak is on a Wednesday."""
    return streak(days, pauses, goal, TODAY, MONDAY).weeks


def test_without_sessions_there_is_no_streak() -> None:
    assert streak([], [], GOAL, TODAY, MONDAY) == Streak(weeks=0, days_this_week=0, goal=GOAL)


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        ((3, 3, 4, 7), 4),
        ((2, 3, 3), 2),
        ((0, 3, 3), 2),
        ((3, 2, 3, 3), 1),
        ((3, 0, 3), 1),
        ((0, 0, 3, 3), 0),
        ((2, 2, 2), 0),
    ],
)
def test_weeks_in_a_row_that_met_the_goal_count(days: tuple[int, ...], weeks: int) -> None:
    assert weeks_of(days_of(*days)) == weeks


@pytest.mark.parametrize(("days", "met"), [(0, False), (2, False), (3, True)])
def test_the_week_under_way_counts_only_once_it_is_met(days: int, met: bool) -> None:
    found = streak(days_of(days, 3), [], GOAL, TODAY, MONDAY)
    assert (found.weeks, found.days_this_week, found.met_this_week) == (1 + met, days, met)


def test_a_day_counts_once_however_many_sessions_it_had() -> None:
    twice = [day for day in days_of(0, 2, 3) for _ in range(2)]
    assert weeks_of(twice) == 0
    assert weeks_of(twice, goal=2) == 2


def test_days_after_today_are_ignored() -> None:
    tomorrow = TODAY + timedelta(days=1)
    found = streak([tomorrow + WEEK, tomorrow, *days_of(2, 3)], [], GOAL, TODAY, MONDAY)
    assert (found.weeks, found.days_this_week) == (1, 2)


def test_a_week_begins_on_the_day_that_is_chosen() -> None:
    sunday, monday, tuesday = (TODAY - timedelta(days=back) for back in (3, 2, 1))
    days = [tuesday, monday, sunday]
    assert streak(days, [], GOAL, TODAY, SUNDAY).days_this_week == 3
    assert streak(days, [], GOAL, TODAY, MONDAY).days_this_week == 2


@pytest.mark.parametrize("offset", range(7))
def test_one_pause_day_protects_its_whole_week(offset: int) -> None:
    missed = week_start(TODAY) - WEEK
    assert weeks_of(days_of(3, 0, 3), a_pause(missed + timedelta(days=offset))) == 2
    assert weeks_of(days_of(3, 2, 3), a_pause(missed + timedelta(days=offset))) == 2


@pytest.mark.parametrize("first", [week_start(TODAY) - WEEK - timedelta(days=1), week_start(TODAY)])
def test_a_pause_protects_no_other_week(first: date) -> None:
    assert weeks_of(days_of(3, 0, 3), a_pause(first)) == 1


def test_a_long_pause_protects_every_week_it_touches() -> None:
    days = days_of(3, 0, 1, 0, 0, 3)
    whole = a_pause(week_start(TODAY) - 4 * WEEK + timedelta(days=6), days=16)
    assert weeks_of(days, whole) == 2
    assert weeks_of(days, a_pause(whole.first + timedelta(days=1), days=15)) == 1


def test_a_week_that_is_met_counts_in_spite_of_a_pause() -> None:
    assert weeks_of(days_of(3, 3, 3), a_pause(week_start(TODAY) - WEEK)) == 3


def test_a_pause_that_began_before_all_sessions_ends_well() -> None:
    assert weeks_of(days_of(0, 3), a_pause(date(1, 1, 8), days=730_000)) == 1


@pytest.mark.parametrize(("first", "paused"), [(-3, False), (-2, True), (4, True), (5, False)])
def test_it_says_whether_a_pause_lies_in_this_week(first: int, paused: bool) -> None:
    found = streak([], [a_pause(TODAY + timedelta(days=first))], GOAL, TODAY, MONDAY)
    assert found.paused_this_week is paused


def test_the_past_is_read_only_as_far_as_the_streak_goes() -> None:
    read: list[date] = []

    def reading(days: list[date]) -> Iterator[date]:
        for day in days:
            read.append(day)
            yield day

    days = days_of(3, 3, 2, 5, 5, 5, 5)
    assert streak(reading(days), [], GOAL, TODAY, MONDAY).weeks == 2
    assert len(read) == 3 + 3 + 2 + 1


PAST = st.lists(st.integers(-5, 80), max_size=60).map(lambda backs: [TODAY - timedelta(days=back) for back in backs])
PAUSES = st.lists(
    st.builds(lambda back, days: a_pause(TODAY - timedelta(days=back), days), st.integers(-10, 90), st.integers(1, 20)),
    max_size=3,
)


def by_hand(days: list[date], pauses: list[Pause], goal: int, first_weekday: int) -> int:
    """The rule said week by week, over every week there might be."""
    weeks = 0
    for back in range(40):
        week = [week_start(TODAY, first_weekday) - back * WEEK + timedelta(days=n) for n in range(7)]
        met = sum(day in days and day <= TODAY for day in week) >= goal
        paused = any(pause.first <= day <= pause.last for day in week for pause in pauses)
        if not met and not paused and back:
            return weeks
        weeks += met
    return weeks


@given(days=PAST, pauses=PAUSES, goal=st.integers(1, 7), first_weekday=st.integers(0, 6))
def test_it_follows_the_rule(days: list[date], pauses: list[Pause], goal: int, first_weekday: int) -> None:
    newest_first = sorted(days, reverse=True)
    found = streak(newest_first, pauses, goal, TODAY, first_weekday)
    assert found.weeks == by_hand(days, pauses, goal, first_weekday)


@given(days=PAST, pauses=PAUSES, goal=st.integers(1, 7), more=st.integers(0, 80))
def test_one_more_day_or_pause_never_makes_it_shorter(
    days: list[date], pauses: list[Pause], goal: int, more: int
) -> None:
    another = TODAY - timedelta(days=more)
    before = streak(sorted(days, reverse=True), pauses, goal, TODAY, MONDAY).weeks
    assert streak(sorted([*days, another], reverse=True), pauses, goal, TODAY, MONDAY).weeks >= before
    assert streak(sorted(days, reverse=True), [*pauses, a_pause(another)], goal, TODAY, MONDAY).weeks >= before


@given(days=PAST, goal=st.integers(2, 7))
def test_a_higher_goal_never_makes_it_longer(days: list[date], goal: int) -> None:
    newest_first = sorted(days, reverse=True)
    higher, lower = (streak(newest_first, [], wanted, TODAY, MONDAY).weeks for wanted in (goal, goal - 1))
    assert higher <= lower
