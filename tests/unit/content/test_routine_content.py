"""The rules that the shipped exercises, routines, sources and ladders must obey."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest

from backstride.core.definitions import (
    Bounds,
    Category,
    Dose,
    Exercise,
    Kind,
    Ladders,
    Mode,
    Occasion,
    Position,
    Routine,
    Sides,
    SourceRegister,
    Step,
)

ROUTINES = Path(__file__).resolve().parents[3] / "routines"

WORDS_PER_SECOND = 2.5
LONGEST_CUE_S = 4.0
STATIC_LIMIT_S = 60
LONGEST_PLANK_S = 60

TOTALS = {
    "prerun-quick": "4:55",
    "prerun-full": "10:40",
    "core-express": "7:57",
    "core-beginner": "15:22",
    "core-intermediate": "20:42",
    "core-advanced": "24:26",
    "hips-legs-strength": "19:35",
    "cooldown-postrun": "14:15",
    "cooldown-short": "5:40",
    "daily-flexibility": "13:39",
    "foam-roll-legs": "9:15",
    "foam-roll-back-hips": "8:45",
    "desk-break": "4:17",
    "sore-day-gentle": "8:12",
    "morning-unstiffen": "4:16",
    "posture-lordosis": "14:04",
    "full-session-a": "29:14",
    "full-session-b": "25:49",
    # 5 s to get ready, two walks of 5 minutes, and the block between them
    "run-walk-01": "30:05",
    "run-walk-02": "30:05",
    "run-walk-03": "30:05",
    "run-walk-04": "30:05",
    "run-walk-05": "30:05",
    "run-walk-06": "30:05",
    "run-walk-07": "30:05",
    "run-walk-08": "31:05",
    "run-walk-09": "31:05",
    "run-walk-10": "34:05",
}

ONE_SIDED = frozenset(
    (
        "leg-swing-front",
        "leg-swing-side",
        "heel-slide",
        "side-plank-knees",
        "side-plank",
        "side-plank-leg-lift",
        "bird-dog",
        "single-leg-bridge",
        "straight-leg-raise",
        "side-lying-leg-raise",
        "prone-leg-raise",
        "clamshell",
        "split-squat",
        "hamstring-strap",
        "hamstring-hinge",
        "hip-flexor-kneel",
        "quad-standing",
        "calf-wall-straight",
        "calf-wall-bent",
        "figure-four",
        "knee-to-chest",
        "side-bend",
        "open-book",
        "roll-hamstrings",
        "roll-calves",
        "roll-quads",
        "roll-glutes",
        "roll-outer-hip",
        "roll-lats",
    )
)

TARGETS = frozenset(
    (
        "abdominals",
        "ankles",
        "back extensors",
        "balance",
        "breathing",
        "calves",
        "chest",
        "glutes",
        "hamstrings",
        "heart rate",
        "hip flexors",
        "inner thigh",
        "lats",
        "lower back",
        "obliques",
        "outer hip",
        "posture",
        "quads",
        "shins",
        "shoulders",
        "soleus",
        "spine",
        "upper back",
        "whole body",
    )
)

EVIDENCE_MARK = re.compile(r"\b[ES]\d\d+\b|\[(N|OWN|R2?)\]|[<>]|->|`|\bseeds?\b|\bincl\.")


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by the stem of their file."""
    return {
        path.stem: msgspec.json.decode(path.read_bytes(), type=Exercise)
        for path in sorted((ROUTINES / "exercises").glob("*.json"))
    }


def routine_paths() -> list[Path]:
    """The files of all routines."""
    return sorted(path for kind in Kind for path in (ROUTINES / kind.value).glob("*.json"))


@cache
def routines() -> dict[str, Routine]:
    """All routines by the stem of their file."""
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Routine) for path in routine_paths()}


@cache
def register() -> SourceRegister:
    """The source register."""
    return msgspec.json.decode((ROUTINES / "sources.json").read_bytes(), type=SourceRegister)


@cache
def ladders() -> Ladders:
    """The ladders."""
    return msgspec.json.decode((ROUTINES / "ladders.json").read_bytes(), type=Ladders)


