"""Says what the voice of Backstride can do, whatever speaks behind it, and picks what speaks on this system."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance


class SpeechTrouble(StrEnum):
    """Why nothing is said."""

    NO_ENGINE = "no-engine"
    NO_VOICES = "no-voices"
    LOST = "lost"
    """There was a voice, or something that should be one, and it does not answer any more."""


class Voice(NamedTuple):
    """A voice to choose: its name is also what `set_voice` wants; its language is a tag such as "en-GB"."""

    name: str
    language: str


class Speech(Protocol):
    """A voice.  No call waits for anything, and none fails: what goes wrong becomes `trouble`."""

    @property
    def ready(self) -> SignalInstance:
        """Emitted when the voice can be used and `voices()` is known; again after it came back."""
        ...

    @property
    def trouble_changed(self) -> SignalInstance:
        """Emitted when `trouble` is another one, or none any more."""
        ...

    @property
    def speaking_changed(self) -> SignalInstance:
        """Emitted with True when a text begins to sound, with False when it ends or is cut short."""
        ...

    @property
    def trouble(self) -> SpeechTrouble | None:
        """Why nothing is said; None while all is well or nothing is known yet."""
        ...

    def say(self, text: str) -> None:
        """Say `text` instead of whatever is being said; dropped when it could only come late."""
        ...

    def stop(self) -> None:
        """Fall silent."""
        ...

    def set_voice(self, name: str | None) -> None:
        """Speak with the voice of that name from the next text on; None is the voice the system prefers."""
        ...

    def set_rate(self, percent: int) -> None:
        """How fast, from -100 to 100; 0 is the voice's own pace."""
        ...

    def set_volume(self, percent: int) -> None:
        """How loud, from 0 (nothing is said) to 100."""
        ...

    def voices(self) -> tuple[Voice, ...]:
        """What `set_voice` can be given; empty until `ready`."""
        ...

    def retry(self) -> None:
        """Look for a voice again after trouble; what was chosen before still holds."""
        ...

    def close(self) -> None:
        """Fall silent for good and let go of the system's voice."""
        ...


class NullSpeech(QObject):
    """Says nothing: for who does not want to be spoken to."""

    ready = Signal()
    trouble_changed = Signal()
    speaking_changed = Signal(bool)

    @property
    def trouble(self) -> SpeechTrouble | None:
        """See `Speech`."""
        return None

    def say(self, text: str) -> None:
        """See `Speech`."""

    def stop(self) -> None:
        """See `Speech`."""

    def set_voice(self, name: str | None) -> None:
        """See `Speech`."""

    def set_rate(self, percent: int) -> None:
        """See `Speech`."""

    def set_volume(self, percent: int) -> None:
        """See `Speech`."""

    def voices(self) -> tuple[Voice, ...]:
        """See `Speech`."""
        return ()

    def retry(self) -> None:
        """See `Speech`."""

    def close(self) -> None:
        """See `Speech`."""


def make_speech(platform: str, language: str = "en") -> Speech:
    """The voice for `platform` (as in `sys.platform`), for texts in `language`; returns before it is ready.

    On Linux, Qt's own engine for Speech Dispatcher holds the window for more than a second, and for ever when the
    server hangs; so we speak to the server ourselves.
    """
    if platform in ("win32", "darwin"):
        from backstride.services.qt_speech import QtSpeech

        return QtSpeech(language)
    import os

    from backstride.services.ssip_speech import SsipSpeech

    return SsipSpeech(os.environ, language)
