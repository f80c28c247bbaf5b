"""The real window on a real X server: keys go through the server, time is real, processes are killed."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from end2end.conftest import APP, clean_environment, wait_until

pytestmark = [pytest.mark.xserver, pytest.mark.xdist_group("xserver")]


class Window:
    """The app with its window on `display`."""

    def __init__(self, display: str, profile: Path, *arguments: str) -> None:
        self.profile = profile
        self._environment = clean_environment(DISPLAY=display, QT_QPA_PLATFORM="xcb")
        self.process = subprocess.Popen(
            [*APP, "--data-dir", str(profile), *arguments],
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def query(self, sql: str) -> list[tuple]:
        """What the database says at the moment, from outside."""
        path = self.profile / "history.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
            try:
                return database.execute(sql).fetchall()
            except sqlite3.OperationalError as error:
                if "no such table" in str(error):
                    return []
                raise

    def key(self, name: str) -> None:
        """Press a key through the X server."""
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.process.pid), "--name", "Backstride"]
        found = subprocess.run(find, env=self._environment, capture_output=True, text=True, timeout=20, check=True)
        window = found.stdout.split()[-1]
        for command in (["windowfocus", "--sync", window], ["key", name]):
            subprocess.run(["xdotool", *command], env=self._environment, timeout=20, check=True)

    def close(self) -> str:
        """End it as the system would, and return what it wrote to standard error."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=20)
        assert self.process.returncode == 0
        return errors


@pytest.fixture(autouse=True)
def xdotool() -> None:
    assert shutil.which("xdotool"), "xdotool is missing; the bootstrap installs it for the tests"


def test_a_routine_is_started_and_skipped_through_with_the_keyboard(display, profile, history):
    window = Window(display, profile, "play", "prerun-quick")
    wait_until(lambda: window.query("SELECT 1 FROM sessions WHERE status = 'running'"))
    for done in range(1, 19):
        window.key("Right")
        wait_until(lambda done=done: window.query(f"SELECT 1 FROM sessions WHERE position >= {done}"))
    wait_until(lambda: window.query("SELECT 1 FROM sessions WHERE status = 'partial'"))
    assert window.close() == ""
    (session,) = history()
    assert (session["status"], session["work_done"], session["work_planned"]) == ("partial", 0, 9)


def test_a_whole_routine_plays_by_itself_and_is_there_after_a_restart(display, profile, history):
    window = Window(display, profile, "play", "cooldown-short", "--speed", "60")
    wait_until(lambda: window.query("SELECT 1 FROM sessions WHERE status = 'completed'"))
    assert window.close() == ""
    again = Window(display, profile)
    wait_until(lambda: again.query("SELECT 1 FROM sessions WHERE status = 'completed'"))
    again.key("ctrl+3")
    assert again.close() == ""
    (session,) = history()
    assert (session["status"], session["active_s"], session["counts"]) == ("completed", 340.0, False)


def test_a_killed_session_loses_at_most_the_segment_under_way(display, profile, history):
    window = Window(display, profile, "play", "prerun-quick", "--speed", "30")
    wait_until(lambda: window.query("SELECT 1 FROM work WHERE id >= 4"))
    position = window.query("SELECT position FROM sessions")[0][0]
    os.kill(window.process.pid, signal.SIGKILL)
    window.process.communicate(timeout=20)

    rows = window.query("SELECT status, position, work_done FROM sessions")
    assert rows[0][0] == "running"
    assert rows[0][1] >= position
    assert rows[0][2] == len(window.query("SELECT 1 FROM work WHERE outcome = 'completed'")) >= 4
    assert window.query("PRAGMA integrity_check") == [("ok",)]

    again = Window(display, profile)
    again.key("Tab")
    assert window.query("SELECT status FROM sessions") == [("running",)]
    assert again.close() == ""


def test_a_program_that_writes_for_seconds_does_not_hold_up_a_session(display, profile, history):
    window = Window(display, profile, "play", "prerun-quick", "--speed", "60")
    wait_until(lambda: window.query("SELECT 1 FROM work WHERE id >= 2"))
    with closing(sqlite3.connect(profile / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(2)
        other.execute("ROLLBACK")
    wait_until(lambda: window.query("SELECT 1 FROM sessions WHERE status = 'completed'"))
    assert window.close() == ""
    assert window.query("SELECT COUNT(*) FROM work WHERE outcome = 'completed'") == [(9,)]
    assert window.query("SELECT active_ms, paused_ms FROM sessions") == [(295_000, 0)]
    assert "session not saved" in (profile / "backstride.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("in_the_way", ["profile", "profile/history.db-wal"])
def test_the_window_opens_although_nothing_can_be_kept(display, profile, in_the_way):
    place = profile.parent / in_the_way
    if place == profile:
        place.write_text("in the way", encoding="utf-8")
    else:
        place.mkdir(parents=True)
    window = Window(display, profile)
    for key in ("Tab", "ctrl+2", "ctrl+3", "ctrl+4", "ctrl+1"):
        window.key(key)
    told = window.close().splitlines()
    assert (len(told), str(profile) in told[0]) == (2, True)
    assert "nothing that you do now is kept" in told[1]


def test_the_window_opens_although_it_cannot_be_locked(display, profile):
    (profile / "window.lock").mkdir(parents=True)
    window = Window(display, profile)
    window.key("ctrl+3")
    assert window.close() == ""


def test_the_window_opens_over_a_damaged_history_and_says_where_it_went(display, profile):
    profile.mkdir()
    (profile / "history.db").write_text("Dear diary", encoding="utf-8")
    window = Window(display, profile)
    window.key("ctrl+3")
    (told,) = window.close().splitlines()
    (aside,) = profile.glob("history-damaged-*.db")
    assert (aside.read_text(encoding="utf-8"), str(aside) in told) == ("Dear diary", True)
    assert window.query("PRAGMA integrity_check") == [("ok",)]


def test_a_voice_that_goes_away_does_not_stop_the_session(display, profile, tmp_path, monkeypatch):
    """The server hangs up twice: the session goes on to its end, and nothing is left that Qt complains about."""
    address = tmp_path / "speechd.sock"
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(address))
    server.listen()

    def serve() -> None:
        for _ in range(2):
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                for _ in range(3):
                    connection.recv(4096)
                    connection.sendall(b"208 OK\r\n")

    threading.Thread(target=serve, daemon=True).start()
    monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{address}")
    window = Window(display, profile, "play", "prerun-quick", "--speed", "60")
    wait_until(lambda: window.query("SELECT 1 FROM sessions WHERE status = 'completed'"))
    assert window.close() == ""
    server.close()
    log = (profile / "backstride.log").read_text(encoding="utf-8")
    assert "closed the connection" in log
    assert "Invalid socket" not in log
