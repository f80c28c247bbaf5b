"""Finds everything that is wrong with a figure file: names that do not exist, joints bent too far, bodies in the floor.

The messages are for people who draw figures; users of the app never see them.
"""

from collections.abc import Iterator

from msgspec import Struct

from backstride.core.figure.contact import JOINT_OF, SWINGING, gap_of
from backstride.core.figure.definition import Contact, FigureDefinition, Pose, PropKind
from backstride.core.figure.keyposes import ancestry, key_pose
from backstride.core.figure.motion import Figure, prepare
from backstride.core.figure.path import Moment, Path, Setting, moment_on
from backstride.core.figure.pose import Posture
from backstride.core.figure.skeleton import ARM_BONES, BONE_ENDS, SIDES, Skeleton, split_side
from backstride.core.figure.surface import SURFACES_OF, Plane, surfaces_of

REST_TOLERANCE = 1e-6
"""Body heights by which a resting point may miss its surface."""
SINK_TOLERANCE = 0.006
"""Body heights by which flesh may press into the floor or a wall: less than the floor line is thick."""
ANGLE_TOLERANCE = 0.01
SLIDE_TOLERANCE = 0.012
"""Body heights by which a pinned end may lie beside its place because the limb is a little too short."""
SAMPLES = 24
"""Places looked at on each stretch between two key poses."""

MIDDLE_POINTS = ("pelvis", "sacrum", "waist", "chest", "shoulders", "neck", "head")
LIMB_POINTS = (
    *("hip", "knee", "ankle", "heel", "ball", "toe", "shoulder", "elbow", "wrist", "palm", "fingertip"),
    *JOINT_OF,
)


class FigureProblem(Struct, frozen=True):
    """One thing to put right: the pose or the stretch between poses where it is, and what it is."""

    where: str
    text: str


def problems_of(definition: FigureDefinition, skeleton: Skeleton) -> tuple[FigureProblem, ...]:
    """Every problem of a figure; its movement is looked at only once all names are right."""
    named = wrong_names(definition, skeleton)
    if named:
        return named
    figure = prepare(definition, skeleton)
    found: dict[FigureProblem, None] = {}
    ways = (figure.ways.out,) if figure.is_cycle else (figure.ways.out, figure.ways.back)
    for way in ways:
        for where, moment in _moments(definition, skeleton, way):
            for text in _wrong_posture(definition, skeleton, moment):
                found.setdefault(FigureProblem(where, text))
    found.update(dict.fromkeys(_slid_pins(figure)))
    return _first_of_each(tuple(found))


def wrong_names(definition: FigureDefinition, skeleton: Skeleton) -> tuple[FigureProblem, ...]:
    """What has to be right before a figure can be prepared at all: names, and the shape of the motion."""
    return tuple(_wrong_names(definition, skeleton))


def sunk_points(skeleton: Skeleton, posture: Posture, surface: Plane) -> dict[str, float]:
    """Points whose flesh is inside a surface, with the depth in body heights."""
    sunk = {}
    for name, (x, y, _) in posture.points.items():
        radius = skeleton.radii.get(split_side(name)[1])
        if radius is not None and (depth := -surface.gap(x, y, radius)) > SINK_TOLERANCE:
            sunk[name] = depth
    return sunk


def beyond_limits(definition: FigureDefinition, skeleton: Skeleton, values: dict[str, float]) -> dict[str, float]:
    """Angles outside what the joint allows, in degrees."""
    limits = skeleton.limits[definition.view]
    beyond = {}
    for name, angle in values.items():
        low, high = limits.get(split_side(name)[1], (-360.0, 360.0))
        if not low - ANGLE_TOLERANCE <= angle <= high + ANGLE_TOLERANCE:
            beyond[name] = angle
    return beyond


def _moments(definition: FigureDefinition, skeleton: Skeleton, path: Path) -> Iterator[tuple[str, Moment]]:
    setting = Setting(skeleton, definition.view, definition.props)
    count = max(len(path.stretches), 1)
    for step in range(count * SAMPLES + 1):
        before, place = divmod(step, SAMPLES)
        names = [key.name for key in path.keys]
        where = names[min(before, len(names) - 1)]
        if place and before + 1 < len(names):
            where = f"{where} to {names[before + 1]}"
        yield where, moment_on(setting, path, step / (count * SAMPLES))


def _wrong_posture(definition: FigureDefinition, skeleton: Skeleton, moment: Moment) -> Iterator[str]:
    limits = skeleton.limits[definition.view]
    for name, angle in beyond_limits(definition, skeleton, moment.values).items():
        low, high = limits[split_side(name)[1]]
        yield f"{name} is {angle:.0f} degrees, allowed are {low:g} to {high:g}"
    surfaces = surfaces_of(definition.props, moment.prop_x)
    for contact in moment.resting:
        gap = gap_of(skeleton, definition.view, moment.posture, contact, surfaces)
        if abs(gap) > REST_TOLERANCE:
            yield f"{contact.point} misses {contact.to or contact.on} by {gap:.3f}: out of reach"
    for name in ("floor", "wall"):
        surface = surfaces.get(name)
        if isinstance(surface, Plane):
            for point, depth in sunk_points(skeleton, moment.posture, surface).items():
                yield f"{point} is {depth:.3f} inside the {name}"


