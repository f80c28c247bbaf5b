"""Asks how much something hurts and what to do about it, over the player."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.layouts import GRID, column, label
from backstride.ui.parts.scale import Scale
from backstride.ui.player.controls import PlayerButton
from backstride.ui.words import tr

TOO_MUCH = 6
"""From here on exercises are not for today (evidence pack, 4.3): stopping is what is offered first."""


class HurtPanel(QFrame):
    """`answered` carries the level (0 to 10, -1 when none was chosen) and what to do.

    Number keys 0 to 9 choose the level; Escape goes on as if nothing had been said.
    """

    answered = Signal(int, str)

    def __init__(self, easier_name: str) -> None:
        super().__init__()
        self.setProperty("role", "ask")
        layout = column(self, margin=3 * GRID, spacing=2 * GRID)
        question = label(tr("How much does it hurt, 0 to 10?"), "phase")
        layout.addWidget(question)
        self.setAccessibleName(question.text())
        self.scale = Scale(tr("Pain"), 0, 10)
        self.scale.chosen.connect(self._on_chosen)
        layout.addWidget(self.scale)
        self.advice = label(tr("Sharp, electric or spreading pain always means stop."))
        layout.addWidget(self.advice)
        answers = [("go-on", tr("Go on")), ("skip", tr("Skip this exercise")), ("stop", tr("Stop here"))]
        if easier_name:
            answers.insert(1, ("easier", tr("Easier: {name}", name=easier_name)))
        held = FlowBox()
        self.buttons: dict[str, PlayerButton] = {}
        for name, caption in answers:
            button = PlayerButton(caption, "", "")
            button.setToolTip("")
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, name=name: self._answer(name))
            held.add(button)
            self.buttons[name] = button
        layout.addWidget(held)

    def take_focus(self) -> None:
        """Put the focus on the harmless answer."""
        self.buttons["go-on"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers choose, Escape goes on, arrows go from answer to answer; other keys do nothing here."""
        if event.isAutoRepeat():
            return
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._answer("go-on")
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self.scale.button(key - Qt.Key.Key_0).click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(key == Qt.Key.Key_Right)

    def _on_chosen(self, level: int | None) -> None:
        if level is not None and level >= TOO_MUCH:
            self.advice.setText(tr("That is too much for exercises today. Please stop here."))
            self.buttons["stop"].setFocus()
        else:
            self.advice.setText(tr("Sharp, electric or spreading pain always means stop."))
            if level is not None:
                self.buttons["go-on"].setFocus()

    def _answer(self, name: str) -> None:
        self.answered.emit(-1 if self.scale.value is None else self.scale.value, name)
