"""Services that take every request and answer none: the session keeps its time, and the window can be closed."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backstride.ui.player.signals import LATE_MS
from doubles.sound_server import is_installed as has_sound_server
from doubles.sound_server import sound_server
from doubles.speech_server import is_installed as has_speech_server
from doubles.speech_server import speech_server
from end2end.conftest import clean_environment, wait_until

pytestmark = [pytest.mark.xserver, pytest.mark.xdist_group("xserver")]

APP = Path(__file__).with_name("announcing_app.py")
SPEED = 60
LATEST_START_S = 15
"""Qt's own patience with a session bus is 25 s."""
LATEST_END_S = 5
FREEZE_AFTER_STARTS = 4
VARIABLES = {
    "speech": ("SPEECHD_ADDRESS", "unix_socket:{path}"),
    "audio": ("PULSE_SERVER", "unix:{path}"),
    "session bus": ("DBUS_SESSION_BUS_ADDRESS", "unix:path={path}"),
}
"""What leads a program to a service; what the tray and notifications say goes over the session bus."""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for this test alone, with a name so short that sockets fit below it."""
    made: Path = tmp_path_factory.mktemp("h")
    (made / "runtime").mkdir(mode=0o700)
    return made


@contextlib.contextmanager
def silent(folder: Path, services: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Servers that never look at who calls, as one does that is stopped; the environment that leads to them."""
    with contextlib.ExitStack() as stack:
        environment = {}
        for number, service in enumerate(services):
            path = folder / f"silent-{number}"
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(str(path))
            server.listen(64)
            variable, value = VARIABLES[service]
            environment[variable] = value.format(path=path)
        yield environment


@dataclass
class Played:
    """How late each segment of a session began, in real milliseconds after it was due, the first as the measure."""

    starts: list[tuple[float, float]] = field(default_factory=list)
    ended: bool = False

    def take(self, line: str) -> None:
        """Take in what the app announced."""
        said = json.loads(line)
        self.starts += [(said["noticed_ms"], due_ms / SPEED) for due_ms in said.get("begun", ())]
        self.ended = self.ended or said.get("ends", False)

    @property
    def latest_ms(self) -> float:
        """How much later the latest segment was noticed than the most punctual."""
        late = [noticed_ms - due_ms for noticed_ms, due_ms in self.starts]
        return max(late) - min(late)


def play(folder: Path, environment: Mapping[str, str], on_start: Callable[[int], None] = lambda number: None) -> Played:
    """Play a session to its end with these services and close the window; `on_start` is told of each segment."""
    reader, writer = os.pipe()
    command = [sys.executable, str(APP), str(writer), "--data-dir", str(folder / "profile")]
    began = time.monotonic()
    played = Played()
    with subprocess.Popen(
        [*command, "play", "prerun-quick", "--speed", str(SPEED)],
        env=clean_environment(**environment),
        pass_fds=[writer],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(writer)
        try:
            with os.fdopen(reader, encoding="utf-8") as lines:
                played.take(next(lines))
                assert time.monotonic() - began < LATEST_START_S
                while not played.ended:
                    before = len(played.starts)
                    played.take(next(lines))
                    for number in range(before, len(played.starts)):
                        on_start(number)
            process.terminate()
            _, errors = process.communicate(timeout=LATEST_END_S)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
    return played


def environment_of(folder: Path, display: str, **more: str) -> dict[str, str]:
    """Where the app shows its window, with no services but those in `more`."""
    return {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_AUDIO_BACKEND": "pulseaudio",
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        **more,
    }


@pytest.mark.parametrize(
    "services",
    [
        pytest.param(tuple(VARIABLES), id="all"),
        *(pytest.param((service,), id=service, marks=pytest.mark.long) for service in VARIABLES),
    ],
)
def test_servers_that_never_answer_change_nothing_of_the_session(folder, display, services):
    with silent(folder, services) as environment:
        played = play(folder, environment_of(folder, display, **environment))
    assert len(played.starts) == 18
    assert played.latest_ms < LATE_MS


@contextlib.contextmanager
def session_bus(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A real session bus, and the environment that leads to it."""
    path = folder / "bus"
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={path}"], stderr=subprocess.DEVNULL, text=True
    ) as process:
        wait_until(path.exists)
        try:
            yield process, {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={path}"}
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()


@pytest.mark.long
@pytest.mark.skipif(
    not (has_sound_server() and has_speech_server() and shutil.which("dbus-daemon")), reason="a server is not installed"
)
def test_real_servers_that_are_stopped_in_the_midst_change_nothing_of_the_session(folder, display):
    with (
        sound_server(folder) as sound,
        speech_server(folder / "runtime", sound.environment, "out") as speech,
        session_bus(folder) as (bus, bus_environment),
    ):
        keys = ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "HOME")
        environment = {key: sound.environment[key] for key in keys} | bus_environment

        def freeze(number: int) -> None:
            if number == FREEZE_AFTER_STARTS:
                sound.freeze()
                for process in (speech.process, bus):
                    process.send_signal(signal.SIGSTOP)

        played = play(folder, environment_of(folder, display, **environment), freeze)
        speech.process.send_signal(signal.SIGCONT)
    assert len(played.starts) == 18
    assert played.latest_ms < LATE_MS
