"""How long the History page waits for its answers with 1,000, 10,000 and 100,000 sessions of ten pieces of work each.

    .venv/bin/python tests/bench/history_speed.py [--sessions N ...] [--pieces N]

The sessions are spread over 25 years, so that a year of the largest history holds 4,000 of them.  Each figure is
milliseconds of the processor, the median of five, beside its ratio to the smallest history; the floor is a query that
reads nothing.  Exit status 1 when a bounded answer (year, log, streak) of any history takes longer than it may.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import takewhile
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from backstride.core.definitions import Kind  # noqa: E402
from backstride.core.events import Outcome, Status  # noqa: E402
from backstride.core.record import WorkRecord  # noqa: E402
from backstride.core.review import Selection, Shown  # noqa: E402
from backstride.core.streak import streak  # noqa: E402
from backstride.store.database import open_history  # noqa: E402
from backstride.store.paths import Paths, profile_paths  # noqa: E402
from backstride.store.review import Review, place_in_log  # noqa: E402
from backstride.store.session_log import SessionLog  # noqa: E402
from doubles.made_up_history import LADDERS, make_up_many  # noqa: E402
from unit.store.builders import a_record, a_row  # noqa: E402

TODAY = date(2026, 5, 20)
MONDAY = 0
GOAL = 3
RUNS = 5
PAGE = 50
BOUNDED = ("year", "year of a kind", "log, first page", "log, far down", "log of a kind, far down", "streak, 3 months")
MOST_MS = 30.0
WORK = [
    WorkRecord(number, f"exercise-{number // 2}", None, 1, 20_000, 20_000, None, Outcome.COMPLETED)
    for number in range(10)
]
Answers = dict[str, Callable[[], object]]


def main() -> int:
    """Print a table; exit status 1 when a bounded answer is slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--pieces", type=int, default=10, help="pieces of work in each session")
    options = parser.parse_args()
    measured: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for sessions in options.sessions:
            paths = profile_paths(Path(folder) / str(sessions))
            start = perf_counter()
            with closing(open_history(paths)) as connection:
                make_up_many(connection, sessions, TODAY, options.pieces)
            made_s = perf_counter() - start
            size_mb = paths.database.stat().st_size / 1e6
            print(f"{sessions:,} sessions: made in {made_s:.1f} s, {size_mb:.1f} MB", flush=True)
            measured.append(measure(paths))
    print_table(options.sessions, measured)
    slow = {name for figures in measured for name in BOUNDED if figures[name] > MOST_MS}
    return 1 if slow else 0


def measure(paths: Paths) -> dict[str, float]:
    """Milliseconds of every answer on a read-only connection, as the page asks, then of what writes."""
    address = f"{paths.database.as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        figures = {name: median_ms(answer) for name, answer in answers(connection).items()}
        figures["counts, memory in kB"] = memory_kb(lambda: Review(connection).counts(Selection(), TODAY, MONDAY))
    with closing(open_history(paths)) as connection:
        figures["a session written"] = median_ms(lambda: write_one(connection))
    return figures


def answers(connection: sqlite3.Connection) -> Answers:
    """Every answer by its name."""
    review = Review(connection)
    core = Selection(kind=Kind.CORE, shown=Shown.ALL)
    far_down = place_in_log(review.log(Selection(last=date(2003, 1, 1)), 1)[0])

    def streak_of(days: int) -> object:
        counted = takewhile(lambda day: (TODAY - day).days < days, review.days_counted())
        return streak(counted, review.pauses(), GOAL, TODAY, MONDAY)

    return {
        "floor": lambda: connection.execute("SELECT 1").fetchall(),
        "year": lambda: review.year(Selection(), TODAY, MONDAY, LADDERS),
        "year of a kind": lambda: review.year(core, TODAY, MONDAY, LADDERS),
        "counts": lambda: review.counts(Selection(), TODAY, MONDAY),
        "counts of all that ended": lambda: review.counts(Selection(shown=Shown.ALL), TODAY, MONDAY),
        "counts of a kind": lambda: review.counts(core, TODAY, MONDAY),
        "counts of a routine": lambda: review.counts(Selection(routine="core-long"), TODAY, MONDAY),
        "counts of half a year": lambda: review.counts(
            Selection(first=date(2020, 1, 1), last=date(2020, 6, 30)), TODAY, MONDAY
        ),
        "log, first page": lambda: review.log(Selection(), PAGE),
        "log, far down": lambda: review.log(Selection(), PAGE, far_down),
        "log of a kind, far down": lambda: review.log(core, PAGE, far_down),
        "streak, 3 months": lambda: streak_of(91),
        "streak, 25 years": lambda: streak_of(10_000),
    }


def median_ms(answer: Callable[[], object]) -> float:
    """Milliseconds of the processor that an answer takes, the median of some runs."""
    taken = []
    for _ in range(RUNS):
        start = process_time()
        answer()
        taken.append((process_time() - start) * 1000)
    return statistics.median(taken)


def memory_kb(answer: Callable[[], object]) -> float:
    """The most memory of Python that an answer held at a time, in kilobytes; SQLite's own cache is at most 2 MB."""
    tracemalloc.start()
    answer()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1000


def write_one(connection: sqlite3.Connection) -> None:
    """Write a session with ten pieces of work and end it, as the recorder does: two transactions."""
    row = a_row(connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0])
    log = SessionLog(connection)
    log.save(row, a_record(Status.RUNNING), 5, WORK[:-1], row.started)
    log.save(row, a_record(Status.COMPLETED), 5, WORK[-1:], row.started)


def print_table(sessions: list[int], measured: list[dict[str, float]]) -> None:
    """A row per answer; beside each figure its ratio to the first."""
    print(f"\n{'ms':32}" + "".join(f"{count:>18,}" for count in sessions))
    for name, smallest in measured[0].items():
        cells = (f"{figures[name]:10.2f} {figures[name] / (smallest or 1):6.1f}x" for figures in measured)
        print(f"{name:32}" + "".join(cells))


if __name__ == "__main__":
    sys.exit(main())
