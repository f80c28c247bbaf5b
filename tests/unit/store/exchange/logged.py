"""Logged sessions for tests of the formats: one to begin with, and what hypothesis draws."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, LoggedSession, LoggedWork
from backstride.core.timeline import Side

SESSION = LoggedSession(
    id=f"{7:032x}",
    routine="evening",
    name="Evening",
    kind=Kind.CORE,
    status=Status.PARTIAL,
    started=datetime(2024, 5, 15, 18, 30, tzinfo=timezone(timedelta(hours=2))),
    day=date(2024, 5, 15),
    active_ms=754_321,
    planned_ms=780_000,
    work_planned=12,
    work_done=11,
    speed=1.0,
    counts=True,
    feelings=Feelings(pain_before=4, pain_during=0, pain_after=2, effort=6, mood=4, note="Easier than last week."),
)
TEXTS = st.text(max_size=200) | st.sampled_from(
    (
        'He said "slowly"; left, right\\both',
        "two\r\nlines\nthree\rfour",
        "ظهري أفضل اليوم 🧘🏽‍♀️ \u200fgut",
        "before\0after",
        "=HYPERLINK(A1)",
        "'quoted",
        "🏃" * 90,
    )
)
"""Anything a user may type, and what has to be escaped somewhere."""
SCALE = st.none() | st.integers(0, 10)
MOMENTS = st.integers(0, 4_000_000_000_000).map(
    lambda ms: datetime(1999, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
"""Moments of the years 1999 to 2125 in UTC, to the millisecond, as the history keeps them."""
OFFSETS = st.integers(-12 * 3600, 14 * 3600).map(lambda seconds: timezone(timedelta(seconds=seconds)))


def a_logged_session(**changes: Any) -> LoggedSession:
    """A session that counts, unless said otherwise."""
    return replace(SESSION, **changes)


def logged_work(**changes: Any) -> LoggedWork:
    """A completed plank of 30 s, unless said otherwise."""
    plank = LoggedWork("plank", None, 1, 30_000, 30_000, None, Outcome.COMPLETED)
    return replace(plank, **changes)


def feelings() -> SearchStrategy[Feelings]:
    """How a session may have felt."""
    return st.builds(
        Feelings, SCALE, SCALE, SCALE, st.none() | st.integers(1, 10), st.none() | st.integers(1, 5), TEXTS
    )


@st.composite
def logged_sessions(draw: st.DrawFn) -> LoggedSession:
    """A session of any kind at any time that every format can tell, to the millisecond, at any offset from UTC."""
    started = draw(MOMENTS).astimezone(draw(OFFSETS))
    return LoggedSession(
        id=draw(st.uuids()).hex,
        routine=draw(TEXTS),
        name=draw(TEXTS),
        kind=draw(st.sampled_from(Kind)),
        status=draw(st.sampled_from(Status)),
        started=started,
        day=started.date(),
        active_ms=draw(st.integers(0, 36_000_000)),
        planned_ms=draw(st.integers(0, 36_000_000)),
        work_planned=draw(st.integers(0, 500)),
        work_done=draw(st.integers(0, 500)),
        speed=draw(st.sampled_from((0.5, 1.0, 1.25, 60.0))),
        counts=draw(st.booleans()),
        feelings=draw(feelings()),
        added=draw(st.booleans()),
        edited=draw(st.none() | MOMENTS),
    )


def pieces_of_work() -> SearchStrategy[list[LoggedWork]]:
    """The work of a session."""
    return st.lists(
        st.builds(
            LoggedWork,
            exercise=st.sampled_from(("plank", "bridge", "bird-dog")),
            side=st.none() | st.sampled_from(Side),
            set_number=st.integers(1, 20),
            planned_ms=st.none() | st.integers(1, 3_600_000),
            actual_ms=st.integers(0, 3_600_000),
            reps=st.none() | st.integers(0, 500),
            outcome=st.sampled_from(Outcome),
        ),
        max_size=8,
    )
