"""Puts a body down: solves its place so that contacts rest on their surfaces, and bends limbs whose ends are pinned.

Nothing here knows about time; the same solver settles key poses and every frame between them, which is why a planted
foot neither slides nor floats while the rest of the body moves.
"""

from collections.abc import Callable, Sequence
from math import asin, atan2, cos, degrees, hypot, pi, sin

from msgspec import Struct

from backstride.core.figure.definition import Contact
from backstride.core.figure.limb import reach, turned_to
from backstride.core.figure.pose import Posture, bone_ends, place_arm, place_leg, place_spine, point_on_body, posture_of
from backstride.core.figure.skeleton import Skeleton, View, flesh, limb_sign, split_side
from backstride.core.figure.surface import Plane, Round, Surface

JOINT_OF = {"foot": "ankle", "hand": "wrist", "forearm": "elbow", "shin": "knee"}
"""Contacts that lay a whole body part flat, and the joint that carries them."""

SWINGING = frozenset({"knee", "shin", "elbow", "forearm", "shank", "thigh", "upper_arm"})
"""Pinned parts that are reached by turning the limb at its root only."""

SPINE_PLACES = {"pelvis": (0.0, 0.24), "lumbar": (0.24, 0.53), "thorax": (0.53, 1.0)}


class Touch(Struct, frozen=True):
    """The round piece of flesh that touches: its middle, its radius, and the bone it belongs to, if it has one."""

    x: float
    y: float
    radius: float
    bone: str = ""


def settle(
    skeleton: Skeleton,
    view: View,
    values: dict[str, float],
    contacts: Sequence[Contact],
    pins: Sequence[Contact],
    surfaces: dict[str, Surface],
) -> Posture:
    """Change `values` so that contacts rest and pins are reached, and return the posture that results.

    With one contact the body is shifted, with two it is turned about the first as well.  A pin that is out of reach
    leaves a gap, which `gap_of` reports.
    """
    posture = posture_of(skeleton, view, values)
    if contacts:
        _place(skeleton, view, values, posture, contacts, surfaces)
        posture = posture_of(skeleton, view, values)
    for contact in contacts:
        _lay_flat(skeleton, view, values, posture, contact, surfaces)
    for pin in sorted(pins, key=_is_arm):
        _pin(skeleton, view, values, posture, pin, surfaces)
    return posture


def gap_of(skeleton: Skeleton, view: View, posture: Posture, contact: Contact, surfaces: dict[str, Surface]) -> float:
    """How far a contact or pin is from where it should rest, in body heights."""
    if contact.to:
        target = _body_target(posture, contact)
        touch = touch_of(skeleton, view, posture, contact, None)
        return hypot(touch.x - target[0], touch.y - target[1])
    surface = surfaces[contact.on]
    touch = touch_of(skeleton, view, posture, contact, surface)
    return surface.gap(touch.x, touch.y, touch.radius)


def touch_of(skeleton: Skeleton, view: View, posture: Posture, contact: Contact, surface: Surface | None) -> Touch:
    """Where and how thick the body is at a contact, in body heights."""
    name, _, share = contact.point.partition(":")
    side, part = split_side(name)
    is_part = part in JOINT_OF or f"{side}_{part}".removeprefix("_") in posture.points
    if share or not is_part:
        return _touch_of_bone(skeleton, view, posture, name, float(share) if share else None, surface)
    joint = "palm" if contact.to and part == "hand" else JOINT_OF.get(part, part)
    x, y, _ = posture.points[f"{side}_{joint}" if side else joint]
    radius = skeleton.foot.sole if part == "foot" else skeleton.radii[joint]
    return Touch(x, y, radius)


