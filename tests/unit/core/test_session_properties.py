"""Rules of the session that hold for every timeline, every log of commands and every rhythm of ticks."""

from dataclasses import replace
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from backstride.core.cues import Anchor, cues
from backstride.core.events import (
    CueDue,
    Event,
    Extended,
    Outcome,
    Paused,
    Resumed,
    SegmentEnded,
    SegmentStarted,
    SessionEnded,
    SessionStarted,
)
from backstride.core.session import SLEEP_GAP_MS, Command, Phase, advance, apply, begin, tick
from backstride.core.timeline import Timeline
from unit.core.builders import a_timeline, started, told, work
from unit.core.strategies import Log, logs, replay, timelines

SPLITS = st.lists(st.integers(0, 120_000), max_size=8)
TICKS = st.lists(st.integers(1, 20_000), max_size=5)


@given(timelines(), logs(), SPLITS)
def test_advancing_in_any_steps_is_advancing_at_once(timeline: Timeline, log: Log, splits: list[int]) -> None:
    session, _, now_ms = replay(timeline, log)
    at_once = advance(session, now_ms + sum(splits))
    stepped, events = session, ()
    for moment_ms in accumulate(splits, initial=now_ms):
        stepped, more = advance(stepped, moment_ms)
        events += more
    assert (stepped, events) == at_once


@given(timelines(), logs(), TICKS)
def test_ticks_between_commands_change_nothing(timeline: Timeline, log: Log, ticks: list[int]) -> None:
    ticked: Log = []
    for wait_ms, command in log:
        before = [at_ms for at_ms in sorted(ticks) if at_ms < wait_ms]
        moments = [0, *before, wait_ms]
        ticked += [(moments[i + 1] - moments[i], None) for i in range(len(before))]
        ticked.append((wait_ms - moments[-2], command))
    assert replay(timeline, ticked) == replay(timeline, log)


@given(timelines(), logs(), st.integers(-(10**12), 10**12))
def test_the_same_log_at_another_time_tells_the_same(timeline: Timeline, log: Log, origin_ms: int) -> None:
    session, events, now_ms = replay(timeline, log)
    later, later_events, later_ms = replay(timeline, log, origin_ms)
    assert later_ms - origin_ms == now_ms
    assert [replace(event, at_ms=event.at_ms - origin_ms) for event in later_events] == list(events)
    assert (later.phase, later.index, later.done, later.status) == (
        session.phase,
        session.index,
        session.done,
        session.status,
    )
    assert later.elapsed_ms(later_ms) == session.elapsed_ms(now_ms)


@given(timelines(), logs())
def test_a_log_can_be_replayed(timeline: Timeline, log: Log) -> None:
    assert replay(timeline, log) == replay(timeline, log)


@given(timelines(), logs())
def test_visits_and_pauses_add_up_to_the_wall_time(timeline: Timeline, log: Log) -> None:
    session, events, now_ms = replay(timeline, log)
    ended = next((event.at_ms for event in events if isinstance(event, SessionEnded)), None)
    wall_ms = now_ms if ended is None else ended
    active_ms = sum(event.elapsed_ms for event in events if isinstance(event, SegmentEnded))
    under_way_ms = 0 if session.segment is None else session.elapsed_ms(now_ms)
    assert active_ms + under_way_ms + paused_ms(events, wall_ms) == wall_ms


def paused_ms(events: tuple[Event, ...], until_ms: int) -> int:
    """Time in pauses up to `until_ms`."""
    begun = [event.at_ms for event in events if isinstance(event, Paused)]
    over = [event.at_ms for event in events if isinstance(event, Resumed)]
    return sum(over + [until_ms] * (len(begun) - len(over))) - sum(begun)


@given(timelines(), logs())
def test_events_stand_in_order_of_time(timeline: Timeline, log: Log) -> None:
    _, events, now_ms = replay(timeline, log)
    moments = [event.at_ms for event in events]
    assert moments == sorted(moments)
    assert all(0 <= moment <= now_ms for moment in moments)


@given(timelines(), logs())
def test_every_visit_starts_once_and_ends_once_before_the_next(timeline: Timeline, log: Log) -> None:
    session, events, _ = replay(timeline, log)
    assert isinstance(events[0], SessionStarted)
    assert sum(isinstance(event, SessionStarted) for event in events) == 1
    visits = [event for event in events if isinstance(event, SegmentStarted | SegmentEnded)]
    starts, ends = visits[::2], visits[1::2]
    assert all(isinstance(event, SegmentStarted) for event in starts)
    assert all(isinstance(event, SegmentEnded) for event in ends)
    assert [event.index for event in ends] == [event.index for event in starts][: len(ends)]
    assert len(starts) - len(ends) == (session.segment is not None)
    if session.segment is not None:
        assert starts[-1].index == session.index


@given(timelines(), logs())
def test_a_session_ends_once_and_nothing_but_the_last_signal_follows(timeline: Timeline, log: Log) -> None:
    session, events, _ = replay(timeline, log)
    ends = [number for number, event in enumerate(events) if isinstance(event, SessionEnded)]
    assert len(ends) == (session.phase is Phase.FINISHED)
    if ends:
        assert events[ends[0]].status is session.status
        assert told(events[ends[0] + 1 :]) in ([], ["cue done"])


@given(timelines(), logs(), st.integers(0, 10**7), st.sampled_from(Command))
def test_finished_absorbs_everything(timeline: Timeline, log: Log, wait_ms: int, command: Command) -> None:
    session, _, now_ms = replay(timeline, [*log, (0, Command.END)])
    assert session.phase is Phase.FINISHED
    later_ms = now_ms + wait_ms
    assert apply(session, command, later_ms) == (replace(session, updated_ms=later_ms), ())
    assert advance(session, later_ms) == (replace(session, updated_ms=later_ms), ())


