"""What is worked out from counts: shares, and the year in view."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.definitions import Kind
from backstride.core.review import WEEKS_IN_VIEW, ExerciseReview, RoutineReview, Tally, year_in_view


@pytest.mark.parametrize(("begun", "done", "share"), [(0, 0, 0.0), (4, 3, 0.75), (2, 2, 1.0)])
def test_finished_is_a_share_of_what_was_begun(begun: int, done: int, share: float) -> None:
    routine = RoutineReview("a", "A", Kind.CORE, Tally(total=done), None, None, begun)
    exercise = ExerciseReview("a", Tally(), None, None, pieces=begun, done=done)
    assert (routine.finished, exercise.finished) == (share, share)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_the_year_in_view_is_whole_weeks_and_ends_with_the_day(day: date, first_weekday: int) -> None:
    first, last = year_in_view(day, first_weekday)
    assert first.weekday() == first_weekday
    assert last - first == timedelta(weeks=WEEKS_IN_VIEW) - timedelta(days=1)
    assert timedelta(0) <= last - day < timedelta(weeks=1)
