"""The voice on Linux: spoken to over a socket, never waited for, and calm about whatever happens to the server."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from backstride.services.speech import SpeechTrouble, Voice, make_speech
from backstride.services.ssip_speech import Patience, SsipSpeech
from doubles.speech import Listener
from doubles.ssip_server import FakeSsipServer

QUICK = Patience(answer_ms=300, begin_ms=300, late_ms=10_000, start_every_ms=20, start_tries=100)
MOST_BLOCKED_MS = 20


@pytest.fixture
def address(tmp_path: Path) -> str:
    return str(tmp_path / "ssip")


@pytest.fixture
def make_server(address: str, qapp) -> Iterator[Callable[..., FakeSsipServer]]:
    servers: list[FakeSsipServer] = []

    def make(**options: object) -> FakeSsipServer:
        servers.append(FakeSsipServer(address, **options))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


@pytest.fixture
def make_voice(address: str, qapp) -> Iterator[Callable[..., SsipSpeech]]:
    made: list[SsipSpeech] = []

    def make(patience: Patience = QUICK, path: str = "") -> SsipSpeech:
        made.append(SsipSpeech({"SPEECHD_ADDRESS": f"unix_socket:{address}", "PATH": path}, "en", patience))
        return made[-1]

    yield make
    for speech in made:
        speech.close()
        speech.deleteLater()


@pytest.fixture
def server(make_server) -> FakeSsipServer:
    return make_server()


@pytest.fixture
def speech(qtbot, server, make_voice) -> SsipSpeech:
    """A voice that is ready and has sent all of its settings."""
    speech = make_voice()
    with qtbot.waitSignal(speech.ready):
        pass
    qtbot.waitUntil(lambda: server.heard[-1].startswith("SET self LANGUAGE"))
    return speech


def milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def test_the_handshake_says_who_we_are_and_finds_the_voices(speech, server) -> None:
    assert server.heard == [
        "SET self CLIENT_NAME user:backstride:main",
        "SET self NOTIFICATION ALL ON",
        "SET self PRIORITY message",
        "GET OUTPUT_MODULE",
        "LIST SYNTHESIS_VOICES",
        "SET self LANGUAGE en",
    ]
    assert speech.trouble is None
    assert speech.voices() == (Voice("English (America)", "en-US"), Voice("German", "de"))


def test_signals_can_be_connected_after_construction(qtbot, server, make_voice) -> None:
    listener = Listener(make_voice())
    qtbot.waitUntil(lambda: listener.heard == ["ready"])


def test_a_text_is_said_and_its_beginning_and_end_are_told(qtbot, speech, server) -> None:
    listener = Listener(speech)
    speech.say("Bird dog, left side.")
    qtbot.waitUntil(lambda: listener.heard == [True])
    assert server.spoken == ["Bird dog, left side."]
    server.end()
    qtbot.waitUntil(lambda: listener.heard == [True, False])


def test_a_new_text_replaces_the_old_one(qtbot, speech, server) -> None:
    listener = Listener(speech)
    speech.say("one")
    qtbot.waitUntil(lambda: listener.heard == [True])
    speech.say("two")
    qtbot.waitUntil(lambda: server.spoken == ["one", "two"])
    assert server.heard[-4:] == ["CANCEL self", "SPEAK", "two", "."]
    # What the first one's end tells, late, is not about the second.
    server.tell(703, "CANCELED", 1)
    server.end()
    qtbot.waitUntil(lambda: listener.heard == [True, False])


def test_of_many_texts_at_once_only_the_last_is_sent(qtbot, speech, server) -> None:
    for number in range(50):
        speech.say(f"text {number}")
    qtbot.waitUntil(lambda: bool(server.spoken))
    assert server.spoken == ["text 49"]


def test_stop_cancels_what_sounds(qtbot, speech, server) -> None:
    listener = Listener(speech)
    speech.say("a long text")
    qtbot.waitUntil(lambda: listener.heard == [True])
    speech.stop()
    qtbot.waitUntil(lambda: server.heard[-1] == "CANCEL self")
    server.tell(703, "CANCELED")
    qtbot.waitUntil(lambda: listener.heard == [True, False])


def test_stop_right_after_say_cancels_what_was_sent_meanwhile(qtbot, speech, server) -> None:
    server.begins = False
    speech.say("never mind")
    speech.stop()
    qtbot.waitUntil(lambda: server.heard[-1] == "CANCEL self")
    assert server.spoken == []
    qtbot.wait(2 * QUICK.begin_ms)
    assert speech.trouble is None


def test_what_is_chosen_is_sent_once_and_in_the_units_of_the_protocol(qtbot, speech, server) -> None:
    del server.heard[:]
    speech.set_voice("English (America)")
    for percent in range(-200, 201, 10):
        speech.set_rate(percent)
    speech.set_volume(50)
    speech.say("now")
    qtbot.waitUntil(lambda: server.spoken == ["now"])
    assert server.heard[:3] == ["SET self SYNTHESIS_VOICE English (America)", "CANCEL self", "SET self RATE 100"]
    assert "SET self VOLUME 0" in server.heard
    speech.set_voice(None)
    qtbot.waitUntil(lambda: server.heard[-1] == "SET self SYNTHESIS_VOICE NULL")


def test_what_was_chosen_before_the_connection_is_sent_with_it(qtbot, server, make_voice) -> None:
    speech = make_voice()
    speech.set_rate(-30)
    speech.set_volume(100)
    speech.say("first")
    qtbot.waitUntil(lambda: server.spoken == ["first"])
    assert {"SET self RATE -30", "SET self VOLUME 100"} <= set(server.heard)


def test_a_text_never_becomes_a_command(qtbot, speech, server) -> None:
    speech.set_voice("x\r\nSPEAK")
    speech.say("one\r\n.\r\nSET self VOLUME -100\x00\x1b\ud800 ø")
    qtbot.waitUntil(lambda: bool(server.spoken))
    assert "SET self SYNTHESIS_VOICE x SPEAK" in server.heard
    assert server.spoken == ["one . SET self VOLUME -100 ø"]
    speech.say(".")
    qtbot.waitUntil(lambda: server.spoken[1:] == ["."])


@pytest.mark.parametrize("text", ["", " \n ", "\x07"])
def test_nothing_to_say_only_silences(qtbot, speech, server, text: str) -> None:
    speech.say(text)
    qtbot.waitUntil(lambda: server.heard[-1] == "CANCEL self")
    speech.set_rate(1)
    qtbot.waitUntil(lambda: server.heard[-1] == "SET self RATE 1")
    assert "SPEAK" not in server.heard


def test_at_volume_nought_nothing_is_said(qtbot, speech, server) -> None:
    speech.set_volume(0)
    speech.say("psst")
    qtbot.waitUntil(lambda: server.heard[-2:] == ["SET self VOLUME -100", "CANCEL self"])
    speech.set_volume(1)
    speech.say("hello")
    qtbot.waitUntil(lambda: server.spoken == ["hello"])


def test_a_text_that_waited_too_long_is_dropped(qtbot, server, make_voice) -> None:
    speech = make_voice(QUICK._replace(late_ms=0))
    speech.say("too late by the time of the handshake")
    with qtbot.waitSignal(speech.ready):
        pass
    speech.set_rate(7)
    qtbot.waitUntil(lambda: server.heard[-1] == "SET self RATE 7")
    assert "SPEAK" not in server.heard


@pytest.mark.parametrize("options", [{"voices": ()}, {"module": "dummy"}])
def test_a_server_without_voices_is_trouble(qtbot, make_server, make_voice, options) -> None:
    server = make_server(**options)
    speech = make_voice()
    listener = Listener(speech)
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.NO_VOICES])
    assert speech.voices() == ()
    speech.say("into the void")
    assert server.spoken == []


def test_refusals_are_no_trouble(qtbot, speech, server) -> None:
    server.refused = ("SET", "SPEAK")
    speech.set_rate(10)
    speech.say("refused")
    qtbot.waitUntil(lambda: server.heard[-1] == "SPEAK")
    server.refused = ()
    speech.say("taken")
    qtbot.waitUntil(lambda: server.spoken == ["taken"])
    assert speech.trouble is None


def test_a_server_that_goes_away_is_sought_again_once_then_reported(qtbot, speech, server) -> None:
    speech.set_rate(20)
    listener = Listener(speech)
    speech.say("interrupted")
    qtbot.waitUntil(lambda: listener.heard == [True])
    server.hang_up()
    qtbot.waitUntil(lambda: listener.heard == [True, False, "ready"])
    qtbot.waitUntil(lambda: server.heard.count("SET self RATE 20") == 2)
    assert server.spoken == ["interrupted"]
    server.hang_up()
    qtbot.waitUntil(lambda: listener.heard[3:] == [SpeechTrouble.LOST])
    speech.say("nobody there")
    assert server.connections == 2


def test_after_a_text_was_said_another_reconnection_is_worth_it(qtbot, speech, server) -> None:
    listener = Listener(speech)
    for _ in range(3):
        server.hang_up()
        qtbot.waitUntil(lambda: listener.heard == ["ready"])
        speech.say("still there")
        qtbot.waitUntil(lambda: listener.heard == ["ready", True])
        server.end()
        qtbot.waitUntil(lambda: listener.heard == ["ready", True, False])
        listener.heard.clear()
    assert server.connections == 4


def test_a_server_that_is_gone_for_good_is_lost_not_missing(qtbot, speech, server) -> None:
    listener = Listener(speech)
    server.close()
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST])


def test_a_wedged_server_never_holds_us_up(qtbot, make_server, make_voice) -> None:
    server = make_server()
    server.answers = False
    durations: list[float] = []
    speech = None

    def make() -> None:
        nonlocal speech
        speech = make_voice()

    durations.append(milliseconds(make))
    listener = Listener(speech)
    qtbot.waitUntil(lambda: bool(server.heard))
    for number in range(100):
        durations.append(milliseconds(partial(speech.say, "word " * 200 + str(number))))
        durations.append(milliseconds(partial(speech.set_rate, number)))
        durations.append(milliseconds(speech.stop))
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST])
    durations.append(milliseconds(speech.close))
    assert max(durations) < MOST_BLOCKED_MS
    assert server.heard == ["SET self CLIENT_NAME user:backstride:main"]


def test_a_server_that_hangs_in_the_middle_is_lost(qtbot, speech, server) -> None:
    listener = Listener(speech)
    server.answers = False
    speech.say("no answer")
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST])
    assert server.heard[-1] == "CANCEL self"


def test_a_text_that_never_begins_is_trouble_until_one_is_said(qtbot, speech, server) -> None:
    listener = Listener(speech)
    server.begins = False
    speech.say("swallowed")
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST])
    server.begins = True
    speech.say("heard")
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST, True])
    server.end()
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.LOST, True, None, False])


def test_a_text_that_never_ends_is_trouble(qtbot, speech, server) -> None:
    listener = Listener(speech)
    speech.say("o")
    qtbot.waitUntil(lambda: listener.heard == [True, SpeechTrouble.LOST])


@pytest.mark.parametrize("nonsense", [("HTTP/1.1 400 Bad Request",), ("x" * 200_000,)])
def test_whoever_does_not_speak_the_protocol_is_left(qtbot, speech, server, nonsense) -> None:
    server.send(*nonsense)
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.LOST)


def test_without_a_server_and_its_program_there_is_no_engine(qtbot, make_voice, tmp_path: Path) -> None:
    durations: list[float] = []
    speech = make_voice(path=str(tmp_path))
    listener = Listener(speech)
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.NO_ENGINE])
    for call in (lambda: speech.say("hello"), speech.stop, lambda: speech.set_voice("x"), lambda: speech.set_rate(3)):
        durations.append(milliseconds(call))
    assert max(durations) < MOST_BLOCKED_MS
    assert speech.voices() == ()


def program(folder: Path) -> Path:
    """A stand-in for the server's program; the path of the file to which it writes how it was called."""
    called = folder / "called"
    script = folder / "speech-dispatcher"
    script.write_text(f'#!/bin/sh\necho "$@" >> "{called}.part"\nmv "{called}.part" "{called}"\n', encoding="utf-8")
    script.chmod(0o755)
    return called


