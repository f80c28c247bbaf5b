"""The last seven days as seven marks: filled when a session was completed, ringed when something was done."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from backstride.core.history import DayTotal, last_seven
from backstride.ui.dates import weekday
from backstride.ui.look import Look
from backstride.ui.words import tr


class WeekMarks(QWidget):
    """Draws the seven days that end today."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._days: tuple[date, ...] = ()
        self._totals: Mapping[date, DayTotal] = {}
        look.changed.connect(self.updateGeometry)

    def show_days(self, today: date, totals: Mapping[date, DayTotal]) -> None:
        """Show what was done on the seven days up to `today`."""
        self._days = last_seven(today)
        self._totals = totals
        done = sum(1 for day in self._days if day in totals and totals[day].completed)
        self.setAccessibleName(tr("Last seven days: sessions completed on {n} days", n=done))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for seven marks with their weekdays."""
        return QSize(self._look.px(7 * 64), self._look.px(72))

    def minimumSizeHint(self) -> QSize:
        """The least that can be read."""
        return QSize(self._look.px(7 * 40), self._look.px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Seven marks, the newest at the end of the reading direction."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        cell = min(self.width() / 7, self._look.px(72))
        diameter = min(cell - 12, self._look.px(32))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter.setFont(self._look.font(0.9))
        for index, day in enumerate(self._days):
            left = self.width() - cell * (index + 1) if mirrored else cell * index
            total = self._totals.get(day)
            circle = QRectF(left + (cell - diameter) / 2, 4, diameter, diameter)
            is_today = index == len(self._days) - 1
            self._paint_mark(painter, circle, total, is_today)
            painter.setPen(QColor(theme.text if is_today else theme.text_muted))
            below = QRectF(left, circle.bottom() + 4, cell, self.height() - circle.bottom() - 4)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, weekday(day))

    def _paint_mark(self, painter: QPainter, circle: QRectF, total: DayTotal | None, is_today: bool) -> None:
        theme = self._look.theme
        if total is not None and total.completed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(circle)
            inner = circle.adjusted(*(circle.width() * f for f in (0.2, 0.2, -0.2, -0.2)))
            self._look.icons.paint(painter, "done", theme.accent_text, inner)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colour = theme.accent if total is not None else theme.text if is_today else theme.border
        painter.setPen(QPen(QColor(colour), 3 if total is not None else 2))
        painter.drawEllipse(circle.adjusted(1.5, 1.5, -1.5, -1.5))
