"""A drop-down list with an arrow in the theme's colour, which a style sheet alone cannot draw."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from backstride.ui.look import Look


class Choice(QComboBox):
    """Choices with their captions; the current one is `currentData()`."""

    def __init__(self, choices: Sequence[tuple[object, str]], current: object, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, caption in choices:
            self.addItem(caption, value)
        values = [value for value, _ in choices]
        self.setCurrentIndex(values.index(current) if current in values else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as styled, and the arrow at its end."""
        super().paintEvent(event)
        size = self._look.px(16)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = 10 if mirrored else self.width() - size - 10
        painter = QPainter(self)
        place = QRectF(left, (self.height() - size) / 2, size, size)
        self._look.icons.paint(painter, "down", self._look.theme.text, place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change a setting in passing."""
        event.ignore()
