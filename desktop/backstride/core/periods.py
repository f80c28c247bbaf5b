"""The periods that a filter offers: this week, this month, this year."""

from datetime import date, timedelta
from enum import StrEnum

from backstride.core.history import week_start


class Period(StrEnum):
    """A stretch of days around today."""

    EVER = "ever"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    CHOSEN = "chosen"


def period_days(period: Period, today: date, first_weekday: int) -> tuple[date | None, date | None]:
    """First and last day of a period around `today`; None for both where it has no ends of its own."""
    if period is Period.WEEK:
        first = week_start(today, first_weekday)
        return first, first + timedelta(days=6)
    if period is Period.MONTH:
        first = today.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if period is Period.YEAR:
        return date(today.year, 1, 1), date(today.year, 12, 31)
    return None, None
