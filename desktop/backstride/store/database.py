"""Opens the history database in the one safe order: check, refuse what is newer, back up, migrate."""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from backstride.core.errors import Trouble, UserError
from backstride.store.backup_files import before_schema_path, workspace
from backstride.store.paths import Paths, make_private

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""The `user_version` that the last migration of `store.schema` leaves."""

BUSY_MS = 5000
"""How long a write waits for another process of ours."""

PAGES_AT_ONCE = 256
"""How much a backup copies before it looks whether it is still wanted: 1 MiB."""


class BackupCancelledError(Exception):
    """A backup was given up because it is not wanted any more."""


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
        connection = connect(paths.database)
        try:
            set_pragmas(connection)
            if (left_open or version < SCHEMA_VERSION) and (found := damage(connection)):
                raise UserError(Trouble.DAMAGED_DATABASE, where=paths.database, detail=found)
            if version < SCHEMA_VERSION:
                if version:
                    back_up(connection, before_schema_path(paths.backups, SCHEMA_VERSION))
                migrate(connection)
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


def connect(path: Path) -> sqlite3.Connection:
    """A connection without a transaction of its own; the file is made, readable by its owner only, where there is none.

    Raises OSError or sqlite3.Error.
    """
    if not path.exists():
        path.touch(mode=0o600)
    return _with_rows(sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None))


def connect_read_only(path: Path, *, closed: bool) -> sqlite3.Connection:
    """A connection without the right to write.  Raises sqlite3.Error.

    `closed` says that nobody has the file open: then it is all there is, and SQLite puts no log beside it.
    """
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if closed else ''}"
    return _with_rows(sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None))


def set_pragmas(connection: sqlite3.Connection) -> None:
    """Let the connection write as the history is written: logged ahead, to the disk, references checked."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # So that the triggers of the schema see also what REPLACE deletes.
    connection.execute("PRAGMA recursive_triggers = ON")


def schema_of(connection: sqlite3.Connection) -> int:
    """The schema of an open file, 0 for an empty one.  Raises sqlite3.Error when it is no database."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def damage(connection: sqlite3.Connection) -> str:
    """What is wrong in the whole file, empty where nothing is; only asked when in doubt, for it costs time."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    return "" if found == "ok" else str(found)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older history to the current schema, each step whole or not at all."""
    from sqlite_utils import Database  # late: slow to import, and needed only here

    from backstride.store.schema import migrations

    before = schema_of(connection)
    migrations.apply(Database(connection, execute_plugins=False))
    _log.info("history migrated from schema %d to %d", before, SCHEMA_VERSION)


def back_up(
    connection: sqlite3.Connection,
    target: Path,
    *,
    checked: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write a consistent copy of the whole database to `target`, whole or not at all, readable by its owner only.

    `checked` looks the copy over before it gets its name, so that damage does not replace what is sound.  Raises
    UserError, OSError or sqlite3.Error, and BackupCancelledError soon after `is_cancelled` has become true.
    """

    def on_progress(status: int, remaining: int, total: int) -> None:
        if is_cancelled():
            raise BackupCancelledError

    with workspace(target.parent) as folder:
        unfinished = folder / target.name
        with contextlib.closing(connect(unfinished)) as copy:
            connection.backup(copy, pages=PAGES_AT_ONCE, progress=on_progress)
            if checked and (found := damage(copy)):
                raise sqlite3.DatabaseError(found)
        unfinished.replace(target)


def _with_rows(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    return connection


def _version_of(path: Path) -> int:
    """The schema of the file, 0 where there is none.

    Read without the right to write: closing a connection that may write would tidy up a newer version's file.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return 0
    closed = not path.with_name(path.name + "-wal").exists()
    with contextlib.closing(connect_read_only(path, closed=closed)) as connection:
        return schema_of(connection)
