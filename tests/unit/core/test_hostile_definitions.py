"""Definitions made to do harm: what would act is refused, and the list of problems stays short enough to read."""

import msgspec
import pytest
from msgspec.structs import replace

from backstride.core.checking import (
    MAX_PROBLEMS,
    MAX_TOLD_LENGTH,
    Problem,
    exercise_problems,
    routine_problems,
    shape_problems,
)
from backstride.core.definitions import Exercise, Routine, SourceCode, Variation, is_identifier
from unit.core.builders import a_routine, a_step, an_exercise, as_json


def test_characters_that_act_are_refused_in_every_text_of_an_exercise() -> None:
    exercise = replace(
        an_exercise(),
        name="Bridge\x1b[2J",
        targets=("glutes", "hips\u202e"),
        easier=Variation(text="Seated\x00"),
        cues=("Up\nand\tdown",),
    )
    assert exercise_problems(exercise) == (
        Problem("$.name", "the character U+001B cannot be shown"),
        Problem("$.targets[1]", "the character U+202E cannot be shown"),
        Problem("$.easier.text", "the character U+0000 cannot be shown"),
    )


def test_characters_that_act_are_refused_in_every_text_of_a_routine() -> None:
    routine = a_routine(a_step(), a_step(note="slowly\x9b31m"), purpose="For\u2066ever", schema="\x07")
    assert routine_problems(routine, {"bridge": an_exercise()}) == (
        Problem("$.purpose", "the character U+2066 cannot be shown"),
        Problem("$.steps[1].note", "the character U+009B cannot be shown"),
        Problem("$.$schema", "the character U+0007 cannot be shown"),
    )


@pytest.mark.parametrize("name", ["<b>Bridge</b>", "<img src='http://example.org/x.png'>", "a & b", "../../etc"])
def test_a_name_that_only_looks_dangerous_is_a_name(name: str) -> None:
    assert exercise_problems(an_exercise(name=name)) == ()


@pytest.mark.parametrize("identifier", ["bridge\n", "../bridge", "a/b", "a\\b", "bridge\x00", ".", "", "con.", "C:"])
def test_an_identifier_leads_to_no_other_file(identifier: str) -> None:
    assert not is_identifier(identifier)
    assert [item.place for item in shape_problems(as_json(an_exercise()) | {"id": identifier}, Exercise)] == ["$.id"]


def test_words_joined_by_hyphens_are_an_identifier() -> None:
    assert is_identifier("bridge")
    assert is_identifier("single-leg-bridge-2")


def test_a_source_code_ends_with_its_last_letter() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("E01\n", SourceCode)
    assert msgspec.convert("E01", SourceCode) == "E01"


def test_of_very_many_problems_the_first_are_told_and_that_there_are_more() -> None:
    content = as_json(a_routine()) | {"steps": [0] * 1_000_000}
    found = shape_problems(content, Routine)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[0] == Problem("$.steps", "expected 1 to 100 items, found 1000000")
    assert found[-1] == Problem("$", "has more problems than these 30")


def test_exactly_as_many_problems_as_are_told_are_all() -> None:
    content = as_json(an_exercise()) | {f"f{number}": 0 for number in range(MAX_PROBLEMS)}
    found = shape_problems(content, Exercise)
    assert [item.reason for item in found] == ["unknown field"] * MAX_PROBLEMS


def test_a_problem_does_not_repeat_what_is_endless() -> None:
    content = as_json(a_routine()) | {"kind": "x" * 1_000_000, "y" * 1_000_000: 0}
    found = shape_problems(content, Routine)
    assert [item.place[:5] for item in found] == ["$.yyy", "$.kin"]
    assert all(len(item.place) <= MAX_TOLD_LENGTH and len(item.reason) <= MAX_TOLD_LENGTH for item in found)
    assert found[0].place.endswith("…")


def test_a_routine_with_an_acting_character_is_whole_without_it() -> None:
    routine = a_routine(name="Evening\x1b")
    assert routine_problems(routine, {"bridge": an_exercise()}) != ()
    assert routine_problems(replace(routine, name="Evening"), {"bridge": an_exercise()}) == ()


@pytest.mark.parametrize("place", ["name", "kind", "id", "purpose"])
def test_half_a_character_is_told_where_it_stands(place: str) -> None:
    content = as_json(a_routine()) | {place: "half a \ud83d"}
    assert shape_problems(content, Routine) == (Problem(f"$.{place}", "holds half of a character (U+D83D)"),)
