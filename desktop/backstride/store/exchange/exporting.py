"""The whole history as one JSON document, made piece by piece so that its size costs no memory."""

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from backstride.store.exchange.document import APP, FORMAT
from backstride.store.exchange.entries import read_bin, read_pauses, read_plan, read_sessions


def export_document(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The pieces of the document; the same history always gives the same bytes.

    Nobody may write to the history until the last piece is taken: see `store.database.reading`.  Raises sqlite3.Error.
    """
    binned = list(read_bin(connection))
    yield b'{\n "format": %d,\n "app": "%s"' % (FORMAT, APP.encode())
    yield from _member("sessions", b"[]", map(_pretty, read_sessions(connection)))
    yield from _member("plans", b"{}", _plans(connection, {entry.session.plan: plan for entry, plan in binned}))
    yield from _member("pauses", b"[]", map(_pretty, read_pauses(connection)))
    yield from _member("bin", b"[]", (_pretty(entry) for entry, _ in binned))
    yield b"\n}\n"


def _plans(connection: sqlite3.Connection, of_binned: dict[str, bytes]) -> Iterator[bytes]:
    """The plans that sessions follow, deleted ones too, each once and by its id."""
    followed = {row["plan"] for row in connection.execute("SELECT DISTINCT plan FROM sessions")}
    for plan_id in sorted(followed | of_binned.keys()):
        text = read_plan(connection, plan_id) if plan_id in followed else of_binned[plan_id]
        yield b'"%s": %s' % (plan_id.encode(), _indented(text))


def _member(name: str, brackets: bytes, items: Iterable[bytes]) -> Iterator[bytes]:
    """A member of the document with its items, which are already indented."""
    yield b',\n "%s": %s' % (name.encode(), brackets[:1])
    separator, end = b"\n  ", b""
    for item in items:
        yield separator + item
        separator, end = b",\n  ", b"\n "
    yield end + brackets[1:]


def _pretty(entry: Struct) -> bytes:
    return _indented(msgspec.json.encode(entry))


def _indented(text: bytes) -> bytes:
    """JSON for the second level of the document; a line break is never part of a string in JSON."""
    return msgspec.json.format(text, indent=1).replace(b"\n", b"\n  ")
