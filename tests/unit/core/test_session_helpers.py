"""What a player asks of a session beside its commands: another exercise for the step, and when the next tone comes."""

import pytest
from hypothesis import given

from backstride.core.cues import SPOKEN_ONLY, CueOptions
from backstride.core.definitions import Mode
from backstride.core.events import CueDue
from backstride.core.record import record
from backstride.core.session import Command, advance, begin, next_tone_ms, with_exercise
from backstride.core.timeline import Timeline
from backstride.core.view import player_view
from unit.core.builders import TWO_SECONDS, a_block, a_timeline, an_exercise, play, prepare, rest, started, work
from unit.core.strategies import timelines

EASIER = an_exercise("wall-sit", cues=("Slide down", "Breathe"), mode=Mode.FLOW)
TIMELINE = a_timeline(
    prepare(5), work(10), rest(5), work(10), work(10, step=1), blocks=[a_block(0, note="slowly"), a_block(1)]
)


def test_the_current_step_is_done_as_another_exercise() -> None:
    session, _ = advance(started(TIMELINE), 8_000)
    changed = with_exercise(session, EASIER)
    view = player_view(changed, 8_000)
    assert (view.exercise, view.name, view.cue, view.note) == ("wall-sit", "Wall sit", "Slide down", "")
    assert changed.timeline.blocks[0].mode is Mode.FLOW


def test_another_exercise_changes_neither_times_nor_sides_nor_other_steps() -> None:
    session, _ = advance(started(TIMELINE), 8_000)
    changed = with_exercise(session, EASIER)
    assert changed.timeline.segments == TIMELINE.segments
    assert changed.timeline.blocks[0].sides is TIMELINE.blocks[0].sides
    assert changed.timeline.blocks[1] == TIMELINE.blocks[1]
    assert (changed.index, changed.phase, changed.cues) == (session.index, session.phase, session.cues)
    assert changed.elapsed_ms(9_000) == session.elapsed_ms(9_000)
    _, expected = advance(session, 60_000)
    assert advance(changed, 60_000)[1] == expected


def test_the_last_step_can_be_done_as_another_exercise() -> None:
    session, _ = advance(started(TIMELINE), 33_000)
    assert [block.exercise for block in with_exercise(session, EASIER).timeline.blocks] == ["exercise-0", "wall-sit"]


def test_what_ends_after_the_change_is_kept_as_the_other_exercise() -> None:
    session, events = play(begin(TIMELINE, 0), (0, Command.START))
    session = with_exercise(session, EASIER)
    session, more = advance(session, 40_000)
    assert [item.exercise for item in record(session.timeline, events + more).work] == [
        "wall-sit",
        "wall-sit",
        "exercise-1",
    ]


def test_a_finished_session_has_no_step_to_change() -> None:
    session, _ = advance(started(TIMELINE), 60_000)
    assert with_exercise(session, EASIER) is session


def test_the_next_tone_is_the_next_signal_of_the_segment_or_its_end() -> None:
    session = started(a_timeline(work(25), work(10)))
    expected = [(0, 12_500), (12_499, 12_500), (12_500, 22_000), (22_000, 23_000), (24_000, 25_000)]
    assert [next_tone_ms(session, after_ms) for after_ms, _ in expected] == [tone_ms for _, tone_ms in expected]


def test_what_is_only_said_is_no_tone() -> None:
    timeline = a_timeline(
        work(20), work(3, step=1, reps=1), work(8, step=1, reps=4, tempo=TWO_SECONDS), blocks=[a_block(0), a_block(1)]
    )
    options = CueOptions(halfway=False, repetitions=True, coaching=True)
    session = started(timeline, cue_options=options)
    assert next_tone_ms(session, 0) == 17_000
    session, _ = advance(session, 23_000)
    assert next_tone_ms(session, 23_000) == 23_000 + 5_000


def test_short_work_has_no_tone_before_its_end() -> None:
    assert next_tone_ms(started(a_timeline(work(4))), 0) == 4_000


def test_added_seconds_and_pauses_move_the_next_tone() -> None:
    session, _ = play(started(a_timeline(work(10))), (1_000, Command.EXTEND))
    assert next_tone_ms(session, 1_000) == 22_000
    session, _ = play(session, (2_000, Command.PAUSE), (7_000, Command.RESUME))
    assert next_tone_ms(session, 7_000) == 27_000


@pytest.mark.parametrize("commands", [[], [(1_000, Command.DONE)], [(1_000, Command.STOP)]])
def test_no_tone_is_planned_where_nobody_knows_the_end(commands: list[tuple[int, Command]]) -> None:
    session, _ = play(started(a_timeline(work(None, reps=3))), *commands)
    assert next_tone_ms(session, 2_000) is None


@given(timelines(timed=True))
def test_the_next_tone_is_the_one_that_comes(timeline: Timeline) -> None:
    session = started(timeline, cue_options=CueOptions(repetitions=True, coaching=True))
    while session.segment is not None:
        tone_ms = next_tone_ms(session, session.updated_ms)
        assert tone_ms is not None
        session, early = advance(session, tone_ms - 1)
        assert all(isinstance(event, CueDue) and event.cue.kind in SPOKEN_ONLY for event in early)
        session, events = advance(session, tone_ms)
        assert any(not isinstance(event, CueDue) or event.cue.kind not in SPOKEN_ONLY for event in events)


def test_the_next_moment_is_that_of_the_next_signal_or_the_end() -> None:
    from backstride import resources
    from backstride.core.session import Command, advance, apply, begin, next_due_ms
    from backstride.core.timeline import plan
    from backstride.store.routine_files import load_catalogue

    catalogue = load_catalogue((resources.ROUTINES,))
    timeline = plan(catalogue.routines["core-express"], catalogue.exercises)
    ready = begin(timeline, 0, resume_lead_ms=3_000)
    assert next_due_ms(ready) is None
    session, _ = apply(ready, Command.START, 0)
    moments = []
    for _ in range(5):
        due = next_due_ms(session)
        assert due is not None
        moments.append(due)
        session, events = advance(session, due)
        assert events
    assert moments == [7_000, 8_000, 9_000, 10_000, 47_000]
    paused, _ = apply(session, Command.PAUSE, 47_500)
    assert next_due_ms(paused) is None
    resuming, _ = apply(paused, Command.RESUME, 60_000)
    assert next_due_ms(resuming) == 61_000


def test_work_that_waits_for_done_has_no_next_moment() -> None:
    import msgspec

    from backstride import resources
    from backstride.core.definitions import Dose
    from backstride.core.session import Command, apply, begin, next_due_ms
    from backstride.core.timeline import plan
    from backstride.store.routine_files import load_catalogue

    catalogue = load_catalogue((resources.ROUTINES,))
    routine = catalogue.routines["prerun-quick"]
    step = msgspec.structs.replace(routine.steps[5], dose=Dose(reps=8), prep_s=0)
    timeline = plan(msgspec.structs.replace(routine, steps=(step,)), catalogue.exercises)
    session, _ = apply(begin(timeline, 0), Command.START, 0)
    assert next_due_ms(session) is None