def test_a_server_that_is_not_running_is_started(qtbot, make_server, make_voice, tmp_path: Path, address) -> None:
    called = program(tmp_path)
    # Left behind by a server that ended: it is there, and nobody listens.
    Path(address).touch()
    speech = make_voice(path=f"{tmp_path}:/bin:/usr/bin")
    listener = Listener(speech)
    qtbot.waitUntil(called.exists)
    assert called.read_text(encoding="utf-8").split() == [
        "--spawn", "--communication-method", "unix_socket", "--socket-path", address,
    ]  # fmt: skip
    Path(address).unlink()
    make_server()
    qtbot.waitUntil(lambda: listener.heard == ["ready"])


def test_a_server_that_does_not_come_up_is_no_engine_until_asked_again(
    qtbot, make_server, make_voice, tmp_path
) -> None:
    called = program(tmp_path)
    speech = make_voice(QUICK._replace(start_tries=3), path=f"{tmp_path}:/bin:/usr/bin")
    listener = Listener(speech)
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.NO_ENGINE])
    qtbot.waitUntil(called.exists)
    assert called.read_text(encoding="utf-8").count("--spawn") == 1
    server = make_server()
    speech.retry()
    qtbot.waitUntil(lambda: listener.heard == [SpeechTrouble.NO_ENGINE, None, "ready"])
    speech.retry()
    assert server.connections == 1


