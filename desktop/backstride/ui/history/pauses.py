"""Pause days: an illness, a holiday or a sore back protects the streak without counting."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backstride.core.history import Pause, PauseReason
from backstride.ui.dates import short_day
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.fields import DayField
from backstride.ui.parts.form import form
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row, scrolling
from backstride.ui.words import pause_reason_text, tr


class PausesView(QWidget):
    """Shows and sets pause days: `added` with first day, last day and reason, `removed` with the id of a pause."""

    added = Signal(object, object, object)
    removed = Signal(str)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        content = QWidget()
        layout = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        layout.addWidget(label(tr("Pause days"), "title"))
        about = tr(
            "A week with a pause day in it does not break the weeks in a row, and does not count either unless its "
            "goal is met all the same."
        )
        layout.addWidget(label(about, "muted"))
        self.first = DayField(tr("First day"), look)
        self.last = DayField(tr("Last day"), look)
        reasons = [(reason, pause_reason_text(reason)) for reason in PauseReason]
        self.reason = Choice(reasons, PauseReason.ILLNESS, look)
        lines = ((tr("First day"), self.first), (tr("Last day"), self.last), (tr("Reason"), self.reason))
        layout.addWidget(form(lines))
        self.add = Button(tr("Set pause days"), "primary")
        self.add.clicked.connect(self._on_add)
        self.back = Button(tr("Back to the history"))
        self.back.clicked.connect(self.closed)
        buttons = row()
        buttons.addWidget(self.back)
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        frame, self._list = card()
        layout.addWidget(frame)
        layout.addStretch(1)

    def show_pauses(self, pauses: Sequence[Pause], today: date) -> None:
        """Show the pauses that are set, newest first; a new one begins today."""
        self.first.set_day(today)
        self.last.set_day(today)
        clear(self._list)
        if not pauses:
            self._list.addWidget(label(tr("No pause days are set."), "muted"))
        for pause in pauses:
            line = row()
            text = pause_text(pause)
            line.addWidget(label(text), 1)
            remove = Button(tr("Remove"))
            remove.setAccessibleName(tr("Remove: {pause}", pause=text))
            remove.clicked.connect(lambda _=False, pause_id=pause.id: self.removed.emit(pause_id))
            line.addWidget(remove)
            self._list.addLayout(line)

    def take_focus(self) -> None:
        """Put the focus on the first day."""
        self.first.setFocus()

    def _on_add(self) -> None:
        first, last = sorted((self.first.day(), self.last.day()))
        self.added.emit(first, last, self.reason.value())


def pause_text(pause: Pause) -> str:
    """A pause in words."""
    days = short_day(pause.first)
    if pause.last != pause.first:
        days = tr("{first} to {last}", first=days, last=short_day(pause.last))
    return f"{days}: {pause_reason_text(pause.reason)}"
