"""What hypothesis draws: routines with their exercises, timelines, and logs of what a user did."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec.structs import replace

from backstride.core.definitions import Dose, Exercise, Mode, Routine, Sides, Step, Tempo
from backstride.core.session import Command, Session, advance, apply, begin
from backstride.core.timeline import PlanOptions, Segment, SegmentKind, Side, Timeline
from unit.core.builders import a_block, a_routine, a_segment, a_step, a_timeline, an_exercise

Log = list[tuple[int, Command | None]]
"""What a user did: wait so many milliseconds, then a command or, for None, only a look at the clock."""

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


WAITS = st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 6_000), st.integers(0, 60_000))


def logs(commands: SearchStrategy[Command | None] | None = None) -> SearchStrategy[Log]:
    """Logs of a session that was started; by default with any command."""
    return st.lists(st.tuples(WAITS, commands or st.none() | st.sampled_from(Command)), max_size=12)


def replay(timeline: Timeline, log: Log, origin_ms: int = 0) -> tuple[Session, tuple[object, ...], int]:
    """Play a log from START on: the session, all events, and the time at the end."""
    now_ms = origin_ms
    session, events = apply(begin(timeline, now_ms), Command.START, now_ms)
    for wait_ms, command in log:
        now_ms += wait_ms
        session, more = _do(session, command, now_ms)
        events += more
    return session, events, now_ms


def _do(session: Session, command: Command | None, now_ms: int) -> tuple[Session, tuple[object, ...]]:
    return advance(session, now_ms) if command is None else apply(session, command, now_ms)
