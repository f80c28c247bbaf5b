"""Every problem of a definition is found, with its place and a reason; several at once."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import given

from backstride.core.checking import Problem, exercise_problems, routine_problems, shape_problems
from backstride.core.definitions import (
    Bounds,
    Category,
    Dose,
    Exercise,
    Ladders,
    Mode,
    Occasion,
    Routine,
    Sides,
    Step,
    Tempo,
)
from unit.core.builders import TWO_SECONDS, a_routine, a_step, an_exercise, as_json
from unit.core.strategies import routines

STRETCH = {"category": Category.STRETCH, "targets": ("hamstrings", "calves")}


def routine_json(**changes: object) -> dict[str, object]:
    """A valid routine as decoded JSON, with changes; a change to `...` leaves the field out."""
    content = as_json(a_routine(a_step(), a_step())) | changes
    return {name: value for name, value in content.items() if value is not ...}


def exercise_json(**changes: object) -> dict[str, object]:
    """A valid exercise as decoded JSON, with changes."""
    content = as_json(an_exercise()) | changes
    return {name: value for name, value in content.items() if value is not ...}


def step_json(**changes: object) -> dict[str, object]:
    """A routine of one step with changes."""
    return routine_json(steps=[{"exercise": "bridge", "dose": {"seconds": 20}} | changes])


@given(routines())
def test_generated_definitions_have_no_problems(drawn: tuple[Routine, dict[str, Exercise]]) -> None:
    routine, exercises = drawn
    assert shape_problems(as_json(routine), Routine) == ()
    assert routine_problems(routine, exercises) == ()
    for exercise in exercises.values():
        assert shape_problems(as_json(exercise), Exercise) == ()
        assert exercise_problems(exercise) == ()


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ([], "$", "expected an object, found an array"),
        ("text", "$", "expected an object, found a string"),
        (True, "$", "expected an object, found a boolean"),
        (None, "$", "expected an object, found null"),
        (1, "$", "expected an object, found a number"),
        (1.5, "$", "expected an object, found a number"),
        (routine_json(name=...), "$", "the field 'name' is missing"),
        (routine_json(colour="red"), "$.colour", "unknown field"),
        (routine_json(Occasions=[]), "$.Occasions", "unknown field; did you mean 'occasions'?"),
        (routine_json(name=3), "$.name", "expected `str`, got `int`"),
        (routine_json(name=""), "$.name", "expected `str` of length >= 1"),
        (routine_json(name="x" * 81), "$.name", "expected `str` of length <= 80"),
        (routine_json(version=0), "$.version", "expected `int` >= 1"),
        (routine_json(version=True), "$.version", "expected `int`, got `bool`"),
        (routine_json(format=2), "$.format", "expected `int` <= 1"),
        (routine_json(kind="dance"), "$.kind", "invalid enum value 'dance'"),
        (routine_json(steps={}), "$.steps", "expected an array, found an object"),
        (routine_json(steps=[]), "$.steps", "expected 1 to 100 items, found 0"),
        (routine_json(steps=[{"exercise": "a", "dose": {}}] * 101), "$.steps", "expected 1 to 100 items, found 101"),
        (routine_json(steps=["plank"]), "$.steps[0]", "expected an object, found a string"),
        (routine_json(occasions=["any", "never"]), "$.occasions[1]", "invalid enum value 'never'"),
        (routine_json(steps=[{"exercise": "a"}]), "$.steps[0]", "the field 'dose' is missing"),
        (step_json(sets=21), "$.steps[0].sets", "expected `int` <= 20"),
        (step_json(rest_s=-1), "$.steps[0].rest_s", "expected `int` >= 0"),
        (step_json(sides="up"), "$.steps[0].sides", "invalid enum value 'up'"),
        (step_json(dose={"seconds": "20"}), "$.steps[0].dose.seconds", "expected `int`, got `str`"),
        (step_json(dose={"seconds": 3601}), "$.steps[0].dose.seconds", "expected `int` <= 3600"),
        (step_json(dose={"Reps": 5}), "$.steps[0].dose.Reps", "unknown field; did you mean 'reps'?"),
        (step_json(dose={"reps": 5, "tempo": 2}), "$.steps[0].dose.tempo", "expected an object, found a number"),
        (step_json(prepS=5), "$.steps[0].prepS", "unknown field; did you mean 'prep_s'?"),
        (
            step_json(dose={"reps": 5, "tempo": {"hold_s": 121}}),
            "$.steps[0].dose.tempo.hold_s",
            "expected `float` <= 120.0",
        ),
    ],
)
def test_a_routine_of_another_shape_is_told_where_and_why(content: object, place: str, reason: str) -> None:
    assert shape_problems(content, Routine) == (Problem(place, reason),)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (exercise_json(bounds={"seconds": [5]}), "$.bounds.seconds", "expected 2 items, found 1"),
        (exercise_json(bounds={"seconds": [5, 6, 7]}), "$.bounds.seconds", "expected 2 items, found 3"),
        (exercise_json(bounds={"seconds": 5}), "$.bounds.seconds", "expected an array, found a number"),
        (exercise_json(bounds={"seconds": [0, 5]}), "$.bounds.seconds[0]", "expected `int` >= 1"),
        (exercise_json(equipment=["mat", "sofa"]), "$.equipment[1]", "invalid enum value 'sofa'"),
        (exercise_json(targets=[]), "$.targets", "expected 1 to 8 items, found 0"),
        (exercise_json(amber={"allowed": "yes"}), "$.amber.allowed", "expected `bool`, got `str`"),
        (
            exercise_json(sources=["e1"]),
            "$.sources[0]",
            "expected `str` matching regex '^[A-Z][A-Z0-9]{1,9}(?!\\\\n)$'",
        ),
        (exercise_json(**{"default-sets": 2}), "$.default-sets", "unknown field; did you mean 'default_sets'?"),
        (exercise_json(schema=""), "$.schema", "unknown field; did you mean '$schema'?"),
        (
            exercise_json(id="Bridge"),
            "$.id",
            "expected `str` matching regex '^[a-z0-9]+(-[a-z0-9]+)*(?!\\\\n)$'",
        ),
    ],
)
def test_an_exercise_of_another_shape_is_told_where_and_why(content: object, place: str, reason: str) -> None:
    assert shape_problems(content, Exercise) == (Problem(place, reason),)


def test_an_optional_field_may_be_null() -> None:
    assert shape_problems(step_json(sides=None), Routine) == ()
    assert shape_problems(exercise_json(bounds={"seconds": None}, easier=None), Exercise) == ()


def test_the_lists_of_a_ladder_are_checked() -> None:
    content = {"format": 1, "ladders": [{"id": "plank", "name": "Plank", "rungs": ["plank-knees"]}]}
    assert shape_problems(content, Ladders) == (Problem("$.ladders[0].rungs", "expected 2 to 10 items, found 1"),)


def test_a_list_with_only_a_least_length_says_at_least() -> None:
    named = msgspec.defstruct("Named", [("names", Annotated[tuple[str, ...], msgspec.Meta(min_length=2)])])
    assert shape_problems({"names": ["one"]}, named) == (Problem("$.names", "expected at least 2 items, found 1"),)


def test_all_problems_of_a_shape_are_told_at_once() -> None:
    content = routine_json(
        name="",
        purpose=...,
        mood="calm",
        steps=[{"exercise": "Bridge", "dose": {"seconds": 0}}, {"dose": {"seconds": 20}, "sets": 0}],
    )
    assert shape_problems(content, Routine) == (
        Problem("$.mood", "unknown field"),
        Problem("$.name", "expected `str` of length >= 1"),
        Problem("$", "the field 'purpose' is missing"),
        Problem("$.steps[0].exercise", "expected `str` matching regex '^[a-z0-9]+(-[a-z0-9]+)*(?!\\\\n)$'"),
        Problem("$.steps[0].dose.seconds", "expected `int` >= 1"),
        Problem("$.steps[1]", "the field 'exercise' is missing"),
        Problem("$.steps[1].sets", "expected `int` >= 1"),
    )


def test_too_few_items_do_not_hide_what_is_wrong_with_them() -> None:
    found = shape_problems(exercise_json(bounds={"seconds": [0]}), Exercise)
    assert found == (
        Problem("$.bounds.seconds", "expected 2 items, found 1"),
        Problem("$.bounds.seconds[0]", "expected `int` >= 1"),
    )


@pytest.mark.parametrize(
    ("mode", "dose", "problems"),
    [
        (Mode.HOLD, Dose(seconds=20), []),
        (Mode.FLOW, Dose(seconds=20, tempo=TWO_SECONDS), []),
        (Mode.REPS, Dose(reps=5), []),
        (Mode.REPS, Dose(reps=5, tempo=TWO_SECONDS), []),
        (Mode.HOLD_REPS, Dose(reps=5, tempo=Tempo(hold_s=5)), []),
        (Mode.HOLD, Dose(), [("$.dose", "an exercise of mode 'hold' needs 'seconds'")]),
        (Mode.FLOW, Dose(), [("$.dose", "an exercise of mode 'flow' needs 'seconds'")]),
        (Mode.REPS, Dose(), [("$.dose", "an exercise of mode 'reps' needs 'reps'")]),
        (Mode.HOLD, Dose(seconds=20, reps=5), [("$.dose.reps", "an exercise of mode 'hold' has no 'reps'")]),
        (Mode.REPS, Dose(seconds=20, reps=5), [("$.dose.seconds", "an exercise of mode 'reps' has no 'seconds'")]),
        (
            Mode.HOLD,
            Dose(reps=5),
            [
                ("$.dose", "an exercise of mode 'hold' needs 'seconds'"),
                ("$.dose.reps", "an exercise of mode 'hold' has no 'reps'"),
            ],
        ),
        (Mode.REPS, Dose(reps=5, tempo=Tempo()), [("$.dose.tempo", "a repetition must last longer than 0 s")]),
        (
            Mode.REPS,
            Dose(reps=5, tempo=Tempo(out_s=0.0004)),
            [("$.dose.tempo", "a repetition must last longer than 0 s")],
        ),
        (
            Mode.HOLD_REPS,
            Dose(reps=5),
            [("$.dose.tempo", "mode 'hold-reps' needs a tempo with 'hold_s' above 0")],
        ),
        (
            Mode.HOLD_REPS,
            Dose(reps=5, tempo=TWO_SECONDS),
            [("$.dose.tempo", "mode 'hold-reps' needs a tempo with 'hold_s' above 0")],
        ),
    ],
)
def test_a_dose_suits_the_mode(mode: Mode, dose: Dose, problems: list[tuple[str, str]]) -> None:
    assert exercise_problems(an_exercise(mode=mode, dose=dose)) == tuple(Problem(*found) for found in problems)
    in_step = routine_problems(a_routine(a_step(dose=dose)), {"bridge": an_exercise(mode=mode)})
    assert in_step == tuple(Problem("$.steps[0]" + place[1:], reason) for place, reason in problems)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"bounds": Bounds(seconds=(10, 20))}, None),
        ({"bounds": Bounds(seconds=(20, 30), reps=(1, 2), hold_s=(1, 2), sets=(1, 1))}, None),
        (
            {"bounds": Bounds(seconds=(30, 10))},
            Problem("$.bounds.seconds", "the least (30) is above the most (10)"),
        ),
        (
            {"bounds": Bounds(seconds=(5, 19))},
            Problem("$.dose", "seconds 20 lies outside the bounds 5 to 19"),
        ),
        (
            {"bounds": Bounds(seconds=(21, 60))},
            Problem("$.dose", "seconds 20 lies outside the bounds 21 to 60"),
        ),
        (
            {"bounds": Bounds(sets=(2, 4)), "default_sets": 5},
            Problem("$.dose", "sets 5 lies outside the bounds 2 to 4"),
        ),
        (
            {"bounds": Bounds(reps=(6, 8)), "mode": Mode.REPS, "dose": Dose(reps=5)},
            Problem("$.dose", "reps 5 lies outside the bounds 6 to 8"),
        ),
        (
            {
                "bounds": Bounds(hold_s=(5, 10)),
                "mode": Mode.HOLD_REPS,
                "dose": Dose(reps=5, tempo=Tempo(hold_s=2.5)),
            },
            Problem("$.dose", "hold_s 2.5 lies outside the bounds 5 to 10"),
        ),
        # the hold of a tempo is only bounded where holding is what counts
        ({"bounds": Bounds(hold_s=(5, 10)), "mode": Mode.REPS, "dose": Dose(reps=5, tempo=TWO_SECONDS)}, None),
    ],
)
def test_the_dose_lies_within_the_bounds(changes: dict[str, object], problem: Problem | None) -> None:
    assert exercise_problems(an_exercise(**changes)) == ((problem,) if problem else ())


@pytest.mark.parametrize("target", ["lumbar spine", "Lower back", "the low back muscles"])
def test_the_roller_never_goes_to_the_lumbar_spine(target: str) -> None:
    rolling = an_exercise(category=Category.ROLLING, targets=("calves", target))
    assert exercise_problems(rolling) == (
        Problem("$.targets", f"the roller never goes to the lumbar spine ({target!r})"),
    )
    assert exercise_problems(an_exercise(category=Category.STRETCH, targets=("calves", target))) == ()
    assert exercise_problems(an_exercise(category=Category.ROLLING, targets=("upper back",))) == ()


def test_all_problems_of_an_exercise_are_told_at_once() -> None:
    bad = an_exercise(
        category=Category.ROLLING,
        targets=("lumbar spine",),
        dose=Dose(seconds=20, reps=3),
        bounds=Bounds(seconds=(30, 40), sets=(3, 2)),
    )
    assert [problem.place for problem in exercise_problems(bad)] == [
        "$.dose.reps",
        "$.dose",
        "$.bounds.sets",
        "$.targets",
    ]


def test_an_unknown_exercise_is_told_and_the_other_steps_are_checked() -> None:
    routine = a_routine(a_step("plank"), a_step(dose=Dose()))
    assert routine_problems(routine, {"bridge": an_exercise()}) == (
        Problem("$.steps[0].exercise", "there is no exercise 'plank'"),
        Problem("$.steps[1].dose", "an exercise of mode 'hold' needs 'seconds'"),
    )


def test_a_gated_exercise_belongs_in_no_routine() -> None:
    exercises = {"bridge": an_exercise(gate="No pain at night")}
    assert routine_problems(a_routine(a_step()), exercises) == (
        Problem("$.steps[0].exercise", "'bridge' is gated and belongs in no routine"),
    )


HOUR = Dose(seconds=3600)


@pytest.mark.parametrize(
    ("step", "hours"),
    [
        (a_step(dose=HOUR, sets=4), None),
        (a_step(dose=HOUR, sets=4, prep_s=1), "4.0"),
        (a_step(dose=HOUR, sets=2, sides=Sides.EACH, rest_s=1), "4.0"),
        (a_step(dose=HOUR, sets=2, sides=Sides.EACH), None),
        (a_step(dose=HOUR, sets=4, sides=Sides.BY_SET), None),
        (a_step(dose=HOUR, sets=5), "5.0"),
        (a_step(dose=HOUR, sets=4, rest_s=600), "4.5"),
    ],
)
def test_a_routine_lasts_no_longer_than_four_hours(step: Step, hours: str | None) -> None:
    found = routine_problems(a_routine(step), {"bridge": an_exercise()})
    assert found == (() if hours is None else (Problem("$.steps", f"the routine lasts {hours} h, more than 4 h"),))


def test_the_sides_of_the_exercise_count_towards_the_length() -> None:
    exercises = {"bridge": an_exercise(sides=Sides.EACH)}
    assert routine_problems(a_routine(a_step(dose=HOUR, sets=2, rest_s=1)), exercises) == (
        Problem("$.steps", "the routine lasts 4.0 h, more than 4 h"),
    )
    assert routine_problems(a_routine(a_step(dose=HOUR, sets=2, rest_s=1, sides=Sides.BOTH)), exercises) == ()


def test_self_paced_work_is_taken_for_short() -> None:
    exercises = {"bridge": an_exercise(mode=Mode.REPS)}
    assert routine_problems(a_routine(a_step(dose=Dose(reps=500), sets=20)), exercises) == ()


@pytest.mark.parametrize(
    ("steps", "held"),
    [
        ([a_step(dose=Dose(seconds=59))], None),
        ([a_step(dose=Dose(seconds=60))], 60),
        ([a_step(dose=Dose(seconds=20), sets=3)], 60),
        ([a_step(dose=Dose(seconds=30)), a_step(dose=Dose(seconds=45))], 75),
    ],
)
def test_static_stretching_before_a_run_stays_under_a_minute_for_a_muscle(steps: list[Step], held: int | None) -> None:
    exercises = {"bridge": an_exercise(**STRETCH)}
    reason = f"{held} s of static stretching for hamstrings before a run, 60 s or more"
    expected = () if held is None else (Problem("$.steps", reason),)
    assert routine_problems(a_routine(*steps, occasions=(Occasion.PRE_RUN,)), exercises) == expected
    assert routine_problems(a_routine(*steps, occasions=(Occasion.POST_RUN,)), exercises) == ()


def test_different_muscles_are_stretched_separately() -> None:
    exercises = {
        "bridge": an_exercise(**STRETCH),
        "calf": an_exercise("calf", **STRETCH | {"targets": ("calves",)}),
    }
    steps = [a_step(dose=Dose(seconds=45)), a_step("calf", dose=Dose(seconds=45))]
    assert routine_problems(a_routine(*steps, occasions=(Occasion.PRE_RUN,)), exercises) == ()


@pytest.mark.parametrize("changes", [{"category": Category.WARMUP}, {"mode": Mode.FLOW, **STRETCH}])
def test_moving_is_no_static_stretching(changes: dict[str, object]) -> None:
    routine = a_routine(a_step(dose=Dose(seconds=90)), occasions=(Occasion.PRE_RUN,))
    assert routine_problems(routine, {"bridge": an_exercise(**changes)}) == ()


def test_a_malformed_stretch_is_told_and_counts_as_no_time() -> None:
    routine = a_routine(a_step(dose=Dose()), occasions=(Occasion.PRE_RUN,))
    assert [problem.place for problem in routine_problems(routine, {"bridge": an_exercise(**STRETCH)})] == [
        "$.steps[0].dose"
    ]


def test_problems_sort_by_place() -> None:
    assert sorted([Problem("$.b", "a"), Problem("$.a", "b")])[0].place == "$.a"
