"""A damaged history keeps no app from starting and is never lost: it is moved aside, and a backup takes its place."""

import os
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.core.session import Command
from backstride.store import database
from backstride.store.backup_files import Reason, free_path
from backstride.store.backups import back_up_by_hand, back_up_weekly
from backstride.store.database import SCHEMA_VERSION, back_up, damage, open_history
from backstride.store.paths import Paths
from backstride.store.rescue import Opened, open_in_memory, open_or_rescue
from unit.store.builders import (
    START,
    Player,
    a_profile,
    add_sessions,
    dump,
    file_size_limit,
    make_newer,
    names,
    rows,
    spoil_pages_of,
)

NOW = START + timedelta(days=30)
ASIDE = f"history-damaged-{NOW:%Y-%m-%dT%H%M%S}.db"
PAGE = 4096
SHORT_RUN = 60
LONG_RUN = 1000

posix = pytest.mark.skipif(os.name != "posix", reason="limits and permissions are POSIX")


def sessions(connection: sqlite3.Connection) -> int:
    """How many sessions there are."""
    return int(connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0])


def rescued(paths: Paths) -> tuple[UserError, int]:
    """What is told after a rescue, and how many sessions there are then."""
    opened = open_or_rescue(paths, NOW)
    with closing(opened.connection) as connection:
        assert damage(connection) == ""
        (told,) = opened.troubles
        return told, sessions(connection)


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def backed_up(paths: Paths) -> Paths:
    """A closed history of five sessions, of which the newest backup holds three."""
    with closing(open_history(paths)) as connection:
        add_sessions(connection, range(3))
        back_up_weekly(connection, paths.backups, START)
        add_sessions(connection, range(3, 5))
    return paths


def test_a_sound_history_is_opened_as_it_is(backed_up: Paths) -> None:
    opened = open_or_rescue(backed_up, NOW)
    with closing(opened.connection) as connection:
        assert (opened.troubles, opened.kept, sessions(connection)) == ((), True, 5)
    assert names(backed_up.data_dir) == {"history.db", "backups"}


def test_a_damaged_history_is_moved_aside_and_the_newest_backup_restored(backed_up: Paths) -> None:
    spoil_pages_of(backed_up.database, "work")
    before = backed_up.database.read_bytes()
    told, found = rescued(backed_up)
    assert (told.trouble, found) == (Trouble.HISTORY_RESTORED, 3)
    assert told.where == str(backed_up.data_dir / ASIDE)
    assert told.instead == str(backed_up.backups / f"history-{START:%Y-%m-%d}.db")
    assert (backed_up.data_dir / ASIDE).read_bytes() == before
    assert names(backed_up.data_dir) == {"history.db", "backups", ASIDE}
    assert names(backed_up.backups) == {f"history-{START:%Y-%m-%d}.db"}


def test_after_a_rescue_the_next_start_is_like_any_other(backed_up: Paths) -> None:
    spoil_pages_of(backed_up.database, "work")
    rescued(backed_up)
    opened = open_or_rescue(backed_up, NOW)
    with closing(opened.connection) as connection:
        assert (opened.troubles, sessions(connection)) == ((), 3)


