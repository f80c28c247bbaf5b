"""Forward kinematics: from joint angles to the points of the body.

Directions are in radians, counter-clockwise from the direction the figure faces (side view) or from the right of the
picture (front view).  A bone may also point towards the viewer; its length stays the same, its picture gets shorter.
"""

from collections.abc import Mapping
from math import cos, pi, radians, sin

from msgspec import Struct, field

from backstride.core.figure.skeleton import BONE_ENDS, SIDES, Skeleton, View, limb_sign, split_side

Point = tuple[float, float, float]
"""Right, up and towards the viewer, in body heights; the floor is at 0."""
Values = Mapping[str, float]
"""Angles in degrees and root place in body heights, by name; what is absent is zero."""


class Posture(Struct, frozen=True):
    """Where every point of the body is, and how each bone lies in the picture."""

    points: dict[str, Point] = field(default_factory=dict)
    directions: dict[str, float] = field(default_factory=dict)
    """Radians, by bone."""
    scales: dict[str, float] = field(default_factory=dict)
    """Share of a bone's length that the picture shows, 0 to 1, by bone."""


def posture_of(skeleton: Skeleton, view: View, values: Values) -> Posture:
    """The whole body with its root (the middle of the hips) at `root_x`, `root_y`."""
    posture = Posture()
    place_spine(posture, skeleton, view, values)
    for side in SIDES:
        place_leg(posture, skeleton, view, side, values)
        place_arm(posture, skeleton, view, side, values)
    return posture


def place_spine(posture: Posture, skeleton: Skeleton, view: View, values: Values) -> None:
    """Add pelvis, spine, head, and the joints where the limbs begin."""
    get = values.get
    lengths = skeleton.lengths
    points = posture.points
    x, y = get("root_x", 0.0), get("root_y", 0.0)
    points["pelvis"] = (x, y, 0.0)
    heading = pi / 2 - radians(get("lean", 0.0))
    bends = (0.0, get("lumbar", 0.0), get("thorax", 0.0), get("neck", 0.0), get("head", 0.0))
    sizes = (lengths.pelvis, lengths.lumbar, lengths.thorax, lengths.neck, lengths.head)
    for bone, bend, length in zip(("pelvis", "lumbar", "thorax", "neck", "head"), bends, sizes, strict=True):
        heading -= radians(bend)
        x, y = x + length * cos(heading), y + length * sin(heading)
        points[BONE_ENDS[bone][1]] = (x, y, 0.0)
        posture.directions[bone] = heading
        posture.scales[bone] = 1.0
    points["chest"] = between(points["waist"], points["shoulders"], 0.55)
    turns = (("hip", "pelvis", skeleton.half_widths.hip), ("shoulder", "thorax", skeleton.half_widths.shoulder))
    for joint, bone, half_width in turns:
        turn = radians(get("pelvis_turn" if joint == "hip" else "chest_turn", 0.0))
        if view == "side":
            turn += pi / 2
        across = half_width * cos(turn)
        depth = half_width * sin(turn)
        left_x, left_y = -sin(posture.directions[bone]) * across, cos(posture.directions[bone]) * across
        middle = points["pelvis" if joint == "hip" else "shoulders"]
        points[f"near_{joint}"] = (middle[0] + left_x, middle[1] + left_y, depth)
        points[f"far_{joint}"] = (middle[0] - left_x, middle[1] - left_y, -depth)


def place_leg(posture: Posture, skeleton: Skeleton, view: View, side: str, values: Values) -> None:
    """Add one leg, from its hip to its toe."""
    get = values.get
    sign = limb_sign(view, side)
    heading = posture.directions["pelvis"] + pi + sign * radians(get(f"{side}_hip", 0.0))
    _bone(posture, f"{side}_thigh", f"{side}_hip", f"{side}_knee", heading, skeleton.lengths.thigh, values)
    heading -= sign * radians(get(f"{side}_knee", 0.0))
    _bone(posture, f"{side}_shank", f"{side}_knee", f"{side}_ankle", heading, skeleton.lengths.shank, values)
    heading += sign * (pi / 2 + radians(get(f"{side}_ankle", 0.0)))
    _foot(posture, skeleton, side, heading, sign, values)


