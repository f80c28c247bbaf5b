"""A button that Enter presses as well as Space, as people expect of it outside dialogs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from backstride.ui.parts.plain import plain_caption


class Button(QPushButton):
    """A push button; `role` chooses its style."""

    def __init__(self, caption: str = "", role: str = "") -> None:
        super().__init__(plain_caption(caption))
        if role:
            self.setProperty("role", role)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too, but not again and again while it is held down."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)
