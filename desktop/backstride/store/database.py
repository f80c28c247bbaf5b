"""Opens the history database in the one safe order: refuse what is foreign or newer, check, back up, migrate."""

import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from backstride.core.errors import Trouble, UserError
from backstride.store.backup_files import before_schema_path, workspace
from backstride.store.paths import Paths, make_private
from backstride.store.rehearsal import refused

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""The `user_version` that the last migration of `store.schema` leaves."""

BUSY_MS = 5000
"""How long a write waits for another process."""

BRIEFLY_MS = 100
"""How long a write waits that can be made later as well: a window that stands still for longer is noticed."""

ASK_AGAIN_S = 0.01
"""How soon after a refusal we ask again for the one lock for which SQLite does not wait."""

PAGES_AT_ONCE = 256
"""How much a backup copies before it looks whether it is still wanted: 1 MiB."""

MIGRATIONS_TABLE = "_sqlite_migrations"
"""Where sqlite-utils records each migration, in the transaction that carries it out."""

OWN_TABLES = frozenset({"plans", "sessions", "work"})
"""What every history has had since the first schema."""

FORMATS = slice(18, 20)
NEWEST_FORMAT = 2
"""The two bytes of the header that say who may write and read a file: 1 with a rollback journal, 2 with a log."""

DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


LOOKED_OVER_BYTES = 5_000_000
"""Up to this size the whole file is looked over at every start: about ten years, and 22 ms.  Of a larger one only what
was not closed or is to be migrated; the weekly backup looks over the rest."""

UNREADABLE = (sqlite3.Error, ValueError, TypeError, KeyError, msgspec.MsgspecError)
"""What reading a history raises whose pages or values are damaged: days that are none, kinds that do not exist."""


class DamageFoundError(sqlite3.DatabaseError):
    """A whole file was looked over, and something in it is wrong."""


class BackupCancelledError(Exception):
    """A backup was given up because it is not wanted any more."""


def open_history(paths: Paths) -> sqlite3.Connection:
    """A connection to the history of this profile, migrated and checked.

    Raises UserError: the folder cannot be used, the file is no history of ours, is damaged, or comes from a newer
    version.  It is then as it was.
    """
    make_private(paths.data_dir)
    try:
        version = _look_over(paths.database)
        if version > SCHEMA_VERSION:
            raise UserError(Trouble.NEWER_DATABASE, where=paths.database, detail=version)
        connection = connect(paths.database)
        try:
            set_pragmas(connection)
            if version < SCHEMA_VERSION:
                _bring_up_to_date(connection, paths)
        except BaseException:
            connection.close()
            raise
    except OSError as error:
        raise UserError(Trouble.DATABASE_UNREADABLE, where=paths.database, detail=error.strerror or error) from error
    except UnicodeDecodeError as error:  # SQLite's message names what is no text any more
        raise UserError(Trouble.DAMAGED_DATABASE, where=paths.database, detail="malformed schema") from error
    except sqlite3.DatabaseError as error:
        trouble = Trouble.DAMAGED_DATABASE if is_damage(error) else Trouble.DATABASE_UNREADABLE
        raise UserError(trouble, where=paths.database, detail=error) from error
    return connection


@contextlib.contextmanager
def writing(connection: sqlite3.Connection, *, wait_ms: int = BUSY_MS) -> Iterator[None]:
    """One transaction that takes the write lock at once; rolled back when anything fails inside.

    Raises sqlite3.OperationalError when another process keeps the lock for longer than `wait_ms`.
    """
    connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
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


def connect_in_memory() -> sqlite3.Connection:
    """A connection to an empty database that goes with it."""
    return _with_rows(sqlite3.connect(":memory:", isolation_level=None))


def set_pragmas(connection: sqlite3.Connection) -> None:
    """Let the connection write as the history is written: logged ahead, to the disk, references checked."""
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # So that the triggers of the schema see also what REPLACE deletes.
    connection.execute("PRAGMA recursive_triggers = ON")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have changes written to a log before the file; a new file is switched to that once, while nobody reads it.

    SQLite waits for every other lock, but gives this one up at once, so it is asked for again.
    """
    latest = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= latest:
                raise
            time.sleep(ASK_AGAIN_S)
        else:
            return


def schema_of(connection: sqlite3.Connection) -> int:
    """The schema of an open file, 0 for an empty one.  Raises sqlite3.Error when it is no database."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_damage(error: Exception) -> bool:
    """True when the file itself is wrong; a full disk, a lock or a missing right are not."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, DamageFoundError) or code & 0xFF in DAMAGE_CODES


def foreign(connection: sqlite3.Connection, version: int) -> str:
    """Why an open file with this schema number is no history of any version of ours; empty where it is one.

    A file without tables is one that was being made.  Each migration raises the number by one and is recorded, so a
    number that differs from what is recorded was not written by us.
    """
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    tables = {str(row[0]) for row in connection.execute(query)}
    if version == 0 and tables <= {MIGRATIONS_TABLE}:
        return ""
    if not {*OWN_TABLES, MIGRATIONS_TABLE} <= tables:
        return "not a history of Backstride"
    recorded = connection.execute(f"SELECT COUNT(*) FROM {MIGRATIONS_TABLE}").fetchone()[0]
    return "" if recorded == version else f"schema number {version} after {recorded} migrations"


def damage(connection: sqlite3.Connection) -> str:
    """What is wrong in the whole file, empty where nothing is; takes about two milliseconds a year of history."""
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found.splitlines()[-1]  # the lines before it only name the database


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
                raise DamageFoundError(found)
        unfinished.replace(target)


def _bring_up_to_date(connection: sqlite3.Connection, paths: Paths) -> None:
    """Back up and migrate, alone: a second process that starts at the same moment waits, and finds it done."""
    with writing(connection):
        version = schema_of(connection)
        if version == SCHEMA_VERSION:
            return
        if version:
            # From a second connection: SQLite copies nothing from one that is writing, and Python would try for ever.
            with contextlib.closing(connect_read_only(paths.database, closed=False)) as old:
                back_up(old, before_schema_path(paths.backups, SCHEMA_VERSION))
        migrate(connection)


def _with_rows(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    return connection


def _look_over(path: Path) -> int:
    """The schema of the file, 0 where there is none.

    Raises sqlite3.Error, DamageFoundError for what is no history, UnicodeDecodeError where not even its fault is text.

    Looked at without the right to write: closing a connection that may write would tidy up a newer version's file, and
    write what stands in the log into a damaged one.
    """
    if not path.is_file() or path.stat().st_size == 0:
        return 0
    with path.open("rb") as file:
        if max(file.read(FORMATS.stop)[FORMATS], default=0) > NEWEST_FORMAT:
            raise DamageFoundError("unknown file format")  # SQLite would open it, but never write
    closed = not path.with_name(path.name + "-wal").exists()
    with contextlib.closing(connect_read_only(path, closed=closed)) as connection:
        try:
            version = schema_of(connection)
            fault = foreign(connection, version)
            doubtful = not closed or version < SCHEMA_VERSION or path.stat().st_size <= LOOKED_OVER_BYTES
            if version <= SCHEMA_VERSION and doubtful:
                fault = fault or damage(connection)
            if version == SCHEMA_VERSION:
                fault = fault or refused(connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise  # the system's fault; our own questions are sound
            fault = str(error)
    if fault:
        raise DamageFoundError(fault)
    return version
