"""The values in which the history is told: log entries, counts and days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.timeline import Side


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A row of the log.  `started` carries the offset of the place where it was played; times in milliseconds."""

    id: str
    routine: str
    name: str
    kind: Kind
    status: Status
    started: datetime
    day: date
    active_ms: int
    planned_ms: int
    work_planned: int
    work_done: int
    speed: float

    @property
    def counts(self) -> bool:
        """True when it counts as completed: done in full and not played faster."""
        return self.status is Status.COMPLETED and self.speed <= 1


@dataclass(frozen=True, slots=True)
class LoggedWork:
    """One piece of work in a logged session; times in milliseconds."""

    exercise: str
    side: Side | None
    set_number: int
    planned_ms: int | None
    actual_ms: int
    reps: int | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoutineCount:
    """How often a routine was completed."""

    routine: str
    name: str
    week: int
    month: int
    total: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What was done on a local day: time spent (of any status but discarded), and completed sessions."""

    day: date
    active_ms: int
    completed: int
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class LeftRunning:
    """A session that a crash left running: it can go on at segment `position`."""

    id: str
    routine: str
    name: str
    started: datetime
    position: int
    segments: int


def week_start(day: date, first_weekday: int = 0) -> date:
    """The first day of the week that holds `day`; weekdays count from 0, Monday."""
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def month_grid(day: date, first_weekday: int = 0) -> tuple[tuple[date, ...], ...]:
    """The weeks that hold the month of `day`, each of seven days; days of neighbouring months fill up."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    start = week_start(first, first_weekday)
    weeks = -(-(following - start).days // 7)
    return tuple(tuple(start + timedelta(days=7 * w + d) for d in range(7)) for w in range(weeks))


def last_seven(day: date) -> tuple[date, ...]:
    """The seven days that end with `day`, oldest first."""
    return tuple(day - timedelta(days=back) for back in range(6, -1, -1))
