"""Whole sessions between the tables of the history and the entries of a document."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Raw

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.history import PauseReason
from backstride.core.timeline import Side
from backstride.store.exchange.document import BinEntry, HurtEntry, KeptSession, PauseEntry, SessionEntry, WorkEntry
from backstride.store.session_log import utc_text

_LISTS = ("work", "hurts")
_NO_PROCESS = {"pid": 0}
"""A session that was brought in is played by nobody: when it is running, the next start offers to go on with it."""


def read_sessions(connection: sqlite3.Connection) -> Iterator[SessionEntry]:
    """All sessions by their start, one at a time."""
    for row in connection.execute("SELECT * FROM sessions ORDER BY started_utc, id"):
        yield _session_entry(connection, row)


def read_session(connection: sqlite3.Connection, session_id: str) -> SessionEntry:
    """One session.  Raises KeyError when there is none."""
    row = connection.execute("SELECT * FROM sessions WHERE id = ?", [session_id]).fetchone()
    if row is None:
        raise KeyError(session_id)
    return _session_entry(connection, row)


def read_plan(connection: sqlite3.Connection, plan_id: str) -> bytes:
    """The text of a plan that a session follows."""
    row = connection.execute("SELECT timeline FROM plans WHERE id = ?", [plan_id]).fetchone()
    return str(row["timeline"]).encode()


def read_bin(connection: sqlite3.Connection) -> Iterator[tuple[BinEntry, bytes]]:
    """The deleted sessions by the moment of their deletion, each with the text of its plan."""
    for row in connection.execute("SELECT * FROM bin ORDER BY deleted_utc, id"):
        kept = msgspec.json.decode(row["session"], type=KeptSession)
        yield BinEntry(datetime.fromisoformat(row["deleted_utc"]), kept.session), bytes(kept.timeline)


def read_pauses(connection: sqlite3.Connection) -> Iterator[PauseEntry]:
    """The days that protect the streak, by their first day."""
    for row in connection.execute("SELECT * FROM pauses ORDER BY first_day, last_day, id"):
        first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
        yield PauseEntry(row["id"], first, last, PauseReason(row["reason"]))


def session_values(entry: SessionEntry) -> dict[str, object]:
    """The columns of a session without its work and hurts and without the process that plays it."""
    return {name: _stored(value) for name, value in msgspec.structs.asdict(entry).items() if name not in _LISTS}


def insert_session(connection: sqlite3.Connection, entry: SessionEntry, plan: bytes) -> None:
    """Write a session that is not there, and its plan unless others follow it.  Raises sqlite3.Error."""
    connection.execute("INSERT OR IGNORE INTO plans (id, timeline) VALUES (?, ?)", [entry.plan, plan.decode()])
    _insert(connection, "sessions", [session_values(entry) | _NO_PROCESS])
    for table, items in (("work", entry.work), ("hurts", entry.hurts)):
        _insert(connection, table, [_child_values(entry.id, item) for item in items])


def update_session(connection: sqlite3.Connection, entry: SessionEntry) -> None:
    """Write the columns of a session that is there; its work and hurts stay.  Raises sqlite3.Error."""
    values = session_values(entry)
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE sessions SET {assignments} WHERE id = :id", values)


def delete_session(connection: sqlite3.Connection, session_id: str) -> None:
    """Remove a session with its work and hurts; its plan stays.  Raises sqlite3.Error."""
    connection.execute("DELETE FROM sessions WHERE id = ?", [session_id])


def insert_binned(connection: sqlite3.Connection, entry: BinEntry, plan: bytes) -> None:
    """Put a deleted session into the bin with all that is needed to bring it back.  Raises sqlite3.Error."""
    kept = msgspec.json.encode(KeptSession(entry.session, Raw(plan))).decode()
    values: dict[str, object] = {"id": entry.session.id, "deleted_utc": utc_text(entry.deleted_utc), "session": kept}
    _insert(connection, "bin", [values])


def insert_pause(connection: sqlite3.Connection, entry: PauseEntry) -> None:
    """Write days that protect the streak.  Raises sqlite3.Error."""
    _insert(connection, "pauses", [{name: _stored(value) for name, value in msgspec.structs.asdict(entry).items()}])


def _session_entry(connection: sqlite3.Connection, row: sqlite3.Row) -> SessionEntry:
    """The entry of a row; what is not the same in both is turned here."""
    values = {name: row[name] for name in SessionEntry.__struct_fields__ if name not in _LISTS}
    edited = row["edited_utc"]
    turned: dict[str, Any] = {
        "kind": Kind(row["kind"]),
        "status": Status(row["status"]),
        "day": date.fromisoformat(row["day"]),
        "started_utc": datetime.fromisoformat(row["started_utc"]),
        "saved_utc": datetime.fromisoformat(row["saved_utc"]),
        "edited_utc": datetime.fromisoformat(edited) if edited else None,
        "counted": bool(row["counted"]),
        "added": bool(row["added"]),
        "work": _work(connection, row["id"]),
        "hurts": _hurts(connection, row["id"]),
    }
    return SessionEntry(**(values | turned))


def _work(connection: sqlite3.Connection, session_id: str) -> tuple[WorkEntry, ...]:
    return tuple(
        WorkEntry(
            segment=row["segment"],
            exercise=row["exercise"],
            set_number=row["set_number"],
            actual_ms=row["actual_ms"],
            outcome=Outcome(row["outcome"]),
            side=_side(row),
            planned_ms=row["planned_ms"],
            reps=row["reps"],
        )
        for row in connection.execute("SELECT * FROM work WHERE session = ? ORDER BY id", [session_id])
    )


def _hurts(connection: sqlite3.Connection, session_id: str) -> tuple[HurtEntry, ...]:
    return tuple(
        HurtEntry(
            segment=row["segment"],
            exercise=row["exercise"],
            at_ms=row["at_ms"],
            level=row["level"],
            answer=row["answer"],
            side=_side(row),
        )
        for row in connection.execute("SELECT * FROM hurts WHERE session = ? ORDER BY id", [session_id])
    )


def _side(row: sqlite3.Row) -> Side | None:
    return Side(row["side"]) if row["side"] else None


def _child_values(session_id: str, item: WorkEntry | HurtEntry) -> dict[str, object]:
    return {"session": session_id, **msgspec.structs.asdict(item)}


def _stored(value: object) -> object:
    """A value of an entry as its column holds it; SQLite takes our enumerations as text and truth as a number."""
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    if rows:
        names = ", ".join(rows[0])
        places = ", ".join(f":{name}" for name in rows[0])
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
