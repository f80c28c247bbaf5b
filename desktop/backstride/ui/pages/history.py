"""What was done: a month of days, how often each routine was completed, and the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from backstride.core.events import Outcome, Status
from backstride.core.history import LoggedSession, LoggedWork, RoutineCount
from backstride.store.history import History
from backstride.ui.dates import month_title, short_day, short_moment
from backstride.ui.history.texts import day_text
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row, scrolling
from backstride.ui.parts.month import MonthOfDays
from backstride.ui.words import outcome_text, side_text, spent_text, status_text, tr

PAGE_OF_LOG = 20


@dataclass(frozen=True, slots=True)
class _Shown:
    history: History
    today: date
    names: dict[str, str]


class HistoryPage(QWidget):
    """Shows a `History`; everything is read anew each time the page is opened."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: _Shown | None = None
        self._day = date.min
        self._limit = PAGE_OF_LOG
        self._open: str | None = None
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        self._content.addWidget(label(tr("History"), "title"))
        self._build_month()
        self._counts_card, self._counts = card()
        self._log_card, self._log = card()
        for heading, frame in ((tr("How often"), self._counts_card), (tr("The log"), self._log_card)):
            self._content.addWidget(label(heading, "heading"))
            self._content.addWidget(frame)
        self._content.addStretch(1)
        look.changed.connect(self._on_look_changed)

    def show_history(self, history: History, today: date, names: dict[str, str]) -> None:
        """Read `history` as of `today`; `names` are those of the exercises by id."""
        self._shown = _Shown(history, today, names)
        self._day = today
        self._limit = PAGE_OF_LOG
        self._open = None
        self._show_month()
        self._show_counts(list(history.routine_counts(today).values()))
        self._show_log()

    def _on_look_changed(self) -> None:
        if self._shown is not None:
            self.show_history(self._shown.history, self._shown.today, self._shown.names)

    def _build_month(self) -> None:
        frame, inside = card()
        top = row()
        self.previous = Button()
        self.following = Button()
        self.previous.setAccessibleName(tr("Month before"))
        self.following.setAccessibleName(tr("Month after"))
        self.previous.clicked.connect(lambda: self._go_to(self._day.replace(day=1) - timedelta(days=1)))
        self.following.clicked.connect(lambda: self._go_to(self._day.replace(day=28) + timedelta(days=4)))
        self._month_name = label("", "strong", wrap=False)
        top.addWidget(self.previous)
        top.addWidget(self._month_name)
        top.addWidget(self.following)
        top.addStretch(1)
        self.month = MonthOfDays(self._look)
        self.month.selected.connect(self._go_to)
        self._day_facts = label("", "muted")
        inside.addLayout(top)
        held = row(spacing=3 * GRID)
        held.addWidget(self.month, 3)
        held.addWidget(self._day_facts, 2)
        inside.addLayout(held)
        self._content.addWidget(frame)

    def _go_to(self, day: date) -> None:
        if self._shown is not None:
            self._day = min(day, self._shown.today)
            self._show_month()

    def _show_month(self) -> None:
        if self._shown is None:
            return
        colour = self._look.theme.text
        self.previous.setIcon(self._look.icons.icon("previous", colour))
        self.following.setIcon(self._look.icons.icon("next", colour))
        first = self._day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        totals = self._shown.history.days(first, last)
        self.following.setEnabled(last < self._shown.today)
        self._month_name.setText(month_title(self._day))
        self.month.show_month(self._day, self._shown.today, totals)
        self._day_facts.setText(day_text(self._day, totals.get(self._day)))

    def _show_counts(self, counts: Sequence[RoutineCount]) -> None:
        clear(self._counts)
        if not counts:
            self._counts.addWidget(label(tr("Nothing completed yet. The first session will appear here."), "muted"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(0, 1)
        headings = (tr("Routine"), tr("Week"), tr("Month"), tr("All time"), tr("Last done"))
        for index, heading in enumerate(headings):
            grid.addWidget(label(heading, "muted", wrap=False), 0, index)
        for line, count in enumerate(sorted(counts, key=lambda c: (-c.total, c.name)), 1):
            last = short_day(count.last_day) if count.last_day else ""
            grid.addWidget(label(count.name), line, 0)
            for index, text in enumerate((str(count.week), str(count.month), str(count.total), last), 1):
                cell = label(text, wrap=False)
                cell.setFont(self._look.font())
                grid.addWidget(cell, line, index)
        self._counts.addLayout(grid)

    def _show_log(self) -> None:
        if self._shown is None:
            return
        clear(self._log)
        sessions = self._shown.history.log(self._limit + 1)
        if not sessions:
            self._log.addWidget(label(tr("No sessions yet."), "muted"))
        for session in sessions[: self._limit]:
            self._log.addLayout(self._log_line(session))
            if session.id == self._open:
                self._log.addWidget(self._work(self._shown.history.work(session.id)))
        if len(sessions) > self._limit:
            more = Button(tr("Show more"))
            more.clicked.connect(self._on_more)
            self._log.addWidget(more)

    def _log_line(self, session: LoggedSession) -> QHBoxLayout:
        line = row(spacing=2 * GRID)
        when = short_moment(session.started)
        is_open = session.id == self._open
        opener = Button(role="icon")
        opener.setIcon(self._look.icons.icon("down" if is_open else "next", self._look.theme.text))
        opener.setAccessibleName(tr("Details of {name}, {when}", name=session.name, when=when))
        opener.clicked.connect(lambda: self._on_opened(session.id))
        line.addWidget(opener)
        words = column(spacing=0)
        words.addWidget(label(session.name, "strong"))
        words.addWidget(label(f"{when} · {spent_text(session.active_ms)} · {status_line(session)}", "muted"))
        line.addLayout(words, 1)
        return line

    def _work(self, work: Sequence[LoggedWork]) -> QFrame:
        frame, inside = card()
        if not work:
            inside.addWidget(label(tr("No exercise was begun."), "muted"))
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(3 * GRID)
        names = self._shown.names if self._shown else {}
        for line, item in enumerate(work):
            side = f", {side_text(item.side).lower()}" if item.side else ""
            grid.addWidget(label(names.get(item.exercise, item.exercise) + side), line, 0)
            grid.addWidget(label(tr("set {n}", n=item.set_number), "muted", wrap=False), line, 1)
            role = "" if item.outcome is Outcome.COMPLETED else "strong"
            grid.addWidget(label(outcome_text(item.outcome), role, wrap=False), line, 2)
            grid.addWidget(label(spent_text(item.actual_ms), wrap=False), line, 3)
        inside.addLayout(grid)
        return frame

    def _on_opened(self, session_id: str) -> None:
        self._open = None if self._open == session_id else session_id
        self._show_log()

    def _on_more(self) -> None:
        self._limit += PAGE_OF_LOG
        self._show_log()


def status_line(session: LoggedSession) -> str:
    """How a session ended, with its share where it is not whole, and its speed where that was not real."""
    text = status_text(session.status)
    if session.status is not Status.COMPLETED:
        text += tr(", {done} of {planned} sets", done=session.work_done, planned=session.work_planned)
        if session.counts:
            text += tr(", counts as completed")
    if session.feelings.pain_after is not None:
        text += tr(", pain after {n} of 10", n=session.feelings.pain_after)
    if session.feelings.effort is not None:
        text += tr(", effort {n} of 10", n=session.feelings.effort)
    if session.feelings.note:
        text += f", “{session.feelings.note}”"
    if session.speed > 1:
        text += tr(", played at {speed} times the speed, does not count", speed=f"{session.speed:g}")
    return text
