"""The voice on Windows and macOS, behind an engine that makes no sound."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtTextToSpeech import QTextToSpeech

from backstride.services.qt_speech import QtSpeech
from backstride.services.speech import SpeechTrouble, Voice, make_speech

State = QTextToSpeech.State


class FakeVoice:
    def __init__(self, name: str, tag: str) -> None:
        self._name = name
        self._tag = tag

    def name(self) -> str:
        return self._name

    def locale(self) -> QLocale:
        return QLocale(self._tag)


class FakeEngine(QObject):
    """As much of QTextToSpeech as is used; `did` is what it was told."""

    stateChanged = Signal(State)  # noqa: N815
    errorOccurred = Signal(int, str)  # noqa: N815

    def __init__(self, tags: tuple[str, ...] = ("de_DE", "en_GB", "en_US")) -> None:
        super().__init__()
        self.did: list[tuple[str, object]] = []
        self._locales = [QLocale(tag) for tag in tags]
        self._locale = self._locales[0] if self._locales else QLocale.c()
        self._state = State.Ready

    def go(self, state: State) -> None:
        self._state = state
        self.stateChanged.emit(state)

    def engine(self) -> str:
        return "sapi"

    def state(self) -> State:
        return self._state

    def errorString(self) -> str:
        return "it broke"

    def availableLocales(self) -> list[QLocale]:
        return self._locales

    def setLocale(self, locale: QLocale) -> None:
        self._locale = locale

    def availableVoices(self) -> list[FakeVoice]:
        return [FakeVoice(f"{self._locale.name()} {n}", self._locale.name()) for n in ("one", "two")]

    def voice(self) -> FakeVoice:
        return self.availableVoices()[1]

    def setVoice(self, voice: FakeVoice) -> None:
        self.did.append(("voice", voice.name()))

    def setRate(self, rate: float) -> None:
        self.did.append(("rate", rate))

    def setVolume(self, volume: float) -> None:
        self.did.append(("volume", volume))

    def say(self, text: str) -> None:
        self.did.append(("say", text))
        self.go(State.Speaking)

    def stop(self) -> None:
        self.did.append(("stop", None))
        if self._state is State.Speaking:
            self.go(State.Ready)


@pytest.fixture
def make_voice(qapp) -> Iterator[Callable[..., QtSpeech]]:
    made: list[QtSpeech] = []

    def make(make_engine: Callable[[], object]) -> QtSpeech:
        made.append(QtSpeech("en", make_engine))
        return made[-1]

    yield make
    for speech in made:
        speech.close()


@pytest.fixture
def engine(qapp) -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def speech(qtbot, engine, make_voice) -> QtSpeech:
    speech = make_voice(lambda: engine)
    with qtbot.waitSignal(speech.ready):
        pass
    return speech


def test_only_voices_of_our_language_are_offered(speech, engine) -> None:
    assert [voice.name for voice in speech.voices()] == ["en_GB one", "en_GB two", "en_US one", "en_US two"]
    assert speech.voices()[0] == Voice("en_GB one", "en-GB")
    assert engine.did == [("voice", "en_GB two"), ("rate", 0), ("volume", 1)]


def test_what_is_said_is_told(speech, engine) -> None:
    heard: list[bool] = []
    speech.speaking_changed.connect(heard.append)
    speech.say("one\r\ntwo")
    speech.say("three")
    speech.stop()
    assert [text for name, text in engine.did if name == "say"] == ["one two", "three"]
    assert heard == [True, False]


def test_what_is_chosen_reaches_the_engine_in_its_units(speech, engine) -> None:
    del engine.did[:]
    speech.set_voice("en_US one")
    speech.set_voice(None)
    speech.set_voice("gone")
    speech.set_rate(-150)
    speech.set_volume(40)
    assert engine.did == [
        ("voice", "en_US one"), ("voice", "en_GB two"), ("voice", "en_GB two"), ("rate", -1), ("volume", 0.4),
    ]  # fmt: skip


@pytest.mark.parametrize(("volume", "text"), [(0, "hello"), (100, " ")])
def test_nothing_to_say_only_silences(speech, engine, volume: int, text: str) -> None:
    speech.set_volume(volume)
    speech.say(text)
    assert engine.did[-1] == ("stop", None)


def test_an_engine_without_voices_for_us_is_trouble(qtbot, make_voice) -> None:
    speech = make_voice(lambda: FakeEngine(tags=("de_DE",)))
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.NO_VOICES)
    speech.say("hello")
    assert speech.voices() == ()


def test_the_engine_that_only_pretends_is_trouble(qtbot, make_voice) -> None:
    speech = make_voice(lambda: QTextToSpeech("mock"))
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.NO_VOICES)
    assert speech.voices() == ()


def broken_installation() -> None:
    raise ImportError("libpulse.so.0")


@pytest.mark.parametrize("make_engine", [lambda: None, broken_installation])
def test_without_an_engine_calls_do_nothing(qtbot, make_voice, make_engine) -> None:
    speech = make_voice(make_engine)
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.NO_ENGINE)
    speech.say("hello")
    speech.stop()
    speech.set_rate(4)
    speech.set_volume(4)
    speech.set_voice("x")
    assert speech.voices() == ()


def test_an_engine_that_fails_is_lost_until_it_speaks_again(speech, engine) -> None:
    troubles: list[SpeechTrouble | None] = []
    speech.trouble_changed.connect(lambda: troubles.append(speech.trouble))
    engine.errorOccurred.emit(4, "it broke")
    engine.go(State.Error)
    engine.say("again")
    assert troubles == [SpeechTrouble.LOST, None]


def test_trying_again_finds_an_engine_installed_meanwhile(qtbot, make_voice) -> None:
    engines: list[FakeEngine | None] = [FakeEngine(), None]
    speech = make_voice(lambda: engines.pop())
    speech.set_rate(30)
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.NO_ENGINE)
    with qtbot.waitSignal(speech.ready):
        speech.retry()
    assert speech.trouble is None
    speech.retry()
    assert speech.voices() != ()


def test_closing_while_speaking_ends_it(speech, engine) -> None:
    heard: list[bool] = []
    speech.speaking_changed.connect(heard.append)
    speech.say("bye")
    speech.close()
    assert heard == [True, False]
    assert engine.did[-1] == ("stop", None)


def test_the_factory_makes_it_where_it_is_quick(qapp) -> None:
    for platform in ("win32", "darwin"):
        speech = make_speech(platform)
        assert isinstance(speech, QtSpeech)
        speech.close()
