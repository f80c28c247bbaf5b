"""Two processes on one profile, as when the lock that keeps them apart is lost, or the home folder was copied."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.core.session import Command
from backstride.store import database
from backstride.store.database import SCHEMA_VERSION, connect_read_only, open_history, schema_of, writing
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog
from unit.store.builders import Player, a_profile, rows

WRITER = Path(__file__).with_name("writer.py")
TESTS = Path(__file__).parents[2]
OLDEST = TESTS / "data" / "databases" / "schema-1.db"
SHORT_MS = 20
STARTS = 10
STARTS_AT_ONCE = 3


@contextmanager
def writer(paths: Paths, sessions: int) -> Iterator[subprocess.Popen[str]]:
    """A process that has the history open and waits for a line to begin."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((*sys.path, str(TESTS)))}
    command = [sys.executable, str(WRITER), str(paths.data_dir), str(sessions)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("processes", "sessions"), [(2, 20), pytest.param(4, 500, marks=pytest.mark.long)])
def test_processes_that_write_at_once_lose_nothing(
    history: sqlite3.Connection, paths: Paths, processes: int, sessions: int
) -> None:
    with ExitStack() as stack:
        writers = [stack.enter_context(writer(paths, sessions)) for _ in range(processes)]
        for process in writers:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        written = {line.strip() for process in writers for line in process.communicate()[0].splitlines()}
    assert len(written) == processes * sessions
    assert {row["id"] for row in rows(history, "SELECT id FROM sessions WHERE status = 'partial'")} == written
    assert rows(history, "SELECT COUNT(*) AS n FROM work WHERE outcome = 'completed'") == [{"n": 2 * len(written)}]
    assert rows(history, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_what_cannot_be_written_while_another_writes_long_is_written_afterwards(
    history: sqlite3.Connection, paths: Paths
) -> None:
    with closing(open_history(paths)) as other:
        history.execute(f"PRAGMA busy_timeout = {SHORT_MS}")
        player = Player(history)
        player.press(Command.START)
        with writing(other):
            player.wait(30)
            assert player.recorder.trouble is not None
            assert rows(other, "SELECT * FROM work") == []
        player.press(Command.END)
        assert player.recorder.trouble is None
        outcomes = [row["outcome"] for row in rows(other, "SELECT outcome FROM work ORDER BY id")]
        assert outcomes == ["completed", "completed", "stopped"]


def test_a_home_folder_that_was_copied_while_a_session_ran_offers_its_rest(
    history: sqlite3.Connection, paths: Paths, tmp_path: Path
) -> None:
    player = Player(history)
    player.press(Command.START)
    player.wait(30)
    copied = a_profile(tmp_path / "a copied häuschen")
    shutil.copytree(paths.data_dir, copied.data_dir)
    player.press(Command.END)
    with closing(open_history(copied)) as copy:
        (left,) = SessionLog(copy).left_running()
        assert left.id == player.recorder.session_id
        again = Player(copy, unfinished=SessionLog(copy).unfinished(left.id))
        again.press(Command.START)
        again.press(Command.END)
        assert rows(copy, "SELECT status, work_done FROM sessions") == [{"status": "partial", "work_done": 2}]
    assert rows(history, "SELECT status, work_done FROM sessions") == [{"status": "partial", "work_done": 2}]


@pytest.mark.parametrize("lost", ["-shm", "-wal"])
def test_a_copied_history_without_one_of_its_companions_opens(
    history: sqlite3.Connection, paths: Paths, tmp_path: Path, lost: str
) -> None:
    first = Player(history)
    first.press(Command.START)
    first.press(Command.END)
    history.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    second = Player(history)
    second.press(Command.START)
    copied = a_profile(tmp_path / "copied")
    shutil.copytree(paths.data_dir, copied.data_dir)
    copied.database.with_name(copied.database.name + lost).unlink()
    expected = {first.recorder.session_id} | ({second.recorder.session_id} if lost == "-shm" else set())
    with closing(open_history(copied)) as copy:
        assert {row["id"] for row in rows(copy, "SELECT id FROM sessions")} == expected
        assert rows(copy, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def open_together(paths: Paths) -> list[int]:
    """Open a profile in several threads at the same moment, each with a connection of its own; what each found."""
    gate = Barrier(STARTS_AT_ONCE)

    def open_one() -> int:
        gate.wait()
        with closing(open_history(paths)) as history:
            return schema_of(history)

    with ThreadPoolExecutor(STARTS_AT_ONCE) as pool:
        return [one.result() for one in [pool.submit(open_one) for _ in range(STARTS_AT_ONCE)]]


def test_processes_that_start_at_once_make_one_history(tmp_path: Path) -> None:
    """Once each began to migrate, and one of them gave up over a column that was there already."""
    for number in range(STARTS):
        assert open_together(a_profile(tmp_path / str(number))) == [SCHEMA_VERSION] * STARTS_AT_ONCE


def test_a_new_history_that_another_process_is_making_is_waited_for(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself refuses a log at once while anybody else has the file under way."""
    paths.data_dir.mkdir(parents=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waits = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                other.execute("ROLLBACK")

        monkeypatch.setattr(database.time, "sleep", wait)
        with closing(open_history(paths)) as history:
            assert schema_of(history) == SCHEMA_VERSION
    assert waits == [database.ASK_AGAIN_S] * 3


def test_a_new_history_that_another_process_keeps_to_itself_is_given_up(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", SHORT_MS)
    paths.data_dir.mkdir(parents=True)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as caught:
            open_history(paths)
    assert caught.value.trouble is Trouble.DATABASE_UNREADABLE


def test_processes_that_start_at_once_keep_the_backup_of_the_old_history(tmp_path: Path) -> None:
    for number in range(STARTS):
        paths = a_profile(tmp_path / str(number))
        paths.data_dir.mkdir(parents=True)
        shutil.copyfile(OLDEST, paths.database)
        assert open_together(paths) == [SCHEMA_VERSION] * STARTS_AT_ONCE
        (backup,) = paths.backups.iterdir()
        with closing(connect_read_only(backup, closed=True)) as kept:
            assert schema_of(kept) == 1
