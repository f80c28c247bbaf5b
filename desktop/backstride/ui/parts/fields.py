"""Fields for a day, a time and a number: typed, or stepped with the arrow keys, never changed by scrolling past."""

from datetime import date, time

from PySide6.QtCore import QDate, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QSpinBox, QTimeEdit

from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID


class DayField(QDateEdit):
    """A local day."""

    def __init__(self, name: str, look: Look) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setMinimumDate(QDate(1900, 1, 1))
        self.setMinimumWidth(look.px(130))
        _indent(self)

    def day(self) -> date:
        """The day that is set."""
        found = self.date()
        return date(found.year(), found.month(), found.day())

    def set_day(self, day: date) -> None:
        """Set the day."""
        self.setDate(QDate(day.year, day.month, day.day))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


class TimeField(QTimeEdit):
    """A time of day, in hours and minutes."""

    def __init__(self, moment: time) -> None:
        super().__init__(QTime(moment.hour, moment.minute))
        _indent(self)

    def moment(self) -> time:
        """The time that is set."""
        return time(self.time().hour(), self.time().minute())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


class NumberField(QSpinBox):
    """A whole number from `least` to `most`."""

    def __init__(self, least: int, most: int, value: int) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setValue(value)
        _indent(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page."""
        event.ignore()


def _indent(field: QAbstractSpinBox) -> None:
    """Set the text where other fields have theirs; a style sheet's padding does not move it sideways."""
    field.lineEdit().setTextMargins(GRID + GRID // 2, 0, GRID, 0)
