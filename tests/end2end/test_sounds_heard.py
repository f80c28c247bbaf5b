"""Tones as a recorded sound server hears them; needs Debian's pulseaudio and pulseaudio-utils."""

import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from backstride import resources
from backstride.services.sounds import ANSWER_MS, OVERRUN_MS, Tone, wav_length_ms
from backstride.store.settings import Settings
from doubles.sound_server import RATE, sound_server
from end2end.conftest import APP, clean_environment

pytestmark = pytest.mark.heard

FOLDER = resources.ASSETS / "sounds"
CHILD = Path(__file__).with_name("sounds_child.py")
LOUD = 650
PATIENCE_MS = 15_000
LONGEST_END_S = 8.0
HASTE_MS = 60
HASTY_TONES = 100


class Player:
    """A process that plays what it is told."""

    def __init__(self, environment: dict[str, str], folder: Path = FOLDER) -> None:
        self._errors = Path(environment["HOME"]) / "errors.txt"
        with self._errors.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [sys.executable, str(CHILD), str(folder)],
                env={**environment, "PYTHONPATH": str(CHILD.parents[2] / "desktop")},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1,
            )  # fmt: skip

    def tell(self, command: str) -> str:
        """Give a command; the answer is the trouble there is then."""
        self.process.stdin.write(f"{command}\n")
        return self.process.stdout.readline().strip()

    def errors(self) -> str:
        """What it wrote to standard error so far."""
        return self._errors.read_text(encoding="utf-8")


@pytest.fixture
def server(tmp_path):
    with sound_server(tmp_path) as running:
        yield running


@pytest.fixture
def make_player(server):
    made = []

    def make(folder: Path = FOLDER) -> Player:
        made.append(Player(server.environment, folder))
        return made[-1]

    yield make
    for player in made:
        player.process.kill()
        player.process.communicate()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    """Look again and again, but not for ever."""

    def wait(is_so: Callable[[], bool]) -> None:
        qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    return wait


def loud(server, since: int = 0) -> list[int]:
    """Which samples of the recording are sound."""
    return [index for index, value in enumerate(server.recording.samples()[since:], since) if abs(value) > LOUD]


def quiet_for_ms(server, ms: int) -> Callable[[], bool]:
    """Becomes true when something sounded and then nothing did for a while."""

    def is_so() -> bool:
        heard = loud(server)
        return bool(heard) and len(server.recording.samples()) - heard[-1] > ms * RATE / 1000

    return is_so


@pytest.mark.parametrize("tone", [Tone.COUNTDOWN, Tone.SWITCH, Tone.DONE])
def test_a_tone_played_at_once_is_heard_whole(server, until, make_player, tone):
    player = make_player()
    assert player.tell(f"play {tone}") == "None"
    until(quiet_for_ms(server, 400))
    heard = loud(server)
    length_ms = wav_length_ms(FOLDER / f"{tone}.wav")
    # Its end fades below what counts as loud.
    assert 0.55 * length_ms < (heard[-1] - heard[0]) * 1000 / RATE <= length_ms
    assert player.tell("warm") == "None"


def test_the_volume_is_heard(server, until, make_player):
    player = make_player()
    player.tell("play countdown")
    until(quiet_for_ms(server, 300))
    full = max(map(abs, server.recording.samples()))
    since = len(server.recording.samples())
    player.tell("volume 50")
    player.tell("play countdown")
    until(lambda: len(loud(server, since)) > 1000)
    until(quiet_for_ms(server, 300))
    half = max(map(abs, server.recording.samples()[since:]))
    assert half / full == pytest.approx(0.25, abs=0.03)


def test_a_tone_can_be_stopped(server, until, make_player):
    player = make_player()
    player.tell("play done")
    until(lambda: bool(loud(server)))
    player.tell("stop")
    until(quiet_for_ms(server, 500))
    heard = loud(server)
    assert (heard[-1] - heard[0]) * 1000 / RATE < 600


def test_one_missing_file_is_told_and_the_others_play(server, until, make_player, tmp_path):
    folder = tmp_path / "sounds"
    folder.mkdir()
    for tone in Tone:
        if tone is not Tone.REST:
            (folder / f"{tone}.wav").write_bytes((FOLDER / f"{tone}.wav").read_bytes())
    player = make_player(folder)
    player.tell("warm")
    until(lambda: player.tell("volume 100") == "bad-file")
    player.tell("play rest")
    player.tell("play go")
    until(lambda: len(loud(server)) > 1000)
    assert player.process.poll() is None


def test_tones_in_haste_leave_the_event_loop_in_order(server, until, make_player):
    """A sound that ended in Qt's audio thread took a notifier of the main thread with it, mostly within five tones."""
    player = make_player()
    player.tell("warm")
    for number in range(HASTY_TONES):
        assert "QSocketNotifier" not in player.errors()
        player.tell(f"play {Tone.COUNTDOWN if number % 2 else Tone.GO}")
        until_bytes = server.recording.bytes_read + HASTE_MS * RATE * 2 // 1000
        until(lambda until_bytes=until_bytes: server.recording.bytes_read >= until_bytes)
    assert len(loud(server)) > RATE


def test_a_server_that_dies_is_noticed(server, until, make_player):
    player = make_player()
    player.tell("play countdown")
    until(quiet_for_ms(server, 300))
    server.die()
    assert player.tell("play countdown") == "None"
    began = time.monotonic()
    until(lambda: player.tell("play go") == "not-answering")
    assert (time.monotonic() - began) * 1000 > OVERRUN_MS - 200


def test_a_server_that_hangs_holds_nobody_up(server, make_player):
    server.freeze()
    player = make_player()
    began = time.monotonic()
    player.tell("warm")
    longest = 0.0
    answer = ""
    while answer != "not-answering":
        asked = time.monotonic()
        answer = player.tell("play go")
        longest = max(longest, time.monotonic() - asked)
        assert (time.monotonic() - began) * 1000 < PATIENCE_MS
    assert longest < 1.0
    assert (time.monotonic() - began) * 1000 >= ANSWER_MS


def test_a_server_that_hangs_does_not_hold_up_the_end_and_everything_is_saved(server, until, profile):
    command = [*APP, "--data-dir", str(profile), "play", "prerun-quick", "--speed", "10"]
    environment = {**server.environment, **clean_environment(QT_QPA_PLATFORM="offscreen")}
    app = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    until(lambda: bool(ask(profile, "SELECT 1 FROM work")))
    server.freeze()
    began = time.monotonic()
    app.terminate()
    assert app.communicate(timeout=60)[1] == ""
    assert time.monotonic() - began < LONGEST_END_S
    assert app.returncode == 0
    done = ask(profile, "SELECT count(*) FROM work WHERE outcome = 'completed'")
    assert ask(profile, "SELECT work_done FROM sessions WHERE status = 'running' AND active_ms > 0") == done
    assert ask(profile, "PRAGMA integrity_check") == [("ok",)]
    assert msgspec.json.decode((profile / "settings.json").read_bytes(), type=Settings).geometry
    assert "Traceback" not in (profile / "backstride.log").read_text(encoding="utf-8")


def ask(profile: Path, sql: str) -> list[tuple]:
    """What the history says at the moment; nothing while there is none."""
    path = f"file:{profile}/history.db?mode=ro"
    with contextlib.suppress(sqlite3.OperationalError), closing(sqlite3.connect(path, uri=True, timeout=5)) as database:
        return database.execute(sql).fetchall()
    return []
