"""Writes sessions: from their first second, at the end of every piece of work, and when they end."""

import os
import sqlite3
import sys
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, Hurt, LeftRunning
from backstride.core.record import MOSTLY, SessionRecord, WorkRecord
from backstride.core.timeline import Timeline
from backstride.store.database import BUSY_MS, writing

NAME_IN_COMMAND = b"backstride"
"""However the program is started, frozen, as a script or as a module, this is in its command line."""


class SessionRow(Struct, frozen=True):
    """What is written of a session.  `started` is aware of its offset; `speed` 1 is real time."""

    id: str
    timeline: Timeline
    started: datetime
    speed: float


class Unfinished(Struct, frozen=True):
    """A session as a crash left it, to be gone on with."""

    row: SessionRow
    position: int
    done: frozenset[int]
    active_ms: int
    paused_ms: int


def new_session(timeline: Timeline, started: datetime, speed: float = 1.0) -> SessionRow:
    """A row with a fresh id, not yet written."""
    return SessionRow(uuid.uuid4().hex, timeline, started, speed)


class SessionLog:
    """The writing side of the history, over one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(
        self,
        row: SessionRow,
        so_far: SessionRecord,
        position: int,
        new_work: Sequence[WorkRecord],
        now: datetime,
        *,
        wait_ms: int = BUSY_MS,
    ) -> None:
        """Write the session as it stands and the work that is new, all or nothing.

        Raises sqlite3.Error, also when another process keeps on writing for longer than `wait_ms`.
        """
        from sqlite_utils import Database  # late: slow to import

        db = Database(self._connection, execute_plugins=False)
        plan_json = msgspec.json.encode(row.timeline)
        plan_id = sha256(plan_json).hexdigest()
        with writing(self._connection, wait_ms=wait_ms):
            db.table("plans").insert({"id": plan_id, "timeline": plan_json.decode()}, pk="id", ignore=True)
            db.table("sessions").upsert(_session_values(row, so_far, position, plan_id, now), pk="id")
            db.table("work").insert_all([_work_values(row.id, item) for item in new_work])

    def left_running(self) -> tuple[LeftRunning, ...]:
        """Sessions that are marked as running although no process plays them, newest first."""
        rows = self._connection.execute(
            "SELECT s.*, p.timeline FROM sessions s JOIN plans p ON p.id = s.plan"
            " WHERE s.status = 'running' ORDER BY s.started_utc DESC"
        )
        return tuple(
            LeftRunning(
                id=row["id"],
                routine=row["routine"],
                name=row["name"],
                started=local_start(row),
                position=row["position"],
                segments=len(_timeline(row).segments),
            )
            for row in rows
            if not _is_alive(row["pid"])
        )

    def unfinished(self, session_id: str) -> Unfinished:
        """Everything that is needed to go on with a session.  Raises KeyError when there is none."""
        row = self._connection.execute(
            "SELECT s.*, p.timeline FROM sessions s JOIN plans p ON p.id = s.plan WHERE s.id = ?", [session_id]
        ).fetchone()
        if row is None:
            raise KeyError(session_id)
        done = self._connection.execute(
            "SELECT DISTINCT segment FROM work WHERE session = ? AND outcome = ?", [session_id, Outcome.COMPLETED]
        )
        return Unfinished(
            row=SessionRow(row["id"], _timeline(row), local_start(row), row["speed"]),
            position=row["position"],
            done=frozenset(item["segment"] for item in done),
            active_ms=row["active_ms"],
            paused_ms=row["paused_ms"],
        )

    def close_left_running(self, session_id: str, status: Status) -> None:
        """Settle a session that a crash left: kept as partial, which counts when most was done, or abandoned."""
        counts = status is Status.PARTIAL
        with writing(self._connection):
            self._connection.execute(
                "UPDATE sessions SET status = ?, counted = (? AND speed <= 1 AND steps_planned > 0"
                " AND steps_done >= ? * steps_planned) WHERE id = ? AND status = 'running'",
                [status, counts, MOSTLY, session_id],
            )

    def save_feelings(self, session_id: str, feelings: Feelings) -> None:
        """Write how a session felt.  Raises sqlite3.Error."""
        values = asdict(feelings)
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        with writing(self._connection):
            self._connection.execute(f"UPDATE sessions SET {assignments} WHERE id = :id", {**values, "id": session_id})

    def add_hurt(self, session_id: str, hurt: Hurt, *, wait_ms: int = BUSY_MS) -> None:
        """Write that something hurt.  Raises sqlite3.Error, as `save` does."""
        values = {**asdict(hurt), "session": session_id}
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        with writing(self._connection, wait_ms=wait_ms):
            self._connection.execute(f"INSERT INTO hurts ({names}) VALUES ({places})", values)


def local_start(row: sqlite3.Row) -> datetime:
    """The start of a session with the offset of the place where it was played."""
    utc = datetime.fromisoformat(row["started_utc"])
    return utc.astimezone(timezone(timedelta(seconds=row["utc_offset_s"])))


def _timeline(row: sqlite3.Row) -> Timeline:
    return msgspec.json.decode(row["timeline"], type=Timeline)


def _session_values(
    row: SessionRow, so_far: SessionRecord, position: int, plan_id: str, now: datetime
) -> dict[str, object]:
    offset = row.started.utcoffset()
    return {
        "id": row.id,
        "routine": row.timeline.routine,
        "name": row.timeline.name,
        "version": row.timeline.version,
        "kind": row.timeline.kind.value,
        "plan": plan_id,
        "status": so_far.status.value,
        "day": row.started.date().isoformat(),
        "started_utc": utc_text(row.started),
        "utc_offset_s": int(offset.total_seconds()) if offset else 0,
        "saved_utc": utc_text(now),
        "planned_ms": row.timeline.total_ms,
        "active_ms": so_far.active_ms,
        "paused_ms": so_far.paused_ms,
        "work_planned": so_far.work_planned,
        "work_done": so_far.work_done,
        "steps_planned": so_far.steps_planned,
        "steps_done": so_far.steps_done,
        "counted": int(so_far.mostly_done and row.speed <= 1),
        "position": position,
        "speed": row.speed,
        "pid": os.getpid(),
    }


def _work_values(session_id: str, work: WorkRecord) -> dict[str, object]:
    return {
        "session": session_id,
        "segment": work.index,
        "exercise": work.exercise,
        "side": work.side.value if work.side else None,
        "set_number": work.set_number,
        "planned_ms": work.planned_ms,
        "actual_ms": work.actual_ms,
        "reps": work.reps,
        "outcome": work.outcome.value,
    }


def utc_text(moment: datetime) -> str:
    """A moment as the history writes it: ISO 8601 in UTC with milliseconds, so that text sorts like time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def may_be_playing(pid: int) -> bool:
    """True when this process or another one that lives may be writing the session of this number."""
    return pid == os.getpid() or _is_alive(pid)


def _is_alive(pid: int) -> bool:
    """True when another process with this number runs that may be Backstride; our own number was used before us.

    A session that was imported has number 0, which is no process of ours but stands for a whole group of them.
    """
    if pid <= 0 or pid == os.getpid() or sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    return _may_be_backstride(pid)


def _may_be_backstride(pid: int) -> bool:
    """False when the system says that this process is another program.

    Numbers are given out anew: after a restart of the machine, or in a copied home folder, the number of a process
    that was killed may be that of one which runs from morning to night, and the session would never be offered.
    """
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True  # not Linux, or kept from us
    return NAME_IN_COMMAND in command.lower()
