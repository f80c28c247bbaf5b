"""Decides which signals belong to which moment of a timeline; sounds and speech only carry them out."""

from enum import StrEnum

from msgspec import Struct

from backstride.core.definitions import Mode
from backstride.core.timeline import Segment, SegmentKind, Timeline

COUNTDOWN_S = 3
HALFWAY_FROM_MS = 20_000
"""Shorter work needs no halfway signal: it would only interrupt."""


class CueKind(StrEnum):
    """What a signal says."""

    ANNOUNCE = "announce"
    GO = "go"
    COUNTDOWN = "countdown"
    HALFWAY = "halfway"
    SWITCH = "switch"
    REST = "rest"
    DONE = "done"


class Anchor(StrEnum):
    """From which end of its segment a cue's offset counts."""

    START = "start"
    END = "end"


class Cue(Struct, frozen=True):
    """A signal in segment `index`, `offset_ms` after its start or before its end.

    `count` is the number that a countdown says.  A cue at the end moves with "+15 s".
    """

    index: int
    kind: CueKind
    anchor: Anchor
    offset_ms: int
    count: int = 0


class CueOptions(Struct, frozen=True):
    """Which optional signals are wanted."""

    countdown: bool = True
    halfway: bool = True


def cues(timeline: Timeline, options: CueOptions | None = None) -> tuple[Cue, ...]:
    """All signals of `timeline`, in the order of their segments.

    Nothing sounds within a rest but its beginning and the countdown to its end.
    """
    options = options or CueOptions()
    found: list[Cue] = []
    for index, segment in enumerate(timeline.segments):
        found.extend(_opening(index, segment))
        if options.halfway and _has_halfway(timeline, index):
            found.append(Cue(index, CueKind.HALFWAY, Anchor.START, (segment.duration_ms or 0) // 2))
        if options.countdown:
            found.extend(_countdown(index, segment))
    last = len(timeline.segments)
    found.append(Cue(last, CueKind.DONE, Anchor.START, 0))
    return tuple(found)


def _opening(index: int, segment: Segment) -> list[Cue]:
    kind = {
        SegmentKind.PREPARE: CueKind.ANNOUNCE,
        SegmentKind.WORK: CueKind.GO,
        SegmentKind.REST: CueKind.REST,
        SegmentKind.SWITCH: CueKind.SWITCH,
    }[segment.kind]
    return [Cue(index, kind, Anchor.START, 0)]


def _has_halfway(timeline: Timeline, index: int) -> bool:
    segment = timeline.segments[index]
    steady = timeline.block(index).mode in (Mode.HOLD, Mode.FLOW)
    is_work = segment.kind is SegmentKind.WORK
    return is_work and steady and (segment.duration_ms or 0) >= HALFWAY_FROM_MS


def _countdown(index: int, segment: Segment) -> list[Cue]:
    """Three, two, one *before* the change; none where the segment is hardly longer than the count."""
    if segment.duration_ms is None or segment.duration_ms <= (COUNTDOWN_S + 1) * 1000:
        return []
    counts = range(COUNTDOWN_S, 0, -1)
    return [Cue(index, CueKind.COUNTDOWN, Anchor.END, count * 1000, count) for count in counts]
