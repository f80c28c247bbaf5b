"""The easier and the harder form of an exercise."""

import pytest

from backstride.core.definitions import Ladder, Variation
from backstride.core.ladders import Rung, easier, harder, rung_of
from backstride.resources import ROUTINES
from backstride.store.routine_files import load_catalogue
from unit.core.builders import an_exercise

PLANK = Ladder(id="plank", name="Plank", rungs=("plank-wall", "plank-knees", "plank"))
BRIDGE = Ladder(id="bridge", name="Bridge", rungs=("bridge", "bridge-march"))
LADDERS = (PLANK, BRIDGE)
SHIPPED = load_catalogue((ROUTINES,))


@pytest.mark.parametrize(
    ("exercise", "number", "below", "above"),
    [
        ("plank-wall", 1, None, "plank-knees"),
        ("plank-knees", 2, "plank-wall", "plank"),
        ("plank", 3, "plank-knees", None),
    ],
)
def test_a_rung_knows_its_neighbours(exercise: str, number: int, below: str | None, above: str | None) -> None:
    rung = rung_of(exercise, LADDERS)
    assert rung == Rung(PLANK, number)
    assert (rung.below, rung.above) == (below, above)


def test_the_ladder_that_holds_the_exercise_is_found() -> None:
    assert rung_of("bridge-march", LADDERS) == Rung(BRIDGE, 2)


def test_an_exercise_on_no_ladder_has_no_rung() -> None:
    assert rung_of("squat", LADDERS) is None
    assert (easier(an_exercise("squat"), LADDERS), harder(an_exercise("squat"), LADDERS)) == (None, None)


def test_the_neighbours_on_the_ladder_are_the_easier_and_the_harder_form() -> None:
    middle = an_exercise("plank-knees")
    assert easier(middle, LADDERS) == Variation(exercise="plank-wall")
    assert harder(middle, LADDERS) == Variation(exercise="plank")


def test_beyond_the_ends_of_the_ladder_there_is_nothing() -> None:
    assert easier(an_exercise("plank-wall"), LADDERS) is None
    assert harder(an_exercise("plank"), LADDERS) is None


def test_an_exercise_that_the_file_names_comes_before_the_ladder() -> None:
    own = Variation(text="On the wall", exercise="wall-lean")
    found = an_exercise("plank-knees", easier=own, harder=own)
    assert (easier(found, LADDERS), harder(found, LADDERS)) == (own, own)


def test_words_of_the_file_go_with_the_exercise_of_the_ladder() -> None:
    found = an_exercise("plank-knees", easier=Variation(text="Shorter"), harder=Variation(text="Longer"))
    assert easier(found, LADDERS) == Variation(text="Shorter", exercise="plank-wall")
    assert harder(found, LADDERS) == Variation(text="Longer", exercise="plank")


def test_beyond_the_ends_of_the_ladder_the_words_of_the_file_stay() -> None:
    assert easier(an_exercise("plank-wall", easier=Variation(text="Sit")), LADDERS) == Variation(text="Sit")
    assert harder(an_exercise("squat", harder=Variation(text="Jump")), ()) == Variation(text="Jump")


def test_the_ladders_are_loaded_with_the_catalogue() -> None:
    assert {ladder.id for ladder in SHIPPED.ladders} >= {"plank", "side-plank", "bridge", "leg-raise"}


def test_the_shipped_bridge_names_its_harder_form_itself() -> None:
    bridge = SHIPPED.exercises["glute-bridge"]
    found = harder(bridge, SHIPPED.ladders)
    assert found is not None
    assert found.exercise == "bridge-march"
    assert easier(bridge, SHIPPED.ladders) == bridge.easier


def test_the_ladder_adds_an_exercise_to_the_words_of_the_shipped_march() -> None:
    march = SHIPPED.exercises["bridge-march"]
    assert march.easier is not None
    assert march.easier.exercise is None
    assert easier(march, SHIPPED.ladders) == Variation(text=march.easier.text, exercise="glute-bridge")
