"""This week, this month and this year, around any day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backstride.core.history import week_start
from backstride.core.periods import Period, period_days

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@given(DAYS, st.sampled_from([Period.WEEK, Period.MONTH, Period.YEAR]), st.integers(0, 6))
def test_a_period_holds_its_day_and_no_day_of_another(day: date, period: Period, first_weekday: int) -> None:
    first, last = period_days(period, day, first_weekday)
    assert first is not None
    assert last is not None
    assert first <= day <= last
    for within in (first, last):
        assert period_days(period, within, first_weekday) == (first, last)
    for outside in (first - timedelta(days=1), last + timedelta(days=1)):
        assert period_days(period, outside, first_weekday) != (first, last)


def test_a_week_begins_where_the_locale_says() -> None:
    day = date(2026, 11, 22)
    assert period_days(Period.WEEK, day, 6) == (day, date(2026, 11, 28))
    assert period_days(Period.WEEK, day, 0) == (week_start(day), day)


def test_february_and_a_leap_year_end_where_they_end() -> None:
    assert period_days(Period.MONTH, date(2028, 2, 10), 0) == (date(2028, 2, 1), date(2028, 2, 29))
    assert period_days(Period.YEAR, date(2028, 2, 29), 0) == (date(2028, 1, 1), date(2028, 12, 31))


def test_ever_and_chosen_days_have_no_ends_of_their_own() -> None:
    assert period_days(Period.EVER, date(2026, 1, 1), 0) == (None, None)
    assert period_days(Period.CHOSEN, date(2026, 1, 1), 0) == (None, None)
