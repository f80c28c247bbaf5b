"""The recorder keeps the log in step with the session, whatever the disk does."""

import logging
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backstride.core.definitions import Kind
from backstride.core.events import SegmentEnded, Status
from backstride.core.history import Hurt, LoggedWork
from backstride.core.session import Command
from backstride.core.timeline import Side
from backstride.store.database import BRIEFLY_MS, BUSY_MS, open_history
from backstride.store.history import History
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog
from unit.core.builders import a_timeline
from unit.core.builders import work as work_for
from unit.store.builders import (
    START,
    TIMELINE,
    FakeClock,
    Player,
    a_profile,
    failing_writes,
    full_disk,
    rows,
)

HURT = Hurt(segment=1, exercise="plank", side=Side.LEFT, at_ms=4_000, level=6, answer="go-on")


def session(connection: sqlite3.Connection) -> dict[str, object]:
    """What is known of the only session."""
    (found,) = rows(connection, "SELECT status, position, work_done, active_ms, paused_ms FROM sessions")
    return found


def work(connection: sqlite3.Connection, player: Player) -> tuple[LoggedWork, ...]:
    """The work on disk of the session that is played."""
    return History(connection).work(str(player.recorder.session_id))


def started(connection: sqlite3.Connection) -> Player:
    """A session that has just begun."""
    player = Player(connection)
    player.press(Command.START)
    return player


