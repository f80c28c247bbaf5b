"""Speaks through Qt's TextToSpeech, where it is quick and dependable: on Windows and macOS."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from backstride.services.speech import SpeechTrouble, Voice
from backstride.services.ssip import cleaned

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

_log = logging.getLogger(__name__)

MOCK_ENGINE = "mock"
"""Comes with Qt, reports itself as working and says nothing."""


def _system_engine() -> "QTextToSpeech | None":
    """The engine of the platform; None when Qt finds none."""
    from PySide6.QtTextToSpeech import QTextToSpeech

    return QTextToSpeech() if set(QTextToSpeech.availableEngines()) - {MOCK_ENGINE} else None


class QtSpeech(QObject):
    """See `Speech`.  The engine is made from the event loop, because that takes a while."""

    ready = Signal()
    trouble_changed = Signal()
    speaking_changed = Signal(bool)

    def __init__(
        self,
        language: str = "en",
        make_engine: Callable[[], "QTextToSpeech | None"] = _system_engine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._language = QLocale(language).language()
        self._make_engine = make_engine
        self._engine: QTextToSpeech | None = None
        self._trouble: SpeechTrouble | None = None
        self._voices: dict[str, QVoice] = {}
        self._default_voice: QVoice | None = None
        self._voice: str | None = None
        self._rate_percent = 0
        self._volume_percent = 100
        self._is_speaking = False
        self._is_ready = False
        self._open_timer = QTimer(self)
        self._open_timer.setSingleShot(True)
        self._open_timer.timeout.connect(self._open)
        self._open_timer.start(0)

    @property
    def trouble(self) -> SpeechTrouble | None:
        """See `Speech`."""
        return self._trouble

    def voices(self) -> tuple[Voice, ...]:
        """See `Speech`."""
        return tuple(Voice(name, voice.locale().bcp47Name()) for name, voice in self._voices.items())

    def say(self, text: str) -> None:
        """See `Speech`.  Nothing is kept for later: before the engine is ready, a text would come late."""
        text = cleaned(text)
        if self._engine is None or not self._is_ready:
            return
        if text and self._volume_percent > 0:
            self._engine.say(text)
        else:
            self._engine.stop()

    def stop(self) -> None:
        """See `Speech`."""
        if self._engine is not None:
            self._engine.stop()

    def set_voice(self, name: str | None) -> None:
        """See `Speech`."""
        self._voice = name
        voice = self._voices.get(name) if name is not None else None
        voice = voice or self._default_voice
        if self._engine is not None and voice is not None:
            self._engine.setVoice(voice)

    def set_rate(self, percent: int) -> None:
        """See `Speech`."""
        self._rate_percent = max(-100, min(100, percent))
        if self._engine is not None:
            self._engine.setRate(self._rate_percent / 100)

    def set_volume(self, percent: int) -> None:
        """See `Speech`."""
        self._volume_percent = max(0, min(100, percent))
        if self._engine is not None:
            self._engine.setVolume(self._volume_percent / 100)

    def retry(self) -> None:
        """See `Speech`."""
        if self._engine is None or self._trouble is not None:
            self._drop_engine()
            self._open_timer.start(0)

    def close(self) -> None:
        """See `Speech`."""
        self._open_timer.stop()
        self._drop_engine()

    def _open(self) -> None:
        try:
            self._engine = self._make_engine()
        except ImportError as error:  # a library that TextToSpeech needs is missing
            _log.warning("TextToSpeech cannot be loaded: %s", error)
        if self._engine is None:
            self._set_trouble(SpeechTrouble.NO_ENGINE)
        elif self._engine.engine() == MOCK_ENGINE:
            self._drop_engine()
            self._set_trouble(SpeechTrouble.NO_VOICES)
        else:
            # Ours, so that dropping it in one of its own signals only marks it for deletion.
            self._engine.setParent(self)
            self._engine.stateChanged.connect(self._on_state)
            self._engine.errorOccurred.connect(self._on_error)
            self._on_state(self._engine.state())

    def _on_state(self, state: "QTextToSpeech.State") -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        if state is QTextToSpeech.State.Error:
            self._set_trouble(SpeechTrouble.LOST if self._is_ready else SpeechTrouble.NO_ENGINE)
        elif state is QTextToSpeech.State.Ready and not self._is_ready:
            self._find_voices()
        is_speaking = state is QTextToSpeech.State.Speaking
        if is_speaking:
            self._set_trouble(None)
        if is_speaking is not self._is_speaking:
            self._is_speaking = is_speaking
            self.speaking_changed.emit(is_speaking)

    def _on_error(self) -> None:
        if self._engine is not None:
            _log.warning("TextToSpeech: %s", self._engine.errorString())

    def _find_voices(self) -> None:
        """Only voices of our language: another would read English by the rules of its own."""
        engine = self._engine
        assert engine is not None
        for locale in engine.availableLocales():
            if locale.language() == self._language:
                engine.setLocale(locale)
                self._voices.update((voice.name(), voice) for voice in engine.availableVoices())
                self._default_voice = self._default_voice or engine.voice()
        if not self._voices:
            self._set_trouble(SpeechTrouble.NO_VOICES)
            return
        self._is_ready = True
        self.set_voice(self._voice)
        self.set_rate(self._rate_percent)
        self.set_volume(self._volume_percent)
        self._set_trouble(None)
        self.ready.emit()

    def _drop_engine(self) -> None:
        if self._engine is not None:
            self._engine.blockSignals(True)
            self._engine.stop()
            self._engine.deleteLater()
            self._engine = None
        self._is_ready = False
        self._voices = {}
        self._default_voice = None
        if self._is_speaking:
            self._is_speaking = False
            self.speaking_changed.emit(False)

    def _set_trouble(self, trouble: SpeechTrouble | None) -> None:
        if trouble is not self._trouble:
            self._trouble = trouble
            self.trouble_changed.emit()
