"""What must be true of every figure file, at every moment of its movement."""

from collections.abc import Iterator
from math import dist

import pytest

from backstride.core.figure.checking import problems_of
from backstride.core.figure.contact import gap_of
from backstride.core.figure.motion import (
    DEMONSTRATION_MS,
    Figure,
    Frame,
    frame_at,
    frame_on_way_in,
    key_frames,
    mirror,
    part_at,
)
from backstride.core.figure.path import Setting, moment_on
from backstride.core.figure.pose import Posture
from backstride.core.figure.skeleton import BONE_ENDS, SIDES, Skeleton
from backstride.core.figure.surface import surfaces_of

FRAME_MS = 1000 / 60
MOST_JUMP = 0.06
"""Body heights a point may move in a sixtieth of a second of the demonstration: three and a half a second."""


def frames_of(figure: Figure, steps: int = 60) -> Iterator[Frame]:
    length_ms = sum(DEMONSTRATION_MS)
    for repetition in (0, 1):
        for step in range(steps):
            yield frame_at(figure, DEMONSTRATION_MS, length_ms * step / steps, repetition=repetition)


def bones_of(posture: Posture) -> Iterator[tuple[str, float]]:
    limb_bones = ("thigh", "shank", "upper_arm", "forearm", "hand")
    for bone, (start, end) in BONE_ENDS.items():
        for side in SIDES if bone in limb_bones else ("",):
            prefix = f"{side}_" if side else ""
            yield bone, dist(posture.points[prefix + start], posture.points[prefix + end])


def test_nothing_is_wrong(figure: Figure, skeleton: Skeleton) -> None:
    assert problems_of(figure.definition, skeleton) == ()


def test_bones_keep_their_length(figure: Figure, skeleton: Skeleton) -> None:
    for frame in frames_of(figure):
        for bone, length in bones_of(frame.posture):
            assert length == pytest.approx(getattr(skeleton.lengths, bone), abs=1e-9), bone


def test_what_rests_rests(figure: Figure, skeleton: Skeleton) -> None:
    definition = figure.definition
    setting = Setting(skeleton, definition.view, definition.props)
    for path in (figure.ways.out, figure.ways.back):
        for step in range(41):
            moment = moment_on(setting, path, step / 40)
            surfaces = surfaces_of(definition.props, moment.prop_x)
            for contact in moment.resting:
                gap = gap_of(skeleton, definition.view, moment.posture, contact, surfaces)
                assert gap == pytest.approx(0, abs=1e-6), contact


def test_hold_and_pause_are_still(figure: Figure) -> None:
    if figure.is_cycle:
        return
    for part in ("hold", "pause"):
        moments = [
            at_ms for at_ms in range(0, sum(DEMONSTRATION_MS), 50) if part_at(DEMONSTRATION_MS, at_ms)[0] == part
        ]
        postures = [frame_at(figure, DEMONSTRATION_MS, at_ms).posture for at_ms in moments]
        assert len(postures) > 1
        assert all(posture == postures[0] for posture in postures)


def test_no_point_jumps(figure: Figure) -> None:
    length_ms = sum(DEMONSTRATION_MS)
    before = frame_at(figure, DEMONSTRATION_MS, 0)
    for step in range(1, int(length_ms / FRAME_MS) + 1):
        after = frame_at(figure, DEMONSTRATION_MS, min(step * FRAME_MS, length_ms))
        for name, point in after.posture.points.items():
            assert dist(point, before.posture.points[name]) < MOST_JUMP, (name, step)
        before = after


def test_mirroring_twice_changes_nothing(figure: Figure) -> None:
    frame = frame_on_way_in(figure, 0.4)
    mirrored = mirror(frame)
    twice = mirror(mirrored)
    assert mirrored.facing == -1
    assert twice.posture.points == frame.posture.points
    assert twice.posture.directions == pytest.approx(frame.posture.directions)
    assert (twice.bounds, twice.prop_x, twice.facing) == (frame.bounds, frame.prop_x, frame.facing)


def test_everything_is_inside_the_frame(figure: Figure) -> None:
    for frame in frames_of(figure, steps=24):
        left, bottom, right, top = frame.bounds
        for name, (x, y, _) in frame.posture.points.items():
            assert left < x < right, name
            assert bottom < y < top, name


def test_key_poses_are_all_shown_once(figure: Figure) -> None:
    motion = figure.definition.motion
    shown = key_frames(figure)
    names = (*motion.out, *motion.back, *motion.cycle)
    assert set(shown) == {name.removeprefix("~") if figure.definition.alternating else name for name in names}
    assert all(frame.facing == -1 for frame in key_frames(figure, mirrored=True).values())
