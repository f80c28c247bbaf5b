"""Opening the history: what is made, checked, refused and backed up; and writing into it."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from backstride.core.errors import Trouble
from backstride.core.session import Command
from backstride.store import database
from backstride.store.database import SCHEMA_VERSION, BackupCancelledError, back_up, open_history, writing
from backstride.store.paths import Paths
from unit.store.builders import (
    TABLES,
    Player,
    a_profile,
    make_newer,
    names,
    pragma,
    refusal,
    rows,
    spoil_pages_of,
    tables,
)

DATABASES = Path(__file__).parents[2] / "data" / "databases"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")


def content(paths: Paths) -> bytes:
    """The bytes of the database file."""
    return paths.database.read_bytes()


def test_a_fresh_history_has_the_current_schema(history: sqlite3.Connection) -> None:
    assert pragma(history, "user_version") == SCHEMA_VERSION
    assert tables(history) == TABLES
    assert rows(history, "SELECT * FROM sessions") == []


def test_every_table_is_strict(history: sqlite3.Connection) -> None:
    strict = {row["name"]: row["strict"] for row in rows(history, "PRAGMA table_list")}
    assert all(strict[name] == 1 for name in tables(history))


def test_what_a_user_did_is_written_safely(history: sqlite3.Connection) -> None:
    full = 2
    assert pragma(history, "journal_mode") == "wal"
    assert pragma(history, "synchronous") == full
    assert pragma(history, "foreign_keys") == 1
    assert pragma(history, "busy_timeout") == database.BUSY_MS


def test_a_history_keeps_its_rows_when_it_is_opened_again(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        player = Player(connection)
        player.press(Command.START)
    with closing(open_history(paths)) as connection:
        found = rows(connection, "SELECT id, status FROM sessions")
        assert found == [{"id": player.recorder.session_id, "status": "running"}]
        assert pragma(connection, "foreign_keys") == 1


def test_opening_again_makes_no_backup(paths: Paths) -> None:
    open_history(paths).close()
    open_history(paths).close()
    assert not paths.backups.exists()


def test_opening_again_does_not_import_sqlite_utils(paths: Paths) -> None:
    script = f"""
