"""What all drawings of the history share: as high as their width needs, read by keys and pointer, heard by readers."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from math import floor
from sys import maxsize

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from backstride.core.review import WeekReview
from backstride.ui.dates import short_month
from backstride.ui.history.columns import Columns, View, columns_in, month_places
from backstride.ui.history.legend import SMALL, Legend
from backstride.ui.look import Look

PAGE_OF_WEEKS = 4
"""Weeks that Page Up and Page Down go."""


class Chart(QWidget):
    """A drawing that is read with keys and pointer.

    Its accessible name is what is selected, in words: Qt tells screen readers of each new name.  Subclasses compute in
    reading direction, from the start of the widget; `placed` and `point` mirror where reading goes from right to left.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._arranged: tuple[tuple[int, int], Columns] | None = None
        self._first = maxsize
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._arrange_anew)

    @abstractmethod
    def _columns_at(self, width: int) -> Columns:
        """Where the weeks stand in a widget of this width."""

    @property
    @abstractmethod
    def _week(self) -> int:
        """Index of the selected week."""

    @abstractmethod
    def heightForWidth(self, width: int) -> int:
        """The height that is needed at this width, in pixels."""

    @abstractmethod
    def tip_at(self, place: QPointF) -> tuple[str, QRectF] | None:
        """What is at a place of the widget in words, and the area of which this is true; None where nothing is."""

    @property
    def columns(self) -> Columns:
        """Where the weeks stand now."""
        asked = (self.width(), self._week)
        if self._arranged is None or self._arranged[0] != asked:
            self._arranged = (asked, self._columns_at(self.width()))
            self._first = self._arranged[1].first
        return self._arranged[1]

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def sizeHint(self) -> QSize:
        """As wide as a page in a small window."""
        width = self._look.px(720)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow and low; how high it must be follows from the width that it is given."""
        return QSize(self._look.px(240), self._look.px(120))

    def event(self, event: QEvent) -> bool:
        """A tooltip holds for its day or week only."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            if tip is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip[0], self, tip[1].toAlignedRect())
            return True
        return super().event(event)

    def placed(self, area: QRectF) -> QRectF:
        """An area given in reading direction, as it lies in the widget."""
        if not self.is_mirrored:
            return area
        return QRectF(self.width() - area.right(), area.top(), area.width(), area.height())

    def point(self, along: float, y: float) -> QPointF:
        """A point given in reading direction, as it lies in the widget."""
        return QPointF(self.width() - along if self.is_mirrored else along, y)

    def along(self, place: QPointF) -> float:
        """How far a place of the widget is from its start in reading direction."""
        return self.width() - place.x() if self.is_mirrored else place.x()

    @property
    def is_mirrored(self) -> bool:
        """True where reading goes from right to left."""
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._look.font(SMALL))

    def _write(
        self, painter: QPainter, area: QRectF, text: str, *, end: bool = False, flags: int = 0, muted: bool = True
    ) -> None:
        """Write into an area given in reading direction, at its start or its `end`."""
        theme = self._look.theme
        painter.setPen(QColor(theme.text_muted if muted else theme.text))
        side = Qt.AlignmentFlag.AlignLeft if end == self.is_mirrored else Qt.AlignmentFlag.AlignRight
        fixed = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side
        painter.drawText(self.placed(area), int(fixed) | flags, text)

    def _rule(self, painter: QPainter, plot: QRectF, y: float, colour: str) -> None:
        """A line across the plot, on whole pixels so that it keeps its colour."""
        painter.setPen(QPen(QColor(colour), 1))
        level = floor(y) + 0.5
        painter.drawLine(self.point(plot.left(), level), self.point(plot.right(), level))

    def _months_of(self, weeks: Sequence[WeekReview], top: float) -> list[tuple[str, QRectF]]:
        """The months' names by area, in reading direction."""
        metrics = self._metrics()
        starts = [week.first for week in weeks]
        places = month_places(starts, self.columns, short_month, metrics.horizontalAdvance)
        return [
            (text, QRectF(start, top, metrics.horizontalAdvance(text) + 2, metrics.height())) for text, start in places
        ]

    def _arrange_anew(self) -> None:
        """Something else is shown, or in another size."""
        self._arranged = None
        self.updateGeometry()
        self.update()


