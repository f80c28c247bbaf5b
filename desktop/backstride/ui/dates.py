"""Days and moments as the user's locale writes them."""

import re
from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

_SHORT = QLocale.FormatType.ShortFormat
_LONG = QLocale.FormatType.LongFormat

_D, _M = r"(?<![A-Za-z])d{1,2}(?![A-Za-z])", r"(?<![A-Za-z])M+(?![A-Za-z])"
_DAY_AND_MONTH = re.compile(rf"(?:{_D}.*?{_M}|{_M}.*?{_D})(?:[^\s\w,']|[日일])?")
"""The part of a locale's date format that holds day and month, in whichever order; no Qt format is just that."""


def long_day(day: date) -> str:
    """A day with its weekday and year."""
    return QLocale().toString(_qdate(day), _LONG)


def short_day(day: date) -> str:
    """A day in figures."""
    return QLocale().toString(_qdate(day), _SHORT)


def day_and_month(day: date) -> str:
    """A day without its weekday and year."""
    locale = QLocale()
    found = _DAY_AND_MONTH.search(locale.dateFormat(_LONG))
    return locale.toString(_qdate(day), found[0]) if found else short_day(day)


def short_month(day: date) -> str:
    """The short name of a day's month."""
    return QLocale().standaloneMonthName(day.month, _SHORT)


def weekday(day: date) -> str:
    """The short name of a day's weekday."""
    return QLocale().dayName(day.isoweekday(), _SHORT)


def first_weekday() -> int:
    """The first day of the week here, 0 for Monday."""
    return QLocale().firstDayOfWeek().value - 1


def short_moment(moment: datetime) -> str:
    """Day and time as they were at the place of `moment`, whatever the zone is here."""
    time = QTime(moment.hour, moment.minute)
    return QLocale().toString(QDateTime(_qdate(moment.date()), time), _SHORT)


def long_moment(moment: datetime) -> str:
    """Day with its weekday, and time, as they were at the place of `moment`."""
    return f"{long_day(moment.date())}, {QLocale().toString(QTime(moment.hour, moment.minute), _SHORT)}"


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
