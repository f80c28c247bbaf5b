"""Backs the history up, tells what each backup holds, and restores one into the open history, whole or not at all."""

import logging
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from backstride.core.errors import Trouble, UserError
from backstride.store.backup_files import (
    BackupFile,
    Reason,
    backup_files,
    discard_superfluous,
    free_path,
    is_due,
    weekly_path,
    workspace,
)
from backstride.store.database import (
    SCHEMA_VERSION,
    BackupCancelledError,
    back_up,
    connect,
    connect_read_only,
    damage,
    is_damage,
    migrate,
    schema_of,
    set_pragmas,
)
from backstride.store.paths import Paths

_log = logging.getLogger(__name__)


class Contents(Struct, frozen=True):
    """What a history holds: sessions that the log shows, and the local days of the first and the last."""

    sessions: int
    first_day: date | None
    last_day: date | None


class Backup(Struct, frozen=True):
    """One backup.  `made` is the local time there and then, without an offset.

    `damaged` says what is wrong where it cannot be read; its other values are then 0 and None.
    """

    path: Path
    made: datetime
    reason: Reason
    size_bytes: int
    schema_version: int = 0
    sessions: int = 0
    first_day: date | None = None
    last_day: date | None = None
    damaged: str = ""

    @property
    def is_newer(self) -> bool:
        """True when only a newer Backstride can restore it."""
        return self.schema_version > SCHEMA_VERSION

    @property
    def can_be_restored(self) -> bool:
        """True when nothing that is known so far speaks against it."""
        return not self.damaged and not self.is_newer


def contents(connection: sqlite3.Connection) -> Contents:
    """What the history holds.  Raises sqlite3.Error, or ValueError or TypeError where a day is none."""
    count, first, last = connection.execute(
        "SELECT COUNT(*), MIN(day), MAX(day) FROM sessions WHERE status NOT IN ('abandoned', 'running')"
    ).fetchone()
    return Contents(
        count,
        None if first is None else date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
    )


