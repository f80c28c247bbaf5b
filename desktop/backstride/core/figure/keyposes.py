"""Turns the poses of a figure file into complete ones: what a pose leaves out comes from the pose it is like."""

from msgspec import Struct, structs
from msgspec.structs import replace

from backstride.core.figure.definition import ArmAngles, Contact, FigureDefinition, LegAngles, Pose, PropKind
from backstride.core.figure.skeleton import SIDES, SPINE_ANGLES, View

TRUNK_ANGLES = ("lean", *SPINE_ANGLES, "pelvis_turn", "chest_turn")
FRONT_FOOT_TOWARD = 62.0
"""Degrees; seen from the front a foot points mostly at the viewer, and out of the picture a little."""


class KeyPose(Struct, frozen=True):
    """A complete pose: every angle in degrees, the root in body heights, what rests where, where the props are."""

    name: str
    values: dict[str, float]
    contacts: tuple[Contact, ...]
    pins: tuple[Contact, ...]
    prop_x: dict[PropKind, float]


EXCHANGED = "~"
"""In front of a pose's name: the same with near and far exchanged."""


def key_pose(definition: FigureDefinition, name: str) -> KeyPose:
    """The pose of that name, or with `~` in front the same pose with near and far exchanged."""
    if name.startswith(EXCHANGED):
        return exchanged(_complete(definition, name[1:]), definition.view)
    return _complete(definition, name)


def other_name(name: str) -> str:
    """The name of the pose with near and far exchanged."""
    return name.removeprefix(EXCHANGED) if name.startswith(EXCHANGED) else EXCHANGED + name


def exchanged(pose: KeyPose, view: View) -> KeyPose:
    """The pose with near and far exchanged; seen from the front that is its reflection."""
    flips = view == "front"
    reflected = {*TRUNK_ANGLES, "root_x"} if flips else set()
    values = {_other(name): -value if name in reflected else value for name, value in pose.values.items()}
    prop_x = {kind: -x for kind, x in pose.prop_x.items()} if flips else pose.prop_x
    return KeyPose(
        name=other_name(pose.name),
        values=values,
        contacts=tuple(_exchanged_contact(contact, flips) for contact in pose.contacts),
        pins=tuple(_exchanged_contact(pin, flips) for pin in pose.pins),
        prop_x=prop_x,
    )


def ancestry(definition: FigureDefinition, name: str) -> tuple[Pose, ...]:
    """The pose and those it is like, oldest first; a circle is cut where it closes."""
    chain: list[str] = []
    here: str | None = name
    while here is not None and here in definition.poses and here not in chain:
        chain.append(here)
        here = definition.poses[here].like
    return tuple(definition.poses[each] for each in reversed(chain))


def _complete(definition: FigureDefinition, name: str) -> KeyPose:
    values: dict[str, float] = {}
    if definition.view == "front":
        values = {f"{side}_foot_toward": FRONT_FOOT_TOWARD for side in SIDES}
    complete = KeyPose(name, values, definition.contacts, definition.pins, {})
    for pose in ancestry(definition, name):
        values.update(_values_of(pose))
        complete = replace(
            complete,
            contacts=complete.contacts if pose.contacts is None else pose.contacts,
            pins=complete.pins if pose.pins is None else pose.pins,
            prop_x={**complete.prop_x, **pose.prop_x},
        )
    return complete


def _values_of(pose: Pose) -> dict[str, float]:
    values = {name: getattr(pose, name) for name in TRUNK_ANGLES if getattr(pose, name) is not None}
    if pose.root is not None:
        values["root_x"], values["root_y"] = pose.root
    for side in SIDES:
        limbs: tuple[LegAngles | ArmAngles, ...] = (
            pose.legs,
            pose.arms,
            pose.near_leg if side == "near" else pose.far_leg,
            pose.near_arm if side == "near" else pose.far_arm,
        )
        for limb in limbs:
            angles = structs.asdict(limb)
            values.update({f"{side}_{name}": angle for name, angle in angles.items() if angle is not None})
    return values


def _exchanged_contact(contact: Contact, flips: bool) -> Contact:
    turned = structs.replace(contact, point=_other(contact.point), to=_other(contact.to))
    if not flips:
        return turned
    return structs.replace(
        turned, x=None if contact.x is None else -contact.x, offset=(-contact.offset[0], contact.offset[1])
    )


def _other(name: str) -> str:
    if name.startswith("near_"):
        return "far_" + name[5:]
    if name.startswith("far_"):
        return "near_" + name[4:]
    return name
