"""Reads the history: every answer is one query over an index and bounded by what is shown."""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.history import DayTotal, Feelings, Hurt, LoggedSession, LoggedWork, RoutineCount, week_start
from backstride.core.timeline import Side
from backstride.store.session_log import local_start

COUNTS = "counted = 1"
"""The condition under which a session counts; the indexes are made for it."""
ENDED = "status NOT IN ('abandoned', 'running')"
"""The condition under which a session is shown at all."""


class History:
    """The reading side of the history, over one open connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def routine_counts(self, today: date) -> dict[str, RoutineCount]:
        """How often each routine was completed this week, this month and ever, by id; without those of no routine."""
        rows = self._connection.execute(
            "SELECT routine, COUNT(*) AS total, MAX(day) AS last_day,"
            " SUM(day >= :week) AS week, SUM(day >= :month) AS month"
            f" FROM sessions WHERE {COUNTS} AND day <= :today AND routine > '' GROUP BY routine",
            {"week": week_start(today).isoformat(), "month": today.replace(day=1).isoformat(), "today": str(today)},
        ).fetchall()
        return {
            row["routine"]: RoutineCount(
                routine=row["routine"],
                name=self._name(row["routine"]),
                week=row["week"],
                month=row["month"],
                total=row["total"],
                last_day=date.fromisoformat(row["last_day"]),
            )
            for row in rows
        }

    def log(self, limit: int, since: date | None = None) -> tuple[LoggedSession, ...]:
        """The newest `limit` sessions that began on `since` or later, discarded ones left out."""
        rows = self._connection.execute(
            f"SELECT * FROM sessions WHERE {ENDED} AND day >= ? ORDER BY started_utc DESC LIMIT ?",
            [since.isoformat() if since else "", limit],
        )
        return tuple(logged_session(row) for row in rows)

    def last_of(self, routine: str, but: str | None) -> LoggedSession | None:
        """The newest session of a routine that counts, other than `but`."""
        row = self._connection.execute(
            f"SELECT * FROM sessions WHERE routine = ? AND {COUNTS} AND id IS NOT ?"
            " ORDER BY day DESC, started_utc DESC LIMIT 1",
            [routine, but],
        ).fetchone()
        return logged_session(row) if row else None

    def session(self, session_id: str) -> LoggedSession | None:
        """A session that has ended and was not discarded; None when there is none of this id."""
        row = self._connection.execute(
            "SELECT * FROM sessions WHERE id = ? AND status NOT IN ('abandoned', 'running')", [session_id]
        ).fetchone()
        return logged_session(row) if row else None

    def hurts(self, session_id: str) -> tuple[Hurt, ...]:
        """Everything that hurt in a session, in the order in which it was told."""
        rows = self._connection.execute("SELECT * FROM hurts WHERE session = ? ORDER BY id", [session_id])
        return tuple(
            Hurt(
                segment=row["segment"],
                exercise=row["exercise"],
                side=Side(row["side"]) if row["side"] else None,
                at_ms=row["at_ms"],
                level=row["level"],
                answer=row["answer"],
            )
            for row in rows
        )

    def work(self, session_id: str) -> tuple[LoggedWork, ...]:
        """The work of one session in the order in which it was done."""
        rows = self._connection.execute("SELECT * FROM work WHERE session = ? ORDER BY id", [session_id])
        return tuple(
            LoggedWork(
                exercise=row["exercise"],
                side=Side(row["side"]) if row["side"] else None,
                set_number=row["set_number"],
                planned_ms=row["planned_ms"],
                actual_ms=row["actual_ms"],
                reps=row["reps"],
                outcome=Outcome(row["outcome"]),
            )
            for row in rows
        )

    def days(self, first: date, last: date) -> dict[date, DayTotal]:
        """The days from `first` to `last` on which something was done."""
        rows = self._connection.execute(
            f"SELECT day, SUM(active_ms) AS active_ms, SUM({COUNTS}) AS completed,"
            " GROUP_CONCAT(DISTINCT kind) AS kinds FROM sessions"
            f" WHERE day BETWEEN ? AND ? AND {ENDED} GROUP BY day",
            [first.isoformat(), last.isoformat()],
        )
        totals = (
            DayTotal(
                day=date.fromisoformat(row["day"]),
                active_ms=row["active_ms"],
                completed=row["completed"],
                kinds=known_kinds(row["kinds"].split(",")),
            )
            for row in rows
        )
        return {total.day: total for total in totals}

    def last_done(self) -> dict[Kind, date]:
        """The day on which each kind of routine was last completed."""
        last: dict[Kind, date] = {}
        rows = self._connection.execute(f"SELECT kind, MAX(day) AS day FROM sessions WHERE {COUNTS} GROUP BY kind")
        for row in rows:
            for kind in known_kinds([row["kind"]]):
                last[kind] = date.fromisoformat(row["day"])
        return last

    def _name(self, routine: str) -> str:
        row = self._connection.execute(
            "SELECT name FROM sessions WHERE routine = ? ORDER BY started_utc DESC LIMIT 1", [routine]
        ).fetchone()
        return str(row["name"])


def logged_session(row: sqlite3.Row) -> LoggedSession:
    """A whole row of `sessions` as a value."""
    return LoggedSession(
        id=row["id"],
        routine=row["routine"],
        name=row["name"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        started=local_start(row),
        day=date.fromisoformat(row["day"]),
        active_ms=row["active_ms"],
        planned_ms=row["planned_ms"],
        work_planned=row["work_planned"],
        work_done=row["work_done"],
        speed=row["speed"],
        counts=bool(row["counted"]),
        feelings=Feelings(**{field: row[field] for field in Feelings.__struct_fields__}),
        added=bool(row["added"]),
        edited=datetime.fromisoformat(row["edited_utc"]) if row["edited_utc"] else None,
    )


def known_kinds(names: Iterable[str]) -> tuple[Kind, ...]:
    """The kinds of these names in their own order; those of a later version are passed over."""
    found = set(names)
    return tuple(kind for kind in Kind if kind.value in found)
