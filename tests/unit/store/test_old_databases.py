"""One history per schema that was ever shipped, made by that version: each still opens, and says what it said then.

How a file was made stands beside it, in `make_schema_<n>.py`.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from backstride.core.definitions import Kind, Tempo
from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, LoggedSession, LoggedWork
from backstride.core.session import Command
from backstride.core.timeline import Side
from backstride.store.database import SCHEMA_VERSION, open_history
from backstride.store.history import History
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog
from unit.store.builders import Player, a_profile, rows

DATABASES = Path(__file__).resolve().parents[2] / "data" / "databases"
FILES = sorted(DATABASES.glob("*.db"))
NEPAL, SUMMER = timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=2))
LEFT_RUNNING = f"{6:032x}"
NEW_ROUTINE = "mobility-small"


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Paths:
    """A profile with a copy of an old history."""
    paths = a_profile(tmp_path)
    paths.data_dir.mkdir()
    shutil.copyfile(request.param, paths.database)
    return paths


@pytest.fixture
def opened(old: Paths) -> Iterator[sqlite3.Connection]:
    """The old history, opened by this version."""
    with closing(open_history(old)) as connection:
        yield connection


def test_there_is_one_for_every_schema() -> None:
    assert [path.stem for path in FILES] == [f"schema-{number}" for number in range(1, SCHEMA_VERSION + 1)]
    assert all(path.with_name(f"make_{path.stem.replace('-', '_')}.py").is_file() for path in FILES)


def test_each_is_of_the_schema_that_its_name_says(old: Paths, request: pytest.FixtureRequest) -> None:
    with closing(sqlite3.connect(old.database)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    assert request.node.callspec.params["old"].stem == f"schema-{version}"


def test_it_has_the_schema_of_a_fresh_history(opened: sqlite3.Connection, history: sqlite3.Connection) -> None:
    schema = "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    assert rows(opened, schema) == rows(history, schema)
    for table in ("plans", "sessions", "work", "hurts"):
        for about in ("table_info", "index_list", "foreign_key_list"):
            assert rows(opened, f"PRAGMA {about}({table})") == rows(history, f"PRAGMA {about}({table})")
    assert rows(opened, "PRAGMA user_version") == [{"user_version": SCHEMA_VERSION}]
    assert rows(opened, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert rows(opened, "PRAGMA foreign_key_check") == []


def as_it_was(file: Path) -> sqlite3.Connection:
    """An old history read without touching it or its folder."""
    return sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)


def of_every_schema(found: tuple[LoggedSession, ...]) -> list[LoggedSession]:
    """The sessions that every old history has; later ones have more, of a routine of their own."""
    return [item for item in found if item.routine != NEW_ROUTINE]


def test_the_log_says_what_it_said(opened: sqlite3.Connection) -> None:
    found = of_every_schema(History(opened).log(20))
    assert [(item.started, item.routine, item.status, item.active_ms, item.work_done) for item in found] == [
        (datetime(2024, 3, 6, 7, 0, tzinfo=SUMMER), "core-small", Status.STOPPED, 30_000, 1),
        (datetime(2024, 3, 5, 7, 0, tzinfo=SUMMER), "core-small", Status.COMPLETED, 79_000, 3),
        (datetime(2024, 3, 4, 21, 15, tzinfo=SUMMER), "stretch-small", Status.COMPLETED, 21_000, 1),
        (datetime(2024, 3, 3, 0, 30, tzinfo=NEPAL), "core-small", Status.PARTIAL, 64_000, 2),
        (datetime(2024, 3, 1, 7, 0, tzinfo=SUMMER), "core-small", Status.COMPLETED, 79_000, 3),
    ]
    assert [(item.name, item.kind, item.day, item.speed) for item in found[1:4]] == [
        ("Small core", Kind.CORE, date(2024, 3, 5), 10.0),
        ("Small stretch", Kind.STRETCHING, date(2024, 3, 4), 1.0),
        ("Small core", Kind.CORE, date(2024, 3, 3), 1.0),
    ]


def test_the_work_says_what_it_said(opened: sqlite3.Connection) -> None:
    assert History(opened).work(f"{2:032x}") == (
        LoggedWork("side-plank", Side.LEFT, 1, 20_000, 5_000, None, Outcome.SKIPPED),
        LoggedWork("side-plank", Side.RIGHT, 1, 20_000, 20_000, None, Outcome.COMPLETED),
        LoggedWork("dead-bug", None, 1, 24_000, 24_000, 6, Outcome.COMPLETED),
    )
    assert History(opened).work(f"{3:032x}") == (
        LoggedWork("calf-raise", None, 1, None, 21_000, 10, Outcome.COMPLETED),
    )


def test_the_counts_say_what_they_said(opened: sqlite3.Connection) -> None:
    counts = History(opened).routine_counts(date(2024, 3, 7))
    assert {
        key: (item.week, item.month, item.total, item.last_day) for key, item in counts.items() if key != NEW_ROUTINE
    } == {
        "core-small": (0, 1, 1, date(2024, 3, 1)),
        "stretch-small": (1, 1, 1, date(2024, 3, 4)),
    }
    last_done = History(opened).last_done()
    assert (last_done[Kind.CORE], last_done[Kind.STRETCHING]) == (date(2024, 3, 1), date(2024, 3, 4))
    days = History(opened).days(date(2024, 3, 1), date(2024, 3, 31))
    assert {day.day: (total.active_ms, total.completed) for day, total in days.items()} == {
        1: (79_000, 1),
        3: (64_000, 0),
        4: (21_000, 1),
        5: (79_000, 0),
        6: (30_000, 0),
    }


def test_the_plan_can_still_be_read(opened: sqlite3.Connection) -> None:
    timeline = SessionLog(opened).unfinished(LEFT_RUNNING).row.timeline
    assert (timeline.routine, timeline.name, timeline.version, timeline.kind) == (
        "core-small",
        "Small core",
        2,
        Kind.CORE,
    )
    assert [(item.kind.value, item.side, item.duration_ms) for item in timeline.segments] == [
        ("prepare", Side.LEFT, 5_000),
        ("work", Side.LEFT, 20_000),
        ("switch", Side.RIGHT, 5_000),
        ("work", Side.RIGHT, 20_000),
        ("prepare", None, 5_000),
        ("work", None, 24_000),
    ]
    last = timeline.segments[-1]
    assert (last.first_side, last.reps, last.tempo) == (Side.LEFT, 6, Tempo(out_s=2, back_s=2))
    assert [(block.exercise, block.cues, block.note) for block in timeline.blocks] == [
        ("side-plank", ("Hips high",), "easy"),
        ("dead-bug", ("Back flat", "Slowly"), ""),
    ]


def test_the_session_that_was_left_can_go_on(opened: sqlite3.Connection) -> None:
    log = SessionLog(opened)
    (left,) = log.left_running()
    assert (left.id, left.position, left.segments) == (LEFT_RUNNING, 3, 6)
    player = Player(opened, unfinished=log.unfinished(left.id))
    player.press(Command.START)
    player.wait(49)
    assert player.recorder.trouble is None
    (found,) = rows(opened, "SELECT status, work_done, active_ms, counted FROM sessions WHERE id = ?", left.id)
    assert found == {"status": "completed", "work_done": 3, "active_ms": 79_000, "counted": 1}
    assert History(opened).routine_counts(date(2024, 3, 7))["core-small"].total == 2


def test_a_history_that_was_migrated_was_backed_up(old: Paths, request: pytest.FixtureRequest) -> None:
    open_history(old).close()
    is_current = request.node.callspec.params["old"].stem == f"schema-{SCHEMA_VERSION}"
    assert old.backups.exists() is not is_current
    if not is_current:
        (backup,) = old.backups.iterdir()
        assert backup.name == f"history-before-schema-{SCHEMA_VERSION}.db"
        with (
            closing(sqlite3.connect(backup)) as copy,
            closing(as_it_was(request.node.callspec.params["old"])) as original,
        ):
            assert list(copy.iterdump()) == list(original.iterdump())


def migrated(tmp_path: Path, version: int) -> sqlite3.Connection:
    """The old history of this schema, opened by this version."""
    paths = a_profile(tmp_path)
    paths.data_dir.mkdir()
    shutil.copyfile(DATABASES / f"schema-{version}.db", paths.database)
    return open_history(paths)


def test_the_second_schema_counts_what_was_completed_in_real_time(tmp_path: Path) -> None:
    with closing(migrated(tmp_path, 1)) as connection:
        found = rows(connection, "SELECT status, speed, counted, steps_planned, steps_done FROM sessions")
        assert len(found) == 6
        for row in found:
            assert row["counted"] == (row["status"] == "completed" and row["speed"] <= 1)
            assert (row["steps_planned"], row["steps_done"]) == (0, 0)
        assert sum(row["counted"] for row in found) == 2
        assert all(item.feelings == Feelings() for item in History(connection).log(10))
        assert rows(connection, "SELECT * FROM hurts") == []


def test_the_second_schema_changes_nothing_that_was_there(tmp_path: Path) -> None:
    with closing(as_it_was(DATABASES / "schema-1.db")) as original:
        original.row_factory = sqlite3.Row
        before = {table: rows(original, f"SELECT * FROM {table}") for table in ("plans", "sessions", "work")}
    with closing(migrated(tmp_path, 1)) as connection:
        for table, old_rows in before.items():
            columns = ", ".join(old_rows[0])
            assert rows(connection, f"SELECT {columns} FROM {table}") == old_rows


def test_the_second_schema_takes_feelings_of_an_old_session(tmp_path: Path) -> None:
    feelings = Feelings(pain_after=1, mood=5, note="later")
    with closing(migrated(tmp_path, 1)) as connection:
        SessionLog(connection).save_feelings(f"{5:032x}", feelings)
        assert History(connection).log(1)[0].feelings == feelings


def test_a_session_left_by_the_first_schema_can_be_kept(tmp_path: Path) -> None:
    with closing(migrated(tmp_path, 1)) as connection:
        SessionLog(connection).close_left_running(LEFT_RUNNING, Status.PARTIAL)
        found = History(connection).log(1)[0]
        assert (found.id, found.status, found.counts) == (LEFT_RUNNING, Status.PARTIAL, False)


def test_the_second_schema_says_what_counted_felt_and_hurt(tmp_path: Path) -> None:
    with closing(migrated(tmp_path, 2)) as connection:
        found = [item for item in History(connection).log(20) if item.routine == NEW_ROUTINE]
        assert [(item.day, item.status, item.work_done, item.counts) for item in found] == [
            (date(2024, 2, 3), Status.PARTIAL, 3, False),
            (date(2024, 2, 2), Status.STOPPED, 4, True),
            (date(2024, 2, 1), Status.PARTIAL, 4, True),
        ]
        assert [item.feelings for item in found] == [
            Feelings(),
            Feelings(pain_after=0),
            Feelings(pain_before=3, pain_during=4, pain_after=2, effort=6, mood=4, note="Étirements – good"),
        ]
        counts = History(connection).routine_counts(date(2024, 2, 4))[NEW_ROUTINE]
        assert (counts.week, counts.month, counts.total, counts.last_day) == (2, 2, 2, date(2024, 2, 2))
        assert History(connection).last_done()[Kind.MOBILITY] == date(2024, 2, 2)
        hurts = rows(connection, "SELECT session, segment, exercise, side, at_ms, level, answer FROM hurts ORDER BY id")
        assert [tuple(row.values()) for row in hurts] == [
            (f"{7:032x}", 2, "stretch-2", None, 4_000, 4, "skip"),
            (f"{8:032x}", 3, "stretch-3", "left", 2_500, 3, "easier"),
            (f"{8:032x}", 4, "stretch-4", None, 4_000, 7, "stop"),
        ]
