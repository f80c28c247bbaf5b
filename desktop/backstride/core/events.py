"""What happened in a session, each event with the moment it was due."""

from enum import StrEnum

from msgspec import Struct

from backstride.core.cues import Cue


class Outcome(StrEnum):
    """How a visit to a segment ended."""

    COMPLETED = "completed"
    SKIPPED = "skipped"
    REPEATED = "repeated"
    STOPPED = "stopped"


class Status(StrEnum):
    """How a session ended, or that it has not.

    `completed`: every piece of work was done.  `partial`: some work is missing, because it was skipped, the session was
    ended early, or it was kept after a crash.  `stopped`: ended because it hurt.  `abandoned`: left by a crash and
    discarded.
    """

    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


class SessionStarted(Struct, frozen=True):
    """The session began."""

    at_ms: int


class SegmentStarted(Struct, frozen=True):
    """A visit to segment `index` began."""

    at_ms: int
    index: int


class SegmentEnded(Struct, frozen=True):
    """A visit to segment `index` ended after `elapsed_ms` (pauses not counted)."""

    at_ms: int
    index: int
    outcome: Outcome
    elapsed_ms: int


class Paused(Struct, frozen=True):
    """The session was paused."""

    at_ms: int


class Resumed(Struct, frozen=True):
    """The session went on."""

    at_ms: int


class Extended(Struct, frozen=True):
    """The current segment got `extra_ms` more."""

    at_ms: int
    index: int
    extra_ms: int


class CueDue(Struct, frozen=True):
    """A signal is due."""

    at_ms: int
    cue: Cue


class SessionEnded(Struct, frozen=True):
    """The session ended with `status`."""

    at_ms: int
    status: Status


Event = SessionStarted | SegmentStarted | SegmentEnded | Paused | Resumed | Extended | CueDue | SessionEnded
Events = tuple[Event, ...]
