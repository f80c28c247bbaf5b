"""Bodies come to rest where their contacts say, and pinned limbs reach."""

from math import hypot

import pytest

from backstride.core.figure.contact import find_zero, gap_of, settle
from backstride.core.figure.definition import Contact, Prop, PropKind
from backstride.core.figure.skeleton import Skeleton, View
from backstride.core.figure.surface import surfaces_of

PROPS = (
    Prop(PropKind.WALL, x=0.4),
    Prop(PropKind.CHAIR, x=-0.1),
    Prop(PropKind.STEP, x=0.3),
    Prop(PropKind.ROLLER, x=0.2),
    Prop(PropKind.PILLOW, x=0.0),
    Prop(PropKind.MAT),
)
SURFACES = surfaces_of(PROPS, {})
KNEELING = {"lean": 80.0, "near_hip": 80.0, "near_knee": 90.0, "far_hip": 78.0, "far_knee": 90.0}


@pytest.mark.parametrize(
    ("contacts", "pins", "values"),
    [
        ([Contact("near_foot")], [Contact("far_foot", x=0.1)], {"near_hip": 20.0, "near_knee": 30.0}),
        ([Contact("near_ball")], [Contact("far_foot", on="step", x=0.3)], {"near_ankle": -30.0, "near_knee": 5.0}),
        ([Contact("chest"), Contact("pelvis")], [Contact("head", on="pillow")], {"lean": -85.0}),
        ([Contact("chest"), Contact("near_foot")], [Contact("near_hand", x=0.1)], {"lean": -110.0, "near_knee": 80.0}),
        (
            [Contact("near_shin")],
            [Contact("far_shin"), Contact("near_hand", x=0.25)],
            {**KNEELING, "near_shoulder": 80.0},
        ),
        (
            [Contact("near_forearm"), Contact("near_ball")],
            [Contact("far_forearm")],
            {"lean": 80.0, "near_shoulder": 80.0, "far_shoulder": 85.0, "near_ankle": 5.0},
        ),
        (
            [Contact("pelvis", on="chair", x=-0.1)],
            [Contact("near_foot", x=0.25)],
            {"near_hip": 80.0, "near_knee": 90.0},
        ),
        ([Contact("near_thigh:0.5", on="roller")], [], {"lean": 60.0}),
        (
            [Contact("thorax:0.5", on="roller"), Contact("near_foot")],
            [],
            {"lean": -80.0, "near_hip": 60.0, "near_knee": 90.0},
        ),
        ([Contact("thorax:0.5", on="roller")], [], {"lean": 95.0}),
        ([Contact("pelvis")], [Contact("near_shank", on="roller")], {"lean": -40.0, "near_hip": 60.0}),
        ([Contact("pelvis")], [Contact("near_hand", x=-0.2, fingers="back")], {"lean": -40.0, "near_shoulder": -40.0}),
        ([Contact("near_foot")], [Contact("near_hand", on="wall", y=0.75)], {"lean": 10.0, "near_shoulder": 70.0}),
        (
            [Contact("near_foot")],
            [Contact("near_hand", to="near_thigh:0.1")],
            {"near_shoulder": 20.0, "near_elbow": 20.0},
        ),
        ([Contact("near_thigh", on="floor")], [], {"lean": 90.0}),
        ([Contact("near_hand", on="wall", y=0.7)], [Contact("near_heel")], {"near_shoulder": 80.0, "root_y": 0.5}),
    ],
)
def test_everything_rests(
    skeleton: Skeleton, contacts: list[Contact], pins: list[Contact], values: dict[str, float]
) -> None:
    posture = settle(skeleton, "side", values, contacts, pins, SURFACES)
    for contact in (*contacts, *pins):
        assert gap_of(skeleton, "side", posture, contact, SURFACES) == pytest.approx(0, abs=1e-9), contact


