"""The conventions that authors rely on: what an angle of zero is and which way is positive."""

from math import pi

import pytest

from backstride.core.figure.pose import point_on_body, posture_of
from backstride.core.figure.skeleton import Skeleton, View, flesh


def test_a_body_without_angles_stands_upright_and_is_one_high(skeleton: Skeleton) -> None:
    points = posture_of(skeleton, "side", {"root_y": 0.53}).points
    assert points["head"][1] + skeleton.radii["head"] == pytest.approx(1.0, abs=0.01)
    assert points["near_ankle"][:2] == pytest.approx((0, skeleton.foot.sole))
    assert points["near_toe"][0] > points["near_heel"][0]
    assert points["near_wrist"][0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("angle", "point", "axis", "grows"),
    [
        ("lean", "head", 0, True),
        ("lumbar", "head", 0, True),
        ("thorax", "head", 0, True),
        ("neck", "head", 0, True),
        ("near_hip", "near_knee", 0, True),
        ("near_knee", "near_ankle", 0, False),
        ("near_ankle", "near_toe", 1, True),
        ("near_toes", "near_toe", 1, True),
        ("near_shoulder", "near_elbow", 0, True),
        ("near_elbow", "near_wrist", 0, True),
        ("near_wrist", "near_fingertip", 0, True),
        ("near_thigh_toward", "near_knee", 2, True),
        ("far_forearm_toward", "far_wrist", 2, True),
    ],
)
def test_side_view_senses(skeleton: Skeleton, angle: str, point: str, axis: int, grows: bool) -> None:
    plain = posture_of(skeleton, "side", {}).points[point][axis]
    turned = posture_of(skeleton, "side", {angle: 10.0}).points[point][axis]
    assert (turned > plain) is grows


@pytest.mark.parametrize(
    ("angle", "point", "grows"),
    [
        ("lean", "head", True),
        ("lumbar", "head", True),
        ("near_hip", "near_knee", False),
        ("far_hip", "far_knee", True),
        ("near_knee", "near_ankle", True),
        ("far_knee", "far_ankle", False),
        ("near_shoulder", "near_elbow", False),
        ("far_shoulder", "far_elbow", True),
        ("near_elbow", "near_wrist", False),
        ("far_elbow", "far_wrist", True),
    ],
)
def test_front_view_senses(skeleton: Skeleton, angle: str, point: str, grows: bool) -> None:
    plain = posture_of(skeleton, "front", {}).points[point][0]
    turned = posture_of(skeleton, "front", {angle: 10.0}).points[point][0]
    assert (turned > plain) is grows


def test_near_is_on_the_left_of_the_picture_seen_from_the_front(skeleton: Skeleton) -> None:
    points = posture_of(skeleton, "front", {}).points
    assert points["near_shoulder"][0] < 0 < points["far_shoulder"][0]


@pytest.mark.parametrize(("view", "ahead"), [("side", True), ("front", False)])
def test_a_turned_chest_brings_the_near_shoulder_forward(skeleton: Skeleton, view: View, ahead: bool) -> None:
    plain = posture_of(skeleton, view, {}).points["near_shoulder"]
    turned = posture_of(skeleton, view, {"chest_turn": 20.0}).points["near_shoulder"]
    assert turned[0] > plain[0]
    assert (turned[2] < plain[2]) is ahead


def test_places_along_a_bone(skeleton: Skeleton) -> None:
    posture = posture_of(skeleton, "side", {})
    assert point_on_body(posture, "near_shank:0") == posture.points["near_knee"]
    assert point_on_body(posture, "near_shank:1") == posture.points["near_ankle"]
    assert point_on_body(posture, "thorax")[1] == pytest.approx(0.155 + 0.135 / 2)
    assert posture.directions["near_shank"] == pytest.approx(3 * pi / 2)


def test_flesh_between_stations() -> None:
    stations = ((0.0, 0.4, 0.1), (1.0, 0.2, 0.3))
    assert flesh(stations, 0.5, front=True) == pytest.approx(0.3)
    assert flesh(stations, -1.0, front=False) == pytest.approx(0.1)
    assert flesh(stations, 2.0, front=False) == pytest.approx(0.3)
