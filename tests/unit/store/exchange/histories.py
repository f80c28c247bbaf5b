"""Histories for tests of exchange: one made by the app's own code, and made-up documents that hypothesis draws."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from msgspec import Raw

from backstride.core.definitions import Kind
from backstride.core.events import Outcome, Status
from backstride.core.history import Correction, DoneElsewhere, Feelings, Hurt, PauseReason
from backstride.core.session import Command
from backstride.core.timeline import Side
from backstride.store.corrections import Corrections
from backstride.store.exchange.checks import local_day
from backstride.store.exchange.document import (
    APP,
    FORMAT,
    BinEntry,
    Document,
    HurtEntry,
    PauseEntry,
    SessionEntry,
    WorkEntry,
)
from backstride.store.exchange.exporting import export_document
from backstride.store.exchange.importing import read_import
from backstride.store.session_log import SessionLog
from unit.core.strategies import timelines
from unit.store.builders import START, TIMELINE, FakeClock, Player

TABLES = ("work", "hurts", "sessions", "plans", "pauses", "bin")
NOW = START + timedelta(days=2)
MOMENTS = st.integers(0, 4 * 10**12).map(lambda ms: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
LENGTHS = st.integers(0, 10_000_000)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80)
SIDES = st.none() | st.sampled_from(Side)
EXERCISES = st.sampled_from(("bridge", "dead-bug", "plank-2"))


def exported(connection: sqlite3.Connection) -> bytes:
    """The history as one document."""
    return b"".join(export_document(connection))


def wipe(connection: sqlite3.Connection) -> None:
    """Remove everything that a user ever did."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")


def everything(connection: sqlite3.Connection) -> list[str]:
    """All of a history as SQL."""
    return list(connection.iterdump())


def document_in(folder: Path, content: bytes | Document) -> Document:
    """The document as an import reads it from a file."""
    path = folder / "history.json"
    path.write_bytes(content if isinstance(content, bytes) else msgspec.json.encode(content))
    return read_import(path)


def fill(connection: sqlite3.Connection) -> None:
    """A history of all that the app can write.

    By their start: a session that was added, one that hurt, one that was edited, one that is running, one more; and
    one that was deleted, and a pause.
    """
    log, corrections = SessionLog(connection), Corrections(connection)
    ids = [_played(connection, day) for day in range(4)]
    log.add_hurt(ids[0], Hurt(1, "exercise-0", Side.LEFT, 2_000, 4, "go-on"))
    log.save_feelings(ids[0], Feelings(3, 4, 2, 6, 4, "Étirements – good"))
    elsewhere = START.replace(tzinfo=timezone(-timedelta(hours=11)))
    corrections.edit(ids[1], Correction(elsewhere, 90_000, False, Feelings(mood=1)), NOW + timedelta(days=9))
    corrections.add(
        DoneElsewhere("", "Swim", Kind.FULL, START - timedelta(hours=1), 1_800_000, Feelings(effort=7)), NOW
    )
    corrections.delete(ids[2:3], NOW)
    corrections.add_pause(date(2024, 5, 1), date(2024, 5, 9), PauseReason.HOLIDAY)
    left = Player(connection, clock=FakeClock(NOW))
    left.press(Command.START)
    left.wait(17)


