"""Reads a document and merges it into a history: nothing that is here is lost, and twice is as good as once."""

import re
import sqlite3
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from backstride.core.checking import MAX_TOLD_LENGTH
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.plain_text import shortened
from backstride.store.bounded import NotRegularError, TooLargeError, read_regular
from backstride.store.database import reading, writing
from backstride.store.exchange.checks import NOT_DECODED, document_problems, plan_texts, with_plans
from backstride.store.exchange.document import APP, FORMAT, BinEntry, Document, PauseEntry, SessionEntry
from backstride.store.exchange.entries import (
    delete_session,
    insert_binned,
    insert_pause,
    insert_session,
    read_sessions,
    session_values,
)
from backstride.store.session_log import may_be_playing, utc_text

MAX_IMPORT_BYTES = 200_000_000
"""A session takes about four kilobytes: a hundred years of a session a day stay below; more would eat the memory."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Scalar = TypeVar("Scalar", str, int)


class ImportPreview(Struct, frozen=True):
    """What an import does: numbers of sessions, unless it says otherwise.

    `new` are added, `same` are here already, `replaced` are here in an earlier form, `kept` are here in a later form
    or being played, `in_bin` were deleted here and stay so, `binned` were deleted there and are not here: they go to
    the bin.  `pauses` is the number of pauses that are new.  `first` and `last` are the days of the earliest and the
    latest session of the document, None without any.
    """

    new: int
    same: int
    replaced: int
    kept: int
    in_bin: int
    binned: int
    pauses: int
    first: date | None
    last: date | None

    @property
    def changes(self) -> bool:
        """False when the import writes nothing."""
        return bool(self.new or self.replaced or self.binned or self.pauses)


class _Merge(Struct, frozen=True):
    """What is to be written."""

    new: tuple[SessionEntry, ...]
    replacing: tuple[SessionEntry, ...]
    binned: tuple[BinEntry, ...]
    pauses: tuple[PauseEntry, ...]


class _Head(Struct):
    """Whatever stands where a document says what it is, not decoded: it may be as large as the file."""

    app: Raw = Raw(b"null")
    format: Raw = Raw(b"null")


def read_import(path: Path) -> Document:
    """The document in `path`, checked in everything that can be known without a history.

    Raises UserError, which says what is wrong and where: the file cannot be read, is too large, is no document of
    ours or one of a newer version, or something in it is invalid.
    """
    content = _content(path)
    try:
        head = msgspec.json.decode(content, type=_Head)
        app, format_number = _only(head.app, str), _only(head.format, int)
    except msgspec.ValidationError as error:
        raise UserError(Trouble.FOREIGN_IMPORT, where=path) from error
    except NOT_DECODED as error:
        raise UserError(Trouble.IMPORT_NOT_JSON, where=path, detail=shortened(str(error), MAX_TOLD_LENGTH)) from error
    if app != APP:
        raise UserError(Trouble.FOREIGN_IMPORT, where=path)
    if format_number is not None and format_number > FORMAT:
        raise UserError(Trouble.NEWER_IMPORT, where=path, detail=shortened(str(format_number), MAX_TOLD_LENGTH))
    try:
        return _checked(msgspec.json.decode(content, type=Document))
    except NOT_DECODED as error:
        raise UserError(Trouble.INVALID_IMPORT, where=path, detail=shortened(_told(error), MAX_TOLD_LENGTH)) from error
    except ValueError as error:
        raise UserError(Trouble.INVALID_IMPORT, where=path, detail=shortened(str(error), MAX_TOLD_LENGTH)) from error


def preview(connection: sqlite3.Connection, document: Document) -> ImportPreview:
    """What importing the document would do now; nothing is written.  Raises sqlite3.Error."""
    with reading(connection):
        return _compare(connection, document)[1]


def apply_import(connection: sqlite3.Connection, document: Document) -> ImportPreview:
    """Merge the document, all or nothing; what was done.  Raises sqlite3.Error.

    A session that is here in another form is replaced when that of the document was saved or corrected later.
    """
    with writing(connection):
        merge, found = _compare(connection, document)
        for session in merge.replacing:
            delete_session(connection, session.id)
        for session in merge.new + merge.replacing:
            insert_session(connection, session, bytes(document.plans[session.plan]))
        for binned in merge.binned:
            insert_binned(connection, binned, bytes(document.plans[binned.session.plan]))
        for pause in merge.pauses:
            insert_pause(connection, pause)
    return found


def _compare(connection: sqlite3.Connection, document: Document) -> tuple[_Merge, ImportPreview]:
    """Hold the document against the history."""
    coming = {session.id: session for session in document.sessions}
    in_bin = _ids(connection, "SELECT id FROM bin")
    replacing, same, kept = _judge(connection, coming)
    known = in_bin | _ids(connection, "SELECT id FROM sessions")
    paused = _ids(connection, "SELECT id FROM pauses")
    merge = _Merge(
        new=tuple(session for session in document.sessions if session.id not in known),
        replacing=tuple(replacing),
        binned=tuple(entry for entry in document.bin if entry.session.id not in known),
        pauses=tuple(pause for pause in document.pauses if pause.id not in paused),
    )
    days = [session.day for session in document.sessions]
    return merge, ImportPreview(
        new=len(merge.new),
        same=same,
        replaced=len(replacing),
        kept=kept,
        in_bin=len(coming.keys() & in_bin),
        binned=len(merge.binned),
        pauses=len(merge.pauses),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _judge(connection: sqlite3.Connection, coming: dict[str, SessionEntry]) -> tuple[list[SessionEntry], int, int]:
    """The sessions that replace those that are here, and how many are the same and how many are kept."""
    running = connection.execute("SELECT id, pid FROM sessions WHERE status = 'running'")
    played = {row["id"] for row in running if may_be_playing(row["pid"])}
    replacing: list[SessionEntry] = []
    same = kept = 0
    for mine in read_sessions(connection):
        theirs = coming.get(mine.id)
        if theirs is None:
            continue
        if _content_of(theirs) == _content_of(mine):
            same += 1
        elif mine.id not in played and _precedence(theirs) > _precedence(mine):
            replacing.append(theirs)
        else:
            kept += 1
    return replacing, same, kept


def _content_of(session: SessionEntry) -> tuple[object, ...]:
    """All of a session as the history would hold it: moments to the millisecond."""
    return (session_values(session), session.work, session.hurts)


def _precedence(session: SessionEntry) -> tuple[str, bool, int]:
    """Of two forms of one session the one with the greater precedence is the later.

    How a session felt, and how one that a crash left was settled, is written without a new `saved_utc`: at the same
    moment the one that is settled is the later, then the one that tells more.
    """
    written = max(session.saved_utc, session.edited_utc or session.saved_utc)
    said = (session.pain_before, session.pain_during, session.pain_after, session.effort, session.mood)
    told = sum(value is not None for value in said) + bool(session.note) + len(session.work) + len(session.hurts)
    return utc_text(written), session.status is not Status.RUNNING, told


def _ids(connection: sqlite3.Connection, query: str) -> set[str]:
    return {row["id"] for row in connection.execute(query)}


def _content(path: Path) -> bytes:
    """The bytes of a regular file of sensible size, without a byte order mark."""
    try:
        return read_regular(path, MAX_IMPORT_BYTES).removeprefix(_BYTE_ORDER_MARK)
    except NotRegularError as error:
        raise UserError(Trouble.IMPORT_UNREADABLE, where=path, detail="not a regular file") from error
    except TooLargeError as error:
        megabytes = -(-error.size // 1_000_000)
        raise UserError(Trouble.IMPORT_TOO_LARGE, where=path, detail=f"{megabytes} MB") from error
    except OSError as error:
        raise UserError(Trouble.IMPORT_UNREADABLE, where=path, detail=error.strerror or error) from error


def _only(raw: Raw, kind: type[Scalar]) -> Scalar | None:
    """The value if it is of that kind.  Raises what is in `NOT_DECODED`."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        return None


def _checked(document: Document) -> Document:
    """The document with its plans as they were written.  Raises ValueError with the place and the reason."""
    document = with_plans(document, plan_texts(document))
    problem = next(document_problems(document), None)
    if problem is not None:
        raise ValueError(f"{problem.place}: {problem.reason}")
    return document


def _told(error: Exception) -> str:
    """What the decoder reports, with the place first: "sessions[3].day: expected `str`, got `int`"."""
    reason, _, place = str(error).partition(" - at ")
    reason = reason[:1].lower() + reason[1:]
    place = re.sub(r"^`?\$\.?|`", "", place)
    return f"{place}: {reason}" if place else reason
