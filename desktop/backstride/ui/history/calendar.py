"""A year as a calendar: weeks side by side, minutes of a day by shade, kinds by marks, and the keys to read them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from backstride.core.definitions import Kind
from backstride.core.history import DayTotal, Pause
from backstride.core.review import Year
from backstride.ui.dates import weekday
from backstride.ui.figure.colours import mixed
from backstride.ui.history.chart import PAGE_OF_WEEKS, Chart
from backstride.ui.history.columns import Columns, View, columns_in
from backstride.ui.history.legend import SMALL, Legend, LegendEntry, kind_entries, kind_entry, paint_kind
from backstride.ui.history.texts import day_text
from backstride.ui.look import Look
from backstride.ui.words import tr

FULL_SHADE_MS = 30 * 60_000
"""From half an hour on a day has its full shade."""

LEAST_MARK = 6
"""Smallest mark in pixels that still shows its shape; where several would be smaller, only the first is drawn."""


WEEKS_AROUND = 4
"""Weeks that stay in view beside the selected day where not all fit: a press near the edge goes on."""


class YearCalendar(Chart):
    """Draws a `Year`; `selected` carries the day that was pressed or reached with the keys, never one to come."""

    selected = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._year = Year(date.min, date.min, {}, ())
        self._day = date.min
        self._today = date.min
        self._paused: dict[date, Pause] = {}

    def show_year(self, year: Year, selected: date, today: date, pauses: Sequence[Pause]) -> None:
        """Show `year` with the day `selected`, and the days of `pauses` hatched."""
        self._year, self._day, self._today = year, selected, today
        days = (year.first + timedelta(days=number) for number in range(7 * len(year.weeks)))
        self._paused = {day: pause for day in days for pause in pauses if pause.first <= day <= pause.last}
        self.setAccessibleName(self.text_of(selected))
        self._arrange_anew()

    def text_of(self, day: date) -> str:
        """A day in words."""
        return day_text(day, self._year.days.get(day), self._paused.get(day))

    def cell(self, day: date) -> QRectF | None:
        """A day's square in the widget; None for a day that is to come or out of view."""
        week, row = divmod((day - self._year.first).days, 7)
        if week not in self.columns.indexes or day > self._today:
            return None
        return self._square(self.columns, self._head(), week, row)

    def day_at(self, place: QPointF) -> date | None:
        """The day at a place of the widget."""
        columns = self.columns
        week = columns.at(self.along(place))
        row = int((place.y() - self._head()) // columns.width)
        if week is None or not 0 <= row < 7:
            return None
        day = self._year.first + timedelta(days=7 * week + row)
        return day if day <= self._today else None

    def heightForWidth(self, width: int) -> int:
        """Months, seven days, and the legend."""
        days = self._head() + 7 * self._columns_at(width).width
        return round(days + self._look.px(12) + self.legend().height(width) + 4)

    def tip_at(self, place: QPointF) -> tuple[str, QRectF] | None:
        """The day at a place in words, and its square."""
        day = self.day_at(place)
        area = None if day is None else self.cell(day)
        return None if day is None or area is None else (self.text_of(day), area)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by weeks and days, Page Up and Down by four weeks, Home and End to the oldest and newest day."""
        mirrored = self.is_mirrored
        newest = min(self._today, self._year.last)
        targets = {
            Qt.Key.Key_Left: 7 if mirrored else -7,
            Qt.Key.Key_Right: -7 if mirrored else 7,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -7 * PAGE_OF_WEEKS,
            Qt.Key.Key_PageDown: 7 * PAGE_OF_WEEKS,
            Qt.Key.Key_Home: (self._year.first - self._day).days,
            Qt.Key.Key_End: (newest - self._day).days,
        }
        if event.key() not in targets or not self._year.weeks:
            super().keyPressEvent(event)
            return
        wanted = self._day + timedelta(days=targets[Qt.Key(event.key())])
        self._select(min(max(wanted, self._year.first), newest))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press selects its day."""
        day = self.day_at(event.position())
        if day is not None:
            self._select(day)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Months above, weekdays beside, days in their squares, and the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._look.font(SMALL))
        for text, area in self.labels():
            self._write(painter, area, text)
        columns, head = self.columns, self._head()
        first = self._year.first
        for week, row in product(columns.indexes, range(7)):
            day = first + timedelta(days=7 * week + row)
            if day <= self._today:
                self._paint_day(painter, day, self._square(columns, head, week, row))
        chosen = self.cell(self._day)
        if chosen is not None:
            theme = self._look.theme
            pen = QPen(QColor(theme.focus), 2.5) if self.hasFocus() else QPen(QColor(theme.text_muted), 1.5)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chosen.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)
        below = head + 7 * columns.width + self._look.px(12)
        self.legend().paint(painter, below, self.width(), mirrored=self.is_mirrored)

    def labels(self) -> list[tuple[str, QRectF]]:
        """Names of months and weekdays by area, in reading direction: as many weekdays as have room."""
        columns, line = self.columns, self._metrics().height()
        found = self._months_of(self._year.weeks, 0)
        stride = next(step for step in (1, 2, 3) if step == 3 or step * columns.width >= line)
        for number in range(0, 7 if self._year.weeks else 0, stride):
            middle = self._head() + (number + 0.5) * columns.width
            area = QRectF(0, middle - line / 2, columns.left - 6, line)
            found.append((weekday(self._year.first + timedelta(days=number)), area))
        return found

    def _select(self, day: date) -> None:
        if day != self._day:
            self._day = day
            self.setAccessibleName(self.text_of(day))
            self.update()
            self.selected.emit(day)

    def _square(self, columns: Columns, head: float, week: int, row: int) -> QRectF:
        size = columns.width
        return self.placed(QRectF(columns.start(week), head + row * size, size, size))

    @property
    def _week(self) -> int:
        return (self._day - self._year.first).days // 7

    def _columns_at(self, width: int) -> Columns:
        metrics = self._metrics()
        first = self._year.first
        days = [weekday(first + timedelta(days=number)) for number in range(7)] if self._year.weeks else []
        left = max((metrics.horizontalAdvance(name) for name in days), default=0.0) + 8
        least, most = self._look.px(11), self._look.px(22)
        view = View(len(self._year.weeks), self._week, self._first, around=WEEKS_AROUND)
        return columns_in(view, left, width - left - 2, least, most)

    def _head(self) -> float:
        return self._metrics().height() + 4

    def _shade(self, active_ms: int) -> QColor:
        """The shade of a day: the more minutes, the nearer to the accent."""
        theme = self._look.theme
        share = 0.2 + 0.5 * min(1.0, active_ms / FULL_SHADE_MS)
        return mixed(QColor(theme.surface), QColor(theme.accent), share)

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        total = self._year.days.get(day)
        inner = cell.adjusted(1, 1, -1, -1)
        self._paint_shade(painter, inner, None if total is None else total.active_ms)
        if day in self._paused:
            self._paint_hatch(painter, inner)
        if day == self._today:
            self._paint_today(painter, inner)
        if total is not None and total.kinds:
            self._paint_kinds(painter, inner, total)

    def _paint_kinds(self, painter: QPainter, inner: QRectF, total: DayTotal) -> None:
        hollow, theme, wide = total.completed == 0, self._look.theme, inner.width()
        several, size = total.kinds[:4], round(wide * 0.34)
        if len(several) == 1 or size < LEAST_MARK:
            paint_kind(painter, inner.center(), round(wide * 0.52), several[0], theme, hollow=hollow)
            return
        for number, kind in enumerate(several):
            across = 0.27 + 0.46 * (number % 2)
            down = 0.5 if len(several) == 2 else 0.27 + 0.46 * (number // 2)
            centre = QPointF(inner.left() + wide * across, inner.top() + wide * down)
            paint_kind(painter, centre, size, kind, theme, hollow=hollow)

    def _paint_shade(self, painter: QPainter, area: QRectF, active_ms: int | None) -> None:
        theme = self._look.theme
        painter.setPen(QPen(QColor(theme.border), 1) if active_ms is None else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if active_ms is None else self._shade(active_ms))
        inset = 0.5 if active_ms is None else 0.0
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 2, 2)

    def _paint_hatch(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, QBrush(QColor(self._look.theme.text_muted), Qt.BrushStyle.BDiagPattern))

    def _paint_today(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(QColor(self._look.theme.text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(1, 1, -1, -1))

    def legend(self) -> Legend:
        """What shades and marks mean, as far as they occur."""
        days = self._year.days.values()
        kinds = [kind for kind in Kind if any(kind in total.kinds for total in days)]
        shades = [
            LegendEntry(tr("nothing"), lambda painter, box: self._paint_shade(painter, box, None)),
            LegendEntry(tr("some minutes"), lambda painter, box: self._paint_shade(painter, box, FULL_SHADE_MS // 4)),
            LegendEntry(
                tr("half an hour and more"), lambda painter, box: self._paint_shade(painter, box, FULL_SHADE_MS)
            ),
            LegendEntry(tr("today"), self._paint_today),
        ]
        if self._paused:
            shades.append(LegendEntry(tr("pause day"), self._paint_hatch))
        marks = kind_entries(self._look.theme, kinds)
        unfinished = [kind for total in days if total.completed == 0 for kind in total.kinds]
        if unfinished:
            marks.append(kind_entry(self._look.theme, unfinished[0], tr("in outline: not completed"), hollow=True))
        if not days:
            marks.append(LegendEntry(tr("Nothing recorded in these weeks."), None))
        return Legend(self._look, (shades, marks))
