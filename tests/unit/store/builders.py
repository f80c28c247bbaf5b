"""Builders for tests of the store: a clock that is told the time, and sessions played into a real database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from backstride.core.errors import UserError
from backstride.core.events import Events, Status
from backstride.core.record import SessionRecord
from backstride.core.session import Command, Session, advance, apply, begin
from backstride.core.timeline import Side, Timeline
from backstride.store.database import SCHEMA_VERSION, open_history
from backstride.store.paths import Paths, profile_paths
from backstride.store.recorder import Recorder
from backstride.store.session_log import SessionLog, SessionRow, Unfinished
from unit.core.builders import a_timeline, prepare, rest, work

START = datetime(2024, 5, 15, 18, 30, tzinfo=timezone(timedelta(hours=2)))
TIMELINE = a_timeline(
    prepare(5, side=Side.LEFT),  # 0 at 0 s
    work(10, side=Side.LEFT),  # 1 at 5 s
    rest(5, step=1),  # 2 at 15 s
    work(10, step=1, set_number=2),  # 3 at 20 s
    work(None, step=2, reps=8),  # 4 at 30 s, until done
)
TABLES = {"plans", "sessions", "work", "hurts", "bin", "pauses", "practice"}
MADE_UP_TODAY = date(2026, 5, 20)
"""The Wednesday with which the made-up year ends."""


class FakeClock:
    """Both clocks, set by hand."""

    def __init__(self, start: datetime = START, origin_ms: int = 1_000) -> None:
        self._start = start
        self._origin_ms = self._now_ms = origin_ms

    def now_ms(self) -> int:
        return self._now_ms

    def wall(self) -> datetime:
        return self._start + timedelta(milliseconds=self._now_ms - self._origin_ms)

    def go(self, ms: int) -> None:
        self._now_ms += ms


class Player:
    """Plays a session on a fake clock and lets a recorder follow it, as the app does."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        timeline: Timeline = TIMELINE,
        *,
        clock: FakeClock | None = None,
        speed: float = 1.0,
        unfinished: Unfinished | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.recorder = Recorder(SessionLog(connection), self.clock.wall, speed=speed, unfinished=unfinished)
        position, done = (unfinished.position, unfinished.done) if unfinished else (0, frozenset())
        timeline = unfinished.row.timeline if unfinished else timeline
        self.session: Session = begin(timeline, self.clock.now_ms(), position, done)

    def press(self, command: Command) -> Events:
        """Carry out a command now."""
        return self._take(*apply(self.session, command, self.clock.now_ms()))

    def wait(self, seconds: float) -> Events:
        """Let time pass."""
        self.clock.go(round(seconds * 1000))
        return self._take(*advance(self.session, self.clock.now_ms()))

    def _take(self, session: Session, events: Events) -> Events:
        self.session = session
        self.recorder.follow(session, events)
        return events


def a_row(
    number: int,
    *,
    started: datetime = START,
    speed: float = 1.0,
    timeline: Timeline = TIMELINE,
) -> SessionRow:
    """A session row with an id made of its number."""
    return SessionRow(f"{number:032x}", timeline, started, speed)


def a_record(
    status: Status = Status.COMPLETED,
    *,
    active_ms: int = 60_000,
    work_done: int = 3,
    steps_done: int = 5,
    steps_planned: int = 5,
) -> SessionRecord:
    """A record without its single pieces of work."""
    return SessionRecord(status, active_ms, 0, 3, work_done, (), steps_planned, steps_done)


def store(connection: sqlite3.Connection, row: SessionRow, record: SessionRecord) -> None:
    """Write a session as it ended."""
    SessionLog(connection).save(row, record, len(row.timeline.segments), record.work, row.started.astimezone(UTC))


def a_profile(folder: Path) -> Paths:
    """The paths of a profile in a folder that need not exist yet."""
    return profile_paths(folder / "profile")


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, object]]:
    """The rows of a query."""
    return [dict(row) for row in connection.execute(sql, values)]


@contextmanager
def full_disk(connection: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite itself refuse every write that needs one more page, as on a full disk."""
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        connection.execute("PRAGMA max_page_count = 1000000")


@contextmanager
def failing_writes(connection: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite itself refuse every write."""
    connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = OFF")


def add_sessions(connection: sqlite3.Connection, numbers: range) -> None:
    """One session a day, from the number of the day on."""
    for number in numbers:
        store(connection, a_row(number, started=START + timedelta(days=number)), a_record())


def spoil(path: Path, offset: int, content: bytes) -> None:
    """Overwrite a part of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def spoil_pages_of(database: Path, name: str) -> None:
    """Overwrite the first page of a table or an index, so that whoever reads it is told that it is malformed."""
    with closing(sqlite3.connect(database)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    spoil(database, (root - 1) * size, b"\xff" * size)


def make_newer(connection: sqlite3.Connection) -> None:
    """Let a history look as if the next version had migrated it."""
    with connection:
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('backstride', 'm_next', 'later')"
        )
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


def dump(connection: sqlite3.Connection) -> list[str]:
    """Everything in a history."""
    return list(connection.iterdump())


def names(folder: Path) -> set[str]:
    """The names of all files in a folder, hidden ones too."""
    return {path.name for path in folder.iterdir()}


@contextmanager
def file_size_limit(size_bytes: int) -> Iterator[None]:
    """Let the system refuse to make any file longer than this, as a full disk does."""
    import resource  # late: POSIX only

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def pragma(connection: sqlite3.Connection, name: str) -> object:
    """The value of a pragma."""
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of our tables."""
    found = rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {str(row["name"]) for row in found if not str(row["name"]).startswith(("sqlite_", "_"))}


def refusal(paths: Paths) -> UserError:
    """The error with which a history is refused."""
    try:
        open_history(paths).close()
    except UserError as error:
        return error
    raise AssertionError("the history was opened")
