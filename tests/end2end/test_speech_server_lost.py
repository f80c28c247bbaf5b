"""A real Speech Dispatcher dies in the middle of a word: the window says so, and the session goes on in time.

Once it stopped there, or at any other tone: a tone that ended took a notifier of Qt's with it, and the event loop did
nothing any more but complain of an invalid socket (see `backstride.services.tone_stream`).
"""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from doubles.sound_server import Recording, sound_server
from doubles.speech_server import SpeechServer, speech_server
from end2end.conftest import wait_until

pytestmark = pytest.mark.heard

TELLING_APP = Path(__file__).with_name("telling_app.py")
SPEED = 10
LOUD = 650
MOST_LATE_S = 0.5
MOST_OF_A_CORE = 0.6
MOST_LOG_BYTES = 10_000


class App:
    """The app in a session at ten times its pace; what its player says goes into a file."""

    def __init__(self, folder: Path, environment: dict[str, str], **more: str) -> None:
        self.profile = folder / "profile"
        self._told = folder / "told.txt"
        command = [sys.executable, str(TELLING_APP), "--data-dir", str(self.profile)]
        with self._told.open("w", encoding="utf-8") as told:
            self.process = subprocess.Popen(
                [*command, "play", "prerun-quick", "--speed", str(SPEED)],
                env={**environment, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8", **more},
                stdout=told,
                stderr=subprocess.PIPE,
                text=True,
            )

    @property
    def told(self) -> list[str]:
        """The sentences that stood in the player."""
        return self._told.read_text(encoding="utf-8").splitlines()

    @property
    def log(self) -> str:
        """What the app wrote down."""
        return (self.profile / "backstride.log").read_text(encoding="utf-8")

    def session(self) -> sqlite3.Row:
        """The session as the history has it."""
        with closing(sqlite3.connect(f"file:{self.profile}/history.db?mode=ro", uri=True, timeout=5)) as database:
            database.row_factory = sqlite3.Row
            return database.execute("SELECT * FROM sessions").fetchone()

    def processor_s(self) -> float:
        """How long it has kept a core busy."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def said_and_voice(tmp_path: Path) -> Iterator[tuple[Recording, SpeechServer]]:
    """What a voice of our own says, and that voice."""
    with sound_server(tmp_path) as sound:
        said = sound.add_sink("voice")
        with speech_server(tmp_path, sound.environment, "voice") as voice:
            yield said, voice


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest, display: str, said_and_voice) -> Iterator[App]:
    """A session in which something is being said; its parameter is the PATH on which a server can be found."""
    said, voice = said_and_voice
    made = App(tmp_path, voice.environment, DISPLAY=display, PATH=request.param)
    wait_until(lambda: is_loud(said))
    yield made
    made.process.kill()
    made.process.communicate()
    pid_file = tmp_path / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid_file.read_text(encoding="utf-8")), signal.SIGTERM)


def is_loud(recording: Recording, since: int = 0) -> bool:
    """True when something sounded from sample `since` on."""
    samples = recording.samples()[since:]
    return bool(samples) and max(samples) > LOUD


@pytest.mark.parametrize("app", [""], indirect=True, ids=["nothing-starts-it-again"])
def test_a_voice_that_dies_is_told_once_and_the_session_goes_on_in_time(app: App, said_and_voice) -> None:
    _, voice = said_and_voice
    began, busy_s = time.monotonic(), app.processor_s()
    voice.die()
    wait_until(lambda: "No voice: the speech engine does not answer. Tones go on." in app.told)
    wait_until(lambda: app.session()["status"] == "completed", timeout_s=60)
    assert (app.processor_s() - busy_s) / (time.monotonic() - began) < MOST_OF_A_CORE

    session = app.session()
    took_s = (
        datetime.fromisoformat(session["saved_utc"]) - datetime.fromisoformat(session["started_utc"])
    ).total_seconds()
    assert (session["active_ms"], session["paused_ms"]) == (session["planned_ms"], 0)
    assert took_s == pytest.approx(session["planned_ms"] / 1000 / SPEED, abs=MOST_LATE_S)

    app.process.terminate()
    assert app.process.communicate(timeout=20)[1] == ""
    assert app.process.returncode == 0
    assert sum("No voice" in sentence for sentence in app.told) == 1
    assert "closed the connection" in app.log
    assert "Invalid socket" not in app.log
    assert len(app.log) < MOST_LOG_BYTES


@pytest.mark.parametrize("app", [os.environ["PATH"]], indirect=True, ids=["the-app-starts-it-again"])
def test_a_voice_that_dies_is_started_again_and_goes_on_speaking(app: App, said_and_voice) -> None:
    said, voice = said_and_voice
    voice.die()
    since = len(said.samples())
    wait_until(lambda: is_loud(said, since + 48_000))
    wait_until(lambda: app.session()["status"] == "completed", timeout_s=60)
    assert not any("No voice" in sentence for sentence in app.told)
