"""A widget that shows a figure: moved from outside by the player, or by itself while it is asked to."""

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backstride.core.figure.motion import (
    CYCLE_MS,
    DEMONSTRATION_MS,
    Figure,
    Frame,
    Tempo,
    frame_at,
    frame_on_way_in,
    key_frames,
)
from backstride.ui.figure.colours import FigureColours, mixed
from backstride.ui.figure.painter import paint_figure

FRAME_MS = 33
MOST_POSES_BESIDE = 4


def colours_from_palette(palette: QPalette) -> FigureColours:
    """Colours that suit any palette, for use before a theme has supplied its own."""
    text, base = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    return FigureColours(
        near=mixed(text, base, 0.1),
        far=mixed(text, base, 0.55),
        accent=palette.color(QPalette.ColorRole.Highlight),
        prop=mixed(text, base, 0.7),
        floor=mixed(text, base, 0.65),
        background=base,
    )


class FigureWidget(QWidget):
    """One figure.  It never fills its background and takes no focus by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._tempo_ms: Tempo = DEMONSTRATION_MS
        self._mirrored = False
        self._reduced_motion = False
        self._asked_to_play = False
        self._frames: tuple[Frame, ...] = ()
        self._colours: FigureColours | None = None
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_figure(self, figure: Figure | None, tempo_ms: Tempo | None = None) -> None:
        """Show a figure in its hold.  The tempo is used when it plays by itself, in milliseconds."""
        self._figure = figure
        usual = CYCLE_MS if figure is not None and figure.is_cycle else DEMONSTRATION_MS
        self._tempo_ms = tempo_ms if tempo_ms is not None and any(tempo_ms) else usual
        self.set_way_in(1.0)

    def has_figure(self) -> bool:
        """Whether there is anything to show."""
        return self._figure is not None

    def works_far(self) -> bool:
        """Whether the figure exercises its far side, as in a side plank."""
        return self._figure is not None and self._figure.definition.working == "far"

    def set_side(self, *, mirrored: bool) -> None:
        """Show the figure for the other side of the body."""
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            self.set_way_in(1.0)

    def set_colours(self, colours: FigureColours) -> None:
        """Paint with the theme's colours."""
        self._colours = colours
        self.update()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Show the key poses side by side instead of moving."""
        if reduced == self._reduced_motion:
            return
        self._reduced_motion = reduced
        self._run_or_rest()
        self.set_way_in(1.0)

    def play(self, on: bool) -> None:
        """Move, or stop in the hold, because something around the widget is looked at."""
        self._asked_to_play = on
        self._run_or_rest()

    def set_moment(self, at_ms: float, tempo_ms: Tempo, *, repetition: int = 0) -> None:
        """Show a time within a repetition, in milliseconds; repetitions count from 0."""
        if self._figure is not None:
            self._show(frame_at(self._figure, tempo_ms, at_ms, repetition=repetition, mirrored=self._mirrored))

    def set_way_in(self, share: float) -> None:
        """Show the way from the first pose (0) into the hold (1)."""
        if self._figure is None:
            self._frames = ()
            self.update()
            return
        self._show(frame_on_way_in(self._figure, share, mirrored=self._mirrored))

    def is_moving(self) -> bool:
        """Whether the widget's own timer is running."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._frames:
            return
        painter = QPainter(self)
        colours = self._colours or colours_from_palette(self.palette())
        for cell, frame in zip(self._cells(), self._frames, strict=True):
            paint_figure(painter, frame, cell, colours)
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_or_rest()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _run_or_rest(self) -> None:
        wanted = self._asked_to_play and not self._reduced_motion
        if wanted and self.isVisible() and self._figure is not None:
            if not self._timer.isActive():
                self._elapsed.start()
                self._timer.start()
        elif self._timer.isActive():
            self._timer.stop()
            self.set_way_in(1.0)

    def _on_tick(self) -> None:
        length_ms = sum(self._tempo_ms)
        repetition, at_ms = divmod(self._elapsed.elapsed(), length_ms)
        self.set_moment(at_ms, self._tempo_ms, repetition=repetition)

    def _show(self, frame: Frame) -> None:
        if self._reduced_motion and self._figure is not None:
            frames = tuple(key_frames(self._figure, mirrored=self._mirrored).values())[:MOST_POSES_BESIDE]
        else:
            frames = (frame,)
        if frames != self._frames:
            self._frames = frames
            self.update()

    def _cells(self) -> list[QRectF]:
        """One cell for each frame: beside each other, or on top of each other where that makes them larger."""
        count = len(self._frames)
        left, bottom, right, top = self._frames[0].bounds
        shape = (right - left) / (top - bottom)
        width, height = float(self.width()), float(self.height())
        beside = min(width / count, height * shape)
        stacked = min(width, height / count * shape)
        if beside >= stacked:
            return [QRectF(width / count * i, 0.0, width / count, height) for i in range(count)]
        return [QRectF(0.0, height / count * i, width, height / count) for i in range(count)]
