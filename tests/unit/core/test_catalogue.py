"""The catalogue: groups, order by length, and equipment."""

from backstride.core.catalogue import Catalogue, by_kind, emblem, length_ms, needed_equipment, shortest_first
from backstride.core.definitions import Dose, Equipment, Kind, Routine
from unit.core.builders import a_catalogue, a_routine, a_step, an_exercise


def routine(name: str, kind: Kind, seconds: int) -> Routine:
    """A routine of one step."""
    return a_routine(a_step(dose=Dose(seconds=seconds)), id=name, kind=kind)


CATALOGUE = a_catalogue(
    [an_exercise()],
    [
        routine("jog", Kind.RUN_WALK, 10),
        routine("core-b", Kind.CORE, 60),
        routine("core-long", Kind.CORE, 90),
        routine("core-a", Kind.CORE, 60),
        routine("warm", Kind.WARMUP, 30),
    ],
)


def test_routines_are_grouped_in_the_order_of_the_kinds_shortest_first() -> None:
    groups = [(kind, [item.id for item in routines]) for kind, routines in by_kind(CATALOGUE)]
    assert groups == [
        (Kind.WARMUP, ["warm"]),
        (Kind.CORE, ["core-a", "core-b", "core-long"]),
        (Kind.RUN_WALK, ["jog"]),
    ]


def test_a_kind_without_routines_has_none() -> None:
    assert shortest_first(CATALOGUE, Kind.ROLLING) == ()


def test_an_empty_catalogue_has_no_groups() -> None:
    assert by_kind(Catalogue()) == ()


def test_equipment_is_what_all_steps_need_once_and_in_order() -> None:
    exercises = {
        "plank": an_exercise("plank", equipment=(Equipment.MAT,)),
        "band-walk": an_exercise("band-walk", equipment=(Equipment.BAND, Equipment.MAT)),
        "wall-sit": an_exercise("wall-sit", equipment=(Equipment.WALL,), optional_equipment=(Equipment.SHOES,)),
    }
    steps = [a_step(name) for name in ("band-walk", "plank", "wall-sit")]
    assert needed_equipment(a_routine(*steps), exercises) == (Equipment.MAT, Equipment.WALL, Equipment.BAND)


def test_the_length_is_that_of_the_plan() -> None:
    steps = [a_step(sets=3, rest_s=10, prep_s=5), a_step(dose=Dose(reps=5))]
    assert length_ms(a_routine(*steps), {"bridge": an_exercise()}) == 85_000 + 20_000


def test_the_longest_work_stands_for_a_routine() -> None:
    steps = [a_step("plank"), a_step("bridge", sets=3), a_step("squat", dose=Dose(seconds=50))]
    assert emblem(a_routine(*steps)) == "bridge"


def test_the_first_of_equals_stands_for_a_routine() -> None:
    assert emblem(a_routine(a_step("plank", dose=Dose(reps=90)), a_step("bridge", dose=Dose(reps=5)))) == "plank"


def test_rests_do_not_make_an_exercise_stand_for_a_routine() -> None:
    assert emblem(a_routine(a_step("plank", prep_s=600), a_step("bridge", dose=Dose(seconds=21)))) == "bridge"
