"""What the History page asks for and is told: a choice of sessions, and the answers for it."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct, field

from backstride.core.definitions import Kind
from backstride.core.history import DayTotal, week_start

WEEKS_IN_VIEW = 53
"""Weeks that the calendar and the bars show: a whole year on every day of it."""


class Shown(StrEnum):
    """Which sessions are looked at by how they ended; discarded and running ones never are."""

    COMPLETED = "completed"
    UNFINISHED = "unfinished"
    ALL = "all"


class Selection(Struct, frozen=True):
    """A choice of sessions; None does not restrict.  `first` and `last` are local days and both belong to it."""

    routine: str | None = None
    kind: Kind | None = None
    shown: Shown = Shown.COMPLETED
    first: date | None = None
    last: date | None = None


class Tally(Struct, frozen=True):
    """How often something was completed: in the week, month and year that hold today, and ever."""

    week: int = 0
    month: int = 0
    year: int = 0
    total: int = 0


class RoutineReview(Struct, frozen=True):
    """A routine with a session in the selection.

    `times` counts its sessions that count as completed, `last_day` is the last of them, `mean_ms` their mean active
    time (None without any), `begun` how many were begun and not discarded: all of them whatever the selection's
    `shown` says, so that `finished` means the same everywhere.  `name` is the newest it had.
    """

    routine: str
    name: str
    kind: Kind
    times: Tally
    last_day: date | None
    mean_ms: int | None
    begun: int

    @property
    def finished(self) -> float:
        """Share of the sessions begun that count as completed, 0 to 1."""
        return self.times.total / self.begun if self.begun else 0.0


class SideWork(Struct, frozen=True):
    """What was done on one side: pieces of work completed, and the time spent in them in milliseconds."""

    done: int = 0
    active_ms: int = 0


class ExerciseReview(Struct, frozen=True):
    """An exercise over the selection.

    `times` counts the sessions in which at least one piece of it was completed, `last_day` is the last of them,
    `mean_ms` the mean time spent in it per such session, `pieces` the pieces of work begun or skipped and `done` those
    completed; `left` and `right` are the completed pieces of each side.  A visit to a piece that was gone back from
    takes time, but is no piece of its own.
    """

    exercise: str
    times: Tally
    last_day: date | None
    mean_ms: int | None
    pieces: int
    done: int
    left: SideWork = SideWork()
    right: SideWork = SideWork()

    @property
    def finished(self) -> float:
        """Share of its pieces of work that were completed, 0 to 1."""
        return self.done / self.pieces if self.pieces else 0.0


class WeekReview(Struct, frozen=True):
    """A week over the selection; it begins on `first`.

    `sessions` counts sessions by kind, `days` the days with a session that counts as completed.  Pain is the mean of
    what was said, None where nothing was.  `rungs` holds, per ladder id, the highest rung completed, from 1.
    """

    first: date
    sessions: Mapping[Kind, int] = field(default_factory=dict)
    days: int = 0
    pain_before: float | None = None
    pain_after: float | None = None
    rungs: Mapping[str, int] = field(default_factory=dict)


class Year(Struct, frozen=True):
    """Days and weeks of the year in view: `weeks` holds every week, oldest first, also the empty ones."""

    first: date
    last: date
    days: Mapping[date, DayTotal]
    weeks: tuple[WeekReview, ...]


class Counts(Struct, frozen=True):
    """How often each routine and exercise of the selection was completed, most often first, then by name or id.

    `hidden` is how many sessions the selection's `shown` alone keeps back.  Sessions that followed no routine of ours
    are under no routine.  Days after today are not counted.
    """

    routines: tuple[RoutineReview, ...] = ()
    exercises: tuple[ExerciseReview, ...] = ()
    hidden: int = 0


def year_in_view(end: date, first_weekday: int) -> tuple[date, date]:
    """First and last day of the 53 weeks of which the last holds `end`."""
    last_week = week_start(end, first_weekday)
    return last_week - timedelta(weeks=WEEKS_IN_VIEW - 1), last_week + timedelta(days=6)
