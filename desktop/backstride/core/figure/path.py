"""A smooth way through key poses: it stops at its ends, slows where a joint turns back, and never overshoots a pose."""

from itertools import pairwise

from msgspec import Struct, structs
from msgspec.structs import replace

from backstride.core.figure.contact import settle, touch_of
from backstride.core.figure.definition import Contact, Prop, PropKind
from backstride.core.figure.keyposes import KeyPose
from backstride.core.figure.pose import Posture
from backstride.core.figure.skeleton import Skeleton, View
from backstride.core.figure.surface import surfaces_of

PINNABLE = ("near_", "far_", "head")


class Setting(Struct, frozen=True):
    """What stays the same during a whole movement."""

    skeleton: Skeleton
    view: View
    props: tuple[Prop, ...]


class Stretch(Struct, frozen=True):
    """The way from one key pose to the next: value and slope of every number at both ends, and what stays put."""

    constants: dict[str, float]
    curves: tuple[tuple[str, float, float, float, float], ...]
    """Name, value at the start, value at the end, slope at the start, slope at the end, per stretch."""
    contacts: tuple[Contact, ...]
    pins: tuple[Contact, ...]


class Path(Struct, frozen=True):
    """A way through one or more settled key poses, each stretch taking the same share of the time."""

    keys: tuple[KeyPose, ...]
    stretches: tuple[Stretch, ...]


class Moment(Struct, frozen=True):
    """A posture on the way, where the props are then, what rests, and the angles (degrees) after settling."""

    posture: Posture
    prop_x: dict[PropKind, float]
    resting: tuple[Contact, ...]
    values: dict[str, float]


def settled(setting: Setting, pose: KeyPose) -> KeyPose:
    """The pose with the angles and place that its contacts and pins give it, and contacts where they came to lie."""
    values = dict(pose.values)
    surfaces = surfaces_of(setting.props, pose.prop_x)
    posture = settle(setting.skeleton, setting.view, values, pose.contacts, pose.pins, surfaces)

    def where_it_lies(contact: Contact) -> Contact:
        touch = touch_of(setting.skeleton, setting.view, posture, contact, surfaces.get(contact.on))
        return structs.replace(contact, x=touch.x, y=touch.y)

    return replace(
        pose,
        values=values,
        contacts=tuple(where_it_lies(contact) for contact in pose.contacts),
        pins=tuple(pin if pin.x is None and pin.y is None else where_it_lies(pin) for pin in pose.pins),
    )


def path_through(keys: tuple[KeyPose, ...], *, closed: bool) -> Path:
    """The way through settled poses; a closed one ends where it began."""
    if closed and len(keys) > 1:
        keys = (*keys, keys[0])
    numbers = [_numbers(key) for key in keys]
    names = sorted(set().union(*numbers))
    columns = {name: _column(name, numbers) for name in names}
    slopes = {name: _slopes(column, closed=closed) for name, column in columns.items()}
    stretches = []
    for i, (before, after) in enumerate(pairwise(keys)):
        moving = [name for name in names if columns[name][i] != columns[name][i + 1]]
        contacts, pins = _kept(before, after)
        stretches.append(
            Stretch(
                constants={name: columns[name][i] for name in names if name not in moving},
                curves=tuple(
                    (name, columns[name][i], columns[name][i + 1], slopes[name][i], slopes[name][i + 1])
                    for name in moving
                ),
                contacts=contacts,
                pins=pins,
            )
        )
    return Path(keys, tuple(stretches))


def moment_on(setting: Setting, path: Path, share: float) -> Moment:
    """The body at a share (0 to 1) of the way."""
    count = len(path.stretches)
    place = min(max(share, 0.0), 1.0) * count
    index = int(place)
    if place == index:
        key = path.keys[index]
        return _settled_moment(setting, _numbers(key), key.contacts, key.pins)
    stretch = path.stretches[index]
    u = place - index
    v = 1.0 - u
    w0, w1, s0, s1 = (1 + 2 * u) * v * v, u * u * (3 - 2 * u), u * v * v, -u * u * v
    numbers = dict(stretch.constants)
    for name, start, end, slope_start, slope_end in stretch.curves:
        numbers[name] = w0 * start + w1 * end + s0 * slope_start + s1 * slope_end
    return _settled_moment(setting, numbers, stretch.contacts, stretch.pins)


def _settled_moment(
    setting: Setting, numbers: dict[str, float], contacts: tuple[Contact, ...], pins: tuple[Contact, ...]
) -> Moment:
    prop_x = {prop.kind: numbers[f"prop {prop.kind}"] for prop in setting.props if f"prop {prop.kind}" in numbers}
    there = [_moved(contact, numbers) for contact in contacts]
    pinned = [_moved(pin, numbers) for pin in pins]
    surfaces = surfaces_of(setting.props, prop_x)
    posture = settle(setting.skeleton, setting.view, numbers, there, pinned, surfaces)
    return Moment(posture, prop_x, (*there, *pinned), numbers)


def _numbers(pose: KeyPose) -> dict[str, float]:
    """Everything about a pose that can change on the way, by name."""
    numbers = dict(pose.values)
    for contact in (*pose.contacts, *pose.pins):
        for axis, value in zip("xyij", (contact.x, contact.y, *contact.offset), strict=True):
            if value is not None:
                numbers[f"at {contact.point} {axis}"] = value
    for kind, x in pose.prop_x.items():
        numbers[f"prop {kind}"] = x
    return numbers


def _moved(contact: Contact, numbers: dict[str, float]) -> Contact:
    at = f"at {contact.point} "
    x = None if contact.x is None else numbers[at + "x"]
    y = None if contact.y is None else numbers[at + "y"]
    offset = (numbers[at + "i"], numbers[at + "j"])
    if (x, y, offset) == (contact.x, contact.y, contact.offset):
        return contact
    return structs.replace(contact, x=x, y=y, offset=offset)


def _column(name: str, numbers: list[dict[str, float]]) -> list[float]:
    """One number through all poses; a place that a pose does not know is the one before, an angle is zero."""
    if not name.startswith(("at ", "prop ")):
        return [each.get(name, 0.0) for each in numbers]
    known = next(each[name] for each in numbers if name in each)
    column = []
    for each in numbers:
        known = each.get(name, known)
        column.append(known)
    return column


def _slopes(column: list[float], *, closed: bool) -> list[float]:
    """Slopes of the monotone cubic through equally spaced values: zero where the direction turns."""
    steps = [after - before for before, after in pairwise(column)]
    first, last = (steps[-1], steps[0]) if closed and steps else (0.0, 0.0)
    around = [first, *steps, last]
    return [0.0 if before * after <= 0 else 2 * before * after / (before + after) for before, after in pairwise(around)]


def _kept(before: KeyPose, after: KeyPose) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    """What rests in both poses: as a contact if it carries the body in both, otherwise as a pin."""
    carrying = {_identity(contact) for contact in after.contacts}
    touching = {_identity(contact): contact for contact in (*after.contacts, *after.pins)}
    contacts = tuple(contact for contact in before.contacts if _identity(contact) in carrying)
    pins = []
    for contact in (*before.contacts, *before.pins):
        other = touching.get(_identity(contact))
        if other is not None and contact not in contacts and contact.point.startswith(PINNABLE):
            # Where one pose leaves the place open, the limb must be free to slide into it.
            pins.append(other if other.x is None and other.y is None else contact)
    return contacts, tuple(pins)


def _identity(contact: Contact) -> tuple[str, str, str]:
    return contact.point, contact.on, contact.to
