"""Pages of paper, written from top to bottom: headings, paragraphs, tables, drawings; a new page where one is full."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QLocale, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

DPI = 300
MM = DPI / 25.4
"""Device units in a millimetre."""
MARGIN_MM = 15
FOOT_MM = 8
INK = QColor("#1A1A1A")
SOFT_INK = QColor("#555555")
RULE = QColor("#BBBBBB")
NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Sheet:
    """A PDF that is being written in memory; `foot` gives the line at the foot of a page by its number."""

    def __init__(self, title: str, foot: Callable[[int], str]) -> None:
        self._content = QBuffer()
        self._content.open(QBuffer.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._content)
        self._writer.setResolution(DPI)
        imperial = QLocale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
        size = QPageSize(QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4)
        margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self._writer.setPageLayout(
            QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
        )
        self._writer.setTitle(title)
        self._writer.setCreator("Backstride")
        self._painter = QPainter(self._writer)
        self._size = QSizeF(self._writer.width(), self._writer.height())
        self._foot = foot
        self._page = 1
        self._top = 0.0
        self._write_foot()

    def heading(self, text: str, points: float = 12) -> None:
        """A line that begins something, kept together with what follows it."""
        self._font(points, bold=True)
        self.space(2)
        self._make_room(self._line() + 14 * MM)
        self._write(text, INK)

    def paragraph(self, text: str, *, soft: bool = False) -> None:
        """Running text."""
        self._font(9)
        self._write(text, SOFT_INK if soft else INK)

    def space(self, mm: float) -> None:
        """Leave some height free."""
        self._top += mm * MM

    def drawing(self, height_mm: float, draw: Callable[[QPainter, QRectF], None]) -> None:
        """Let `draw` fill the whole width."""
        self._make_room(height_mm * MM)
        self._painter.save()
        draw(self._painter, QRectF(0, self._top, self._size.width(), height_mm * MM))
        self._painter.restore()
        self._top += height_mm * MM

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """Rows under headings, repeated on each page; `shares` of the width for each column, the first one of text."""
        self._font(8, bold=True)
        self._make_room(4 * self._line())
        self._row(headings, shares, rule=True)
        for cells in rows:
            self._font(8)
            if self._top + self._line() > self._bottom:
                self._new_page()
                self._font(8, bold=True)
                self._row(headings, shares, rule=True)
                self._font(8)
            self._row(cells, shares, rule=False)

    def close(self) -> bytes:
        """Finish the pages; the PDF."""
        self._painter.end()
        return bytes(self._content.data().data())

    @property
    def _bottom(self) -> float:
        return self._size.height() - FOOT_MM * MM

    def _line(self) -> float:
        return self._painter.fontMetrics().height() * 1.15

    def _font(self, points: float, *, bold: bool = False) -> None:
        font = QFont(self._painter.font())
        font.setPointSizeF(points)
        font.setBold(bold)
        font.setFeature(QFont.Tag("tnum"), 1)
        self._painter.setFont(font)

    def _write(self, text: str, colour: QColor) -> None:
        self._painter.setPen(colour)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        width = self._size.width()
        height = self._painter.boundingRect(QRectF(0, 0, width, 1e6), flags, text).height()
        self._make_room(height)
        self._painter.drawText(QRectF(0, self._top, width, height), flags, text)
        self._top += height + 1 * MM

    def _row(self, cells: Sequence[str], shares: Sequence[float], *, rule: bool) -> None:
        self._painter.setPen(INK)
        height, left, width = self._line(), 0.0, self._size.width()
        metrics = self._painter.fontMetrics()
        for index, (cell, share) in enumerate(zip(cells, shares, strict=True)):
            place = QRectF(left, self._top, share * width - 1.5 * MM, height)
            shown = metrics.elidedText(cell, Qt.TextElideMode.ElideRight, int(place.width()))
            self._painter.drawText(place, TEXT if index == 0 else NUMBER, shown)
            left += share * width
        self._top += height
        if rule:
            self._painter.setPen(QPen(RULE, 0.2 * MM))
            self._painter.drawLine(QPointF(0, self._top), QPointF(width, self._top))

    def _make_room(self, height: float) -> None:
        if self._top and self._top + height > self._bottom:
            self._new_page()

    def _new_page(self) -> None:
        self._writer.newPage()
        self._page += 1
        self._top = 0.0
        self._write_foot()

    def _write_foot(self) -> None:
        self._font(7)
        self._painter.setPen(SOFT_INK)
        place = QRectF(0, self._bottom, self._size.width(), FOOT_MM * MM)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, self._foot(self._page))
