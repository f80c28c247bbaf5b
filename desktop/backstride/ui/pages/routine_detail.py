"""One routine with its steps: what will be done, how much of it, and how."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from backstride.core.catalogue import Catalogue, needed_equipment
from backstride.core.definitions import Routine, Step
from backstride.core.timeline import PlanOptions, plan
from backstride.store.settings import Adjustment, Settings
from backstride.ui.figure.thumbnail import Thumbnail
from backstride.ui.look import Look
from backstride.ui.pages.adjust_sheet import AdjustSheet
from backstride.ui.parts.button import Button
from backstride.ui.parts.card_button import CardButton
from backstride.ui.parts.layouts import GRID, clear, column, label, row, scrolling
from backstride.ui.planning import plan_options
from backstride.ui.words import clock_text, dose_text, equipment_list, kind_text, tr


class RoutineDetailPage(QWidget):
    """Emits `play_requested` with the routine's id, `exercise_opened`, and `closed` to go back to all routines."""

    play_requested = Signal(str)
    exercise_opened = Signal(str)
    adjusted = Signal(str, object)
    closed = Signal()

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._look = look
        self._shown: tuple[str, Settings] | None = None
        self._sheet_open = False
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        look.changed.connect(self._on_look_changed)

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Take other routines into use, from the next time that one is shown."""
        self._catalogue = catalogue

    def show_routine(self, routine_id: str, settings: Settings) -> None:
        """Show the routine as it would be planned with `settings`."""
        if self._shown is None or self._shown[0] != routine_id:
            self._sheet_open = False
        self._shown = (routine_id, settings)
        options = plan_options(settings, routine_id)
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
        self.facts = label(self._facts(routine, options), "strong")
        self._content.addWidget(self.facts)
        if routine.when:
            self._content.addWidget(label(tr("When: {when}", when=routine.when), "muted"))
        if routine.note:
            self._content.addWidget(label(routine.note, "muted"))
        self._content.addLayout(self._start_row(routine))
        self.sheet = AdjustSheet(
            routine, settings.adjustments.get(routine_id, Adjustment()), self._catalogue, self._look
        )
        self.sheet.changed.connect(self._on_adjusted)
        self.sheet.setVisible(self._sheet_open)
        self._content.addWidget(self.sheet)
        for index, step in enumerate(routine.steps):
            if index not in options.skipped:
                self._content.addWidget(self._step(index + 1, step))
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
        self.adjust_button = Button(tr("Adjust"))
        self.adjust_button.clicked.connect(self._on_adjust)
        held = row()
        held.addWidget(self.start_button)
        held.addWidget(self.adjust_button)
        held.addStretch(1)
        return held

    def _on_adjust(self) -> None:
        self._sheet_open = not self._sheet_open
        self.sheet.setVisible(self._sheet_open)

    def _on_adjusted(self, adjustment: Adjustment) -> None:
        """Keep it, and show the new total at once."""
        if self._shown is None:
            return
        routine_id, settings = self._shown
        adjustments = {**settings.adjustments, routine_id: adjustment}
        settings = msgspec.structs.replace(settings, adjustments=adjustments)
        self._shown = (routine_id, settings)
        self.adjusted.emit(routine_id, adjustment)
        if adjustment == Adjustment():
            self.show_routine(routine_id, settings)
            self.adjust_button.setFocus()
            return
        routine = self._catalogue.routines[routine_id]
        self.facts.setText(self._facts(routine, plan_options(settings, routine_id)))

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
