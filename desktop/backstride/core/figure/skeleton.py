"""The body that every figure shares: bone lengths, flesh, joint limits and muscle areas, as data from one file.

All lengths are in body heights: 1.0 is the height of the figure when it stands.
"""

from itertools import pairwise
from typing import Literal

from msgspec import Struct

View = Literal["side", "front"]
Station = tuple[float, float, float]
"""A place along a bone (0 its start, 1 its end) and the flesh in front of and behind the bone's axis there."""

SIDES = ("near", "far")
SPINE_ANGLES = ("lumbar", "thorax", "neck", "head")
LEG_ANGLES = ("hip", "knee", "ankle", "toes")
ARM_ANGLES = ("shoulder", "elbow", "wrist")
LEG_BONES = ("thigh", "shank", "foot")
ARM_BONES = ("upper_arm", "forearm", "hand")

BONE_ENDS = {
    "pelvis": ("pelvis", "sacrum"),
    "lumbar": ("sacrum", "waist"),
    "thorax": ("waist", "shoulders"),
    "neck": ("shoulders", "neck"),
    "head": ("neck", "head"),
    "thigh": ("hip", "knee"),
    "shank": ("knee", "ankle"),
    "upper_arm": ("shoulder", "elbow"),
    "forearm": ("elbow", "wrist"),
    "hand": ("wrist", "fingertip"),
}
"""The joints between which each bone runs; those of limbs carry the side as a prefix."""


class Lengths(Struct, frozen=True, forbid_unknown_fields=True):
    """Bone lengths in body heights."""

    pelvis: float
    lumbar: float
    thorax: float
    neck: float
    head: float
    thigh: float
    shank: float
    upper_arm: float
    forearm: float
    hand: float


class Foot(Struct, frozen=True, forbid_unknown_fields=True):
    """The foot in its own frame, in body heights: sole below the ankle, heel and ball along it, toe beyond the ball."""

    sole: float
    heel: float
    ball: float
    toe: float


class HalfWidths(Struct, frozen=True, forbid_unknown_fields=True):
    """How far hips and shoulders lie from the spine when seen from the front, in body heights."""

    hip: float
    shoulder: float


class MuscleArea(Struct, frozen=True, forbid_unknown_fields=True):
    """A patch of flesh that can take the accent colour.

    `part` is a limb bone, `spine`, or `flank` (one side of the trunk seen from the front).  `start` and `end` run
    along it from 0 to 1.  `across` goes from -1 (back, or inner side) to 1 (front, or outer side); `width` is the
    share of the half width there.
    """

    part: str
    start: float
    end: float
    across: float
    width: float


class Skeleton(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything the figures have in common; angles in degrees, lengths in body heights."""

    format: int
    lengths: Lengths
    foot: Foot
    half_widths: HalfWidths
    radii: dict[str, float]
    outlines: dict[View, dict[str, tuple[Station, ...]]]
    limits: dict[View, dict[str, tuple[float, float]]]
    muscles: dict[View, dict[str, tuple[MuscleArea, ...]]]


def split_side(name: str) -> tuple[str, str]:
    """Part a name such as `near_knee` into side and rest; the side is empty for what lies on the midline."""
    side, separator, rest = name.partition("_")
    return (side, rest) if separator and side in SIDES else ("", name)


def limb_sign(view: View, side: str) -> float:
    """Sense in which a limb's angles turn: seen from the front, near and far limbs move outwards in opposite senses."""
    return -1.0 if view == "front" and side == "near" else 1.0


def flesh(stations: tuple[Station, ...], place: float, *, front: bool) -> float:
    """Flesh at a place along a bone, in body heights, between the two neighbouring stations."""
    column = 1 if front else 2
    for before, after in pairwise(stations):
        if place <= after[0]:
            share = (place - before[0]) / (after[0] - before[0])
            return before[column] + (after[column] - before[column]) * max(share, 0.0)
    return stations[-1][column]
