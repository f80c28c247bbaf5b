"""The session engine: an immutable state of timestamps and the one door through which it changes.

Time is an argument, in milliseconds of any steady clock.  Ticks only let the engine notice what fell due; a late,
missed or extra tick changes nothing.
"""

from enum import StrEnum

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backstride.core.cues import COUNTDOWN_S, SPOKEN_ONLY, Anchor, Cue, CueKind, CueOptions, cues
from backstride.core.definitions import Exercise
from backstride.core.events import (
    CueDue,
    Event,
    Events,
    Extended,
    Outcome,
    Paused,
    Resumed,
    SegmentEnded,
    SegmentStarted,
    SessionEnded,
    SessionStarted,
    Status,
)
from backstride.core.timeline import Segment, SegmentKind, Timeline

EXTEND_MS = 15_000
BACK_GRACE_MS = 3_000
"""Within this time of a beginning, "back" means the one before."""
SLEEP_GAP_MS = 5_000
"""A gap between two ticks that is longer than this is taken for sleep of the machine."""

LOOK_AHEAD_MS = 60_000
"""How far ahead the next signal is looked for while work waits for "done"."""


class Phase(StrEnum):
    """Where a session stands.  `resuming` is the get-ready between a pause and work that goes on or begins."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    RESUMING = "resuming"
    FINISHED = "finished"


class Command(StrEnum):
    """What a user can ask of a session.  `end` ends it early, `stop` does because it hurts."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    BACK = "back"
    EXTEND = "extend"
    DONE = "done"
    END = "end"
    STOP = "stop"


class Session(Struct, frozen=True):
    """The state of a session.

    `index` is the current segment (the number of segments when finished).  The visit to it began at
    `visit_started_ms` and was paused for `visit_paused_ms` since, not counting a pause that began at
    `paused_since_ms`.  `done` holds the indices of the work that was completed.  Work goes on `resume_lead_ms` after
    the command to resume; in the phase `resuming` that is at `resumes_at_ms`.
    """

    timeline: Timeline
    cues: tuple[Cue, ...]
    phase: Phase
    index: int
    updated_ms: int
    visit_started_ms: int
    visit_paused_ms: int = 0
    paused_since_ms: int | None = None
    extended_ms: int = 0
    done: frozenset[int] = frozenset()
    status: Status = Status.RUNNING
    resume_lead_ms: int = 0
    resumes_at_ms: int = 0

    @property
    def segment(self) -> Segment | None:
        """The current segment; None when the session is finished."""
        return self.timeline.segments[self.index] if self.index < len(self.timeline.segments) else None

    def elapsed_ms(self, now_ms: int) -> int:
        """Time spent in the current visit, pauses not counted."""
        until = self.paused_since_ms if self.paused_since_ms is not None else max(now_ms, self.updated_ms)
        return until - self.visit_started_ms - self.visit_paused_ms

    @property
    def duration_ms(self) -> int | None:
        """Length of the current visit with its extensions; None when it waits for "done"."""
        segment = self.segment
        if segment is None or segment.duration_ms is None:
            return None
        return segment.duration_ms + self.extended_ms


Step = tuple[Session, Events]


def begin(
    timeline: Timeline,
    now_ms: int,
    at_index: int = 0,
    done: frozenset[int] = frozenset(),
    *,
    cue_options: CueOptions | None = None,
    resume_lead_ms: int = 0,
) -> Session:
    """A session that waits for START, at its beginning or, after a crash, at segment `at_index`."""
    return Session(
        timeline=timeline,
        cues=cues(timeline, cue_options),
        phase=Phase.READY,
        index=at_index,
        updated_ms=now_ms,
        visit_started_ms=now_ms,
        done=done,
        resume_lead_ms=resume_lead_ms,
    )


def advance(session: Session, now_ms: int) -> Step:
    """Let everything happen that fell due in (session.updated_ms, now_ms].  A clock that goes back is ignored."""
    now_ms = max(now_ms, session.updated_ms)
    events: list[Event] = []
    if session.phase is Phase.RESUMING:
        until_ms = min(session.resumes_at_ms, now_ms)
        events.extend(_resuming_cues(session, session.updated_ms, until_ms))
        if session.resumes_at_ms <= now_ms:
            session, more = _go_on(session, until_ms)
            events.extend(more)
    while session.phase is Phase.RUNNING:
        end_ms = _end_ms(session)
        until_ms = now_ms if end_ms is None else min(end_ms, now_ms)
        events.extend(_cues_due(session, session.updated_ms, until_ms))
        session = replace(session, updated_ms=until_ms)
        if end_ms is None or end_ms > now_ms:
            break
        session, more = _move(session, session.index + 1, Outcome.COMPLETED, end_ms)
        events.extend(more)
    return replace(session, updated_ms=now_ms), tuple(events)


def apply(session: Session, command: Command, now_ms: int) -> Step:
    """Advance to `now_ms`, always, and then carry out `command`; a command without sense there does nothing."""
    session, events = advance(session, now_ms)
    session, more = _HANDLERS[command](session, session.updated_ms)
    return session, events + more


