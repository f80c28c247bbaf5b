"""The figure in the player: in step with the work, mirrored for the other side, still in the hold."""

from PySide6.QtWidgets import QWidget

from backstride.core.timeline import SegmentKind, Side
from backstride.core.view import PlayerView
from backstride.ui.figure.widget import FigureWidget
from backstride.ui.look import Look

WAY_IN_MS = 2500
"""How long the way into a hold is shown while getting ready."""


class Stage(FigureWidget):
    """Shows the figure of the exercise of a `PlayerView`."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._exercise = ""

    def show_view(self, view: PlayerView) -> None:
        """Move the figure to where the session is."""
        if view.exercise != self._exercise:
            self._exercise = view.exercise
            self.set_figure(self._look.figures.figure(view.exercise))
        self.setVisible(self.has_figure())
        self.set_reduced_motion(self._look.reduced_motion)
        # The near side of a figure is its right one; where the far side works, its left.  Alternating work begins
        # with its own first side.
        working = view.first_side or view.side
        self.set_side(mirrored=working is not None and (working is Side.LEFT) != self.works_far())
        movement = view.movement
        if movement is not None:
            self.set_moment(movement.at_ms, movement.tempo_ms, repetition=movement.repetition)
        elif view.kind is SegmentKind.WORK:
            self.set_way_in(1.0)
        else:
            self.set_way_in(min(1.0, view.elapsed_ms / WAY_IN_MS))
