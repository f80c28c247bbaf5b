"""Corrects the history by hand: edits, adds, deletes to a bin and brings back; every change is whole or not at all."""

import sqlite3
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.history import Correction, DoneElsewhere, Pause, PauseReason
from backstride.core.timeline import Timeline
from backstride.store.database import writing
from backstride.store.exchange.checks import pause_problems, session_problems
from backstride.store.exchange.document import BinEntry, KeptSession, PauseEntry, SessionEntry
from backstride.store.exchange.entries import (
    delete_session,
    insert_binned,
    insert_pause,
    insert_session,
    read_pauses,
    read_plan,
    read_session,
    update_session,
)
from backstride.store.session_log import utc_text

BIN_DAYS = 30
"""How long a deleted session can be brought back."""


class Binned(Struct, frozen=True):
    """A deleted session.  `started` carries the offset of the place where it was played, `deleted` is in UTC."""

    id: str
    name: str
    started: datetime
    deleted: datetime


class _Title(Struct):
    """As much of a deleted session as is shown of it."""

    name: str
    started_utc: datetime
    utc_offset_s: int


class _Titled(Struct):
    """What the bin holds, without its plan and its work."""

    session: _Title


class Corrections:
    """The correcting side of the history, over one open connection.

    Moments carry their offset.  Methods that write raise sqlite3.Error when the disk refuses, KeyError for an id that
    is not there, and ValueError for a value that no history can hold.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def edit(self, session_id: str, correction: Correction, now: datetime) -> None:
        """Correct a session that has ended; its day follows its start.

        Raises UserError when it is running, or would begin after `now`.
        """
        with writing(self._connection):
            session = self._ended(session_id)
            changed = msgspec.structs.replace(
                session,
                **_start_values(correction.started, now),
                **asdict(correction.feelings),
                active_ms=correction.active_ms,
                counted=correction.counts,
                edited_utc=now.astimezone(UTC),
            )
            plan = read_plan(self._connection, session.plan)
            _require_valid(changed, msgspec.json.decode(plan, type=Timeline))
            update_session(self._connection, changed)

    def add(self, done: DoneElsewhere, now: datetime) -> str:
        """Write a session that was done without Backstride; its id.  It counts, and its plan is empty.

        Raises UserError when it would begin after `now`.
        """
        timeline = Timeline(done.routine, done.name, 0, done.kind, (), ())
        plan = msgspec.json.encode(timeline)
        session = SessionEntry(
            id=uuid.uuid4().hex,
            routine=done.routine,
            name=done.name,
            version=0,
            kind=done.kind,
            plan=sha256(plan).hexdigest(),
            status=Status.COMPLETED,
            **_start_values(done.started, now),
            saved_utc=now.astimezone(UTC),
            planned_ms=0,
            active_ms=done.active_ms,
            paused_ms=0,
            work_planned=0,
            work_done=0,
            steps_planned=0,
            steps_done=0,
            counted=True,
            position=0,
            speed=1.0,
            **asdict(done.feelings),
            added=True,
        )
        _require_valid(session, timeline)
        with writing(self._connection):
            insert_session(self._connection, session, plan)
        return session.id

    def delete(self, ids: Sequence[str], now: datetime) -> None:
        """Put sessions that have ended into the bin, all or none.  Raises UserError when one is running."""
        with writing(self._connection):
            for session_id in ids:
                session = self._ended(session_id)
                plan = read_plan(self._connection, session.plan)
                insert_binned(self._connection, BinEntry(now.astimezone(UTC), session), plan)
                delete_session(self._connection, session_id)

    def restore(self, ids: Sequence[str]) -> None:
        """Bring sessions back from the bin as they were, all or none."""
        with writing(self._connection):
            for session_id in ids:
                row = self._connection.execute("SELECT session FROM bin WHERE id = ?", [session_id]).fetchone()
                if row is None:
                    raise KeyError(session_id)
                kept = msgspec.json.decode(row["session"], type=KeptSession)
                insert_session(self._connection, kept.session, bytes(kept.timeline))
                self._connection.execute("DELETE FROM bin WHERE id = ?", [session_id])

    def binned(self) -> tuple[Binned, ...]:
        """The deleted sessions, the one deleted last first."""
        rows = self._connection.execute("SELECT * FROM bin ORDER BY deleted_utc DESC, id")
        return tuple(_binned(row) for row in rows)

    def empty_bin(self, now: datetime) -> None:
        """Remove for good what was deleted more than `BIN_DAYS` ago, and plans that no session follows any more."""
        with writing(self._connection):
            oldest = utc_text(now - timedelta(days=BIN_DAYS))
            self._connection.execute("DELETE FROM bin WHERE deleted_utc < ?", [oldest])
            self._connection.execute("DELETE FROM plans WHERE id NOT IN (SELECT plan FROM sessions)")

    def add_pause(self, first: date, last: date, reason: PauseReason) -> str:
        """Let the days from `first` to `last` protect the streak; the id of the pause."""
        pause = PauseEntry(uuid.uuid4().hex, first, last, reason)
        for problem in pause_problems(pause, "pause"):
            raise ValueError(f"{problem.place} {problem.reason}")
        with writing(self._connection):
            insert_pause(self._connection, pause)
        return pause.id

    def delete_pause(self, pause_id: str) -> None:
        """Let these days be as all others again."""
        with writing(self._connection):
            if not self._connection.execute("DELETE FROM pauses WHERE id = ?", [pause_id]).rowcount:
                raise KeyError(pause_id)

    def pauses(self) -> tuple[Pause, ...]:
        """The days that protect the streak, by their first day."""
        return tuple(
            Pause(pause.id, pause.first_day, pause.last_day, pause.reason) for pause in read_pauses(self._connection)
        )

    def _ended(self, session_id: str) -> SessionEntry:
        """A session that may be changed.  Raises KeyError, UserError."""
        session = read_session(self._connection, session_id)
        if session.status is Status.RUNNING:
            raise UserError(Trouble.STILL_RUNNING, where=session.name)
        return session


def _start_values(started: datetime, now: datetime) -> dict[str, Any]:
    """The columns that follow from a start.  Raises UserError when it lies in the future."""
    offset = started.utcoffset()
    if offset is None:
        raise ValueError("a start needs its offset from UTC")
    if started > now:
        raise UserError(Trouble.IN_THE_FUTURE, where=started.strftime("%Y-%m-%d %H:%M"))
    return {
        "started_utc": started.astimezone(UTC),
        "utc_offset_s": int(offset.total_seconds()),
        "day": started.date(),
    }


def _require_valid(session: SessionEntry, timeline: Timeline) -> None:
    """Raise ValueError for what an export could not hand to an import."""
    msgspec.convert(msgspec.to_builtins(session), SessionEntry)
    for problem in session_problems(session, {session.plan: len(timeline.segments)}, "session"):
        raise ValueError(f"{problem.place} {problem.reason}")


def _binned(row: sqlite3.Row) -> Binned:
    session = msgspec.json.decode(row["session"], type=_Titled).session
    zone = timezone(timedelta(seconds=session.utc_offset_s))
    return Binned(
        id=row["id"],
        name=session.name,
        started=session.started_utc.astimezone(zone),
        deleted=datetime.fromisoformat(row["deleted_utc"]),
    )