def test_without_a_backup_a_new_history_is_begun(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        add_sessions(connection, range(2))
    spoil_pages_of(paths.database, "sessions")
    before = paths.database.read_bytes()
    told, found = rescued(paths)
    assert (told.trouble, found, told.where) == (Trouble.HISTORY_BEGUN_ANEW, 0, str(paths.data_dir / ASIDE))
    assert (paths.data_dir / ASIDE).read_bytes() == before


def test_what_sqlite_left_beside_a_damaged_history_goes_with_it(backed_up: Paths, tmp_path: Path) -> None:
    with closing(open_history(backed_up)) as connection:
        Player(connection).press(Command.START)
        killed = a_profile(tmp_path / "killed")
        shutil.copytree(backed_up.data_dir, killed.data_dir)
    killed.database.write_bytes(b"\xff" * PAGE)
    log = killed.database.with_name("history.db-wal").read_bytes()
    told, found = rescued(killed)
    assert (told.trouble, found) == (Trouble.HISTORY_RESTORED, 3)
    assert (killed.data_dir / f"{ASIDE}-wal").read_bytes() == log
    assert names(killed.data_dir) == {"history.db", "backups", ASIDE, f"{ASIDE}-wal", f"{ASIDE}-shm"}


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_what_was_moved_aside_before_is_never_replaced(backed_up: Paths, end: str) -> None:
    (backed_up.data_dir / f"{ASIDE}{end}").write_text("older")
    spoil_pages_of(backed_up.database, "work")
    told, _ = rescued(backed_up)
    later = f"history-damaged-{NOW + timedelta(seconds=1):%Y-%m-%dT%H%M%S}.db"
    assert told.where == str(backed_up.data_dir / later)
    assert (backed_up.data_dir / f"{ASIDE}{end}").read_text() == "older"


def test_a_backup_that_is_damaged_or_newer_is_passed_over(backed_up: Paths) -> None:
    good = backed_up.backups / f"history-{START:%Y-%m-%d}.db"
    newer, damaged, torn = (backed_up.backups / f"history-2024-05-{day}.db" for day in (20, 21, 22))
    for copy in (newer, damaged):
        shutil.copy(good, copy)
    with closing(sqlite3.connect(newer)) as connection:
        make_newer(connection)
    spoil_pages_of(damaged, "work")
    torn.write_bytes(good.read_bytes()[:PAGE])
    before = files(backed_up.backups)
    backed_up.database.write_bytes(b"\x00" * PAGE)
    told, found = rescued(backed_up)
    assert (told.trouble, told.instead, found) == (Trouble.HISTORY_RESTORED, str(good), 3)
    assert files(backed_up.backups) == before


def test_what_the_user_gave_up_in_a_restore_comes_last(backed_up: Paths) -> None:
    with closing(open_history(backed_up)) as connection:
        back_up(connection, free_path(backed_up.backups, Reason.BEFORE_RESTORE, NOW))
    spoil_pages_of(backed_up.database, "work")
    assert rescued(backed_up)[1] == 3


def test_a_backup_of_an_older_version_is_migrated(paths: Paths) -> None:
    paths.backups.mkdir(parents=True)
    old = Path(__file__).parents[2] / "data" / "databases" / "schema-1.db"
    shutil.copy(old, paths.backups / "history-2024-03-04.db")
    paths.database.write_text("Dear diary")
    opened = open_or_rescue(paths, NOW)
    with closing(opened.connection) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        assert sessions(connection) > 0


def test_an_emptied_history_is_restored(backed_up: Paths) -> None:
    backed_up.database.write_bytes(b"")
    told, found = rescued(backed_up)
    assert (told.trouble, told.detail, found) == (Trouble.HISTORY_RESTORED, "empty file", 3)


def test_a_newer_history_is_refused_and_stays_where_it_is(backed_up: Paths) -> None:
    with closing(open_history(backed_up)) as connection:
        make_newer(connection)
    before = files(backed_up.data_dir)
    with pytest.raises(UserError) as caught:
        open_or_rescue(backed_up, NOW)
    assert caught.value.trouble is Trouble.NEWER_DATABASE
    assert files(backed_up.data_dir) == before


@posix
def test_without_room_for_a_rescue_everything_stays_as_it_is(backed_up: Paths) -> None:
    spoil_pages_of(backed_up.database, "work")
    before = files(backed_up.data_dir)
    with file_size_limit(PAGE), pytest.raises(UserError) as caught:
        open_or_rescue(backed_up, NOW)
    assert (caught.value.trouble, caught.value.where) == (Trouble.NOT_RESCUED, str(backed_up.database))
    assert files(backed_up.data_dir) == before
    assert rescued(backed_up)[1] == 3


@posix
def test_a_rescue_leaves_everything_private(backed_up: Paths) -> None:
    spoil_pages_of(backed_up.database, "work")
    with closing(open_or_rescue(backed_up, NOW).connection):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in backed_up.data_dir.iterdir()}
    assert modes.pop("backups") == 0o700
    assert set(modes.values()) == {0o600}


