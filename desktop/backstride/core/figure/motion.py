"""The figure in time: which posture belongs to a moment of a repetition, on which side, and how it fills its frame."""

from collections.abc import Iterable, Sequence
from math import pi

from msgspec import Struct
from msgspec.structs import replace

from backstride.core.figure.definition import FigureDefinition, Prop, PropKind
from backstride.core.figure.keyposes import EXCHANGED, KeyPose, exchanged, key_pose, other_name
from backstride.core.figure.path import Moment, Path, Setting, moment_on, path_through, settled
from backstride.core.figure.pose import Posture
from backstride.core.figure.props import extent_of
from backstride.core.figure.skeleton import Skeleton

DEMONSTRATION_MS = (1600, 1600, 1600, 800)
"""Out, hold, back and pause where an exercise has no tempo of its own."""
CYCLE_MS = (1200, 0, 0, 0)
"""One round of a continuous movement that has no tempo of its own."""
MARGIN = 0.05

Tempo = tuple[int, int, int, int]
"""Out, hold, back and pause in milliseconds, as `Tempo.parts_ms` has them."""
Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top in body heights."""


class Ways(Struct, frozen=True):
    """The movement as paths: out and back, or one closed round (then `back` is the same)."""

    out: Path
    back: Path


class Figure(Struct, frozen=True):
    """A figure file made ready to be asked for frames."""

    definition: FigureDefinition
    skeleton: Skeleton
    ways: Ways
    exchanged_ways: Ways
    bounds: Bounds

    @property
    def is_cycle(self) -> bool:
        """Whether the movement is a closed round without hold and pause."""
        return bool(self.definition.motion.cycle)


class Frame(Struct, frozen=True):
    """One picture: where everything is.  `facing` is 1, or -1 when the picture is mirrored."""

    figure: Figure
    posture: Posture
    prop_x: dict[PropKind, float]
    bounds: Bounds
    facing: int = 1


def prepare(definition: FigureDefinition, skeleton: Skeleton) -> Figure:
    """Settle all key poses and find the frame that the whole movement fills."""
    setting = Setting(skeleton, definition.view, definition.props)
    ways = _ways(definition, setting, exchange=False)
    figure = Figure(definition, skeleton, ways, _ways(definition, setting, exchange=True), (0.0, 0.0, 1.0, 1.0))
    paths = [ways.out, ways.back]
    if definition.alternating:
        paths += [figure.exchanged_ways.out, figure.exchanged_ways.back]
    moments = [moment_on(setting, path, i / 12) for path in paths for i in range(13)]
    return replace(figure, bounds=_bounds_of(figure, moments))


def frame_at(figure: Figure, tempo_ms: Tempo, at_ms: float, *, repetition: int = 0, mirrored: bool = False) -> Frame:
    """The picture at a time within one repetition or cycle, in milliseconds.

    In every other `repetition` of an alternating figure the far limbs do what the near ones did; a round of an
    alternating cycle, such as two steps, lasts two repetitions.  `mirrored` is for the other side of the body.
    Without a tempo the figure stays in its hold.
    """
    if figure.is_cycle:
        return _frame(figure, figure.ways.out, _share_of_round(figure, tempo_ms, at_ms, repetition), mirrored=mirrored)
    part, share = part_at(tempo_ms, at_ms)
    ways = figure.exchanged_ways if figure.definition.alternating and repetition % 2 else figure.ways
    if part == "hold":
        return _frame(figure, ways.out, 1.0, mirrored=mirrored)
    if part == "pause":
        return _frame(figure, ways.back, 1.0, mirrored=mirrored)
    return _frame(figure, ways.out if part == "out" else ways.back, share, mirrored=mirrored)


def _share_of_round(figure: Figure, tempo_ms: Tempo, at_ms: float, repetition: int) -> float:
    total_ms = sum(tempo_ms)
    if not total_ms:
        return 0.0
    if figure.definition.alternating:
        return ((repetition % 2 + at_ms / total_ms) / 2) % 1.0
    return (at_ms / total_ms) % 1.0


def frame_on_way_in(figure: Figure, share: float, *, mirrored: bool = False) -> Frame:
    """The picture on the way from the first pose into the hold, at a share from 0 to 1."""
    return _frame(figure, figure.ways.out, share, mirrored=mirrored)


def key_frames(figure: Figure, *, mirrored: bool = False) -> dict[str, Frame]:
    """Every key pose once by its name, in the order of the movement: what is shown when motion is reduced."""
    frames: dict[str, Frame] = {}
    for path in (figure.ways.out, figure.ways.back):
        for index, key in enumerate(path.keys):
            # In alternating work the exchanged pose is only where the other side begins.
            name = key.name.removeprefix(EXCHANGED) if figure.definition.alternating else key.name
            if name not in frames:
                share = index / max(len(path.stretches), 1)
                frames[name] = _frame(figure, path, share, mirrored=mirrored)
    return frames


def part_at(tempo_ms: Tempo, at_ms: float) -> tuple[str, float]:
    """Which part of the tempo a time lies in, and how far in, from 0 to 1; a tempo of nothing is all hold."""
    rest_ms = at_ms
    for part, length_ms in zip(("out", "hold", "back", "pause"), tempo_ms, strict=True):
        if rest_ms < length_ms:
            return part, rest_ms / length_ms
        rest_ms -= length_ms
    return ("pause", 1.0) if sum(tempo_ms) else ("hold", 0.0)


def mirror(frame: Frame) -> Frame:
    """The same picture for the other side, reflected within its own frame's width."""
    left, bottom, right, top = frame.bounds
    posture = frame.posture
    return replace(
        frame,
        posture=Posture(
            {name: (-x, y, z) for name, (x, y, z) in posture.points.items()},
            {bone: pi - heading for bone, heading in posture.directions.items()},
            posture.scales,
        ),
        prop_x={kind: -x for kind, x in frame.prop_x.items()},
        bounds=(-right, bottom, -left, top),
        facing=-frame.facing,
    )


