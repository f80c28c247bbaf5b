"""Adjust a routine before it starts: rounds, preparation, rests, holds, first side, steps to leave out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backstride.core.catalogue import Catalogue
from backstride.core.definitions import Routine
from backstride.store.settings import PREPARATION_SECONDS, Adjustment
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.check_box import CheckBox
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.form import form
from backstride.ui.parts.layouts import GRID, card, column, label, row
from backstride.ui.words import tr

RESTS = (0.5, 0.75, 1.0, 1.5, 2.0)
HOLDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
MOST_ROUNDS = 4


class AdjustSheet(QWidget):
    """Emits `changed` with the new `Adjustment` at each change."""

    changed = Signal(object)

    def __init__(self, routine: Routine, adjustment: Adjustment, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._routine = routine
        self._look = look
        self._skipped = set(adjustment.skipped)
        layout = column(self, spacing=2 * GRID)
        self.rounds = self._choice([(n, str(n)) for n in range(1, MOST_ROUNDS + 1)], adjustment.rounds)
        seconds = [(n, tr("{n} seconds", n=n)) for n in PREPARATION_SECONDS]
        self.preparation = self._choice([(None, tr("As set")), *seconds], adjustment.preparation_s)
        self.rests = self._choice([(x, f"{x:g} ×") for x in RESTS], adjustment.rest_scale)
        self.holds = self._choice([(x, f"{x:g} ×") for x in HOLDS], adjustment.hold_scale)
        self.first = self._choice([(False, tr("Left")), (True, tr("Right"))], adjustment.right_first)
        layout.addWidget(
            form(
                (
                    (tr("Rounds"), self.rounds),
                    (tr("Time to get ready"), self.preparation),
                    (tr("Rests"), self.rests),
                    (tr("Holds, within what is supported"), self.holds),
                    (tr("Side that begins"), self.first),
                )
            )
        )
        layout.addWidget(self._steps(catalogue))
        held = row()
        self.reset = Button(tr("As the routine says"))
        self.reset.clicked.connect(lambda: self.changed.emit(Adjustment()))
        held.addWidget(self.reset)
        held.addStretch(1)
        layout.addLayout(held)

    def adjustment(self) -> Adjustment:
        """What is chosen now."""
        return Adjustment(
            rounds=self.rounds.currentData(),
            preparation_s=self.preparation.currentData(),
            rest_scale=self.rests.currentData(),
            hold_scale=self.holds.currentData(),
            right_first=self.first.currentData(),
            skipped=tuple(sorted(self._skipped)),
        )

    def _choice(self, choices: list[tuple[object, str]], value: object) -> Choice:
        box = Choice(choices, value, self._look)
        box.currentIndexChanged.connect(lambda: self.changed.emit(self.adjustment()))
        return box

    def _steps(self, catalogue: Catalogue) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(tr("Steps that are done"), "strong"))
        held = FlowBox()
        self.steps: list[CheckBox] = []
        for index, step in enumerate(self._routine.steps):
            box = CheckBox(f"{index + 1}. {catalogue.exercises[step.exercise].name}", self._look)
            box.setChecked(index not in self._skipped)
            box.toggled.connect(lambda on, index=index: self._on_step_toggled(index, on))
            held.add(box)
            self.steps.append(box)
        inside.addWidget(held)
        return frame

    def _on_step_toggled(self, index: int, on: bool) -> None:
        skipped = self._skipped - {index} if on else self._skipped | {index}
        if len(skipped) == len(self._routine.steps):
            self.steps[index].setChecked(True)  # one step has to stay
            return
        self._skipped = skipped
        self.changed.emit(self.adjustment())