def _played(connection: sqlite3.Connection, day: int) -> str:
    """A session of that day with its last work skipped; its id."""
    timeline = msgspec.structs.replace(TIMELINE, version=1 + day // 2)
    player = Player(connection, timeline, clock=FakeClock(START + timedelta(days=day)))
    player.press(Command.START)
    player.wait(31)
    player.press(Command.SKIP)
    assert player.recorder.session_id
    return player.recorder.session_id


@st.composite
def work_entries(draw: DrawFn, segments: int) -> WorkEntry:
    """A piece of work somewhere in so many segments."""
    return WorkEntry(
        segment=draw(st.integers(0, segments - 1)),
        exercise=draw(EXERCISES),
        set_number=draw(st.integers(1, 20)),
        actual_ms=draw(LENGTHS),
        outcome=draw(st.sampled_from(Outcome)),
        side=draw(SIDES),
        planned_ms=draw(st.none() | LENGTHS),
        reps=draw(st.none() | st.integers(0, 500)),
    )


@st.composite
def hurt_entries(draw: DrawFn, segments: int) -> HurtEntry:
    """Something that hurt somewhere in so many segments."""
    return HurtEntry(
        segment=draw(st.integers(0, segments - 1)),
        exercise=draw(EXERCISES),
        at_ms=draw(LENGTHS),
        level=draw(st.integers(0, 10)),
        answer=draw(st.sampled_from(("go-on", "easier", "skip", "stop"))),
        side=draw(SIDES),
    )


@st.composite
def session_entries(draw: DrawFn, number: int, plans: dict[str, int]) -> SessionEntry:
    """A session with this number for an id; `plans` tells how many segments each plan has."""
    plan = draw(st.sampled_from(sorted(plans)))
    segments = plans[plan]
    started, offset_s = draw(MOMENTS), draw(st.integers(-14 * 3600, 14 * 3600))
    status = draw(st.sampled_from(Status))
    work_planned, steps_planned = draw(st.integers(0, 40)), draw(st.integers(0, 20))
    said: dict[str, Any] = {
        name: draw(st.none() | st.integers(0, 10)) for name in ("pain_before", "pain_during", "pain_after")
    }
    return SessionEntry(
        id=f"{number:032x}",
        routine=draw(st.sampled_from(("", "evening", "core-1"))),
        name=draw(WORDS),
        version=draw(st.integers(0, 9)),
        kind=draw(st.sampled_from(Kind)),
        plan=plan,
        status=status,
        day=local_day(started, offset_s),
        started_utc=started,
        utc_offset_s=offset_s,
        saved_utc=draw(MOMENTS),
        planned_ms=draw(LENGTHS),
        active_ms=draw(LENGTHS),
        paused_ms=draw(LENGTHS),
        work_planned=work_planned,
        work_done=draw(st.integers(0, work_planned)),
        steps_planned=steps_planned,
        steps_done=draw(st.integers(0, steps_planned)),
        counted=draw(st.booleans()),
        position=draw(st.integers(0, segments - (status is Status.RUNNING))),
        speed=draw(st.floats(0.1, 1000)),
        **said,
        effort=draw(st.none() | st.integers(1, 10)),
        mood=draw(st.none() | st.integers(1, 5)),
        note=draw(st.just("") | WORDS),
        added=draw(st.booleans()),
        edited_utc=draw(st.none() | MOMENTS),
        work=tuple(draw(st.lists(work_entries(segments), max_size=4))),
        hurts=tuple(draw(st.lists(hurt_entries(segments), max_size=2))),
    )


@st.composite
def documents(draw: DrawFn) -> Document:
    """A document of a few sessions, some of them deleted, that share a few plans."""
    drawn = [draw(timelines()) for _ in range(draw(st.integers(1, 3)))]
    texts = {sha256(msgspec.json.encode(timeline)).hexdigest(): timeline for timeline in drawn}
    segments = {plan_id: len(timeline.segments) for plan_id, timeline in texts.items()}
    numbers = draw(st.lists(st.integers(0, 9), max_size=6, unique=True))
    entries = [draw(session_entries(number, segments)) for number in numbers]
    deleted = draw(st.integers(0, len(entries)))
    pauses = []
    for number in draw(st.lists(st.integers(0, 5), max_size=3, unique=True)):
        first = draw(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
        last = first + timedelta(days=draw(st.integers(0, 400)))
        pauses.append(PauseEntry(f"{number:032x}", first, last, draw(st.sampled_from(PauseReason))))
    return Document(
        format=FORMAT,
        app=APP,
        sessions=tuple(entries[deleted:]),
        plans={plan_id: Raw(msgspec.json.encode(timeline)) for plan_id, timeline in texts.items()},
        pauses=tuple(pauses),
        bin=tuple(BinEntry(draw(MOMENTS), entry) for entry in entries[:deleted]),
    )


@contextmanager
def refusing(connection: sqlite3.Connection, event: str, condition: str = "1") -> Iterator[None]:
    """Let SQLite break off the statement, such as `INSERT ON work`, where `condition` holds."""
    connection.execute(
        f"CREATE TEMP TRIGGER refusing BEFORE {event} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    try:
        yield
    finally:
        connection.execute("DROP TRIGGER refusing")
