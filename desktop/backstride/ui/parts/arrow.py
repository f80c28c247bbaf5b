"""The arrow at the end of what opens a list, in the theme's colour, which a style sheet alone cannot draw."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from backstride.ui.look import Look

SIZE_PX = 16
"""At 100 % text."""
MARGIN_PX = 10
"""Between the arrow and the edge, and at least between the words and the arrow."""


def arrow_room(look: Look) -> int:
    """How much of a widget's width the arrow takes with its margins."""
    return look.px(SIZE_PX) + 2 * MARGIN_PX


def paint_arrow(widget: QWidget, look: Look) -> None:
    """Paint the arrow over `widget`, from within its paint event."""
    size = look.px(SIZE_PX)
    mirrored = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left = MARGIN_PX if mirrored else widget.width() - size - MARGIN_PX
    painter = QPainter(widget)
    look.icons.paint(painter, "down", look.theme.text, QRectF(left, (widget.height() - size) / 2, size, size))
    painter.end()
