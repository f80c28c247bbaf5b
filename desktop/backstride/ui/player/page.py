"""The player: what to do now, how long still, and what comes next, in the colours of the phase."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backstride.core.catalogue import Catalogue
from backstride.core.ladders import easier
from backstride.core.session import Command, Phase
from backstride.core.timeline import SegmentKind
from backstride.core.view import PlayerView
from backstride.ui.figure.stage import Stage
from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID, column, label, row
from backstride.ui.player.ask import Ask
from backstride.ui.player.controls import Controls, PlayerButton
from backstride.ui.player.dial import Dial
from backstride.ui.player.hurt import HurtPanel
from backstride.ui.player.progress import RoutineProgress
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.style import player_style
from backstride.ui.theme import phase_role
from backstride.ui.words import clock_text, count_text, phase_text, side_text, tr, upcoming_text


class PlayerPage(QWidget):
    """Shows the session of a `SessionPlayer` and turns keys and buttons into commands."""

    fullscreen_requested = Signal()
    mute_requested = Signal()
    mini_requested = Signal()
    hurt_told = Signal(int, str)
    finished = Signal()

    def __init__(self, player: SessionPlayer, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self.setObjectName("player")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._player = player
        self._catalogue = catalogue
        self._look = look
        self._dressed = ("", 0, "")
        self._ask: Ask | HurtPanel | None = None
        self._was_running = False
        self._left_alone = _once(self, LEFT_ALONE_MS, self._on_left_alone)
        self._flash_over = _once(self, FLASH_MS, self._on_flash_over)
        self._notice_over = _once(self, NOTICE_MS, lambda: self.notice.hide())
        self._build()
        player.changed.connect(self._on_changed)
        player.slept.connect(self._on_slept)
        look.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Show the loaded session and start it."""
        self.notice.hide()
        self._close_ask()
        self.progress.show_timeline(self._player.session.timeline)
        self.routine.setText(self._player.session.timeline.name)
        self.controls.pause.setFocus()
        self._player.command(Command.START)

    def show_muted(self, muted: bool) -> None:
        """Show whether tones and voice are off."""
        self.mute.icon_name = "muted" if muted else "sound"
        self._dressed = ("", 0, "")

    def say(self, sentence: str, *, lasting: bool = False) -> None:
        """Show a sentence above the figure, for a while or until it goes on."""
        self.notice.setText(sentence)
        self.notice.show()
        self._notice_over.stop()
        if not lasting:
            self._notice_over.start()

    def add_trouble(self, sentence: str) -> None:
        """Show a sentence of a service beside what is said already: they tend to fail together."""
        said = self.notice.text() if self.notice.isVisible() else ""
        self.say(f"{said}\n{sentence}" if said else sentence)

    def ask_to_end(self) -> None:
        """Pause, and ask whether to end; the answer "go on" returns to exactly where it was."""
        answers = (("go-on", tr("Go on")), ("end", tr("End here")))
        self._put(Ask(tr("End this session here? What you did is kept."), answers))

    def ask_about_pain(self) -> None:
        """Pause, and ask how much it hurts and what to do about it."""
        if not self._player.is_under_way:
            return
        exercise = self._catalogue.exercises.get(self._player.view().exercise)
        form = easier(exercise, self._catalogue.ladders) if exercise else None
        other = self._catalogue.exercises.get(form.exercise) if form and form.exercise else None
        self._put(HurtPanel(other.name if other else ""))

    def flash(self) -> None:
        """Light up for a moment, for who does not hear the tone."""
        background, ink = self._look.theme.phase_colours(self._player.view())
        percent = self._percent()
        self.setStyleSheet(player_style(ink, background, percent))
        self._dressed = ("", 0, "")
        self._flash_over.start()

    def _put(self, ask: Ask | HurtPanel) -> None:
        if self._ask is not None or not self._player.is_under_way:
            ask.deleteLater()
            return
        self._was_running = self._player.session.phase is not Phase.PAUSED
        if self._was_running:
            self._player.command(Command.PAUSE)
        self._left_alone.stop()
        self._ask = ask
        ask.setParent(self)
        if isinstance(ask, HurtPanel):
            ask.answered.connect(self._on_hurt_answered)
        else:
            ask.answered.connect(self._on_answered)
        self._place_ask()
        self._ask.show()
        self._ask.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key does something: those that are not listed pause."""
        if event.isAutoRepeat() or self._ask is not None:
            return
        key = event.key()
        intents = {
            Qt.Key.Key_F: self.fullscreen_requested.emit,
            Qt.Key.Key_M: self.mute_requested.emit,
            Qt.Key.Key_W: self.mini_requested.emit,
            Qt.Key.Key_Escape: self.ask_to_end,
            Qt.Key.Key_H: self.ask_about_pain,
        }
        if key in COMMAND_KEYS:
            self._player.command(COMMAND_KEYS[Qt.Key(key)])
        elif key in intents:
            intents[Qt.Key(key)]()
        elif key not in SILENT_KEYS:
            self._on_pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the question in the middle, and the dial beside or above the words."""
        super().resizeEvent(event)
        self._place_ask()
        wide = self.width() >= self.height()
        direction = QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom
        self._middle.setDirection(direction)

    def showEvent(self, event: QShowEvent) -> None:
        """Pause has the focus, so that Space does the right thing at once."""
        super().showEvent(event)
        self.controls.pause.setFocus()

    def _build(self) -> None:
        layout = column(self, margin=3 * GRID, spacing=2 * GRID)
        layout.addLayout(self._build_top())
        self.progress = RoutineProgress()
        layout.addWidget(self.progress)
        layout.addLayout(self._build_title())
        self._middle = row(spacing=3 * GRID)
        self._middle.addLayout(self._build_stage(), 3)
        self.dial = Dial(self._look)
        self._middle.addWidget(self.dial, 2)
        layout.addLayout(self._middle, 1)
        layout.addLayout(self._build_words())
        self.controls = Controls(self._look)
        layout.addWidget(self.controls)
        self.controls.back_requested.connect(lambda: self._player.command(Command.BACK))
        self.controls.skip_requested.connect(lambda: self._player.command(Command.SKIP))
        self.controls.extend_requested.connect(lambda: self._player.command(Command.EXTEND))
        self.controls.done_requested.connect(lambda: self._player.command(Command.DONE))
        self.controls.pause_requested.connect(self._on_pause)
        self.controls.hurt_requested.connect(self.ask_about_pain)
        self.controls.end_requested.connect(self.ask_to_end)
        self.controls.fullscreen_requested.connect(self.fullscreen_requested)

    def _build_top(self) -> QHBoxLayout:
        top = row(spacing=2 * GRID)
        self.routine = label("", "strong")
        self.time_left = label("", "strong", wrap=False)
        top.addWidget(self.routine, 1)
        top.addWidget(self.time_left)
        self.mute = _corner_button(tr("Sound on or off"), "M", "sound", self.mute_requested)
        self.mini = _corner_button(tr("Small window"), "W", "mini", self.mini_requested)
        top.addWidget(self.mute)
        top.addWidget(self.mini)
        return top

    def _build_title(self) -> QVBoxLayout:
        """What to do: the phase, then the exercise and at the end of its line the side."""
        title = column(spacing=0)
        badge = row(spacing=GRID)
        self.phase_icon = label(wrap=False)
        self.phase = label("", "phase", wrap=False)
        self.count = label("", "count", wrap=False)
        badge.addWidget(self.phase_icon)
        badge.addWidget(self.phase)
        badge.addStretch(1)
        badge.addWidget(self.count)
        named = row(spacing=2 * GRID)
        self.exercise = label("", "exercise")
        self.side = label("", "side", wrap=False)
        named.addWidget(self.exercise, 1)
        named.addWidget(self.side)
        title.addLayout(badge)
        title.addLayout(named)
        return title

    def _build_stage(self) -> QVBoxLayout:
        """The figure, and above it what is said in passing: the time beside it must not shrink for that."""
        stage = column(spacing=GRID)
        self.notice = label("", "strong")
        self.notice.hide()
        self.stage = Stage(self._look)
        stage.addWidget(self.notice)
        stage.addWidget(self.stage, 1)
        return stage

    def _build_words(self) -> QHBoxLayout:
        """How to do it, and what comes next."""
        words = row(spacing=3 * GRID)
        self.cue = label("", "cue")
        self.next_up = label("", "next")
        self.next_up.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(self.cue, 3)
        words.addWidget(self.next_up, 2)
        return words

    def _on_pause(self) -> None:
        self.notice.hide()
        self._player.toggle_pause()

    def _on_slept(self) -> None:
        self.say(
            tr("The computer was asleep. The session was paused at the moment that began; press Space to go on."),
            lasting=True,
        )

    def _on_changed(self) -> None:
        if not self.isVisible() and not self._player.is_under_way:
            return
        view = self._player.view()
        if view.phase is not Phase.PAUSED:
            self._left_alone.stop()
        elif self._ask is None and not self._left_alone.isActive():
            self._left_alone.start()
        if view.phase is Phase.FINISHED:
            self._close_ask()
            self.finished.emit()
        elif view.phase is not Phase.READY:
            self._show_view(view)

    def _show_view(self, view: PlayerView) -> None:
        background, ink = self._look.theme.phase_colours(view)
        self._dress(view)
        self.stage.show_view(view)
        self.dial.show_view(view, ink)
        self.progress.show_view(view, ink)
        percent = self._percent()
        self.controls.show_view(view, ink, background, percent)
        step = tr("Step {n} of {total}", n=view.step + 1, total=view.steps)
        left = tr("{time} left", time=clock_text(view.total_remaining_ms))
        texts = (
            (self.time_left, f"{step} · {left}"),
            (self.phase, phase_text(view)),
            (self.exercise, view.name),
            (self.side, side_text(view.side)),
            (self.count, count_text(view)),
            (self.cue, view.note if view.note and view.kind is SegmentKind.PREPARE else view.cue),
            (self.next_up, upcoming_text(view)),
        )
        for part, text in texts:
            if part.text() != text:
                part.setText(text)

    def _percent(self) -> int:
        """Size of the words; the full screen is the distance view, to be read from three metres."""
        return distance_percent(self.height(), self._look.text_percent, distant=self.window().isFullScreen())

    def _dress(self, view: PlayerView) -> None:
        """Change the style only when the phase or the look did: it is the one costly thing here."""
        role = phase_role(view)
        percent = self._percent()
        wanted = (role, percent, self._look.theme.name)
        if wanted == self._dressed or self._flash_over.isActive():
            return
        self._dressed = wanted
        background, ink = self._look.theme.phase_colours(view)
        self.setStyleSheet(player_style(background, ink, percent))
        icon = "pause" if role == "paused" else role
        self.stage.set_colours(self._look.theme.player_figure_colours(view))
        for button in (self.mute, self.mini):
            size = round(20 * percent / 100)
            button.setIcon(self._look.icons.icon(button.icon_name, ink, size))
            button.setIconSize(QSize(size, size))
        self.phase_icon.setPixmap(self._look.icons.pixmap(icon, ink, round(28 * percent / 100)))

    def _on_answered(self, answer: str) -> None:
        self._close_ask()
        if answer == "end":
            self._player.command(Command.END)
        elif self._was_running or answer == "carry-on":
            self._player.command(Command.RESUME)

    def _on_hurt_answered(self, level: int, answer: str) -> None:
        self._close_ask()
        if level >= 0 or answer != "go-on":
            self.hurt_told.emit(max(0, level), answer)
        if self._was_running and self._player.is_under_way:
            self._player.command(Command.RESUME)

    def _on_left_alone(self) -> None:
        """A pause that lasts is either over or the end."""
        if self._player.is_under_way and self._player.session.phase is Phase.PAUSED:
            answers = (("carry-on", tr("Carry on")), ("end", tr("Finish here")))
            self._put(Ask(tr("Carry on, or finish here? What you did is kept."), answers))

    def _on_flash_over(self) -> None:
        self._on_changed()

    def _close_ask(self) -> None:
        if self._ask is not None:
            self._ask.hide()
            self._ask.deleteLater()
            self._ask = None
            self.controls.pause.setFocus()

    def _place_ask(self) -> None:
        if self._ask is not None:
            width = min(self.width() - 4 * GRID, self._look.px(640))
            height = max(self._ask.sizeHint().height(), self._ask.heightForWidth(width))
            self._ask.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


