"""Small builders of the values that core tests are about; every test names only what it cares for."""

from collections.abc import Sequence
from typing import Any

import msgspec

from backstride.core.catalogue import Catalogue
from backstride.core.definitions import (
    Amber,
    Category,
    Dose,
    Exercise,
    Kind,
    Level,
    Mode,
    Position,
    Routine,
    Sides,
    Step,
    Tempo,
)
from backstride.core.events import (
    CueDue,
    Event,
    Extended,
    Paused,
    Resumed,
    SegmentEnded,
    SegmentStarted,
    SessionEnded,
    SessionStarted,
)
from backstride.core.session import Command, Session, apply, begin
from backstride.core.timeline import Block, Segment, SegmentKind, Timeline

TWO_SECONDS = Tempo(out_s=1, back_s=1)


def an_exercise(name: str = "bridge", **changes: Any) -> Exercise:
    """A valid exercise, held for 20 s by both sides unless said otherwise."""
    values: dict[str, Any] = {
        "format": 1,
        "id": name,
        "name": name.replace("-", " ").capitalize(),
        "category": Category.CORE,
        "position": Position.LYING,
        "mode": Mode.HOLD,
        "sides": Sides.BOTH,
        "level": Level.BEGINNER,
        "targets": ("glutes",),
        "dose": Dose(seconds=20),
        "cues": ("Press the heels down",),
        "sources": ("E01",),
        "amber": Amber(allowed=True),
    }
    return Exercise(**(values | changes))


def a_step(exercise: str = "bridge", **changes: Any) -> Step:
    """A step of 20 s without set-up or rest unless said otherwise."""
    values: dict[str, Any] = {"exercise": exercise, "dose": Dose(seconds=20)}
    return Step(**(values | changes))


def a_routine(*steps: Step, **changes: Any) -> Routine:
    """A valid routine of these steps."""
    values: dict[str, Any] = {
        "format": 1,
        "id": "evening",
        "version": 3,
        "name": "Evening",
        "kind": Kind.CORE,
        "purpose": "Keeps the back steady.",
        "steps": steps or (a_step(),),
    }
    return Routine(**(values | changes))


def as_json(value: object) -> Any:
    """What a JSON decoder makes of the file of this definition."""
    return msgspec.json.decode(msgspec.json.encode(value))


def a_catalogue(exercises: Sequence[Exercise] = (), routines: Sequence[Routine] = ()) -> Catalogue:
    """A catalogue of these, by id."""
    return Catalogue({item.id: item for item in exercises}, {item.id: item for item in routines})


def a_segment(kind: SegmentKind, seconds: float | None, step: int = 0, **changes: Any) -> Segment:
    """A segment; `seconds` None lasts until done."""
    return Segment(kind, step, None if seconds is None else round(seconds * 1000), **changes)


def prepare(seconds: float = 5, step: int = 0, **changes: Any) -> Segment:
    """A get-ready segment."""
    return a_segment(SegmentKind.PREPARE, seconds, step, **changes)


def work(seconds: float | None = 10, step: int = 0, **changes: Any) -> Segment:
    """A work segment."""
    return a_segment(SegmentKind.WORK, seconds, step, **changes)


def rest(seconds: float = 5, step: int = 0, **changes: Any) -> Segment:
    """A rest segment."""
    return a_segment(SegmentKind.REST, seconds, step, **changes)


def switch(seconds: float = 5, step: int = 0, **changes: Any) -> Segment:
    """A change-over segment."""
    return a_segment(SegmentKind.SWITCH, seconds, step, **changes)


def a_block(number: int = 0, mode: Mode = Mode.HOLD, cues: tuple[str, ...] = (), note: str = "") -> Block:
    """The block of the step with this number."""
    return Block(f"exercise-{number}", f"Exercise {number}", mode, Sides.BOTH, cues, note)


def a_timeline(*segments: Segment, blocks: Sequence[Block] | None = None, **changes: Any) -> Timeline:
    """A timeline of these segments, with a block for every step."""
    count = max(segment.step for segment in segments) + 1
    values: dict[str, Any] = {
        "routine": "evening",
        "name": "Evening",
        "version": 3,
        "kind": Kind.CORE,
        "blocks": tuple(blocks) if blocks else tuple(a_block(number) for number in range(count)),
        "segments": segments,
    }
    return Timeline(**(values | changes))


def play(session: Session, *commands: tuple[int, Command]) -> tuple[Session, tuple[Event, ...]]:
    """Carry out each command at its time in milliseconds."""
    events: tuple[Event, ...] = ()
    for now_ms, command in commands:
        session, more = apply(session, command, now_ms)
        events += more
    return session, events


def started(timeline: Timeline, now_ms: int = 0, **setup: Any) -> Session:
    """A session that began at `now_ms`."""
    return apply(begin(timeline, now_ms, **setup), Command.START, now_ms)[0]


def told(events: Sequence[Event]) -> list[str]:
    """Events as words without their times."""
    return [_told(event) for event in events]


def _told(event: Event) -> str:
    match event:
        case SessionStarted():
            return "session started"
        case SegmentStarted(index=index):
            return f"segment {index} started"
        case SegmentEnded(index=index, outcome=outcome, elapsed_ms=elapsed_ms):
            return f"segment {index} {outcome.value} after {elapsed_ms}"
        case Paused():
            return "paused"
        case Resumed():
            return "resumed"
        case Extended(index=index, extra_ms=extra_ms):
            return f"segment {index} extended by {extra_ms}"
        case CueDue(cue=cue):
            return f"cue {cue.kind.value} {cue.count}" if cue.count else f"cue {cue.kind.value}"
        case SessionEnded(status=status):
            return f"session {status.value}"