def steps() -> Iterator[tuple[Routine, Step, Exercise]]:
    """Every step of every routine with its exercise."""
    for routine in routines().values():
        for step in routine.steps:
            yield routine, step, exercises()[step.exercise]


def all_doses() -> Iterator[tuple[str, Exercise, Dose, int]]:
    """Every dose with a label, its exercise and its sets: the defaults and those of the routines."""
    for exercise in exercises().values():
        yield exercise.id, exercise, exercise.dose, exercise.default_sets
    for routine, step, exercise in steps():
        yield f"{routine.id}/{exercise.id}", exercise, step.dose, step.sets


def bouts(step: Step, exercise: Exercise) -> int:
    """How many pieces of work a step has."""
    return step.sets * (2 if (step.sides or exercise.sides) is Sides.EACH else 1)


def step_seconds(step: Step, exercise: Exercise) -> float:
    """Length of a step: set-up, work and the rests between."""
    work_ms = step.dose.work_ms
    assert work_ms is not None
    count = bouts(step, exercise)
    return step.prep_s + count * work_ms / 1000 + (count - 1) * step.rest_s


def ladder_rungs(*names: str) -> set[str]:
    """The exercises of the named ladders."""
    return {rung for ladder in ladders().ladders if ladder.id in names for rung in ladder.rungs}


def texts_of(exercise: Exercise) -> Iterator[str]:
    """Everything of an exercise that a user reads."""
    yield from (exercise.name, *exercise.cues, *exercise.mistakes, *exercise.targets)
    yield from (exercise.skip_if, exercise.gate, exercise.note, exercise.amber.note, exercise.bounds.note)
    for variation in (exercise.easier, exercise.harder):
        if variation is not None:
            yield variation.text


def texts_of_routine(routine: Routine) -> Iterator[str]:
    """Everything of a routine that a user reads."""
    yield from (routine.name, routine.purpose, routine.when, routine.afterwards, routine.note)
    for step in routine.steps:
        yield step.note


# ---- files


def test_there_is_content() -> None:
    assert exercises()
    assert set(TOTALS) <= set(routines())


def test_file_name_is_id() -> None:
    assert [stem for stem, exercise in exercises().items() if exercise.id != stem] == []
    assert [stem for stem, routine in routines().items() if routine.id != stem] == []


def test_folder_is_kind() -> None:
    assert [path.stem for path in routine_paths() if routines()[path.stem].kind != path.parent.name] == []


def test_routine_ids_are_unique() -> None:
    assert len(routine_paths()) == len(routines())


def test_schema_is_named() -> None:
    assert {exercise.schema for exercise in exercises().values()} == {"../schemas/exercise.schema.json"}
    assert {routine.schema for routine in routines().values()} == {"../schemas/routine.schema.json"}
    assert register().schema == "schemas/sources.schema.json"
    assert ladders().schema == "schemas/ladders.schema.json"


def test_every_file_ends_with_a_newline() -> None:
    for path in ROUTINES.rglob("*.json"):
        if path.parent.name != "schemas":
            assert path.read_text(encoding="utf-8").endswith("}\n"), path


# ---- references


def test_every_step_names_an_exercise() -> None:
    missing = {step.exercise for routine in routines().values() for step in routine.steps} - set(exercises())
    assert missing == set()


def test_variations_name_exercises() -> None:
    for exercise in exercises().values():
        for variation in (exercise.easier, exercise.harder):
            assert variation is not None, exercise.id
            assert variation.text or variation.exercise, exercise.id
            assert variation.exercise is None or variation.exercise in exercises(), exercise.id
            assert variation.exercise != exercise.id


def test_ladders_name_exercises() -> None:
    for ladder in ladders().ladders:
        assert set(ladder.rungs) <= set(exercises()), ladder.id
        assert len(set(ladder.rungs)) == len(ladder.rungs), ladder.id


def test_source_codes_are_registered() -> None:
    codes = [source.code for source in register().sources]
    assert len(codes) == len(set(codes))
    used = {code for exercise in exercises().values() for code in exercise.sources}
    used |= {code for routine in routines().values() for code in routine.sources}
    assert used - set(codes) == set()


