"""The writing side of the history: what a saved session leaves on disk, and what is found after a crash."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from msgspec.structs import asdict, replace

from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, Hurt, LeftRunning
from backstride.core.record import SessionRecord, WorkRecord
from backstride.core.session import Command
from backstride.core.timeline import Side, Timeline
from backstride.store.database import open_history
from backstride.store.history import History
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog, may_be_playing, new_session
from unit.store.builders import START, TIMELINE, Player, a_record, a_row, failing_writes, full_disk, rows, store

WORK = WorkRecord(
    index=1,
    exercise="plank",
    side=Side.LEFT,
    set_number=2,
    planned_ms=10_000,
    actual_ms=9_000,
    reps=4,
    outcome=Outcome.SKIPPED,
)
OPEN_WORK = WorkRecord(4, "squat", None, 1, None, 30_000, None, Outcome.STOPPED)


@pytest.fixture
def other_process() -> Iterator[subprocess.Popen[bytes]]:
    """A real process that lives until its input is closed, and is called as the app is."""
    command = [sys.executable, "-c", "input(chr(10))", "backstride"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # before it runs, the system does not know its command
    yield process
    process.kill()
    process.communicate()


def all_of(connection: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    return {table: rows(connection, f"SELECT * FROM {table}") for table in ("plans", "sessions", "work", "hurts")}


def running(connection: sqlite3.Connection, number: int = 1, started: datetime = START) -> str:
    """A session that a crash left, as another process wrote it; its id."""
    row = a_row(number, started=started)
    SessionLog(connection).save(row, a_record(Status.RUNNING, work_done=1), 3, [], started)
    return row.id


def test_a_session_is_written_with_everything_about_it(history: sqlite3.Connection) -> None:
    record = SessionRecord(Status.PARTIAL, 41_000, 2_000, 3, 2, (), steps_planned=5, steps_done=4)
    SessionLog(history).save(a_row(7, speed=2.5), record, 5, [], START + timedelta(minutes=2))
    plan = rows(history, "SELECT * FROM plans")[0]
    (found,) = rows(history, "SELECT * FROM sessions")
    pid = found.pop("pid")
    assert found == {
        "id": f"{7:032x}",
        "routine": "evening",
        "name": "Evening",
        "version": 3,
        "kind": "core",
        "plan": plan["id"],
        "status": "partial",
        "day": "2024-05-15",
        "started_utc": "2024-05-15T16:30:00.000+00:00",
        "utc_offset_s": 7200,
        "saved_utc": "2024-05-15T16:32:00.000+00:00",
        "planned_ms": TIMELINE.total_ms,
        "active_ms": 41_000,
        "paused_ms": 2_000,
        "work_planned": 3,
        "work_done": 2,
        "position": 5,
        "speed": 2.5,
        "steps_planned": 5,
        "steps_done": 4,
        "counted": 0,
        "pain_before": None,
        "pain_during": None,
        "pain_after": None,
        "effort": None,
        "mood": None,
        "note": "",
        "added": 0,
        "edited_utc": None,
    }
    assert isinstance(pid, int)
    assert msgspec.json.decode(str(plan["timeline"]), type=Timeline) == TIMELINE


def test_work_is_written_with_everything_about_it(history: sqlite3.Connection) -> None:
    SessionLog(history).save(a_row(1), a_record(), 5, [WORK, OPEN_WORK], START)
    first, second = rows(history, "SELECT * FROM work ORDER BY id")
    assert first == {
        "id": 1,
        "session": f"{1:032x}",
        "segment": 1,
        "exercise": "plank",
        "side": "left",
        "set_number": 2,
        "planned_ms": 10_000,
        "actual_ms": 9_000,
        "reps": 4,
        "outcome": "skipped",
    }
    assert (second["side"], second["planned_ms"], second["reps"]) == (None, None, None)


def test_saving_again_changes_the_session_and_adds_the_new_work(history: sqlite3.Connection) -> None:
    log, row = SessionLog(history), a_row(1)
    log.save(row, a_record(Status.RUNNING, work_done=0), 0, [], START)
    log.save(row, a_record(Status.RUNNING, work_done=1), 2, [WORK], START)
    log.save(row, a_record(Status.COMPLETED, work_done=3), 5, [OPEN_WORK], START)
    (found,) = rows(history, "SELECT status, work_done, position FROM sessions")
    assert found == {"status": "completed", "work_done": 3, "position": 5}
    assert [row["exercise"] for row in rows(history, "SELECT exercise FROM work ORDER BY id")] == ["plank", "squat"]
    assert len(rows(history, "SELECT id FROM plans")) == 1


def test_sessions_of_the_same_plan_share_it(history: sqlite3.Connection) -> None:
    changed = msgspec.structs.replace(TIMELINE, version=4)
    for number, timeline in enumerate((TIMELINE, TIMELINE, changed)):
        store(history, a_row(number, timeline=timeline), a_record())
    assert len(rows(history, "SELECT id FROM plans")) == 2
    plans = [row["plan"] for row in rows(history, "SELECT plan FROM sessions ORDER BY id")]
    assert plans[0] == plans[1] != plans[2]


@pytest.mark.parametrize(
    ("started", "day", "offset_s", "utc"),
    [
        (datetime(2024, 5, 15, 0, 5, tzinfo=timezone(timedelta(hours=14))), "2024-05-15", 50_400, "2024-05-14T10:05"),
        (
            datetime(2024, 5, 14, 23, 55, tzinfo=timezone(-timedelta(hours=11))),
            "2024-05-14",
            -39_600,
            "2024-05-15T10:55",
        ),
        (
            datetime(2024, 1, 1, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45))),
            "2024-01-01",
            20_700,
            "2023-12-31T18:16",
        ),
        (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), "2024-02-29", 0, "2024-02-29T12:00"),
    ],
)
def test_the_day_is_the_local_one(
    history: sqlite3.Connection, started: datetime, day: str, offset_s: int, utc: str
) -> None:
    session_id = running(history, started=started)
    (found,) = rows(history, "SELECT day, utc_offset_s, started_utc FROM sessions")
    assert found == {"day": day, "utc_offset_s": offset_s, "started_utc": f"{utc}:00.000+00:00"}
    read = SessionLog(history).unfinished(session_id).row.started
    assert (read, read.utcoffset()) == (started, started.utcoffset())


def test_new_sessions_have_ids_of_their_own() -> None:
    ids = {new_session(TIMELINE, START).id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(found) == 32 and int(found, 16) for found in ids)


def test_a_save_that_fails_half_way_leaves_nothing_of_it(history: sqlite3.Connection) -> None:
    log, row = SessionLog(history), a_row(1)
    log.save(row, a_record(Status.RUNNING, work_done=0), 0, [], START)
    before = all_of(history)
    broken = msgspec.structs.replace(TIMELINE, version=9)
    no_outcome = WorkRecord(1, "plank", None, 1, None, 0, None, outcome=Status.RUNNING)
    with pytest.raises(sqlite3.IntegrityError):
        log.save(a_row(1, timeline=broken), a_record(), 5, [WORK, no_outcome], START)
    assert all_of(history) == before
    assert not history.in_transaction


@pytest.mark.parametrize("failing", [full_disk, failing_writes])
def test_a_failing_disk_is_an_error_and_changes_nothing(history: sqlite3.Connection, failing: object) -> None:
    log, row = SessionLog(history), a_row(1)
    log.save(row, a_record(Status.RUNNING, work_done=0), 0, [], START)
    before = all_of(history)
    with failing(history), pytest.raises(sqlite3.OperationalError):
        log.save(row, a_record(), 5, [WORK] * 500, START)
    assert all_of(history) == before
    log.save(row, a_record(), 5, [WORK] * 500, START)
    assert rows(history, "SELECT COUNT(*) AS n FROM work") == [{"n": 500}]


def test_a_session_of_our_own_number_was_left_by_a_process_before_us(history: sqlite3.Connection) -> None:
    session_id = running(history)
    assert SessionLog(history).left_running() == (
        LeftRunning(session_id, "evening", "Evening", START, position=3, segments=5),
    )


def test_a_session_that_another_process_plays_is_not_left_running(
    history: sqlite3.Connection, other_process: subprocess.Popen[bytes]
) -> None:
    session_id = running(history)
    history.execute("UPDATE sessions SET pid = ?", [other_process.pid])
    assert SessionLog(history).left_running() == ()
    other_process.kill()
    other_process.wait()
    assert [item.id for item in SessionLog(history).left_running()] == [session_id]


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not asked there")
def test_a_process_of_somebody_else_lives_too(
    history: sqlite3.Connection, other_process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    running(history)
    history.execute("UPDATE sessions SET pid = ?", [other_process.pid])

    def not_yours(pid: int, signal: int) -> None:
        assert (pid, signal) == (other_process.pid, 0)
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "kill", not_yours)
    assert SessionLog(history).left_running() == ()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux says what a process is")
def test_a_number_that_was_given_to_another_program_is_nobody_who_plays(history: sqlite3.Connection) -> None:
    """After a restart of the machine, or in a copied home folder: the session would never have been offered."""
    session_id = running(history)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        history.execute("UPDATE sessions SET pid = ?", [stranger.pid])
        assert [left.id for left in SessionLog(history).left_running()] == [session_id]
        stranger.communicate(b"\n")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.RUNNING])
def test_a_session_that_ended_is_not_left_running(history: sqlite3.Connection, status: Status) -> None:
    store(history, a_row(1), a_record(status))
    assert SessionLog(history).left_running() == ()


def test_sessions_left_running_are_listed_newest_first(history: sqlite3.Connection) -> None:
    for number, minutes in enumerate((5, 50, 20)):
        running(history, number, START + timedelta(minutes=minutes))
    found = [item.started - START for item in SessionLog(history).left_running()]
    assert found == [timedelta(minutes=minutes) for minutes in (50, 20, 5)]


def test_an_unfinished_session_comes_back_with_its_plan_and_what_was_done(history: sqlite3.Connection) -> None:
    row = a_row(1, speed=3.0)
    done = [WorkRecord(index, "plank", None, 1, None, 0, None, Outcome.COMPLETED) for index in (1, 3, 1)]
    record = SessionRecord(Status.RUNNING, 41_000, 2_000, 3, 2, ())
    SessionLog(history).save(row, record, 4, [*done, OPEN_WORK, WORK], START)
    found = SessionLog(history).unfinished(row.id)
    assert found.row == row
    assert (found.position, found.done, found.active_ms, found.paused_ms) == (4, frozenset({1, 3}), 41_000, 2_000)


def test_only_the_sessions_own_work_comes_back(history: sqlite3.Connection) -> None:
    done = WorkRecord(1, "plank", None, 1, None, 0, None, Outcome.COMPLETED)
    SessionLog(history).save(a_row(1), a_record(Status.RUNNING), 4, [done], START)
    running(history, 2)
    assert SessionLog(history).unfinished(f"{2:032x}").done == frozenset()


def test_a_session_that_does_not_exist_is_a_key_error(history: sqlite3.Connection) -> None:
    with pytest.raises(KeyError, match="nobody"):
        SessionLog(history).unfinished("nobody")


@pytest.mark.parametrize("status", [Status.PARTIAL, Status.ABANDONED])
def test_a_session_left_running_can_be_kept_or_discarded(history: sqlite3.Connection, status: Status) -> None:
    first, second = running(history, 1), running(history, 2)
    SessionLog(history).close_left_running(first, status)
    found = {row["id"]: row["status"] for row in rows(history, "SELECT id, status FROM sessions")}
    assert found == {first: status.value, second: "running"}
    assert [item.id for item in SessionLog(history).left_running()] == [second]


def test_a_session_that_ended_cannot_be_discarded(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record(Status.COMPLETED))
    SessionLog(history).close_left_running(f"{1:032x}", Status.ABANDONED)
    assert rows(history, "SELECT status FROM sessions") == [{"status": "completed"}]


def counted(connection: sqlite3.Connection) -> list[object]:
    """What the sessions say about counting, in the order of their ids."""
    return [row["counted"] for row in rows(connection, "SELECT counted FROM sessions ORDER BY id")]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.PARTIAL, Status.STOPPED])
@pytest.mark.parametrize(("steps_done", "speed", "expected"), [(79, 1.0, 0), (80, 1.0, 1), (80, 0.5, 1), (100, 1.5, 0)])
def test_a_session_counts_from_four_steps_of_five_in_real_time(
    history: sqlite3.Connection, status: Status, steps_done: int, speed: float, expected: int
) -> None:
    store(history, a_row(1, speed=speed), a_record(status, steps_done=steps_done, steps_planned=100))
    assert counted(history) == [expected]


@pytest.mark.parametrize("status", [Status.RUNNING, Status.ABANDONED])
def test_what_runs_or_was_discarded_does_not_count(history: sqlite3.Connection, status: Status) -> None:
    store(history, a_row(1), a_record(status))
    assert counted(history) == [0]


@pytest.mark.parametrize(
    ("status", "steps_done", "speed", "expected"),
    [
        (Status.PARTIAL, 80, 1.0, 1),
        (Status.PARTIAL, 79, 1.0, 0),
        (Status.PARTIAL, 100, 2.0, 0),
        (Status.ABANDONED, 100, 1.0, 0),
    ],
)
def test_a_session_that_a_crash_left_counts_when_it_is_kept_and_most_was_done(
    history: sqlite3.Connection, status: Status, steps_done: int, speed: float, expected: int
) -> None:
    record = a_record(Status.RUNNING, steps_done=steps_done, steps_planned=100)
    for number in (1, 2):
        SessionLog(history).save(a_row(number, speed=speed), record, 3, [], START)
    SessionLog(history).close_left_running(a_row(1).id, status)
    assert counted(history) == [expected, 0]


def test_a_session_left_by_a_version_without_steps_is_kept_but_does_not_count(history: sqlite3.Connection) -> None:
    SessionLog(history).save(a_row(1), a_record(Status.RUNNING, steps_done=0, steps_planned=0), 3, [], START)
    SessionLog(history).close_left_running(a_row(1).id, Status.PARTIAL)
    assert (counted(history), rows(history, "SELECT status FROM sessions")) == ([0], [{"status": "partial"}])


FEELINGS = Feelings(pain_before=2, pain_during=4, pain_after=0, effort=7, mood=5, note="Ça va – “gut” 🙂")


def felt(connection: sqlite3.Connection, number: int = 1) -> Feelings:
    """What the log says of how a session felt."""
    return next(item.feelings for item in History(connection).log(10) if item.id == a_row(number).id)


@pytest.mark.parametrize(
    "feelings", [FEELINGS, Feelings(), Feelings(pain_after=10), Feelings(note="'; DROP TABLE work")]
)
def test_feelings_come_back_as_they_were_told(history: sqlite3.Connection, feelings: Feelings) -> None:
    store(history, a_row(1), a_record())
    store(history, a_row(2), a_record())
    SessionLog(history).save_feelings(a_row(1).id, feelings)
    assert (felt(history, 1), felt(history, 2)) == (feelings, Feelings())


def test_feelings_can_be_changed_and_taken_back(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record())
    SessionLog(history).save_feelings(a_row(1).id, FEELINGS)
    SessionLog(history).save_feelings(a_row(1).id, Feelings(mood=1))
    assert felt(history) == Feelings(mood=1)


def test_feelings_and_hurts_outlive_the_next_save(history: sqlite3.Connection) -> None:
    log, row = SessionLog(history), a_row(1)
    log.save(row, a_record(Status.RUNNING), 0, [], START)
    log.save_feelings(row.id, FEELINGS)
    log.add_hurt(row.id, HURT)
    log.save(row, a_record(Status.STOPPED), 5, [WORK], START)
    assert felt(history) == FEELINGS
    assert len(rows(history, "SELECT id FROM hurts")) == 1


def test_feelings_change_nothing_else(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record(Status.PARTIAL, steps_done=4))
    (before,) = rows(history, "SELECT * FROM sessions")
    SessionLog(history).save_feelings(a_row(1).id, FEELINGS)
    (after,) = rows(history, "SELECT * FROM sessions")
    assert {name: value for name, value in after.items() if before[name] != value} == asdict(FEELINGS)


HURT = Hurt(segment=3, exercise="plank", side=Side.RIGHT, at_ms=4_200, level=6, answer="easier")


def test_hurts_are_written_one_after_the_other_with_everything_about_them(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record())
    log = SessionLog(history)
    log.add_hurt(a_row(1).id, HURT)
    log.add_hurt(a_row(1).id, replace(HURT, side=None, level=0, answer="go-on"))
    first, second = rows(history, "SELECT * FROM hurts ORDER BY id")
    assert first == {
        "id": 1,
        "session": a_row(1).id,
        "segment": 3,
        "exercise": "plank",
        "side": "right",
        "at_ms": 4_200,
        "level": 6,
        "answer": "easier",
    }
    assert (second["side"], second["level"], second["answer"]) == (None, 0, "go-on")


@pytest.mark.parametrize("answer", ["go-on", "easier", "skip", "stop"])
def test_every_answer_can_be_written(history: sqlite3.Connection, answer: str) -> None:
    store(history, a_row(1), a_record())
    SessionLog(history).add_hurt(a_row(1).id, replace(HURT, answer=answer))
    assert rows(history, "SELECT answer FROM hurts") == [{"answer": answer}]


def test_a_hurt_of_no_session_or_with_an_unknown_answer_is_refused(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record())
    for session_id, hurt in (("nobody", HURT), (a_row(1).id, replace(HURT, answer="shrug"))):
        with pytest.raises(sqlite3.IntegrityError):
            SessionLog(history).add_hurt(session_id, hurt)
    assert rows(history, "SELECT * FROM hurts") == []
    assert not history.in_transaction


def test_feelings_and_hurts_tell_of_a_disk_that_fails(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record())
    before = all_of(history)
    with failing_writes(history):
        for write in (SessionLog.save_feelings, SessionLog.add_hurt):
            with pytest.raises(sqlite3.OperationalError):
                write(SessionLog(history), a_row(1).id, FEELINGS if write is SessionLog.save_feelings else HURT)
    assert all_of(history) == before
    assert not history.in_transaction


def test_two_connections_write_one_after_the_other(history: sqlite3.Connection, paths: Paths) -> None:
    other = open_history(paths)
    try:
        first, second = Player(history), Player(other)
        for player in (first, second):
            player.press(Command.START)
        for player in (first, second):
            player.wait(30)
        assert rows(history, "SELECT work_done FROM sessions") == [{"work_done": 2}, {"work_done": 2}]
        assert first.recorder.session_id != second.recorder.session_id
    finally:
        other.close()


def test_a_session_that_was_brought_in_from_elsewhere_is_played_by_nobody(history: sqlite3.Connection) -> None:
    session_id = running(history)
    for number in (0, -1):  # to the system these are not processes but groups of them, ours among them
        history.execute("UPDATE sessions SET pid = ?", [number])
        assert [left.id for left in SessionLog(history).left_running()] == [session_id]
        assert not may_be_playing(number)


def test_what_this_process_or_another_that_lives_may_be_playing(other_process: subprocess.Popen[bytes]) -> None:
    assert may_be_playing(os.getpid())
    assert may_be_playing(other_process.pid)
    other_process.kill()
    other_process.wait()
    assert not may_be_playing(other_process.pid)
