"""Easier and harder forms: as the exercise's file says, or along its ladder."""

from backstride import resources
from backstride.core.definitions import Ladder, Variation
from backstride.core.ladders import easier, harder, rung_of
from backstride.store.routine_files import load_catalogue

CATALOGUE = load_catalogue((resources.ROUTINES,))
LADDER = Ladder(id="bridge", name="Bridge", rungs=("glute-bridge", "bridge-march", "single-leg-bridge"))


def test_a_rung_knows_its_neighbours():
    rung = rung_of("bridge-march", [LADDER])
    assert (rung.number, rung.below, rung.above) == (2, "glute-bridge", "single-leg-bridge")


def test_the_ends_of_a_ladder_have_one_neighbour():
    assert rung_of("glute-bridge", [LADDER]).below is None
    assert rung_of("single-leg-bridge", [LADDER]).above is None


def test_an_exercise_on_no_ladder_has_no_rung():
    assert rung_of("child-pose", [LADDER]) is None


def test_an_exercise_of_the_file_goes_before_the_ladder():
    bridge = CATALOGUE.exercises["glute-bridge"]
    assert harder(bridge, [LADDER]).exercise == "bridge-march"
    assert easier(bridge, [LADDER]) == bridge.easier


def test_the_ladder_adds_an_exercise_to_mere_words():
    march = CATALOGUE.exercises["bridge-march"]
    assert march.easier.exercise is None
    assert easier(march, [LADDER]) == Variation(text=march.easier.text, exercise="glute-bridge")


def test_without_words_the_ladder_alone_tells():
    import msgspec

    silent = msgspec.structs.replace(CATALOGUE.exercises["bridge-march"], easier=None, harder=None)
    assert easier(silent, [LADDER]) == Variation(exercise="glute-bridge")
    assert harder(silent, []) is None


def test_the_ladders_are_loaded_with_the_catalogue():
    assert {ladder.id for ladder in CATALOGUE.ladders} >= {"plank", "side-plank", "bridge", "leg-raise"}
