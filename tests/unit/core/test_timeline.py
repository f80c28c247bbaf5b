"""Planning: which segments a routine becomes, in which order, and how long it lasts."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.definitions import Bounds, Dose, Exercise, Mode, Routine, Sides, Tempo
from backstride.core.timeline import (
    SELF_PACED_REP_MS,
    PlanOptions,
    Segment,
    SegmentKind,
    Side,
    Timeline,
    plan,
    planned_ms,
)
from unit.core.builders import TWO_SECONDS, a_routine, a_step, a_timeline, an_exercise, rest, work
from unit.core.strategies import OPTIONS, routines

LEFT, RIGHT = Side.LEFT, Side.RIGHT


def planned(exercise_sides: Sides = Sides.BOTH, options: PlanOptions | None = None, **step: object) -> Timeline:
    """A routine of one step of the bridge, planned."""
    exercises = {"bridge": an_exercise(sides=exercise_sides)}
    return plan(a_routine(a_step(**step)), exercises, options)


def work_order(timeline: Timeline) -> list[tuple[int, Side | None]]:
    """Set number and side of each piece of work."""
    return [(timeline.segments[i].set_number, timeline.segments[i].side) for i in timeline.work]


def outline(timeline: Timeline) -> list[tuple[str, int | None]]:
    """Kind and seconds of each segment."""
    return [(s.kind.value, None if s.duration_ms is None else s.duration_ms // 1000) for s in timeline.segments]


def test_a_step_is_preparation_and_work() -> None:
    assert outline(planned(prep_s=5)) == [("prepare", 5), ("work", 20)]


def test_rests_stand_between_sets_and_not_after_the_last() -> None:
    timeline = planned(sets=3, rest_s=10)
    assert outline(timeline) == [("work", 20), ("rest", 10), ("work", 20), ("rest", 10), ("work", 20)]


def test_rest_zero_and_preparation_zero_make_no_segment() -> None:
    assert outline(planned(sets=2, rest_s=0, prep_s=0)) == [("work", 20), ("work", 20)]


def test_change_over_zero_makes_no_segment() -> None:
    assert outline(planned(Sides.EACH, rest_s=0)) == [("work", 20), ("work", 20)]


def test_each_side_does_all_its_sets_before_the_change_over() -> None:
    timeline = planned(Sides.EACH, sets=2, rest_s=5)
    assert work_order(timeline) == [(1, LEFT), (2, LEFT), (1, RIGHT), (2, RIGHT)]
    assert [s.kind.value for s in timeline.segments] == ["work", "rest", "work", "switch", "work", "rest", "work"]


def test_by_set_changes_the_side_with_every_set() -> None:
    timeline = planned(Sides.BY_SET, sets=3, rest_s=5)
    assert work_order(timeline) == [(1, LEFT), (2, RIGHT), (3, LEFT)]
    assert [s.kind.value for s in timeline.segments] == ["work", "switch", "work", "switch", "work"]


def test_both_sides_work_together() -> None:
    timeline = planned(Sides.BOTH, sets=2, rest_s=5)
    assert work_order(timeline) == [(1, None), (2, None)]
    assert {s.first_side for s in timeline.segments} == {None}


def test_alternating_work_has_no_side_but_a_first_one() -> None:
    timeline = planned(Sides.ALTERNATING, sets=2, rest_s=5, prep_s=5)
    assert work_order(timeline) == [(1, None), (2, None)]
    assert {s.first_side for s in timeline.segments} == {LEFT}
    assert [s.kind.value for s in timeline.segments] == ["prepare", "work", "rest", "work"]


@pytest.mark.parametrize(
    ("sides", "order"),
    [
        (Sides.EACH, [(1, RIGHT), (2, RIGHT), (1, LEFT), (2, LEFT)]),
        (Sides.BY_SET, [(1, RIGHT), (2, LEFT)]),
        (Sides.BOTH, [(1, None), (2, None)]),
        (Sides.ALTERNATING, [(1, None), (2, None)]),
    ],
)
def test_the_first_side_is_the_users_choice(sides: Sides, order: list[tuple[int, Side | None]]) -> None:
    assert work_order(planned(sides, PlanOptions(first_side=RIGHT), sets=2)) == order


def test_alternating_work_begins_with_the_chosen_side() -> None:
    assert planned(Sides.ALTERNATING, PlanOptions(first_side=RIGHT)).segments[0].first_side is RIGHT


def test_the_sides_of_the_step_replace_those_of_the_exercise() -> None:
    timeline = planned(Sides.BOTH, sides=Sides.EACH)
    assert work_order(timeline) == [(1, LEFT), (1, RIGHT)]
    assert timeline.blocks[0].sides is Sides.EACH


def test_a_lead_in_carries_the_set_side_and_bout_of_the_work_it_leads_to() -> None:
    timeline = planned(Sides.EACH, sets=2, rest_s=5, prep_s=5)
    lead_ins = [(s.kind.value, s.side, s.set_number, s.sets, s.bout) for s in timeline.segments[::2]]
    assert lead_ins == [
        ("prepare", LEFT, 1, 2, 0),
        ("rest", LEFT, 2, 2, 1),
        ("switch", RIGHT, 1, 2, 2),
        ("rest", RIGHT, 2, 2, 3),
    ]
    followed = [(s.side, s.set_number, s.sets, s.bout) for s in timeline.segments[1::2]]
    assert followed == [lead_in[1:] for lead_in in lead_ins]


def test_only_work_carries_repetitions_and_tempo() -> None:
    timeline = planned(dose=Dose(reps=6, tempo=TWO_SECONDS), prep_s=5)
    assert [(s.reps, s.tempo) for s in timeline.segments] == [(None, None), (6, TWO_SECONDS)]


def test_timed_repetitions_last_reps_times_tempo() -> None:
    tempo = Tempo(out_s=1.5, hold_s=2, back_s=1, pause_s=0.5)
    assert planned(dose=Dose(reps=6, tempo=tempo)).segments[0].duration_ms == 30_000


def test_repetitions_without_a_tempo_wait_for_done_and_are_estimated() -> None:
    timeline = planned(dose=Dose(reps=8), prep_s=5)
    assert timeline.segments[1].duration_ms is None
    assert timeline.self_paced
    assert timeline.total_ms == 5_000 + 8 * SELF_PACED_REP_MS


def test_self_paced_work_without_repetitions_is_taken_for_one() -> None:
    assert planned_ms(work(None)) == SELF_PACED_REP_MS


def test_a_timed_routine_is_not_self_paced() -> None:
    assert not planned(prep_s=5).self_paced


@pytest.mark.parametrize(
    ("preparation_s", "expected"),
    [(None, [("prepare", 5), ("work", 20)]), (12, [("prepare", 12), ("work", 20)]), (0, [("work", 20)])],
)
def test_the_users_preparation_replaces_that_of_every_step(
    preparation_s: int | None, expected: list[tuple[str, int]]
) -> None:
    assert outline(planned(options=PlanOptions(preparation_s=preparation_s), prep_s=5)) == expected


def test_preparation_is_given_to_a_step_that_had_none() -> None:
    assert outline(planned(options=PlanOptions(preparation_s=3))) == [("prepare", 3), ("work", 20)]


TWO_STEPS = a_routine(a_step(prep_s=5, sets=2, rest_s=10), a_step("plank", dose=Dose(seconds=30)))
TWO_EXERCISES = {name: an_exercise(name) for name in ("bridge", "plank")}


def test_rounds_repeat_all_steps_in_order() -> None:
    once = plan(TWO_STEPS, TWO_EXERCISES)
    timeline = plan(TWO_STEPS, TWO_EXERCISES, PlanOptions(rounds=3))
    assert outline(timeline) == outline(once) * 3
    assert timeline.blocks == once.blocks * 3
    assert [s.step for s in timeline.segments] == [0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 4, 4, 4, 4, 5]
    assert timeline.total_ms == 3 * once.total_ms
    assert [timeline.block(i).exercise for i in timeline.work] == ["bridge", "bridge", "plank"] * 3


def test_skipped_steps_are_left_out_of_every_round() -> None:
    timeline = plan(TWO_STEPS, TWO_EXERCISES, PlanOptions(rounds=2, skipped=frozenset({0})))
    assert outline(timeline) == [("work", 30)] * 2
    assert [block.exercise for block in timeline.blocks] == ["plank", "plank"]
    assert [s.step for s in timeline.segments] == [0, 1]


def test_a_skipped_step_that_does_not_exist_changes_nothing() -> None:
    assert plan(TWO_STEPS, TWO_EXERCISES, PlanOptions(skipped=frozenset({7}))) == plan(TWO_STEPS, TWO_EXERCISES)


def test_a_skipped_step_may_name_an_unknown_exercise() -> None:
    timeline = plan(TWO_STEPS, {"plank": TWO_EXERCISES["plank"]}, PlanOptions(skipped=frozenset({0})))
    assert [block.exercise for block in timeline.blocks] == ["plank"]


def test_rests_and_change_overs_are_scaled_and_preparations_are_not() -> None:
    timeline = planned(Sides.EACH, PlanOptions(rest_scale=1.5), sets=2, rest_s=10, prep_s=5)
    assert outline(timeline) == [
        ("prepare", 5),
        ("work", 20),
        ("rest", 15),
        ("work", 20),
        ("switch", 15),
        ("work", 20),
        ("rest", 15),
        ("work", 20),
    ]


def test_holds_are_scaled_within_the_bounds_of_their_exercise() -> None:
    exercises = {"bridge": an_exercise(bounds=Bounds(seconds=(10, 30))), "plank": an_exercise("plank")}
    timeline = plan(TWO_STEPS, exercises, PlanOptions(hold_scale=2))
    assert outline(timeline) == [("prepare", 5), ("work", 30), ("rest", 10), ("work", 30), ("work", 60)]


def test_held_repetitions_last_as_long_as_their_scaled_holds_ask_for() -> None:
    exercises = {"bridge": an_exercise(mode=Mode.HOLD_REPS)}
    step = a_step(dose=Dose(reps=6, tempo=Tempo(out_s=1, hold_s=5, back_s=1)))
    (segment,) = plan(a_routine(step), exercises, PlanOptions(hold_scale=2)).segments
    assert (segment.reps, segment.tempo, segment.duration_ms) == (6, Tempo(out_s=1, hold_s=10, back_s=1), 72_000)


@given(routines(), st.integers(1, 4), st.sets(st.integers(0, 4)), st.sampled_from((0.5, 1.0, 1.3, 2.0)))
def test_every_round_has_every_step_that_is_not_skipped(
    drawn: tuple[Routine, dict[str, Exercise]], rounds: int, skipped: set[int], scale: float
) -> None:
    routine, exercises = drawn
    options = PlanOptions(rounds=rounds, skipped=frozenset(skipped), rest_scale=scale, hold_scale=scale)
    timeline = plan(routine, exercises, options)
    kept = [step.exercise for number, step in enumerate(routine.steps) if number not in skipped]
    kept = kept or [step.exercise for step in routine.steps]
    assert [block.exercise for block in timeline.blocks] == kept * rounds
    assert sorted({segment.step for segment in timeline.segments}) == list(range(len(kept) * rounds))
    one = plan(routine, exercises, msgspec.structs.replace(options, rounds=1))
    assert outline(timeline) == outline(one) * rounds
    assert timeline.total_ms == rounds * one.total_ms
    for segment in timeline.segments:
        if segment.kind is not SegmentKind.WORK:
            assert segment.duration_ms % 1000 == 0


def test_a_block_says_what_is_needed_without_the_exercise_file() -> None:
    exercises = {"bridge": an_exercise(mode=Mode.HOLD, sides=Sides.EACH, cues=("Up", "Down"))}
    block = plan(a_routine(a_step(note="slowly")), exercises).blocks[0]
    assert (block.exercise, block.name, block.mode, block.sides) == ("bridge", "Bridge", Mode.HOLD, Sides.EACH)
    assert (block.cues, block.note) == (("Up", "Down"), "slowly")


def test_the_timeline_names_its_routine() -> None:
    timeline = planned()
    assert (timeline.routine, timeline.name, timeline.version, timeline.kind.value) == ("evening", "Evening", 3, "core")


def test_segments_belong_to_the_block_of_their_step() -> None:
    exercises = {name: an_exercise(name) for name in ("bridge", "plank")}
    timeline = plan(a_routine(a_step(prep_s=5), a_step("plank", prep_s=5)), exercises)
    assert [timeline.block(i).exercise for i in range(4)] == ["bridge", "bridge", "plank", "plank"]


def test_an_unknown_exercise_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="plank"):
        plan(a_routine(a_step("plank")), {"bridge": an_exercise()})


def test_work_lists_the_indices_of_work() -> None:
    assert a_timeline(rest(), work(), rest(), work()).work == (1, 3)


def test_the_other_side_of_left_is_right() -> None:
    assert (LEFT.other, RIGHT.other) == (RIGHT, LEFT)


@given(routines(), OPTIONS)
def test_a_step_lasts_preparation_plus_work_plus_the_rests_between(
    drawn: tuple[Routine, dict[str, Exercise]], options: PlanOptions
) -> None:
    routine, exercises = drawn
    expected_ms = 0
    for step in routine.steps:
        bouts = step.sets * (2 if (step.sides or exercises[step.exercise].sides) is Sides.EACH else 1)
        dose = step.dose
        if dose.seconds is not None:
            work_ms = dose.seconds * 1000
        elif dose.tempo is not None:
            tempo = dose.tempo
            work_ms = dose.reps * round(1000 * (tempo.out_s + tempo.hold_s + tempo.back_s + tempo.pause_s))
        else:
            work_ms = dose.reps * 4000
        prep_s = step.prep_s if options.preparation_s is None else options.preparation_s
        expected_ms += prep_s * 1000 + bouts * work_ms + (bouts - 1) * step.rest_s * 1000
    assert plan(routine, exercises, options).total_ms == expected_ms


@given(routines(), OPTIONS)
def test_no_segment_is_empty_and_only_self_paced_work_is_open(
    drawn: tuple[Routine, dict[str, Exercise]], options: PlanOptions
) -> None:
    timeline = plan(*drawn, options)
    for segment in timeline.segments:
        if segment.duration_ms is None:
            assert segment.kind is SegmentKind.WORK
            assert segment.tempo is None
        else:
            assert segment.duration_ms > 0


@given(routines(), OPTIONS)
def test_every_side_gets_every_set_once_in_order(
    drawn: tuple[Routine, dict[str, Exercise]], options: PlanOptions
) -> None:
    routine, exercises = drawn
    timeline = plan(routine, exercises, options)
    for number, step in enumerate(routine.steps):
        found = [s for s in timeline.segments if s.step == number and s.kind is SegmentKind.WORK]
        sides = step.sides or exercises[step.exercise].sides
        first, numbers = options.first_side, list(range(1, step.sets + 1))
        assert [s.bout for s in found] == list(range(len(found)))
        assert {s.sets for s in found} == {step.sets}
        if sides is Sides.EACH:
            assert [s.set_number for s in found] == numbers * 2
            assert [s.side for s in found] == [first] * step.sets + [first.other] * step.sets
        else:
            assert [s.set_number for s in found] == numbers
        if sides is Sides.BY_SET:
            assert [s.side for s in found] == [(first, first.other)[n % 2] for n in range(step.sets)]
        if sides in (Sides.BOTH, Sides.ALTERNATING):
            assert {s.side for s in found} == {None}


@given(routines(), OPTIONS)
def test_a_rest_keeps_the_side_and_a_change_over_changes_it(
    drawn: tuple[Routine, dict[str, Exercise]], options: PlanOptions
) -> None:
    segments = plan(*drawn, options).segments
    for before, lead_in, after in zip(segments, segments[1:], segments[2:], strict=False):
        if lead_in.kind is SegmentKind.REST:
            assert before.side is lead_in.side is after.side
        if lead_in.kind is SegmentKind.SWITCH:
            assert before.side is after.side.other
            assert lead_in.side is after.side


@given(routines(), OPTIONS)
def test_a_timeline_survives_json(drawn: tuple[Routine, dict[str, Exercise]], options: PlanOptions) -> None:
    timeline = plan(*drawn, options)
    assert msgspec.json.decode(msgspec.json.encode(timeline), type=Timeline) == timeline


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_the_total_is_the_sum_of_the_segments(lengths_ms: list[int]) -> None:
    segments = tuple(Segment(SegmentKind.WORK, 0, length_ms) for length_ms in lengths_ms)
    assert a_timeline(*segments).total_ms == sum(lengths_ms)


def test_leaving_out_every_step_leaves_out_nothing() -> None:
    from backstride import resources
    from backstride.store.routine_files import load_catalogue

    catalogue = load_catalogue((resources.ROUTINES,))
    routine = catalogue.routines["core-express"]
    everything = frozenset(range(len(routine.steps)))
    assert plan(routine, catalogue.exercises, PlanOptions(skipped=everything)) == plan(routine, catalogue.exercises)
