"""What the History page costs the window: opening it, each filter, each page of the log, with little and with much.

    python tests/bench/history_page.py [--sessions 1000 100000]

The answers are found in the reader's thread; what is measured here is the processor time of the window's own thread
until the answer is shown, the time until it is shown, and the memory that the process has taken meanwhile.  The floor
is the same page over an empty history.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication

from backstride.app.desktop import build_desktop
from backstride.app.profile import open_profile
from backstride.core.definitions import Kind
from backstride.core.periods import Period
from backstride.core.review import Shown
from backstride.ui.desktop import Desktop
from backstride.ui.history.browse import Browse
from doubles.made_up_history import make_up_many

GIVE_UP_S = 60.0


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    sizes = parser.parse_args().sessions
    app = QApplication([])
    for sessions in (0, *sizes):
        with tempfile.TemporaryDirectory() as folder:
            profile = open_profile(Path(folder))
            with closing(profile.connection):
                if sessions:
                    make_up_many(profile.connection, sessions, profile.clock.wall().date())
                desktop = build_desktop(profile)
                desktop.window.resize(1024, 640)
                desktop.window.show()
                app.processEvents()
                measure(desktop, sessions)
                desktop.window.close()
                desktop.window.deleteLater()
                desktop.deleteLater()
                app.processEvents()


def measure(desktop: Desktop, sessions: int) -> None:
    """Go through the page as a user would, and print what each step took."""
    before_mb = memory_mb()
    print(f"\n{sessions} sessions            window ms   shown after ms")
    step("open", desktop, lambda: desktop.window.open_page("history"))
    desktop.window.open_page("today")
    step("open again", desktop, lambda: desktop.window.open_page("history"))
    browse: Browse = desktop.history.browse
    step("filter by kind", desktop, lambda: browse.filters.kind.choose(Kind.CORE))
    step("all endings", desktop, lambda: browse.filters.shown.choose(Shown.ALL))
    step("no kind", desktop, lambda: browse.filters.kind.choose(None))
    step("how often", desktop, lambda: browse.open_tab("often"))
    step("this year", desktop, lambda: browse.filters.period.choose(Period.YEAR))
    step("all time", desktop, lambda: browse.filters.period.choose(Period.EVER))
    step("log", desktop, lambda: browse.open_tab("log"))
    for page in range(1, 4):
        step(f"scroll to page {page + 1}", desktop, lambda: browse.log.table.scrollToBottom())
    print(f"memory taken: {memory_mb() - before_mb:.0f} MB")


def step(name: str, desktop: Desktop, act: Callable[[], object]) -> None:
    """Do something and wait until every answer to it is shown."""
    reader = desktop._backing.reader
    began_s, cpu_s = time.perf_counter(), time.thread_time()
    act()
    while reader.is_busy:
        QApplication.processEvents()
        if time.perf_counter() - began_s > GIVE_UP_S:
            raise SystemExit(f"{name}: no answer after {GIVE_UP_S:.0f} s")
        time.sleep(0.001)
    QApplication.processEvents()
    spent_ms = (time.thread_time() - cpu_s) * 1000
    print(f"{name:24}{spent_ms:12.1f}{(time.perf_counter() - began_s) * 1000:17.1f}")


def memory_mb() -> float:
    """What the process holds for itself alone and its share of the rest, in MB (Linux)."""
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
