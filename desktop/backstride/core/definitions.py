"""The shape of exercise and routine definitions, as they stand in the JSON files (format version 1).

These structs are the only description of the format: the JSON Schemas that editors use are generated from them, and
`core.checking` walks them to report every problem of a file.  Seconds are used where people write, milliseconds
(`_ms`) where the engine counts.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

FORMAT_VERSION = 1

MAX_WORK_S = 3600
"""Longest single piece of work, in seconds: an hour of walking is the longest anybody has asked for."""
MAX_REPS = 500
MAX_SETS = 20
MAX_STEPS = 100
MAX_TEMPO_S = 120

# Only `$` alone would let a line break follow: the decoder matches as Python does, editors as JavaScript does.
Identifier = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(?!\n)$",
        max_length=60,
        description="Lower-case words joined by hyphens; the file has the same name.",
    ),
]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Sentence = Annotated[str, Meta(min_length=1, max_length=300)]
SourceCode = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{1,9}(?!\n)$", description="A code of the source register.")]
TempoSeconds = Annotated[float, Meta(ge=0, le=MAX_TEMPO_S)]
WorkSeconds = Annotated[int, Meta(ge=1, le=MAX_WORK_S)]
Repetitions = Annotated[int, Meta(ge=1, le=MAX_REPS)]
Sets = Annotated[int, Meta(ge=1, le=MAX_SETS)]
PauseSeconds = Annotated[int, Meta(ge=0, le=600)]


def is_identifier(text: str) -> bool:
    """True for what can be the id of an exercise or a routine."""
    try:
        msgspec.convert(text, Identifier)
    except msgspec.ValidationError:
        return False
    return True


class Category(StrEnum):
    """What an exercise is for."""

    WARMUP = "warmup"
    CORE = "core"
    STRETCH = "stretch"
    MOBILITY = "mobility"
    ROLLING = "rolling"
    RUN_WALK = "run-walk"


class Kind(StrEnum):
    """What a routine is, in the order in which the Routines page shows them."""

    WARMUP = "warmup"
    CORE = "core"
    STRETCHING = "stretching"
    ROLLING = "rolling"
    MOBILITY = "mobility"
    FULL = "full"
    RUN_WALK = "run-walk"


class Occasion(StrEnum):
    """When a routine suits."""

    ANY = "any"
    PRE_RUN = "pre-run"
    POST_RUN = "post-run"
    SORE = "sore"
    MORNING = "morning"
    DESK = "desk"


class Position(StrEnum):
    """How the body is placed; a change of position needs set-up seconds."""

    STANDING = "standing"
    WALKING = "walking"
    SEATED = "seated"
    LYING = "lying"
    PRONE = "prone"
    SIDE_LYING = "side-lying"
    HANDS_AND_KNEES = "hands-and-knees"
    HALF_KNEELING = "half-kneeling"


class Equipment(StrEnum):
    """Things an exercise is done on or with."""

    MAT = "mat"
    WALL = "wall"
    CHAIR = "chair"
    STEP = "step"
    ROLLER = "roller"
    STRAP = "strap"
    PILLOW = "pillow"
    BAND = "band"
    SHOES = "shoes"
    TREADMILL = "treadmill"


class Mode(StrEnum):
    """How the work is counted."""

    HOLD = "hold"
    REPS = "reps"
    HOLD_REPS = "hold-reps"
    FLOW = "flow"


class Sides(StrEnum):
    """How left and right share the work.

    `each`: all sets on one side, a change-over, the other side.  `alternating`: from one repetition to the next
    inside the set.  `by-set`: one side in the odd sets, the other in the even.  `both`: both together.
    """

    EACH = "each"
    ALTERNATING = "alternating"
    BY_SET = "by-set"
    BOTH = "both"


class Level(StrEnum):
    """How demanding an exercise is."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Basis(StrEnum):
    """Where a dose comes from."""

    SOURCED = "sourced"
    PRACTICE = "practice"
    OWN = "own"


