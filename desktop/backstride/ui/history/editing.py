"""A form for a session: to correct one that was logged, or to add one that was done elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from backstride.core.catalogue import Catalogue, length_ms
from backstride.core.definitions import Kind
from backstride.core.history import Correction, DoneElsewhere, Feelings, LoggedSession
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.check_box import CheckBox
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.fields import DayField, NumberField, TimeField
from backstride.ui.parts.form import form
from backstride.ui.parts.layouts import GRID, clear, column, label, row, scrolling
from backstride.ui.player.feelings import FeelingsForm
from backstride.ui.words import kind_text, tr

MOST_MINUTES = 24 * 60
MINUTE_MS = 60_000
NAME_LENGTH = 80


class SessionForm(QWidget):
    """Asks for a session's facts.

    `corrected` with the id and a `Correction`, `added` with a `DoneElsewhere`, `closed` when nothing is to be changed.
    """

    corrected = Signal(str, object)
    added = Signal(object)
    closed = Signal()

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._look = look
        self._session: LoggedSession | None = None
        self._now: datetime | None = None
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        self._area = scrolling(content)
        column(self).addWidget(self._area)

    def correct(self, session: LoggedSession, now: datetime) -> None:
        """Ask for the correction of a session."""
        self._session, self._now = session, now
        self._begin(tr("Correct a session"), session.name, session.started, session.active_ms)
        self.counts = CheckBox(tr("Counts as completed"), self._look)
        self.counts.setChecked(session.counts)
        lines = (
            (tr("Day"), self.day),
            (tr("Time"), self.time),
            (tr("Minutes"), self.minutes),
            (tr("Counts"), self.counts),
        )
        self._ask(lines, FeelingsForm(session.feelings, afterwards=True))

    def add(self, now: datetime, kinds: Sequence[Kind] = tuple(Kind)) -> None:
        """Ask for a session that was done elsewhere."""
        self._session, self._now = None, now
        self._begin(tr("Add a session done elsewhere"), "", now - timedelta(minutes=20), 20 * MINUTE_MS)
        routines = sorted(self._catalogue.routines.values(), key=lambda routine: routine.name)
        choices = ((None, tr("Something else")), *((routine.id, routine.name) for routine in routines))
        self.routine = Choice(choices, None, self._look)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_LENGTH)
        self.name.setPlaceholderText(tr("Such as: Physiotherapy"))
        self.kind = Choice([(kind, kind_text(kind)) for kind in kinds], Kind.CORE, self._look)
        self.routine.currentIndexChanged.connect(self._on_routine)
        lines = (
            (tr("Routine"), self.routine),
            (tr("Name"), self.name),
            (tr("Kind"), self.kind),
            (tr("Day"), self.day),
            (tr("Time"), self.time),
            (tr("Minutes"), self.minutes),
        )
        self._ask(lines, FeelingsForm(Feelings(), afterwards=True))

    def take_focus(self) -> None:
        """Put the focus on the first field."""
        (self.day if self._session else self.routine).setFocus()

    def _begin(self, title: str, subtitle: str, started: datetime, active_ms: int) -> None:
        clear(self._content)
        self._area.verticalScrollBar().setValue(0)
        self._content.addWidget(label(title, "title"))
        if subtitle:
            self._content.addWidget(label(subtitle, "heading"))
        self._started = started
        self._active_ms = active_ms
        self.day = DayField(tr("Day"), self._look)
        self.day.set_day(started.date())
        self.time = TimeField(started.time())
        self.minutes = NumberField(1, MOST_MINUTES, max(1, round(active_ms / MINUTE_MS)))

    def _ask(self, lines: Sequence[tuple[str, QWidget]], feelings: FeelingsForm) -> None:
        self._content.addWidget(form(lines))
        self.feelings = feelings
        self._content.addWidget(label(tr("How it felt"), "heading"))
        self._content.addWidget(feelings)
        self._wrong = label("", "strong")
        self._wrong.hide()
        self._content.addWidget(self._wrong)
        self.save = Button(tr("Save"), "primary")
        self.save.clicked.connect(self._on_save)
        self.cancel = Button(tr("Leave as it is"))
        self.cancel.clicked.connect(self.closed)
        buttons = row()
        buttons.addWidget(self.save)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self._content.addLayout(buttons)
        self._content.addStretch(1)

    def _on_routine(self) -> None:
        """A routine of ours brings its name, kind and length."""
        routine = self._catalogue.routines.get(self.routine.value() or "")
        self.name.setEnabled(routine is None)
        self.kind.setEnabled(routine is None)
        if routine is not None:
            self.name.setText(routine.name)
            self.kind.choose(routine.kind)
            self.minutes.setValue(max(1, round(length_ms(routine, self._catalogue.exercises) / MINUTE_MS)))

    def _on_save(self) -> None:
        started = self._moment()
        if self._now is not None and started > self._now:
            self._complain(tr("That moment is still to come. Please choose one that has passed."))
            return
        active_ms = self._length_ms()
        feelings = self.feelings.feelings()
        if self._session is not None:
            correction = Correction(started, active_ms, self.counts.isChecked(), feelings)
            self.corrected.emit(self._session.id, correction)
            return
        name = self.name.text().strip()
        if not name:
            self._complain(tr("Please give it a name."))
            self.name.setFocus()
            return
        routine = self.routine.value() or ""
        self.added.emit(DoneElsewhere(routine, name, self.kind.value(), started, active_ms, feelings))

    def _complain(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.show()

    def _moment(self) -> datetime:
        """The moment that is set, at the offset of the place where it was; unchanged it keeps its seconds."""
        before = self._started
        plain = datetime.combine(self.day.day(), self.time.moment())
        if plain == before.replace(second=0, microsecond=0, tzinfo=None):
            return before
        offset = before.utcoffset() if self._session is not None else None
        # A day that was typed in is of this place, whose offset then may be another than now.
        return plain.replace(tzinfo=timezone(offset)) if offset is not None else plain.astimezone()

    def _length_ms(self) -> int:
        """The length that is set; unchanged it keeps its seconds."""
        if self.minutes.value() == max(1, round(self._active_ms / MINUTE_MS)):
            return self._active_ms
        return self.minutes.value() * MINUTE_MS
