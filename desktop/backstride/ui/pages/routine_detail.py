"""One routine with its steps: what will be done, how much of it, and how."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from backstride.core.catalogue import Catalogue, needed_equipment
from backstride.core.definitions import Routine, Step
from backstride.core.timeline import PlanOptions, plan
from backstride.ui.figure.thumbnail import Thumbnail
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.card_button import CardButton
from backstride.ui.parts.layouts import GRID, clear, column, label, row, scrolling
from backstride.ui.words import clock_text, dose_text, equipment_list, kind_text, tr


class RoutineDetailPage(QWidget):
    """Emits `play_requested` with the routine's id, `exercise_opened`, and `closed` to go back to all routines."""

    play_requested = Signal(str)
    exercise_opened = Signal(str)
    closed = Signal()

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._look = look
        self._shown: tuple[str, PlanOptions] | None = None
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        look.changed.connect(self._on_look_changed)

    def show_routine(self, routine_id: str, options: PlanOptions) -> None:
        """Show the routine as it would be planned with `options`."""
        self._shown = (routine_id, options)
        routine = self._catalogue.routines[routine_id]
        clear(self._content)
        back = Button(tr("All routines"))
        back.setIcon(self._look.icons.icon("previous", self._look.theme.text))
        back.clicked.connect(self.closed)
        top = row()
        top.addWidget(back)
        top.addStretch(1)
        self._content.addLayout(top)
        self._content.addWidget(label(routine.name, "title"))
        self._content.addWidget(label(routine.purpose))
        self._content.addWidget(label(self._facts(routine, options), "strong"))
        if routine.when:
            self._content.addWidget(label(tr("When: {when}", when=routine.when), "muted"))
        if routine.note:
            self._content.addWidget(label(routine.note, "muted"))
        self._content.addLayout(self._start_row(routine))
        for number, step in enumerate(routine.steps, 1):
            self._content.addWidget(self._step(number, step))
        if routine.afterwards:
            self._content.addWidget(label(routine.afterwards))
        self._content.addStretch(1)

    def take_focus(self) -> None:
        """Put the focus on the start button."""
        self.start_button.setFocus()

    def _on_look_changed(self) -> None:
        if self._shown is not None:
            self.show_routine(*self._shown)

    def _facts(self, routine: Routine, options: PlanOptions) -> str:
        timeline = plan(routine, self._catalogue.exercises, options)
        length = clock_text(timeline.total_ms)
        if timeline.self_paced:
            length = tr("about {length}", length=length)
        needs = equipment_list(needed_equipment(routine, self._catalogue.exercises))
        steps = tr("{n} exercises", n=len(routine.steps))
        return " · ".join((kind_text(routine.kind), length, steps, needs))

    def _start_row(self, routine: Routine) -> QHBoxLayout:
        self.start_button = Button(tr("Start"), "primary")
        self.start_button.setObjectName("start")
        self.start_button.setIcon(self._look.icons.icon("play", self._look.theme.accent_text))
        self.start_button.clicked.connect(lambda: self.play_requested.emit(routine.id))
        held = row()
        held.addWidget(self.start_button)
        held.addStretch(1)
        return held

    def _step(self, number: int, step: Step) -> CardButton:
        exercise = self._catalogue.exercises[step.exercise]
        button = CardButton()
        button.setObjectName(f"step-{number}")
        button.setAccessibleName(f"{number}. {exercise.name}")
        button.clicked.connect(lambda: self.exercise_opened.emit(exercise.id))
        line = row(spacing=3 * GRID)
        figure = Thumbnail(exercise.id, step.dose.tempo or exercise.dose.tempo, self._look, width=168)
        button.looked_at.connect(figure.play)
        line.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        inside = column()
        line.addLayout(inside, 1)
        button.content.addLayout(line)
        inside.addWidget(label(f"{number}. {exercise.name}", "heading"))
        inside.addWidget(label(dose_text(step, step.sides or exercise.sides, exercise.mode), "strong"))
        if step.note:
            inside.addWidget(label(step.note))
        inside.addWidget(label("\n".join(f"•  {cue}" for cue in exercise.cues), "muted"))
        if exercise.skip_if:
            inside.addWidget(label(tr("Skip it if: {reason}", reason=exercise.skip_if), "muted"))
        return button