def tick(session: Session, now_ms: int, sleep_gap_ms: int = SLEEP_GAP_MS) -> tuple[Session, Events, bool]:
    """Advance to `now_ms`, or pause at the last moment seen when the machine slept since; True if it slept."""
    if _is_under_way(session) and session.phase is not Phase.PAUSED and now_ms - session.updated_ms > sleep_gap_ms:
        session, events = apply(session, Command.PAUSE, session.updated_ms)
        return session, events, True
    session, events = advance(session, now_ms)
    return session, events, False


def _end_ms(session: Session) -> int | None:
    duration_ms = session.duration_ms
    if duration_ms is None:
        return None
    return session.visit_started_ms + session.visit_paused_ms + duration_ms


def _cues_due(session: Session, after_ms: int, until_ms: int) -> list[CueDue]:
    """The signals of the current visit that are due in (after_ms, until_ms], in order of time."""
    origin_ms = session.visit_started_ms + session.visit_paused_ms
    end_ms = _end_ms(session)
    found = []
    for cue in session.cues:
        if cue.index != session.index:
            continue
        from_start = cue.anchor is Anchor.START
        at_ms = origin_ms + cue.offset_ms if from_start else (end_ms or origin_ms) - cue.offset_ms
        if after_ms < at_ms <= until_ms:
            found.append(CueDue(at_ms, cue))
    return sorted(found, key=lambda due: due.at_ms)


def _move(session: Session, index: int, outcome: Outcome, at_ms: int) -> Step:
    """Leave the current segment for `index`; past the last one the session ends.

    A get-ready after a pause ends where the move leads to a rest or the like: nobody has to be in position there.
    """
    resumed: Events = ()
    segments = session.timeline.segments
    if session.phase is Phase.RESUMING and index < len(segments) and segments[index].kind is not SegmentKind.WORK:
        session, resumed = _go_on(session, at_ms)
    session, left = _leave(session, outcome, at_ms)
    session, entered = _enter(session, index, at_ms)
    return session, resumed + left + entered


def _leave(session: Session, outcome: Outcome, at_ms: int) -> Step:
    done = session.done
    if outcome is Outcome.COMPLETED and session.timeline.segments[session.index].kind is SegmentKind.WORK:
        done |= {session.index}
    ended = SegmentEnded(at_ms, session.index, outcome, session.elapsed_ms(at_ms))
    return replace(session, done=done), (ended,)


def _enter(session: Session, index: int, at_ms: int) -> Step:
    session = replace(
        session,
        index=index,
        visit_started_ms=at_ms,
        visit_paused_ms=0,
        paused_since_ms=None if session.phase is Phase.RUNNING else at_ms,
        extended_ms=0,
    )
    opening = tuple(_cues_due(session, at_ms - 1, at_ms))
    if session.segment is None:
        all_done = session.done.issuperset(session.timeline.work)
        session, ended = _finish(session, Status.COMPLETED if all_done else Status.PARTIAL, at_ms)
        return session, ended + opening
    return session, (SegmentStarted(at_ms, index), *opening)


def _finish(session: Session, status: Status, at_ms: int) -> Step:
    session = replace(
        session,
        phase=Phase.FINISHED,
        index=len(session.timeline.segments),
        status=status,
        visit_started_ms=at_ms,
        visit_paused_ms=0,
        paused_since_ms=at_ms,
        extended_ms=0,
    )
    return session, (SessionEnded(at_ms, status),)


def _start(session: Session, now_ms: int) -> Step:
    if session.phase is not Phase.READY:
        return session, ()
    session, events = _enter(replace(session, phase=Phase.RUNNING), session.index, now_ms)
    return session, (SessionStarted(now_ms), *events)


def _pause(session: Session, now_ms: int) -> Step:
    if session.phase is Phase.RESUMING:
        # It was still paused for the record; it just does not go on.
        return replace(session, phase=Phase.PAUSED), ()
    if session.phase is not Phase.RUNNING:
        return session, ()
    return replace(session, phase=Phase.PAUSED, paused_since_ms=now_ms), (Paused(now_ms),)


def _resume(session: Session, now_ms: int) -> Step:
    """Go on: at once where nobody has to be in position, after the get-ready where work was under way."""
    if session.phase is not Phase.PAUSED:
        return session, ()
    segment = session.segment
    if session.resume_lead_ms == 0 or segment is None or segment.kind is not SegmentKind.WORK:
        return _go_on(session, now_ms)
    session = replace(session, phase=Phase.RESUMING, resumes_at_ms=now_ms + session.resume_lead_ms)
    return session, _resuming_cues(session, now_ms - 1, now_ms)


