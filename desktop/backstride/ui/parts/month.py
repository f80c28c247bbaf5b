"""A month of days: how many minutes each by shade, completed sessions by a mark, and the arrow keys to read them."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from backstride.core.history import DayTotal, month_grid
from backstride.ui.dates import first_weekday, weekday
from backstride.ui.history.texts import day_text
from backstride.ui.look import Look

FULL_SHADE_MS = 30 * 60_000
"""From half an hour on a day has its full shade."""


class MonthOfDays(QWidget):
    """Draws the month of a day; `selected` carries the day that was pressed or reached with the keys."""

    selected = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._day = date.min
        self._today = date.min
        self._totals: Mapping[date, DayTotal] = {}
        self._weeks: tuple[tuple[date, ...], ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_month(self, day: date, today: date, totals: Mapping[date, DayTotal]) -> None:
        """Show the month of `day` with that day selected."""
        self._day, self._today, self._totals = day, today, totals
        self._weeks = month_grid(day, first_weekday())
        self.setAccessibleName(day_text(day, totals.get(day)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Seven columns, and a row for each week below the weekdays."""
        cell = self._look.px(44)
        return QSize(7 * self._look.px(64), (len(self._weeks) + 1) * cell)

    def minimumSizeHint(self) -> QSize:
        """The same height, in less width."""
        return QSize(7 * self._look.px(32), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from day to day and from week to week."""
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        steps = {
            Qt.Key.Key_Left: 1 if mirrored else -1,
            Qt.Key.Key_Right: -1 if mirrored else 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        self.selected.emit(min(self._day + timedelta(days=steps[Qt.Key(event.key())]), self._today))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press selects its day."""
        found = [day for day, cell in self._cells() if cell.contains(event.position())]
        if found and found[0] <= self._today:
            self.selected.emit(found[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Weekdays above, the days below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._look.font(0.9))
        painter.setPen(QColor(self._look.theme.text_muted))
        size = self._cell_size()
        for day, cell in self._cells()[:7]:
            painter.drawText(cell.translated(0, -size.height()), Qt.AlignmentFlag.AlignCenter, weekday(day))
        for day, cell in self._cells():
            self._paint_day(painter, day, cell.adjusted(2, 2, -2, -2))

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        theme = self._look.theme
        total = self._totals.get(day)
        outside = day.month != self._day.month
        if total is not None and not outside:
            shade = QColor(theme.accent)
            shade.setAlphaF(0.12 + 0.33 * min(1.0, total.active_ms / FULL_SHADE_MS))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(cell, 6, 6)
        if day == self._day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus if self.hasFocus() else theme.text_muted), 2))
            painter.drawRoundedRect(cell, 6, 6)
        if outside:
            return
        painter.setPen(QColor(theme.text if day <= self._today else theme.text_muted))
        font = self._look.font()
        font.setBold(day == self._today)
        painter.setFont(font)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if total is not None and total.completed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            radius = cell.height() * 0.07
            painter.drawEllipse(QRectF(cell.center().x() - radius, cell.bottom() - 3 * radius, 2 * radius, 2 * radius))

    def _cell_size(self) -> QSize:
        return QSize(self.width() // 7, self.height() // (len(self._weeks) + 1))

    def _cells(self) -> list[tuple[date, QRectF]]:
        size = self._cell_size()
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        cells = []
        for week, days in enumerate(self._weeks):
            for index, day in enumerate(days):
                place = 6 - index if mirrored else index
                corner = QPoint(place * size.width(), (week + 1) * size.height())
                cells.append((day, QRectF(corner, size)))
        return cells
