"""The mini player: the session in a corner of the screen, for whoever needs the rest of it for something else."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFontMetrics,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStyle, QVBoxLayout, QWidget

from backstride.core.session import Command, Phase
from backstride.core.view import PlayerView
from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID, column, label, row
from backstride.ui.parts.plain import plain_tip
from backstride.ui.player.controls import PlayerButton
from backstride.ui.player.dial import Dial
from backstride.ui.player.page import COMMAND_KEYS, SILENT_KEYS
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.theme import phase_role, points
from backstride.ui.words import phase_text, side_text, tr, upcoming_text

SIZE = QSize(336, 160)
"""At 100 %; everything in it grows with the text."""
BUTTON_HEIGHT = 44
"""At 100 %: to be hit at arm's length, with a finger or a hurried mouse."""


class MiniPlayer(QWidget):
    """Shows the session of a `SessionPlayer` above all other windows; it follows the session only while it is seen.

    `restore_requested` asks for the big window, also when this one is closed.  `end_requested` and `hurt_requested`
    are questions of the player, for which there is no room here; `mute_requested` is for whoever makes the sounds.
    It has no parent: many systems minimise a window together with those that belong to it.
    """

    restore_requested = Signal()
    end_requested = Signal()
    hurt_requested = Signal()
    mute_requested = Signal()

    def __init__(self, player: SessionPlayer, look: Look) -> None:
        super().__init__(None, WINDOW_KIND)
        self.setObjectName("mini")
        self.setWindowTitle(tr("Backstride: small window"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # On macOS tool windows vanish with their application, which is just when this one is needed.
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._player = player
        self._look = look
        self._place: QPoint | None = None
        self._listening = False
        self._dressed = ("", 0, "")
        self._captioned = ("", "")
        # Nothing in Qt owns a window without a parent; one that outlived its session crashed the next change of style.
        player.destroyed.connect(self.deleteLater)
        self._build()
        self._take_size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in the player: keys that are not listed pause, and those that need the big window ask for it."""
        key = event.key()
        if event.isAutoRepeat() or key in SILENT_KEYS:
            return
        wanted = {
            Qt.Key.Key_W: self.restore_requested,
            Qt.Key.Key_F: self.restore_requested,
            Qt.Key.Key_M: self.mute_requested,
            Qt.Key.Key_Escape: self.end_requested,
            Qt.Key.Key_H: self.hurt_requested,
        }
        if not self._player.is_under_way:
            self.restore_requested.emit()
        elif key in wanted:
            wanted[Qt.Key(key)].emit()
        elif key in COMMAND_KEYS:
            self._player.command(COMMAND_KEYS[Qt.Key(key)])
        else:
            self._player.toggle_pause()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The background is the handle; the system moves the window, which is the only way on Wayland."""
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the session, where the user left the window, Space on pause."""
        super().showEvent(event)
        if not self._listening:
            self._listening = True
            self._player.changed.connect(self._on_changed)
            self._look.changed.connect(self._on_look_changed)
        self._take_size()
        self.move(self._wanted_place())
        self.pause.setFocus()
        self._on_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember the place, and stop following: a hidden window costs nothing."""
        self._place = self.pos()
        if self._listening:
            self._listening = False
            self._player.changed.disconnect(self._on_changed)
            self._look.changed.disconnect(self._on_look_changed)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it means back to the big window, never a session that nobody can see."""
        super().closeEvent(event)
        if self.isVisible():
            self.restore_requested.emit()

    def _build(self) -> None:
        layout = row(self, spacing=GRID)
        self.dial = Dial(self._look)
        layout.addWidget(self.dial)
        side = column(spacing=0)
        side.addLayout(self._build_badge())
        self.exercise = ElidedLabel("exercise", lines=2)
        self.next_up = ElidedLabel("next")
        side.addWidget(self.exercise)
        side.addWidget(self.next_up)
        side.addStretch(1)
        side.addLayout(self._build_buttons())
        layout.addLayout(side, 1)
        self._layout: QHBoxLayout = layout
        self._side: QVBoxLayout = side

    def _build_badge(self) -> QHBoxLayout:
        badge = row(spacing=GRID // 2)
        self.phase_icon = label(wrap=False)
        self.phase = ElidedLabel("phase")
        self.side = label("", "side", wrap=False)
        self.side.hide()
        badge.addWidget(self.phase_icon)
        badge.addWidget(self.phase, 1)
        badge.addWidget(self.side)
        return badge

    def _build_buttons(self) -> QHBoxLayout:
        self.pause = PlayerButton("", tr("Space"), "pause")
        self.pause.setProperty("role", "primary")
        self.skip = PlayerButton("", tr("Right arrow"), "skip")
        self.restore = PlayerButton("", tr("W"), "fullscreen")
        _caption(self.restore, tr("Back to the big window"), tr("W"))
        self.pause.clicked.connect(self._on_pause)
        self.skip.clicked.connect(self._on_skip)
        self.restore.clicked.connect(self.restore_requested)
        buttons = row(spacing=GRID)
        for button in self.buttons:
            buttons.addWidget(button, 1)
        return buttons

    @property
    def buttons(self) -> tuple[PlayerButton, ...]:
        """All buttons in the order of the row."""
        return (self.pause, self.skip, self.restore)

    def _on_pause(self) -> None:
        if self._player.is_under_way:
            self._player.toggle_pause()

    def _on_skip(self) -> None:
        """Skip; where the work waits for it, "done" stands in its place, for skipped is not done."""
        if self._player.is_under_way:
            waits = self._player.view().remaining_ms is None
            self._player.command(Command.DONE if waits else Command.SKIP)

    def _on_look_changed(self) -> None:
        self._take_size()
        self.move(self._kept_on_screen(self.pos()))
        self._on_changed()

    def _on_changed(self) -> None:
        ended = bool(self._dressed[0]) and self._player.session.phase is Phase.FINISHED
        if self._player.is_under_way or ended:
            self._show_view(self._player.view())

    def _show_view(self, view: PlayerView) -> None:
        _, ink = self._look.theme.phase_colours(view)
        self._caption_buttons(view)
        self._dress(view)
        self.dial.show_view(view, ink)
        side = side_text(view.side)
        if self.side.text() != side:
            self.side.setText(side)
            self.side.setVisible(bool(side))
        self.phase.tell(phase_text(view))
        over = view.phase is Phase.FINISHED
        self.exercise.tell(self._player.session.timeline.name if over else view.name)
        self.next_up.tell(upcoming_text(view))

    def _caption_buttons(self, view: PlayerView) -> None:
        """Offer what makes sense: go on after a pause, done where the work waits for it, nothing when it is over."""
        first = ("play", tr("Go on")) if view.phase is Phase.PAUSED else ("pause", tr("Pause"))
        second = ("done", tr("Done")) if view.remaining_ms is None else ("skip", tr("Skip"))
        icons = (first[0], second[0])
        if icons != self._captioned:
            self._captioned = icons
            self.pause.icon_name, self.skip.icon_name = icons
            _caption(self.pause, first[1], tr("Space"))
            _caption(self.skip, second[1], tr("D") if second[0] == "done" else tr("Right arrow"))
            self._dressed = (self._dressed[0], 0, "")
        over = view.phase is Phase.FINISHED
        if self.pause.isHidden() is not over:
            self.pause.setHidden(over)
            self.skip.setHidden(over)

    def _dress(self, view: PlayerView) -> None:
        """Change the style only when the phase, the look or a button did: it is the one costly thing here."""
        role = phase_role(view)
        percent = self._look.text_percent
        wanted = (role, percent, self._look.theme.name)
        if wanted == self._dressed:
            return
        self._dressed = wanted
        paper, ink = self._look.theme.phase_colours(view)
        self.setStyleSheet(mini_style(paper, ink, percent))
        badge = "pause" if role == "paused" else role
        self.phase_icon.setPixmap(self._look.icons.pixmap(badge, ink, self._look.px(18)))
        size = self._look.px(24)
        for button in self.buttons:
            colour = paper if button is self.pause else ink
            button.setIcon(self._look.icons.icon(button.icon_name, colour, size))
            button.setIconSize(QSize(size, size))

    def _take_size(self) -> None:
        """Grow with the text, but never beyond the screen."""
        px = self._look.px
        room = self._screen_room().size()
        self.setFixedSize(QSize(px(SIZE.width()), px(SIZE.height())).boundedTo(room))
        margin = px(12)
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self._layout.setSpacing(margin)
        across = min(px(112), self.height() - 2 * margin)
        self.dial.setFixedSize(across, across)
        for button in self.buttons:
            button.setFixedHeight(px(BUTTON_HEIGHT))

    def _screen_room(self) -> QRect:
        return self.screen().availableGeometry()

    def _wanted_place(self) -> QPoint:
        """Where it was; the first time in the lower corner where reading ends, off the beginning of other windows."""
        if self._place is not None:
            return self._kept_on_screen(self._place)
        room = self._screen_room().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = room.left() if mirrored else room.right() + 1 - self.width()
        return QPoint(x, room.bottom() + 1 - self.height())

    def _kept_on_screen(self, place: QPoint) -> QPoint:
        """`place`, or the nearest one from which the whole window is seen: screens may go and text may grow."""
        screen = QGuiApplication.screenAt(place + self.rect().center())
        room = screen.availableGeometry() if screen else self._screen_room()
        x = max(room.left(), min(place.x(), room.right() + 1 - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() + 1 - self.height()))
        return QPoint(x, y)


class ElidedLabel(QLabel):
    """A few lines that end with an ellipsis where they have no room; the whole is spoken, and shown as a tooltip."""

    def __init__(self, role: str, lines: int = 1) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lines = lines
        self.whole = ""

    def tell(self, text: str) -> None:
        """Show `text`."""
        if text != self.whole:
            self.whole = text
            self.setAccessibleName(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be more room now, or less."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """The letters may be larger now, or smaller."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._fit()

    def _fit(self) -> None:
        # A label goes by the direction of its text; here all lines begin at the same edge, whatever their language.
        leading = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(QStyle.visualAlignment(self.layoutDirection(), leading))
        shown = in_lines(self.whole, self.fontMetrics(), self.contentsRect().width(), self._lines)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain_tip(self.whole) if shown.endswith("…") else "")


def in_lines(text: str, metrics: QFontMetrics, width: int, lines: int) -> str:
    """`text` broken between words into at most `lines` lines of `width` pixels; the last one elided."""
    made: list[str] = []
    words = text.split()
    while words and len(made) < lines - 1:
        fitting = [n for n in range(1, len(words) + 1) if metrics.horizontalAdvance(" ".join(words[:n])) <= width]
        count = max(fitting, default=1)
        made.append(metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideRight, width))
        words = words[count:]
    if words:
        made.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return "\n".join(made)