def _resuming_cues(session: Session, after_ms: int, until_ms: int) -> Events:
    """Three, two, one and go on the way from a pause back into the work."""
    counts = [
        CueDue(session.resumes_at_ms - count * 1000, Cue(session.index, CueKind.COUNTDOWN, Anchor.START, 0, count))
        for count in range(COUNTDOWN_S, 0, -1)
    ]
    go = CueDue(session.resumes_at_ms, Cue(session.index, CueKind.GO, Anchor.START, 0))
    return tuple(due for due in (*counts, go) if after_ms < due.at_ms <= until_ms)


def _go_on(session: Session, at_ms: int) -> Step:
    since_ms = session.paused_since_ms if session.paused_since_ms is not None else at_ms
    session = replace(
        session,
        phase=Phase.RUNNING,
        updated_ms=at_ms,
        paused_since_ms=None,
        visit_paused_ms=session.visit_paused_ms + at_ms - since_ms,
    )
    return session, (Resumed(at_ms),)


def _is_under_way(session: Session) -> bool:
    return session.phase in (Phase.RUNNING, Phase.PAUSED, Phase.RESUMING)


def _skip(session: Session, now_ms: int) -> Step:
    if not _is_under_way(session):
        return session, ()
    return _move(session, session.index + 1, Outcome.SKIPPED, now_ms)


def _done(session: Session, now_ms: int) -> Step:
    if not _is_under_way(session) or session.duration_ms is not None:
        return session, ()
    return _move(session, session.index + 1, Outcome.COMPLETED, now_ms)


def _extend(session: Session, now_ms: int) -> Step:
    if not _is_under_way(session) or session.duration_ms is None:
        return session, ()
    session = replace(session, extended_ms=session.extended_ms + EXTEND_MS)
    return session, (Extended(now_ms, session.index, EXTEND_MS),)


def _back(session: Session, now_ms: int) -> Step:
    """To the get-ready of the current work or, near its beginning, to that of the work before."""
    if not _is_under_way(session):
        return session, ()
    starts = work_starts(session.timeline)
    current = max(start for start in starts if start <= session.index)
    just_begun = session.index == current and session.elapsed_ms(now_ms) < BACK_GRACE_MS
    if just_begun:
        current = max((start for start in starts if start < current), default=current)
    return _move(session, current, Outcome.REPEATED, now_ms)


def _end(session: Session, now_ms: int) -> Step:
    return _end_as(session, Status.PARTIAL, now_ms)


def _stop(session: Session, now_ms: int) -> Step:
    return _end_as(session, Status.STOPPED, now_ms)


def _end_as(session: Session, status: Status, now_ms: int) -> Step:
    if session.phase is Phase.FINISHED:
        return session, ()
    if session.phase is Phase.READY:
        return _finish(session, status, now_ms)
    session, left = _leave(session, Outcome.STOPPED, now_ms)
    session, ended = _finish(session, status, now_ms)
    return session, left + ended


def work_starts(timeline: Timeline) -> tuple[int, ...]:
    """For each piece of work, the index at which it begins: its preparation, rest or change-over if it has one."""
    segments = timeline.segments
    return tuple(
        index - 1 if index > 0 and segments[index - 1].kind is not SegmentKind.WORK else index
        for index in timeline.work
    )


def with_exercise(session: Session, exercise: Exercise) -> Session:
    """The session with the current step done as another exercise: the same sets, sides and times."""
    segment = session.segment
    if segment is None:
        return session
    timeline = session.timeline
    old = timeline.blocks[segment.step]
    block = msgspec.structs.replace(
        old, exercise=exercise.id, name=exercise.name, cues=exercise.cues, mode=exercise.mode, note=""
    )
    blocks = (*timeline.blocks[: segment.step], block, *timeline.blocks[segment.step + 1 :])
    return replace(session, timeline=msgspec.structs.replace(timeline, blocks=blocks))


def next_due_ms(session: Session) -> int | None:
    """The next moment at which something happens by itself; None when nothing will."""
    if session.phase is Phase.RESUMING:
        ahead = _resuming_cues(session, session.updated_ms, session.resumes_at_ms)
        return min(due.at_ms for due in ahead)
    if session.phase is not Phase.RUNNING:
        return None
    end_ms = _end_ms(session)
    until_ms = session.updated_ms + LOOK_AHEAD_MS if end_ms is None else end_ms
    return min((due.at_ms for due in _cues_due(session, session.updated_ms, until_ms)), default=end_ms)


def next_tone_ms(session: Session, after_ms: int) -> int | None:
    """When the next tone of the current visit, or its end, is due after `after_ms`; None when nothing is planned."""
    end_ms = _end_ms(session)
    due = _cues_due(session, after_ms, end_ms) if end_ms is not None else []
    tones = [item.at_ms for item in due if item.cue.kind not in SPOKEN_ONLY]
    return min(tones, default=end_ms)


_HANDLERS = {
    Command.START: _start,
    Command.PAUSE: _pause,
    Command.RESUME: _resume,
    Command.SKIP: _skip,
    Command.BACK: _back,
    Command.EXTEND: _extend,
    Command.DONE: _done,
    Command.END: _end,
    Command.STOP: _stop,
}
