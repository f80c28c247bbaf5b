"""The arithmetic of doses and tempos, and what the decoder refuses."""

import msgspec
import pytest
from hypothesis import given

from backstride.core.definitions import Dose, Exercise, Routine, Tempo
from unit.core.builders import a_routine, a_step, an_exercise
from unit.core.strategies import routines


@pytest.mark.parametrize(
    ("tempo", "parts_ms"),
    [
        (Tempo(), (0, 0, 0, 0)),
        (Tempo(out_s=1, hold_s=2, back_s=3, pause_s=4), (1_000, 2_000, 3_000, 4_000)),
        (Tempo(out_s=0.25, hold_s=0.001), (250, 1, 0, 0)),
        (Tempo(out_s=0.1, back_s=0.2), (100, 0, 200, 0)),
    ],
)
def test_a_tempo_is_counted_in_whole_milliseconds(tempo: Tempo, parts_ms: tuple[int, ...]) -> None:
    assert tempo.parts_ms == parts_ms
    assert tempo.total_ms == sum(parts_ms)


@pytest.mark.parametrize(
    ("dose", "work_ms"),
    [
        (Dose(seconds=30), 30_000),
        (Dose(seconds=30, tempo=Tempo(out_s=2)), 30_000),
        (Dose(reps=6, tempo=Tempo(out_s=1.5, back_s=1)), 15_000),
        (Dose(reps=6), None),
        (Dose(tempo=Tempo(out_s=1)), None),
        (Dose(), None),
    ],
)
def test_work_lasts_its_seconds_or_its_timed_repetitions(dose: Dose, work_ms: int | None) -> None:
    assert dose.work_ms == work_ms


@given(routines())
def test_definitions_survive_json(drawn: tuple[Routine, dict[str, Exercise]]) -> None:
    routine, exercises = drawn
    assert msgspec.json.decode(msgspec.json.encode(routine), type=Routine) == routine
    for exercise in exercises.values():
        assert msgspec.json.decode(msgspec.json.encode(exercise), type=Exercise) == exercise


def test_what_is_left_out_of_a_file_stays_out() -> None:
    assert msgspec.to_builtins(a_step()) == {"exercise": "bridge", "dose": {"seconds": 20}}


def test_an_unknown_field_is_refused() -> None:
    content = msgspec.to_builtins(a_routine()) | {"colour": "red"}
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.convert(content, Routine)


def test_the_schema_field_of_editors_is_allowed() -> None:
    content = msgspec.to_builtins(an_exercise()) | {"$schema": "../schemas/exercise.schema.json"}
    assert msgspec.convert(content, Exercise).schema == "../schemas/exercise.schema.json"