@given(timelines(), logs(), st.integers(1, 10**9), st.sampled_from(Command))
def test_a_clock_that_goes_back_is_ignored(timeline: Timeline, log: Log, back_ms: int, command: Command) -> None:
    session, _, now_ms = replay(timeline, log)
    assert advance(session, now_ms - back_ms) == (session, ())
    assert apply(session, command, now_ms - back_ms) == apply(session, command, now_ms)
    assert session.elapsed_ms(now_ms - back_ms) == session.elapsed_ms(now_ms)


@given(timelines(), logs(), st.integers(0, 10**6), st.sampled_from(Command))
def test_a_command_advances_first(timeline: Timeline, log: Log, wait_ms: int, command: Command) -> None:
    session, _, now_ms = replay(timeline, log)
    advanced, before = advance(session, now_ms + wait_ms)
    after, events = apply(advanced, command, now_ms + wait_ms)
    assert apply(session, command, now_ms + wait_ms) == (after, before + events)


@given(timelines(), logs())
def test_every_event_stands_at_the_moment_it_was_due(timeline: Timeline, log: Log) -> None:
    """Times of signals and of ends, worked out from the other events alone."""
    _, events, _ = replay(timeline, log)
    active_ms = last_ms = extended_ms = 0
    counts = duration_ms = None
    for event in events:
        active_ms += event.at_ms - last_ms if counts else 0
        last_ms = event.at_ms
        match event:
            case SessionStarted() | Resumed():
                counts = True
            case Paused():
                counts = False
            case SegmentStarted(index=index):
                active_ms = extended_ms = 0
                duration_ms = timeline.segments[index].duration_ms
            case Extended(extra_ms=extra_ms):
                extended_ms += extra_ms
            case SegmentEnded(outcome=outcome, elapsed_ms=elapsed_ms):
                assert elapsed_ms == active_ms
                if outcome is Outcome.COMPLETED and duration_ms is not None:
                    assert elapsed_ms == duration_ms + extended_ms
            case CueDue(cue=cue) if cue.anchor is Anchor.END:
                assert active_ms == duration_ms + extended_ms - cue.offset_ms
            case CueDue(cue=cue) if cue.index < len(timeline.segments):
                assert active_ms == cue.offset_ms


@given(timelines(timed=True), st.integers(0, 10**9))
def test_left_alone_a_session_follows_its_plan_to_the_millisecond(timeline: Timeline, start_ms: int) -> None:
    session, events = advance(started(timeline, start_ms), start_ms + timeline.total_ms)
    starts_ms = list(accumulate((s.duration_ms for s in timeline.segments), initial=start_ms))
    ended = [(event.index, event.at_ms) for event in events if isinstance(event, SegmentEnded)]
    assert ended == list(enumerate(starts_ms[1:]))
    assert session.phase is Phase.FINISHED
    assert events[-2] == SessionEnded(start_ms + timeline.total_ms, session.status)
    assert session.done == frozenset(timeline.work)


@given(timelines(timed=True))
def test_left_alone_a_session_gives_every_signal_once(timeline: Timeline) -> None:
    _, events = apply(begin(timeline, 0), Command.START, 0)
    _, more = advance(started(timeline), timeline.total_ms)
    found = [event.cue for event in events + more if isinstance(event, CueDue)]
    expected = cues(timeline)
    assert len(found) == len(expected)
    assert set(found) == set(expected)


@given(timelines(), logs(), st.integers(0, 3 * SLEEP_GAP_MS))
def test_a_tick_after_a_gap_pauses_at_the_last_moment_seen(timeline: Timeline, log: Log, gap_ms: int) -> None:
    session, _, now_ms = replay(timeline, log)
    after, events, slept = tick(session, now_ms + gap_ms)
    if session.phase is Phase.RUNNING and gap_ms > SLEEP_GAP_MS:
        assert slept
        assert (after, events) == apply(session, Command.PAUSE, now_ms)
        assert events == (Paused(now_ms),)
        assert after.elapsed_ms(now_ms + gap_ms) == session.elapsed_ms(now_ms)
    else:
        assert not slept
        assert (after, events) == advance(session, now_ms + gap_ms)


def test_a_gap_of_just_the_limit_is_no_sleep() -> None:
    session = started(a_timeline(work(60)))
    assert tick(session, SLEEP_GAP_MS)[1:] == ((), False)
    slept, events, was_asleep = tick(session, SLEEP_GAP_MS + 1)
    assert (slept.phase, events, was_asleep) == (Phase.PAUSED, (Paused(0),), True)


def test_the_limit_for_sleep_can_be_given() -> None:
    session = started(a_timeline(work(60)))
    assert tick(session, 20_000, sleep_gap_ms=20_000)[2] is False
    assert tick(session, 20_001, sleep_gap_ms=20_000)[2] is True


def test_a_session_that_slept_goes_on_where_the_sleep_began() -> None:
    session, _ = advance(started(a_timeline(work(60))), 12_000)
    session, _, _ = tick(session, 8 * 3_600_000)
    session, _ = apply(session, Command.RESUME, 8 * 3_600_000)
    assert session.elapsed_ms(8 * 3_600_000 + 1_000) == 13_000


def test_neither_a_ready_nor_a_paused_session_can_be_asleep() -> None:
    ready = begin(a_timeline(work(60)), 0)
    paused, _ = apply(started(a_timeline(work(60))), Command.PAUSE, 10)
    assert tick(ready, 10**8)[1:] == ((), False)
    assert tick(paused, 10**8)[1:] == ((), False)