def test_nothing_is_written_before_the_session_begins(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.wait(60)
    player.recorder.save(player.session)
    assert player.recorder.session_id is None
    assert rows(history, "SELECT id FROM sessions") == []


def test_a_session_that_never_began_leaves_nothing(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.press(Command.END)
    assert player.session.status is Status.PARTIAL
    assert rows(history, "SELECT id FROM sessions") == []


def test_a_session_is_on_disk_from_its_first_moment(history: sqlite3.Connection, paths: Paths) -> None:
    started(history)
    with closing(open_history(paths)) as other:
        assert session(other) == {"status": "running", "position": 0, "work_done": 0, "active_ms": 0, "paused_ms": 0}


def test_a_session_is_written_at_the_end_of_every_segment(history: sqlite3.Connection) -> None:
    player = started(history)
    seen = [(player.wait(seconds), session(history))[1] for seconds in (4.9, 0.1, 10, 5, 10)]
    assert [(row["position"], row["work_done"], row["active_ms"]) for row in seen] == [
        (0, 0, 0),
        (1, 0, 5_000),
        (2, 1, 15_000),
        (3, 1, 20_000),
        (4, 2, 30_000),
    ]
    assert [item.exercise for item in work(history, player)] == ["exercise-0", "exercise-1"]


def test_the_moment_of_writing_is_kept(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(15)
    assert rows(history, "SELECT started_utc, saved_utc FROM sessions") == [
        {"started_utc": "2024-05-15T16:30:00.000+00:00", "saved_utc": "2024-05-15T16:30:15.000+00:00"}
    ]


def test_a_session_left_alone_and_done_is_completed(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(50)
    player.press(Command.DONE)
    assert session(history) == {
        "status": "completed",
        "position": 5,
        "work_done": 3,
        "active_ms": 50_000,
        "paused_ms": 0,
    }
    assert [(item.actual_ms, item.reps) for item in work(history, player)] == [
        (10_000, None),
        (10_000, None),
        (20_000, 8),
    ]


def test_a_session_with_skipped_work_is_partial(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(8)
    player.press(Command.SKIP)
    player.wait(30)
    player.press(Command.DONE)
    assert (session(history)["status"], session(history)["work_done"]) == ("partial", 2)
    assert [item.outcome.value for item in work(history, player)] == ["skipped", "completed", "completed"]


@pytest.mark.parametrize(("command", "status"), [(Command.END, "partial"), (Command.STOP, "stopped")])
def test_a_session_that_was_ended_says_how(history: sqlite3.Connection, command: Command, status: str) -> None:
    player = started(history)
    player.wait(22)
    player.press(command)
    assert session(history) == {
        "status": status,
        "position": 5,
        "work_done": 1,
        "active_ms": 22_000,
        "paused_ms": 0,
    }
    assert [(item.outcome.value, item.actual_ms) for item in work(history, player)] == [
        ("completed", 10_000),
        ("stopped", 2_000),
    ]


FIVE_STEPS = a_timeline(*(work_for(10, step=step) for step in range(5)))


def steps(connection: sqlite3.Connection) -> tuple[object, ...]:
    """The steps of the only session, and whether it counts."""
    (found,) = rows(connection, "SELECT steps_planned, steps_done, counted FROM sessions")
    return tuple(found.values())


@pytest.mark.parametrize("command", [Command.END, Command.STOP])
@pytest.mark.parametrize(("seconds", "expected"), [(39.9, (5, 3, 0)), (40, (5, 4, 1))])
def test_a_session_that_was_ended_counts_when_most_was_done(
    history: sqlite3.Connection, command: Command, seconds: float, expected: tuple[int, ...]
) -> None:
    player = Player(history, FIVE_STEPS)
    player.press(Command.START)
    player.wait(seconds)
    assert steps(history) == (*expected[:2], 0)
    player.press(command)
    assert steps(history) == expected
    assert (Kind.CORE in History(history).last_done()) is bool(expected[2])


def test_steps_before_and_after_a_crash_count_together(history: sqlite3.Connection) -> None:
    player = Player(history, FIVE_STEPS)
    player.press(Command.START)
    player.wait(25)
    player = resumed(history)
    assert player.recorder.so_far(player.session).steps_done == 2
    player.press(Command.START)
    player.wait(20)
    player.press(Command.END)
    assert steps(history) == (5, 4, 1)


def test_a_session_that_a_crash_left_can_be_abandoned(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(16)
    SessionLog(history).close_left_running(str(player.recorder.session_id), Status.ABANDONED)
    assert session(history)["status"] == "abandoned"
    assert History(history).log(10) == ()


def test_pauses_are_written_once_they_are_over(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(8)
    player.press(Command.PAUSE)
    player.wait(60)
    player.press(Command.RESUME)
    player.wait(7)
    assert (session(history)["active_ms"], session(history)["paused_ms"]) == (15_000, 60_000)


def test_the_speed_is_kept(history: sqlite3.Connection) -> None:
    Player(history, speed=12.0).press(Command.START)
    assert rows(history, "SELECT speed FROM sessions") == [{"speed": 12.0}]


def test_what_ended_in_one_go_is_all_written(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(3_600)
    assert [item.exercise for item in work(history, player)] == ["exercise-0", "exercise-1"]
    assert session(history)["position"] == 4


def resumed(connection: sqlite3.Connection, clock: FakeClock | None = None) -> Player:
    """A new player that goes on with the session that was left."""
    (left,) = SessionLog(connection).left_running()
    return Player(connection, clock=clock, unfinished=SessionLog(connection).unfinished(left.id))


def test_a_session_goes_on_where_a_crash_left_it(history: sqlite3.Connection) -> None:
    crashed = started(history)
    crashed.wait(16)
    crashed.press(Command.PAUSE)
    crashed.wait(30)
    crashed.press(Command.RESUME)
    crashed.wait(6)

    player = resumed(history, FakeClock(START + timedelta(hours=1), origin_ms=0))
    assert (player.session.index, player.session.done) == (3, frozenset({1}))
    assert player.recorder.session_id == crashed.recorder.session_id
    player.press(Command.START)
    assert session(history)["status"] == "running"
    player.press(Command.PAUSE)
    player.wait(9)
    player.press(Command.RESUME)
    player.wait(25)
    player.press(Command.DONE)
    assert session(history) == {
        "status": "completed",
        "position": 5,
        "work_done": 3,
        "active_ms": 20_000 + 25_000,
        "paused_ms": 30_000 + 9_000,
    }
    assert [item.exercise for item in work(history, player)] == ["exercise-0", "exercise-1", "exercise-2"]
    assert rows(history, "SELECT started_utc FROM sessions") == [{"started_utc": "2024-05-15T16:30:00.000+00:00"}]


def test_a_session_that_crashes_twice_still_adds_up(history: sqlite3.Connection) -> None:
    started(history).wait(6)
    second = resumed(history)
    second.press(Command.START)
    second.wait(11)
    third = resumed(history)
    third.press(Command.START)
    third.wait(15)
    third.wait(20)
    third.press(Command.DONE)
    assert (session(history)["status"], session(history)["work_done"]) == ("completed", 3)
    assert session(history)["active_ms"] == 5_000 + 10_000 + 15_000 + 20_000
    assert len(work(history, third)) == 3


def test_a_resumed_session_that_is_ended_before_it_starts_is_partial(history: sqlite3.Connection) -> None:
    started(history).wait(16)
    player = resumed(history)
    player.press(Command.END)
    assert (session(history)["status"], session(history)["work_done"], session(history)["active_ms"]) == (
        "partial",
        1,
        15_000,
    )


def test_what_is_so_far_counts_what_was_done_before(history: sqlite3.Connection) -> None:
    started(history).wait(16)
    player = resumed(history)
    found = player.recorder.so_far(player.session)
    assert (found.status, found.active_ms, found.work_done, found.work_planned) == (Status.RUNNING, 15_000, 1, 3)


def test_a_disk_that_fails_never_stops_the_session(
    history: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    player = started(history)
    with failing_writes(history):
        player.wait(16)
        assert isinstance(player.recorder.trouble, sqlite3.OperationalError)
        player.wait(10)
        assert player.session.index == 3
        assert session(history)["position"] == 0
    assert {(record.name, record.levelno) for record in caplog.records} == {
        ("backstride.store.recorder", logging.WARNING)
    }
    player.wait(4)
    assert player.recorder.trouble is None
    assert session(history) == {"status": "running", "position": 4, "work_done": 2, "active_ms": 30_000, "paused_ms": 0}
    assert [item.exercise for item in work(history, player)] == ["exercise-0", "exercise-1"]


def test_the_beginning_of_a_session_may_fail_too(history: sqlite3.Connection) -> None:
    with failing_writes(history):
        player = started(history)
        assert isinstance(player.recorder.trouble, sqlite3.OperationalError)
        assert player.recorder.session_id is not None
        player.press(Command.PAUSE)
    assert rows(history, "SELECT id FROM sessions") == []
    player.press(Command.RESUME)
    player.wait(50)
    player.press(Command.DONE)
    assert player.recorder.trouble is None
    assert (session(history)["status"], len(work(history, player))) == ("completed", 3)


def test_a_full_disk_is_a_trouble_until_there_is_room(history: sqlite3.Connection) -> None:
    player = started(history)
    with full_disk(history):
        while player.recorder.trouble is None:
            player.press(Command.SKIP)
            player.press(Command.BACK)
        kept = len(work(history, player))
    assert str(player.recorder.trouble) == "database or disk is full"
    player.press(Command.END)
    assert player.recorder.trouble is None
    assert len(work(history, player)) > kept
    assert session(history)["status"] == "partial"


def test_the_end_of_a_session_can_be_saved_later(history: sqlite3.Connection) -> None:
    player = started(history)
    with failing_writes(history):
        player.wait(50)
        player.press(Command.DONE)
        player.recorder.save(player.session)
        assert player.recorder.trouble is not None
        assert session(history)["status"] == "running"
    player.recorder.save(player.session)
    assert player.recorder.trouble is None
    assert (session(history)["status"], len(work(history, player))) == ("completed", 3)


def test_saving_again_writes_no_work_twice(history: sqlite3.Connection) -> None:
    player = started(history)
    player.wait(16)
    player.recorder.save(player.session)
    player.recorder.save(player.session)
    assert len(work(history, player)) == 1


def test_a_kill_at_any_moment_loses_at_most_the_segment_under_way(
    history: sqlite3.Connection, paths: Paths, tmp_path: Path
) -> None:
    """Copies the files of the open history after every step, as a kill would leave them, and opens the copies."""
    player = started(history)
    steps: list[tuple[float, Command | None]] = [
        (3, None),
        (4, Command.PAUSE),
        (60, Command.RESUME),
        (8, None),
        (2, Command.SKIP),
        (1, Command.BACK),
        (6, Command.EXTEND),
        (40, None),
        (9, Command.DONE),
    ]
    ended: list[SegmentEnded] = []
    for number, (seconds, command) in enumerate(steps):
        events = player.wait(seconds)
        if command:
            events += player.press(command)
        ended += [event for event in events if isinstance(event, SegmentEnded)]
        killed = a_profile(tmp_path / f"killed-{number}")
        shutil.copytree(paths.data_dir, killed.data_dir)
        with closing(open_history(killed)) as copy:
            found = session(copy)
            assert found["active_ms"] == sum(event.elapsed_ms for event in ended)
            assert found["position"] == player.session.index
            assert found["work_done"] == len(player.session.done)
            assert found["status"] == player.session.status.value
            pieces = [event for event in ended if event.index in TIMELINE.work]
            assert [item.actual_ms for item in work(copy, player)] == [event.elapsed_ms for event in pieces]
            if player.session.status is Status.RUNNING:
                unfinished = SessionLog(copy).unfinished(str(player.recorder.session_id))
                assert (unfinished.position, unfinished.done) == (player.session.index, player.session.done)
    assert player.session.status is Status.COMPLETED


def waits_ms(statements: list[str]) -> list[int]:
    """How long each transaction of a trace waited for another process, at most."""
    asked = [int(sql.rpartition("=")[2]) for sql in statements if sql.startswith("PRAGMA busy_timeout")]
    return asked[::2]  # after each, the usual wait is set again


def test_a_session_does_not_stand_still_while_another_program_writes(history: sqlite3.Connection, paths: Paths) -> None:
    """Once each piece of work waited five seconds for it, and the session took that for sleep."""
    player = Player(history)
    player.press(Command.START)
    statements: list[str] = []
    with closing(sqlite3.connect(paths.database, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        history.set_trace_callback(statements.append)
        player.wait(16)
        player.recorder.add_hurt(player.session, HURT)
        history.set_trace_callback(None)
        assert isinstance(player.recorder.trouble, sqlite3.OperationalError)
    assert set(waits_ms(statements)) == {BRIEFLY_MS}
    player.wait(16)
    assert player.recorder.trouble is None
    assert rows(history, "SELECT COUNT(*) AS n FROM work WHERE outcome = 'completed'") == [{"n": 2}]
    assert rows(history, "SELECT level FROM hurts") == [{"level": HURT.level}]


def test_the_end_of_a_session_waits_for_another_program(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.press(Command.START)
    statements: list[str] = []
    history.set_trace_callback(statements.append)
    player.press(Command.END)
    history.set_trace_callback(None)
    assert waits_ms(statements) == [BUSY_MS]
