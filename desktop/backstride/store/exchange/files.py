"""Which file the history becomes: its ending says so."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from backstride.core.errors import Trouble, UserError
from backstride.store.atomic import write_whole
from backstride.store.database import reading
from backstride.store.exchange.exporting import export_document

Writer = Callable[[sqlite3.Connection], bytes | Iterable[bytes]]
"""Makes the content of a file from a history that nobody changes meanwhile, whole or piece by piece."""

WRITERS: Mapping[str, Writer] = {".json": export_document}
"""The writer for each ending; only .json holds everything and can be imported again."""


def write_export(connection: sqlite3.Connection, path: Path) -> None:
    """Write the history to `path` as its ending says, whole or not at all.

    Raises UserError: unknown ending, no such folder, the file cannot be written; a file that was there then stays as
    it was.  Raises sqlite3.Error where the history cannot be read.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UserError(Trouble.UNKNOWN_EXPORT, where=path, detail=", ".join(WRITERS))
    if not path.parent.is_dir():
        raise UserError(Trouble.FOLDER_MISSING, where=path, detail=path.parent)
    try:
        with reading(connection):
            write_whole(path, writer(connection))
    except OSError as error:
        raise UserError(Trouble.NOT_SAVED, where=path, detail=error.strerror or error) from error
