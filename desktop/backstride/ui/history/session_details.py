"""One session of the log: its facts, what was told of it, every piece of work, and what can be done with it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backstride.core.history import Feelings, Hurt, LoggedSession, LoggedWork
from backstride.ui.dates import short_moment
from backstride.ui.history.log import ending_text
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.layouts import GRID, card, clear, column, label, scrolling
from backstride.ui.parts.table import Rows, Table
from backstride.ui.words import clock_text, hurt_answer_text, minutes_text, outcome_text, side_text, spent_text, tr


class SessionFacts(Struct, frozen=True):
    """A session with all that belongs to it; `names` are those of the exercises by id."""

    session: LoggedSession
    work: Sequence[LoggedWork]
    hurts: Sequence[Hurt]
    names: Mapping[str, str]


class SessionDetails(QWidget):
    """Shows one session; says what is wanted with its id: `edit_requested`, `delete_requested`, `fit_requested`."""

    closed = Signal()
    edit_requested = Signal(str)
    delete_requested = Signal(str)
    fit_requested = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))

    def show_facts(self, facts: SessionFacts) -> None:
        """Show a session."""
        clear(self._content)
        session = facts.session
        self._content.addWidget(self._buttons(session.id))
        self._content.addWidget(label(session.name, "title"))
        self._content.addWidget(label(headline(session)))
        frame, inside = card()
        lines = [*feeling_lines(session.feelings), *(_hurt_line(hurt, facts.names) for hurt in facts.hurts)]
        for line in lines:
            inside.addWidget(label(line))
        if lines:
            self._content.addWidget(frame)
        else:
            frame.deleteLater()
        self._content.addWidget(label(tr("What was done"), "heading"))
        if facts.work:
            self._content.addWidget(self._table(facts))
        else:
            nothing = tr("Typed in by hand: there are no details.") if session.added else tr("No exercise was begun.")
            self._content.addWidget(label(nothing, "muted"))
        self._content.addStretch(1)

    def take_focus(self) -> None:
        """Put the focus on the way back."""
        self.back.setFocus()

    def _buttons(self, session_id: str) -> FlowBox:
        box = FlowBox()
        self.back = Button(tr("Back to the history"))
        self.back.setIcon(self._look.icons.icon("previous", self._look.theme.text))
        self.back.clicked.connect(self.closed)
        self.edit = Button(tr("Correct"))
        self.edit.clicked.connect(lambda: self.edit_requested.emit(session_id))
        self.delete = Button(tr("Delete"))
        self.delete.clicked.connect(lambda: self.delete_requested.emit(session_id))
        self.fit = Button(tr("Save as FIT activity"))
        self.fit.clicked.connect(lambda: self.fit_requested.emit(session_id))
        for button in (self.back, self.edit, self.delete, self.fit):
            box.add(button)
        return box

    def _table(self, facts: SessionFacts) -> Table:
        headings = (tr("Exercise"), tr("Side"), tr("Set"), tr("Repetitions"), tr("Planned"), tr("Done"), tr("Outcome"))
        rows = Rows(headings, frozenset({2, 3, 4, 5}))
        table = Table(rows, self._look, whole=True)
        table.setAccessibleName(tr("What was done"))
        rows.show_rows([_work_row(work, facts.names) for work in facts.work])
        return table


def headline(session: LoggedSession) -> str:
    """When, how long and how a session was done."""
    parts = [short_moment(session.started), minutes_text(session.active_ms), ending_text(session)]
    if session.counts and session.work_done < session.work_planned:
        parts.append(tr("counts as completed"))
    if session.speed > 1:
        parts.append(tr("played at {speed} times the speed, does not count", speed=f"{session.speed:g}"))
    return " · ".join(parts)


def feeling_lines(feelings: Feelings) -> list[str]:
    """What was told of a session, a line for each."""
    numbers = (
        (tr("Back pain before: {n} of 10"), feelings.pain_before),
        (tr("Worst pain during it: {n} of 10"), feelings.pain_during),
        (tr("Back pain after it: {n} of 10"), feelings.pain_after),
        (tr("Effort: {n} of 10"), feelings.effort),
        (tr("Mood: {n} of 5"), feelings.mood),
    )
    lines = [text.format(n=number) for text, number in numbers if number is not None]
    return [*lines, tr("Note: {note}", note=feelings.note)] if feelings.note else lines


def _hurt_line(hurt: Hurt, names: Mapping[str, str]) -> str:
    name = names.get(hurt.exercise, hurt.exercise)
    if hurt.side:
        name = f"{name}, {side_text(hurt.side).lower()}"
    return tr(
        "It hurt: {name}, {n} of 10 after {time}; {answer}",
        name=name,
        n=hurt.level,
        time=clock_text(hurt.at_ms),
        answer=hurt_answer_text(hurt.answer),
    )


def _work_row(work: LoggedWork, names: Mapping[str, str]) -> list[str]:
    return [
        names.get(work.exercise, work.exercise),
        side_text(work.side),
        str(work.set_number),
        str(work.reps) if work.reps is not None else "",
        clock_text(work.planned_ms) if work.planned_ms is not None else tr("own pace"),
        spent_text(work.actual_ms),
        outcome_text(work.outcome),
    ]
