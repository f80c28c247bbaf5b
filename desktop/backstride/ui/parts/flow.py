"""Widgets side by side that go on in the next line, as words do."""

from PySide6.QtCore import QEvent, QSize, Qt
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
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, top, line_height = 0, 0, 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            size = widget.sizeHint()
            wide = min(max(size.width(), widget.minimumWidth()), width)
            if left and left + wide > width:
                left, top = 0, top + line_height + GRID
                line_height = 0
            if move:
                widget.setGeometry(width - left - wide if mirrored else left, top, wide, size.height())
            left += wide + GRID
            line_height = max(line_height, size.height())
        return top + line_height