UNUSABLE = UserError(Trouble.DATA_DIR_UNUSABLE, where="somewhere", detail="File exists")


def in_memory(paths: Paths) -> Opened:
    """The history in memory, checked for what every such history is."""
    opened = open_in_memory(paths, UNUSABLE)
    assert not opened.kept
    assert [trouble.trouble for trouble in opened.troubles] == [Trouble.DATA_DIR_UNUSABLE, Trouble.NOTHING_KEPT]
    return opened


def test_a_history_in_memory_takes_a_session_and_leaves_nothing_behind(paths: Paths, tmp_path: Path) -> None:
    with closing(in_memory(paths).connection) as connection:
        player = Player(connection)
        player.press(Command.START)
        player.wait(50)
        player.press(Command.DONE)
        assert player.recorder.trouble is None
        assert rows(connection, "SELECT status FROM sessions") == [{"status": "completed"}]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left_open", [False, True])
def test_a_history_in_memory_begins_with_what_can_be_read(backed_up: Paths, tmp_path: Path, left_open: bool) -> None:
    if left_open:
        with closing(open_history(backed_up)) as connection:
            add_sessions(connection, range(5, 7))
            killed = a_profile(tmp_path / "killed")
            shutil.copytree(backed_up.data_dir, killed.data_dir)
    else:
        killed = backed_up
    database = killed.database.read_bytes()
    with closing(in_memory(killed).connection) as connection:
        assert sessions(connection) == (7 if left_open else 5)
        add_sessions(connection, range(10, 12))
    assert killed.database.read_bytes() == database


@pytest.mark.parametrize("fault", ["damaged", "newer", "missing"])
def test_a_history_in_memory_is_empty_where_nothing_can_be_read(backed_up: Paths, fault: str) -> None:
    if fault == "damaged":
        spoil_pages_of(backed_up.database, "work")
    elif fault == "newer":
        with closing(open_history(backed_up)) as connection:
            make_newer(connection)
    else:
        backed_up.database.unlink()
    before = files(backed_up.data_dir)
    with closing(in_memory(backed_up).connection) as connection:
        assert sessions(connection) == 0
    assert files(backed_up.data_dir) == before


Mutation = Callable[[bytearray, random.Random], None]


