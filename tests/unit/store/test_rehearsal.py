"""Damage to the schema, which SQLite's own check passes over, is found before a session is refused."""

import sqlite3
from contextlib import closing

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.store.database import open_history
from backstride.store.paths import Paths
from backstride.store.rehearsal import SESSION_COLUMNS, WORK_COLUMNS, refused
from unit.store.builders import add_sessions, rows


def test_a_sound_history_refuses_nothing_and_nothing_is_written(history: sqlite3.Connection) -> None:
    add_sessions(history, range(2))
    before = history.total_changes
    assert refused(history) == ""
    assert history.total_changes == before


@pytest.mark.parametrize(("table", "rehearsed"), [("sessions", SESSION_COLUMNS), ("work", WORK_COLUMNS + ", id")])
def test_every_column_is_rehearsed(history: sqlite3.Connection, table: str, rehearsed: str) -> None:
    columns = {str(row["name"]) for row in rows(history, f"PRAGMA table_info({table})")}
    assert set(rehearsed.split(", ")) == columns


@pytest.mark.parametrize(
    ("name", "word", "instead"),
    [
        ("sessions", "paused_ms", "pausfd_ms"),
        ("work", "outcome TEXT", "outcoma TEXT"),
        ("hurts", "answer TEXT", "answes TEXT"),
        ("bin", "deleted_utc TEXT", "deleted_uuc TEXT"),
        ("pauses", "reason TEXT NOT", "season TEXT NOT"),
        ("practice_work_added", "NEW.exercise", "NEW.exergise"),
        ("practice_session_changed", "INSERT INTO practice", "INSERT INTO pracuice"),
        ("practice_session_removed", "FROM practice", "FROM pracuice"),
    ],
)
def test_a_letter_that_changed_in_the_schema_is_damage(paths: Paths, name: str, word: str, instead: str) -> None:
    with closing(open_history(paths)) as connection:
        add_sessions(connection, range(1))
        connection.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)"
        assert connection.execute(change, [word, instead, name, word]).rowcount == 1
    with pytest.raises(UserError) as caught:
        open_history(paths)
    assert caught.value.trouble is Trouble.DAMAGED_DATABASE