def distance_percent(height: int, text_percent: int, *, distant: bool = False) -> int:
    """Size of the player's words: they grow with the window, being read from a mat, and a little with the text."""
    own = min(1.25, max(0.85, text_percent / 100)) * (DISTANT if distant else 1)
    return round(min(400.0, max(70.0, height / 6.4 * own)))


def _corner_button(name: str, key: str, icon: str, intent: SignalInstance) -> PlayerButton:
    button = PlayerButton("", key, icon)
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key})")
    button.setProperty("role", "corner")
    button.clicked.connect(intent)
    return button


def _once(parent: QWidget, after_ms: int, call: Callable[[], None]) -> QTimer:
    """A timer that calls once, when started."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(call)
    return timer


LEFT_ALONE_MS = 120_000
"""After a pause of this length the player asks whether to carry on."""
FLASH_MS = 150
NOTICE_MS = 15_000
"""How long a passing remark stays above the figure."""
DISTANT = 1.35
"""How much larger the words are in full screen."""
COMMAND_KEYS = {
    Qt.Key.Key_Left: Command.BACK,
    Qt.Key.Key_PageUp: Command.BACK,
    Qt.Key.Key_MediaPrevious: Command.BACK,
    Qt.Key.Key_Right: Command.SKIP,
    Qt.Key.Key_PageDown: Command.SKIP,
    Qt.Key.Key_MediaNext: Command.SKIP,
    Qt.Key.Key_Plus: Command.EXTEND,
    Qt.Key.Key_Equal: Command.EXTEND,
    Qt.Key.Key_D: Command.DONE,
}
"""Keys with a command; Page Up and Down are those of presenter remotes."""
SILENT_KEYS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_VolumeUp,
        Qt.Key.Key_VolumeDown,
        Qt.Key.Key_VolumeMute,
    }
)
"""Keys that mean nothing by themselves, or something to the system."""