def flip_a_bit(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def flip_a_bit_of_the_header(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(100)] ^= 1 << chance.randrange(8)


def scatter(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(2, 200)):
        content[chance.randrange(len(content))] = chance.randrange(256)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def cut_at_a_page(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content) // PAGE) * PAGE :]


def zero_pages(content: bytearray, chance: random.Random) -> None:
    first = chance.randrange(len(content) // PAGE) * PAGE
    count = min(chance.choice((512, PAGE, 5 * PAGE, len(content))), len(content) - first)
    content[first : first + count] = bytes(count)


def swap_pages(content: bytearray, chance: random.Random) -> None:
    one, other = (chance.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    content[one : one + PAGE], content[other : other + PAGE] = content[other : other + PAGE], content[one : one + PAGE]


def write_text_into(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    words = b"Dear diary, " * chance.randrange(1, 2000)
    content[at : at + len(words)] = words[: len(content) - at]


def replace_by_noise(content: bytearray, chance: random.Random) -> None:
    content[:] = chance.randbytes(chance.randrange(3 * PAGE))


MUTATIONS: tuple[Mutation, ...] = (
    flip_a_bit,
    flip_a_bit_of_the_header,
    scatter,
    cut,
    cut_at_a_page,
    zero_pages,
    swap_pages,
    write_text_into,
    replace_by_noise,
)


def mutations(number: int) -> Iterator[tuple[int, Mutation]]:
    """Every kind in turn, each with the number from which its chance is made."""
    for seed in range(number):
        yield seed, MUTATIONS[seed % len(MUTATIONS)]


def assert_every_mutation_is_survived(backed_up: Paths, tmp_path: Path, number: int) -> None:
    """Damage the history in many ways, each time from the sound state, also with a log beside it."""
    with closing(open_history(backed_up)) as connection:
        Player(connection).press(Command.START)
        killed = a_profile(tmp_path / "killed")
        shutil.copytree(backed_up.data_dir, killed.data_dir)
    outcomes: set[object] = set()
    for seed, mutate in mutations(number):
        chance = random.Random(seed)
        victim = a_profile(tmp_path / "victim")
        shutil.copytree(chance.choice((backed_up, killed)).data_dir, victim.data_dir)
        target = victim.database
        wal = victim.database.with_name("history.db-wal")
        if wal.exists() and chance.random() < 0.3:
            target = wal
        content = bytearray(target.read_bytes())
        mutate(content, chance)
        target.write_bytes(content)
        backups, damaged = files(victim.backups), victim.database.read_bytes()
        opened = open_or_rescue(victim, NOW)
        where = f"{mutate.__name__} of {target.name}, seed {seed}"
        with closing(opened.connection) as connection:
            assert damage(connection) == "", where
            assert opened.kept, where
            player = Player(connection)
            player.press(Command.START)
            assert player.recorder.trouble is None, where
            if opened.troubles:
                assert opened.troubles[0].trouble is Trouble.HISTORY_RESTORED, where
                assert sessions(connection) == 3 + 1, where
                assert (victim.data_dir / ASIDE).read_bytes() == damaged, where
        outcomes.add(opened.troubles[0].trouble if opened.troubles else None)
        assert files(victim.backups) == backups, where
        assert not [name for name in names(victim.data_dir) if name.startswith(".")], where
        shutil.rmtree(victim.data_dir)
    assert outcomes == {None, Trouble.HISTORY_RESTORED}


def test_the_app_starts_whatever_became_of_the_file(backed_up: Paths, tmp_path: Path) -> None:
    assert_every_mutation_is_survived(backed_up, tmp_path, SHORT_RUN)


@pytest.mark.long
def test_the_app_starts_whatever_became_of_the_file_a_thousand_times(backed_up: Paths, tmp_path: Path) -> None:
    assert_every_mutation_is_survived(backed_up, tmp_path, LONG_RUN)


def test_the_app_starts_wherever_the_file_was_cut(backed_up: Paths, tmp_path: Path) -> None:
    content = backed_up.database.read_bytes()
    for pages in range(len(content) // PAGE):
        victim = a_profile(tmp_path / str(pages))
        shutil.copytree(backed_up.data_dir, victim.data_dir)
        victim.database.write_bytes(content[: pages * PAGE])
        told, found = rescued(victim)
        assert (told.trouble, found) == (Trouble.HISTORY_RESTORED, 3), pages
        assert (victim.data_dir / ASIDE).read_bytes() == content[: pages * PAGE]


def test_a_rescued_history_holds_just_what_the_backup_held(backed_up: Paths) -> None:
    with closing(open_history(backed_up)) as connection:
        path, expected = back_up_by_hand(connection, backed_up.backups, NOW), dump(connection)
    backed_up.database.write_bytes(path.read_bytes()[: 2 * PAGE])
    with closing(open_or_rescue(backed_up, NOW).connection) as connection:
        assert dump(connection) == expected


def test_a_large_history_is_looked_over_only_when_in_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = a_profile(tmp_path)
    open_history(paths).close()
    looked_over: list[sqlite3.Connection] = []
    monkeypatch.setattr(database, "damage", lambda connection: looked_over.append(connection) or "")
    monkeypatch.setattr(database, "LOOKED_OVER_BYTES", 0)
    open_history(paths).close()
    assert not looked_over
    monkeypatch.undo()
    monkeypatch.setattr(database, "damage", lambda connection: looked_over.append(connection) or "")
    open_history(paths).close()
    assert len(looked_over) == 1
