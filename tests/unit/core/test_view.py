"""What the player shows, in every phase and for every kind of segment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.cues import TEXT_MS
from backstride.core.definitions import Tempo
from backstride.core.events import Status
from backstride.core.session import Command, Phase, advance, begin
from backstride.core.timeline import Segment, SegmentKind, Side, Timeline
from backstride.core.view import (
    DEMONSTRATION,
    Movement,
    PlayerView,
    Repetition,
    TempoPart,
    player_view,
    repetition_at,
    whole_seconds,
)
from unit.core.builders import TWO_SECONDS, a_block, a_timeline, play, prepare, rest, started, switch, work
from unit.core.strategies import TEMPOS

OUT, HOLD, BACK, PAUSE = TempoPart
FOUR_PARTS = Tempo(out_s=1, hold_s=2, back_s=3, pause_s=0.5)


def seen(timeline: Timeline, now_ms: int) -> PlayerView:
    """What is shown of a session that began at 0 and was left alone."""
    return player_view(advance(started(timeline), now_ms)[0], now_ms)


def sided(side: Side, *, set_number: int = 1) -> dict[str, object]:
    """The values of a sided segment."""
    return {"side": side, "set_number": set_number, "sets": 2}


TIMELINE = a_timeline(
    prepare(5, **sided(Side.LEFT)),
    work(10, **sided(Side.LEFT)),
    rest(5, **sided(Side.LEFT, set_number=2)),
    work(10, **sided(Side.LEFT, set_number=2)),
    switch(5, **sided(Side.RIGHT)),
    work(10, **sided(Side.RIGHT)),
    work(None, step=1, reps=5),
    blocks=[a_block(0, note="slowly"), a_block(1)],
)


def test_a_ready_session_shows_its_first_segment_untouched() -> None:
    view = player_view(begin(TIMELINE, 1_000), 99_000)
    assert (view.phase, view.status, view.kind) == (Phase.READY, Status.RUNNING, SegmentKind.PREPARE)
    assert (view.elapsed_ms, view.remaining_ms, view.fraction) == (0, 5_000, 0.0)
    assert (view.total_ms, view.total_remaining_ms, view.total_fraction) == (65_000, 65_000, 0.0)


@pytest.mark.parametrize(
    ("now_ms", "kind", "side", "set_number", "elapsed_ms", "remaining_ms", "total_remaining_ms"),
    [
        (4_000, SegmentKind.PREPARE, Side.LEFT, 1, 4_000, 1_000, 61_000),
        (7_500, SegmentKind.WORK, Side.LEFT, 1, 2_500, 7_500, 57_500),
        (16_000, SegmentKind.REST, Side.LEFT, 2, 1_000, 4_000, 49_000),
        (31_000, SegmentKind.SWITCH, Side.RIGHT, 1, 1_000, 4_000, 34_000),
        (36_000, SegmentKind.WORK, Side.RIGHT, 1, 1_000, 9_000, 29_000),
    ],
)
def test_a_running_session_shows_the_segment_under_way(
    now_ms: int,
    kind: SegmentKind,
    side: Side,
    set_number: int,
    elapsed_ms: int,
    remaining_ms: int,
    total_remaining_ms: int,
) -> None:
    view = seen(TIMELINE, now_ms)
    assert (view.phase, view.kind, view.side, view.set_number, view.sets) == (Phase.RUNNING, kind, side, set_number, 2)
    assert (view.elapsed_ms, view.remaining_ms, view.total_remaining_ms) == (
        elapsed_ms,
        remaining_ms,
        total_remaining_ms,
    )
    assert view.fraction == pytest.approx(elapsed_ms / (elapsed_ms + remaining_ms))
    assert view.total_fraction == pytest.approx(now_ms / 65_000)
    assert (view.exercise, view.name, view.note, view.step, view.steps) == (
        "exercise-0",
        "Exercise 0",
        "slowly",
        0,
        2,
    )


def test_self_paced_work_shows_no_time_that_is_left_but_what_was_spent() -> None:
    view = seen(TIMELINE, 48_000)
    assert (view.kind, view.reps, view.step, view.name) == (SegmentKind.WORK, 5, 1, "Exercise 1")
    assert (view.elapsed_ms, view.remaining_ms, view.fraction) == (3_000, None, 0.0)
    assert view.total_remaining_ms == 17_000


def test_self_paced_work_longer_than_estimated_leaves_nothing_but_never_less() -> None:
    view = seen(TIMELINE, 500_000)
    assert (view.elapsed_ms, view.total_remaining_ms, view.total_fraction) == (455_000, 0, 1.0)


def test_a_paused_session_stands_still() -> None:
    session, _ = play(started(TIMELINE), (7_000, Command.PAUSE))
    early, late = player_view(session, 7_000), player_view(session, 999_000)
    assert early == late
    assert (late.phase, late.elapsed_ms, late.remaining_ms) == (Phase.PAUSED, 2_000, 8_000)


def test_a_session_about_to_go_on_counts_down_and_stands_still() -> None:
    session = started(TIMELINE, resume_lead_ms=3_000)
    session, _ = play(session, (7_000, Command.PAUSE), (60_000, Command.RESUME))
    views = [player_view(advance(session, ms)[0], ms) for ms in (60_000, 61_500, 62_999, 63_000, 64_000)]
    assert [view.resumes_in_ms for view in views] == [3_000, 1_500, 1, None, None]
    assert [view.phase for view in views] == [Phase.RESUMING] * 3 + [Phase.RUNNING] * 2
    assert [view.elapsed_ms for view in views] == [2_000] * 4 + [3_000]
    assert [view.remaining_ms for view in views] == [8_000] * 4 + [7_000]


def test_what_goes_on_between_two_ticks_is_never_overdue() -> None:
    session = started(TIMELINE, resume_lead_ms=3_000)
    session, _ = play(session, (7_000, Command.PAUSE), (60_000, Command.RESUME))
    assert player_view(session, 63_020).resumes_in_ms == 0


@pytest.mark.parametrize(
    "commands", [[], [(7_000, Command.PAUSE)], [(7_000, Command.STOP)]], ids=["running", "paused", "finished"]
)
def test_nothing_is_counted_down_elsewhere(commands: list[tuple[int, Command]]) -> None:
    session, _ = play(started(TIMELINE, resume_lead_ms=3_000), *commands)
    assert player_view(session, 7_000).resumes_in_ms is None


def test_a_completed_session_shows_its_last_exercise_and_nothing_left() -> None:
    session, _ = play(started(TIMELINE), (50_000, Command.DONE))
    view = player_view(session, 90_000)
    assert (view.phase, view.status, view.kind, view.side) == (Phase.FINISHED, Status.COMPLETED, None, None)
    assert (view.name, view.cue, view.repetition, view.upcoming) == ("Exercise 1", "", None, None)
    assert (view.elapsed_ms, view.remaining_ms, view.total_remaining_ms, view.total_fraction) == (0, 0, 0, 1.0)


@pytest.mark.parametrize(("command", "status"), [(Command.END, Status.PARTIAL), (Command.STOP, Status.STOPPED)])
def test_a_session_that_was_ended_says_how(command: Command, status: Status) -> None:
    session, _ = play(started(TIMELINE), (7_000, command))
    view = player_view(session, 7_000)
    assert (view.phase, view.status, view.remaining_ms) == (Phase.FINISHED, status, 0)


def test_extending_adds_to_what_is_left() -> None:
    session, _ = play(started(TIMELINE), (7_000, Command.EXTEND))
    view = player_view(session, 7_000)
    assert (view.elapsed_ms, view.remaining_ms, view.total_remaining_ms) == (2_000, 23_000, 73_000)
    assert view.fraction == pytest.approx(2 / 25)


def test_the_share_of_the_routine_stays_between_none_and_all_when_work_is_extended() -> None:
    session, _ = play(started(a_timeline(work(60))), (1_000, Command.EXTEND))
    assert 0 <= player_view(session, 1_000).total_fraction <= 1


def test_the_total_of_nothing_is_over() -> None:
    empty = a_timeline(Segment(SegmentKind.WORK, 0, 0))
    assert player_view(begin(empty, 0), 0).total_fraction == 1.0


def test_a_segment_of_no_length_has_no_share() -> None:
    assert player_view(begin(a_timeline(Segment(SegmentKind.WORK, 0, 0)), 0), 0).fraction == 0.0


def test_the_view_between_two_ticks_moves_on() -> None:
    session, _ = advance(started(TIMELINE), 6_000)
    assert player_view(session, 6_030).elapsed_ms == 1_030


@pytest.mark.parametrize(
    ("ms", "seconds"), [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (59_999, 60), (60_000, 60)]
)
def test_whole_seconds_are_rounded_up(ms: int, seconds: int) -> None:
    assert whole_seconds(ms) == seconds


@given(st.integers(0, 10**9))
def test_a_countdown_shows_zero_only_when_it_is_over(ms: int) -> None:
    assert (whole_seconds(ms) == 0) == (ms == 0)
    assert 0 <= whole_seconds(ms) * 1000 - ms < 1000


@pytest.mark.parametrize(
    ("elapsed_ms", "expected"),
    [
        (0, Repetition(1, OUT, 1_000)),
        (999, Repetition(1, OUT, 1)),
        (1_000, Repetition(1, HOLD, 2_000)),
        (3_000, Repetition(1, BACK, 3_000)),
        (6_000, Repetition(1, PAUSE, 500)),
        (6_499, Repetition(1, PAUSE, 1)),
        (6_500, Repetition(2, OUT, 1_000)),
        (13_000, Repetition(3, OUT, 1_000)),
        (19_499, Repetition(3, PAUSE, 1)),
        (19_500, Repetition(3, PAUSE, 1)),
        (99_000, Repetition(3, PAUSE, 1)),
    ],
)
def test_repetitions_go_out_hold_back_and_pause(elapsed_ms: int, expected: Repetition) -> None:
    assert repetition_at(FOUR_PARTS, elapsed_ms, reps=3) == expected


def test_parts_of_no_length_are_passed_over() -> None:
    tempo = Tempo(hold_s=2, pause_s=1)
    assert [repetition_at(tempo, ms, 2).part for ms in (0, 1_999, 2_000, 3_000)] == [HOLD, HOLD, PAUSE, HOLD]


@given(TEMPOS, st.integers(1, 20), st.integers(0, 200_000))
def test_a_repetition_is_one_of_the_prescribed_and_its_part_not_over(tempo: Tempo, reps: int, elapsed_ms: int) -> None:
    found = repetition_at(tempo, elapsed_ms, reps)
    parts_ms = dict(zip(TempoPart, tempo.parts_ms, strict=True))
    assert 1 <= found.number <= reps
    assert 0 < found.part_remaining_ms <= parts_ms[found.part]
    if elapsed_ms < reps * tempo.total_ms:
        before_ms = sum(
            ms for part, ms in parts_ms.items() if list(TempoPart).index(part) < list(TempoPart).index(found.part)
        )
        spent_ms = parts_ms[found.part] - found.part_remaining_ms
        assert (found.number - 1) * tempo.total_ms + before_ms + spent_ms == elapsed_ms


def test_timed_repetitions_are_counted_in_work_only() -> None:
    timeline = a_timeline(prepare(5), work(8, reps=4, tempo=Tempo(out_s=1, back_s=1)))
    assert seen(timeline, 1_000).repetition is None
    assert seen(timeline, 8_500).repetition == Repetition(2, BACK, 500)
    assert seen(timeline, 8_500).reps == 4


def test_a_hold_with_a_pacing_tempo_counts_nothing() -> None:
    assert seen(a_timeline(work(30, tempo=FOUR_PARTS)), 1_000).repetition is None


def test_self_paced_repetitions_are_not_counted_for_the_user() -> None:
    assert seen(a_timeline(work(None, reps=8)), 1_000).repetition is None


@pytest.mark.parametrize("first", Side)
def test_alternating_repetitions_change_the_side_with_every_one(first: Side) -> None:
    timeline = a_timeline(work(8, reps=4, tempo=Tempo(out_s=1, back_s=1), first_side=first))
    sides = [seen(timeline, ms).side for ms in (0, 1_999, 2_000, 4_000, 6_000)]
    assert sides == [first, first, first.other, first, first.other]


def test_alternating_work_without_counted_repetitions_names_no_side() -> None:
    timeline = a_timeline(prepare(5, first_side=Side.LEFT), work(30, first_side=Side.LEFT))
    assert seen(timeline, 1_000).side is None
    assert seen(timeline, 6_000).side is None


@pytest.mark.parametrize(
    ("now_ms", "name", "side", "same_exercise"),
    [
        (1_000, "Exercise 0", Side.LEFT, True),  # get ready for the first: the second comes after it
        (6_000, "Exercise 0", Side.LEFT, True),
        (16_000, "Exercise 0", Side.RIGHT, True),
        (31_000, "Exercise 1", None, False),
        (36_000, "Exercise 1", None, False),
    ],
)
def test_the_next_work_is_named(now_ms: int, name: str, side: Side | None, same_exercise: bool) -> None:
    upcoming = seen(TIMELINE, now_ms).upcoming
    assert upcoming is not None
    assert (upcoming.name, upcoming.side, upcoming.same_exercise) == (name, side, same_exercise)


def test_nothing_comes_after_the_last_work() -> None:
    assert seen(TIMELINE, 50_000).upcoming is None


CUED = a_block(0, cues=("First", "Second", "Third"))


def test_cue_texts_take_turns_while_the_work_lasts() -> None:
    timeline = a_timeline(work(60), blocks=[CUED])
    shown = [seen(timeline, ms).cue for ms in (0, TEXT_MS - 1, TEXT_MS, 2 * TEXT_MS, 3 * TEXT_MS)]
    assert shown == ["First", "First", "Second", "Third", "First"]


def test_every_bout_begins_with_a_text_of_its_own() -> None:
    timeline = a_timeline(*(work(5, bout=bout) for bout in range(4)), blocks=[CUED])
    assert [seen(timeline, ms).cue for ms in (0, 5_000, 10_000, 15_000)] == ["First", "Second", "Third", "First"]


def test_a_lead_in_shows_the_text_that_its_work_begins_with() -> None:
    timeline = a_timeline(rest(60, bout=1), work(10, bout=1), blocks=[CUED])
    assert [seen(timeline, ms).cue for ms in (0, 59_000, 60_000)] == ["Second"] * 3


def test_an_exercise_without_texts_shows_none() -> None:
    assert seen(a_timeline(work(10)), 0).cue == ""


SHOWN_MS = DEMONSTRATION.parts_ms


@pytest.mark.parametrize(
    ("now_ms", "expected"),
    [
        (0, Movement((1_000, 2_000, 3_000, 500), 0, 0)),  # getting ready: a demonstration
        (7_000, Movement((1_000, 2_000, 3_000, 500), 500, 1)),
        (20_000, Movement((1_000, 2_000, 3_000, 500), 0, 0)),  # the work begins
        (27_500, Movement((1_000, 2_000, 3_000, 500), 1_000, 1)),
        (32_999, Movement((1_000, 2_000, 3_000, 500), 6_499, 1)),
    ],
)
def test_the_movement_follows_the_tempo_and_is_shown_before_the_work(now_ms: int, expected: Movement) -> None:
    timeline = a_timeline(prepare(20), work(13, reps=2, tempo=FOUR_PARTS))
    assert seen(timeline, now_ms).movement == expected


def test_the_demonstration_goes_on_as_long_as_the_preparation_lasts() -> None:
    timeline = a_timeline(prepare(60), work(13, reps=2, tempo=FOUR_PARTS))
    movement = seen(timeline, 59_000).movement
    assert movement is not None
    assert movement.repetition == 9


def test_extended_work_stands_still_at_the_end_of_its_last_repetition() -> None:
    session, _ = play(started(a_timeline(work(13, reps=2, tempo=FOUR_PARTS))), (1_000, Command.EXTEND))
    session, _ = advance(session, 20_000)
    assert player_view(session, 20_000).movement == Movement(FOUR_PARTS.parts_ms, 6_500, 1)


def test_a_paced_flow_moves_as_long_as_it_lasts() -> None:
    assert seen(a_timeline(work(60, tempo=FOUR_PARTS)), 33_000).movement == Movement(FOUR_PARTS.parts_ms, 500, 5)


def test_self_paced_repetitions_are_demonstrated_as_long_as_they_last() -> None:
    timeline = a_timeline(rest(5), work(None, reps=2))
    assert seen(timeline, 4_500).movement == Movement(SHOWN_MS, 500, 1)
    assert seen(timeline, 5_000 + 10 * 4_000 + 700).movement == Movement(SHOWN_MS, 700, 10)


def test_a_hold_has_no_movement() -> None:
    assert seen(a_timeline(prepare(5), work(30)), 2_000).movement is None
    assert seen(a_timeline(prepare(5), work(30)), 6_000).movement is None


def test_a_ready_session_shows_the_movement_at_its_beginning() -> None:
    view = player_view(begin(a_timeline(work(None, reps=2)), 0), 99_000)
    assert view.movement == Movement(SHOWN_MS, 0, 0)


def test_a_finished_session_moves_no_more() -> None:
    session, _ = play(started(a_timeline(work(None, reps=2))), (9_000, Command.DONE))
    assert player_view(session, 9_000).movement is None


@pytest.mark.parametrize("first", [None, *Side])
def test_the_first_side_is_told_from_the_preparation_on(first: Side | None) -> None:
    timeline = a_timeline(prepare(5, first_side=first), work(8, reps=4, tempo=TWO_SECONDS, first_side=first))
    assert [seen(timeline, ms).first_side for ms in (0, 6_000, 9_000)] == [first] * 3


def test_the_movement_is_that_of_the_work_or_before_it_a_demonstration() -> None:
    from backstride import resources
    from backstride.core.session import Command, apply, begin
    from backstride.core.timeline import plan
    from backstride.core.view import DEMONSTRATION, Movement, player_view
    from backstride.store.routine_files import load_catalogue

    catalogue = load_catalogue((resources.ROUTINES,))
    timeline = plan(catalogue.routines["core-express"], catalogue.exercises)
    session, _ = apply(begin(timeline, 0), Command.START, 0)
    brace = (1000, 5000, 1000, 1000)
    assert player_view(session, 9_000).movement == Movement(brace, 1_000, 1)
    work, _ = apply(session, Command.SKIP, 5_000)
    assert player_view(work, 5_000 + 17_500).movement == Movement(brace, 1_500, 2)
    longer, _ = apply(work, Command.EXTEND, 5_000)
    assert player_view(longer, 5_000 + 45_000).movement == Movement(brace, 8_000, 4)
    plank, _ = apply(work, Command.SKIP, 5_000)
    assert player_view(plank, 7_000).movement is None
    assert DEMONSTRATION.total_ms == 4_000
