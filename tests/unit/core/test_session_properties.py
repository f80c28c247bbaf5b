"""Rules of the session that hold for every timeline, every log of commands and every rhythm of ticks."""

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backstride.core.cues import Anchor, CueKind, CueOptions, cues
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
from backstride.core.timeline import Segment, SegmentKind, Timeline
from unit.core.builders import TWO_SECONDS, a_timeline, play, started, told, work
from unit.core.strategies import COMMANDS, Log, in_every_setup, logs, replay, timelines

SPLITS = st.lists(st.integers(0, 120_000), max_size=8)
TICKS = st.lists(st.integers(1, 20_000), max_size=5)

thoroughly = settings(max_examples=90)
briefly = settings(max_examples=40)
"""Every rule is tried in two setups."""


@in_every_setup
@thoroughly
@given(timelines(), logs(), SPLITS)
def test_advancing_in_any_steps_is_advancing_at_once(
    setup: dict[str, Any], timeline: Timeline, log: Log, splits: list[int]
) -> None:
    session, _, now_ms = replay(timeline, log, setup=setup)
    at_once = advance(session, now_ms + sum(splits))
    stepped, events = session, ()
    for moment_ms in accumulate(splits, initial=now_ms):
        stepped, more = advance(stepped, moment_ms)
        events += more
    assert (stepped, events) == at_once


@in_every_setup
@briefly
@given(timelines(), logs(), TICKS)
def test_ticks_between_commands_change_nothing(
    setup: dict[str, Any], timeline: Timeline, log: Log, ticks: list[int]
) -> None:
    ticked: Log = []
    for wait_ms, command in log:
        before = [at_ms for at_ms in sorted(ticks) if at_ms < wait_ms]
        moments = [0, *before, wait_ms]
        ticked += [(moments[i + 1] - moments[i], None) for i in range(len(before))]
        ticked.append((wait_ms - moments[-2], command))
    assert replay(timeline, ticked, setup=setup) == replay(timeline, log, setup=setup)


@in_every_setup
@briefly
@given(timelines(), logs(), st.integers(-(10**12), 10**12))
def test_the_same_log_at_another_time_tells_the_same(
    setup: dict[str, Any], timeline: Timeline, log: Log, origin_ms: int
) -> None:
    session, events, now_ms = replay(timeline, log, setup=setup)
    later, later_events, later_ms = replay(timeline, log, origin_ms, setup)
    assert later_ms - origin_ms == now_ms
    assert [replace(event, at_ms=event.at_ms - origin_ms) for event in later_events] == list(events)
    assert (later.phase, later.index, later.done, later.status) == (
        session.phase,
        session.index,
        session.done,
        session.status,
    )
    assert later.elapsed_ms(later_ms) == session.elapsed_ms(now_ms)


