"""One way to the loudspeaker, opened once and asleep between tones.

Qt's own QSoundEffect is not used: in Qt 6.11 its audio thread may be the last to let go of a sound that ended, and so
destroys a notifier of the main thread.  That thread then spins for ever, the sooner the busier the machine is.
"""

import wave
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, QTimer
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink

RATE_HZ = 48_000
BYTES_PER_SAMPLE = 2
LONGEST_MS = 2_000
"""More than any tone lasts: a stream takes a tone whole, and needs nobody while it plays."""
REST_MS = 500
"""The sound system holds some milliseconds that have left us; they are heard before the stream sleeps."""


class ToneStream(QObject):
    """A stream of 48,000 samples a second, 16 bits each, for one tone at a time.

    Nothing here waits, except the constructor for a sound system that hangs.
    """

    def __init__(self, device: QAudioDevice, gain: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sound = QAudioFormat()
        sound.setSampleRate(RATE_HZ)
        sound.setChannelCount(1)
        sound.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, sound, self)
        self._sink.setBufferSize(RATE_HZ * BYTES_PER_SAMPLE * LONGEST_MS // 1000)
        self._gain = gain
        self._is_silenced = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rest)
        # Opened here, since opening takes milliseconds, and a tone in time has none.
        self._input: QIODevice | None = self._sink.start()
        self._sink.suspend()

    @property
    def is_open(self) -> bool:
        """False when the device could not be opened."""
        return self._input is not None

    @property
    def is_playing(self) -> bool:
        """True until the sound system has taken all of the tone."""
        return self.is_open and self._sink.bytesFree() < self._sink.bufferSize()

    def play(self, samples: bytes) -> None:
        """Begin a tone; call it only when nothing is playing."""
        if self._input is None:
            return
        self._is_silenced = False
        self._sink.setVolume(self._gain)
        self._sink.resume()
        self._input.write(samples)
        self._rest.start(len(samples) * 1000 // (RATE_HZ * BYTES_PER_SAMPLE) + REST_MS)

    def silence(self) -> None:
        """Let the rest of the tone pass unheard: to drop it would mean to wait for the sound system."""
        self._is_silenced = True
        self._sink.setVolume(0.0)

    def set_gain(self, gain: float) -> None:
        """How loud from now on, from 0 to 1."""
        self._gain = gain
        if not self._is_silenced:
            self._sink.setVolume(gain)

    def _on_rest(self) -> None:
        if not self.is_playing:
            self._sink.suspend()


def read_tone(path: Path) -> bytes:
    """The samples of a WAV file as a `ToneStream` plays them.  Raises OSError, EOFError and wave.Error."""
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE_HZ, 1, BYTES_PER_SAMPLE):
            raise wave.Error(f"not {RATE_HZ} Hz, mono, 16 bits")
        return file.readframes(file.getnframes())
