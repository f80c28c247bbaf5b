"""Opens the history database in the one safe order: check, refuse what is newer, back up, migrate."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from backstride.core.errors import Trouble, UserError
from backstride.store.paths import Paths, make_private

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""The `user_version` that the last migration of `store.schema` leaves."""

BUSY_MS = 5000
"""How long a write waits for another process of ours."""


def open_history(paths: Paths) -> sqlite3.Connection:
    """A connection to the history of this profile, migrated and checked.

    Raises UserError: the folder cannot be used, the file is no database, is damaged, or comes from a newer version
    (it is then left untouched).
    """
    make_private(paths.data_dir)
    left_open = paths.database.with_name(paths.database.name + "-wal").exists()
    try:
        version = _version_of(paths.database)
        if version > SCHEMA_VERSION:
            raise UserError(Trouble.NEWER_DATABASE, where=paths.database, detail=version)
        connection = _connect(paths.database)
        try:
            _set_pragmas(connection)
            if left_open or version < SCHEMA_VERSION:
                _check(connection, paths.database)
            if version < SCHEMA_VERSION:
                _migrate(connection, paths, version)
        except BaseException:
            connection.close()
            raise
    except OSError as error:
        raise UserError(Trouble.DATABASE_UNREADABLE, where=paths.database, detail=error.strerror or error) from error
    except sqlite3.DatabaseError as error:
        damaged = not isinstance(error, sqlite3.OperationalError)
        trouble = Trouble.DAMAGED_DATABASE if damaged else Trouble.DATABASE_UNREADABLE
        raise UserError(trouble, where=paths.database, detail=error) from error
    return connection


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once; rolled back when anything fails inside."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    try:
        connection.execute("COMMIT")
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One view of all tables: what another process writes meanwhile is not seen."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _version_of(path: Path) -> int:
    """The schema of the file, 0 where there is none.

    Read without the right to write: closing a connection that may write would tidy up a newer version's file.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return 0
    # Without a log beside it the file is all there is; "immutable" keeps SQLite from putting one there.
    closed = not path.with_name(path.name + "-wal").exists()
    address = f"{path.as_uri()}?mode=ro{'&immutable=1' if closed else ''}"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _set_pragmas(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # So that the triggers of the schema see also what REPLACE deletes.
    connection.execute("PRAGMA recursive_triggers = ON")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look the whole file over; only done after an unclean end or before a migration, for it costs time."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise UserError(Trouble.DAMAGED_DATABASE, where=path, detail=found)


def _migrate(connection: sqlite3.Connection, paths: Paths, version: int) -> None:
    from sqlite_utils import Database  # late: slow to import, and needed only here

    from backstride.store.schema import migrations

    if version:
        back_up(connection, paths.backups / f"history-before-schema-{SCHEMA_VERSION}.db")
    migrations.apply(Database(connection, execute_plugins=False))
    _log.info("history migrated from schema %d to %d", version, SCHEMA_VERSION)


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of the whole database to `target`, whole or not at all."""
    make_private(target.parent)
    unfinished = target.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    unfinished.replace(target)
