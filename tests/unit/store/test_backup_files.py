"""The names of backups: what they tell, when the next weekly one is due, and which are kept."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.store.backup_files import (
    KEPT_BEFORE,
    KEPT_BY_HAND,
    KEPT_WEEKLY,
    BackupFile,
    Reason,
    backup_files,
    before_schema_path,
    discard_superfluous,
    free_path,
    is_due,
    superfluous,
    weekly_path,
)
from unit.store.builders import START

KEPT = {
    Reason.WEEKLY: KEPT_WEEKLY,
    Reason.BY_HAND: KEPT_BY_HAND,
    Reason.BEFORE_SCHEMA: KEPT_BEFORE,
    Reason.BEFORE_RESTORE: KEPT_BEFORE,
}
TODAY = START.date()
days = st.dates(date(1970, 1, 1), date(2100, 1, 1))


def weekly(day: date) -> BackupFile:
    """The weekly backup of a day."""
    moment = datetime.combine(day, time())
    return BackupFile(weekly_path(Path("/b"), moment), Reason.WEEKLY, moment, 1)


@st.composite
def some_files(draw: st.DrawFn) -> list[BackupFile]:
    """Files of every reason, of any days, no two with one name."""
    files = [weekly(day) for day in draw(st.sets(days, max_size=20))]
    for reason in (Reason.BY_HAND, Reason.BEFORE_RESTORE):
        moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
        files += [
            BackupFile(free_path(Path("/b"), reason, made), reason, made, 1)
            for made in draw(st.sets(moments, max_size=6))
        ]
    for schema in draw(st.sets(st.integers(2, 30), max_size=6)):
        path = before_schema_path(Path("/b"), schema)
        files.append(BackupFile(path, Reason.BEFORE_SCHEMA, datetime(2000, 1, 1), 1, schema))  # noqa: DTZ001
    return files


@given(some_files(), days)
def test_as_many_of_each_reason_are_kept_as_there_may_be(files: list[BackupFile], today: date) -> None:
    gone = superfluous(files, today)
    for reason, kept in KEPT.items():
        of_reason = [file for file in files if file.reason is reason]
        left = [file for file in of_reason if file not in gone]
        assert len(left) == min(kept, len(of_reason))


@given(some_files(), days)
def test_nothing_that_is_kept_is_older_than_what_is_discarded(files: list[BackupFile], today: date) -> None:
    gone = superfluous(files, today)
    for old in gone:
        for kept in set(files) - set(gone):
            if kept.reason is not old.reason or kept.made.date() > today:
                continue
            assert (kept.schema, kept.made) >= (old.schema, old.made) or old.made.date() > today


@given(st.sets(days, max_size=20), days)
def test_a_backup_just_made_is_kept_and_the_next_is_due_after_a_week(before: set[date], today: date) -> None:
    files = [weekly(day) for day in before]
    if is_due(files, today):
        files.append(weekly(today))
        assert files[-1] not in superfluous(files, today)
    assert not is_due(files, today)


@given(st.sets(days, max_size=20), days)
def test_backups_from_the_future_do_not_keep_the_next_one_off(before: set[date], today: date) -> None:
    future = [weekly(day) for day in before if day - today > timedelta(days=1)]
    past = [weekly(day) for day in before if today - day >= timedelta(days=7)]
    assert is_due([*past, *future], today)


@given(st.lists(st.integers(-400, 400), min_size=1, max_size=40))
def test_a_clock_that_jumps_about_makes_no_flood(offsets: list[int]) -> None:
    files: list[BackupFile] = []
    for offset in offsets:
        today = TODAY + timedelta(days=offset)
        if is_due(files, today):
            files.append(weekly(today))
        gone = superfluous(files, today)
        files = [file for file in files if file not in gone]
        assert len(files) == len(set(files)) <= KEPT_WEEKLY


def test_a_backup_is_due_on_the_same_weekday() -> None:
    assert is_due([], TODAY)
    assert not is_due([weekly(TODAY - timedelta(days=6))], TODAY)
    assert is_due([weekly(TODAY - timedelta(days=7))], TODAY)


def test_a_backup_of_tomorrow_was_made_east_of_here() -> None:
    assert not is_due([weekly(TODAY + timedelta(days=1))], TODAY)
    assert is_due([weekly(TODAY + timedelta(days=2))], TODAY)


def test_only_weekly_backups_put_the_next_one_off() -> None:
    made = START.replace(tzinfo=None)
    others = [BackupFile(Path("x"), reason, made, 1) for reason in Reason if reason is not Reason.WEEKLY]
    assert is_due(others, TODAY)


def test_backups_of_a_future_that_did_not_come_make_room_first() -> None:
    wrong = [weekly(date(2031, 1, 1) + timedelta(weeks=n)) for n in range(KEPT_WEEKLY)]
    right = [weekly(TODAY - timedelta(weeks=n)) for n in range(3)]
    assert set(superfluous([*right, *wrong], TODAY)) == set(wrong[:3])


def test_names_tell_reason_and_moment(tmp_path: Path) -> None:
    made = START.replace(tzinfo=None)
    weekly_path(tmp_path, START).write_bytes(b"12345")
    for reason in (Reason.BY_HAND, Reason.BEFORE_RESTORE):
        free_path(tmp_path, reason, START).touch()
    before_schema_path(tmp_path, 3).touch()
    os.utime(weekly_path(tmp_path, START), (0, 0))
    os.utime(before_schema_path(tmp_path, 3), (START.timestamp(), START.timestamp()))
    found = {file.path.name: file for file in backup_files(tmp_path)}
    assert set(found) == {
        "history-2024-05-15.db",
        "history-by-hand-2024-05-15T183000.db",
        "history-before-restore-2024-05-15T183000.db",
        "history-before-schema-3.db",
    }
    week = found["history-2024-05-15.db"]
    assert (week.reason, week.made, week.size_bytes) == (Reason.WEEKLY, made.replace(hour=0, minute=0), 5)
    assert found["history-by-hand-2024-05-15T183000.db"].made == made
    assert found["history-before-restore-2024-05-15T183000.db"].made == made
    schema = found["history-before-schema-3.db"]
    assert (schema.reason, schema.schema) == (Reason.BEFORE_SCHEMA, 3)
    assert schema.made == START.astimezone().replace(tzinfo=None)


def test_a_weekly_backup_has_the_time_of_its_day_at_which_it_was_written(tmp_path: Path) -> None:
    here = START.astimezone()
    path = weekly_path(tmp_path, here)
    path.touch()
    os.utime(path, (here.timestamp(), here.timestamp()))
    (found,) = backup_files(tmp_path)
    assert found.made == here.replace(tzinfo=None)


@pytest.mark.parametrize(
    "name",
    [
        "history.db",
        "history-2024-05-15.db.bak",
        "my-history-2024-05-15.db",
        "history-2024-13-45.db",
        "history-2024-5-1.db",
        "history-٢٠٢٤-05-15.db",
        "history-by-hand-2024-05-15.db",
        "history-by-hand-2024-05-15T999999.db",
        "history-before-schema-.db",
        "history-before-schema-three.db",
        "notes.txt",
    ],
)
def test_files_of_other_names_are_not_ours(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert backup_files(tmp_path) == ()


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are POSIX")
def test_only_regular_files_are_ours(tmp_path: Path) -> None:
    (tmp_path / "real.db").touch()
    (tmp_path / "history-2024-05-15.db").symlink_to(tmp_path / "real.db")
    (tmp_path / "history-2024-05-16.db").symlink_to(tmp_path / "nowhere")
    (tmp_path / "history-2024-05-17.db").mkdir()
    os.mkfifo(tmp_path / "history-2024-05-18.db")
    assert backup_files(tmp_path) == ()


def test_a_folder_that_is_missing_holds_none(tmp_path: Path) -> None:
    assert backup_files(tmp_path / "missing") == ()


def test_a_name_in_use_is_not_given_again(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        path = free_path(tmp_path, Reason.BEFORE_RESTORE, START.replace(second=59))
        path.touch()
        names.append(path.name)
    assert names == [f"history-before-restore-2024-05-15T{time}.db" for time in ("183059", "183100", "183101")]


def test_discarding_leaves_alone_what_is_not_ours(tmp_path: Path) -> None:
    kept = [weekly_path(tmp_path, START - timedelta(weeks=n)) for n in range(KEPT_WEEKLY)]
    gone = [weekly_path(tmp_path, START - timedelta(weeks=n)) for n in range(KEPT_WEEKLY, KEPT_WEEKLY + 4)]
    others = [tmp_path / name for name in ("history-old.db", "history-2024-05-15 (copy).db", ".hidden", "a.txt")]
    for path in (*kept, *gone, *others):
        path.touch()
    discard_superfluous(tmp_path, START)
    assert set(tmp_path.iterdir()) == {*kept, *others}


def test_what_a_crash_left_goes_after_a_day(tmp_path: Path) -> None:
    now = datetime.fromtimestamp(tmp_path.stat().st_mtime, UTC)
    left = tmp_path / ".unfinished-abc"
    left.mkdir()
    (left / "half.db").touch()
    discard_superfluous(tmp_path, now)
    assert left.exists(), "another process may be at it"
    discard_superfluous(tmp_path, now + timedelta(days=2))
    assert not left.exists()
