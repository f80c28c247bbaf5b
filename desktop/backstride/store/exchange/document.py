"""The shape of the user's data as one JSON document (format 1).

These structs are the only description of the format: the published schema is made from them by
`build_spec/write_schemas.py`.  Nothing in a document tells when or where it was written, so that the same history
always gives the same bytes.  Fields are named like the columns of the history; lengths are milliseconds (`_ms`),
moments (`_utc`) ISO 8601 in UTC, days local dates.  A field that is absent has its default.
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from backstride.core.definitions import Identifier, Kind, Name
from backstride.core.events import Outcome, Status
from backstride.core.history import PauseReason
from backstride.core.timeline import Side

FORMAT = 1
APP = "backstride"

MAX_LENGTH_MS = 10 * 366 * 24 * 3600 * 1000
"""Ten years: a session that was paused and forgotten on a fast clock is shorter, and sums stay far from overflow."""
MAX_COUNT = 100_000
"""A hundred steps of twenty sets on two sides, ten times over, make 40,000 pieces of work."""
MAX_OFFSET_S = 24 * 3600 - 1
"""What the offset of a moment can be at most."""
NOTE_LENGTH = 10_000
"""Letters of a note: ten times what the summary lets one write."""
MAX_VERSION = 100_000
"""As in the definition of a routine; 0 belongs to a session that followed none of ours."""

RecordId = Annotated[
    str, Meta(pattern="^[0-9a-f]{32}$", min_length=32, max_length=32, description="A random UUID, hexadecimal.")
]
PlanId = Annotated[
    str,
    Meta(
        pattern="^[0-9a-f]{64}$",
        min_length=64,
        max_length=64,
        description="SHA-256 of the plan as JSON without white space, hexadecimal.",
    ),
]
RoutineId = Annotated[
    str,
    Meta(
        pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?(?!\n)$",
        max_length=60,
        description="Id of the routine as it was then; empty when the session followed none.",
    ),
]
PlanText = Annotated[
    Raw,
    Meta(
        description="The planned segments, kept as they were written.",
        extra_json_schema={"$ref": "#/$defs/Timeline"},
    ),
]
Length = Annotated[int, Meta(ge=0, le=MAX_LENGTH_MS)]
Count = Annotated[int, Meta(ge=0, le=MAX_COUNT)]
SetNumber = Annotated[int, Meta(ge=1, le=MAX_COUNT)]
Moment = Annotated[datetime, Meta(tz=True)]
Pain = Annotated[int, Meta(ge=0, le=10)]
Speed = Annotated[float, Meta(ge=0.1, le=1000, description="1 is real time; faster does not count.")]


class WorkEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One visit to one piece of work.

    `segment` is an index into the segments of the plan.  `side` is absent for both or alternating, `planned_ms` where
    the work was self-paced, `reps` where none were counted.
    """

    segment: Count
    exercise: Identifier
    set_number: SetNumber
    actual_ms: Length
    outcome: Outcome
    side: Side | None = None
    planned_ms: Length | None = None
    reps: Count | None = None


class HurtEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """That something hurt: where, how much, `at_ms` into the segment, and what was done about it."""

    segment: Count
    exercise: Identifier
    at_ms: Length
    level: Pain
    answer: Literal["go-on", "easier", "skip", "stop"]
    side: Side | None = None


class SessionEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A session with all that was done in it.

    `day` is the local date of the start, `utc_offset_s` the seconds east of UTC there and then.  `saved_utc` is when it
    was last written while it was played, `edited_utc` when it was last corrected by hand.  `counted` says whether it
    counts as completed, `added` that it was done elsewhere and typed in.  `position` is the index of the segment that
    was under way.  Pain is 0 to 10, effort 1 to 10, mood 1 (low) to 5 (good).
    """

    id: RecordId
    routine: RoutineId
    name: Name
    version: Annotated[int, Meta(ge=0, le=MAX_VERSION)]
    kind: Kind
    plan: PlanId
    status: Status
    day: date
    started_utc: Moment
    utc_offset_s: Annotated[int, Meta(ge=-MAX_OFFSET_S, le=MAX_OFFSET_S)]
    saved_utc: Moment
    planned_ms: Length
    active_ms: Length
    paused_ms: Length
    work_planned: Count
    work_done: Count
    steps_planned: Count
    steps_done: Count
    counted: bool
    position: Count
    speed: Speed
    pain_before: Pain | None = None
    pain_during: Pain | None = None
    pain_after: Pain | None = None
    effort: Annotated[int, Meta(ge=1, le=10)] | None = None
    mood: Annotated[int, Meta(ge=1, le=5)] | None = None
    note: Annotated[str, Meta(max_length=NOTE_LENGTH)] = ""
    added: bool = False
    edited_utc: Moment | None = None
    work: tuple[WorkEntry, ...] = ()
    hurts: tuple[HurtEntry, ...] = ()


class PauseEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Days that protect the streak without counting; both days belong to it."""

    id: RecordId
    first_day: date
    last_day: date
    reason: PauseReason


class BinEntry(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A session that was deleted and can still be brought back."""

    deleted_utc: Moment
    session: SessionEntry


class Document(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of a history.  `plans` holds each plan once, under its id, however many sessions followed it."""

    format: Annotated[int, Meta(ge=1, le=FORMAT)]
    app: Literal["backstride"]
    schema: str = msgspec.field(name="$schema", default="")
    sessions: tuple[SessionEntry, ...] = ()
    plans: dict[PlanId, PlanText] = {}
    pauses: tuple[PauseEntry, ...] = ()
    bin: tuple[BinEntry, ...] = ()


class KeptSession(Struct, frozen=True):
    """What the bin of the history holds of a deleted session: the session as a document has it, and its plan."""

    session: SessionEntry
    timeline: PlanText


def compact(text: bytes) -> bytes:
    """JSON without white space and otherwise as it was: what the id of a plan is made from.

    Raises msgspec.DecodeError, RecursionError.
    """
    return msgspec.json.format(text, indent=-1)
