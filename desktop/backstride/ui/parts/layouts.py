"""Shorthands for the few layouts and labels that every page uses, so that spacing stays on one grid."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

AnyBox = TypeVar("AnyBox", bound=QBoxLayout)

GRID = 8
"""All distances are multiples of this many pixels."""


def label(text: str = "", role: str = "", *, wrap: bool = True) -> QLabel:
    """A plain-text label with a style role; user-made text is never taken for rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def column(parent: QWidget | None = None, margin: int = 0, spacing: int = GRID) -> QVBoxLayout:
    """A vertical layout on the grid."""
    return _laid_out(QVBoxLayout(parent) if parent else QVBoxLayout(), margin, spacing)


def row(parent: QWidget | None = None, margin: int = 0, spacing: int = GRID) -> QHBoxLayout:
    """A horizontal layout on the grid."""
    return _laid_out(QHBoxLayout(parent) if parent else QHBoxLayout(), margin, spacing)


def card(role: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """A framed area and its layout."""
    frame = QFrame()
    frame.setProperty("role", role)
    return frame, column(frame, margin=2 * GRID)


def scrolling(content: QWidget) -> QScrollArea:
    """`content` in an area that scrolls downwards only when it must."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setObjectName("page")
    area.setWidget(content)
    return area


def clear(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _laid_out(layout: AnyBox, margin: int, spacing: int) -> AnyBox:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout
