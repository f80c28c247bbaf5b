"""Restoring a backup: all of it or nothing, and never without a way back."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.store import database
from backstride.store.backup_files import KEPT_BEFORE, Reason
from backstride.store.backups import back_up_by_hand, contents, list_backups, restore
from backstride.store.database import SCHEMA_VERSION, connect, open_history, set_pragmas
from backstride.store.history import History
from backstride.store.paths import Paths
from unit.store.builders import START, add_sessions, dump, file_size_limit, full_disk, names, rows, spoil_pages_of

posix = pytest.mark.skipif(os.name != "posix", reason="limits and pipes are POSIX")
OLD_DATABASES = Path(__file__).parents[2] / "data" / "databases"
LATER = START + timedelta(days=30)


def a_backup(connection: sqlite3.Connection, paths: Paths) -> Path:
    """A backup of the history as it is."""
    return back_up_by_hand(connection, paths.backups, START)


def refusal(connection: sqlite3.Connection, paths: Paths, backup: Path) -> UserError:
    """The error with which a restore is refused, after a look whether all is as it was."""
    before = dump(connection)
    files = names(paths.backups)
    with pytest.raises(UserError) as caught:
        restore(connection, paths, backup, LATER)
    assert dump(connection) == before
    assert names(paths.backups) == files
    assert caught.value.where == str(backup)
    add_sessions(connection, range(90, 91))  # it can still be written
    return caught.value


def test_a_restore_brings_the_backup_back_and_can_be_undone(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup, before = a_backup(history, paths), dump(history)
    history.execute("DELETE FROM sessions")
    add_sessions(history, range(10, 15))
    changed = dump(history)
    restore(history, paths, backup, LATER)
    assert dump(history) == before
    (undo,) = [b for b in list_backups(paths.backups) if b.reason is Reason.BEFORE_RESTORE]
    assert (undo.sessions, undo.made) == (5, LATER.replace(tzinfo=None))
    restore(history, paths, undo.path, LATER)
    assert dump(history) == changed


def test_a_restored_history_is_written_and_opened_as_before(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup = a_backup(history, paths)
    add_sessions(history, range(3, 9))
    restore(history, paths, backup, LATER)
    assert [history.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")] == ["wal", 1]
    assert history.execute("PRAGMA synchronous").fetchone()[0] == 2
    with pytest.raises(sqlite3.IntegrityError):
        history.execute("UPDATE sessions SET plan = 'none'")
    add_sessions(history, range(60, 61))
    with closing(open_history(paths)) as again:
        assert contents(again).sessions == 4
        assert rows(again, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_another_connection_sees_what_was_restored(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup = a_backup(history, paths)
    add_sessions(history, range(3, 9))
    with closing(open_history(paths)) as other:
        assert len(History(other).log(100)) == 9
        restore(history, paths, backup, LATER)
        assert len(History(other).log(100)) == 3


@pytest.mark.parametrize("schema", [1, 2])
def test_an_older_backup_is_migrated(history: sqlite3.Connection, paths: Paths, schema: int) -> None:
    paths.backups.mkdir()
    backup = paths.backups / "history-before-schema-3.db"
    shutil.copyfile(OLD_DATABASES / f"schema-{schema}.db", backup)
    original = backup.read_bytes()
    fresh_tables = {row["name"] for row in rows(history, "SELECT name FROM sqlite_master")}
    restore(history, paths, backup, LATER)
    assert history.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert {row["name"] for row in rows(history, "SELECT name FROM sqlite_master")} == fresh_tables
    assert len(History(history).log(100)) == contents(history).sessions > 0
    assert backup.read_bytes() == original


def test_a_backup_with_other_pages_is_restored(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup, before = a_backup(history, paths), dump(history)
    with closing(sqlite3.connect(backup, isolation_level=None)) as copy:
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 1024", "VACUUM"):
            copy.execute(statement)
    history.execute("DELETE FROM sessions")
    restore(history, paths, backup, LATER)
    assert dump(history) == before


def test_a_newer_backup_is_refused(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup = a_backup(history, paths)
    with closing(sqlite3.connect(backup)) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    error = refusal(history, paths, backup)
    assert (error.trouble, error.detail) == (Trouble.NEWER_BACKUP, str(SCHEMA_VERSION + 1))


def test_damage_deep_inside_a_backup_is_found(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(40))
    backup = a_backup(history, paths)
    root = rows(history, "SELECT rootpage FROM sqlite_master WHERE name = 'hurts_by_session'")[0]["rootpage"]
    assert isinstance(root, int)
    with backup.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert list_backups(paths.backups)[0].damaged == ""
    assert refusal(history, paths, backup).trouble is Trouble.DAMAGED_BACKUP


@pytest.mark.parametrize("length", [0, 50, 4096, 3 * 4096 + 17, -4096])
def test_a_backup_that_was_cut_off_is_refused(history: sqlite3.Connection, paths: Paths, length: int) -> None:
    add_sessions(history, range(40))
    backup = a_backup(history, paths)
    backup.write_bytes(backup.read_bytes()[:length])
    assert refusal(history, paths, backup).trouble is Trouble.DAMAGED_BACKUP


def test_another_database_is_refused(history: sqlite3.Connection, paths: Paths) -> None:
    paths.backups.mkdir()
    backup = paths.backups / "history-2024-01-01.db"
    with closing(sqlite3.connect(backup)) as other:
        other.execute("CREATE TABLE recipes (name)")
        other.execute("PRAGMA user_version = 2")
    assert refusal(history, paths, backup).trouble is Trouble.DAMAGED_BACKUP


@posix
def test_a_pipe_in_place_of_a_backup_is_refused(history: sqlite3.Connection, paths: Paths) -> None:
    paths.backups.mkdir()
    backup = paths.backups / "history-2024-01-01.db"
    os.mkfifo(backup)
    assert refusal(history, paths, backup).trouble is Trouble.DAMAGED_BACKUP


def test_a_backup_that_vanished_is_told(history: sqlite3.Connection, paths: Paths) -> None:
    paths.backups.mkdir()
    error = refusal(history, paths, paths.backups / "history-2024-01-01.db")
    assert (error.trouble, error.detail) == (Trouble.NOT_RESTORED, "No such file or directory")


@posix
def test_no_room_for_the_copy_leaves_the_history_as_it_is(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    backup = a_backup(history, paths)
    before, files = dump(history), names(paths.backups)
    with file_size_limit(8192), pytest.raises(UserError) as caught:
        restore(history, paths, backup, LATER)
    assert caught.value.trouble is Trouble.NOT_RESTORED
    assert (dump(history), names(paths.backups)) == (before, files)


def test_a_restore_that_fails_half_way_leaves_the_history_as_it_is(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(200))
    backup = a_backup(history, paths)
    history.execute("DELETE FROM sessions")
    history.execute("VACUUM")
    add_sessions(history, range(2))
    with full_disk(history):
        before, files = dump(history), names(paths.backups)
        with pytest.raises(UserError) as caught:
            restore(history, paths, backup, LATER)
        assert (caught.value.trouble, caught.value.detail) == (Trouble.NOT_RESTORED, "database or disk is full")
        assert (dump(history), names(paths.backups)) == (before, files)
    restore(history, paths, backup, LATER)
    assert contents(history).sessions == 200


def test_a_migration_that_fails_leaves_the_history_as_it_is(history: sqlite3.Connection, paths: Paths) -> None:
    paths.backups.mkdir()
    backup = paths.backups / "history-before-schema-3.db"
    shutil.copyfile(OLD_DATABASES / "schema-2.db", backup)
    with closing(sqlite3.connect(backup)) as strange:
        strange.execute("CREATE TABLE bin (already)")
    assert refusal(history, paths, backup).trouble is Trouble.NOT_RESTORED


def test_a_history_that_another_process_keeps_locked_is_left_as_it_is(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 10)
    with closing(open_history(paths)) as connection, closing(open_history(paths)) as other:
        add_sessions(connection, range(3))
        backup = a_backup(connection, paths)
        before, files = dump(connection), names(paths.backups)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError) as caught:
            restore(connection, paths, backup, LATER)
        other.execute("ROLLBACK")
        assert (caught.value.trouble, caught.value.detail) == (Trouble.NOT_RESTORED, "database is locked")
        assert (dump(connection), names(paths.backups)) == (before, files)
        restore(connection, paths, backup, LATER)


def test_the_oldest_of_those_before_a_restore_can_be_restored_although_it_goes(
    history: sqlite3.Connection, paths: Paths
) -> None:
    first = a_backup(history, paths)
    for number in range(KEPT_BEFORE):
        add_sessions(history, range(number + 1))
        restore(history, paths, first, START + timedelta(minutes=number))
    kept = [backup for backup in list_backups(paths.backups) if backup.reason is Reason.BEFORE_RESTORE]
    assert [backup.sessions for backup in kept] == [3, 2, 1]
    restore(history, paths, kept[-1].path, LATER)
    assert contents(history).sessions == 1
    assert not kept[-1].path.exists()
    assert list_backups(paths.backups)[0].sessions == 0


def test_a_damaged_history_can_be_replaced_by_a_sound_backup(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        add_sessions(connection, range(40))
        backup, sound = a_backup(connection, paths), dump(connection)
    spoil_pages_of(paths.database, "sessions_by_day")
    with closing(connect(paths.database)) as connection:
        set_pragmas(connection)
        assert database.damage(connection)
        restore(connection, paths, backup, LATER)
        assert dump(connection) == sound
        assert not database.damage(connection)