def _touch_of_bone(
    skeleton: Skeleton, view: View, posture: Posture, bone: str, share: float | None, surface: Surface | None
) -> Touch:
    start, end = (posture.points[joint] for joint in bone_ends(bone))
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    if share is None:
        share = 0.5
        if isinstance(surface, Round):
            reach_along = (surface.x - start[0]) * along_x + (surface.y - start[1]) * along_y
            share = min(max(reach_along / (along_x**2 + along_y**2), 0.0), 1.0)
    x, y = start[0] + along_x * share, start[1] + along_y * share
    side, part = split_side(bone)
    heading = posture.directions[bone]
    front = heading + pi / 2 * (limb_sign(view, side) if side else -1.0)
    if isinstance(surface, Plane):
        is_front = cos(front) * surface.normal_x + sin(front) * surface.normal_y < 0
    else:
        is_front = sin(front) < 0
    if part in SPINE_PLACES:
        low, high = SPINE_PLACES[part]
        part, share = "spine", low + (high - low) * share
    radius = flesh(skeleton.outlines[view][part], share, front=is_front)
    return Touch(x, y, radius, bone)


def _landing(surface: Surface, contact: Contact, radius: float, upward: float) -> tuple[float, float]:
    """Where the middle of the flesh must come to lie; `upward` is the direction away from a roller, in radians."""
    if isinstance(surface, Round):
        distance = surface.radius + radius
        return surface.x + distance * cos(upward), surface.y + distance * sin(upward)
    if surface.is_level:
        return contact.x or 0.0, surface.offset + radius
    return surface.normal_x * (surface.offset + radius), contact.y or 0.0


def _place(
    skeleton: Skeleton,
    view: View,
    values: dict[str, float],
    posture: Posture,
    contacts: Sequence[Contact],
    surfaces: dict[str, Surface],
) -> None:
    first = contacts[0]
    surface = surfaces[first.on]
    root_x, root_y, _ = posture.points["pelvis"]
    touch = touch_of(skeleton, view, posture, first, surface)
    upward = pi / 2
    if touch.bone:
        heading = posture.directions[touch.bone]
        upward = heading + (pi / 2 if cos(heading) > 0 else -pi / 2)
    other = surfaces[contacts[1].on] if len(contacts) > 1 else surface
    other_touch = touch_of(skeleton, view, posture, contacts[1], other) if len(contacts) > 1 else touch

    def root_at(turn: float) -> tuple[float, float]:
        x, y = _landing(surface, first, touch.radius, upward + turn if touch.bone else upward)
        arm_x, arm_y = _rotated(touch.x - root_x, touch.y - root_y, turn)
        return x - arm_x, y - arm_y

    def second_gap(turn: float) -> float:
        x, y = root_at(turn)
        arm_x, arm_y = _rotated(other_touch.x - root_x, other_touch.y - root_y, turn)
        return other.gap(x + arm_x, y + arm_y, other_touch.radius)

    turn = find_zero(second_gap) if len(contacts) > 1 else 0.0
    values["root_x"], values["root_y"] = root_at(turn)
    values["lean"] = values.get("lean", 0.0) - degrees(turn)


def find_zero(gap: Callable[[float], float]) -> float:
    """The turn nearest to none, in radians, at which a gap closes; the last try when it never does."""
    turn = 0.0
    for _ in range(40):
        here = gap(turn)
        if abs(here) < 1e-13:
            break
        slope = (gap(turn + 1e-6) - gap(turn - 1e-6)) / 2e-6
        step = -here / slope if abs(slope) > 1e-9 else 0.05
        turn += min(max(step, -0.25), 0.25)
    return turn


def _lay_flat(
    skeleton: Skeleton,
    view: View,
    values: dict[str, float],
    posture: Posture,
    contact: Contact,
    surfaces: dict[str, Surface],
) -> None:
    side, part = split_side(contact.point)
    surface = surfaces.get(contact.on)
    if not isinstance(surface, Plane) or contact.to or not side:
        return
    sign = limb_sign(view, side)
    along = atan2(-surface.normal_x, surface.normal_y)
    if contact.fingers == "back":
        along += pi
    outward = along if sign > 0 else along + pi
    directions, scales, radii = posture.directions, posture.scales, skeleton.radii
    if part == "foot":
        values[f"{side}_ankle"] = turned_to(outward, directions[f"{side}_shank"], sign) - 90.0
        place_leg(posture, skeleton, view, side, values)
    elif part == "ball":
        values[f"{side}_toes"] = turned_to(outward, directions[f"{side}_foot"], sign)
        place_leg(posture, skeleton, view, side, values)
    elif part == "shin":
        _lay_shin(skeleton, view, values, posture, side, along + pi)
    elif part == "forearm":
        drop = (radii["elbow"] - radii["wrist"]) / (skeleton.lengths.forearm * scales[f"{side}_forearm"])
        heading = along - asin(drop) * (1 if contact.fingers == "forward" else -1)
        values[f"{side}_elbow"] = turned_to(heading, directions[f"{side}_upper_arm"], sign)
        place_arm(posture, skeleton, view, side, values)
    if part in ("hand", "forearm"):
        drop = (radii["wrist"] - radii["fingertip"]) / skeleton.lengths.hand / max(scales[f"{side}_hand"], 0.3)
        heading = along - asin(drop) * (1 if contact.fingers == "forward" else -1)
        values[f"{side}_wrist"] = turned_to(heading, directions[f"{side}_forearm"], sign)
        place_arm(posture, skeleton, view, side, values)


