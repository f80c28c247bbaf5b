"""What hypothesis draws: routines with their exercises, timelines, and logs of what a user did."""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec.structs import replace

from backstride.core.cues import CueOptions
from backstride.core.definitions import Dose, Exercise, Mode, Routine, Sides, Step, Tempo
from backstride.core.session import Command, Session, advance, apply, begin
from backstride.core.timeline import PlanOptions, Segment, SegmentKind, Side, Timeline
from unit.core.builders import a_block, a_routine, a_segment, a_step, a_timeline, an_exercise

Log = list[tuple[int, Command | None]]
"""What a user did: wait so many milliseconds, then a command or, for None, only a look at the clock."""

PLAIN: dict[str, Any] = {}
FULL: dict[str, Any] = {"resume_lead_ms": 3_000, "cue_options": CueOptions(repetitions=True, coaching=True)}
"""How a session is begun: as if nothing were chosen, and with all signals and a get-ready after every pause."""
in_every_setup = pytest.mark.parametrize("setup", [PLAIN, FULL], ids=["plain", "full"])

TEMPOS = st.builds(
    Tempo,
    out_s=st.sampled_from((1, 1.5, 2)),
    hold_s=st.sampled_from((0, 0.25, 5)),
    back_s=st.sampled_from((0, 1, 2)),
    pause_s=st.sampled_from((0, 1)),
)
OPTIONS = st.builds(
    PlanOptions, preparation_s=st.none() | st.sampled_from((0, 5, 30)), first_side=st.sampled_from(Side)
)
COMMANDS = st.sampled_from(Command) | st.sampled_from((Command.PAUSE, Command.RESUME))
"""Any command, pauses more often than others."""


@st.composite
def doses(draw: DrawFn, *, timed: bool = False) -> tuple[Mode, Dose]:
    """A mode with a dose that suits it."""
    mode = draw(st.sampled_from(Mode))
    if mode in (Mode.HOLD, Mode.FLOW):
        return mode, Dose(seconds=draw(st.integers(1, 90)), tempo=draw(st.none() | TEMPOS))
    if mode is Mode.HOLD_REPS:
        tempo = draw(TEMPOS.map(lambda found: replace(found, hold_s=found.hold_s or 5)))
    else:
        tempo = draw(TEMPOS if timed else st.none() | TEMPOS)
    return mode, Dose(reps=draw(st.integers(1, 12)), tempo=tempo)


@st.composite
def routines(draw: DrawFn, *, timed: bool = False) -> tuple[Routine, dict[str, Exercise]]:
    """A routine with the exercises it names."""
    exercises: dict[str, Exercise] = {}
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 4))):
        mode, dose = draw(doses(timed=timed))
        found = an_exercise(f"exercise-{number}", mode=mode, dose=dose, sides=draw(st.sampled_from(Sides)))
        exercises[found.id] = found
        steps.append(
            a_step(
                found.id,
                dose=dose,
                sets=draw(st.integers(1, 4)),
                rest_s=draw(st.sampled_from((0, 1, 5, 20))),
                prep_s=draw(st.sampled_from((0, 1, 5, 10))),
                sides=draw(st.none() | st.sampled_from(Sides)),
            )
        )
    return a_routine(*steps), exercises


@st.composite
def _work(draw: DrawFn, *, timed: bool) -> Segment:
    """Work that is held, done in timed repetitions, or done until the user says so."""
    reps = draw(st.integers(1, 9))
    tempo = draw(TEMPOS)
    kinds = [
        a_segment(SegmentKind.WORK, draw(st.sampled_from((1, 3, 4.5, 10, 25)))),
        a_segment(SegmentKind.WORK, reps * tempo.total_ms / 1000, reps=reps, tempo=tempo, first_side=Side.LEFT),
        a_segment(SegmentKind.WORK, None, reps=reps),
    ]
    return draw(st.sampled_from(kinds[:2] if timed else kinds))


@st.composite
def timelines(draw: DrawFn, *, timed: bool = False) -> Timeline:
    """A short timeline: work with or without something before it."""
    found: list[Segment] = []
    for _ in range(draw(st.integers(1, 4))):
        before = draw(st.none() | st.sampled_from((SegmentKind.PREPARE, SegmentKind.REST, SegmentKind.SWITCH)))
        if before:
            found.append(a_segment(before, draw(st.sampled_from((1, 5, 8)))))
        found.append(draw(_work(timed=timed)))
    return a_timeline(*found, blocks=[a_block(mode=draw(st.sampled_from(Mode)), cues=("First", "Second"))])


WAITS = st.one_of(
    st.sampled_from((0, 900, 2_999, 4_500, 12_000, 26_000, 70_000)),
    st.integers(0, 50),
    st.integers(0, 6_000),
    st.integers(0, 60_000),
)


def logs() -> SearchStrategy[Log]:
    """Logs of a session that was started: looks, any commands, and pauses that are over again."""
    step = st.tuples(WAITS, st.none() | COMMANDS)
    look = st.tuples(WAITS, st.none())
    pause = st.tuples(WAITS.map(lambda ms: (ms, Command.PAUSE)), WAITS.map(lambda ms: (ms, Command.RESUME)), step, look)
    phrases = st.one_of(step.map(lambda found: (found,)), look.map(lambda found: (found,)), pause)
    return st.lists(phrases, min_size=2, max_size=8).map(lambda found: [item for phrase in found for item in phrase])


def replay(
    timeline: Timeline, log: Log, origin_ms: int = 0, setup: dict[str, Any] = PLAIN
) -> tuple[Session, tuple[object, ...], int]:
    """Play a log from START on: the session, all events, and the time at the end."""
    now_ms = origin_ms
    session, events = apply(begin(timeline, now_ms, **setup), Command.START, now_ms)
    for wait_ms, command in log:
        now_ms += wait_ms
        session, more = _do(session, command, now_ms)
        events += more
    return session, events, now_ms


def _do(session: Session, command: Command | None, now_ms: int) -> tuple[Session, tuple[object, ...]]:
    return advance(session, now_ms) if command is None else apply(session, command, now_ms)
