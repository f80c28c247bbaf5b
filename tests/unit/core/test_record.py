"""What the history keeps of a session."""

import pytest
from hypothesis import given

from backstride.core.events import Event, Outcome, SegmentEnded, Status
from backstride.core.record import SessionRecord, record, work_record
from backstride.core.session import Command, advance, begin
from backstride.core.timeline import Side, Timeline
from unit.core.builders import TWO_SECONDS, a_timeline, play, prepare, rest, work
from unit.core.strategies import Log, logs, replay, timelines

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
    assert found.status is Status.STOPPED
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
    assert record(TIMELINE, ()) == SessionRecord(Status.RUNNING, 0, 0, 2, 0, ())


@given(timelines(), logs())
def test_the_record_agrees_with_the_session(timeline: Timeline, log: Log) -> None:
    session, events, _ = replay(timeline, log)
    found = record(timeline, events)
    assert (found.status, found.work_done) == (session.status, len(session.done))
    assert (found.status is Status.COMPLETED) <= (found.fraction == 1.0)
    assert {item.index for item in found.work if item.outcome is Outcome.COMPLETED} == session.done
    assert all(item.reps is None or 0 <= item.reps <= timeline.segments[item.index].reps for item in found.work)