def prop_x_of(frame: Frame, prop: Prop) -> float:
    """Where a prop is in a frame, in body heights."""
    return frame.prop_x.get(prop.kind, prop.x * frame.facing)


def _frame(figure: Figure, path: Path, share: float, *, mirrored: bool) -> Frame:
    setting = Setting(figure.skeleton, figure.definition.view, figure.definition.props)
    moment = moment_on(setting, path, share)
    frame = Frame(figure, moment.posture, moment.prop_x, figure.bounds)
    return mirror(frame) if mirrored else frame


def _ways(definition: FigureDefinition, setting: Setting, *, exchange: bool) -> Ways:
    motion = definition.motion

    def keys_of(names: Iterable[str]) -> tuple[KeyPose, ...]:
        poses = (key_pose(definition, name) for name in names)
        return tuple(settled(setting, exchanged(pose, definition.view) if exchange else pose) for pose in poses)

    if motion.cycle:
        way = path_through(keys_of(motion.cycle), closed=True)
        return Ways(way, way)
    out = keys_of(motion.out)
    back = keys_of(motion.back or _way_back(motion.out, definition.alternating))
    return Ways(path_through(out, closed=False), path_through(back, closed=False))


def _way_back(out: Sequence[str], alternating: bool) -> tuple[str, ...]:
    """The way out in reverse; to where the other side begins when sides alternate, so that nothing jumps."""
    first, *others = out
    return (*reversed(others), other_name(first) if alternating else first)


def _bounds_of(figure: Figure, moments: Iterable[Moment]) -> Bounds:
    """The smallest box around everything that is ever drawn, with a margin, in body heights."""
    radii = figure.skeleton.radii
    boxes = [
        (x - radius, y - radius, x + radius, y + radius)
        for moment in moments
        for name, (x, y, _) in moment.posture.points.items()
        for radius in (radii.get(name.removeprefix("near_").removeprefix("far_"), 0.05),)
    ]
    boxes += [extent_of(prop) for prop in figure.definition.props if prop.kind is not PropKind.STRAP]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts) - MARGIN, min(0.0, *bottoms) - MARGIN, max(rights) + MARGIN, max(tops) + MARGIN)
