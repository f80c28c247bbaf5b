"""Sessions per week as bars: a block per session, kind by kind, with the weekly goal; an empty week is zero."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from backstride.core.definitions import Kind
from backstride.core.review import WeekReview
from backstride.ui.history.chart import WeekChart
from backstride.ui.history.columns import Columns
from backstride.ui.history.legend import Legend, kind_entries, kind_shape
from backstride.ui.history.texts import week_text
from backstride.ui.look import Look
from backstride.ui.words import tr

STEPS = (1, 2, 5, 10, 20, 50, 100)
"""Distances between the numbers of the axis, in sessions."""

LEAST_MARK = 5
"""Smallest mark in a block, in pixels; below this colour and order must do, and the legend has the order."""


class WeekBars(WeekChart):
    """Draws the sessions of each week by kind."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._goal = 1
        self._most = 1

    def show_weeks(self, weeks: Sequence[WeekReview], goal: int) -> None:
        """Show `weeks`, oldest first, with a goal of so many days a week."""
        self._goal = goal
        self._most = max([1, goal, *(sum(week.sessions.values()) for week in weeks)])
        self._show(weeks, [week_text(week, goal) for week in weeks])

    @property
    def step(self) -> int:
        """Sessions between two numbers of the axis: as many numbers as can be read."""
        readable = max(1, int(self._plot_height(self.width()) / (self._metrics().height() * 1.1)))
        return next((step for step in STEPS if self._most / step <= readable), self._most)

    @property
    def top(self) -> int:
        """The number at the upper end of the axis."""
        step = self.step
        return -(-self._most // step) * step

    def blocks(self) -> list[tuple[int, Kind, QRectF]]:
        """Each session as a block: index of its week, kind, and area in reading direction, from the baseline up.

        Where blocks are too low for a gap between them, those of a kind are one.
        """
        columns, plot = self.columns, self.plot
        unit, wide = plot.height() / self.top, min(columns.width - 2, self._look.px(24))
        gap = 2 if unit > 8 else 1 if unit > 4 else 0
        found = []
        for index in columns.indexes:
            sessions = self._weeks[index].sessions
            left, bottom = columns.centre(index) - wide / 2, plot.bottom()
            for kind in Kind:
                count = sessions.get(kind, 0)
                blocks, height = (count, unit) if gap else (min(count, 1), count * unit)
                for _ in range(blocks):
                    found.append((index, kind, QRectF(left, bottom - height + gap, wide, height - gap)))
                    bottom -= height
        return found

    def _nothing(self) -> str:
        return "" if self._kinds() else tr("No sessions in these weeks. Each one will be a block in its week.")

    def legend(self) -> Legend:
        """The kinds that occur, in the order in which they stand on each other."""
        return Legend(self._look, (kind_entries(self._look.theme, self._kinds()),))

    def _kinds(self) -> list[Kind]:
        return [kind for kind in Kind if any(week.sessions.get(kind) for week in self._weeks)]

    def _plot_height(self, width: float) -> float:
        return self._look.px(150)

    def _sides(self, width: float) -> tuple[float, float]:
        metrics = self._metrics()
        return metrics.horizontalAdvance("000"), metrics.horizontalAdvance(self._goal_label()) + self._look.px(8)

    def _goal_label(self) -> str:
        return tr("Goal {n}", n=self._goal)

    def _paint_plot(self, painter: QPainter, plot: QRectF, columns: Columns) -> None:
        self._paint_axis(painter, plot, self.top, self.step)
        self._paint_blocks(painter)
        theme = self._look.theme
        y = round(plot.bottom() - plot.height() * self._goal / self.top)
        painter.setPen(QPen(QColor(theme.text), self._look.px(2), Qt.PenStyle.DashLine))
        painter.drawLine(self.point(plot.left(), y), self.point(plot.right() + 4, y))
        line = self._metrics().height()
        beside = QRectF(plot.right() + self._look.px(8), y - line / 2, self.width(), line)
        beside.setRight(self.width())
        self._write(painter, beside, self._goal_label(), muted=False)

    def _paint_blocks(self, painter: QPainter) -> None:
        paper, largest = QColor(self._look.theme.surface), self._look.px(14)
        painter.setPen(Qt.PenStyle.NoPen)
        for _, kind, block in self.blocks():
            area = self.placed(block)
            painter.fillRect(area, self._look.theme.kind_colour(kind))
            size = round(min(area.width(), area.height(), largest) * 0.62)
            if size >= LEAST_MARK:
                painter.setBrush(paper)
                painter.drawPath(kind_shape(kind, size).translated(area.center()))
