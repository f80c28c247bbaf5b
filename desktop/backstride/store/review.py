"""Reads what the History page shows: a year of days and weeks, counts, the log by pages, and the days of the streak."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, timedelta

from msgspec.structs import replace

from backstride.core.definitions import Ladder
from backstride.core.history import DayTotal, LoggedSession, Pause, PauseReason, week_start
from backstride.core.review import (
    Counts,
    ExerciseReview,
    RoutineReview,
    Selection,
    Shown,
    SideWork,
    Tally,
    WeekReview,
    Year,
    year_in_view,
)
from backstride.store.history import ENDED, known_kinds, logged_session

_SHOWN = {Shown.COMPLETED: "counted = 1", Shown.UNFINISHED: "counted = 0", Shown.ALL: "TRUE"}
_MOST_OFFSET = timedelta(days=1)
"""A local day and the UTC day of the same moment are never further apart."""


def _times(condition: str) -> str:
    """Columns that count the rows that meet a condition, and find the last day of them."""
    since = {"week": "day >= :week AND ", "month": "day >= :month AND ", "year": "day >= :year AND ", "total": ""}
    counts = (f"COUNT(*) FILTER (WHERE {bound}{condition}) AS {name}" for name, bound in since.items())
    return f"{', '.join(counts)}, MAX(day) FILTER (WHERE {condition}) AS last_day"


class Review:
    """The reading side of the History page, over one open connection, which may be a read-only one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def year(self, selection: Selection, end: date, first_weekday: int, ladders: Sequence[Ladder]) -> Year:
        """The 53 weeks of which the last holds `end`; weekdays count from 0, Monday.

        Days outside the selection's own dates are empty.  An exercise may stand on several ladders.
        """
        first, last = year_in_view(end, first_weekday)
        chosen = _within(selection, first, last)
        with self._snapshot():
            kinds = self._kinds_of_days(chosen)
            rungs = self._rungs(chosen, first_weekday, ladders)
        weeks = []
        for start in (first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)):
            days = [kinds.get(start + timedelta(days=number), []) for number in range(7)]
            weeks.append(_week(start, days, rungs.get(start, {})))
        return Year(first, last, {day: _day_total(day, rows) for day, rows in kinds.items()}, tuple(weeks))

    def counts(self, selection: Selection, today: date, first_weekday: int) -> Counts:
        """How often routines and exercises were completed until today; days after it are not counted.

        This goes through everything: with a long history ask on a thread, and a connection, of its own.
        """
        chosen = _within(selection, date.min, today)
        values = {
            "week": str(week_start(today, first_weekday)),
            "month": str(today.replace(day=1)),
            "year": str(today.replace(month=1, day=1)),
        }
        with self._snapshot():
            begun = self._routines(chosen, values)
            routines = [
                found for row in begun if row["shown"] and row["routine"] for found in self._routine(row, chosen)
            ]
            exercises = [_exercise(row) for row in self._exercises(chosen, values)]
        return Counts(
            routines=tuple(sorted(routines, key=lambda item: (-item.times.total, item.name, item.routine))),
            exercises=tuple(sorted(exercises, key=lambda item: (-item.times.total, item.exercise))),
            hidden=sum(row["begun"] - row["shown"] for row in begun),
        )

    def log(self, selection: Selection, limit: int, before: tuple[str, str] | None = None) -> tuple[LoggedSession, ...]:
        """The newest `limit` sessions, newest first; those that come after the place `before` in the log, if given.

        `before` is `place_in_log` of the last session that is known, so that a page far down costs what the first does.
        """
        conditions = [*_conditions(selection), ENDED]
        values = _values(selection)
        # The log is in the order of moments, the dates are local days: these only keep the search near.
        if selection.first:
            conditions.append("started_utc >= :earliest")
            values["earliest"] = str(selection.first - _MOST_OFFSET)
        if selection.last:
            conditions.append("started_utc < :latest")
            values["latest"] = str(selection.last + 2 * _MOST_OFFSET)
        if before:
            conditions.append("(started_utc, id) < (:moment, :id)")
            values |= dict(zip(("moment", "id"), before, strict=True))
        rows = self._connection.execute(
            f"SELECT * FROM sessions INDEXED BY {_index_of_log(selection)} WHERE {' AND '.join(conditions)}"
            " ORDER BY started_utc DESC, id DESC LIMIT :limit",
            {**values, "limit": limit},
        )
        return tuple(logged_session(row) for row in rows)

    def routines(self) -> tuple[tuple[str, str], ...]:
        """Id and newest name of every routine in the history, by name; sessions of no routine of ours are left out."""
        rows = self._connection.execute(
            "WITH RECURSIVE each(routine) AS (SELECT MIN(routine) FROM sessions WHERE routine > '' UNION ALL"
            " SELECT (SELECT MIN(routine) FROM sessions WHERE routine > each.routine) FROM each"
            " WHERE routine IS NOT NULL)"
            " SELECT routine, (SELECT name FROM sessions WHERE sessions.routine = each.routine"
            " ORDER BY counted DESC, day DESC LIMIT 1) AS name FROM each WHERE routine IS NOT NULL"
        )
        return tuple(sorted(((row["routine"], row["name"]) for row in rows), key=lambda item: item[::-1]))

    def hidden(self, selection: Selection) -> int:
        """How many unfinished sessions the selection keeps back; 0 when it shows them."""
        if selection.shown is not Shown.COMPLETED:
            return 0
        others = replace(selection, shown=Shown.UNFINISHED)
        conditions = [*_conditions(others), ENDED]
        row = self._connection.execute(
            f"SELECT COUNT(*) FROM sessions WHERE {' AND '.join(conditions)}", _values(others)
        ).fetchone()
        return int(row[0])

    def days_counted(self) -> Iterator[date]:
        """The days with a session that counts, newest first, read as they are asked for."""
        asked = "SELECT DISTINCT day FROM sessions INDEXED BY sessions_by_day WHERE counted = 1 ORDER BY day DESC"
        with closing(self._connection.execute(asked)) as rows:
            for row in rows:
                yield date.fromisoformat(row["day"])

    def pauses(self) -> tuple[Pause, ...]:
        """The pauses, oldest first."""
        rows = self._connection.execute("SELECT * FROM pauses INDEXED BY pauses_by_day ORDER BY first_day, last_day")
        return tuple(
            Pause(
                id=row["id"],
                first=date.fromisoformat(row["first_day"]),
                last=date.fromisoformat(row["last_day"]),
                reason=PauseReason(row["reason"]),
            )
            for row in rows
        )

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Let several queries see the same moment of the history."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):  # some failures have rolled back already
                self._connection.execute("ROLLBACK")

    def _kinds_of_days(self, chosen: Selection) -> dict[date, list[sqlite3.Row]]:
        """What was done on each day, one row per kind."""
        rows = self._connection.execute(
            "SELECT day, kind, COUNT(*) AS sessions, SUM(counted) AS completed, SUM(active_ms) AS active_ms,"
            " COUNT(pain_before) AS told_before, TOTAL(pain_before) AS pain_before,"
            " COUNT(pain_after) AS told_after, TOTAL(pain_after) AS pain_after"
            f" FROM sessions INDEXED BY sessions_by_day WHERE {' AND '.join([*_conditions(chosen), ENDED])}"
            " GROUP BY day, kind",
            _values(chosen),
        )
        found: dict[date, list[sqlite3.Row]] = {}
        for row in rows:
            found.setdefault(date.fromisoformat(row["day"]), []).append(row)
        return found

    def _rungs(self, chosen: Selection, first_weekday: int, ladders: Sequence[Ladder]) -> dict[date, dict[str, int]]:
        """The highest rung of each ladder that was completed, by the first day of the week."""
        rungs: dict[str, list[tuple[str, int]]] = {}
        for ladder in ladders:
            for number, exercise in enumerate(ladder.rungs, start=1):
                rungs.setdefault(exercise, []).append((ladder.id, number))
        names = {f"rung{number}": exercise for number, exercise in enumerate(rungs)}
        rows = self._connection.execute(
            f"SELECT DISTINCT exercise, day FROM practice WHERE exercise IN ({', '.join(f':{name}' for name in names)})"
            f" AND done > 0 AND {' AND '.join(_conditions(chosen))}",
            {**_values(chosen), **names},
        )
        found: dict[date, dict[str, int]] = {}
        for row in rows:
            week = found.setdefault(week_start(date.fromisoformat(row["day"]), first_weekday), {})
            for ladder_id, number in rungs[row["exercise"]]:
                week[ladder_id] = max(week.get(ladder_id, 0), number)
        return found

    def _routines(self, chosen: Selection, values: Mapping[str, str]) -> list[sqlite3.Row]:
        """A row per routine that was begun: `shown` counts the sessions of the selection."""
        anyhow = replace(chosen, shown=Shown.ALL)
        return self._connection.execute(
            f"SELECT routine, COUNT(*) AS begun, SUM({_SHOWN[chosen.shown]}) AS shown, {_times('counted')},"
            " SUM(active_ms) FILTER (WHERE counted) AS active_ms"
            " FROM sessions INDEXED BY sessions_by_routine"
            f" WHERE {' AND '.join([*_conditions(anyhow), ENDED])} GROUP BY routine",
            {**_values(anyhow), **values},
        ).fetchall()

    def _routine(self, row: sqlite3.Row, chosen: Selection) -> Iterator[RoutineReview]:
        """The review of a routine under its newest name; none when its kind is one of a later version."""
        of_routine = Selection(routine=row["routine"], kind=chosen.kind, shown=Shown.ALL)
        newest = self._connection.execute(
            "SELECT name, kind FROM sessions INDEXED BY sessions_by_routine_start"
            f" WHERE {' AND '.join([*_conditions(of_routine), ENDED])} ORDER BY started_utc DESC LIMIT 1",
            _values(of_routine),
        ).fetchone()
        for kind in known_kinds([newest["kind"]]):
            yield RoutineReview(
                routine=row["routine"],
                name=newest["name"],
                kind=kind,
                times=_tally(row),
                last_day=_day(row["last_day"]),
                mean_ms=_mean_ms(row),
                begun=row["begun"],
            )

    def _exercises(self, chosen: Selection, values: Mapping[str, str]) -> sqlite3.Cursor:
        """A row per exercise of the selection."""
        return self._connection.execute(
            f"SELECT exercise, {_times('done > 0')}, SUM(active_ms) FILTER (WHERE done > 0) AS active_ms,"
            " SUM(pieces) AS pieces, SUM(done) AS done, SUM(left_done) AS left_done, SUM(left_ms) AS left_ms,"
            " SUM(right_done) AS right_done, SUM(right_ms) AS right_ms"
            f" FROM practice WHERE {' AND '.join(_conditions(chosen))} GROUP BY exercise",
            {**_values(chosen), **values},
        )


