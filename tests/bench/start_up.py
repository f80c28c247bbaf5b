"""Measures how soon the app is there, what it holds in memory and what it does when nothing happens.

    python3 build_spec/bootstrap.py bench [--rounds 9] [--idle-seconds 60]

From the start of the process until the button of the Today page is on the screen, beside a bare PySide6 window in the
same rounds: as the wheel installed by `bootstrap.py package`, frozen, and with 100,000 sessions in the history.
Exit status 1 when a limit is missed.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.screen import Screen, wait_for

ROOT = Path(__file__).resolve().parents[2]
WHEEL = ROOT / ".venv-build" / "bin" / "backstride"
FROZEN = ROOT / "dist" / "backstride" / "backstride"
BARE = ROOT / "tests" / "bench" / "bare_window.py"
FROZEN_BARE = ROOT / "build" / "bench" / "bare_window" / "bare_window"
MANY = 100_000
PAGES = ("today", "routines", "history", "settings")
BUTTON_X = 1000
"""A column of the screen in which the Today page has its button and no text."""
MEMORY_AFTER_S = 5
START_LIMIT_S = 30
MOST_IDLE_PERCENT = 0.2
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Program:
    """Something to start: its name in the table, its command, and the colour (a bare window: any) to wait for."""

    name: str
    command: tuple[str, ...]
    colour: tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured, the floor beside it, and how many times that is allowed."""

    what: str
    value: float
    floor: float
    unit: str
    most: float


