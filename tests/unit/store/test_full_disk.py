"""A full disk at every write: nothing is half written, nothing is lost, and everything goes on when there is room."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.core.history import Feelings, Hurt
from backstride.core.session import Command
from backstride.store.backups import back_up_by_hand, back_up_weekly
from backstride.store.database import SCHEMA_VERSION, damage, open_history
from backstride.store.exchange.files import WRITERS, write_export
from backstride.store.exchange.importing import apply_import, read_import
from backstride.store.paths import Paths
from backstride.store.settings import Settings, load_settings, save_settings
from unit.store.builders import (
    START,
    Player,
    a_profile,
    add_sessions,
    dump,
    file_size_limit,
    full_disk,
    names,
    rows,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")

PAGE = 4096
HURT = Hurt(segment=1, exercise="exercise-0", side=None, at_ms=900, level=4, answer="go-on")
FELT = Feelings(pain_after=2, effort=5)
DATABASES = Path(__file__).parents[2] / "data" / "databases"


@contextmanager
def no_room(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the system refuse every byte that the history's log would grow by."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file_size_limit(0):
        yield


def log_of(connection: sqlite3.Connection) -> dict[str, object]:
    """What the log says of the only session."""
    (found,) = rows(connection, "SELECT status, work_done, pain_after, effort FROM sessions")
    return found | {
        "work": [row["segment"] for row in rows(connection, "SELECT segment FROM work ORDER BY id")],
        "hurts": rows(connection, "SELECT COUNT(*) AS n FROM hurts")[0]["n"],
    }


def hurt(player: Player) -> None:
    player.recorder.add_hurt(player.session, HURT)


def feel(player: Player) -> None:
    player.recorder.tell_feelings(player.session, FELT)


STEPS: tuple[tuple[str, Callable[[Player], object]], ...] = (
    ("start", lambda player: player.press(Command.START)),
    ("first segment", lambda player: player.wait(16)),
    ("hurt", hurt),
    ("second segment", lambda player: player.wait(14)),
    ("end", lambda player: player.press(Command.DONE)),
    ("feelings", feel),
)
ALL_WRITTEN = {"status": "completed", "work_done": 3, "pain_after": 2, "effort": 5, "work": [1, 3, 4], "hurts": 1}


@pytest.mark.parametrize("step", [name for name, _ in STEPS])
def test_a_disk_that_is_full_at_one_step_of_a_session_costs_nothing(
    history: sqlite3.Connection, paths: Paths, step: str
) -> None:
    before = names(paths.data_dir)
    player = Player(history)
    for name, act in STEPS:
        if name == step:
            with no_room(history):
                act(player)
            assert player.recorder.trouble is not None
        else:
            act(player)
            assert player.recorder.trouble is None, name
    if step == STEPS[-1][0]:
        player.recorder.save(player.session)
    assert player.recorder.trouble is None
    assert log_of(history) == ALL_WRITTEN
    assert damage(history) == ""
    assert names(paths.data_dir) == before


def test_a_disk_that_is_full_for_a_whole_session_costs_nothing_once_there_is_room(
    history: sqlite3.Connection, paths: Paths
) -> None:
    before = names(paths.data_dir)
    player = Player(history)
    with no_room(history):
        for name, act in STEPS:
            act(player)
            assert player.recorder.trouble is not None, name
    assert rows(history, "SELECT id FROM sessions") == []
    player.recorder.save(player.session)
    assert player.recorder.trouble is None
    assert log_of(history) == ALL_WRITTEN
    assert names(paths.data_dir) == before


def test_what_hurt_is_written_once_however_often_it_is_tried(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.press(Command.START)
    with no_room(history):
        hurt(player)
        player.recorder.save(player.session)
    player.recorder.save(player.session)
    player.recorder.save(player.session)
    assert rows(history, "SELECT COUNT(*) AS n FROM hurts") == [{"n": 1}]


@pytest.mark.parametrize("room", [0, 10, 60])
def test_settings_are_whole_or_as_they_were(tmp_path: Path, room: int) -> None:
    path = tmp_path / "config" / "settings.json"
    save_settings(path, Settings(text_percent=150))
    with file_size_limit(room), pytest.raises(UserError) as caught:
        save_settings(path, Settings(text_percent=200, voice="x" * 100))
    assert (caught.value.trouble, caught.value.detail) == (Trouble.NOT_SAVED, "File too large")
    assert load_settings(path) == Settings(text_percent=150)
    assert names(path.parent) == {"settings.json"}


@pytest.mark.parametrize("ending", WRITERS)
def test_an_export_is_whole_or_as_it_was(history: sqlite3.Connection, tmp_path: Path, ending: str) -> None:
    add_sessions(history, range(40))
    folder = tmp_path / "taken along"
    folder.mkdir()
    path = folder / f"history{ending}"
    path.write_text("what was there")
    with file_size_limit(1000), pytest.raises(UserError) as caught:
        write_export(history, path)
    assert (caught.value.trouble, caught.value.where) == (Trouble.NOT_SAVED, str(path))
    assert path.read_text() == "what was there"
    assert names(folder) == {path.name}
    write_export(history, path)
    assert path.stat().st_size > 1000


def test_an_import_is_all_or_nothing(history: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(open_history(a_profile(tmp_path / "other"))) as other:
        add_sessions(other, range(60))
        write_export(other, tmp_path / "history.json")
    document = read_import(tmp_path / "history.json")
    add_sessions(history, range(100, 102))
    before = dump(history)
    with full_disk(history), pytest.raises(sqlite3.Error):
        apply_import(history, document)
    history.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file_size_limit(3 * PAGE), pytest.raises(sqlite3.Error):
        apply_import(history, document)
    assert dump(history) == before
    assert apply_import(history, document).new == 60


@pytest.mark.parametrize("room", [0, PAGE, 5 * PAGE])
def test_a_backup_is_whole_or_not_there(history: sqlite3.Connection, paths: Paths, room: int) -> None:
    add_sessions(history, range(10))
    history.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file_size_limit(room):
        assert back_up_weekly(history, paths.backups, START) is None
        with pytest.raises(UserError) as caught:
            back_up_by_hand(history, paths.backups, START)
    assert caught.value.trouble is Trouble.NOT_SAVED
    assert names(paths.backups) == set()
    assert back_up_weekly(history, paths.backups, START) is not None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    import subprocess

    mount = shutil.which("mount")
    folder = tmp_path / "small disk"
    folder.mkdir()
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_session_on_a_disk_that_fills_up_is_whole_once_there_is_room(small_disk: Path) -> None:
    paths = a_profile(small_disk)
    with closing(open_history(paths)) as connection:
        player = Player(connection)
        player.press(Command.START)
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"\0" * PAGE):
                pass
        while player.recorder.trouble is None:  # until the log needs another page
            player.press(Command.SKIP)
            player.press(Command.BACK)
        before = names(paths.data_dir)
        player.press(Command.END)
        assert player.recorder.trouble is not None
        with pytest.raises(UserError):
            save_settings(paths.settings, Settings(voice="x" * PAGE))
        with pytest.raises(UserError):
            back_up_by_hand(connection, paths.backups, START)
        assert names(paths.data_dir) - {"backups"} == before
        filler.unlink()
        player.recorder.save(player.session)
        assert player.recorder.trouble is None
        work = rows(connection, "SELECT id FROM work")
        assert len(work) == len(player.recorder.so_far(player.session).work)
        assert rows(connection, "SELECT status FROM sessions") == [{"status": "partial"}]
        assert damage(connection) == ""


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
@pytest.mark.parametrize("room", [0, 2 * PAGE, 8 * PAGE, 10 * PAGE])
def test_a_migration_without_room_leaves_the_history_as_it_was(paths: Paths, schema: int, room: int) -> None:
    paths.data_dir.mkdir()
    shutil.copy(DATABASES / f"schema-{schema}.db", paths.database)
    with closing(sqlite3.connect(paths.database)) as connection:
        before = dump(connection)
    with file_size_limit(room), pytest.raises(UserError) as caught:
        open_history(paths)
    assert caught.value.trouble is Trouble.DATABASE_UNREADABLE
    with closing(sqlite3.connect(paths.database)) as connection:
        assert damage(connection) == ""
        reached = connection.execute("PRAGMA user_version").fetchone()[0]
        if reached == schema:
            assert dump(connection) == before
    backup = paths.backups / f"history-before-schema-{SCHEMA_VERSION}.db"
    if backup.exists():
        with closing(sqlite3.connect(backup)) as connection:
            assert dump(connection) == before
    else:
        assert reached == schema
    with closing(open_history(paths)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert damage(connection) == ""
        assert names(paths.backups) == {backup.name}
