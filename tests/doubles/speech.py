"""A voice that writes down what it was asked; the test decides when it is ready, speaks or fails."""

from PySide6.QtCore import QObject, Signal

from backstride.services.speech import Speech, SpeechTrouble, Voice


class FakeSpeech(QObject):
    """See `Speech`.  `said` is every text in its order; `calls` is everything, as (name, argument)."""

    ready = Signal()
    trouble_changed = Signal()
    speaking_changed = Signal(bool)

    def __init__(self, voices: tuple[Voice, ...] = (Voice("Anna", "en-GB"), Voice("Bob", "en-US"))) -> None:
        super().__init__()
        self.calls: list[tuple[str, object]] = []
        self.is_speaking = False
        self._voices = voices
        self._trouble: SpeechTrouble | None = None

    @property
    def said(self) -> list[object]:
        return [argument for name, argument in self.calls if name == "say"]

    @property
    def trouble(self) -> SpeechTrouble | None:
        return self._trouble

    def say(self, text: str) -> None:
        self.calls.append(("say", text))

    def stop(self) -> None:
        self.calls.append(("stop", None))

    def set_voice(self, name: str | None) -> None:
        self.calls.append(("set_voice", name))

    def set_rate(self, percent: int) -> None:
        self.calls.append(("set_rate", percent))

    def set_volume(self, percent: int) -> None:
        self.calls.append(("set_volume", percent))

    def voices(self) -> tuple[Voice, ...]:
        return self._voices

    def retry(self) -> None:
        self.calls.append(("retry", None))

    def close(self) -> None:
        self.calls.append(("close", None))

    def speak(self, is_speaking: bool) -> None:
        """Begin to sound, or end."""
        self.is_speaking = is_speaking
        self.speaking_changed.emit(is_speaking)

    def fail(self, trouble: SpeechTrouble | None) -> None:
        """Get into trouble, or out of it."""
        self._trouble = trouble
        self.trouble_changed.emit()


class Listener:
    """Writes down what a voice signals."""

    def __init__(self, speech: Speech) -> None:
        self.heard: list[object] = []
        speech.ready.connect(lambda: self.heard.append("ready"))
        speech.trouble_changed.connect(lambda: self.heard.append(speech.trouble))
        speech.speaking_changed.connect(self.heard.append)