def place_arm(posture: Posture, skeleton: Skeleton, view: View, side: str, values: Values) -> None:
    """Add one arm, from its shoulder to its finger tips."""
    get = values.get
    sign = limb_sign(view, side)
    lengths = skeleton.lengths
    heading = posture.directions["thorax"] + pi + sign * radians(get(f"{side}_shoulder", 0.0))
    _bone(posture, f"{side}_upper_arm", f"{side}_shoulder", f"{side}_elbow", heading, lengths.upper_arm, values)
    heading += sign * radians(get(f"{side}_elbow", 0.0))
    _bone(posture, f"{side}_forearm", f"{side}_elbow", f"{side}_wrist", heading, lengths.forearm, values)
    heading += sign * radians(get(f"{side}_wrist", 0.0))
    _bone(posture, f"{side}_hand", f"{side}_wrist", f"{side}_fingertip", heading, lengths.hand, values)
    points = posture.points
    points[f"{side}_palm"] = between(points[f"{side}_wrist"], points[f"{side}_fingertip"], 0.45)


def between(start: Point, end: Point, share: float) -> Point:
    """The point at a share of the way from start (0) to end (1)."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
        start[2] + (end[2] - start[2]) * share,
    )


def point_on_body(posture: Posture, name: str) -> Point:
    """A joint by its name, or a place along a bone such as `near_shank:0.4`."""
    bone, _, share = name.partition(":")
    if bone in posture.points and not share:
        return posture.points[bone]
    start, end = bone_ends(bone)
    return between(posture.points[start], posture.points[end], float(share or 0.5))


def bone_ends(bone: str) -> tuple[str, str]:
    """Names of the joints between which a bone runs; the bone carries its side."""
    side, part = split_side(bone)
    start, end = BONE_ENDS[part]
    return (f"{side}_{start}", f"{side}_{end}") if side else (start, end)


def _bone(posture: Posture, bone: str, start: str, end: str, heading: float, length: float, values: Values) -> None:
    toward = radians(values.get(f"{bone}_toward", 0.0))
    flat = cos(toward)
    x, y, z = posture.points[start]
    posture.points[end] = (
        x + length * flat * cos(heading),
        y + length * flat * sin(heading),
        z + length * sin(toward),
    )
    posture.directions[bone] = heading
    posture.scales[bone] = flat


def _foot(posture: Posture, skeleton: Skeleton, side: str, heading: float, sign: float, values: Values) -> None:
    points = posture.points
    toward = radians(values.get(f"{side}_foot_toward", 0.0))
    flat, depth = cos(toward), sin(toward)
    x, y, z = points[f"{side}_ankle"]
    along = (cos(heading), sin(heading))
    down = (sign * along[1], -sign * along[0])
    for name in ("heel", "ball"):
        ahead = skeleton.foot.heel if name == "heel" else skeleton.foot.ball
        below = skeleton.foot.sole - skeleton.radii[name]
        points[f"{side}_{name}"] = (
            x + along[0] * ahead * flat + down[0] * below,
            y + along[1] * ahead * flat + down[1] * below,
            z + ahead * depth,
        )
    posture.directions[f"{side}_foot"] = heading
    posture.scales[f"{side}_foot"] = flat
    toes = heading + sign * radians(values.get(f"{side}_toes", 0.0))
    drop = skeleton.radii["ball"] - skeleton.radii["toe"]
    ball = points[f"{side}_ball"]
    points[f"{side}_toe"] = (
        ball[0] + cos(toes) * skeleton.foot.toe * flat + sign * sin(toes) * drop,
        ball[1] + sin(toes) * skeleton.foot.toe * flat - sign * cos(toes) * drop,
        ball[2] + skeleton.foot.toe * depth,
    )
    posture.directions[f"{side}_toes"] = toes
    posture.scales[f"{side}_toes"] = flat
