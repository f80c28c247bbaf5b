"""The tempo drives the figure, poses can be exchanged between the sides, and paths never overshoot."""

import msgspec
import pytest

from backstride.core.figure.definition import FigureDefinition, PropKind
from backstride.core.figure.keyposes import exchanged, key_pose
from backstride.core.figure.motion import frame_at, key_frames, part_at, prepare, prop_x_of
from backstride.core.figure.skeleton import Skeleton

TEMPO = (1000, 500, 2000, 250)


def definition_of(**fields: object) -> FigureDefinition:
    plain = {
        "format": 1,
        "view": "side",
        "poses": {
            "down": {"contacts": [{"point": "near_foot"}], "legs": {"hip": 2, "knee": 2}},
            "up": {"like": "down", "near_arm": {"shoulder": 90}, "pins": [{"point": "far_foot", "x": 0.1}]},
        },
        "motion": {"out": ["down", "up"]},
    }
    return msgspec.convert({**plain, **fields}, FigureDefinition)


@pytest.mark.parametrize(
    ("at_ms", "expected"),
    [
        (0, ("out", 0.0)),
        (500, ("out", 0.5)),
        (1000, ("hold", 0.0)),
        (1500, ("back", 0.0)),
        (2500, ("back", 0.5)),
        (3500, ("pause", 0.0)),
        (9000, ("pause", 1.0)),
    ],
)
def test_parts_of_the_tempo(at_ms: float, expected: tuple[str, float]) -> None:
    assert part_at(TEMPO, at_ms) == expected


def test_a_missing_part_takes_no_time() -> None:
    assert part_at((1000, 0, 1000, 0), 1000) == ("back", 0.0)
    assert part_at((0, 0, 0, 0), 5) == ("hold", 0.0)


def test_the_arm_rises_on_the_way_out_and_falls_on_the_way_back(skeleton: Skeleton) -> None:
    figure = prepare(definition_of(), skeleton)
    heights = [frame_at(figure, TEMPO, at_ms).posture.points["near_wrist"][1] for at_ms in range(0, 3751, 125)]
    top = heights.index(max(heights))
    assert heights[: top + 1] == sorted(heights[: top + 1])
    assert heights[12:] == sorted(heights[12:], reverse=True)


def test_without_a_tempo_the_figure_holds(skeleton: Skeleton) -> None:
    figure = prepare(definition_of(), skeleton)
    assert frame_at(figure, (0, 0, 0, 0), 123).posture == key_frames(figure)["up"].posture


def test_every_other_repetition_lets_the_far_arm_rise(skeleton: Skeleton) -> None:
    figure = prepare(definition_of(alternating=True), skeleton)
    near, far = (frame_at(figure, TEMPO, 1200, repetition=repetition).posture.points for repetition in (2, 3))
    assert near["near_wrist"][:2] == pytest.approx(far["far_wrist"][:2])
    assert near["far_wrist"][:2] == pytest.approx(far["near_wrist"][:2])


def test_a_cycle_is_closed_and_runs_at_any_tempo(skeleton: Skeleton) -> None:
    figure = prepare(definition_of(motion={"cycle": ["up", "down", "~up"]}), skeleton)
    start, end = frame_at(figure, TEMPO, 0), frame_at(figure, TEMPO, sum(TEMPO) - 1e-6)
    assert start.posture.points["near_wrist"] == pytest.approx(end.posture.points["near_wrist"], abs=1e-6)
    assert frame_at(figure, (0, 0, 0, 0), 99).posture == start.posture
    assert key_frames(figure)["~up"].posture.points["far_wrist"][1] > 0.7


def test_a_way_back_of_its_own(skeleton: Skeleton) -> None:
    poses = {"a": {"root": [0, 0.5]}, "b": {"root": [0, 0.6]}, "c": {"root": [0, 0.7]}}
    figure = prepare(definition_of(poses=poses, motion={"out": ["a", "b"], "back": ["b", "c", "a"]}), skeleton)
    assert len(key_frames(figure)) == 3
    assert frame_at(figure, TEMPO, 2500).posture.points["pelvis"][1] == pytest.approx(0.7)


def test_a_single_pose_never_moves(skeleton: Skeleton) -> None:
    for motion in ({"out": ["down"]}, {"cycle": ["down"]}):
        figure = prepare(definition_of(motion=motion), skeleton)
        assert frame_at(figure, TEMPO, 300).posture == frame_at(figure, TEMPO, 3000).posture


def test_exchanging_twice_changes_nothing() -> None:
    for view in ("side", "front"):
        definition = definition_of(
            view=view,
            props=[{"kind": "roller"}],
            poses={
                "down": {
                    "lean": 20,
                    "contacts": [{"point": "near_foot", "x": 0.2}, {"point": "pelvis"}],
                    "pins": [{"point": "far_hand", "to": "near_knee", "offset": [0.1, 0.2]}],
                    "prop_x": {"roller": 0.3},
                },
                "up": {},
            },
        )
        pose = key_pose(definition, "down")
        once = exchanged(pose, definition.view)
        assert once.name == "~down"
        assert once.contacts[0].point == "far_foot"
        assert once.pins[0].to == "far_knee"
        assert (once.values["lean"] == -20) is (view == "front")
        assert exchanged(once, definition.view) == pose


def test_props_move_with_the_pose(skeleton: Skeleton) -> None:
    poses = {
        "here": {"root": [0, 0.1], "lean": -40, "prop_x": {"roller": 0.3}},
        "there": {"like": "here", "prop_x": {"roller": 0.5}},
    }
    props = [{"kind": "roller"}, {"kind": "mat", "x": 0.2}, {"kind": "strap", "along": ["near_hand:0", "near_toe"]}]
    figure = prepare(definition_of(poses=poses, props=props, motion={"out": ["here", "there"]}), skeleton)
    roller, mat, _ = figure.definition.props
    xs = [prop_x_of(frame_at(figure, TEMPO, at_ms), roller) for at_ms in (0, 500, 1000)]
    assert xs == pytest.approx([0.3, 0.4, 0.5])
    mirrored = frame_at(figure, TEMPO, 0, mirrored=True)
    assert (prop_x_of(mirrored, roller), prop_x_of(mirrored, mat)) == pytest.approx((-0.3, -0.2))
    assert mirrored.prop_x == {PropKind.ROLLER: pytest.approx(-0.3)}


def test_the_frame_holds_the_props(skeleton: Skeleton) -> None:
    for kind, x in (("wall", 0.9), ("wall", -0.9), ("chair", 0.9), ("mat", 0.9)):
        prop = {"kind": kind, "x": x, "flip": x < 0}
        left, _, right, _ = prepare(definition_of(props=[prop]), skeleton).bounds
        assert left < x < right


def test_alternating_work_goes_on_where_it_was_when_the_sides_change(skeleton: Skeleton) -> None:
    poses = {
        "down": {"root": [0, 0.53], "near_arm": {"shoulder": 10}, "far_arm": {"shoulder": 30}},
        "up": {"root": [0, 0.53], "near_arm": {"shoulder": 120}, "far_arm": {"shoulder": 30}},
    }
    figure = prepare(definition_of(poses=poses, motion={"out": ["down", "up"]}, alternating=True), skeleton)
    end = frame_at(figure, TEMPO, sum(TEMPO) - 1, repetition=0).posture.points
    start = frame_at(figure, TEMPO, 0, repetition=1).posture.points
    for name, point in end.items():
        assert point == pytest.approx(start[name], abs=0.01), name
