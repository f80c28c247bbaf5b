"""A box to tick, with a tick: its fill alone would tell by colour only, and a style sheet can draw no more."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from backstride.ui.look import Look
from backstride.ui.parts.plain import plain_caption


class CheckBox(QCheckBox):
    """On or off, said by `caption`."""

    def __init__(self, caption: str, look: Look) -> None:
        super().__init__(plain_caption(caption))
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box as styled, and the tick in it."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        self._look.icons.paint(painter, "tick", self._look.theme.accent_text, QRectF(place))
        painter.end()
