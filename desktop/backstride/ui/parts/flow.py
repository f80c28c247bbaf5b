"""Widgets side by side that go on in the next line, as words do."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backstride.ui.parts.layouts import GRID


class FlowBox(QWidget):
    """Lines of widgets at their preferred sizes, as high as its width needs."""

    def __init__(self) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._was_cleared = False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Take a widget at the end."""
        widget.setParent(self)
        widget.show()
        self._widgets.append(widget)
        if self._was_cleared:
            self._was_cleared = False
            self.show()
        self.updateGeometry()

    def clear(self) -> None:
        """Take all widgets away, and with them the room they take."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self._was_cleared = True
        self.hide()

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at this width."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """One line, if there is room."""
        width = sum(widget.sizeHint().width() + GRID for widget in self._widgets if not widget.isHidden())
        return QSize(width, self._place(width, move=False))

    def minimumSizeHint(self) -> QSize:
        """The widest widget."""
        widths = [widget.minimumSizeHint().width() for widget in self._widgets]
        heights = [widget.sizeHint().height() for widget in self._widgets]
        return QSize(max(widths, default=0), max(heights, default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the widgets."""
        super().resizeEvent(event)
        self._place(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """Set the widgets anew when one of them wants another size."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place(self.width(), move=True)
        return done

    def _place(self, width: int, *, move: bool) -> int:
        """Set the widgets, each in the middle of its line's height; the height of all lines."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        top = 0
        for line in self._lines(width):
            height = max(place.height() for _, place in line)
            for widget, place in line if move else ():
                place.moveTop(top + (height - place.height()) // 2)
                if mirrored:
                    place.moveLeft(width - place.left() - place.width())
                widget.setGeometry(place)
            top += height + GRID
        return max(0, top - GRID)

    def _lines(self, width: int) -> list[list[tuple[QWidget, QRect]]]:
        """What stands in each line, and from where to where."""
        lines: list[list[tuple[QWidget, QRect]]] = []
        left = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            wide = min(max(size.width(), widget.minimumWidth()), width)
            if not lines or left + wide > width:
                lines.append([])
                left = 0
            lines[-1].append((widget, QRect(left, 0, wide, size.height())))
            left += wide + GRID
        return lines