def place_in_log(session: LoggedSession) -> tuple[str, str]:
    """Where a session stands in the log: its start as the history writes it, in UTC, and its id."""
    return session.started.astimezone(UTC).isoformat(timespec="milliseconds"), session.id


def _within(selection: Selection, first: date, last: date) -> Selection:
    """The selection, its dates narrowed to these."""
    return replace(
        selection,
        first=max(selection.first or first, first),
        last=min(selection.last or last, last),
    )


def _conditions(selection: Selection) -> list[str]:
    """What a row of `sessions` or `practice` must meet; the names are those of `_values`."""
    asked = {
        "routine = :routine": selection.routine,
        "kind = :kind": selection.kind,
        "day >= :first": selection.first,
        "day <= :last": selection.last,
    }
    return [_SHOWN[selection.shown], *(condition for condition, value in asked.items() if value is not None)]


def _values(selection: Selection) -> dict[str, object]:
    return {
        "routine": selection.routine,
        "kind": selection.kind,
        "first": str(selection.first),
        "last": str(selection.last),
    }


def _index_of_log(selection: Selection) -> str:
    """The index that holds what is chosen in the order of the log; the few of a routine come before the many."""
    if selection.routine is not None:
        return "sessions_by_routine_start"
    if selection.kind is not None:
        return "sessions_by_kind_start"
    return "sessions_unfinished" if selection.shown is Shown.UNFINISHED else "sessions_by_start"


