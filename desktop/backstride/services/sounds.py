"""Lets the room hear what the session says in tones, without ever making the session wait for the sound system."""

import contextlib
import logging
import threading
import wave
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, SignalInstance

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaDevices

    from backstride.services.tone_stream import ToneStream

_log = logging.getLogger(__name__)

MOST_LATE_MS = 400
"""A tone that cannot begin within this time is dropped: late, it would say something wrong."""
ANSWER_MS = 3_000
"""A sound system that is alive answers in a few milliseconds; one that hangs keeps Qt waiting for 30 s."""
OVERRUN_MS = 1_500
"""A tone that is still playing this long after its end is not being played by anybody."""

AT_ONCE = 3
"""Tones that may sound together, when somebody skips in haste; a fourth is left out, for it would say nothing."""


class Tone(StrEnum):
    """What a tone says; also the name of its file."""

    READY = "ready"
    COUNTDOWN = "countdown"
    GO = "go"
    HALFWAY = "halfway"
    SWITCH = "switch"
    REST = "rest"
    SET_END = "set-end"
    DONE = "done"


class SoundTrouble(StrEnum):
    """Why nothing is heard."""

    NO_LIBRARY = "no-library"
    NO_DEVICE = "no-device"
    NOT_ANSWERING = "not-answering"
    BAD_FILE = "bad-file"


class Sounds(Protocol):
    """What plays tones.  Nothing here raises or waits; which kinds are wanted is for the caller to decide."""

    @property
    def trouble(self) -> SoundTrouble | None:
        """Why nothing is heard; None while everything seems well."""
        ...

    @property
    def trouble_changed(self) -> SignalInstance:
        """Emitted without arguments when `trouble` is another one."""
        ...

    def warm_up(self) -> None:
        """Load everything, so that the first tone is in time; call it after the first frame."""
        ...

    def play(self, tone: Tone) -> None:
        """Begin a tone now."""
        ...

    def stop(self) -> None:
        """Silence whatever sounds."""
        ...

    def set_volume(self, percent: int) -> None:
        """From 0, silent, to 100."""
        ...

    def length_ms(self, tone: Tone) -> int:
        """How long a tone lasts; 0 when nothing of it will be heard."""
        ...


class NullSounds(QObject):
    """Plays nothing and is content with it."""

    trouble_changed = Signal()
    trouble: SoundTrouble | None = None

    def warm_up(self) -> None:
        """See `Sounds`."""

    def play(self, tone: Tone) -> None:
        """See `Sounds`."""

    def stop(self) -> None:
        """See `Sounds`."""

    def set_volume(self, percent: int) -> None:
        """See `Sounds`."""

    def length_ms(self, tone: Tone) -> int:
        """See `Sounds`."""
        return 0


