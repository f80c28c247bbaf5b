"""Backups: made whole or not at all, whatever the disk and the clock do, and listed whatever lies among them."""

import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.store import database
from backstride.store.backup_files import KEPT_WEEKLY, Reason
from backstride.store.backups import back_up_by_hand, back_up_weekly, list_backups
from backstride.store.database import (
    SCHEMA_VERSION,
    BackupCancelledError,
    back_up,
    connect_read_only,
    is_damage,
    open_history,
)
from backstride.store.paths import Paths
from unit.store.builders import START, add_sessions, dump, file_size_limit, names, spoil_pages_of

posix = pytest.mark.skipif(os.name != "posix", reason="permissions, links and pipes are POSIX")
OLD_DATABASES = Path(__file__).parents[2] / "data" / "databases"
LATER = START + timedelta(days=30)


def a_backup(connection: sqlite3.Connection, paths: Paths) -> Path:
    """A backup of the history as it is."""
    return back_up_by_hand(connection, paths.backups, START)


def test_a_weekly_backup_is_the_whole_history(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    path = back_up_weekly(history, paths.backups, START)
    assert path == paths.backups / "history-2024-05-15.db"
    with closing(sqlite3.connect(path)) as copy:
        assert dump(copy) == dump(history)
    assert names(paths.backups) == {"history-2024-05-15.db"}


@posix
def test_backups_are_private(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    path = back_up_weekly(history, paths.backups, START)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.backups.stat().st_mode) == 0o700


def test_an_empty_history_is_not_backed_up(history: sqlite3.Connection, paths: Paths) -> None:
    assert back_up_weekly(history, paths.backups, START) is None
    assert not paths.backups.exists()
    history.execute("INSERT INTO pauses VALUES ('a', '2024-05-01', '2024-05-02', 'holiday')")
    assert back_up_weekly(history, paths.backups, START) is not None


def test_an_empty_history_does_not_push_out_the_backups_of_a_full_one(
    history: sqlite3.Connection, paths: Paths
) -> None:
    add_sessions(history, range(3))
    back_up_weekly(history, paths.backups, START)
    history.execute("DELETE FROM sessions")
    for week in range(1, 10):
        assert back_up_weekly(history, paths.backups, START + timedelta(weeks=week)) is None
    assert names(paths.backups) == {"history-2024-05-15.db"}


def test_a_year_of_daily_starts_leaves_the_eight_newest_weeks(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    made = [back_up_weekly(history, paths.backups, START + timedelta(days=n)) for n in range(366)]
    assert sum(path is not None for path in made) == 53
    last = START.date() + timedelta(days=364)
    expected = {f"history-{last - timedelta(weeks=n)}.db" for n in range(KEPT_WEEKLY)}
    assert names(paths.backups) == expected


def test_a_clock_that_was_years_ahead_does_not_keep_backups_off(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    for week in range(KEPT_WEEKLY):
        back_up_weekly(history, paths.backups, START + timedelta(days=2000, weeks=week))
    path = back_up_weekly(history, paths.backups, START)
    assert path is not None
    assert path.exists()
    assert back_up_weekly(history, paths.backups, START + timedelta(days=1)) is None
    assert len(names(paths.backups)) == KEPT_WEEKLY


@posix
def test_a_disk_that_is_full_makes_no_weekly_backup_and_no_fuss(
    history: sqlite3.Connection, paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    add_sessions(history, range(3))
    back_up_weekly(history, paths.backups, START)
    with file_size_limit(8192):
        assert back_up_weekly(history, paths.backups, LATER) is None
    assert "no weekly backup" in caplog.text
    assert names(paths.backups) == {"history-2024-05-15.db"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_makes_no_fuss(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    paths.backups.mkdir(mode=0o500)
    assert back_up_weekly(history, paths.backups, START) is None


def test_a_file_in_place_of_the_folder_makes_no_fuss(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    paths.backups.write_text("not a folder")
    assert back_up_weekly(history, paths.backups, START) is None
    assert paths.backups.read_text() == "not a folder"


def test_a_damaged_history_does_not_push_out_sound_backups(paths: Paths, caplog: pytest.LogCaptureFixture) -> None:
    with closing(open_history(paths)) as connection:
        add_sessions(connection, range(40))
    spoil_pages_of(paths.database, "sessions_by_day")
    with closing(connect_read_only(paths.database, closed=True)) as connection:
        with pytest.raises(sqlite3.DatabaseError) as caught:
            back_up_weekly(connection, paths.backups, START)
        assert is_damage(caught.value)
    assert "no weekly backup" in caplog.text
    assert names(paths.backups) == set()


def test_a_weekly_backup_that_is_cancelled_leaves_nothing(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    assert back_up_weekly(history, paths.backups, START, is_cancelled=lambda: True) is None
    assert names(paths.backups) == set()


def test_a_weekly_backup_tidies_up_also_when_none_is_due(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(1))
    back_up_weekly(history, paths.backups, START)
    for schema in range(2, 9):
        (paths.backups / f"history-before-schema-{schema}.db").touch()
    assert back_up_weekly(history, paths.backups, START) is None
    assert names(paths.backups) == {"history-2024-05-15.db"} | {f"history-before-schema-{n}.db" for n in (6, 7, 8)}


def test_a_session_can_be_written_from_elsewhere_while_a_backup_is_made(
    history: sqlite3.Connection, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_sessions(history, range(3))
    monkeypatch.setattr(database, "PAGES_AT_ONCE", 1)
    asked = []

    def write_in_between() -> bool:
        if not asked:
            add_sessions(history, range(50, 51))
        asked.append(True)
        return False

    with closing(database.connect_read_only(paths.database, closed=False)) as reader:
        path = back_up_weekly(reader, paths.backups, START, is_cancelled=write_in_between)
    assert path is not None
    with closing(sqlite3.connect(path)) as copy:
        assert dump(copy) == dump(history)


def test_a_backup_by_hand_does_not_replace_the_one_before(history: sqlite3.Connection, paths: Paths) -> None:
    first, second = (back_up_by_hand(history, paths.backups, START) for _ in range(2))
    assert (
        names(paths.backups)
        == {first.name, second.name}
        == {
            "history-by-hand-2024-05-15T183000.db",
            "history-by-hand-2024-05-15T183001.db",
        }
    )


@posix
def test_a_backup_by_hand_tells_that_the_disk_is_full(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    with file_size_limit(8192), pytest.raises(UserError) as caught:
        back_up_by_hand(history, paths.backups, START)
    assert caught.value.trouble is Trouble.NOT_SAVED
    assert caught.value.detail
    assert names(paths.backups) == set()


def test_a_backup_by_hand_can_be_cancelled(history: sqlite3.Connection, paths: Paths) -> None:
    with pytest.raises(BackupCancelledError):
        back_up_by_hand(history, paths.backups, START, is_cancelled=lambda: True)
    assert names(paths.backups) == set()


def test_the_list_tells_what_each_backup_holds(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    weekly = back_up_weekly(history, paths.backups, START)
    add_sessions(history, range(3, 5))
    by_hand = back_up_by_hand(history, paths.backups, LATER)
    found = list_backups(paths.backups)
    assert [(b.path, b.reason, b.sessions, b.first_day, b.last_day) for b in found] == [
        (by_hand, Reason.BY_HAND, 5, date(2024, 5, 15), date(2024, 5, 19)),
        (weekly, Reason.WEEKLY, 3, date(2024, 5, 15), date(2024, 5, 17)),
    ]
    assert {(b.schema_version, b.damaged, b.is_newer) for b in found} == {(SCHEMA_VERSION, "", False)}
    assert [b.size_bytes for b in found] == [b.path.stat().st_size for b in found]


def test_listing_changes_nothing_in_the_folder(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(3))
    path = a_backup(history, paths)
    before = (names(paths.backups), path.read_bytes(), path.stat().st_mtime_ns)
    list_backups(paths.backups)
    assert (names(paths.backups), path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_backup_of_an_empty_history_has_no_span(history: sqlite3.Connection, paths: Paths) -> None:
    a_backup(history, paths)
    (found,) = list_backups(paths.backups)
    assert (found.sessions, found.first_day, found.last_day, found.damaged) == (0, None, None, "")


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_old_backups_are_listed(paths: Paths, schema: int) -> None:
    paths.backups.mkdir(parents=True)
    shutil.copyfile(OLD_DATABASES / f"schema-{schema}.db", paths.backups / "history-before-schema-4.db")
    (found,) = list_backups(paths.backups)
    assert (found.reason, found.schema_version, found.damaged) == (Reason.BEFORE_SCHEMA, schema, "")
    assert found.sessions > 0


@posix
def test_the_list_bears_with_whatever_lies_there(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(40))
    sound = a_backup(history, paths)
    folder = paths.backups
    (folder / "history-2024-01-01.db").write_bytes(b"Dear diary\n" * 500)
    (folder / "history-2024-01-02.db").touch()
    (folder / "history-2024-01-03.db").write_bytes(sound.read_bytes()[: 3 * 4096])
    os.mkfifo(folder / "history-2024-01-04.db")
    (folder / "history-2024-01-05.db").symlink_to(sound)
    (folder / "history-2024-01-06.db").mkdir()
    with closing(sqlite3.connect(folder / "history-2024-01-07.db")) as other:
        other.execute("CREATE TABLE sessions (day, status)")
        other.execute("INSERT INTO sessions VALUES ('yesterday', '')")
        other.execute("PRAGMA user_version = 1")
        other.commit()
    with closing(sqlite3.connect(folder / "history-2024-01-08.db")) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    found = {backup.path.name: backup for backup in list_backups(folder)}
    assert {name for name, backup in found.items() if backup.damaged} == {
        f"history-2024-01-0{n}.db" for n in (1, 2, 3, 7)
    }
    assert found["history-2024-01-08.db"].is_newer
    assert found.keys() == {sound.name} | {f"history-2024-01-0{n}.db" for n in (1, 2, 3, 7, 8)}
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_backup_made_in_another_thread_is_whole(history: sqlite3.Connection, paths: Paths) -> None:
    add_sessions(history, range(5))

    def work() -> None:
        with closing(database.connect_read_only(paths.database, closed=False)) as reader:
            back_up_weekly(reader, paths.backups, datetime(2024, 5, 20, tzinfo=UTC))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    (found,) = list_backups(paths.backups)
    assert found.sessions == 5


def test_a_backup_with_a_name_of_its_own_is_left_where_it_is(history: sqlite3.Connection, paths: Paths) -> None:
    own = paths.backups / "before the marathon.db"
    back_up(history, own)
    for week in range(KEPT_WEEKLY + 2):
        add_sessions(history, range(week, week + 1))
        back_up_weekly(history, paths.backups, START + timedelta(weeks=week))
    assert own.exists()
