"""A drop-down list, of which one entry is chosen."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from backstride.ui.look import Look
from backstride.ui.parts.arrow import arrow_room, paint_arrow


class Choice(QComboBox):
    """Choices with their captions; the current one is `value()`."""

    def __init__(self, choices: Sequence[tuple[object, str]], current: object, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values: list[object] = []
        self.offer(choices, current)

    def offer(self, choices: Sequence[tuple[object, str]], current: object) -> None:
        """Offer these choices instead, with `current` chosen, or the first when it is none of them."""
        self.clear()
        self._values = [value for value, _ in choices]
        for value, caption in choices:
            self.addItem(caption, value)
        self.choose(current)

    def value(self) -> Any:
        """The value that is chosen, as it was given: Qt hands members of a StrEnum back as mere strings."""
        return self._values[self.currentIndex()]

    def choose(self, value: object) -> None:
        """Choose a value, or the first when it is none of the choices."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small window; what does not fit is cut in the box and whole in its list."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._look.px(140)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as styled, its words with an ellipsis where they do not fit, and the arrow at its end."""
        box = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        words = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room = min(words.width(), self.width() - arrow_room(self._look) - words.left())
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        box.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        box.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        box.end()
        paint_arrow(self, self._look)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change a setting in passing."""
        event.ignore()
