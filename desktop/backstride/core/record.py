"""What the history keeps of a session: derived from its events, so that playing and remembering cannot disagree."""

from collections.abc import Sequence

from msgspec import Struct

from backstride.core.events import Event, Outcome, Paused, Resumed, SegmentEnded, SessionEnded, Status
from backstride.core.timeline import SegmentKind, Side, Timeline

MOSTLY = 0.8
"""Share of its steps from which a session counts as completed."""


class WorkRecord(Struct, frozen=True):
    """One visit to a piece of work.  Times in milliseconds; `side` None for both sides or alternating."""

    index: int
    exercise: str
    side: Side | None
    set_number: int
    planned_ms: int | None
    actual_ms: int
    reps: int | None
    outcome: Outcome


class SessionRecord(Struct, frozen=True):
    """A session as a whole: `active_ms` counts work, rests and preparation, not pauses."""

    status: Status
    active_ms: int
    paused_ms: int
    work_planned: int
    work_done: int
    work: tuple[WorkRecord, ...]
    steps_planned: int = 0
    steps_done: int = 0

    @property
    def fraction(self) -> float:
        """Share of the planned work that was completed, 0 to 1."""
        return self.work_done / self.work_planned if self.work_planned else 0.0

    @property
    def mostly_done(self) -> bool:
        """True when it is done well enough to count as completed: four steps of five."""
        ended = self.status in (Status.COMPLETED, Status.PARTIAL, Status.STOPPED)
        return ended and self.steps_planned > 0 and self.steps_done >= MOSTLY * self.steps_planned


def work_record(timeline: Timeline, event: SegmentEnded) -> WorkRecord | None:
    """What the end of a visit leaves in the history; None for rests and preparations."""
    segment = timeline.segments[event.index]
    if segment.kind is not SegmentKind.WORK:
        return None
    return WorkRecord(
        index=event.index,
        exercise=timeline.block(event.index).exercise,
        side=segment.side,
        set_number=segment.set_number,
        planned_ms=segment.duration_ms,
        actual_ms=event.elapsed_ms,
        reps=_reps_done(timeline, event),
        outcome=event.outcome,
    )


def record(timeline: Timeline, events: Sequence[Event], done_before: frozenset[int] = frozenset()) -> SessionRecord:
    """Fold the events of a session; `done_before` holds the work done before a crash."""
    ended = [event for event in events if isinstance(event, SegmentEnded)]
    work = [found for event in ended if (found := work_record(timeline, event))]
    done = done_before | {item.index for item in work if item.outcome is Outcome.COMPLETED}
    status = [event.status for event in events if isinstance(event, SessionEnded)]
    return SessionRecord(
        status=status[-1] if status else Status.RUNNING,
        active_ms=sum(event.elapsed_ms for event in ended),
        paused_ms=_paused_ms(events),
        work_planned=len(timeline.work),
        work_done=len(done),
        work=tuple(work),
        steps_planned=len(timeline.blocks),
        steps_done=_steps_done(timeline, done),
    )


def _steps_done(timeline: Timeline, done: frozenset[int]) -> int:
    """How many steps have all of their work in `done`."""
    missing = {timeline.segments[index].step for index in timeline.work if index not in done}
    return len(timeline.blocks) - len(missing)


def _paused_ms(events: Sequence[Event]) -> int:
    total_ms, since_ms = 0, None
    for event in events:
        if isinstance(event, Paused):
            since_ms = event.at_ms
        elif isinstance(event, Resumed | SessionEnded) and since_ms is not None:
            total_ms += event.at_ms - since_ms
            since_ms = None
    return total_ms


def _reps_done(timeline: Timeline, event: SegmentEnded) -> int | None:
    segment = timeline.segments[event.index]
    if segment.reps is None or event.outcome is Outcome.COMPLETED:
        return segment.reps
    if segment.tempo is None:
        return None
    return min(segment.reps, event.elapsed_ms // segment.tempo.total_ms)
