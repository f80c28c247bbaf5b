"""The shape of a figure file: what an author writes to draw one exercise.

`assets/figures/README.md` explains the conventions with worked examples.  Angles are in degrees, places in body
heights.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from backstride.core.figure.skeleton import View

FORMAT_VERSION = 1

Degrees = Annotated[float, Meta(ge=-270, le=270)]
Place = Annotated[float, Meta(ge=-3, le=3)]
PoseName = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
PoseReference = Annotated[
    str,
    Meta(pattern="^~?[a-z0-9]+(-[a-z0-9]+)*$", description="A pose; with ~ in front, near and far change places."),
]
PointName = Annotated[str, Meta(pattern="^[a-z_]+(:[01](\\.[0-9]+)?)?$", max_length=40)]


class PropKind(StrEnum):
    """Things a figure can be drawn with."""

    MAT = "mat"
    WALL = "wall"
    CHAIR = "chair"
    STEP = "step"
    ROLLER = "roller"
    STRAP = "strap"
    PILLOW = "pillow"


class Prop(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A thing in the picture.

    `x` is the middle of it; of a wall, its face.  A wall stands in front of the figure and a chair has its back behind
    the sitter; `flip` turns either round.  A strap runs from point to point of `along`.  Width 0 and height 0 mean
    the usual size.
    """

    kind: PropKind
    x: Place = 0.0
    y: Place = 0.0
    width: Annotated[float, Meta(ge=0, le=3)] = 0.0
    height: Annotated[float, Meta(ge=0, le=1.5)] = 0.0
    flip: bool = False
    along: tuple[PointName, ...] = ()


class LegAngles(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Angles of one leg in degrees; what is absent is taken over from `like`, or is zero."""

    hip: Degrees | None = None
    knee: Degrees | None = None
    ankle: Degrees | None = None
    toes: Degrees | None = None
    thigh_toward: Degrees | None = None
    shank_toward: Degrees | None = None
    foot_toward: Degrees | None = None


class ArmAngles(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Angles of one arm in degrees; what is absent is taken over from `like`, or is zero."""

    shoulder: Degrees | None = None
    elbow: Degrees | None = None
    wrist: Degrees | None = None
    upper_arm_toward: Degrees | None = None
    forearm_toward: Degrees | None = None
    hand_toward: Degrees | None = None


class Contact(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A point of the body that rests on a surface, or on another point of the body (`to`, shifted by `offset`).

    `x` is used on level surfaces, `y` on upright ones.  A pin without either is reached by turning the whole limb at
    its root; with it the middle joint bends as well.
    """

    point: PointName
    on: str = "floor"
    x: Place | None = None
    y: Place | None = None
    to: str = ""
    offset: tuple[Place, Place] = (0.0, 0.0)
    fingers: Literal["forward", "back"] = "forward"


class Pose(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One key pose.  `contacts` place the body, `pins` bend single limbs so that their ends stay where they are put."""

    like: PoseName | None = None
    lean: Degrees | None = None
    lumbar: Degrees | None = None
    thorax: Degrees | None = None
    neck: Degrees | None = None
    head: Degrees | None = None
    pelvis_turn: Degrees | None = None
    chest_turn: Degrees | None = None
    legs: LegAngles = LegAngles()
    near_leg: LegAngles = LegAngles()
    far_leg: LegAngles = LegAngles()
    arms: ArmAngles = ArmAngles()
    near_arm: ArmAngles = ArmAngles()
    far_arm: ArmAngles = ArmAngles()
    root: tuple[Place, Place] | None = None
    contacts: tuple[Contact, ...] | None = None
    pins: tuple[Contact, ...] | None = None
    prop_x: dict[PropKind, Place] = {}


class Motion(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The order of the poses.

    Either `out` (and `back`, which is `out` reversed when absent): the hold shows the last pose of `out`, the pause
    the first.  Or `cycle`: a closed round of poses that a whole repetition runs through once.
    """

    out: tuple[PoseReference, ...] = ()
    back: tuple[PoseReference, ...] = ()
    cycle: tuple[PoseReference, ...] = ()


class FigureDefinition(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file of `assets/figures/`."""

    format: Annotated[int, Meta(ge=1, le=FORMAT_VERSION)]
    view: View
    poses: Annotated[dict[PoseName, Pose], Meta(min_length=1, max_length=12)]
    motion: Motion
    accent: tuple[str, ...] = ()
    alternating: Annotated[bool, Meta(description="Near and far change places from one repetition to the next.")] = (
        False
    )
    working: Annotated[
        Literal["near", "far"],
        Meta(description="The side that is exercised: far in a side plank, seen from the front."),
    ] = "near"
    from_above: Annotated[bool, Meta(description="The body lies and is seen from above: there is no floor line.")] = (
        False
    )
    props: tuple[Prop, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pins: tuple[Contact, ...] = ()
    note: Annotated[str, Meta(max_length=300)] = ""