class WeekChart(Chart):
    """A drawing with a value per week; one week is selected and told in words above.

    Subclasses give the words, the height of the plot, and paint it.
    """

    least_column = 6.0
    """Narrowest column in pixels; where not all weeks fit, at first the newest are shown."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._weeks: tuple[WeekReview, ...] = ()
        self._index = 0
        self._texts: tuple[str, ...] = ()
        self._caption_height = (-1.0, 0.0)

    @abstractmethod
    def _nothing(self) -> str:
        """What stands above the empty axes; an empty text when there is something to show."""

    @abstractmethod
    def _plot_height(self, width: float) -> float:
        """Height of the plot in pixels, without caption, months and legend."""

    @abstractmethod
    def _sides(self, width: float) -> tuple[float, float]:
        """Room before and after the columns in pixels."""

    @abstractmethod
    def _paint_plot(self, painter: QPainter, plot: QRectF, columns: Columns) -> None:
        """Paint axes and values; `plot` is the area of the columns in reading direction."""

    @property
    def plot(self) -> QRectF:
        """The area of the columns, in reading direction."""
        columns = self.columns
        top = self._head(self.width())
        after = self._sides(self.width())[1]
        wide = (columns.end if columns.count else self.width() - after) - columns.left
        return QRectF(columns.left, top, wide, self._plot_height(self.width()))

    def months(self) -> list[tuple[str, QRectF]]:
        """The months' names below the plot by area, in reading direction."""
        return self._months_of(self._weeks, self.plot.bottom() + 4)

    def legend(self) -> Legend:
        """What the marks mean; nothing where the plot names its own lines."""
        return Legend(self._look, ())

    def heightForWidth(self, width: int) -> int:
        """Caption, plot, months and legend below each other."""
        months = self._metrics().height() + 4
        legend = self.legend().height(width)
        gap = self._look.px(8) if legend else 0
        return round(self._head(width) + self._plot_height(width) + months + gap + legend + 4)

    def tip_at(self, place: QPointF) -> tuple[str, QRectF] | None:
        """The week at a place in words, and its column."""
        index = self.columns.at(self.along(place))
        return None if index is None else (self._texts[index], self.placed(self._band(index)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from week to week, Page Up and Down by four, Home and End to the oldest and the newest."""
        steps: Mapping[int, int] = {
            Qt.Key.Key_Left: 1 if self.is_mirrored else -1,
            Qt.Key.Key_Right: -1 if self.is_mirrored else 1,
            Qt.Key.Key_PageUp: -PAGE_OF_WEEKS,
            Qt.Key.Key_PageDown: PAGE_OF_WEEKS,
            Qt.Key.Key_Home: -len(self._weeks),
            Qt.Key.Key_End: len(self._weeks),
        }
        if event.key() in steps and self._weeks:
            self._select(self._index + steps[event.key()])
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The week under the pointer is the selected one."""
        self._select_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """So is the one under a finger."""
        self._select_at(event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, the selected week's band, the plot, and the months below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, plot = self.columns, self.plot
        self._paint_caption(painter)
        if columns.count and (self.hasFocus() or not self._nothing()):
            self._paint_band(painter, columns)
        painter.setFont(self._look.font(SMALL))
        self._paint_plot(painter, plot, columns)
        for text, place in self.months():
            self._write(painter, place, text)
        below = plot.bottom() + 4 + self._metrics().height() + self._look.px(8)
        self.legend().paint(painter, below, self.width(), mirrored=self.is_mirrored)

    def _show(self, weeks: Sequence[WeekReview], texts: Sequence[str]) -> None:
        """Show `weeks` with their `texts`; the selected week stays selected, at first it is the newest."""
        selected = self._weeks[self._index].first if self._weeks else None
        firsts = [week.first for week in weeks]
        self._weeks, self._texts = tuple(weeks), tuple(texts)
        self._index = firsts.index(selected) if selected in firsts else max(0, len(weeks) - 1)
        self.setAccessibleName(self._texts[self._index] if weeks else self._nothing())
        self._arrange_anew()

    def _paint_axis(self, painter: QPainter, plot: QRectF, top: int, step: int) -> None:
        """Numbers from 0 at the baseline to `top`, each with its line."""
        theme, line = self._look.theme, self._metrics().height()
        for number in range(0, top + 1, step):
            y = plot.bottom() - plot.height() * number / top
            self._rule(painter, plot, y, theme.border if number else theme.text_muted)
            self._write(painter, QRectF(0, y - line / 2, plot.left() - 6, line), str(number), end=True)

    def _select(self, index: int) -> None:
        index = min(max(0, index), len(self._weeks) - 1)
        if index != self._index:
            self._index = index
            self.setAccessibleName(self._texts[index])
            self.update()

    def _select_at(self, place: QPointF) -> None:
        index = self.columns.at(self.along(place))
        if index is not None:
            self._select(index)

    def _caption(self) -> str:
        return self._nothing() or (self._texts[self._index] if self._texts else "")

    def _head(self, width: float) -> float:
        """Height of the caption with the gap below it: room for the longest, so that nothing moves while reading.

        Lines are a space short: mirrored, Qt lets the space at which it breaks a line push the words out.
        """
        if self._caption_height[0] != width:
            metrics = QFontMetricsF(self._look.font())
            area = QRectF(0, 0, width - metrics.horizontalAdvance(" "), 10_000)
            wrap = int(Qt.TextFlag.TextWordWrap)
            texts = (self._nothing(),) if self._nothing() else self._texts
            tallest = max((metrics.boundingRect(area, wrap, text).height() for text in texts), default=0.0)
            self._caption_height = (width, max(tallest, metrics.height()) + self._look.px(12))
        return self._caption_height[1]

    def _paint_caption(self, painter: QPainter) -> None:
        painter.setFont(self._look.font())
        painter.setPen(QColor(self._look.theme.text_muted if self._nothing() else self._look.theme.text))
        side = Qt.AlignmentFlag.AlignRight if self.is_mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignBottom
        space = painter.fontMetrics().horizontalAdvance(" ")
        area = QRectF(0, 0, self.width() - space, self._head(self.width()) - self._look.px(12))
        painter.drawText(self.placed(area), int(flags) | int(Qt.TextFlag.TextWordWrap), self._caption())

    def _band(self, index: int) -> QRectF:
        columns, plot = self.columns, self.plot
        return QRectF(columns.start(index), plot.top(), columns.width, plot.height())

    def _paint_band(self, painter: QPainter, columns: Columns) -> None:
        theme = self._look.theme
        painter.setPen(QPen(QColor(theme.focus), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent_soft))
        painter.drawRoundedRect(self.placed(self._band(self._index)).adjusted(-1, -3, 1, 3), 3, 3)

    def _columns_at(self, width: int) -> Columns:
        before, after = self._sides(width)
        room = max(1.0, width - before - after)
        return columns_in(View(len(self._weeks), self._index, self._first), before, room, self.least_column)

    @property
    def _week(self) -> int:
        return self._index

    def _arrange_anew(self) -> None:
        self._caption_height = (-1.0, 0.0)
        super()._arrange_anew()
