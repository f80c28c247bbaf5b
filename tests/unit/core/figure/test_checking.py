"""Every mistake an author can make is named."""

import re

import msgspec
import pytest

from backstride.core.figure.checking import problems_of
from backstride.core.figure.definition import FigureDefinition
from backstride.core.figure.skeleton import Skeleton
from backstride.resources import ASSETS

STANDING = {
    "contacts": [{"point": "near_foot"}],
    "pins": [{"point": "far_foot", "x": 0.01}],
    "legs": {"hip": 3, "knee": 4},
}


def texts_of(skeleton: Skeleton, **fields: object) -> str:
    plain = {"format": 1, "view": "side", "poses": {"stand": STANDING}, "motion": {"out": ["stand"]}}
    definition = msgspec.convert({**plain, **fields}, FigureDefinition)
    return "\n".join(f"{problem.where}: {problem.text}" for problem in problems_of(definition, skeleton))


@pytest.mark.parametrize(
    "text", re.findall(r"```json\n(.*?)```", (ASSETS / "figures" / "README.md").read_text(), re.DOTALL)
)
def test_the_starting_poses_of_the_readme_are_right(skeleton: Skeleton, text: str) -> None:
    assert problems_of(msgspec.json.decode(text, type=FigureDefinition), skeleton) == ()


def test_a_right_figure_has_no_problems(skeleton: Skeleton) -> None:
    props = [{"kind": "wall", "x": 0.6}, {"kind": "strap", "along": ["near_hand:0.5", "far_toe", "thorax:0.5", "head"]}]
    assert texts_of(skeleton, props=props, accent=["near_quads", "abdominals"]) == ""


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"motion": {}}, "motion: needs either `out` or `cycle`"),
        ({"motion": {"out": ["stand"], "cycle": ["stand"]}}, "motion: needs either"),
        ({"motion": {"out": ["stand", "~leap"]}}, "motion: there is no pose '~leap'"),
        ({"accent": ["near_wings"]}, "accent: there is no muscle 'near_wings' in the side view"),
        ({"props": [{"kind": "strap", "along": ["near_paw"]}]}, "strap: there is no point 'near_paw'"),
        ({"contacts": [{"point": "tail"}]}, "figure: there is no point 'tail'"),
        ({"poses": {"stand": {"contacts": [{"point": "near_foot", "on": "wall"}]}}}, "stand: there is no 'wall' among"),
        ({"poses": {"stand": {"pins": [{"point": "near_hand", "to": "moon"}]}}}, "stand: there is no point 'moon'"),
        (
            {"poses": {"stand": {"pins": [{"point": "near_knee", "to": "head"}]}}},
            "stand: near_knee can rest on a surface",
        ),
        ({"poses": {"stand": {"contacts": [{"point": "head"}] * 3}}}, "stand: has more than two contacts"),
        ({"poses": {"stand": {"like": "stand"}}}, "stand: `like` does not lead to"),
        ({"poses": {"stand": {"like": "nobody"}}}, "stand: `like` does not lead to"),
        ({"poses": {"stand": {"prop_x": {"roller": 1}}}}, "stand: there is no roller to move"),
        (
            {"poses": {"stand": {**STANDING, "far_arm": {"elbow": -20}}}},
            "stand: far_elbow is -20 degrees, allowed are 0",
        ),
        ({"poses": {"stand": {"root": [0, 0.4]}}}, "inside the floor"),
        ({"poses": {"stand": {"root": [0, 0.6], "pins": [{"point": "near_hand", "x": 0}]}}}, "out of reach"),
        (
            {
                "poses": {
                    "stand": {**STANDING, "legs": {"hip": 30, "knee": 60}, "pins": [{"point": "far_foot", "x": 0.9}]}
                }
            },
            "far_foot lies -",
        ),
        (
            {"props": [{"kind": "wall", "x": 0.05}], "poses": {"stand": STANDING}},
            "inside the wall",
        ),
    ],
)
def test_a_mistake_is_named(skeleton: Skeleton, fields: dict[str, object], text: str) -> None:
    assert text in texts_of(skeleton, **fields)


def test_a_longer_circle_of_likes_is_found(skeleton: Skeleton) -> None:
    poses = {"a": {"like": "b"}, "b": {"like": "c"}, "c": {"like": "b"}}
    assert "a: `like` does not lead" in texts_of(skeleton, poses=poses, motion={"out": ["a"]})


def test_problems_between_poses_are_found_too(skeleton: Skeleton) -> None:
    poses = {
        "a": {"root": [0, 0.09], "lean": -90, "legs": {"hip": -5, "knee": 0}},
        "b": {"like": "a", "lean": -180},
        "c": {"root": [0, 0.55]},
    }
    found = texts_of(skeleton, poses=poses, motion={"out": ["c", "a", "b"]})
    assert "c to a: " in found
    assert "inside the floor" in found
