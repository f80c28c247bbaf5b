"""Pain before and after by week as two lines, with gaps where nothing was said."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from backstride.core.review import WeekReview
from backstride.ui.history.chart import WeekChart
from backstride.ui.history.columns import Columns
from backstride.ui.history.texts import pain_text
from backstride.ui.words import tr

MOST_PAIN = 10
"""The upper end of the scale."""


class Line(Struct, frozen=True):
    """A line of the chart: `pieces` are its unbroken pieces, in reading direction; told apart by dash and marker."""

    name: str
    pieces: tuple[tuple[QPointF, ...], ...]
    colour: str
    dash: Qt.PenStyle
    marker: Callable[[QRectF], QPainterPath]
    filled: bool


class PainLines(WeekChart):
    """Draws the mean pain of each week: before as a dashed line with rings, after as a whole one with diamonds."""

    def show_weeks(self, weeks: Sequence[WeekReview]) -> None:
        """Show `weeks`, oldest first."""
        self._show(weeks, [pain_text(week) for week in weeks])

    def lines(self) -> tuple[Line, Line]:
        """The lines of pain before and after."""
        theme = self._look.theme
        before = self._pieces([week.pain_before for week in self._weeks])
        after = self._pieces([week.pain_after for week in self._weeks])
        return (
            Line(tr("Before"), before, theme.text, Qt.PenStyle.DashLine, _ring, filled=False),
            Line(tr("After"), after, theme.accent, Qt.PenStyle.SolidLine, _diamond, filled=True),
        )

    def labels(self) -> list[tuple[Line, QRectF]]:
        """The lines' names beside their newest points, clear of each other, in reading direction."""
        plot, height = self.plot, self._metrics().height()
        drawn = sorted((line for line in self.lines() if line.pieces), key=lambda line: line.pieces[-1][-1].y())
        lowest = plot.bottom() - height
        tops = [min(max(line.pieces[-1][-1].y() - height / 2, plot.top()), lowest) for line in drawn]
        if len(tops) == 2 and tops[1] < tops[0] + height:
            first = min(max((sum(tops) - height) / 2, plot.top()), lowest - height)
            tops = [first, first + height]
        start = plot.right() + self._look.px(8)
        return [(line, QRectF(start, top, self.width() - start, height)) for line, top in zip(drawn, tops, strict=True)]

    def _pieces(self, said: Sequence[float | None]) -> tuple[tuple[QPointF, ...], ...]:
        columns, plot = self.columns, self.plot
        pieces: list[list[QPointF]] = [[]]
        for index in columns.indexes:
            value = said[index]
            if value is None:
                pieces.append([])
            else:
                y = plot.bottom() - plot.height() * value / MOST_PAIN
                pieces[-1].append(QPointF(columns.centre(index), y))
        return tuple(tuple(piece) for piece in pieces if piece)

    def _nothing(self) -> str:
        if any(week.pain_before is not None or week.pain_after is not None for week in self._weeks):
            return ""
        return tr("Nothing said about pain in these weeks. It can be said before and after each session.")

    def _plot_height(self, width: float) -> float:
        return self._look.px(150)

    def _sides(self, width: float) -> tuple[float, float]:
        metrics = self._metrics()
        widest = max(metrics.horizontalAdvance(tr("Before")), metrics.horizontalAdvance(tr("After")))
        return metrics.horizontalAdvance("000"), self._look.px(8) + self._sample_width + widest + 4

    @property
    def _sample_width(self) -> int:
        return self._look.px(28)

    def _paint_plot(self, painter: QPainter, plot: QRectF, columns: Columns) -> None:
        self._paint_axis(painter, plot, MOST_PAIN, 2)
        for line in self.lines():
            for piece in line.pieces:
                self._paint_piece(painter, line, piece, piece)
        for line, area in self.labels():
            y, end = area.center().y(), area.left() + self._sample_width - self._look.px(6)
            ends = QPointF(area.left(), y), QPointF(end, y)
            self._paint_piece(painter, line, ends, [QPointF((area.left() + end) / 2, y)])
            self._write(painter, area.adjusted(self._sample_width, 0, 0, 0), line.name, muted=False)

    def _paint_piece(self, painter: QPainter, line: Line, course: Sequence[QPointF], marked: Sequence[QPointF]) -> None:
        """A line along `course` with its marker at each point of `marked`."""
        colour, wide = QColor(line.colour), self._look.px(15) / 10
        painter.setPen(QPen(colour, wide, line.dash))
        painter.drawPolyline([self.point(point.x(), point.y()) for point in course])
        painter.setPen(QPen(colour, wide))
        painter.setBrush(colour if line.filled else QColor(self._look.theme.surface))
        size = min(self._look.px(7), self.columns.width)
        for point in marked:
            box = QRectF(0, 0, size, size)
            box.moveCenter(self.point(point.x(), point.y()))
            painter.drawPath(line.marker(box))


def _ring(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box)
    return path


def _diamond(box: QRectF) -> QPainterPath:
    path = QPainterPath(QPointF(box.center().x(), box.top()))
    for corner in ((box.right(), box.center().y()), (box.center().x(), box.bottom()), (box.left(), box.center().y())):
        path.lineTo(*corner)
    path.closeSubpath()
    return path