def test_targets_come_from_the_vocabulary() -> None:
    used = {target for exercise in exercises().values() for target in exercise.targets}
    assert used - TARGETS == set()


# ---- doses


@pytest.mark.parametrize("routine_id", TOTALS)
def test_total_equals_the_table(routine_id: str) -> None:
    total = sum(step_seconds(step, exercises()[step.exercise]) for step in routines()[routine_id].steps)
    minutes, seconds = TOTALS[routine_id].split(":")
    assert total == int(minutes) * 60 + int(seconds)


def test_dose_fits_the_mode() -> None:
    for label, exercise, dose, _ in all_doses():
        if exercise.mode in (Mode.HOLD, Mode.FLOW):
            assert dose.seconds is not None, label
            assert dose.reps is None, label
        else:
            assert dose.seconds is None, label
            assert dose.reps, label
            assert dose.tempo is not None, label
            assert exercise.mode is not Mode.HOLD_REPS or dose.tempo.hold_s > 0, label


def test_flow_exercises_have_a_pace() -> None:
    flow = [exercise for exercise in exercises().values() if exercise.mode is Mode.FLOW]
    assert [exercise.id for exercise in flow if exercise.dose.tempo is None] == []


def outside(bounds: Bounds, dose: Dose, sets: int) -> list[str]:
    """Which parts of a dose lie outside the bounds."""
    hold = dose.tempo.hold_s if dose.tempo is not None and dose.reps is not None else None
    pairs = {
        "seconds": (dose.seconds, bounds.seconds),
        "reps": (dose.reps, bounds.reps),
        "hold_s": (hold, bounds.hold_s),
        "sets": (sets, bounds.sets),
    }
    return [
        name
        for name, (value, limits) in pairs.items()
        if value is not None and limits is not None and not limits[0] <= value <= limits[1]
    ]


def test_doses_lie_inside_the_bounds() -> None:
    found = {label: outside(exercise.bounds, dose, sets) for label, exercise, dose, sets in all_doses()}
    assert {label: parts for label, parts in found.items() if parts} == {}


def test_bounds_are_in_order() -> None:
    for exercise in exercises().values():
        bounds = exercise.bounds
        for limits in (bounds.seconds, bounds.reps, bounds.hold_s, bounds.sets):
            assert limits is None or limits[0] <= limits[1], exercise.id


def test_no_plank_hold_over_a_minute() -> None:
    planks = ladder_rungs("plank", "side-plank")
    for label, exercise, dose, _ in all_doses():
        if exercise.id in planks:
            assert (dose.seconds or 0) <= LONGEST_PLANK_S, label
            assert exercise.bounds.seconds is not None
            assert exercise.bounds.seconds[1] <= LONGEST_PLANK_S, label


# ---- sides


def test_one_sided_exercises_are_done_on_both_sides() -> None:
    each = {exercise.id for exercise in exercises().values() if exercise.sides is Sides.EACH}
    assert ONE_SIDED - each == set()


def test_steps_keep_the_sides_of_their_exercise() -> None:
    for routine, step, exercise in steps():
        assert step.sides in (None, exercise.sides), f"{routine.id}/{exercise.id}"


def test_by_set_exercises_have_an_even_number_of_sets() -> None:
    for label, exercise, _, sets in all_doses():
        assert exercise.sides is not Sides.BY_SET or sets % 2 == 0, label


def test_alternating_repetitions_come_out_even() -> None:
    for label, exercise, dose, _ in all_doses():
        if exercise.sides is Sides.ALTERNATING and dose.reps is not None:
            assert dose.reps % 2 == 0, label


# ---- safety


def test_rolling_never_targets_the_lower_back() -> None:
    for exercise in exercises().values():
        if exercise.category is Category.ROLLING:
            words = " ".join((*exercise.targets, *exercise.tags))
            assert not re.search(r"lumbar|lower.back|low.back|spine", words), exercise.id


