"""The big time: a ring that empties, the remaining seconds inside it, and the part of the repetition."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from backstride.core.timeline import SegmentKind
from backstride.core.view import PlayerView, whole_seconds
from backstride.ui.look import Look
from backstride.ui.words import clock_text, part_text, tr

CENTRE = Qt.AlignmentFlag.AlignCenter
FULL_CIRCLE = 5760
"""Qt counts angles in sixteenths of a degree."""


class Dial(QWidget):
    """Paints the time of a view in the text colour of its phase.

    The ring differs by shape too: solid and thick for work, dashed for rests, thin for preparations.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: PlayerView | None = None
        self._ink = QColor("black")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_view(self, view: PlayerView, ink: QColor) -> None:
        """Show the time of `view`."""
        self._view = view
        self._ink = ink
        spoken = digits(view) or tr("until you are done")
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """A good part of the page."""
        return QSize(360, 360)

    def minimumSizeHint(self) -> QSize:
        """The least that is legible from a mat."""
        return QSize(200, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring, the digits and the part of the repetition."""
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - 8
        square = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        self._paint_ring(painter, square)
        self._paint_digits(painter, square)

    def _paint_ring(self, painter: QPainter, square: QRectF) -> None:
        view = self._view
        if view is None:
            return
        thickness = square.width() * (0.055 if view.kind is SegmentKind.WORK else 0.03)
        inset = square.width() * 0.03
        ring = square.adjusted(inset, inset, -inset, -inset)
        track = QColor(self._ink)
        track.setAlpha(45)
        painter.setPen(QPen(track, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawEllipse(ring)
        dashed = view.kind in (SegmentKind.REST, SegmentKind.SWITCH)
        pen = QPen(self._ink, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setDashPattern([1.2, 0.6])
        painter.setPen(pen)
        left = 1.0 if view.remaining_ms is None else 1.0 - view.fraction
        painter.drawArc(ring, FULL_CIRCLE // 4, round(FULL_CIRCLE * left))

    def _paint_digits(self, painter: QPainter, square: QRectF) -> None:
        view = self._view
        if view is None:
            return
        painter.setPen(self._ink)
        main = digits(view) or tr("Your pace")
        inner = square.width() * 0.72
        below = secondary(view)
        # On a screen 310 mm wide these are digits of 25 mm and more in full screen, to be read from three metres.
        most = square.height() * (0.36 if below else 0.38)
        painter.setFont(fitted(self._look.font(1, QFont.Weight.DemiBold), main, inner, most))
        painter.drawText(square.translated(0, -square.height() * (0.06 if below else 0)), CENTRE, main)
        if below:
            font = fitted(self._look.font(), below, inner * 0.8, square.height() * 0.085)
            painter.setFont(font)
            band = QRectF(square.left(), square.top() + square.height() * 0.66, square.width(), square.height() * 0.16)
            painter.drawText(band, CENTRE, below)


def digits(view: PlayerView) -> str:
    """The remaining time: bare seconds below a minute, for they can be drawn larger; nothing when self-paced."""
    if view.resumes_in_ms is not None:
        return str(whole_seconds(view.resumes_in_ms))
    if view.remaining_ms is None:
        return ""
    seconds = whole_seconds(view.remaining_ms)
    return str(seconds) if seconds < 60 else clock_text(view.remaining_ms)


def secondary(view: PlayerView) -> str:
    """The part of the repetition under way and its seconds, where there is one."""
    repetition = view.repetition
    if repetition is None or view.resumes_in_ms is not None:
        return ""
    return f"{part_text(repetition.part)} {whole_seconds(repetition.part_remaining_ms)}"


def fitted(font: QFont, text: str, width: float, height: float) -> QFont:
    """`font` as large as `text` may be in `width` by `height` pixels."""
    probe = QFont(font)
    probe.setPixelSize(100)
    metrics = QFontMetricsF(probe)
    across = max(1.0, metrics.horizontalAdvance(text))
    probe.setPixelSize(max(8, int(min(width / across, height / metrics.capHeight() / 1.1) * 100)))
    return probe