import sys
from pathlib import Path
from backstride.store.database import open_history
from backstride.store.history import History
from backstride.store.paths import profile_paths
connection = open_history(profile_paths(Path({str(paths.data_dir)!r})))
History(connection).log(5)
print("sqlite_utils" in sys.modules)
"""
    outcomes = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(2)
    ]
    assert outcomes == ["True", "False"]


@posix
def test_the_profile_is_private(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        back_up(connection, paths.backups / "copy.db")
        player = Player(connection)
        player.press(Command.START)
        wal = paths.database.with_name("history.db-wal")
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (paths.data_dir, paths.backups)}
        assert set(modes.values()) == {0o700}
        files = (paths.database, wal, paths.backups / "copy.db")
        assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in files} == {
            "history.db": 0o600,
            "history.db-wal": 0o600,
            "copy.db": 0o600,
        }


def test_a_newer_history_is_refused_and_stays_as_it_is(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        make_newer(connection)
    before = content(paths)
    error = refusal(paths)
    assert (error.trouble, error.where) == (Trouble.NEWER_DATABASE, str(paths.database))
    assert error.detail == str(SCHEMA_VERSION + 1)
    assert content(paths) == before
    assert names(paths.data_dir) == {"history.db"}


def test_a_newer_history_that_was_left_open_stays_as_it_is(paths: Paths, tmp_path: Path) -> None:
    newer = a_profile(tmp_path / "newer")
    with closing(open_history(paths)) as connection:
        make_newer(connection)
        shutil.copytree(paths.data_dir, newer.data_dir)
    before = content(newer)
    assert refusal(newer).trouble is Trouble.NEWER_DATABASE
    assert content(newer) == before


def test_a_newer_history_that_is_not_in_wal_mode_stays_out_of_it(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        make_newer(connection)
    before = content(paths)
    assert refusal(paths).trouble is Trouble.NEWER_DATABASE
    assert content(paths) == before


@pytest.mark.parametrize("number", [0, 1, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1, 2**31 - 1, -1])
def test_a_schema_number_that_was_not_written_by_us_is_damage(paths: Paths, number: int) -> None:
    with closing(open_history(paths)) as connection:
        connection.execute(f"PRAGMA user_version = {number}")
    before = content(paths)
    assert refusal(paths).trouble is Trouble.DAMAGED_DATABASE
    assert content(paths) == before


@pytest.mark.parametrize("number", [0, 1, 99])
def test_a_database_of_another_program_is_told_and_kept(paths: Paths, number: int) -> None:
    paths.data_dir.mkdir()
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("CREATE TABLE moz_places (url TEXT)")
        connection.execute(f"PRAGMA user_version = {number}")
    before = content(paths)
    error = refusal(paths)
    assert (error.trouble, error.detail) == (Trouble.DAMAGED_DATABASE, "not a history of Backstride")
    assert content(paths) == before


def test_a_history_whose_making_was_interrupted_is_made(paths: Paths) -> None:
    paths.data_dir.mkdir()
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
    with closing(open_history(paths)) as connection:
        assert tables(connection) == TABLES


@pytest.mark.parametrize(
    "wrong", [b"Dear diary, this is no database.\n" * 40, b"\x00" * 4096, bytes(range(256)) * 16], ids=repr
)
def test_a_file_that_is_no_database_is_told_and_kept(paths: Paths, wrong: bytes) -> None:
    paths.data_dir.mkdir()
    paths.database.write_bytes(wrong)
    error = refusal(paths)
    assert (error.trouble, error.where) == (Trouble.DAMAGED_DATABASE, str(paths.database))
    assert content(paths) == wrong


def test_an_empty_file_becomes_a_history(paths: Paths) -> None:
    paths.data_dir.mkdir()
    paths.database.touch()
    with closing(open_history(paths)) as connection:
        assert tables(connection) == TABLES


@pytest.mark.parametrize("left_open", [False, True])
def test_a_damaged_history_is_told_at_every_start(paths: Paths, left_open: bool) -> None:
    open_history(paths).close()
    spoil_pages_of(paths.database, "sessions_by_day")
    if left_open:
        paths.database.with_name("history.db-wal").touch()
    error = refusal(paths)
    assert (error.trouble, error.where) == (Trouble.DAMAGED_DATABASE, str(paths.database))
    assert "\n" not in error.detail


def test_a_damaged_history_is_told_before_it_is_backed_up_and_migrated(paths: Paths) -> None:
    paths.data_dir.mkdir()
    shutil.copy(DATABASES / "schema-1.db", paths.database)
    spoil_pages_of(paths.database, "work")
    assert refusal(paths).trouble is Trouble.DAMAGED_DATABASE
    assert not paths.backups.exists()
    with closing(sqlite3.connect(paths.database)) as connection:
        assert pragma(connection, "user_version") == 1


def test_a_folder_in_place_of_the_file_is_told(paths: Paths) -> None:
    paths.database.mkdir(parents=True)
    error = refusal(paths)
    assert (error.trouble, error.where) == (Trouble.DATABASE_UNREADABLE, str(paths.database))


def test_a_file_in_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    paths = a_profile(tmp_path)
    paths.data_dir.write_text("not a folder")
    error = refusal(paths)
    assert (error.trouble, error.where) == (Trouble.DATA_DIR_UNUSABLE, str(paths.data_dir))
    assert error.detail == "File exists"


@posix
def test_a_database_file_that_cannot_be_made_is_told(paths: Paths) -> None:
    paths.data_dir.mkdir()
    paths.database.symlink_to(paths.data_dir / "unplugged" / "history.db")
    error = refusal(paths)
    assert error.where == str(paths.database)


def test_a_locked_history_is_told_as_unreadable(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 10)
    open_history(paths).close()
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        error = refusal(paths)
    assert (error.trouble, error.detail) == (Trouble.DATABASE_UNREADABLE, "database is locked")


def test_a_backup_is_a_whole_history(history: sqlite3.Connection, tmp_path: Path) -> None:
    player = Player(history)
    player.press(Command.START)
    target = tmp_path / "deep" / "backups" / "copy.db"
    back_up(history, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT id FROM sessions").fetchall() == [(player.recorder.session_id,)]
        assert copy.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_a_backup_replaces_the_one_before(history: sqlite3.Connection, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    target.write_text("old")
    back_up(history, target)
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM sessions").fetchone() == (0,)
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_a_backup_that_fails_leaves_the_one_before_and_nothing_else(
    history: sqlite3.Connection, tmp_path: Path
) -> None:
    Player(history).press(Command.START)
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    target.write_text("old")
    with pytest.raises(BackupCancelledError):
        back_up(history, target, is_cancelled=lambda: True)
    assert target.read_text() == "old"
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_writing_keeps_everything_together(history: sqlite3.Connection) -> None:
    with writing(history):
        history.execute("INSERT INTO plans VALUES ('a', '{}')")
        assert history.in_transaction
    assert not history.in_transaction
    assert rows(history, "SELECT id FROM plans") == [{"id": "a"}]


def test_writing_undoes_everything_when_something_fails(history: sqlite3.Connection) -> None:
    with pytest.raises(KeyError), writing(history):  # noqa: PT012 - the failure comes after a write
        history.execute("INSERT INTO plans VALUES ('a', '{}')")
        raise KeyError("a")
    assert not history.in_transaction
    assert rows(history, "SELECT id FROM plans") == []


def test_writing_undoes_everything_when_it_cannot_be_committed(history: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), writing(history):  # noqa: PT012 - COMMIT fails, not the insert
        history.execute("PRAGMA defer_foreign_keys = ON")
        history.execute(
            "INSERT INTO work (session, segment, exercise, set_number, actual_ms, outcome)"
            " VALUES ('nobody', 0, 'plank', 1, 0, 'completed')"
        )
    assert not history.in_transaction
    assert rows(history, "SELECT id FROM work") == []


def test_writing_takes_the_lock_at_once(history: sqlite3.Connection, paths: Paths) -> None:
    with closing(sqlite3.connect(paths.database, timeout=0, isolation_level=None)) as other:
        with writing(history), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        assert other.in_transaction


def test_a_history_left_open_is_recovered(paths: Paths, tmp_path: Path) -> None:
    with closing(open_history(paths)) as connection:
        Player(connection).press(Command.START)
        crashed = a_profile(tmp_path / "crashed")
        shutil.copytree(paths.data_dir, crashed.data_dir)
    assert crashed.database.with_name("history.db-wal").stat().st_size > 0
    with closing(open_history(crashed)) as connection:
        assert len(rows(connection, "SELECT id FROM sessions")) == 1


SESSION = {
    "id": "a",
    "routine": "evening",
    "name": "Evening",
    "version": 1,
    "kind": "core",
    "plan": "p",
    "status": "running",
    "day": "2024-05-15",
    "started_utc": "2024-05-15T16:30:00.000+00:00",
    "utc_offset_s": 7200,
    "saved_utc": "2024-05-15T16:30:00.000+00:00",
    "planned_ms": 1,
    "active_ms": 1,
    "paused_ms": 0,
    "work_planned": 1,
    "work_done": 0,
    "position": 0,
    "speed": 1.0,
    "pid": 1,
}
HURT = {"session": "a", "segment": 0, "exercise": "plank", "side": "left", "at_ms": 900, "level": 4, "answer": "easier"}
WORK = {"session": "a", "segment": 0, "exercise": "plank", "set_number": 1, "actual_ms": 0, "outcome": "completed"}


def insert(connection: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    """Insert one row past all of our own code."""
    names, places = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(values.values()))


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("sessions", {"status": "asleep"}),
        ("sessions", {"plan": "nowhere"}),
        ("sessions", {"active_ms": "long"}),
        ("sessions", {"day": None}),
        ("work", {"outcome": "forgotten"}),
        ("work", {"side": "both"}),
        ("work", {"session": "nobody"}),
        ("work", {"actual_ms": 1.5}),
        ("sessions", {"counted": None}),
        ("sessions", {"pain_after": "a lot"}),
        ("sessions", {"note": None}),
        ("hurts", {"answer": "shrug"}),
        ("hurts", {"side": "both"}),
        ("hurts", {"session": "nobody"}),
        ("hurts", {"level": "high"}),
        ("hurts", {"level": None}),
    ],
)
def test_the_tables_refuse_what_makes_no_sense(
    history: sqlite3.Connection, table: str, changes: dict[str, object]
) -> None:
    insert(history, "plans", {"id": "p", "timeline": "{}"})
    insert(history, "sessions", SESSION)
    valid = {"sessions": SESSION | {"id": "b"}, "work": WORK, "hurts": HURT}[table]
    with pytest.raises(sqlite3.IntegrityError):
        insert(history, table, valid | changes)
    insert(history, table, valid)


def test_the_work_and_the_hurts_of_a_session_go_with_it(history: sqlite3.Connection) -> None:
    insert(history, "plans", {"id": "p", "timeline": "{}"})
    insert(history, "sessions", SESSION)
    insert(history, "work", WORK)
    insert(history, "hurts", HURT)
    history.execute("DELETE FROM sessions")
    assert (rows(history, "SELECT * FROM work"), rows(history, "SELECT * FROM hurts")) == ([], [])
