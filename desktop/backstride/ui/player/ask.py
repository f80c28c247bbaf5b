"""Asks something within the player, over what it shows; an answer or Escape brings everything back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from backstride.ui.parts.layouts import GRID, column, label, row
from backstride.ui.player.controls import PlayerButton


class Ask(QFrame):
    """A question with answers; the first answer has the focus and is what Escape means."""

    answered = Signal(str)

    def __init__(self, question: str, answers: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setProperty("role", "ask")
        layout = column(self, margin=3 * GRID, spacing=2 * GRID)
        words = label(question, "phase")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(words)
        buttons = row(spacing=2 * GRID)
        self._names = [name for name, _ in answers]
        self._buttons = []
        for name, caption in answers:
            button = PlayerButton(caption, "", "")
            button.setToolTip("")
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, name=name: self.answered.emit(name))
            buttons.addWidget(button)
            self._buttons.append(button)
        layout.addLayout(buttons)
        self.setAccessibleName(question)

    def take_focus(self) -> None:
        """Put the focus on the harmless answer."""
        self._buttons[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the harmless answer; arrows and Tab go between the answers; other keys do nothing here."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Escape:
            self.answered.emit(self._names[0])
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