def test_a_flat_foot_is_level(skeleton: Skeleton) -> None:
    posture = settle(
        skeleton, "side", {"near_hip": 30.0, "near_knee": 50.0}, [Contact("near_foot", x=0.2)], [], SURFACES
    )
    heel, ball = posture.points["near_heel"], posture.points["near_ball"]
    assert heel[1] - skeleton.radii["heel"] == pytest.approx(0)
    assert ball[1] - skeleton.radii["ball"] == pytest.approx(0)
    assert posture.points["near_ankle"][0] == pytest.approx(0.2)


@pytest.mark.parametrize("view", ["side", "front"])
def test_a_forearm_lies_flat(skeleton: Skeleton, view: View) -> None:
    values = {"lean": 70.0, "far_shoulder": 70.0, "far_forearm_toward": 30.0}
    posture = settle(skeleton, view, values, [Contact("far_forearm")], [], SURFACES)
    for joint in ("elbow", "wrist"):
        assert posture.points[f"far_{joint}"][1] == pytest.approx(skeleton.radii[joint])


def test_a_limb_that_is_too_short_slides_along_the_floor(skeleton: Skeleton) -> None:
    values = {"lean": 80.0, "near_hip": 80.0, "near_knee": 90.0, "near_shoulder": 80.0}
    pin = Contact("near_hand", x=0.9)
    posture = settle(skeleton, "side", values, [Contact("near_shin")], [pin], SURFACES)
    assert gap_of(skeleton, "side", posture, pin, SURFACES) == pytest.approx(0, abs=1e-6)
    assert posture.points["near_wrist"][0] < 0.5


def test_a_limb_that_is_too_folded_slides_along_the_floor(skeleton: Skeleton) -> None:
    values = {"root_x": 0.0, "root_y": 0.05, "lean": 0.0, "near_hip": 90.0, "near_knee": 170.0}
    pin = Contact("near_heel", x=0.0)
    posture = settle(skeleton, "side", values, [], [pin], SURFACES)
    assert gap_of(skeleton, "side", posture, pin, SURFACES) == pytest.approx(0, abs=1e-6)


def test_a_surface_beyond_reach_leaves_a_gap(skeleton: Skeleton) -> None:
    values = {"root_y": 0.53}
    pin = Contact("near_hand", x=0.0)
    posture = settle(skeleton, "side", values, [], [pin], SURFACES)
    assert gap_of(skeleton, "side", posture, pin, SURFACES) > 0.1


def test_the_elbow_keeps_its_sense(skeleton: Skeleton) -> None:
    for start, sense in ((20.0, 1), (-20.0, -1)):
        values = {"near_elbow": start}
        settle(skeleton, "front", values, [], [Contact("near_hand", to="pelvis")], SURFACES)
        assert values["near_elbow"] * sense > 0


def test_a_leg_rests_on_the_roller_wherever_it_is(skeleton: Skeleton) -> None:
    for x in (0.25, 0.35, 0.45):
        surfaces = surfaces_of((Prop(PropKind.ROLLER),), {PropKind.ROLLER: x})
        values = {"root_y": 0.1, "lean": -40.0, "near_hip": 60.0}
        pin = Contact("near_shank", on="roller")
        posture = settle(skeleton, "side", values, [], [pin], surfaces)
        knee, ankle = posture.points["near_knee"], posture.points["near_ankle"]
        assert knee[1] > 0.09
        assert hypot(ankle[0] - knee[0], ankle[1] - knee[1]) == pytest.approx(skeleton.lengths.shank)


def test_no_zero_gives_the_last_try() -> None:
    assert abs(find_zero(lambda turn: 1.0)) > 0


def test_walls_and_chairs_can_be_turned_round() -> None:
    surfaces = surfaces_of((Prop(PropKind.WALL, x=-0.3, flip=True), Prop(PropKind.CHAIR, flip=True)), {})
    assert surfaces["wall"].gap(-0.2, 0.5, 0.0) == pytest.approx(0.1)
    assert surfaces["chair_back"].gap(0.0, 0.4, 0.0) == pytest.approx(0.135)
    assert SURFACES["chair_back"].gap(-0.1, 0.4, 0.0) == pytest.approx(0.135)