def _day_total(day: date, rows: Sequence[sqlite3.Row]) -> DayTotal:
    return DayTotal(
        day=day,
        active_ms=sum(row["active_ms"] for row in rows),
        completed=sum(row["completed"] for row in rows),
        kinds=known_kinds(row["kind"] for row in rows),
    )


def _week(first: date, days: Sequence[Sequence[sqlite3.Row]], rungs: Mapping[str, int]) -> WeekReview:
    """A week of the rows of its days."""
    rows = [row for of_day in days for row in of_day]
    sessions = Counter[str]()
    for row in rows:
        sessions[row["kind"]] += row["sessions"]
    return WeekReview(
        first=first,
        sessions={kind: sessions[kind.value] for kind in known_kinds(sessions)},
        days=sum(any(row["completed"] for row in of_day) for of_day in days),
        pain_before=_mean_pain(rows, "before"),
        pain_after=_mean_pain(rows, "after"),
        rungs=rungs,
    )


def _mean_pain(rows: Sequence[sqlite3.Row], when: str) -> float | None:
    told = sum(row[f"told_{when}"] for row in rows)
    return float(sum(row[f"pain_{when}"] for row in rows) / told) if told else None


def _exercise(row: sqlite3.Row) -> ExerciseReview:
    return ExerciseReview(
        exercise=row["exercise"],
        times=_tally(row),
        last_day=_day(row["last_day"]),
        mean_ms=_mean_ms(row),
        pieces=row["pieces"],
        done=row["done"],
        left=SideWork(row["left_done"], row["left_ms"]),
        right=SideWork(row["right_done"], row["right_ms"]),
    )


def _tally(row: sqlite3.Row) -> Tally:
    return Tally(week=row["week"], month=row["month"], year=row["year"], total=row["total"])


def _mean_ms(row: sqlite3.Row) -> int | None:
    return round(row["active_ms"] / row["total"]) if row["total"] else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
