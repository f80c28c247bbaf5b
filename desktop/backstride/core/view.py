"""What a player shows at a moment, as values: the same for the window and for the terminal."""

from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate

from msgspec import Struct

from backstride.core.cues import TEXT_MS
from backstride.core.definitions import Tempo
from backstride.core.events import Status
from backstride.core.session import Phase, Session
from backstride.core.timeline import Segment, SegmentKind, Side, Timeline, planned_ms

DEMONSTRATION = Tempo(out_s=1.5, hold_s=0.5, back_s=1.5, pause_s=0.5)
"""How a self-paced repetition is shown."""


class TempoPart(StrEnum):
    """Which part of a repetition is under way."""

    OUT = "out"
    HOLD = "hold"
    BACK = "back"
    PAUSE = "pause"


class Repetition(Struct, frozen=True):
    """Where a counted repetition stands: `number` from 1, and how much of its `part` is left."""

    number: int
    part: TempoPart
    part_remaining_ms: int


class Movement(Struct, frozen=True):
    """Where the movement stands: `at_ms` into repetition `repetition` (from 0) of a tempo in milliseconds."""

    tempo_ms: tuple[int, int, int, int]
    at_ms: int
    repetition: int


class Upcoming(Struct, frozen=True):
    """The work that comes after the current one."""

    name: str
    side: Side | None
    set_number: int
    sets: int
    same_exercise: bool
    same_side: bool


class PlayerView(Struct, frozen=True):
    """Everything a player shows.

    `remaining_ms` is None while the work waits for "done".  `resumes_in_ms` counts down to where paused work goes on,
    else it is None.  `movement` is that of the work, or before it a
    demonstration; None for a hold.  `first_side` is the side of the first repetition of alternating work.
    """

    phase: Phase
    status: Status
    kind: SegmentKind | None
    step: int
    steps: int
    exercise: str
    name: str
    note: str
    cue: str
    side: Side | None
    set_number: int
    sets: int
    reps: int | None
    repetition: Repetition | None
    movement: Movement | None
    first_side: Side | None
    elapsed_ms: int
    remaining_ms: int | None
    resumes_in_ms: int | None
    fraction: float
    total_ms: int
    total_remaining_ms: int
    upcoming: Upcoming | None

    @property
    def total_fraction(self) -> float:
        """Share of the routine that is over, 0 to 1."""
        if not self.total_ms:
            return 1.0
        # Seconds that were added can make more remain than was planned in all.
        return max(0.0, 1 - self.total_remaining_ms / self.total_ms)


def player_view(session: Session, now_ms: int) -> PlayerView:
    """What to show of `session` at `now_ms`."""
    timeline = session.timeline
    segment = session.segment
    index = min(session.index, len(timeline.segments) - 1)
    block = timeline.block(index)
    last = timeline.segments[index]
    elapsed_ms = 0 if session.phase is Phase.READY else session.elapsed_ms(now_ms)
    remaining_ms = _remaining_ms(session, elapsed_ms)
    repetition = _repetition(segment, elapsed_ms) if segment else None
    return PlayerView(
        phase=session.phase,
        status=session.status,
        kind=segment.kind if segment else None,
        step=last.step,
        steps=len(timeline.blocks),
        exercise=block.exercise,
        name=block.name,
        note=block.note,
        cue=_cue(segment, block.cues, elapsed_ms),
        side=_side(segment, repetition) if segment else None,
        set_number=last.set_number,
        sets=last.sets,
        reps=last.reps,
        repetition=repetition,
        movement=_movement(timeline, session.index, elapsed_ms),
        first_side=last.first_side,
        elapsed_ms=elapsed_ms,
        remaining_ms=remaining_ms,
        resumes_in_ms=max(0, session.resumes_at_ms - now_ms) if session.phase is Phase.RESUMING else None,
        fraction=_fraction(session.duration_ms, remaining_ms),
        total_ms=timeline.total_ms,
        total_remaining_ms=_total_remaining_ms(timeline, session, elapsed_ms),
        upcoming=_upcoming(timeline, session.index),
    )


def whole_seconds(ms: int) -> int:
    """Seconds as a countdown shows them: rounded up, so that "0" means over."""
    return -(-ms // 1000)


def repetition_at(tempo: Tempo, elapsed_ms: int, reps: int) -> Repetition:
    """Where timed repetitions stand after `elapsed_ms` of work; past the last one, at its end."""
    total_ms = tempo.total_ms
    number = min(elapsed_ms // total_ms, reps - 1)
    left_ms = min(elapsed_ms - number * total_ms, total_ms - 1)
    ends_ms = tuple(accumulate(tempo.parts_ms))
    part = bisect_right(ends_ms, left_ms)
    return Repetition(number + 1, tuple(TempoPart)[part], ends_ms[part] - left_ms)


def _remaining_ms(session: Session, elapsed_ms: int) -> int | None:
    if session.phase is Phase.FINISHED:
        return 0
    return None if session.duration_ms is None else max(0, session.duration_ms - elapsed_ms)


def _fraction(duration_ms: int | None, remaining_ms: int | None) -> float:
    if not duration_ms or remaining_ms is None:
        return 0.0
    return 1 - remaining_ms / duration_ms


def _repetition(segment: Segment, elapsed_ms: int) -> Repetition | None:
    if segment.kind is not SegmentKind.WORK or segment.reps is None or segment.tempo is None:
        return None
    return repetition_at(segment.tempo, elapsed_ms, segment.reps)


def _side(segment: Segment, repetition: Repetition | None) -> Side | None:
    """The side of the segment or, for alternating repetitions, of the repetition."""
    first = segment.first_side
    if first is None or repetition is None:
        return segment.side
    return first if repetition.number % 2 == 1 else first.other


def _movement(timeline: Timeline, index: int, elapsed_ms: int) -> Movement | None:
    """The movement of the work that segment `index` is or leads to."""
    ahead = [i for i in timeline.work if i >= index]
    if not ahead:
        return None
    work = timeline.segments[ahead[0]]
    tempo = work.tempo or (DEMONSTRATION if work.reps else None)
    if tempo is None:
        return None
    repetition, at_ms = divmod(elapsed_ms, tempo.total_ms)
    if work.reps is not None and repetition >= work.reps and ahead[0] == index and work.tempo is not None:
        repetition, at_ms = work.reps - 1, tempo.total_ms
    return Movement(tempo.parts_ms, at_ms, repetition)


def _cue(segment: Segment | None, texts: tuple[str, ...], elapsed_ms: int) -> str:
    """One text at a time: it begins with the set's own and moves on while the work lasts."""
    if segment is None or not texts:
        return ""
    moved = elapsed_ms // TEXT_MS if segment.kind is SegmentKind.WORK else 0
    return texts[(segment.bout + moved) % len(texts)]


def _total_remaining_ms(timeline: Timeline, session: Session, elapsed_ms: int) -> int:
    later = sum(planned_ms(segment) for segment in timeline.segments[session.index + 1 :])
    if session.segment is None:
        return later
    return later + max(0, planned_ms(session.segment) + session.extended_ms - elapsed_ms)


def _upcoming(timeline: Timeline, index: int) -> Upcoming | None:
    """The next work after the current one; a lead-in already shows the work it leads to."""
    ahead = [i for i in timeline.work if i >= index]
    if len(ahead) < 2:
        return None
    current, following = timeline.segments[ahead[0]], timeline.segments[ahead[1]]
    name = timeline.block(ahead[1]).name
    return Upcoming(
        name=name,
        side=following.side,
        set_number=following.set_number,
        sets=following.sets,
        same_exercise=current.step == following.step,
        same_side=current.side is following.side,
    )