def back_up_weekly(
    connection: sqlite3.Connection,
    folder: Path,
    now: datetime,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Path | None:
    """Make this week's backup if it is due and there is anything to keep, and discard what is beyond the number kept.

    Returns the new file, None where none was due or none could be made; that is logged and never an error, for a start
    must not fail because of it.  `is_cancelled` is asked between pieces of 1 MiB.  Raises sqlite3.DatabaseError when
    the history turns out to be damaged, for that is worse than a backup that is missing.
    """
    path = None
    try:
        if is_due(backup_files(folder), now.date()) and _holds_anything(connection):
            path = weekly_path(folder, now)
            back_up(connection, path, checked=True, is_cancelled=is_cancelled)
            _log.info("weekly backup made: %s", path.name)
    except BackupCancelledError:
        return None
    except (UserError, OSError, sqlite3.Error) as error:
        _log.warning("no weekly backup: %s", error)
        if is_damage(error):
            raise
        return None
    discard_superfluous(folder, now)
    return path


def back_up_by_hand(
    connection: sqlite3.Connection,
    folder: Path,
    now: datetime,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Make a backup because the user asked for it; returns the new file.

    Raises UserError when that is impossible, and BackupCancelledError soon after `is_cancelled` has become true.
    """
    path = free_path(folder, Reason.BY_HAND, now)
    try:
        back_up(connection, path, checked=True, is_cancelled=is_cancelled)
    except (OSError, sqlite3.Error) as error:
        raise UserError(Trouble.NOT_SAVED, where=path, detail=_reason_of(error)) from error
    discard_superfluous(folder, now)
    return path


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """All backups in `folder`, newest first, each with what it holds; nothing is written.

    Only what stands in the first pages is read, so that a page can show it at once; damage further inside is found
    when a backup is restored.
    """
    return tuple(_described(file) for file in sorted(backup_files(folder), key=_age_order, reverse=True))


def restore(connection: sqlite3.Connection, paths: Paths, backup: Path, now: datetime) -> None:
    """Replace everything in the open history by what `backup` holds, migrated to the current schema.

    The present state is backed up first, so that this can be undone.  The backup is checked and migrated in a copy of
    its own; then SQLite copies that into the history in one transaction.  Raises UserError, and the history is as it
    was, when the backup is damaged or newer, when there is no room, or when another process keeps the history locked.
    """
    try:
        with sound_copy(backup, paths.backups, _page_size(connection)) as source:
            undo = free_path(paths.backups, Reason.BEFORE_RESTORE, now)
            back_up(connection, undo)
            try:
                source.backup(connection, progress=_give_up_when_locked)
            except BaseException:
                undo.unlink(missing_ok=True)
                raise
        set_pragmas(connection)
    except (OSError, sqlite3.Error) as error:
        raise UserError(Trouble.NOT_RESTORED, where=backup, detail=_reason_of(error)) from error
    _log.info("history restored from %s; the state before it is in %s", backup.name, undo.name)
    discard_superfluous(paths.backups, now)


@contextmanager
def sound_copy(backup: Path, folder: Path, page_size: int | None = None) -> Iterator[sqlite3.Connection]:
    """A checked copy of `backup` with the current schema and this page size in bytes, in a workspace in `folder`.

    Raises UserError when the backup is damaged or newer, OSError or sqlite3.Error when it cannot be copied.
    """
    if not stat.S_ISREG(backup.lstat().st_mode):
        raise UserError(Trouble.DAMAGED_BACKUP, where=backup, detail="not a file")
    with workspace(folder) as inside, closing(connect(inside / backup.name)) as copy:
        try:
            with closing(connect_read_only(backup, closed=True)) as source:
                version = schema_of(source)
                if version > SCHEMA_VERSION:
                    raise UserError(Trouble.NEWER_BACKUP, where=backup, detail=version)
                source.backup(copy)
        except sqlite3.OperationalError:
            raise  # no room for the copy, say; the backup may well be sound
        except sqlite3.DatabaseError as error:
            raise UserError(Trouble.DAMAGED_BACKUP, where=backup, detail=error) from error
        if fault := _fault_in(copy, version):
            raise UserError(Trouble.DAMAGED_BACKUP, where=backup, detail=fault)
        if page_size is not None and page_size != _page_size(copy):
            _use_page_size(copy, page_size)
        set_pragmas(copy)
        if version < SCHEMA_VERSION:
            migrate(copy)
        yield copy


def _fault_in(copy: sqlite3.Connection, version: int) -> str:
    """Why this is no history that could be restored, empty where it is one."""
    if version == 0:
        return "not a history"
    try:
        contents(copy)
        return damage(copy)
    except (sqlite3.Error, ValueError, TypeError) as error:
        return str(error)


def _page_size(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA page_size").fetchone()[0])


def _use_page_size(copy: sqlite3.Connection, size_bytes: int) -> None:
    """SQLite cannot change the page size of a history that is written ahead, so the copy has to fit it."""
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute(f"PRAGMA page_size = {size_bytes}")
    copy.execute("VACUUM")


def _give_up_when_locked(status: int, remaining: int, total: int) -> None:
    """Without this, sqlite3 tries for ever; the connection has waited for `BUSY_MS` already."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _described(file: BackupFile) -> Backup:
    held, version, damaged = Contents(0, None, None), 0, "" if file.size_bytes else "empty file"
    try:
        with closing(connect_read_only(file.path, closed=True)) as connection:
            version = schema_of(connection)
            if not damaged and version <= SCHEMA_VERSION:  # what a newer schema means is not ours to tell
                held = contents(connection)
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        version, damaged = 0, _reason_of(error)
    return Backup(
        path=file.path,
        made=file.made,
        reason=file.reason,
        size_bytes=file.size_bytes,
        schema_version=version,
        sessions=held.sessions,
        first_day=held.first_day,
        last_day=held.last_day,
        damaged=damaged,
    )


def _age_order(file: BackupFile) -> tuple[datetime, str]:
    return file.made, file.path.name


def _holds_anything(connection: sqlite3.Connection) -> bool:
    """True when there is a session, a pause or something in the bin."""
    query = "SELECT EXISTS (SELECT 1 FROM sessions) OR EXISTS (SELECT 1 FROM pauses) OR EXISTS (SELECT 1 FROM bin)"
    return bool(connection.execute(query).fetchone()[0])


def _reason_of(error: Exception) -> str:
    """What the system reported, without the path that the sentence names anyway."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
