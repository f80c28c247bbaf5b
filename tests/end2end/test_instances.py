"""A second start on the same profile: real processes, one window."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backstride.services.reception import address
from end2end.conftest import APP, clean_environment, wait_until

RUNNING = "SELECT routine FROM sessions WHERE status = 'running'"


class Windows:
    """Starts windows without a screen, and ends what it started."""

    def __init__(self, runtime: Path) -> None:
        self._environment = clean_environment(QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=str(runtime))
        self._started: list[subprocess.Popen[str]] = []
        self.runtime = runtime

    def first(self, profile: Path, *arguments: str) -> subprocess.Popen[str]:
        """A start that opens a window, which listens."""
        process = subprocess.Popen(
            [*APP, "--data-dir", str(profile), *arguments], env=self._environment, stderr=subprocess.PIPE, text=True
        )
        self._started.append(process)
        wait_until(lambda: process.poll() is not None or self.listens(profile))
        return process

    def later(self, profile: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A start that hands over, run to its end."""
        return subprocess.run(
            [*APP, "--data-dir", str(profile), *arguments],
            env=self._environment, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip

    def listens(self, profile: Path) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(address(profile, {"XDG_RUNTIME_DIR": str(self.runtime)})) == 0

    def end(self, process: subprocess.Popen[str]) -> None:
        process.terminate()
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")

    def end_all(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=20)


@pytest.fixture
def windows(tmp_path_factory) -> Iterator[Windows]:
    made = Windows(tmp_path_factory.mktemp("run"))
    yield made
    made.end_all()


def query(profile: Path, sql: str) -> list[str]:
    with closing(sqlite3.connect(f"file:{profile / 'history.db'}?mode=ro", uri=True, timeout=5)) as database:
        return [row[0] for row in database.execute(sql)]


def test_a_later_start_hands_over_the_routine_and_ends(windows, profile):
    first = windows.first(profile)
    later = windows.later(profile, "play", "prerun-quick")
    assert (later.returncode, later.stderr) == (0, "")
    wait_until(lambda: query(profile, RUNNING) == ["prerun-quick"])
    windows.end(first)


def test_a_later_start_hands_over_the_page(windows, profile):
    first = windows.first(profile)
    assert windows.later(profile, "--page", "history").returncode == 0
    windows.end(first)
    assert json.loads((profile / "settings.json").read_text(encoding="utf-8"))["page"] == "history"


def test_a_bare_later_start_only_raises_the_window(windows, profile):
    first = windows.first(profile)
    for arguments in ((), ("open",)):
        assert windows.later(profile, *arguments).returncode == 0
    assert first.poll() is None
    windows.end(first)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("play", "no-such"), "There is no routine called 'no-such'"),
        (("play", "core-express", "--speed", "20"), "at its own speed, so core-express cannot be played at another"),
        (("open", "absent.json"), "absent.json cannot be added. $: cannot be read: No such file or directory"),
    ],
)
def test_what_the_window_refuses_is_said_where_it_was_asked(windows, profile, arguments, words):
    first = windows.first(profile)
    later = windows.later(profile, *arguments)
    assert later.returncode == 1
    assert words in later.stderr
    assert len(later.stderr.splitlines()) == 1
    windows.end(first)


def test_a_running_session_is_not_interrupted(windows, profile):
    first = windows.first(profile, "play", "core-express")
    later = windows.later(profile, "play", "prerun-quick")
    assert later.returncode == 1
    assert "express” is under way." in later.stderr
    assert query(profile, RUNNING) == ["core-express"]
    windows.end(first)


def test_every_profile_has_its_own_window(windows, tmp_path):
    one = windows.first(tmp_path / "one")
    other = windows.first(tmp_path / "other")
    assert one.poll() is None
    windows.later(tmp_path / "other", "play", "prerun-quick")
    wait_until(lambda: query(tmp_path / "other", RUNNING) == ["prerun-quick"])
    assert query(tmp_path / "one", RUNNING) == []
    windows.end(one)
    windows.end(other)


def test_a_killed_window_leaves_nothing_in_the_way(windows, profile):
    first = windows.first(profile)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=20)
    assert Path(address(profile, {"XDG_RUNTIME_DIR": str(windows.runtime)})).exists(), "it could not tidy up"
    again = windows.first(profile)
    assert again.poll() is None
    assert windows.later(profile).returncode == 0
    windows.end(again)


def test_a_profile_copied_while_it_is_open_opens_too(windows, profile, tmp_path):
    first = windows.first(profile)
    copied = tmp_path / "copied"
    shutil.copytree(profile, copied)
    second = windows.first(copied)
    assert second.poll() is None
    windows.end(first)
    windows.end(second)


def test_the_terminal_plays_beside_the_window(windows, profile, backstride, history):
    first = windows.first(profile)
    assert backstride("play", "prerun-quick", "--terminal", "--speed", "300").returncode == 0
    assert [session["status"] for session in history()] == ["completed"]
    windows.end(first)


def test_nonsense_at_the_door_does_no_harm(windows, profile):
    first = windows.first(profile)
    at = address(profile, {"XDG_RUNTIME_DIR": str(windows.runtime)})
    for message in (b"nonsense\n", b"\xff\xfe\n", b'{"page": 3}\n', b"x" * 100_000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(20)
            caller.connect(at)
            caller.sendall(message)
            caller.shutdown(socket.SHUT_WR)
            while caller.recv(4096):
                pass
    assert windows.later(profile).returncode == 0
    windows.end(first)


def test_without_a_display_a_file_or_a_page_is_refused_in_a_sentence(backstride):
    for arguments in (("open", "some.json"), ("--page", "history")):
        done = backstride(*arguments)
        assert done.returncode == 1
        assert done.stderr.startswith(f"backstride: There is no display, so {arguments[1]} cannot be opened.")
