"""The session in the system tray: what is on and how long still, while the window is out of sight."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from backstride.core.session import Command, Phase
from backstride.core.view import PlayerView, whole_seconds
from backstride.ui.look import Look
from backstride.ui.parts.plain import plain_everywhere
from backstride.ui.player.dial import CENTRE, FULL_CIRCLE, digits, fitted
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.theme import phase_role
from backstride.ui.words import clock_text, phase_text, side_text, tr

PIXELS = 64
"""Side of the icon: the system makes it smaller where its tray is."""


class TrayItem(Struct, frozen=True):
    """What stands in the tray during a session; Qt's tray does not own the menu, so both are kept and given up here."""

    icon: QSystemTrayIcon
    menu: QMenu
    pause: QAction
    done: QAction


class SessionTray(QObject):
    """Stands in the system tray while the session of a `SessionPlayer` is under way, if there is a tray.

    It has no timer: it looks at each change of the player, and draws when what can be read on it is another.
    """

    show_requested = Signal()
    end_requested = Signal()

    def __init__(
        self,
        player: SessionPlayer,
        look: Look,
        is_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._look = look
        self._is_available = is_available
        self._item: TrayItem | None = None
        self._asked = False
        self._shown = ""
        player.changed.connect(self._on_changed)
        look.changed.connect(self._on_changed)

    @property
    def item(self) -> TrayItem | None:
        """What stands in the tray now."""
        return self._item

    def take_away(self) -> None:
        """Leave the tray: at the end of the session, or of the application before it.

        The parts go later, for one of them may be what just ended the session.
        """
        self._asked = False
        self._shown = ""
        if self._item is not None:
            self._item.icon.hide()
            self._item.icon.deleteLater()
            self._item.menu.deleteLater()
            self._item = None

    def _on_changed(self) -> None:
        if not self._player.is_under_way:
            self.take_away()
            return
        if not self._asked:
            # Once a session: to ask can mean a call to another process.
            self._asked = True
            if self._is_available():
                self._item = self._made()
        if self._item is not None:
            self._show_view(self._item, self._player.view())

    def _made(self) -> TrayItem:
        menu = QMenu()
        pause = menu.addAction(tr("Pause"), self._on_pause)
        done = menu.addAction(tr("Done"), lambda: self._command(Command.DONE))
        menu.addAction(tr("Skip"), lambda: self._command(Command.SKIP))
        menu.addSeparator()
        menu.addAction(tr("Show window"), self.show_requested.emit)
        menu.addAction(tr("End…"), self.end_requested.emit)
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(menu)
        icon.activated.connect(self._on_activated)
        return TrayItem(icon, menu, pause, done)

    def _show_view(self, item: TrayItem, view: PlayerView) -> None:
        key = tray_key(view, self._look.theme.name)
        if key == self._shown:
            return
        self._shown = key
        item.icon.setIcon(QIcon(tray_pixmap(view, self._look)))
        item.icon.setToolTip(plain_everywhere(tray_text(view)))
        item.pause.setText(tr("Go on") if view.phase is Phase.PAUSED else tr("Pause"))
        item.done.setVisible(view.remaining_ms is None)
        if not item.icon.isVisible():
            item.icon.show()

    def _on_pause(self) -> None:
        if self._player.is_under_way:
            self._player.toggle_pause()

    def _command(self, command: Command) -> None:
        if self._player.is_under_way:
            self._player.command(command)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_requested.emit()


def tray_text(view: PlayerView) -> str:
    """What is on, in one line: "Glute bridge · 0:28 · 5:17 left"; the phase before it where it is not work."""
    name = f"{view.name}, {side_text(view.side).lower()}" if view.side else view.name
    now = tr("Your pace") if view.remaining_ms is None else clock_text(view.remaining_ms)
    parts = [name, now, tr("{time} left", time=clock_text(view.total_remaining_ms))]
    if phase_role(view) != "work":
        parts.insert(0, phase_text(view))
    return " · ".join(parts)


def tray_key(view: PlayerView, theme: str) -> str:
    """What can be read on the icon: it changes at most once a second, apart from the user's own doing.

    The time left in all has seconds of its own, and counts only where it is the only one.
    """
    waits = view.remaining_ms is None
    time = digits(view) or clock_text(view.total_remaining_ms)
    return f"{theme} {phase_role(view)} {view.step} {view.name} {view.side} {waits} {time}"


def tray_pixmap(view: PlayerView, look: Look) -> QPixmap:
    """A disc in the colours of the phase: a ring that empties around the time, or what stands still."""
    paper, ink = look.theme.phase_colours(view)
    pixmap = QPixmap(PIXELS, PIXELS)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    square = QRectF(0, 0, PIXELS, PIXELS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paper)
    painter.drawEllipse(square)
    _paint_ring(painter, square.adjusted(4, 4, -4, -4), ink, 1.0 if view.remaining_ms is None else 1 - view.fraction)
    role = phase_role(view)
    if role == "paused" or not digits(view):
        look.icons.paint(painter, "pause" if role == "paused" else role, ink, square.adjusted(15, 15, -15, -15))
    else:
        text = short_time(view)
        painter.setPen(ink)
        painter.setFont(fitted(look.font(1, QFont.Weight.Bold), text, PIXELS * 0.6, PIXELS * 0.42))
        painter.drawText(square, CENTRE, text)
    painter.end()
    return pixmap


def short_time(view: PlayerView) -> str:
    """The remaining time in two or three signs: seconds, or whole minutes from one on."""
    shown = digits(view)
    return tr("{n}′", n=-(-whole_seconds(view.remaining_ms or 0) // 60)) if ":" in shown else shown


def _paint_ring(painter: QPainter, ring: QRectF, ink: QColor, left: float) -> None:
    track = QColor(ink)
    track.setAlpha(60)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(track, 7))
    painter.drawEllipse(ring)
    painter.setPen(QPen(ink, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawArc(ring, FULL_CIRCLE // 4, round(FULL_CIRCLE * left))
