"""A card that can be pressed: a button with a layout inside, and cards in as many columns as fit."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, column


class CardButton(Button):
    """A button as large as its content, which is laid out by whoever makes it.

    `looked_at` says when it is pointed at or has the focus, for what moves only then.
    """

    looked_at = Signal(bool)

    def __init__(self, role: str = "card", margin: int = 2 * GRID) -> None:
        super().__init__(role=role)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.content: QVBoxLayout = column(self, margin=margin, spacing=GRID // 2)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Pointed at."""
        super().enterEvent(event)
        self.looked_at.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """No longer pointed at."""
        super().leaveEvent(event)
        self.looked_at.emit(self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached with the keyboard."""
        super().focusInEvent(event)
        self.looked_at.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Left with the keyboard."""
        super().focusOutEvent(event)
        self.looked_at.emit(self.underMouse())

    def sizeHint(self) -> QSize:
        """As its content wants."""
        return self.content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As its content needs."""
        return self.content.minimumSize()


class CardGrid(QWidget):
    """Cards of equal width, in as many columns as there is room for, up to `most_columns`."""

    def __init__(self, cards: Sequence[QWidget], least_width: int, most_columns: int = 4) -> None:
        super().__init__()
        self._cards = tuple(cards)
        self._least_width = least_width
        self._most_columns = most_columns
        self._columns = 0
        # A column without a card would lose its share of the spacing, and the cards would be wider than elsewhere.
        self._blanks = [QWidget() for _ in range(len(self._cards), most_columns)]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * GRID)
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew when another number of columns fits; a row that is not full keeps the same widths."""
        super().resizeEvent(event)
        gap = 2 * GRID
        fitting = (self.width() + gap) // (self._least_width + gap)
        self._arrange(max(1, min(fitting, self._most_columns)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for index in range(max(columns, self._columns)):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
        self._columns = columns
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for index, blank in enumerate(self._blanks, len(self._cards)):
            self._grid.addWidget(blank, 0, min(index, columns))
            blank.setVisible(index < columns)
