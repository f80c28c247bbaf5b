"""The voice with the Speech Dispatcher of the system and espeak-ng, without any sound card."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstride.core.speaking import estimated_ms
from backstride.services.ssip_speech import SsipSpeech

pytestmark = pytest.mark.heard


@pytest.fixture
def sound_server(tmp_path_factory, monkeypatch) -> Iterator[Path]:
    """A sound server of our own whose sink goes nowhere, and a folder for the sockets of this test alone."""
    folder: Path = tmp_path_factory.mktemp("s")
    sound = folder / "sound.sock"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{sound}")
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    process = subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "--load=module-null-sink", f"--load=module-native-protocol-unix socket={sound} auth-anonymous=1",
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield folder
    pid_file = folder / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text(encoding="utf-8")), signal.SIGTERM)
    process.terminate()
    process.wait(timeout=10)


def test_a_real_server_is_started_and_says_each_text_to_its_end(qtbot, sound_server: Path) -> None:
    qtbot.waitUntil((sound_server / "sound.sock").exists)
    speech = SsipSpeech(os.environ)
    heard: list[tuple[float, bool]] = []
    speech.speaking_changed.connect(lambda is_speaking: heard.append((time.monotonic(), is_speaking)))
    with qtbot.waitSignal(speech.ready, timeout=20_000):
        pass
    assert any(voice.language.startswith("en") for voice in speech.voices())

    def is_over() -> bool:
        return bool(heard) and not heard[-1][1]

    speech.say("warm up")
    qtbot.waitUntil(is_over, timeout=10_000)
    for text in ("Rest", "Next: hamstring stretch, 45 seconds."):
        heard.clear()
        speech.say(text)
        qtbot.waitUntil(is_over, timeout=15_000)
        took_ms = (heard[-1][0] - heard[0][0]) * 1000
        assert 300 < took_ms < estimated_ms(text) * 1.2

    heard.clear()
    for number in range(10):
        speech.say(f"text number {number}, which is replaced while it is said, all the same")
        count = len(heard)
        qtbot.waitUntil(lambda count=count: len(heard) > count and heard[-1][1], timeout=10_000)
    speech.stop()
    qtbot.waitUntil(is_over, timeout=2_000)
    assert len(heard) == 20
    assert speech.trouble is None
    speech.close()