@in_every_setup
@briefly
@given(timelines(), logs())
def test_a_log_can_be_replayed(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    assert replay(timeline, log, setup=setup) == replay(timeline, log, setup=setup)


@in_every_setup
@briefly
@given(timelines(), logs())
def test_visits_and_pauses_add_up_to_the_wall_time(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    session, events, now_ms = replay(timeline, log, setup=setup)
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


@in_every_setup
@thoroughly
@given(timelines(), logs())
def test_events_stand_in_order_of_time(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    _, events, now_ms = replay(timeline, log, setup=setup)
    moments = [event.at_ms for event in events]
    assert moments == sorted(moments)
    assert all(0 <= moment <= now_ms for moment in moments)


@in_every_setup
@briefly
@given(timelines(), logs())
def test_every_visit_starts_once_and_ends_once_before_the_next(
    setup: dict[str, Any], timeline: Timeline, log: Log
) -> None:
    session, events, _ = replay(timeline, log, setup=setup)
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


@in_every_setup
@briefly
@given(timelines(), logs())
def test_a_session_ends_once_and_nothing_but_the_last_signal_follows(
    setup: dict[str, Any], timeline: Timeline, log: Log
) -> None:
    session, events, _ = replay(timeline, log, setup=setup)
    ends = [number for number, event in enumerate(events) if isinstance(event, SessionEnded)]
    assert len(ends) == (session.phase is Phase.FINISHED)
    if ends:
        assert events[ends[0]].status is session.status
        assert told(events[ends[0] + 1 :]) in ([], ["cue done"])


@in_every_setup
@briefly
@given(timelines(), logs(), st.integers(0, 10**7), COMMANDS)
def test_finished_absorbs_everything(
    setup: dict[str, Any], timeline: Timeline, log: Log, wait_ms: int, command: Command
) -> None:
    session, _, now_ms = replay(timeline, [*log, (0, Command.END)], setup=setup)
    assert session.phase is Phase.FINISHED
    later_ms = now_ms + wait_ms
    assert apply(session, command, later_ms) == (replace(session, updated_ms=later_ms), ())
    assert advance(session, later_ms) == (replace(session, updated_ms=later_ms), ())


@in_every_setup
@briefly
@given(timelines(), logs(), st.integers(1, 10**9), COMMANDS)
def test_a_clock_that_goes_back_is_ignored(
    setup: dict[str, Any], timeline: Timeline, log: Log, back_ms: int, command: Command
) -> None:
    session, _, now_ms = replay(timeline, log, setup=setup)
    assert advance(session, now_ms - back_ms) == (session, ())
    assert apply(session, command, now_ms - back_ms) == apply(session, command, now_ms)
    assert session.elapsed_ms(now_ms - back_ms) == session.elapsed_ms(now_ms)


@in_every_setup
@briefly
@given(timelines(), logs(), st.integers(0, 10**6), COMMANDS)
def test_a_command_advances_first(
    setup: dict[str, Any], timeline: Timeline, log: Log, wait_ms: int, command: Command
) -> None:
    session, _, now_ms = replay(timeline, log, setup=setup)
    advanced, before = advance(session, now_ms + wait_ms)
    after, events = apply(advanced, command, now_ms + wait_ms)
    assert apply(session, command, now_ms + wait_ms) == (after, before + events)


@in_every_setup
@briefly
@given(timelines(), logs())
def test_every_event_stands_at_the_moment_it_was_due(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    """Times of signals and of ends, worked out from the other events alone."""
    _, events, _ = replay(timeline, log, setup=setup)
    active_ms = last_ms = extended_ms = 0
    counts = duration_ms = None
    # What counts down the end of a pause stands in no visit: it is left to the tests of the get-ready.
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
            case CueDue(cue=cue) if cue.kind is CueKind.DONE:
                assert cue.index == len(timeline.segments)
            case CueDue(cue=cue) if not counts and active_ms and cue.anchor is Anchor.START:
                assert cue.kind in (CueKind.COUNTDOWN, CueKind.GO)
            case CueDue(cue=cue) if not counts and cue.kind is CueKind.COUNTDOWN:
                assert cue.anchor is Anchor.START
            case CueDue(cue=cue) if cue.anchor is Anchor.END:
                assert active_ms == duration_ms + extended_ms - cue.offset_ms
            case CueDue(cue=cue):
                assert active_ms == cue.offset_ms


@in_every_setup
@briefly
@given(timelines(), logs())
def test_work_goes_on_after_a_countdown(setup: dict[str, Any], timeline: Timeline, log: Log) -> None:
    """None comes without a get-ready, or where no work was under way."""
    lead_ms = setup.get("resume_lead_ms", 0)
    session, _, now_ms = replay(timeline, log, setup=setup)
    paused, _ = apply(session, Command.PAUSE, now_ms)
    assume(paused.segment is not None)
    back, events = apply(paused, Command.RESUME, now_ms + 500)
    if lead_ms == 0 or paused.segment.kind is not SegmentKind.WORK:
        assert (back.phase, events) == (Phase.RUNNING, (Resumed(now_ms + 500),))
        return
    assert (back.phase, back.resumes_at_ms) == (Phase.RESUMING, now_ms + 500 + lead_ms)
    back, more = advance(back, now_ms + 500 + lead_ms)
    assert told(events + more) == ["cue countdown 3", "cue countdown 2", "cue countdown 1", "cue go", "resumed"]
    assert [event.at_ms - now_ms - 500 for event in events + more] == [0, 1_000, 2_000, 3_000, 3_000]
    assert (back.phase, back.index) == (Phase.RUNNING, paused.index)
    assert back.elapsed_ms(back.updated_ms) == paused.elapsed_ms(now_ms)


@in_every_setup
@briefly
@given(timelines(timed=True), st.integers(0, 10**9))
def test_left_alone_a_session_follows_its_plan_to_the_millisecond(
    setup: dict[str, Any], timeline: Timeline, start_ms: int
) -> None:
    session, events = advance(started(timeline, start_ms, **setup), start_ms + timeline.total_ms)
    starts_ms = list(accumulate((s.duration_ms for s in timeline.segments), initial=start_ms))
    ended = [(event.index, event.at_ms) for event in events if isinstance(event, SegmentEnded)]
    assert ended == list(enumerate(starts_ms[1:]))
    assert session.phase is Phase.FINISHED
    assert events[-2] == SessionEnded(start_ms + timeline.total_ms, session.status)
    assert session.done == frozenset(timeline.work)


@in_every_setup
@briefly
@given(timelines(timed=True))
def test_left_alone_a_session_gives_every_signal_once(setup: dict[str, Any], timeline: Timeline) -> None:
    session, events = apply(begin(timeline, 0, **setup), Command.START, 0)
    _, more = advance(session, timeline.total_ms)
    found = [event.cue for event in events + more if isinstance(event, CueDue)]
    expected = cues(timeline, setup.get("cue_options"))
    assert len(found) == len(expected)
    assert set(found) == set(expected)


@in_every_setup
@briefly
@given(timelines(), logs(), st.integers(0, 3 * SLEEP_GAP_MS))
def test_a_tick_after_a_gap_pauses_at_the_last_moment_seen(
    setup: dict[str, Any], timeline: Timeline, log: Log, gap_ms: int
) -> None:
    session, _, now_ms = replay(timeline, log, setup=setup)
    after, events, slept = tick(session, now_ms + gap_ms)
    if session.phase in (Phase.RUNNING, Phase.RESUMING) and gap_ms > SLEEP_GAP_MS:
        assert slept
        assert after.phase is Phase.PAUSED
        assert (after, events) == apply(session, Command.PAUSE, now_ms)
        assert events == ((Paused(now_ms),) if session.phase is Phase.RUNNING else ())
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


def test_sleep_in_the_get_ready_of_a_pause_keeps_the_session_paused() -> None:
    session = started(a_timeline(work(60)), resume_lead_ms=20_000)
    session, _ = play(session, (12_000, Command.PAUSE), (30_000, Command.RESUME))
    session, events, slept = tick(session, 35_000)
    assert (session.phase, events, slept) == (Phase.RESUMING, (), False)
    session, events, slept = tick(session, 8 * 3_600_000)
    assert (session.phase, events, slept) == (Phase.PAUSED, (), True)
    session, events = apply(session, Command.RESUME, 8 * 3_600_000)
    session, events = advance(session, 8 * 3_600_000 + 21_000)
    assert (session.phase, session.elapsed_ms(session.updated_ms)) == (Phase.RUNNING, 13_000)


@pytest.mark.parametrize(
    "segment",
    [work(25), work(10, reps=5, tempo=TWO_SECONDS)],
    ids=["halfway and coaching", "repetitions and countdown"],
)
def test_signals_that_are_noticed_late_still_come_in_the_order_of_time(segment: Segment) -> None:
    session = started(a_timeline(segment), cue_options=CueOptions(repetitions=True, coaching=True))
    _, at_once = advance(session, 30_000)
    stepped: tuple[Event, ...] = ()
    for now_ms in range(0, 30_001, 500):
        session, more = advance(session, now_ms)
        stepped += more
    assert at_once == stepped
