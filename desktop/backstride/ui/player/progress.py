"""The whole routine as one bar: a piece per step, as long as the step, filled as far as the session is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backstride.core.timeline import Timeline, planned_ms
from backstride.core.view import PlayerView

GAP = 3.0


class RoutineProgress(QWidget):
    """Paints the bar in the text colour of the phase."""

    def __init__(self) -> None:
        super().__init__()
        self._shares: tuple[float, ...] = ()
        self._fraction = 0.0
        self._ink = QColor("black")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timeline(self, timeline: Timeline) -> None:
        """Take the lengths of the steps from `timeline`."""
        total = max(1, timeline.total_ms)
        lengths = [0] * len(timeline.blocks)
        for segment in timeline.segments:
            lengths[segment.step] += planned_ms(segment)
        self._shares = tuple(length / total for length in lengths)

    def show_view(self, view: PlayerView, ink: QColor) -> None:
        """Fill the bar as far as `view` is."""
        self._fraction = view.total_fraction
        self._ink = ink
        self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(320, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pieces one after the other, in reading direction."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        track = QColor(self._ink)
        track.setAlpha(50)
        begun = 0.0
        for share in self._shares:
            piece = QRectF(begun * self.width(), 0, max(1.0, share * self.width() - GAP), self.height())
            done = min(1.0, max(0.0, (self._fraction - begun) / share)) if share else 1.0
            painter.setBrush(track)
            painter.drawRoundedRect(piece, 4, 4)
            painter.setBrush(self._ink)
            painter.drawRoundedRect(QRectF(piece.left(), 0, piece.width() * done, piece.height()), 4, 4)
            begun += share