WINDOW_KIND = Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.FramelessWindowHint


def mini_style(paper: QColor, ink: QColor, text_percent: int) -> str:
    """The style of the mini player: all of it in the colours of the phase, with an edge, for it has no frame."""

    def pt(factor: float) -> str:
        return f"{points(text_percent, factor):.1f}pt"

    return f"""
#mini {{ background: {paper.name()}; border: 2px solid {ink.name()}; }}
#mini QLabel {{ color: {ink.name()}; font-size: {pt(1)}; }}
#mini QLabel[role="phase"], #mini QLabel[role="side"] {{ font-weight: 600; }}
#mini QLabel[role="exercise"] {{ font-size: {pt(1.3)}; font-weight: 600; }}
#mini QPushButton {{ background: transparent; color: {ink.name()}; border: 2px solid {ink.name()};
    border-radius: 12px; padding: 0; }}
#mini QPushButton:hover {{ background: rgba({ink.red()}, {ink.green()}, {ink.blue()}, 30); }}
#mini QPushButton:focus {{ border-width: 4px; }}
#mini QPushButton[role="primary"] {{ background: {ink.name()}; }}
#mini QPushButton[role="primary"]:focus {{ border: 4px double {paper.name()}; }}
"""


def _caption(button: PlayerButton, caption: str, key: str) -> None:
    """Name a button that shows nothing but its icon."""
    button.setAccessibleName(caption)
    button.setToolTip(f"{caption} ({key})")
