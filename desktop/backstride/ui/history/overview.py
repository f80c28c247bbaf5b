"""The year at a glance: weeks in a row, the calendar, the weeks as bars, and pain as a line."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from backstride.core.history import Pause
from backstride.core.review import Year
from backstride.core.streak import Streak
from backstride.ui.dates import short_day
from backstride.ui.history.bars import WeekBars
from backstride.ui.history.calendar import YearCalendar
from backstride.ui.history.lines import PainLines
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import card, column, label, row
from backstride.ui.words import days_text, tr, weeks_text


class OverviewFacts(Struct, frozen=True):
    """What the overview shows; `today` is the day as of which it is true."""

    year: Year
    streak: Streak
    pauses: Sequence[Pause]
    goal: int
    today: date


class Overview(QWidget):
    """Shows `OverviewFacts`; `end_requested` with a day of the last week to be seen, `pauses_requested` to set pauses,
    `day_opened` with a day whose sessions are to be listed."""

    end_requested = Signal(object)
    pauses_requested = Signal()
    day_opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._facts: OverviewFacts | None = None
        self._day = date.min
        layout = column(self, spacing=16)
        layout.addWidget(self._streak_card())
        layout.addWidget(self._calendar_card())
        self.bars = WeekBars(look)
        self.pain = PainLines(look)
        for heading, chart in (
            (tr("Completed sessions by week"), self.bars),
            (tr("Back pain by week, before and after"), self.pain),
        ):
            frame, inside = card()
            inside.addWidget(label(heading, "heading"))
            inside.addWidget(chart)
            layout.addWidget(frame)
        layout.addStretch(1)
        look.changed.connect(self._dress)
        self._dress()

    def show_facts(self, facts: OverviewFacts) -> None:
        """Show the year; the selected day stays where it was as long as it is in view."""
        self._facts = facts
        if not facts.year.first <= self._day <= facts.year.last:
            self._day = min(facts.year.last, facts.today)
        self._streak.setText(streak_text(facts.streak))
        self._week.setText(this_week_text(facts.streak))
        self._years.setText(tr("{first} to {last}", first=short_day(facts.year.first), last=short_day(facts.year.last)))
        self.later.setEnabled(facts.year.last < facts.today)
        self.bars.show_weeks(facts.year.weeks, facts.goal)
        self.pain.show_weeks(facts.year.weeks)
        self._show_day()

    def _streak_card(self) -> QFrame:
        frame, inside = card()
        line: QHBoxLayout = row(spacing=16)
        words = column(spacing=0)
        self._streak = label("", "heading")
        self._week = label("", "muted")
        words.addWidget(self._streak)
        words.addWidget(self._week)
        line.addLayout(words, 1)
        self.pauses_button = Button(tr("Pause days"))
        self.pauses_button.clicked.connect(self.pauses_requested)
        line.addWidget(self.pauses_button)
        inside.addLayout(line)
        return frame

    def _calendar_card(self) -> QFrame:
        frame, inside = card()
        top = row()
        self.earlier, self.later = Button(role="icon"), Button(role="icon")
        self.earlier.setAccessibleName(tr("A year earlier"))
        self.later.setAccessibleName(tr("A year later"))
        self.earlier.clicked.connect(lambda: self._go(-52))
        self.later.clicked.connect(lambda: self._go(52))
        self._years = label("", "strong", wrap=False)
        for widget in (self.earlier, self._years, self.later):
            top.addWidget(widget)
        top.addStretch(1)
        self.calendar = YearCalendar(self._look)
        self.calendar.selected.connect(self._on_day)
        self._words = label("", "muted")
        self.list_button = Button(tr("List its sessions"))
        self.list_button.clicked.connect(lambda: self.day_opened.emit(self._day))
        day = row()
        day.addWidget(self._words, 1)
        day.addWidget(self.list_button)
        inside.addLayout(top)
        inside.addWidget(self.calendar)
        inside.addLayout(day)
        return frame

    def _go(self, weeks: int) -> None:
        if self._facts is not None:
            self.end_requested.emit(min(self._facts.year.last + timedelta(weeks=weeks), self._facts.today))

    def _on_day(self, day: date) -> None:
        self._day = day
        self._show_day()

    def _show_day(self) -> None:
        if self._facts is None:
            return
        self.calendar.show_year(self._facts.year, self._day, self._facts.today, self._facts.pauses)
        self._words.setText(self.calendar.accessibleName())
        self.list_button.setEnabled(self._day in self._facts.year.days)

    def _dress(self) -> None:
        for button, icon in ((self.earlier, "previous"), (self.later, "next")):
            button.setIcon(self._look.icons.icon(icon, self._look.theme.text))


def streak_text(streak: Streak) -> str:
    """How many weeks in a row met the goal."""
    if streak.weeks == 0:
        return tr("The goal is {days} a week", days=days_text(streak.goal))
    return tr("{weeks} in a row with {days} or more", weeks=weeks_text(streak.weeks), days=days_text(streak.goal))


def this_week_text(streak: Streak) -> str:
    """How far the week under way has come."""
    done = tr("This week: {done} of {goal}", done=streak.days_this_week, goal=days_text(streak.goal))
    return tr("{done}, goal met", done=done) if streak.met_this_week else done