def _lay_shin(
    skeleton: Skeleton, view: View, values: dict[str, float], posture: Posture, side: str, backward: float
) -> None:
    """Lay shin and instep down behind the knee, toes pointed."""
    radii, foot = skeleton.radii, skeleton.foot
    sign = limb_sign(view, side)
    drop = asin((radii["knee"] - radii["ankle"]) / skeleton.lengths.shank)
    shank = backward + drop
    values[f"{side}_knee"] = -turned_to(shank, posture.directions[f"{side}_thigh"], sign)
    ahead, above = foot.ball + foot.toe, foot.sole - radii["toe"]
    # The sole looks up here, so the toe lies above the line that the foot's direction draws from the ankle.
    slope = atan2(above, ahead) + asin((radii["ankle"] - radii["toe"]) / hypot(ahead, above))
    values[f"{side}_ankle"] = turned_to(backward + slope, shank, sign) - 90.0
    values[f"{side}_toes"] = 0.0
    place_leg(posture, skeleton, view, side, values)


def _pin(
    skeleton: Skeleton,
    view: View,
    values: dict[str, float],
    posture: Posture,
    pin: Contact,
    surfaces: dict[str, Surface],
) -> None:
    side, part = split_side(pin.point.partition(":")[0])
    is_arm = _is_arm(pin)

    def place(with_values: dict[str, float]) -> None:
        if not side:
            place_spine(posture, skeleton, view, with_values)
        elif is_arm:
            place_arm(posture, skeleton, view, side, with_values)
        else:
            place_leg(posture, skeleton, view, side, with_values)

    surface = surfaces.get(pin.on)
    if not pin.to and (part in SWINGING or (pin.x is None and pin.y is None)):
        key = f"{side}_{'shoulder' if is_arm else 'hip'}" if side else "neck"
        start = values.get(key, 0.0)

        def gap_when_turned(turn: float) -> float:
            place({**values, key: start + degrees(turn)})
            touch = touch_of(skeleton, view, posture, pin, surfaces[pin.on])
            return surfaces[pin.on].gap(touch.x, touch.y, touch.radius)

        values[key] = start + degrees(find_zero(gap_when_turned))
    else:
        touch = touch_of(skeleton, view, posture, pin, surface)
        target = _body_target(posture, pin) if pin.to else _landing(surfaces[pin.on], pin, touch.radius, pi / 2)
        along = atan2(-surface.normal_x, surface.normal_y) if isinstance(surface, Plane) and not pin.to else None
        sign = limb_sign(view, side)
        reach(values, posture, sign, (side, is_arm), (touch.x, touch.y), target, along)
    place(values)
    _lay_flat(skeleton, view, values, posture, pin, surfaces)


def _body_target(posture: Posture, contact: Contact) -> tuple[float, float]:
    x, y, _ = point_on_body(posture, contact.to)
    return x + contact.offset[0], y + contact.offset[1]


def _is_arm(contact: Contact) -> bool:
    part = split_side(contact.point.partition(":")[0])[1]
    return part in {"hand", "forearm", "upper_arm", "elbow", "wrist", "palm", "fingertip"}


def _rotated(x: float, y: float, turn: float) -> tuple[float, float]:
    c, s = cos(turn), sin(turn)
    return x * c - y * s, x * s + y * c
