"""One exercise: the movement, how to do it right, when not to, what is easier and harder, and where it comes from."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from backstride.core.catalogue import Catalogue
from backstride.core.definitions import Basis, Bounds, Exercise, Variation
from backstride.core.ladders import easier, harder, rung_of
from backstride.ui.figure.widget import FigureWidget
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row, scrolling
from backstride.ui.words import category_text, dose_of_exercise, equipment_list, level_text, position_text, tr


class ExercisePage(QWidget):
    """Emits `opened` for another exercise of the ladder, and `closed` to go back."""

    opened = Signal(str)
    closed = Signal()

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._look = look
        self._shown: str | None = None
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        look.changed.connect(self._on_look_changed)

    def show_exercise(self, exercise_id: str) -> None:
        """Build the page for one exercise."""
        self._shown = exercise_id
        exercise = self._catalogue.exercises[exercise_id]
        clear(self._content)
        self.back = Button(tr("Back"))
        self.back.setIcon(self._look.icons.icon("previous", self._look.theme.text))
        self.back.clicked.connect(self.closed)
        top = row()
        top.addWidget(self.back)
        top.addStretch(1)
        self._content.addLayout(top)
        self._content.addWidget(label(exercise.name, "title"))
        self._content.addWidget(label(self._facts(exercise), "muted"))
        if self._look.figures.figure(exercise.id) is not None:
            self._content.addWidget(self._figure(exercise))
        if exercise.gate:
            self._content.addWidget(label(tr("Only offered when: {gate}", gate=exercise.gate), "strong"))
        self._list(tr("How to do it"), exercise.cues)
        self._list(tr("Common mistakes"), exercise.mistakes)
        if exercise.skip_if:
            self._list(tr("Skip it if"), (exercise.skip_if,))
        self._content.addWidget(label(tr("Easier and harder"), "heading"))
        self._content.addWidget(self._ladder(exercise))
        self._content.addWidget(label(tr("How much"), "heading"))
        self._content.addWidget(self._range(exercise))
        self._content.addWidget(label(tr("Sources"), "heading"))
        self._content.addWidget(self._sources(exercise))
        self._content.addStretch(1)

    def _on_look_changed(self) -> None:
        if self._shown is not None:
            self.show_exercise(self._shown)

    def _facts(self, exercise: Exercise) -> str:
        return " · ".join(
            (
                category_text(exercise.category),
                level_text(exercise.level),
                position_text(exercise.position),
                equipment_list(exercise.equipment),
                tr("trains {targets}", targets=", ".join(exercise.targets)),
            )
        )

    def _figure(self, exercise: Exercise) -> QFrame:
        frame, inside = card()
        self.figure = FigureWidget()
        self.figure.set_colours(self._look.theme.figure_colours())
        self.figure.set_reduced_motion(self._look.reduced_motion)
        tempo = exercise.dose.tempo
        self.figure.set_figure(self._look.figures.figure(exercise.id), tempo.parts_ms if tempo else None)
        self.figure.setMinimumHeight(self._look.px(220))
        self.figure.setAccessibleName(tr("Figure of {name}", name=exercise.name))
        self.figure.play(True)
        inside.addWidget(self.figure)
        return frame

    def _list(self, heading: str, items: tuple[str, ...]) -> None:
        if items:
            self._content.addWidget(label(heading, "heading"))
            frame, inside = card()
            inside.addWidget(label("\n".join(f"•  {item}" for item in items)))
            self._content.addWidget(frame)

    def _ladder(self, exercise: Exercise) -> QFrame:
        frame, inside = card()
        rung = rung_of(exercise.id, self._catalogue.ladders)
        if rung is not None:
            place = tr("{n} of {total}", n=rung.number, total=len(rung.ladder.rungs))
            inside.addWidget(label(tr("{ladder}: step {place}", ladder=rung.ladder.name, place=place), "strong"))
        ladders = self._catalogue.ladders
        for caption, form in ((tr("Easier"), easier(exercise, ladders)), (tr("Harder"), harder(exercise, ladders))):
            if form is not None:
                self._variation(inside, caption, form)
        return frame

    def _variation(self, inside: QVBoxLayout, caption: str, form: Variation) -> None:
        line = row(spacing=2 * GRID)
        line.addWidget(label(f"{caption}: {form.text}" if form.text else f"{caption}:"), 1)
        other = self._catalogue.exercises.get(form.exercise) if form.exercise else None
        if other is not None:
            button = Button(other.name)
            button.clicked.connect(lambda: self.opened.emit(other.id))
            line.addWidget(button)
        inside.addLayout(line)

    def _range(self, exercise: Exercise) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(tr("Usual: {dose}", dose=dose_of_exercise(exercise))))
        supported = bounds_text(exercise.bounds)
        if supported:
            inside.addWidget(label(tr("Supported: {range}", range=supported)))
        basis = {
            Basis.SOURCED: tr("The range comes from the sources below."),
            Basis.PRACTICE: tr("The range is common practice; no source gives it for this very exercise."),
            Basis.OWN: tr("Part of the range is our own choice."),
        }[exercise.bounds.basis]
        inside.addWidget(label(f"{basis} {exercise.bounds.note}".strip(), "muted"))
        if exercise.amber.allowed:
            how = f": {exercise.amber.note}" if exercise.amber.note else ""
            inside.addWidget(label(tr("Fine on a sore day (pain 3 to 5 of 10){how}.", how=how), "muted"))
        else:
            inside.addWidget(label(tr("Leave it out on a sore day (pain 3 to 5 of 10)."), "muted"))
        return frame

    def _sources(self, exercise: Exercise) -> QFrame:
        frame, inside = card()
        for code in exercise.sources:
            source = self._catalogue.sources.get(code)
            if source is None:
                inside.addWidget(label(code))
                continue
            inside.addWidget(label(f"{source.title}, {source.year}" if source.year else source.title, "strong"))
            inside.addWidget(label(tr("{supports} Read: {how}.", supports=source.supports, how=source.read), "muted"))
        if exercise.note:
            inside.addWidget(label(exercise.note))
        return frame


def bounds_text(bounds: Bounds) -> str:
    """The supported range in words."""
    parts = []
    if bounds.sets:
        parts.append(tr("{least} to {most} sets", least=bounds.sets[0], most=bounds.sets[1]))
    if bounds.reps:
        parts.append(tr("{least} to {most} repetitions", least=bounds.reps[0], most=bounds.reps[1]))
    if bounds.hold_s:
        parts.append(tr("holds of {least} to {most} s", least=f"{bounds.hold_s[0]:g}", most=f"{bounds.hold_s[1]:g}"))
    if bounds.seconds:
        parts.append(tr("{least} to {most} s", least=bounds.seconds[0], most=bounds.seconds[1]))
    return ", ".join(parts)