def _slid_pins(figure: Figure) -> Iterator[FigureProblem]:
    """Pins of key poses that could only be reached beside the place the author gave them."""
    for way in (figure.ways.out, figure.ways.back):
        for key in way.keys:
            surfaces = surfaces_of(figure.definition.props, key.prop_x)
            for wanted, found in zip(key_pose(figure.definition, key.name).pins, key.pins, strict=True):
                surface = surfaces.get(found.on)
                if found.to or wanted.x is None or found.x is None or not isinstance(surface, Plane):
                    continue
                slide = found.x - wanted.x
                if surface.is_level and abs(slide) > SLIDE_TOLERANCE:
                    text = f"{found.point} lies {slide:+.3f} beside its x: the limb is too short or too folded"
                    yield FigureProblem(key.name, text)


def _first_of_each(problems: tuple[FigureProblem, ...]) -> tuple[FigureProblem, ...]:
    """One problem for each place and point, the worst-sounding numbers of a stretch left aside."""
    first: dict[tuple[str, str], FigureProblem] = {}
    for problem in problems:
        first.setdefault((problem.where, " ".join(problem.text.split()[:2])), problem)
    return tuple(first.values())


def _wrong_names(definition: FigureDefinition, skeleton: Skeleton) -> Iterator[FigureProblem]:
    motion = definition.motion
    if bool(motion.out) == bool(motion.cycle):
        yield FigureProblem("motion", "needs either `out` or `cycle`")
    for name in (*motion.out, *motion.back, *motion.cycle):
        if name.removeprefix("~") not in definition.poses:
            yield FigureProblem("motion", f"there is no pose {name!r}")
    for name in definition.accent:
        if split_side(name)[1] not in skeleton.muscles[definition.view]:
            yield FigureProblem("accent", f"there is no muscle {name!r} in the {definition.view} view")
    surfaces = {"floor"}
    for prop in definition.props:
        surfaces |= set(SURFACES_OF.get(prop.kind, ()))
        for point in prop.along:
            if not _is_point(point):
                yield FigureProblem(prop.kind, f"there is no point {point!r}")
    yield from _wrong_contacts("figure", (*definition.contacts, *definition.pins), surfaces)
    for name, pose in definition.poses.items():
        yield from _wrong_pose(definition, name, pose, surfaces)


def _wrong_pose(definition: FigureDefinition, name: str, pose: Pose, surfaces: set[str]) -> Iterator[FigureProblem]:
    if pose.like is not None and len(ancestry(definition, name)) != len(_names_above(definition, name)):
        yield FigureProblem(name, f"`like` does not lead to a pose of its own: {pose.like!r}")
    if len(pose.contacts or ()) > 2:
        yield FigureProblem(name, "has more than two contacts; pin the other limbs")
    kinds = {prop.kind for prop in definition.props}
    for kind in pose.prop_x:
        if kind not in kinds or kind is PropKind.STRAP:
            yield FigureProblem(name, f"there is no {kind} to move")
    yield from _wrong_contacts(name, (*(pose.contacts or ()), *(pose.pins or ())), surfaces)


def _names_above(definition: FigureDefinition, name: str) -> list[str]:
    """The names that `like` leads through, with the one that closes a circle or does not exist."""
    names = [name]
    while (pose := definition.poses.get(names[-1])) is not None and pose.like is not None:
        names.append(pose.like)
        if pose.like in names[:-1]:
            break
    return names


def _wrong_contacts(where: str, contacts: tuple[Contact, ...], surfaces: set[str]) -> Iterator[FigureProblem]:
    for contact in contacts:
        if not _is_point(contact.point):
            yield FigureProblem(where, f"there is no point {contact.point!r}")
        if contact.to and split_side(contact.point.partition(":")[0])[1] in SWINGING:
            yield FigureProblem(where, f"{contact.point} can rest on a surface, but not be taken to a point")
        if contact.to and not _is_point(contact.to):
            yield FigureProblem(where, f"there is no point {contact.to!r}")
        if not contact.to and contact.on not in surfaces:
            yield FigureProblem(where, f"there is no {contact.on!r} among the props to rest on")


def _is_point(name: str) -> bool:
    bone, _, share = name.partition(":")
    side, part = split_side(bone)
    is_limb_bone = part in (*ARM_BONES, "thigh", "shank")
    if side in SIDES:
        return is_limb_bone or (part in LIMB_POINTS and not share)
    return (part in MIDDLE_POINTS and not share) or (part in BONE_ENDS and not is_limb_bone)