class Tempo(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One repetition, or one cycle of a continuous movement, in seconds: out, hold, back, pause."""

    out_s: TempoSeconds = 0
    hold_s: TempoSeconds = 0
    back_s: TempoSeconds = 0
    pause_s: TempoSeconds = 0

    @property
    def parts_ms(self) -> tuple[int, int, int, int]:
        """The four parts in milliseconds."""
        return (
            round(self.out_s * 1000),
            round(self.hold_s * 1000),
            round(self.back_s * 1000),
            round(self.pause_s * 1000),
        )

    @property
    def total_ms(self) -> int:
        """One repetition in milliseconds."""
        return sum(self.parts_ms)


class Dose(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One bout of work on one side.

    Either `seconds` (a hold or a continuous movement; `tempo` then only paces the movement) or `reps`.
    Repetitions with a `tempo` are timed; without one they are self-paced and wait for "done".
    """

    seconds: WorkSeconds | None = None
    reps: Repetitions | None = None
    tempo: Tempo | None = None

    @property
    def work_ms(self) -> int | None:
        """Length of the bout in milliseconds; None when it is self-paced."""
        if self.seconds is not None:
            return self.seconds * 1000
        if self.tempo is None or self.reps is None:
            return None
        return self.reps * self.tempo.total_ms


class Bounds(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The range of doses that the sources support, each as [least, most]; what is absent has no stated bound."""

    seconds: tuple[WorkSeconds, WorkSeconds] | None = None
    reps: tuple[Repetitions, Repetitions] | None = None
    hold_s: tuple[TempoSeconds, TempoSeconds] | None = None
    sets: tuple[Sets, Sets] | None = None
    basis: Basis = Basis.SOURCED
    note: Annotated[str, Meta(max_length=300)] = ""


class Variation(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An easier or harder form: in words, as another exercise, or both."""

    text: Annotated[str, Meta(max_length=200)] = ""
    exercise: Identifier | None = None


class Amber(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether an exercise may stay in a session on a sore day (pain 3 to 5 of 10), and how."""

    allowed: bool
    note: Annotated[str, Meta(max_length=120)] = ""


class Exercise(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One movement: what it trains, how it is done, and within which bounds."""

    format: Annotated[int, Meta(ge=1, le=FORMAT_VERSION)]
    id: Identifier
    name: Name
    category: Category
    position: Position
    mode: Mode
    sides: Sides
    level: Level
    targets: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=8)]
    dose: Dose
    cues: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=8)]
    sources: Annotated[tuple[SourceCode, ...], Meta(min_length=1, max_length=10)]
    amber: Amber
    schema: str = msgspec.field(name="$schema", default="")
    default_sets: Sets = 1
    bounds: Bounds = Bounds()
    equipment: tuple[Equipment, ...] = ()
    optional_equipment: tuple[Equipment, ...] = ()
    mistakes: tuple[Sentence, ...] = ()
    skip_if: Annotated[str, Meta(max_length=300)] = ""
    easier: Variation | None = None
    harder: Variation | None = None
    tags: tuple[Identifier, ...] = ()
    gate: Annotated[
        str,
        Meta(
            max_length=300,
            description="What must be true before this exercise is offered; such an exercise is in no routine.",
        ),
    ] = ""
    note: Annotated[str, Meta(max_length=400)] = ""


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a routine: an exercise with its dose, sets, rests and set-up seconds."""

    exercise: Identifier
    dose: Dose
    sets: Sets = 1
    rest_s: PauseSeconds = 0
    prep_s: PauseSeconds = 0
    sides: Sides | None = None
    note: Annotated[str, Meta(max_length=200)] = ""


class Routine(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An ordered list of steps.  Its length is derived by the engine, never typed."""

    format: Annotated[int, Meta(ge=1, le=FORMAT_VERSION)]
    id: Identifier
    version: Annotated[int, Meta(ge=1, le=100_000)]
    name: Name
    kind: Kind
    purpose: Sentence
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=MAX_STEPS)]
    schema: str = msgspec.field(name="$schema", default="")
    when: Annotated[str, Meta(max_length=300)] = ""
    occasions: tuple[Occasion, ...] = ()
    afterwards: Annotated[str, Meta(max_length=300, description="A hand-off shown at the end.")] = ""
    note: Annotated[str, Meta(max_length=400)] = ""
    sources: tuple[SourceCode, ...] = ()


class Source(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One entry of the source register."""

    code: SourceCode
    title: Sentence
    year: str
    supports: Annotated[str, Meta(max_length=600)]
    read: Annotated[
        str,
        Meta(max_length=120, description="How it was read: the source itself, its abstract, or second-hand."),
    ]
    reference: Annotated[str, Meta(max_length=200)] = ""


class SourceRegister(Struct, frozen=True, forbid_unknown_fields=True):
    """All sources that exercises and routines may name."""

    format: Annotated[int, Meta(ge=1, le=FORMAT_VERSION)]
    sources: tuple[Source, ...]
    schema: str = msgspec.field(name="$schema", default="")


class Ladder(Struct, frozen=True, forbid_unknown_fields=True):
    """Exercises of one family from the easiest to the hardest."""

    id: Identifier
    name: Name
    rungs: Annotated[tuple[Identifier, ...], Meta(min_length=2, max_length=10)]


class Ladders(Struct, frozen=True, forbid_unknown_fields=True):
    """All ladders."""

    format: Annotated[int, Meta(ge=1, le=FORMAT_VERSION)]
    ladders: tuple[Ladder, ...]
    schema: str = msgspec.field(name="$schema", default="")