def test_closing_silences_and_hangs_up(qtbot, speech, server) -> None:
    listener = Listener(speech)
    speech.say("goodbye")
    qtbot.waitUntil(lambda: listener.heard == [True])
    speech.close()
    assert listener.heard == [True, False]
    qtbot.waitUntil(lambda: server.heard[-1] == "CANCEL self")


def test_of_thousands_of_voices_those_to_choose_from_are_left(qtbot, make_server, make_voice) -> None:
    names = [f"Language {i}" for i in range(130)]
    voices = [line for n in names for line in (f"{n}\txx\tnone", *(f"{n}+Alex{i}\txx\tAlex{i}" for i in range(100)))]
    make_server(voices=tuple(voices))
    speech = make_voice(QUICK._replace(answer_ms=5_000))
    with qtbot.waitSignal(speech.ready):
        pass
    assert [voice.name for voice in speech.voices()] == names


def test_on_linux_the_factory_makes_a_voice_that_says_what_is_missing(qtbot, monkeypatch, address, tmp_path) -> None:
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{address}")
    monkeypatch.setenv("PATH", str(tmp_path))
    speech = make_speech("linux")
    assert isinstance(speech, SsipSpeech)
    qtbot.waitUntil(lambda: speech.trouble is SpeechTrouble.NO_ENGINE)
