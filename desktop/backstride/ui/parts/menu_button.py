"""A button that opens a menu, and looks like everything else that opens a list."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionButton, QStylePainter

from backstride.ui.look import Look
from backstride.ui.parts.arrow import paint_arrow
from backstride.ui.parts.button import Button


class MenuButton(Button):
    """A button whose `entries` its owner fills."""

    def __init__(self, caption: str, look: Look) -> None:
        super().__init__(caption, "menu")
        self._look = look
        self.entries = QMenu(self)
        self.setMenu(self.entries)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button as styled, and the arrow at its end instead of the style's own, for which it moves the words."""
        box = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu
        box.drawControl(QStyle.ControlElement.CE_PushButton, option)
        box.end()
        paint_arrow(self, self._look)