class QtSounds(QObject):
    """Plays the files of `folder` through Qt Multimedia.

    Qt waits up to 30 s for a sound server that hangs, wherever it first speaks to it.  Asking for the default device
    is the one such place that lets the interpreter go on meanwhile: so a thread asks, and only when it was answered
    are the streams opened, here, in some milliseconds.
    """

    trouble_changed = Signal()
    _answered = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lengths_ms: dict[Tone, int] = {}
        self._gain = 1.0
        self._trouble: SoundTrouble | None = None
        self._patience: QDeadlineTimer | None = None
        self._devices: QMediaDevices | None = None
        self._device_id = b""
        self._samples: dict[Tone, bytes] = {}
        self._streams: tuple[ToneStream, ...] = ()
        self._waiting: tuple[Tone, QDeadlineTimer] | None = None
        self._playing: tuple[ToneStream, QDeadlineTimer] | None = None
        self._answered.connect(self._on_answered)

    @property
    def trouble(self) -> SoundTrouble | None:
        """See `Sounds`."""
        return self._trouble

    def warm_up(self) -> None:
        """See `Sounds`."""
        if self._patience is not None:
            return
        self._patience = QDeadlineTimer(ANSWER_MS)
        threading.Thread(target=self._ask, name="sound-device", daemon=True).start()

    def play(self, tone: Tone) -> None:
        """See `Sounds`.  The first tone waits for the streams to open, but not for long."""
        self.warm_up()
        self._look_for_silence()
        if self._devices is None:
            self._waiting = (tone, QDeadlineTimer(MOST_LATE_MS))
            return
        samples = self._samples.get(tone)
        stream = next((stream for stream in self._streams if not stream.is_playing), None)
        if samples is None or stream is None or self._is_stuck:
            return
        # Where a tone is out already, another one must not count from its end, or silence would never be noticed.
        if self._playing is None or not self._playing[0].is_playing:
            self._playing = (stream, QDeadlineTimer(self.length_ms(tone) + OVERRUN_MS))
        stream.play(samples)

    def stop(self) -> None:
        """See `Sounds`."""
        self._waiting = self._playing = None
        for stream in self._streams:
            stream.silence()

    def set_volume(self, percent: int) -> None:
        """See `Sounds`.  Squared, so that half way along the slider sounds about half as loud (-12 dB)."""
        self._gain = (min(max(percent, 0), 100) / 100) ** 2
        for stream in self._streams:
            stream.set_gain(self._gain)

    def length_ms(self, tone: Tone) -> int:
        """See `Sounds`."""
        if tone not in self._lengths_ms:
            self._lengths_ms[tone] = wav_length_ms(self._path(tone))
        return self._lengths_ms[tone]

    def _path(self, tone: Tone) -> Path:
        return self._folder / f"{tone}.wav"

    def _ask(self) -> None:
        """In a thread of its own: wait for the sound system as long as Qt does."""
        try:
            from PySide6.QtMultimedia import QMediaDevices

            found = "" if not QMediaDevices.defaultAudioOutput().isNull() else SoundTrouble.NO_DEVICE
        except ImportError as error:
            _log.warning("Qt Multimedia cannot be loaded: %s", error)
            found = SoundTrouble.NO_LIBRARY
        # The window may have been closed while we waited, and this object with it.
        with contextlib.suppress(RuntimeError):
            self._answered.emit(found)

    def _on_answered(self, found: str) -> None:
        if found == SoundTrouble.NO_LIBRARY:
            self._set_trouble(SoundTrouble.NO_LIBRARY)
            return
        from PySide6.QtMultimedia import QMediaDevices

        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._on_outputs_changed)
        self._load()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting[1].hasExpired():
            self.play(waiting[0])

    def _on_outputs_changed(self) -> None:
        """Headphones came or went: streams stay with the device they were made for."""
        if self._devices is not None and self._devices.defaultAudioOutput().id().data() != self._device_id:
            self._load()

    def _load(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices

        from backstride.services.tone_stream import ToneStream

        device = QMediaDevices.defaultAudioOutput()
        self._device_id = bytes(device.id().data())
        for stream in self._streams:
            stream.deleteLater()
        self._streams = ()
        self._playing = None
        if device.isNull():
            self._set_trouble(SoundTrouble.NO_DEVICE)
            return
        self._samples = {tone: samples for tone in Tone if (samples := self._read(tone))}
        streams = tuple(ToneStream(device, self._gain, self) for _ in range(AT_ONCE))
        self._streams = tuple(stream for stream in streams if stream.is_open)
        if not self._streams:
            self._set_trouble(SoundTrouble.NO_DEVICE)
        else:
            self._set_trouble(None if len(self._samples) == len(Tone) else SoundTrouble.BAD_FILE)

    def _read(self, tone: Tone) -> bytes:
        from backstride.services.tone_stream import read_tone

        try:
            return read_tone(self._path(tone))
        except (OSError, EOFError, wave.Error) as error:
            _log.warning("the tone %s cannot be played: %s", tone, error)
            return b""

    @property
    def _is_stuck(self) -> bool:
        """True while a tone is out that nobody plays: others would only wait behind it, and be heard late."""
        return self._trouble is SoundTrouble.NOT_ANSWERING and self._playing is not None

    def _look_for_silence(self) -> None:
        """Notice what Qt does not tell: it still waits for an answer, or plays to a server that is gone.

        Looked at when a tone is wanted, so that no timer wakes the machine.
        """
        if self._devices is None and self._trouble is None and self._patience is not None:
            if self._patience.hasExpired():
                self._set_trouble(SoundTrouble.NOT_ANSWERING)
        elif self._playing is not None:
            stream, deadline = self._playing
            if not stream.is_playing:
                self._playing = None
                if self._trouble is SoundTrouble.NOT_ANSWERING:
                    self._set_trouble(None)
            elif deadline.hasExpired():
                stream.silence()
                self._set_trouble(SoundTrouble.NOT_ANSWERING)

    def _set_trouble(self, trouble: SoundTrouble | None) -> None:
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble is not None:
            _log.warning("no tones: %s", trouble)
        self.trouble_changed.emit()


def wav_length_ms(path: Path) -> int:
    """How long a WAV file plays; 0 when it cannot be read."""
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() * 1000 // file.getframerate()
    except (OSError, EOFError, wave.Error, ZeroDivisionError) as error:
        _log.warning("the tone %s cannot be read: %s", path, error)
        return 0
