"""A random user plays random sessions; after every step the session must make sense."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backstride.core.events import Events, SegmentEnded, Status
from backstride.core.record import record
from backstride.core.session import Command, Phase, Session, advance, apply, begin, next_tone_ms, tick
from backstride.core.timeline import SegmentKind, Timeline
from backstride.core.view import player_view
from unit.core.strategies import COMMANDS, FULL, PLAIN, timelines

HOUR_MS = 3_600_000
STEPS_MS = st.one_of(st.just(0), st.integers(1, 400), st.integers(1, 12_000), st.integers(1, 8 * HOUR_MS))


class RandomUser(RuleBasedStateMachine):
    """Presses anything at any time."""

    @initialize(
        timeline=timelines(), now_ms=st.integers(0, 10**12), setup=st.sampled_from((PLAIN, FULL)), data=st.data()
    )
    def load(self, timeline: Timeline, now_ms: int, setup: dict[str, Any], data: st.DataObject) -> None:
        at_index = data.draw(st.sampled_from((0, 0, 0, *range(len(timeline.segments)))))
        done = frozenset(index for index in timeline.work if index < at_index)
        self.session: Session = begin(timeline, now_ms, at_index, done, **setup)
        self.done_before = done
        self.now_ms = now_ms
        self.events: Events = ()

    @rule(step_ms=STEPS_MS, command=COMMANDS | st.sampled_from((Command.START, Command.RESUME)))
    def command(self, step_ms: int, command: Command) -> None:
        self.now_ms += step_ms
        self.take(*apply(self.session, command, self.now_ms))

    @rule(step_ms=STEPS_MS)
    def wait(self, step_ms: int) -> None:
        self.now_ms += step_ms
        self.take(*advance(self.session, self.now_ms))

    @rule(step_ms=STEPS_MS)
    def look(self, step_ms: int) -> None:
        self.now_ms += step_ms
        session, events, slept = tick(self.session, self.now_ms)
        assert not slept or session.phase is Phase.PAUSED
        self.take(session, events)

    @rule(back_ms=st.integers(1, HOUR_MS))
    def set_the_clock_back(self, back_ms: int) -> None:
        self.take(*advance(self.session, self.now_ms - back_ms))

    def take(self, session: Session, events: Events) -> None:
        before, self.session = self.session, session
        self.events += events
        assert before.done <= session.done
        assert session.updated_ms >= before.updated_ms

    @invariant()
    def the_index_stays_in_range(self) -> None:
        count = len(self.session.timeline.segments)
        assert 0 <= self.session.index <= count
        assert (self.session.index == count) == (self.session.phase is Phase.FINISHED)

    @invariant()
    def the_visit_is_within_its_length(self) -> None:
        session = self.session
        if session.phase is Phase.READY:
            return
        elapsed_ms = session.elapsed_ms(session.updated_ms)
        assert elapsed_ms >= 0
        if session.duration_ms is not None:
            assert elapsed_ms <= session.duration_ms
            assert session.phase is not Phase.RUNNING or elapsed_ms < session.duration_ms

    @invariant()
    def only_work_is_done(self) -> None:
        assert self.session.done <= frozenset(self.session.timeline.work)

    @invariant()
    def a_pause_is_known_to_have_begun(self) -> None:
        since_ms = self.session.paused_since_ms
        assert (since_ms is not None) == (self.session.phase in (Phase.PAUSED, Phase.RESUMING, Phase.FINISHED))
        assert since_ms is None or since_ms <= self.now_ms

    @invariant()
    def the_get_ready_after_a_pause_leads_to_work_and_ends_in_time(self) -> None:
        session = self.session
        if session.phase is Phase.RESUMING:
            assert session.segment.kind is SegmentKind.WORK
            assert 0 < session.resumes_at_ms - session.updated_ms <= session.resume_lead_ms

    @invariant()
    def the_next_tone_lies_ahead(self) -> None:
        session = self.session
        tone_ms = next_tone_ms(session, session.updated_ms)
        if session.phase is Phase.RUNNING and tone_ms is not None:
            assert tone_ms > session.updated_ms
        assert session.phase is not Phase.FINISHED or tone_ms is None

    @invariant()
    def events_stand_in_order_of_time(self) -> None:
        moments = [event.at_ms for event in self.events]
        assert moments == sorted(moments)

    @invariant()
    def the_status_agrees_with_what_was_done(self) -> None:
        session = self.session
        all_done = session.done == frozenset(session.timeline.work)
        assert (session.status is Status.RUNNING) == (session.phase is not Phase.FINISHED)
        if session.status is Status.COMPLETED:
            assert all_done
        if session.status is Status.PARTIAL:
            assert not all_done

    @invariant()
    def the_record_agrees_with_the_session(self) -> None:
        found = record(self.session.timeline, self.events, self.done_before)
        assert (found.status, found.work_done) == (self.session.status, len(self.session.done))
        assert found.work_done <= found.work_planned
        assert 0 <= found.steps_done <= found.steps_planned
        assert (found.steps_done == found.steps_planned) == (found.work_done == found.work_planned)
        assert not found.mostly_done or found.status in (Status.COMPLETED, Status.PARTIAL, Status.STOPPED)
        assert found.mostly_done or found.status is not Status.COMPLETED
        assert found.active_ms == sum(e.elapsed_ms for e in self.events if isinstance(e, SegmentEnded))
        assert all(item.actual_ms >= 0 for item in found.work)

    @invariant()
    def the_view_agrees_with_the_session(self) -> None:
        session = self.session
        view = player_view(session, session.updated_ms)
        assert (view.phase, view.status) == (session.phase, session.status)
        assert 0 <= view.step < view.steps
        assert view.elapsed_ms >= 0
        assert (view.resumes_in_ms is not None) == (session.phase is Phase.RESUMING)
        assert view.resumes_in_ms is None or 0 < view.resumes_in_ms <= session.resume_lead_ms
        assert view.remaining_ms is None or view.remaining_ms >= 0
        assert 0 <= view.fraction <= 1
        assert view.total_remaining_ms >= 0
        assert view.total_fraction <= 1
        assert view.kind is (session.segment.kind if session.segment else None)
        if view.remaining_ms is None:
            assert view.kind is SegmentKind.WORK
        if session.phase is Phase.FINISHED:
            assert (view.remaining_ms, view.total_remaining_ms, view.upcoming) == (0, 0, None)
        if view.repetition:
            assert 1 <= view.repetition.number <= (view.reps or 0)
            assert view.repetition.part_remaining_ms > 0


TestRandomUser = RandomUser.TestCase
TestRandomUser.settings = settings(max_examples=40)
