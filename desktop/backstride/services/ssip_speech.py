"""Speaks through Speech Dispatcher, over its socket and never waiting for it."""

import logging
import shutil
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QDeadlineTimer, QObject, QProcess, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from backstride.core.speaking import estimated_ms
from backstride.services.speech import SpeechTrouble, Voice
from backstride.services.ssip import (
    DUMMY_MODULE,
    Reply,
    ReplyReader,
    SsipError,
    cleaned,
    message,
    socket_path,
    voices_in,
)

_log = logging.getLogger(__name__)

PROGRAM = "speech-dispatcher"
BEGIN, END, CANCELLED = 701, 702, 703
RECEIVING = 230


class Patience(NamedTuple):
    """How long the server may take."""

    answer_ms: int = 8_000
    """To anything; the first answer of a server that the system starts at our connection takes seconds."""
    begin_ms: int = 5_000
    """From a text to its first sound, and to the end longer than the text takes.

    A synthesizer that hangs for want of a sound server never begins, or begins and never ends.
    """
    late_ms: int = 400
    """A text that waited longer is not said any more."""
    start_every_ms: int = 200
    start_tries: int = 40


class _Phase(Enum):
    CLOSED = auto()
    REACHING = auto()
    GREETING = auto()
    READY = auto()


class SsipSpeech(QObject):
    """See `Speech`.

    One command is under way at a time.  What is wanted waits in one place each (a text, a value per setting), where
    something newer replaces it: so nothing piles up before a server that hangs.
    """

    ready = Signal()
    trouble_changed = Signal()
    speaking_changed = Signal(bool)

    def __init__(
        self,
        environment: Mapping[str, str],
        language: str = "en",
        patience: Patience | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._environment = environment
        self._patience = patience or Patience()
        self._path = socket_path(environment)
        self._phase = _Phase.CLOSED
        self._trouble: SpeechTrouble | None = None
        self._voices: tuple[Voice, ...] = ()
        self._socket: QLocalSocket | None = None
        self._reader = ReplyReader()
        self._greeting: deque[tuple[str, Callable[[Reply], None]]] = deque()
        self._on_reply: Callable[[Reply], None] | None = None
        self._chosen: dict[str, str] = {"LANGUAGE": language}
        self._unsent: dict[str, str] = {}
        self._is_muted = False
        self._cancels = False
        self._text: str | None = None
        self._too_late = QDeadlineTimer()
        self._sounding = 0
        self._last_begun = 0
        self._awaited = 0
        self._longest_ms = 0
        self._was_ready = False
        self._may_reconnect = True
        self._starts_left = 0
        self._has_started_server = False
        self._answer_timer = self._timer(self._on_no_answer)
        self._progress_timer = self._timer(self._on_no_progress)
        self._reach_timer = self._timer(self._reach)
        self.retry()

    def _timer(self, on_timeout: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(on_timeout)
        return timer

    # What the app asks for

    @property
    def trouble(self) -> SpeechTrouble | None:
        """See `Speech`."""
        return self._trouble

    def voices(self) -> tuple[Voice, ...]:
        """See `Speech`."""
        return self._voices

    def say(self, text: str) -> None:
        """See `Speech`."""
        self.stop()
        text = cleaned(text)
        if text and not self._is_muted and self._phase is not _Phase.CLOSED:
            self._text = text
            self._too_late = QDeadlineTimer(self._patience.late_ms)
            self._pump()

    def stop(self) -> None:
        """See `Speech`."""
        self._text = None
        self._progress_timer.stop()
        self._cancels = self._phase is _Phase.READY
        self._pump()

    def set_voice(self, name: str | None) -> None:
        """See `Speech`."""
        self._choose("SYNTHESIS_VOICE", cleaned(name or "") or "NULL")

    def set_rate(self, percent: int) -> None:
        """See `Speech`."""
        self._choose("RATE", str(max(-100, min(100, percent))))

    def set_volume(self, percent: int) -> None:
        """See `Speech`."""
        self._is_muted = percent <= 0
        self._choose("VOLUME", str(2 * max(0, min(100, percent)) - 100))

    def retry(self) -> None:
        """See `Speech`."""
        if self._phase is _Phase.CLOSED:
            self._may_reconnect = True
            self._begin_reaching()

    def close(self) -> None:
        """See `Speech`."""
        if self._phase is _Phase.READY and self._socket is not None:
            self._socket.write(b"CANCEL self\r\n")
            self._socket.flush()
        self._hang_up()

    def _choose(self, setting: str, value: str) -> None:
        self._chosen[setting] = value
        if self._phase is _Phase.READY:
            self._unsent[setting] = value
            self._pump()

    # Reaching the server

    def _begin_reaching(self) -> None:
        self._phase = _Phase.REACHING
        self._has_started_server = False
        self._starts_left = self._patience.start_tries
        # From the event loop: whoever made us has no signal connected yet.
        self._reach_timer.start(0)

    def _reach(self) -> None:
        self._drop_socket()
        self._reader = ReplyReader()
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._on_received)
        self._socket.errorOccurred.connect(self._on_socket_error)
        self._answer_timer.start(self._patience.answer_ms)
        self._socket.connectToServer(self._path)

    def _on_socket_error(self) -> None:
        if self._phase is _Phase.REACHING:
            self._start_server()
        elif self._phase is not _Phase.CLOSED:
            self._on_gone()

    def _start_server(self) -> None:
        """Nobody listens, though a stale socket may be there: start the server once, then wait for it."""
        self._answer_timer.stop()
        if not self._has_started_server:
            self._has_started_server = True
            program = shutil.which(PROGRAM, path=self._environment.get("PATH", ""))
            if program is None:
                self._give_up(SpeechTrouble.NO_ENGINE)
                return
            process = QProcess(self)
            process.setProgram(program)
            process.setArguments(["--spawn", "--communication-method", "unix_socket", "--socket-path", self._path])
            process.setStandardOutputFile(QProcess.nullDevice())
            process.setStandardErrorFile(QProcess.nullDevice())
            process.startDetached()
            process.deleteLater()
        self._starts_left -= 1
        if self._starts_left < 0:
            self._give_up(SpeechTrouble.NO_ENGINE)
        else:
            self._reach_timer.start(self._patience.start_every_ms)

    def _greet(self) -> None:
        self._phase = _Phase.GREETING
        # "message" is not cut short when a screen reader says something at the same time; "text" would be.
        self._greeting = deque(
            [
                ("SET self CLIENT_NAME user:backstride:main", self._on_set),
                ("SET self NOTIFICATION ALL ON", self._on_set),
                ("SET self PRIORITY message", self._on_set),
                ("GET OUTPUT_MODULE", self._on_module),
                ("LIST SYNTHESIS_VOICES", self._on_voices),
            ]
        )
        self._pump()

    def _on_module(self, reply: Reply) -> None:
        if DUMMY_MODULE in reply.data:
            self._give_up(SpeechTrouble.NO_VOICES)

    def _on_voices(self, reply: Reply) -> None:
        self._voices = voices_in(reply)
        if not self._voices:
            self._give_up(SpeechTrouble.NO_VOICES)
            return
        self._phase = _Phase.READY
        self._was_ready = True
        self._unsent = dict(self._chosen)
        self._set_trouble(None)
        self.ready.emit()

    # Going away

    def _on_gone(self) -> None:
        _log.warning("Speech Dispatcher closed the connection")
        self._hang_up()
        if self._may_reconnect:
            self._may_reconnect = False
            self._begin_reaching()
        else:
            self._give_up(SpeechTrouble.LOST)

    def _on_no_answer(self) -> None:
        _log.warning("Speech Dispatcher does not answer")
        self._give_up(SpeechTrouble.LOST)

    def _on_no_progress(self) -> None:
        # The server itself answers: we stay, and know that all is well when a text gets to its end after all.
        _log.warning("Speech Dispatcher took a text and does not say it")
        self._set_trouble(SpeechTrouble.LOST)

    def _give_up(self, trouble: SpeechTrouble) -> None:
        self._hang_up()
        is_lost = trouble is SpeechTrouble.NO_ENGINE and self._was_ready
        self._set_trouble(SpeechTrouble.LOST if is_lost else trouble)

    def _hang_up(self) -> None:
        self._phase = _Phase.CLOSED
        for timer in (self._answer_timer, self._progress_timer, self._reach_timer):
            timer.stop()
        self._drop_socket()
        self._on_reply = None
        self._greeting.clear()
        self._unsent.clear()
        self._text = None
        self._cancels = False
        self._awaited = self._last_begun = 0
        self._set_sounding(0)

    def _drop_socket(self) -> None:
        if self._socket is not None:
            # We may be in one of its signals: no other may follow, and it may only die later.
            self._socket.blockSignals(True)
            self._socket.deleteLater()
            self._socket = None

    def _set_trouble(self, trouble: SpeechTrouble | None) -> None:
        if trouble is not self._trouble:
            self._trouble = trouble
            self.trouble_changed.emit()

    # One command after the other

    def _pump(self) -> None:
        """Send the next command, unless one is still unanswered."""
        if self._phase not in (_Phase.GREETING, _Phase.READY) or self._on_reply is not None:
            return
        if self._greeting:
            line, on_reply = self._greeting.popleft()
            self._ask(f"{line}\r\n".encode(), on_reply)
        elif self._cancels:
            self._cancels = False
            self._ask(b"CANCEL self\r\n", self._on_cancelled)
        elif self._unsent:
            setting = next(iter(self._unsent))
            value = self._unsent.pop(setting)
            self._ask(f"SET self {setting} {value}\r\n".encode(), self._on_set)
        elif self._text is not None:
            text, self._text = self._text, None
            if self._too_late.hasExpired():
                _log.info("a text was dropped because it would have come late")
            else:
                self._ask(b"SPEAK\r\n", lambda reply: self._on_receiving(reply, text))

    def _ask(self, data: bytes, on_reply: Callable[[Reply], None]) -> None:
        assert self._socket is not None
        self._on_reply = on_reply
        self._answer_timer.start(self._patience.answer_ms)
        self._socket.write(data)

    def _on_received(self) -> None:
        socket = self._socket
        if socket is None:
            return
        try:
            replies = self._reader.feed(bytes(socket.readAll().data()))
        except SsipError as error:
            _log.warning("Speech Dispatcher does not speak SSIP: %s", error)
            self._give_up(SpeechTrouble.LOST)
            return
        for reply in replies:
            if self._socket is not socket:
                return
            if reply.is_event:
                self._on_event(reply)
            elif self._on_reply is not None:
                on_reply, self._on_reply = self._on_reply, None
                self._answer_timer.stop()
                on_reply(reply)
                self._pump()

    def _on_set(self, reply: Reply) -> None:
        if not reply.is_ok:
            _log.warning("Speech Dispatcher refused a setting with code %d", reply.code)

    def _on_cancelled(self, reply: Reply) -> None:
        """Nothing to do: an event tells what fell silent, and there may have been nothing to cancel."""

    def _on_receiving(self, reply: Reply, text: str) -> None:
        if reply.code == RECEIVING:
            # Voices may take twice as long as estimated, and the rate may be the slowest.
            self._longest_ms = 2 * estimated_ms(text, -100) + self._patience.begin_ms
            self._ask(message(text), self._on_queued)
        else:
            _log.warning("Speech Dispatcher refused a text with code %d", reply.code)

    def _on_queued(self, reply: Reply) -> None:
        # A text that was replaced meanwhile is cancelled next, and need not begin.
        if reply.is_ok and reply.message_id > self._last_begun and not self._cancels:
            self._awaited = reply.message_id
            self._progress_timer.start(self._patience.begin_ms)

    def _on_event(self, reply: Reply) -> None:
        number = reply.message_id
        if reply.code in (BEGIN, END, CANCELLED) and number >= self._awaited:
            self._progress_timer.stop()
        if reply.code == BEGIN:
            self._last_begun = number
            self._progress_timer.start(self._longest_ms)
            self._set_sounding(number)
        elif reply.code in (END, CANCELLED) and number == self._sounding:
            if reply.code == END:
                self._may_reconnect = True
                self._set_trouble(None)
            self._set_sounding(0)

    def _set_sounding(self, number: int) -> None:
        was, self._sounding = self._sounding, number
        if bool(was) != bool(number):
            self.speaking_changed.emit(bool(number))
