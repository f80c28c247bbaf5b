"""How far each ladder was climbed, week by week: a small panel for planks, side planks, bridges and leg raises."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from backstride.core.definitions import Ladder
from backstride.core.review import WeekReview
from backstride.ui.history.chart import WeekChart
from backstride.ui.history.columns import Columns
from backstride.ui.history.legend import SMALL
from backstride.ui.history.texts import rungs_text
from backstride.ui.look import Look
from backstride.ui.words import tr

NAMES_SHARE = 0.36
"""Most of the width that the names of the rungs take; longer ones go on in a second line."""


class Panel(Struct, frozen=True):
    """A ladder's part of the plot: heading and rung names by area, the lowest rung last; all in reading direction."""

    ladder: Ladder
    heading: QRectF
    rungs: tuple[tuple[str, QRectF], ...]

    def middle(self, rung: int) -> float:
        """Height of a rung, counted from 1."""
        return self.rungs[len(self.rungs) - rung][1].center().y()


class LadderLines(WeekChart):
    """Draws the highest rung of each ladder that was done in each week."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._ladders: tuple[Ladder, ...] = ()
        self._names: Mapping[str, str] = {}

    def show_ladders(self, weeks: Sequence[WeekReview], ladders: Sequence[Ladder], names: Mapping[str, str]) -> None:
        """Show `weeks`, oldest first, on `ladders`; `names` are those of the exercises by id."""
        self._ladders, self._names = tuple(ladders), names
        self._show(weeks, [rungs_text(week, ladders, names) for week in weeks])

    def panels(self) -> list[Panel]:
        """Where the ladders stand at the present width, below each other."""
        return self._panels_at(self.width(), self.plot.top())

    def runs(self, panel: Panel) -> list[list[tuple[int, float]]]:
        """The unbroken pieces of a panel's line as (week index, height in pixels)."""
        pieces: list[list[tuple[int, float]]] = [[]]
        for index in self.columns.indexes:
            rung = self._weeks[index].rungs.get(panel.ladder.id)
            if rung is None:
                pieces.append([])
            else:
                pieces[-1].append((index, panel.middle(rung)))
        return [piece for piece in pieces if piece]

    def _panels_at(self, width: float, top: float) -> list[Panel]:
        metrics = self._metrics()
        wide = self._sides(width)[0] - self._look.px(8)
        found = []
        for ladder in self._ladders:
            heading = QRectF(0, top, width, metrics.height() * 1.3)
            top = heading.bottom()
            rungs = []
            for exercise in reversed(ladder.rungs):
                name = self._names.get(exercise, exercise)
                rows = 1 if metrics.horizontalAdvance(name) <= wide else 2
                rungs.append((name, QRectF(0, top, wide, metrics.height() * (rows + 0.25))))
                top = rungs[-1][1].bottom()
            found.append(Panel(ladder, heading, tuple(rungs)))
            top += self._look.px(8)
        return found

    def _nothing(self) -> str:
        ids = {ladder.id for ladder in self._ladders}
        if any(ids & week.rungs.keys() for week in self._weeks):
            return ""
        return tr("None of these exercises in these weeks. The hardest one done in a week will show here.")

    def _plot_height(self, width: float) -> float:
        panels = self._panels_at(width, 0)
        return panels[-1].rungs[-1][1].bottom() if panels else 0.0

    def _sides(self, width: float) -> tuple[float, float]:
        metrics = self._metrics()
        names = [self._names.get(exercise, exercise) for ladder in self._ladders for exercise in ladder.rungs]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0) + 2
        return min(widest, width * NAMES_SHARE) + self._look.px(8), 2.0

    def _paint_plot(self, painter: QPainter, plot: QRectF, columns: Columns) -> None:
        for panel in self.panels():
            painter.setFont(self._look.font(SMALL, QFont.Weight.DemiBold))
            self._write(painter, panel.heading, panel.ladder.name, muted=False)
            painter.setFont(self._look.font(SMALL))
            self._paint_rungs(painter, panel, plot)
            self._paint_steps(painter, panel, columns)

    def _paint_rungs(self, painter: QPainter, panel: Panel, plot: QRectF) -> None:
        wrap = int(Qt.TextFlag.TextWordWrap)
        metrics = QFontMetricsF(painter.font())
        for name, area in panel.rungs:
            fits = metrics.boundingRect(QRectF(0, 0, area.width(), 10_000), wrap, name).height() <= area.height()
            text = name if fits else metrics.elidedText(name, Qt.TextElideMode.ElideRight, 1.7 * area.width())
            self._write(painter, area, text, flags=wrap)
            self._rule(painter, plot, area.center().y(), self._look.theme.border)

    def _paint_steps(self, painter: QPainter, panel: Panel, columns: Columns) -> None:
        pen = QPen(QColor(self._look.theme.accent), self._look.px(3))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        for piece in self.runs(panel):
            points = []
            for index, y in piece:
                points += [self.point(columns.start(index), y), self.point(columns.start(index + 1), y)]
            painter.drawPolyline(points)
