"""The row of player buttons; keys that a button does not know go on to the page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from backstride.core.session import Phase
from backstride.core.view import PlayerView
from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID, row
from backstride.ui.parts.plain import plain_caption
from backstride.ui.words import tr


class PlayerButton(QPushButton):
    """A button that presses itself on Space and Enter, and leaves every other key to the page.

    A plain button would move the focus on arrow keys; here they skip and go back.
    """

    def __init__(self, caption: str, key: str, icon: str) -> None:
        super().__init__(plain_caption(caption))
        self.icon_name = icon
        self.setToolTip(f"{caption} ({key})")
        self.setAccessibleName(caption)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Space or Enter; nothing else, and never on auto-repeat."""
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif not event.isAutoRepeat():
            self.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The press did everything already."""
        event.ignore()


class Controls(QWidget):
    """Back, pause, skip, +15 s, done, "that hurt", end and full screen; each emits its intent."""

    back_requested = Signal()
    pause_requested = Signal()
    skip_requested = Signal()
    extend_requested = Signal()
    done_requested = Signal()
    hurt_requested = Signal()
    end_requested = Signal()
    fullscreen_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._dressed = ""
        self.back = PlayerButton(tr("Back"), tr("Left arrow"), "back")
        self.pause = PlayerButton(tr("Pause"), tr("Space"), "pause")
        self.skip = PlayerButton(tr("Skip"), tr("Right arrow"), "skip")
        self.extend = PlayerButton(tr("15 s"), tr("Plus"), "extend")
        self.extend.setAccessibleName(tr("Fifteen seconds more"))
        self.done = PlayerButton(tr("Done"), tr("D"), "done")
        self.hurt = PlayerButton(tr("That hurt"), tr("H"), "hurt")
        self.end = PlayerButton(tr("End"), tr("Escape"), "end")
        self.fullscreen = PlayerButton("", tr("F"), "fullscreen")
        self.fullscreen.setAccessibleName(tr("Full screen"))
        self.fullscreen.setToolTip(tr("Full screen (F)"))
        self.pause.setProperty("role", "primary")
        layout = row(self, spacing=GRID)
        wired = (
            (self.back, self.back_requested),
            (self.pause, self.pause_requested),
            (self.done, self.done_requested),
            (self.skip, self.skip_requested),
            (self.extend, self.extend_requested),
            (self.hurt, self.hurt_requested),
            (self.end, self.end_requested),
            (self.fullscreen, self.fullscreen_requested),
        )
        for button, intent in wired:
            button.clicked.connect(intent)
            layout.addWidget(button, 0 if button is self.fullscreen else 1)

    @property
    def buttons(self) -> tuple[PlayerButton, ...]:
        """All buttons in the order of the row."""
        return (self.back, self.pause, self.done, self.skip, self.extend, self.hurt, self.end, self.fullscreen)

    def show_view(self, view: PlayerView, ink: QColor, paper: QColor, percent: int) -> None:
        """Offer what makes sense in `view`, the icons at `percent` of their size."""
        paused = view.phase is Phase.PAUSED
        caption = tr("Go on") if paused else tr("Pause")
        if self.pause.text() != caption:
            self.pause.setText(caption)
            self.pause.setAccessibleName(caption)
            self.pause.setToolTip(f"{caption} ({tr('Space')})")
            self.pause.icon_name = "play" if paused else "pause"
            self._dressed = ""
        self_paced = view.remaining_ms is None
        self.done.setVisible(self_paced)
        self.extend.setVisible(not self_paced)
        dressed = f"{ink.name()} {percent}"
        if dressed != self._dressed:
            self._dressed = dressed
            size = round(20 * percent / 100)
            for button in self.buttons:
                colour = paper if button is self.pause else ink
                button.setIcon(self._look.icons.icon(button.icon_name, colour, size))
                button.setIconSize(QSize(size, size))
