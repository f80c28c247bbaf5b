"""The values in which the history is told: log entries, counts and days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.timeline import Side


@dataclass(frozen=True, slots=True)
class Feelings:
    """How a session felt: pain of the back 0 to 10, effort 1 to 10, mood 1 to 5; None where nothing was said."""

    pain_before: int | None = None
    pain_during: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    mood: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hurt:
    """That something hurt: `level` 0 to 10, `at_ms` into the segment, and what was done about it."""

    segment: int
    exercise: str
    side: Side | None
    at_ms: int
    level: int
    answer: str


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A row of the log.  `started` carries the offset of the place where it was played; times in milliseconds.

    `counts` is True when it counts as completed: four steps of five done, and not played faster.  `added` is True when
    it was done elsewhere and typed in, `edited` the moment of its last correction in UTC.
    """

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
    counts: bool = False
    feelings: Feelings = Feelings()
    added: bool = False
    edited: datetime | None = None


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
class Correction:
    """What can be corrected of a logged session; `started` carries its offset, `active_ms` is its length."""

    started: datetime
    active_ms: int
    counts: bool
    feelings: Feelings


@dataclass(frozen=True, slots=True)
class DoneElsewhere:
    """A session that was done without Backstride; `routine` is empty when it followed none of ours."""

    routine: str
    name: str
    kind: Kind
    started: datetime
    active_ms: int
    feelings: Feelings = Feelings()


class PauseReason(StrEnum):
    """Why no sessions are done for some days."""

    ILLNESS = "illness"
    HOLIDAY = "holiday"
    SORE_BACK = "sore-back"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that protect the streak without counting; `first` and `last` are local days and both belong to it."""

    id: str
    first: date
    last: date
    reason: PauseReason


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


def last_seven(day: date) -> tuple[date, ...]:
    """The seven days that end with `day`, oldest first."""
    return tuple(day - timedelta(days=back) for back in range(6, -1, -1))
