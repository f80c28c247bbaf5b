"""Finding routines by words, kind, length, equipment and position."""

import pytest

from backstride import resources
from backstride.core.definitions import Equipment, Kind, Position
from backstride.core.search import Wanted, matches
from backstride.store.routine_files import load_catalogue

CATALOGUE = load_catalogue((resources.ROUTINES,))


def found(wanted: Wanted) -> set[str]:
    return {r.id for r in CATALOGUE.routines.values() if matches(r, CATALOGUE.exercises, wanted)}


def test_wanting_nothing_finds_everything():
    assert found(Wanted()) == set(CATALOGUE.routines)


@pytest.mark.parametrize(
    ("text", "routine"),
    [
        ("express", "core-express"),
        ("PLANK", "core-express"),
        ("pre-run", "prerun-quick"),
        ("calv roll", "foam-roll-legs"),
        ("sore gent", "sore-day-gentle"),
    ],
)
def test_words_may_be_begun_and_come_in_any_case(text, routine):
    assert routine in found(Wanted(text=text))


def test_all_words_must_be_found():
    assert found(Wanted(text="express zebra")) == set()


def test_kind_and_length():
    wanted = Wanted(kind=Kind.CORE, at_most_ms=8 * 60_000)
    assert found(wanted) == {"core-express"}


def test_equipment_is_what_one_has():
    bare = found(Wanted(equipment=frozenset()))
    matted = found(Wanted(equipment=frozenset({Equipment.MAT})))
    assert bare < matted
    assert "core-express" in matted - bare


def test_positions_are_those_that_all_steps_keep_to():
    upright = frozenset({Position.STANDING, Position.WALKING, Position.SEATED})
    assert {"prerun-quick", "desk-break"} <= found(Wanted(positions=upright))
    assert "core-express" not in found(Wanted(positions=upright))
