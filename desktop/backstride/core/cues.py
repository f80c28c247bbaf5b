"""Decides which signals belong to which moment of a timeline; sounds and speech only carry them out."""

from enum import StrEnum

from msgspec import Struct

from backstride.core.definitions import Mode
from backstride.core.timeline import Segment, SegmentKind, Timeline

COUNTDOWN_S = 3
HALFWAY_FROM_MS = 20_000
"""Shorter work needs no halfway signal: it would only interrupt."""
COUNTED_FROM_MS = 2_000
"""Faster repetitions than these cannot be counted aloud."""
TEXT_MS = 8_000
"""How long one cue text stays, so that it can be read from the mat."""


class CueKind(StrEnum):
    """What a signal says."""

    ANNOUNCE = "announce"
    GO = "go"
    COUNTDOWN = "countdown"
    HALFWAY = "halfway"
    SWITCH = "switch"
    REST = "rest"
    DONE = "done"
    REPETITION = "repetition"
    COACHING = "coaching"


SPOKEN_ONLY = frozenset({CueKind.REPETITION, CueKind.COACHING})
"""Signals that have words but no tone."""


class Anchor(StrEnum):
    """From which end of its segment a cue's offset counts."""

    START = "start"
    END = "end"


class Cue(Struct, frozen=True):
    """A signal in segment `index`, `offset_ms` after its start or before its end.

    `count` is the number that a countdown says, or that of the repetition that begins.  A cue at the end moves with
    "+15 s".
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
    repetitions: bool = False
    coaching: bool = False


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
        if options.repetitions:
            found.extend(_repetitions(index, segment))
        if options.coaching and timeline.block(index).mode in (Mode.HOLD, Mode.FLOW):
            found.extend(_coaching(index, segment))
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


def _repetitions(index: int, segment: Segment) -> list[Cue]:
    """The number of each repetition as it begins, from the second on, where they are slow enough to be counted."""
    if segment.kind is not SegmentKind.WORK or segment.reps is None or segment.tempo is None:
        return []
    total_ms = segment.tempo.total_ms
    if total_ms < COUNTED_FROM_MS:
        return []
    return [Cue(index, CueKind.REPETITION, Anchor.START, n * total_ms, n + 1) for n in range(1, segment.reps)]


def _coaching(index: int, segment: Segment) -> list[Cue]:
    """The moments at which the next text is shown, and can be said, in holds and continuous work."""
    if segment.kind is not SegmentKind.WORK or segment.duration_ms is None:
        return []
    return [Cue(index, CueKind.COACHING, Anchor.START, at) for at in range(TEXT_MS, segment.duration_ms, TEXT_MS)]


def _countdown(index: int, segment: Segment) -> list[Cue]:
    """Three, two, one *before* the change; none where the segment is hardly longer than the count."""
    if segment.duration_ms is None or segment.duration_ms <= (COUNTDOWN_S + 1) * 1000:
        return []
    counts = range(COUNTDOWN_S, 0, -1)
    return [Cue(index, CueKind.COUNTDOWN, Anchor.END, count * 1000, count) for count in counts]
