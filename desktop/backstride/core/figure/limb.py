"""Two-bone inverse kinematics: which root and middle angles bring the end of an arm or leg to a given place."""

from math import acos, atan2, copysign, cos, degrees, hypot, pi, sin, sqrt

from backstride.core.figure.pose import Posture

Place = tuple[float, float]


def turned_to(heading: float, before: float, sign: float) -> float:
    """The joint angle in degrees, -180 to 180, that turns a bone from one direction to another (both radians)."""
    return (sign * degrees(heading - before) + 180.0) % 360.0 - 180.0


def reach(
    values: dict[str, float],
    posture: Posture,
    sign: float,
    limb: tuple[str, bool],
    end: Place,
    target: Place,
    along: float | None,
) -> None:
    """Set the two angles of a limb so that `end`, a place on its lower part, comes to `target`.

    `limb` is its side and whether it is an arm.  It keeps bending the way its angles already say; what lies beyond
    the middle joint stays rigid.  A target out of reach is moved `along` its surface (a direction in radians) to the
    nearest place in reach; without a surface the limb only points to it.
    """
    side, is_arm = limb
    names = ("shoulder", "elbow", "upper_arm", "forearm", "thorax")
    if not is_arm:
        names = ("hip", "knee", "thigh", "shank", "pelvis")
    root_joint, middle_joint, _, lower, trunk = names
    root, middle = posture.points[f"{side}_{root_joint}"], posture.points[f"{side}_{middle_joint}"]
    upper_length = hypot(middle[0] - root[0], middle[1] - root[1])
    lower_length = hypot(end[0] - middle[0], end[1] - middle[1])
    skew = atan2(end[1] - middle[1], end[0] - middle[0]) - posture.directions[f"{side}_{lower}"]
    way = (target[0] - root[0], target[1] - root[1])
    least, most = abs(upper_length - lower_length) + 1e-9, upper_length + lower_length - 1e-9
    if along is not None:
        way = _slid(way, along, least, most)
    away = min(max(hypot(*way), least), most)
    cosine = (upper_length**2 + away**2 - lower_length**2) / (2 * upper_length * away)
    opening = acos(min(max(cosine, -1.0), 1.0))
    base = atan2(way[1], way[0])
    before = values.get(f"{side}_{middle_joint}", 0.0)
    candidates = []
    for first in (base + opening, base - opening):
        middle_x, middle_y = upper_length * cos(first), upper_length * sin(first)
        second = atan2(away * sin(base) - middle_y, away * cos(base) - middle_x) - skew
        bend = turned_to(second, first, sign if is_arm else -sign)
        wrong_way = bend * (1.0 if before >= 0 else -1.0) < -1e-6
        candidates.append((wrong_way, abs(bend - before), first, bend))
    _, _, first, bend = min(candidates)
    key = f"{side}_{root_joint}"
    raw = sign * degrees(first - posture.directions[trunk] - pi)
    values[key] = raw + 360.0 * round((values.get(key, 0.0) - raw) / 360.0)
    values[f"{side}_{middle_joint}"] = bend


def _slid(way: Place, along: float, least: float, most: float) -> Place:
    """The way to a target moved along its surface until its length lies between least and most, if it can be."""
    c, s = cos(along), sin(along)
    level, height = way[0] * c + way[1] * s, way[1] * c - way[0] * s
    for limit, is_wrong in ((most, hypot(*way) > most), (least, hypot(*way) < least)):
        if is_wrong and abs(height) < limit:
            level = copysign(sqrt(limit**2 - height**2), level)
    return level * c - height * s, level * s + height * c
