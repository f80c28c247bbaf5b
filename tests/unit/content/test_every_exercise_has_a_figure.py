"""Each exercise is shown moving, and its figure agrees with the exercise about sides and equipment."""

import pytest

from backstride import resources
from backstride.core.definitions import Equipment, Sides
from backstride.core.figure.definition import PropKind
from backstride.store.figures import figure_names, load_figure
from backstride.store.routine_files import load_catalogue

FOLDER = resources.ASSETS / "figures"
EXERCISES = load_catalogue((resources.ROUTINES,)).exercises
PROPS = {
    Equipment.MAT: {PropKind.MAT, PropKind.STEP},
    Equipment.ROLLER: {PropKind.ROLLER},
    Equipment.STRAP: {PropKind.STRAP},
    Equipment.CHAIR: {PropKind.CHAIR},
    Equipment.PILLOW: {PropKind.PILLOW},
}


def test_every_exercise_has_a_figure_and_every_figure_an_exercise():
    assert set(figure_names(FOLDER)) == set(EXERCISES)


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_alternating_exercises_have_alternating_figures_and_no_others(name):
    assert load_figure(FOLDER, name).alternating is (EXERCISES[name].sides is Sides.ALTERNATING)


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_what_an_exercise_needs_is_drawn(name):
    drawn = {prop.kind for prop in load_figure(FOLDER, name).props}
    for item in EXERCISES[name].equipment:
        if item in PROPS:
            assert drawn & PROPS[item], f"{name} shows no {item.value}"
