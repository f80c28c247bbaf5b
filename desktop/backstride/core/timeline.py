"""Turns a routine into the exact sequence of timed segments that a session plays."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

import msgspec
from msgspec import Struct

from backstride.core.adjusting import adjust
from backstride.core.definitions import Dose, Exercise, Kind, Mode, Routine, Sides, Step, Tempo

SELF_PACED_REP_MS = 4000
"""What a self-paced repetition is taken to last where a length must be shown beforehand."""


class SegmentKind(StrEnum):
    """What the user does during a segment."""

    PREPARE = "prepare"
    WORK = "work"
    REST = "rest"
    SWITCH = "switch"


class Side(StrEnum):
    """Which side works."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Block(Struct, frozen=True):
    """What all segments of one step share: the exercise, in the words needed to play it without its file."""

    exercise: str
    name: str
    mode: Mode
    sides: Sides
    cues: tuple[str, ...]
    note: str = ""


class Segment(Struct, frozen=True, omit_defaults=True):
    """One stretch of a session.  `duration_ms` is None when it lasts until the user says done.

    `step` is the index of its block.  `set_number` counts from 1 on each side; `bout` counts all work of the step
    from 0.  `first_side` is the side of the first repetition of alternating work.
    """

    kind: SegmentKind
    step: int
    duration_ms: int | None
    set_number: int = 1
    sets: int = 1
    bout: int = 0
    side: Side | None = None
    first_side: Side | None = None
    reps: int | None = None
    tempo: Tempo | None = None


class Timeline(Struct, frozen=True):
    """A planned session: what was prescribed, kept with the history even if the routine's file changes."""

    routine: str
    name: str
    version: int
    kind: Kind
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]

    @property
    def total_ms(self) -> int:
        """Planned length in milliseconds, self-paced work estimated."""
        return sum(planned_ms(segment) for segment in self.segments)

    @property
    def self_paced(self) -> bool:
        """True when some work waits for "done", so that the length is an estimate."""
        return any(segment.duration_ms is None for segment in self.segments)

    @property
    def work(self) -> tuple[int, ...]:
        """Indices of the work segments."""
        return tuple(i for i, segment in enumerate(self.segments) if segment.kind is SegmentKind.WORK)

    def block(self, index: int) -> Block:
        """The block that segment `index` belongs to."""
        return self.blocks[self.segments[index].step]


class PlanOptions(Struct, frozen=True):
    """How the user wants a routine planned.

    `preparation_s` replaces the get-ready seconds of every step (None: as the routine says).  `rest_scale` and
    `hold_scale` are factors; a hold stays within what the sources support.  `skipped` holds indices of steps.
    """

    preparation_s: int | None = None
    first_side: Side = Side.LEFT
    rounds: int = 1
    rest_scale: float = 1.0
    hold_scale: float = 1.0
    skipped: frozenset[int] = frozenset()


def planned_ms(segment: Segment) -> int:
    """Length of a segment in milliseconds; self-paced work is estimated by its repetitions."""
    if segment.duration_ms is not None:
        return segment.duration_ms
    return (segment.reps or 1) * SELF_PACED_REP_MS


def plan(routine: Routine, exercises: Mapping[str, Exercise], options: PlanOptions | None = None) -> Timeline:
    """Plan `routine` as a timeline.

    A step lasts prep + sets x sides x work + (sets x sides - 1) x rest seconds (evidence pack, 3.0).  Work for `each`
    side does all sets on one side before it changes over: with rests of five seconds there is time for one
    change of position, not for one after every set.  Raises KeyError for an unknown exercise.
    """
    options = options or PlanOptions()
    blocks: list[Block] = []
    segments: list[Segment] = []
    kept = [step for index, step in enumerate(routine.steps) if index not in options.skipped]
    steps = kept or list(routine.steps)  # leaving out everything leaves out nothing
    for step in steps * options.rounds:
        exercise = exercises[step.exercise]
        sides = step.sides or exercise.sides
        adjusted = adjust(_paced(step, exercise), exercise, options.rest_scale, options.hold_scale)
        segments.extend(_step_segments(len(blocks), adjusted, sides, options))
        blocks.append(Block(exercise.id, exercise.name, exercise.mode, sides, exercise.cues, step.note))
    return Timeline(routine.id, routine.name, routine.version, routine.kind, tuple(blocks), tuple(segments))


def _paced(step: Step, exercise: Exercise) -> Step:
    """The step, with the exercise's own pace where it is continuous and says nothing about it."""
    dose = step.dose
    if dose.seconds is None or dose.tempo is not None or exercise.dose.tempo is None:
        return step
    return msgspec.structs.replace(step, dose=msgspec.structs.replace(dose, tempo=exercise.dose.tempo))


def _step_segments(index: int, step: Step, sides: Sides, options: PlanOptions) -> list[Segment]:
    work = _work_segments(index, step.dose, step.sets, sides, options.first_side)
    prep_s = step.prep_s if options.preparation_s is None else options.preparation_s
    segments = [_lead_in(SegmentKind.PREPARE, prep_s, work[0]), work[0]]
    for before, after in pairwise(work):
        kind = SegmentKind.REST if before.side is after.side else SegmentKind.SWITCH
        segments += [_lead_in(kind, step.rest_s, after), after]
    return [segment for segment in segments if segment.duration_ms != 0]


def _work_segments(index: int, dose: Dose, sets: int, sides: Sides, first: Side) -> list[Segment]:
    def work(set_number: int, bout: int, side: Side | None) -> Segment:
        return Segment(
            kind=SegmentKind.WORK,
            step=index,
            duration_ms=dose.work_ms,
            set_number=set_number,
            sets=sets,
            bout=bout,
            side=side,
            first_side=first if sides is Sides.ALTERNATING else None,
            reps=dose.reps,
            tempo=dose.tempo,
        )

    if sides is Sides.EACH:
        order = [(number, side) for side in (first, first.other) for number in range(1, sets + 1)]
        return [work(number, bout, side) for bout, (number, side) in enumerate(order)]
    if sides is Sides.BY_SET:
        return [work(n + 1, n, first if n % 2 == 0 else first.other) for n in range(sets)]
    return [work(n + 1, n, None) for n in range(sets)]


def _lead_in(kind: SegmentKind, seconds: int, work: Segment) -> Segment:
    return Segment(
        kind=kind,
        step=work.step,
        duration_ms=seconds * 1000,
        set_number=work.set_number,
        sets=work.sets,
        bout=work.bout,
        side=work.side,
        first_side=work.first_side,
    )
