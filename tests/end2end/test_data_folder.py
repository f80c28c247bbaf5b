"""The real app over a data folder that is strange, cannot be used, or whose files were damaged."""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from end2end.conftest import APP, clean_environment

posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")

PLAY = ("play", "prerun-quick", "--terminal", "--speed", "500")
PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
STRANGE = Path("with  spaces ", "Rücken – größer als π", "背中", 'quote\'s "and" %41 #?&', "-dash", "a" * 200)


def lay_down_the_rights_of_root() -> None:
    """Let modes of files hold for this process and those it becomes, as for any other user."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def limit_files(size_bytes: int) -> Callable[[], None]:
    """Let no file of a process that is begun grow beyond this, as on a full disk."""
    import resource  # late: POSIX only

    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def run(folder: Path, *arguments: str, prepare: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """The app to its end over this folder; `prepare` is called in its process before it begins."""
    return subprocess.run(
        [*APP, f"--data-dir={folder}", *arguments],
        env=clean_environment(HOME=str(folder.parent)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=prepare,
    )


def assert_played(done: subprocess.CompletedProcess[str]) -> None:
    """The routine was played to its end, and nothing went wrong that was not told."""
    assert done.returncode == 0, done.stderr
    assert "Completed: 9 of 9 sets done" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / STRANGE
    done = run(folder, *PLAY)
    assert_played(done)
    assert done.stderr == ""
    assert "Five-minute pre-run starter" in run(folder, "history").stdout
    assert run(folder, "export", str(folder / "history.json")).returncode == 0
    assert "already" in run(folder, "import", str(folder / "history.json")).stdout


def test_a_folder_that_is_missing_is_made(tmp_path):
    assert_played(run(tmp_path / "not" / "there" / "yet", *PLAY))
    assert (tmp_path / "not" / "there" / "yet" / "history.db").is_file()


def file_in_place_of_the_folder(folder: Path) -> None:
    folder.write_text("in the way")


def file_in_place_of_its_parent(folder: Path) -> None:
    folder.parent.mkdir()
    folder.parent.rmdir()
    folder.parent.write_text("in the way")


def folder_in_place_of_the_history(folder: Path) -> None:
    (folder / "history.db").mkdir(parents=True)


def folder_in_place_of_the_log(folder: Path) -> None:
    assert run(folder, *PLAY).returncode == 0
    (folder / "history.db-wal").mkdir()


OBSTACLES: tuple[Callable[[Path], None], ...] = (
    file_in_place_of_the_folder,
    file_in_place_of_its_parent,
    folder_in_place_of_the_history,
    folder_in_place_of_the_log,
)


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_routines_play_whatever_stands_in_the_way(tmp_path, obstacle):
    folder = tmp_path / "parent" / "profile"
    if obstacle is not file_in_place_of_its_parent:
        folder.parent.mkdir()
    obstacle(folder)
    done = run(folder, *PLAY)
    assert_played(done)
    why, nothing_kept = done.stderr.splitlines()
    assert str(folder) in why
    assert nothing_kept == (
        f"backstride: Routines can be played all the same, but nothing that you do now is kept in {folder}."
    )
    listed = run(folder, "list")
    assert (listed.returncode, listed.stderr) == (1, why + "\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="how root lays down its rights is Linux's")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_may_only_be_read_or_not_even_that_is_told(tmp_path, mode):
    folder = tmp_path / "profile"
    assert_played(run(folder, *PLAY))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    folder.chmod(mode)
    try:
        done = run(folder, *PLAY, prepare=lay_down_the_rights_of_root)
    finally:
        folder.chmod(0o700)
    assert_played(done)
    why, nothing_kept = done.stderr.splitlines()
    assert str(folder / "history.db") in why
    assert "can be written to" in why
    assert "nothing that you do now is kept" in nothing_kept
    log = before.pop("backstride.log", b"")
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert after.pop("backstride.log", b"").startswith(log)
    assert after == before


@posix
@pytest.mark.parametrize("kilobytes", [0, 40, 64, 120])
def test_a_routine_plays_to_its_end_however_little_room_there_is(tmp_path, kilobytes):
    folder = tmp_path / "profile"
    assert run(folder, "list").returncode == 0
    done = run(folder, *PLAY, prepare=limit_files(kilobytes * 1024))
    assert "Completed: 9 of 9 sets done" in done.stdout
    assert "Traceback" not in done.stderr
    if "nothing that you do now is kept" not in done.stderr:
        assert done.returncode == 1
        (told,) = done.stderr.splitlines()
        assert "could not be saved" in told
    known = {"backstride.log", "history.db", "history.db-wal", "history.db-shm"}
    assert {path.name for path in folder.iterdir()} <= known
    assert_played(run(folder, *PLAY))
    (whole,) = [s for s in json.loads(run(folder, "history", "--json").stdout)["sessions"] if s["status"] != "running"]
    assert whole["work_done"] == 9


DAMAGES: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Dear diary, " * 1000),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_command_starts_with_a_damaged_history_and_says_where_it_went(profile, backstride, history, damage):
    assert backstride(*PLAY).returncode == 0
    backups = profile / "backups"
    backups.mkdir(mode=0o700)
    shutil.copy(profile / "history.db", backups / "history-2026-03-04.db")
    DAMAGES[damage](profile / "history.db")
    damaged = (profile / "history.db").read_bytes()
    done = backstride("history")
    assert done.returncode == 0
    (told,) = done.stderr.splitlines()
    (aside,) = profile.glob("history-damaged-*.db")
    assert aside.read_bytes() == damaged
    assert str(aside) in told
    assert str(backups / "history-2026-03-04.db") in told
    assert "Five-minute pre-run starter" in done.stdout
    again = backstride(*PLAY)
    assert (again.returncode, again.stderr) == (0, "")
    assert len(history()) == 2


@posix
@pytest.mark.parametrize("mask", ["000", "022", "077"])
def test_everything_that_is_written_is_private(tmp_path, mask):
    folder = tmp_path / "profile"
    script = (
        "import os, sys; "
        f"os.umask(0o{mask}); "
        "from backstride.__main__ import main; "
        "main(['--data-dir', sys.argv[1], 'play', 'prerun-quick', '--terminal', '--speed', '500']); "
        "from pathlib import Path; Path(sys.argv[1], 'settings.json').write_text('{'); "
        "Path(sys.argv[1], 'settings.json').chmod(0o600); "
        "main(['--data-dir', sys.argv[1], 'history']); "
        "main(['--data-dir', sys.argv[1], 'export', sys.argv[1] + '/history.json'])"
    )
    subprocess.run(
        [sys.executable, "-c", script, folder], check=True, capture_output=True, env=clean_environment(), timeout=60
    )
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(("history.db", "backstride.log", "settings.damaged.json", "history.json"), 0o600)
