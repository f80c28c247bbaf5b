"""Which file the history becomes: its ending says so."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from backstride.core.errors import Trouble, UserError
from backstride.core.history import LoggedSession
from backstride.core.review import Selection, Shown
from backstride.store.atomic import write_whole
from backstride.store.database import reading
from backstride.store.exchange.calendar import calendar_ics
from backstride.store.exchange.exporting import export_document
from backstride.store.exchange.fit import fit_activity
from backstride.store.exchange.log_csv import log_csv
from backstride.store.history import History
from backstride.store.review import Review

NO_LIMIT = -1
"""SQLite's own word for all rows."""

Writer = Callable[[sqlite3.Connection], bytes | Iterable[bytes]]
"""Makes the content of a file from a history that nobody changes meanwhile, whole or piece by piece."""


def _log_csv(connection: sqlite3.Connection) -> bytes:
    return log_csv(_ended_sessions(connection))


def _calendar_ics(connection: sqlite3.Connection) -> bytes:
    return calendar_ics(_ended_sessions(connection))


def _ended_sessions(connection: sqlite3.Connection) -> tuple[LoggedSession, ...]:
    return Review(connection).log(Selection(shown=Shown.ALL), NO_LIMIT)


WRITERS: Mapping[str, Writer] = {".json": export_document, ".csv": _log_csv, ".ics": _calendar_ics}
"""The writer for each ending; only .json holds everything and can be imported again."""


def write_export(connection: sqlite3.Connection, path: Path) -> None:
    """Write the history to `path` as its ending says, whole or not at all.

    Raises UserError: unknown ending, no such folder, the file cannot be written; a file that was there then stays as
    it was.  Raises sqlite3.Error where the history cannot be read.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UserError(Trouble.UNKNOWN_EXPORT, where=path, detail=", ".join(WRITERS))
    with reading(connection):
        write_file(path, writer(connection))


def write_fit(connection: sqlite3.Connection, session: LoggedSession, path: Path, names: Mapping[str, str]) -> None:
    """Write one session as a FIT activity, whole or not at all; `names` are those of the exercises by id.

    Raises UserError: no such folder, the file cannot be written, the day lies outside what FIT can tell.
    """
    work = History(connection).work(session.id)
    write_file(path, fit_activity(session, work, lambda exercise: names.get(exercise, exercise)))


def write_file(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file into a folder that is there, whole or not at all.  Raises UserError."""
    if not path.parent.is_dir():
        raise UserError(Trouble.FOLDER_MISSING, where=path, detail=path.parent)
    try:
        write_whole(path, content)
    except OSError as error:
        raise UserError(Trouble.NOT_SAVED, where=path, detail=error.strerror or error) from error
