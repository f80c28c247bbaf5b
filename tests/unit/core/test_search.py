"""Which routines are like what somebody has in mind."""

import pytest

from backstride.core.definitions import Equipment, Kind, Position
from backstride.core.search import Wanted, matches
from backstride.resources import ROUTINES
from backstride.store.routine_files import load_catalogue
from unit.core.builders import a_routine, a_step, an_exercise

EXERCISES = {
    "bridge": an_exercise(equipment=(Equipment.MAT,), position=Position.LYING),
    "band-walk": an_exercise(
        "band-walk",
        equipment=(Equipment.BAND,),
        optional_equipment=(Equipment.SHOES,),
        position=Position.STANDING,
        targets=("outer hip", "gluteus medius"),
    ),
}
ROUTINE = a_routine(
    a_step("bridge"),
    a_step("band-walk"),
    id="cool-down",
    name="Straße zur Ruhe",
    purpose="Keeps the back steady.",
    when="After a run.",
    kind=Kind.MOBILITY,
)
SHIPPED = load_catalogue((ROUTINES,))
MAT, BAND, SHOES = Equipment.MAT, Equipment.BAND, Equipment.SHOES


def test_who_wants_nothing_special_gets_everything() -> None:
    assert matches(ROUTINE, EXERCISES, Wanted())


@pytest.mark.parametrize("kind", Kind)
def test_only_the_wanted_kind_matches(kind: Kind) -> None:
    assert matches(ROUTINE, EXERCISES, Wanted(kind=kind)) == (kind is Kind.MOBILITY)


@pytest.mark.parametrize(("at_most_ms", "found"), [(39_999, False), (40_000, True), (0, False)])
def test_a_routine_is_no_longer_than_wanted(at_most_ms: int, found: bool) -> None:
    assert matches(ROUTINE, EXERCISES, Wanted(at_most_ms=at_most_ms)) is found


@pytest.mark.parametrize(
    ("equipment", "found"),
    [((), False), ((MAT,), False), ((BAND, SHOES), False), ((MAT, BAND), True), ((MAT, BAND, SHOES), True)],
)
def test_a_routine_needs_nothing_that_is_not_there(equipment: tuple[Equipment, ...], found: bool) -> None:
    assert matches(ROUTINE, EXERCISES, Wanted(equipment=frozenset(equipment))) is found


def test_a_routine_without_equipment_needs_none() -> None:
    exercises = {"bridge": an_exercise()}
    assert matches(a_routine(), exercises, Wanted(equipment=frozenset()))


@pytest.mark.parametrize(
    ("positions", "found"),
    [
        ((Position.LYING,), False),
        ((Position.LYING, Position.STANDING), True),
        ((Position.LYING, Position.STANDING, Position.SEATED), True),
        ((), False),
    ],
)
def test_all_steps_keep_to_the_wanted_positions(positions: tuple[Position, ...], found: bool) -> None:
    assert matches(ROUTINE, EXERCISES, Wanted(positions=frozenset(positions))) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("   ", True),
        ("ruhe", True),
        ("RUHE", True),
        ("ruh", True),  # the beginning of a word
        ("uhe", False),  # not its middle
        ("steady", True),  # the purpose
        ("run", True),  # when
        ("cool down", True),  # the id
        ("cool-down", True),
        ("bridge", True),  # an exercise
        ("glut", True),  # a target
        ("outer hip", True),
        ("band", True),  # what it needs
        ("mat", True),
        ("shoes", False),  # not what it may be done with
        ("hip back", True),  # words in any order, from anywhere
        ("back knee", False),  # all of them
        ("strasse", True),  # spelt another way
        ("nothing", False),
    ],
)
def test_every_word_begins_a_word_of_the_routine(text: str, found: bool) -> None:
    assert matches(ROUTINE, EXERCISES, Wanted(text=text)) is found


def test_everything_that_is_wanted_must_match() -> None:
    wanted = Wanted(text="ruhe", kind=Kind.MOBILITY, at_most_ms=60_000, equipment=frozenset(Equipment))
    assert matches(ROUTINE, EXERCISES, wanted)
    assert not matches(ROUTINE, EXERCISES, Wanted(text="ruhe", kind=Kind.CORE))


def shipped(wanted: Wanted) -> set[str]:
    """The shipped routines that are like what is wanted."""
    return {item.id for item in SHIPPED.routines.values() if matches(item, SHIPPED.exercises, wanted)}


def test_wanting_nothing_finds_every_shipped_routine() -> None:
    assert shipped(Wanted()) == set(SHIPPED.routines)


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
def test_words_find_the_shipped_routines(text: str, routine: str) -> None:
    assert routine in shipped(Wanted(text=text))


def test_no_shipped_routine_has_a_word_that_nobody_wrote() -> None:
    assert shipped(Wanted(text="express zebra")) == set()


def test_the_only_core_routine_of_eight_minutes_is_found() -> None:
    assert shipped(Wanted(kind=Kind.CORE, at_most_ms=8 * 60_000)) == {"core-express"}


def test_with_a_mat_more_can_be_done() -> None:
    bare, matted = shipped(Wanted(equipment=frozenset())), shipped(Wanted(equipment=frozenset({MAT})))
    assert bare < matted
    assert "core-express" in matted - bare


def test_what_can_be_done_upright_is_found() -> None:
    upright = shipped(Wanted(positions=frozenset({Position.STANDING, Position.WALKING, Position.SEATED})))
    assert {"prerun-quick", "desk-break"} <= upright
    assert "core-express" not in upright
