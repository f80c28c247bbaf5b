"""A small figure on a card: prepared when it first comes into sight, moved while its card is looked at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent

from backstride.core.definitions import Tempo
from backstride.ui.figure.widget import FigureWidget
from backstride.ui.look import Look


class Thumbnail(FigureWidget):
    """The figure of `exercise`, three quarters as high as it is wide."""

    def __init__(self, exercise: str, tempo: Tempo | None, look: Look, width: int) -> None:
        super().__init__()
        self._exercise = exercise
        self._tempo = tempo
        self._look = look
        self._prepared = False
        self.setFixedSize(look.px(width), look.px(width * 3 // 4))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_colours(look.theme.figure_colours())
        self.set_reduced_motion(look.reduced_motion)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Get the figure at the first sight of it: a page has dozens, of which few are seen."""
        if not self._prepared:
            self._prepare()
        super().paintEvent(event)

    def play(self, on: bool) -> None:
        """Move while the card is looked at."""
        if on and not self._prepared:
            self._prepare()
        super().play(on)

    def _prepare(self) -> None:
        self._prepared = True
        figure = self._look.figures.figure(self._exercise)
        self.set_figure(figure, self._tempo.parts_ms if self._tempo else None)
