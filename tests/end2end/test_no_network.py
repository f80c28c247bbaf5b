"""Whatever is done with it, the app speaks with nothing but this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles import sound_server
from end2end.conftest import clean_environment, wait_until

TESTS = Path(__file__).parents[1]
JOURNEY = Path(__file__).with_name("journey.py")
SOCKETS = "trace=socket,connect,bind,sendto,sendmsg,sendmmsg"
FAMILY = re.compile(r"\b(?:socket\(|sa_family=)(AF_\w+|\d+|0x\w+)")
OF_THIS_MACHINE = {"AF_UNIX"}
COMMANDS: tuple[tuple[str, ...], ...] = (
    (),
    ("list",),
    ("history", "--json"),
    ("export", "{folder}/history.json"),
    ("import", "{folder}/history.json"),
    ("export", "{folder}/history.csv"),
    ("play", "cooldown-short", "--terminal", "--speed", "1000"),
    ("--self-test",),
)
"""Without a command the window is led through all of its pages and a session."""


def families(trace: Path) -> set[str]:
    """Every kind of socket that a process and its children made or spoke to."""
    return set(FAMILY.findall(trace.read_text(encoding="utf-8", errors="replace")))


@pytest.fixture
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A voice and, where it is installed, a sound server that run already; the environment that leads to them.

    Without them the libraries start those of the machine, and the tracer follows what these connect to.
    """
    folder = tmp_path_factory.mktemp("s")
    voice = folder / "voice"
    environment = {"SPEECHD_ADDRESS": f"unix_socket:{voice}", "PULSE_SERVER": f"unix:{folder / 'nobody'}"}
    own = clean_environment(PYTHONPATH=f"{os.environ.get('PYTHONPATH', '')}:{TESTS}")
    with subprocess.Popen([sys.executable, "-m", "doubles.ssip_server", str(voice)], env=own) as process:
        try:
            wait_until(voice.exists)
            if sound_server.is_installed():
                with sound_server.sound_server(folder) as sound:
                    yield environment | {"PULSE_SERVER": sound.environment["PULSE_SERVER"]}
            else:
                yield environment
        finally:
            process.kill()


@pytest.fixture
def journey(servers: dict[str, str], tmp_path: Path):
    """Runs all commands in one profile, each behind `before`; what they wrote to standard error."""

    def go(*before: str) -> str:
        errors = ""
        for command in COMMANDS:
            values = [part.format(folder=tmp_path) for part in command]
            done = subprocess.run(
                [*before, sys.executable, str(JOURNEY), "--data-dir", str(tmp_path / "profile"), *values],
                env=clean_environment(QT_QPA_PLATFORM="offscreen", **servers),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, (command, done.stderr)
            # Qt says which sound systems are not installed here.
            errors += "".join(line for line in done.stderr.splitlines(keepends=True) if not line.startswith("qt."))
        log = (tmp_path / "profile" / "backstride.log").read_text(encoding="utf-8")
        assert "unexpected" not in log
        return errors

    return go


def test_nothing_makes_a_socket_to_another_machine(journey, tmp_path: Path) -> None:
    """Python is asked what it does, and where strace is installed the system, too."""
    if not shutil.which("strace"):
        assert journey() == ""
        return
    trace = tmp_path / "trace.txt"
    assert journey("strace", "-f", "-qq", "-A", "-e", SOCKETS, "-e", "signal=none", "-o", str(trace)) == ""
    assert families(trace) == OF_THIS_MACHINE, trace.read_text(encoding="utf-8", errors="replace")


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_process_that_does_would_be_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace.txt"
    connects = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('127.0.0.1', 9))"
    subprocess.run(["strace", "-f", "-qq", "-e", SOCKETS, "-o", str(trace), sys.executable, "-c", connects], check=True)
    assert families(trace) == {"AF_INET"}


def test_python_that_does_would_be_seen() -> None:
    connects = "import sys; from end2end.journey import tell_of_sockets as tell; sys.addaudithook(tell); import socket;"
    connects += "socket.socket(socket.AF_UNIX).close(); socket.socket(socket.AF_INET6).close()"
    environment = clean_environment(PYTHONPATH=f"{os.environ.get('PYTHONPATH', '')}:{TESTS}")
    done = subprocess.run([sys.executable, "-c", connects], env=environment, capture_output=True, text=True, check=True)
    assert len(done.stderr.splitlines()) == 1
    assert "socket.__new__" in done.stderr
