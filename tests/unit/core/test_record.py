"""What the history keeps of a session."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.events import Event, Outcome, SegmentEnded, Status
from backstride.core.record import SessionRecord, record, work_record
from backstride.core.session import Command, advance, begin
from backstride.core.timeline import Side, Timeline
from unit.core.builders import TWO_SECONDS, a_timeline, play, prepare, rest, work
from unit.core.strategies import Log, in_every_setup, logs, replay, timelines

TIMELINE = a_timeline(prepare(5), work(10, side=Side.LEFT, set_number=2), rest(5), work(10, step=1))


def played(timeline: Timeline, *commands: tuple[int, Command], until_ms: int = 0) -> tuple[Event, ...]:
    """The events of a session that starts at 0."""
    session, events = play(begin(timeline, 0), (0, Command.START), *commands)
    return events + advance(session, until_ms)[1]


def test_a_session_left_alone_is_completed() -> None:
    found = record(TIMELINE, played(TIMELINE, until_ms=30_000))
    assert (found.status, found.active_ms, found.paused_ms) == (Status.COMPLETED, 30_000, 0)
    assert (found.work_planned, found.work_done, found.fraction) == (2, 2, 1.0)


def test_a_session_under_way_is_running_and_counts_what_is_over() -> None:
    found = record(TIMELINE, played(TIMELINE, until_ms=17_000))
    assert (found.status, found.active_ms, found.work_done, found.fraction) == (Status.RUNNING, 15_000, 1, 0.5)


def test_only_work_is_kept_with_its_exercise_side_and_set() -> None:
    first, second = record(TIMELINE, played(TIMELINE, until_ms=30_000)).work
    assert (first.index, first.exercise, first.side, first.set_number) == (1, "exercise-0", Side.LEFT, 2)
    assert (first.planned_ms, first.actual_ms, first.outcome) == (10_000, 10_000, Outcome.COMPLETED)
    assert (second.index, second.exercise, second.side, second.set_number) == (3, "exercise-1", None, 1)


@pytest.mark.parametrize("index", [0, 2])
def test_rests_and_preparations_leave_no_work(index: int) -> None:
    assert work_record(TIMELINE, SegmentEnded(5_000, index, Outcome.COMPLETED, 5_000)) is None


def test_skipped_work_is_kept_with_the_time_spent() -> None:
    found = record(TIMELINE, played(TIMELINE, (8_000, Command.SKIP), until_ms=23_000))
    assert [(item.index, item.actual_ms, item.outcome) for item in found.work] == [
        (1, 3_000, Outcome.SKIPPED),
        (3, 10_000, Outcome.COMPLETED),
    ]
    assert (found.status, found.work_done, found.active_ms) == (Status.PARTIAL, 1, 23_000)


def test_repeated_work_is_kept_twice_and_done_once() -> None:
    found = record(TIMELINE, played(TIMELINE, (9_000, Command.BACK), until_ms=39_000))
    assert [(item.index, item.outcome) for item in found.work] == [
        (1, Outcome.REPEATED),
        (1, Outcome.COMPLETED),
        (3, Outcome.COMPLETED),
    ]
    assert (found.status, found.work_done) == (Status.COMPLETED, 2)


def test_work_done_twice_counts_once() -> None:
    found = record(TIMELINE, played(TIMELINE, (16_000, Command.BACK), until_ms=46_000))
    assert len([item for item in found.work if item.outcome is Outcome.COMPLETED]) == 3
    assert found.work_done == 2


def test_a_stopped_session_keeps_the_work_under_way() -> None:
    found = record(TIMELINE, played(TIMELINE, (8_000, Command.END)))
    assert found.status is Status.PARTIAL
    assert [(item.actual_ms, item.outcome) for item in found.work] == [(3_000, Outcome.STOPPED)]


def test_extended_work_keeps_the_planned_and_the_actual_time() -> None:
    found = record(TIMELINE, played(TIMELINE, (8_000, Command.EXTEND), until_ms=45_000))
    assert (found.work[0].planned_ms, found.work[0].actual_ms) == (10_000, 25_000)


@pytest.mark.parametrize(
    ("commands", "paused_ms"),
    [
        ([(1_000, Command.PAUSE), (4_000, Command.RESUME)], 3_000),
        ([(1_000, Command.PAUSE), (4_000, Command.RESUME), (5_000, Command.PAUSE), (5_500, Command.RESUME)], 3_500),
        ([(1_000, Command.PAUSE), (4_000, Command.SKIP), (6_000, Command.RESUME)], 5_000),
        ([(1_000, Command.PAUSE), (4_000, Command.SKIP), (6_000, Command.END)], 5_000),
        ([(1_000, Command.PAUSE), (4_000, Command.END)], 3_000),
        ([(1_000, Command.PAUSE)], 0),  # not over yet
        ([(1_000, Command.END)], 0),
    ],
)
def test_pauses_count_until_they_are_over(commands: list[tuple[int, Command]], paused_ms: int) -> None:
    assert record(TIMELINE, played(TIMELINE, *commands)).paused_ms == paused_ms


def test_a_pause_is_no_activity() -> None:
    found = record(TIMELINE, played(TIMELINE, (8_000, Command.PAUSE), (60_000, Command.END)))
    assert (found.active_ms, found.work[0].actual_ms) == (8_000, 3_000)


def test_work_skipped_on_the_last_segment_in_a_pause_ends_the_pause() -> None:
    timeline = a_timeline(work(10))
    found = record(timeline, played(timeline, (4_000, Command.PAUSE), (9_000, Command.SKIP)))
    assert (found.status, found.active_ms, found.paused_ms) == (Status.PARTIAL, 4_000, 5_000)


@pytest.mark.parametrize(
    ("ended_ms", "command", "reps"),
    [
        (9_999, Command.SKIP, 4),
        (2_000, Command.SKIP, 1),
        (1_999, Command.END, 0),
        (7_000, Command.BACK, 3),
    ],
)
def test_interrupted_timed_work_counts_whole_repetitions(ended_ms: int, command: Command, reps: int) -> None:
    timeline = a_timeline(work(10, reps=5, tempo=TWO_SECONDS))
    assert record(timeline, played(timeline, (ended_ms, command))).work[0].reps == reps


def test_interrupted_work_that_was_extended_counts_no_more_than_prescribed() -> None:
    timeline = a_timeline(work(10, reps=5, tempo=TWO_SECONDS))
    assert record(timeline, played(timeline, (1, Command.EXTEND), (20_000, Command.END))).work[0].reps == 5


def test_completed_work_counts_the_prescribed_repetitions() -> None:
    timeline = a_timeline(work(10, reps=5, tempo=TWO_SECONDS), work(None, reps=8))
    found = record(timeline, played(timeline, (12_000, Command.DONE)))
    assert [item.reps for item in found.work] == [5, 8]
    assert [item.planned_ms for item in found.work] == [10_000, None]


def test_nobody_knows_the_repetitions_of_interrupted_self_paced_work() -> None:
    timeline = a_timeline(work(None, reps=8))
    assert record(timeline, played(timeline, (12_000, Command.SKIP))).work[0].reps is None


@pytest.mark.parametrize("command", [Command.SKIP, Command.END])
def test_a_hold_has_no_repetitions(command: Command) -> None:
    timeline = a_timeline(work(30, tempo=TWO_SECONDS))
    assert record(timeline, played(timeline, (12_000, command))).work[0].reps is None


def test_work_done_before_a_crash_counts() -> None:
    session, events = play(begin(TIMELINE, 0, 2, frozenset({1})), (0, Command.START))
    events += advance(session, 15_000)[1]
    found = record(TIMELINE, events, frozenset({1}))
    assert (found.status, found.work_done, found.active_ms) == (Status.COMPLETED, 2, 15_000)
    assert [item.index for item in found.work] == [3]


def test_work_done_before_and_again_after_a_crash_counts_once() -> None:
    assert record(TIMELINE, played(TIMELINE, until_ms=15_000), frozenset({1})).work_done == 1


def test_a_session_without_planned_work_has_no_share_done() -> None:
    assert SessionRecord(Status.STOPPED, 0, 0, 0, 0, ()).fraction == 0.0


def test_no_events_are_a_session_that_runs() -> None:
    assert record(TIMELINE, ()) == SessionRecord(Status.RUNNING, 0, 0, 2, 0, (), steps_planned=2)


def test_a_step_is_done_when_all_of_its_work_is() -> None:
    timeline = a_timeline(work(10), work(10), work(10, step=1), rest(5, step=2), work(10, step=2))
    found = [record(timeline, played(timeline, until_ms=until_ms)) for until_ms in (10_000, 20_000, 34_000, 45_000)]
    assert [(item.steps_done, item.steps_planned, item.work_done) for item in found] == [
        (0, 3, 1),
        (1, 3, 2),
        (2, 3, 3),
        (3, 3, 4),
    ]


def test_a_step_with_skipped_work_is_not_done() -> None:
    timeline = a_timeline(work(10), work(10), work(10, step=1))
    found = record(timeline, played(timeline, (15_000, Command.SKIP), until_ms=25_000))
    assert (found.work_done, found.steps_done, found.steps_planned) == (2, 1, 2)


def test_steps_done_before_a_crash_count() -> None:
    timeline = a_timeline(work(10), work(10), work(10, step=1))
    session, events = play(begin(timeline, 0, 1, frozenset({0})), (0, Command.START))
    assert record(timeline, events + advance(session, 10_000)[1], frozenset({0})).steps_done == 1


def counted(status: Status, steps_done: int, steps_planned: int) -> bool:
    """Whether a session with so many steps done counts."""
    return SessionRecord(status, 0, 0, 0, 0, (), steps_planned, steps_done).mostly_done


ENDED = [Status.COMPLETED, Status.PARTIAL, Status.STOPPED]


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(
    ("steps_done", "steps_planned", "expected"),
    [(79, 100, False), (80, 100, True), (100, 100, True), (3, 4, False), (4, 5, True), (7, 9, False), (8, 10, True)],
)
def test_a_session_counts_from_four_steps_of_five(
    status: Status, steps_done: int, steps_planned: int, expected: bool
) -> None:
    assert counted(status, steps_done, steps_planned) is expected


@given(st.integers(1, 10_000))
def test_the_border_is_the_first_whole_step_from_four_fifths(steps_planned: int) -> None:
    border = -(-4 * steps_planned // 5)
    assert counted(Status.PARTIAL, border, steps_planned)
    assert not counted(Status.PARTIAL, border - 1, steps_planned)


@pytest.mark.parametrize("status", [status for status in Status if status not in ENDED])
def test_what_runs_or_was_discarded_does_not_count(status: Status) -> None:
    assert not counted(status, 5, 5)


@pytest.mark.parametrize("status", Status)
def test_without_steps_nothing_counts(status: Status) -> None:
    assert not counted(status, 0, 0)


@pytest.mark.parametrize(("command", "status"), [(Command.END, Status.PARTIAL), (Command.STOP, Status.STOPPED)])
@pytest.mark.parametrize(("at_ms", "expected"), [(39_999, False), (40_000, True)])
def test_a_session_that_was_ended_counts_when_most_was_done(
    command: Command, status: Status, at_ms: int, expected: bool
) -> None:
    timeline = a_timeline(*(work(10, step=step) for step in range(5)))
    found = record(timeline, played(timeline, (at_ms, command)))
    assert (found.status, found.mostly_done) == (status, expected)


def test_the_get_ready_after_a_pause_belongs_to_the_pause() -> None:
    session, events = play(
        begin(TIMELINE, 0, resume_lead_ms=3_000), (0, Command.START), (8_000, Command.PAUSE), (20_000, Command.RESUME)
    )
    assert record(TIMELINE, events).paused_ms == 0
    events += advance(session, 23_000)[1]
    assert (record(TIMELINE, events).paused_ms, record(TIMELINE, events).work) == (15_000, ())


@in_every_setup
@given(timelines(), logs())
def test_the_record_agrees_with_the_session(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    session, events, _ = replay(timeline, log, setup=setup)
    found = record(timeline, events)
    assert (found.status, found.work_done) == (session.status, len(session.done))
    assert (found.status is Status.COMPLETED) <= (found.fraction == 1.0)
    assert {item.index for item in found.work if item.outcome is Outcome.COMPLETED} == session.done
    assert all(item.reps is None or 0 <= item.reps <= timeline.segments[item.index].reps for item in found.work)
