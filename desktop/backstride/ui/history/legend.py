"""The mark of each kind of routine, told apart by shape before colour, and the legends that explain marks."""

from collections.abc import Callable, Sequence
from functools import cache
from math import cos, pi, sin

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPolygonF

from backstride.core.definitions import Kind
from backstride.ui.look import Look
from backstride.ui.theme import Theme
from backstride.ui.words import kind_text

SMALL = 0.9
"""Size of the text in drawings, as a share of running text."""


class LegendEntry(Struct, frozen=True):
    """A sample and its meaning; `paint` draws the sample into the square that it is given.

    Without a sample it is a plain remark.
    """

    text: str
    paint: Callable[[QPainter, QRectF], None] | None


class Legend:
    """Samples with their meanings in lines, as words are set; all lengths in pixels, without a mirrored direction."""

    def __init__(self, look: Look, groups: Sequence[Sequence[LegendEntry]]) -> None:
        self._look = look
        self._groups = groups

    def height(self, width: float) -> float:
        """The height of all lines at this width."""
        return max((area.bottom() for _, area in self.placed(width)), default=0.0)

    def placed(self, width: float) -> list[tuple[LegendEntry, QRectF]]:
        """Where each entry stands; each group begins a line."""
        metrics = QFontMetricsF(self._look.font(SMALL))
        line, gap = metrics.height() * 1.25, self._look.px(16)
        found: list[tuple[LegendEntry, QRectF]] = []
        top = 0.0
        for group in self._groups:
            left = 0.0
            for entry in group:
                sample = metrics.height() * 1.3 if entry.paint else 0.0
                wide = sample + metrics.horizontalAdvance(entry.text) + 2
                if left and left + wide > width:
                    left, top = 0.0, top + line
                found.append((entry, QRectF(left, top, wide, line)))
                left += wide + gap
            top += line if group else 0.0
        return found

    def paint(self, painter: QPainter, top: float, width: float, *, mirrored: bool) -> None:
        """Paint from `top` down, from the right when mirrored."""
        painter.setFont(self._look.font(SMALL))
        size = QFontMetricsF(painter.font()).height() * 0.9
        side = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        for entry, place in self.placed(width):
            box = place.translated(width - place.left() - place.right() if mirrored else 0, top)
            if entry.paint is not None:
                sample = QRectF(0, 0, size, size)
                start = box.right() - size / 2 if mirrored else box.left() + size / 2
                sample.moveCenter(QPointF(start, box.center().y()))
                entry.paint(painter, sample)
            painter.setPen(QColor(self._look.theme.text if entry.paint else self._look.theme.text_muted))
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, entry.text)


def kind_entries(theme: Theme, kinds: Sequence[Kind]) -> list[LegendEntry]:
    """The marks of `kinds` with their names."""
    return [kind_entry(theme, kind, kind_text(kind)) for kind in kinds]


def kind_entry(theme: Theme, kind: Kind, text: str, *, hollow: bool = False) -> LegendEntry:
    """The mark of a kind with what it means."""

    def paint(painter: QPainter, box: QRectF) -> None:
        paint_kind(painter, box.center(), round(box.width() * 0.7), kind, theme, hollow=hollow)

    return LegendEntry(text, paint)


def paint_kind(
    painter: QPainter, centre: QPointF, size: int, kind: Kind, theme: Theme, *, hollow: bool = False
) -> None:
    """The mark of a kind, `size` pixels wide, set off from any shade behind; `hollow` where it was not completed."""
    colour, paper = theme.kind_colour(kind), QColor(theme.surface)
    painter.setPen(Qt.PenStyle.NoPen)
    for brush, extent in ((paper, size + 2), (colour, size), *(((paper, round(size * 0.5)),) if hollow else ())):
        painter.setBrush(brush)
        painter.drawPath(kind_shape(kind, extent).translated(centre))


@cache
def kind_shape(kind: Kind, size: int) -> QPainterPath:
    """The outline of a kind's mark around the origin, `size` pixels wide; all are of like weight to the eye."""
    path = QPainterPath()
    if kind is Kind.STRETCHING:
        path.addEllipse(QPointF(0, 0), size / 2, size / 2)
    else:
        path.addPolygon(QPolygonF([QPointF(x * size / 2, y * size / 2) for x, y in _CORNERS[kind]]))
        path.closeSubpath()
    return path


def _star() -> tuple[tuple[float, float], ...]:
    """Five points, standing on two of them."""
    radii = (1.12, 0.5) * 5
    angles = (pi * step / 5 for step in range(10))
    return tuple((radius * sin(angle), 0.06 - radius * cos(angle)) for radius, angle in zip(radii, angles, strict=True))


_ARM = 0.36
"""Half the breadth of the cross's arms."""

_CORNERS: dict[Kind, tuple[tuple[float, float], ...]] = {
    Kind.WARMUP: ((0.0, -1.0), (1.0, 0.9), (-1.0, 0.9)),
    Kind.CORE: ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    Kind.ROLLING: ((0.0, -1.16), (1.16, 0.0), (0.0, 1.16), (-1.16, 0.0)),
    Kind.MOBILITY: (
        *((-_ARM, -1.0), (_ARM, -1.0), (_ARM, -_ARM), (1.0, -_ARM), (1.0, _ARM), (_ARM, _ARM)),
        *((_ARM, 1.0), (-_ARM, 1.0), (-_ARM, _ARM), (-1.0, _ARM), (-1.0, -_ARM), (-_ARM, -_ARM)),
    ),
    Kind.FULL: _star(),
    Kind.RUN_WALK: ((-1.0, -0.9), (1.0, -0.9), (0.0, 1.0)),
}
"""Corners of the marks around the origin, 2 wide; the circle has none."""
