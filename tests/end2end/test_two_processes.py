"""A window and a terminal on one profile at the same time, with nothing that keeps them apart."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from backstride.store.database import open_history
from backstride.store.history import History
from backstride.store.paths import profile_paths
from end2end.conftest import APP, clean_environment

JOURNEY = Path(__file__).with_name("journey.py")


def test_a_window_and_a_terminal_play_into_one_history(profile: Path) -> None:
    """The window is led through all of its pages meanwhile, and makes a backup."""
    commands = (
        [sys.executable, str(JOURNEY), "--data-dir", str(profile)],
        [*APP, "--data-dir", str(profile), "play", "prerun-quick", "--terminal", "--speed", "100"],
        [*APP, "--data-dir", str(profile), "play", "prerun-quick", "--terminal", "--speed", "90"],
    )

    def run(command: list[str]) -> tuple[int, str]:
        environment = clean_environment(QT_QPA_PLATFORM="offscreen")
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stderr

    with ThreadPoolExecutor(len(commands)) as pool:
        assert list(pool.map(run, commands)) == [(0, "")] * len(commands)
    with closing(open_history(profile_paths(profile))) as history:
        logged = History(history).log(10)
        assert sorted((one.routine, one.status) for one in logged) == [
            ("cooldown-short", "completed"),
            ("prerun-quick", "completed"),
            ("prerun-quick", "completed"),
        ]
        assert all(one.work_done == one.work_planned for one in logged)
    assert "WARNING backstride.store" not in (profile / "backstride.log").read_text(encoding="utf-8")
