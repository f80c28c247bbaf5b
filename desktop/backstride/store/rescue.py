"""Opens the history whatever became of its file: a damaged one is moved aside and the newest good backup restored.

Nothing is deleted and nothing overwritten: `history-damaged-2026-03-04T183000.db`, with the `-wal` and `-shm` that
belonged to it, stays beside the history until its owner decides.
"""

import logging
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from backstride.core.errors import Trouble, UserError
from backstride.store.backup_files import Reason, backup_files, workspace
from backstride.store.backups import Backup, list_backups, sound_copy
from backstride.store.database import (
    SCHEMA_VERSION,
    back_up,
    connect_in_memory,
    connect_read_only,
    damage,
    foreign,
    migrate,
    open_history,
    schema_of,
    set_pragmas,
)
from backstride.store.paths import Paths

_log = logging.getLogger(__name__)

COMPANIONS = ("-wal", "-shm")
"""What SQLite puts beside a database that is open; of a damaged one it may hold what was written last."""


class Opened(Struct, frozen=True):
    """An open history and what its user has to be told, in this order; `kept` is False where it is in memory."""

    connection: sqlite3.Connection
    troubles: tuple[UserError, ...] = ()
    kept: bool = True


def open_or_rescue(paths: Paths, now: datetime) -> Opened:
    """The history of this profile; if its file is damaged, the newest good backup in its place, or a fresh one.

    Raises UserError, and every file is as it was: the folder cannot be used, the file comes from a newer version, or
    there is no room for a rescue.
    """
    try:
        return Opened(_open(paths))
    except UserError as error:
        if error.trouble is not Trouble.DAMAGED_DATABASE:
            raise
    # Before anything is moved it is looked at again: another process may have been making the file at that moment.
    try:
        return Opened(_open(paths))
    except UserError as error:
        if error.trouble is not Trouble.DAMAGED_DATABASE:
            raise
        fault = error.detail
    try:
        told = _replace(paths, now, fault)
    except (OSError, sqlite3.Error) as error:
        raise UserError(Trouble.NOT_RESCUED, where=paths.database, detail=error) from error
    _log.warning("%s", told)
    return Opened(open_history(paths), (told,))


def open_in_memory(paths: Paths, why: UserError) -> Opened:
    """A history that can be written but is not kept, for a profile that cannot be used; `why` says so.

    It begins with what can be read of the history, so that what was done before still shows.
    """
    connection = _copy_in_memory(paths.database) or connect_in_memory()
    set_pragmas(connection)
    if schema_of(connection) < SCHEMA_VERSION:
        migrate(connection)
    _log.warning("%s; nothing is kept", why)
    return Opened(connection, (why, UserError(Trouble.NOTHING_KEPT, where=paths.data_dir)), kept=False)


def _open(paths: Paths) -> sqlite3.Connection:
    if _was_emptied(paths):
        raise UserError(Trouble.DAMAGED_DATABASE, where=paths.database, detail="empty file")
    return open_history(paths)


def _was_emptied(paths: Paths) -> bool:
    """True for a file without content that once had some; where there is no backup it may never have had any."""
    try:
        return paths.database.stat().st_size == 0 and bool(backup_files(paths.backups))
    except OSError:
        return False


def _replace(paths: Paths, now: datetime, fault: str) -> UserError:
    """Put the newest good backup in place of the damaged file, which is moved aside; what is to be told."""
    for backup in _best_first(paths.backups):
        try:
            with sound_copy(backup.path, paths.backups) as copy, workspace(paths.data_dir) as folder:
                restored = folder / paths.database.name
                back_up(copy, restored)
                aside = _set_aside(paths.database, now)
                restored.replace(paths.database)
        except UserError as error:
            if error.trouble not in (Trouble.DAMAGED_BACKUP, Trouble.NEWER_BACKUP):
                raise
            _log.warning("%s", error)
            continue
        return UserError(Trouble.HISTORY_RESTORED, where=aside, detail=fault, instead=backup.path)
    return UserError(Trouble.HISTORY_BEGUN_ANEW, where=_set_aside(paths.database, now), detail=fault)


def _best_first(folder: Path) -> list[Backup]:
    """The backups to be tried, newest first; what a restore replaced was given up by the user, so it comes last."""
    good = [backup for backup in list_backups(folder) if backup.can_be_restored]
    return sorted(good, key=lambda backup: backup.reason is Reason.BEFORE_RESTORE)


def _set_aside(database: Path, now: datetime) -> Path:
    """Give a damaged file and its companions a name with the time, which no other file has.  Raises OSError.

    The log goes first: beside a new database SQLite would take it for that one's own.
    """
    while True:
        aside = database.with_name(f"{database.stem}-damaged-{now:%Y-%m-%dT%H%M%S}{database.suffix}")
        if not any(aside.with_name(aside.name + end).exists() for end in ("", *COMPANIONS)):
            break
        now += timedelta(seconds=1)
    for end in (*COMPANIONS, ""):
        path = database.with_name(database.name + end)
        if path.exists():
            path.rename(aside.with_name(aside.name + end))
    return aside


def _copy_in_memory(database: Path) -> sqlite3.Connection | None:
    """A copy of a sound history that can be read, None where there is none.

    Where the log cannot be read along, the state before it is better than nothing.
    """
    log = database.with_name(database.name + "-wal")
    try:
        ways = (False, True) if log.exists() else (True,)
    except OSError:
        return None  # not even the folder may be read
    for closed in ways:
        memory = connect_in_memory()
        try:
            with closing(connect_read_only(database, closed=closed)) as source:
                version = schema_of(source)
                if 0 < version <= SCHEMA_VERSION and not foreign(source, version) and not damage(source):
                    source.backup(memory)
                    return memory
        except (sqlite3.Error, UnicodeDecodeError) as error:
            _log.warning("history not read: %s", error)
        memory.close()
    return None
