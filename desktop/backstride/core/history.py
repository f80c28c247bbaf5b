"""The values in which the history is told: log entries, counts and days."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.timeline import Side


class Feelings(Struct, frozen=True):
    """How a session felt: pain of the back 0 to 10, effort 1 to 10, mood 1 to 5; None where nothing was said."""

    pain_before: int | None = None
    pain_during: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    mood: int | None = None
    note: str = ""


class Hurt(Struct, frozen=True):
    """That something hurt: `level` 0 to 10, `at_ms` into the segment, and what was done about it."""

    segment: int
    exercise: str
    side: Side | None
    at_ms: int
    level: int
    answer: str


class LoggedSession(Struct, frozen=True):
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


class LoggedWork(Struct, frozen=True):
    """One piece of work in a logged session; times in milliseconds."""

    exercise: str
    side: Side | None
    set_number: int
    planned_ms: int | None
    actual_ms: int
    reps: int | None
    outcome: Outcome


class Correction(Struct, frozen=True):
    """What can be corrected of a logged session; `started` carries its offset, `active_ms` is its length."""

    started: datetime
    active_ms: int
    counts: bool
    feelings: Feelings


class DoneElsewhere(Struct, frozen=True):
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


class Pause(Struct, frozen=True):
    """Days that protect the streak without counting; `first` and `last` are local days and both belong to it."""

    id: str
    first: date
    last: date
    reason: PauseReason


class RoutineCount(Struct, frozen=True):
    """How often a routine was completed."""

    routine: str
    name: str
    week: int
    month: int
    total: int
    last_day: date | None


class DayTotal(Struct, frozen=True):
    """What was done on a local day: time spent (of any status but discarded), and completed sessions."""

    day: date
    active_ms: int
    completed: int
    kinds: tuple[Kind, ...]


class LeftRunning(Struct, frozen=True):
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
