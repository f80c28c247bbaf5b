"""The table `practice`: whoever writes and however, it holds what the sessions and their work amount to."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.events import Outcome, Status
from backstride.core.record import WorkRecord
from backstride.core.session import Command
from backstride.core.timeline import Side
from backstride.store.database import open_history
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog
from unit.store.builders import START, Player, a_profile, a_record, a_row, rows

DATABASES = sorted((Path(__file__).resolve().parents[2] / "data" / "databases").glob("*.db"))
ENDED = ("completed", "partial", "stopped")


def kept(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What the table holds."""
    return sorted(tuple(row.values()) for row in rows(connection, "SELECT * FROM practice"))


def amounting(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What it must hold, worked out from the sessions and their work alone."""
    found = []
    for session in rows(connection, "SELECT * FROM sessions"):
        work = rows(connection, "SELECT * FROM work WHERE session = ?", session["id"])
        for exercise in {row["exercise"] for row in work} if session["status"] in ENDED else ():
            pieces = [row for row in work if row["exercise"] == exercise]
            done = [row for row in pieces if row["outcome"] == "completed"]
            sides = [[row["actual_ms"] for row in done if row["side"] == side] for side in ("left", "right")]
            found.append(
                (
                    exercise,
                    *(session[name] for name in ("day", "id", "routine", "kind", "counted")),
                    len([row for row in pieces if row["outcome"] != "repeated"]),
                    len(done),
                    sum(row["actual_ms"] for row in pieces),
                    len(sides[0]),
                    sum(sides[0]),
                    len(sides[1]),
                    sum(sides[1]),
                )
            )
    return sorted(found)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A history that every example empties before it begins."""
    with closing(open_history(a_profile(tmp_path_factory.mktemp("practice")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


NUMBERS = st.integers(1, 3)
WORK = st.builds(
    WorkRecord,
    index=st.integers(0, 4),
    exercise=st.sampled_from(("plank", "bridge")),
    side=st.none() | st.sampled_from(Side),
    set_number=st.just(1),
    planned_ms=st.just(20_000),
    actual_ms=st.integers(0, 60_000),
    reps=st.none(),
    outcome=st.sampled_from(Outcome),
)
SAVES = st.tuples(
    st.just("save"), NUMBERS, st.sampled_from(Status), st.sampled_from((5, 0)), st.lists(WORK, max_size=4)
)
EDITS = (
    "UPDATE sessions SET counted = 1 - counted WHERE id = :id",
    "UPDATE sessions SET day = '2024-05-14' WHERE id = :id",
    "UPDATE sessions SET kind = 'full', routine = 'other' WHERE id = :id",
    "UPDATE sessions SET status = 'abandoned' WHERE id = :id",
    "UPDATE sessions SET status = 'running' WHERE id = :id",
    "UPDATE sessions SET status = 'partial' WHERE id = :id",
    "DELETE FROM sessions WHERE id = :id",
    "DELETE FROM work WHERE session = :id AND exercise = 'plank'",
    "UPDATE work SET exercise = 'bridge', side = 'left' WHERE session = :id",
    "UPDATE work SET outcome = 'completed', actual_ms = actual_ms + 1 WHERE session = :id",
    "UPDATE work SET session = :other WHERE session = :id AND :other IN (SELECT id FROM sessions)",
    "INSERT OR IGNORE INTO sessions SELECT * FROM sessions WHERE id = :id",
    "REPLACE INTO sessions SELECT * FROM sessions WHERE id = :id",
    "REPLACE INTO work SELECT * FROM work WHERE session = :id",
)
"""Writes to what the session `id` left; `other` is another one."""
KEEPS = st.tuples(st.just("keep"), NUMBERS, st.sampled_from((Status.PARTIAL, Status.ABANDONED)))


def a_piece(exercise: str, side: Side | None = None, outcome: Outcome = Outcome.COMPLETED) -> WorkRecord:
    """A piece of work of twenty seconds."""
    return WorkRecord(1, exercise, side, 1, 20_000, 20_000, None, outcome)


def fill(log: SessionLog) -> None:
    """Two sessions that ended, with work on both sides, skipped and gone back from."""
    work = [
        a_piece("plank", Side.LEFT),
        a_piece("plank", Side.RIGHT),
        a_piece("plank", Side.RIGHT, Outcome.REPEATED),
        a_piece("bridge", outcome=Outcome.SKIPPED),
    ]
    for number in (1, 2):
        log.save(a_row(number), a_record(), 5, work[: 5 - number], START)


@given(steps=st.lists(SAVES | KEEPS | st.tuples(st.sampled_from(EDITS), NUMBERS, NUMBERS), min_size=1, max_size=12))
def test_it_is_right_after_every_write(scratch: sqlite3.Connection, steps: list[tuple[object, ...]]) -> None:
    scratch.execute("DELETE FROM sessions")
    assert kept(scratch) == []
    log = SessionLog(scratch)
    fill(log)
    for step in steps:
        match step:
            case ("save", int(number), Status() as status, int(steps_done), list(work)):
                record = a_record(status, steps_done=steps_done)
                log.save(a_row(number), record, 5, work, START)
            case ("keep", int(number), Status() as status):
                log.close_left_running(a_row(number).id, status)
            case (str(sql), int(number), int(other)):
                scratch.execute(sql, {"id": a_row(number).id, "other": a_row(other).id})
        assert kept(scratch) == amounting(scratch)


def test_a_session_enters_it_when_it_ends(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.press(Command.START)
    player.wait(25)
    assert rows(history, "SELECT exercise FROM work") == [{"exercise": "exercise-0"}]
    assert kept(history) == []
    player.wait(20)
    player.press(Command.DONE)
    assert [row[0] for row in kept(history)] == ["exercise-0", "exercise-1", "exercise-2"]
    assert kept(history) == amounting(history)


def test_what_is_undone_leaves_no_trace(history: sqlite3.Connection) -> None:
    fill(SessionLog(history))
    before = kept(history)
    history.execute("BEGIN IMMEDIATE")
    history.execute("UPDATE work SET exercise = 'squat'")
    history.execute("DELETE FROM sessions")
    history.execute("ROLLBACK")
    assert kept(history) == before != []


@pytest.mark.parametrize("sql", EDITS)
def test_every_kind_of_write_reaches_it(history: sqlite3.Connection, paths: Paths, sql: str) -> None:
    fill(SessionLog(history))
    with closing(open_history(paths)) as connection:
        connection.execute(sql, {"id": a_row(1).id, "other": a_row(2).id})
        assert kept(connection) == amounting(connection) != []


@pytest.mark.parametrize("file", DATABASES, ids=lambda path: path.stem)
def test_an_old_history_brings_it_along(file: Path, tmp_path: Path) -> None:
    paths = a_profile(tmp_path)
    paths.data_dir.mkdir()
    shutil.copyfile(file, paths.database)
    with closing(open_history(paths)) as connection:
        assert len(kept(connection)) >= 5
        assert kept(connection) == amounting(connection)
