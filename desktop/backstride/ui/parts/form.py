"""Lines of a name and what is set by it, on a card."""

from collections.abc import Iterable

from PySide6.QtWidgets import QFrame, QWidget

from backstride.ui.parts.layouts import GRID, card, label, row


def form(lines: Iterable[tuple[str, QWidget]]) -> QFrame:
    """A card with one line for each name and widget."""
    frame, inside = card()
    for caption, widget in lines:
        line = row(spacing=2 * GRID)
        name = label(caption)
        name.setBuddy(widget)
        widget.setAccessibleName(caption)
        line.addWidget(name, 1)
        line.addWidget(widget, 1)
        inside.addLayout(line)
    return frame