def static_seconds(routine: Routine) -> dict[str, float]:
    """Seconds of static stretching for each target, on one side, all sets together."""
    seconds: dict[str, float] = defaultdict(float)
    for step in routine.steps:
        exercise = exercises()[step.exercise]
        if exercise.category is Category.STRETCH and exercise.mode is Mode.HOLD:
            for target in exercise.targets:
                seconds[target] += step.sets * (step.dose.seconds or 0)
    return seconds


def test_pre_run_routines_hold_no_long_static_stretch() -> None:
    for routine in routines().values():
        if Occasion.PRE_RUN in routine.occasions:
            long = [target for target, held in static_seconds(routine).items() if held >= STATIC_LIMIT_S]
            assert long == [], routine.id


def test_cool_downs_stretch_hamstrings_and_calves() -> None:
    cool_downs = [
        routine
        for routine in routines().values()
        if routine.kind is Kind.STRETCHING and Occasion.POST_RUN in routine.occasions
    ]
    assert cool_downs
    for routine in cool_downs:
        assert {"hamstrings", "calves"} <= set(static_seconds(routine)), routine.id


def test_gated_exercises_are_in_no_routine() -> None:
    assert exercises()["double-leg-lower"].gate
    assert [f"{routine.id}/{exercise.id}" for routine, _, exercise in steps() if exercise.gate] == []


def test_sore_day_routines_hold_only_what_a_sore_day_allows() -> None:
    planks = ladder_rungs("plank", "side-plank")
    for routine, _, exercise in steps():
        if Occasion.SORE in routine.occasions:
            assert exercise.amber.allowed, exercise.id
            assert exercise.id not in planks
            assert exercise.category is not Category.ROLLING


def test_morning_routines_hold_no_deep_bend() -> None:
    for routine, _, exercise in steps():
        if Occasion.MORNING in routine.occasions:
            assert "deep-flexion" not in exercise.tags, exercise.id


def test_desk_routines_stay_off_the_floor() -> None:
    for routine, _, exercise in steps():
        if Occasion.DESK in routine.occasions:
            assert exercise.position in (Position.STANDING, Position.SEATED, Position.WALKING), exercise.id


# ---- wording


def cue_room_s(mode: Mode, dose: Dose) -> float:
    """Seconds in which a cue must be over.

    A cue belongs to one hold, one held repetition or one bout of a continuous movement.  Quick repetitions
    (a leg swing takes 2 s) go on under a cue, so they only know the general limit.
    """
    if mode in (Mode.HOLD, Mode.FLOW):
        return min(LONGEST_CUE_S, dose.seconds or 0)
    assert dose.tempo is not None
    repetition_s = dose.tempo.total_ms / 1000
    return min(LONGEST_CUE_S, repetition_s) if mode is Mode.HOLD_REPS else LONGEST_CUE_S


def test_cues_can_be_spoken_in_time() -> None:
    for label, exercise, dose, _ in all_doses():
        words_allowed = cue_room_s(exercise.mode, dose) * WORDS_PER_SECOND
        for cue in exercise.cues:
            assert len(re.split(r"[\s-]+", cue)) <= words_allowed, f"{label}: {cue}"


def test_cues_and_mistakes_are_phrases() -> None:
    for exercise in exercises().values():
        assert len(exercise.cues) >= 3, exercise.id
        for text in (*exercise.cues, *exercise.mistakes):
            assert text[0].isupper(), text
            assert text[-1] not in ".;:,", text


def test_notes_are_sentences() -> None:
    for routine in routines().values():
        for text in texts_of_routine(routine):
            if text and text != routine.name:
                assert text[0].isupper() or text[0].isdigit(), text
                assert text.endswith("."), text


def test_users_see_no_marks_of_the_evidence_file() -> None:
    texts = [text for exercise in exercises().values() for text in texts_of(exercise)]
    texts += [text for routine in routines().values() for text in texts_of_routine(routine)]
    texts += [text for source in register().sources for text in (source.title, source.supports, source.read)]
    assert [text for text in texts if EVIDENCE_MARK.search(text)] == []