def main(arguments: Sequence[str]) -> int:
    """Measure and judge; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--idle-seconds", type=int, default=60)
    options = parser.parse_args(arguments)
    if not (WHEEL.exists() and FROZEN.exists()):
        print("Nothing is built yet: run bootstrap.py package first.", file=sys.stderr)
        return 1
    freeze_bare_window()
    with tempfile.TemporaryDirectory() as folder, Screen() as screen:
        programs = all_programs(Path(folder))
        starts = start_times(screen, programs, options.rounds)
        memory = memory_mb(screen, programs)
        rows = [
            Row("start, wheel", starts["wheel"], starts["bare"], "ms", 1.5),
            Row("start, frozen", starts["frozen"], starts["frozen bare"], "ms", 1.5),
            Row(f"start, wheel, {MANY:,} sessions", starts["wheel, many"], starts["wheel"], "ms", 1.1),
            Row(f"start, frozen, {MANY:,} sessions", starts["frozen, many"], starts["frozen"], "ms", 1.1),
            Row("memory after 5 s, wheel", memory["wheel"], memory["bare"], "MB", 1.5),
            Row("memory after 5 s, frozen", memory["frozen"], memory["frozen bare"], "MB", 1.5),
        ]
        missed = print_ratios(rows)
        missed |= print_idle(idle_shares(screen.display, Path(folder), options.idle_seconds))
    return 1 if missed else 0


def freeze_bare_window() -> None:
    """Freeze the bare window once, with PyInstaller as it comes."""
    if FROZEN_BARE.exists():
        return
    python = str(WHEEL.with_name("python"))
    work = ROOT / "build" / "bench"
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", str(work)]
    command += ["--workpath", str(work / "work"), "--specpath", str(work), str(BARE)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def all_programs(folder: Path) -> tuple[Program, ...]:
    """What is started in each round, with profiles below `folder` that exist already, as after the first day."""
    theme = json.loads((ROOT / "assets" / "themes" / "light.json").read_text(encoding="utf-8"))
    accent = tuple(bytes.fromhex(theme["accent"].removeprefix("#")))
    few, many = folder / "few", folder / "many"
    subprocess.run([WHEEL, "--data-dir", str(few), "list"], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(few, many)
    fill(many)
    return (
        Program("bare", (str(WHEEL.with_name("python")), str(BARE)), None),
        Program("wheel", (str(WHEEL), "--data-dir", str(few)), accent),
        Program("wheel, many", (str(WHEEL), "--data-dir", str(many)), accent),
        Program("frozen bare", (str(FROZEN_BARE),), None),
        Program("frozen", (str(FROZEN), "--data-dir", str(few)), accent),
        Program("frozen, many", (str(FROZEN), "--data-dir", str(many)), accent),
    )


def fill(profile: Path) -> None:
    """Make up years of sessions in a profile."""
    from backstride.services.clock import SystemClock
    from backstride.store.database import open_history
    from backstride.store.paths import profile_paths
    from doubles.made_up_history import make_up_many

    with contextlib.closing(open_history(profile_paths(profile))) as connection:
        make_up_many(connection, MANY, SystemClock().wall().date())


def start_times(screen: Screen, programs: Sequence[Program], rounds: int) -> dict[str, float]:
    """Milliseconds from the start of each program to its first useful frame: the median of all rounds but the first.

    The programs take turns, so that whatever else the machine does strikes all of them alike.
    """
    times: dict[str, list[float]] = {program.name: [] for program in programs}
    for number in range(rounds + 1):
        for program in programs:
            began = time.monotonic()
            process = start(program.command, screen.display)
            shown = wait_for(lambda program=program: is_shown(screen, program), START_LIMIT_S, program.name)
            end(process)
            wait_for(screen.is_empty, START_LIMIT_S, "an empty screen")
            if number:
                times[program.name].append(1000 * (shown - began))
    return {name: statistics.median(measured) for name, measured in times.items()}


def memory_mb(screen: Screen, programs: Sequence[Program]) -> dict[str, float]:
    """The proportional set size of each program some seconds after its start, in MB, one program at a time."""
    found = {}
    for program in programs:
        process = start(program.command, screen.display)
        wait_for(lambda program=program: is_shown(screen, program), START_LIMIT_S, program.name)
        time.sleep(MEMORY_AFTER_S)
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
        found[program.name] = int(rollup.split("\nPss:")[1].split()[0]) / 1000
        end(process)
        wait_for(screen.is_empty, START_LIMIT_S, "an empty screen")
    return found


def idle_shares(display: str, folder: Path, seconds: int) -> dict[str, tuple[float, float]]:
    """For each page the share of a core in percent and the wake-ups a second while nothing happens."""
    profiles = {page: folder / f"idle-{page}" for page in PAGES}
    processes = {
        page: start((str(WHEEL), "--data-dir", str(profile), "--page", page), display)
        for page, profile in profiles.items()
    }
    time.sleep(2 * MEMORY_AFTER_S)
    before = {page: spent(process.pid) for page, process in processes.items()}
    time.sleep(seconds)
    found = {}
    for page, process in processes.items():
        used, woken = (after - earlier for after, earlier in zip(spent(process.pid), before[page], strict=True))
        found[page] = (100 * used / seconds, woken / seconds)
        end(process)
    return found


def spent(pid: int) -> tuple[float, float]:
    """Processor time in seconds that a process has used, and how often its threads went to sleep of themselves."""
    used, slept = 0.0, 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        fields = (thread / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        used += (int(fields[11]) + int(fields[12])) / TICKS_PER_S
        status = (thread / "status").read_text(encoding="ascii")
        slept += int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
    return used, slept


def is_shown(screen: Screen, program: Program) -> bool:
    """True when the program has drawn what a user waits for."""
    if program.colour is None:
        return not screen.is_empty()
    return program.colour in screen.column(BUTTON_X)


def start(command: Sequence[str], display: str) -> subprocess.Popen[bytes]:
    """Begin a program on the screen, and nowhere else."""
    return subprocess.Popen(command, env=environment(display), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program in order, or else for good."""
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=20)


def environment(display: str) -> Mapping[str, str]:
    """What a program gets: a display, a home, and no settings of whoever measures."""
    return {"DISPLAY": display, "HOME": os.environ["HOME"], "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def print_ratios(rows: Sequence[Row]) -> bool:
    """Print the table; True when a limit is missed."""
    print(f"{'what':<36} {'here':>9} {'floor':>9} {'ratio':>7} {'at most':>8}")
    for row in rows:
        ratio = row.value / row.floor
        word = "" if ratio <= row.most else "  MISSED"
        values = f"{row.value:>6.0f} {row.unit} {row.floor:>6.0f} {row.unit}"
        print(f"{row.what:<36} {values} {ratio:>6.2f}x {row.most:>7.2f}x{word}")
    return any(row.value / row.floor > row.most for row in rows)


def print_idle(shares: Mapping[str, tuple[float, float]]) -> bool:
    """Print what each page does when nothing happens; True when that is too much."""
    for page, (percent, wake_ups) in shares.items():
        word = "" if percent <= MOST_IDLE_PERCENT else "  MISSED"
        print(
            f"idle on {page:<28} {percent:>6.2f} % of a core (at most {MOST_IDLE_PERCENT} %),"
            f" {wake_ups:.2f} wake-ups/s{word}"
        )
    return any(percent > MOST_IDLE_PERCENT for percent, _ in shares.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
