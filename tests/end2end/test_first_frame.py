"""What may be loaded before the first frame: every other import makes users wait and is done later."""

import json
import os
import subprocess
import sys

from end2end.conftest import clean_environment

MAY_BE_LOADED = {
    "backstride": "the app",
    "PySide6": "the window",
    "shiboken6": "the window",
    "shibokensupport": "part of shiboken6",
    "signature_bootstrap": "part of shiboken6",
    "msgspec": "definitions and settings",
    "platformdirs": "where data lies",
    "typing_extensions": "msgspec takes it where it is installed, as for tests",
}
QT = {"QtCore", "QtGui", "QtWidgets", "QtSvg"}
SLOW = (
    "_hashlib", "asyncio", "concurrent.futures", "ctypes", "dataclasses", "email", "html", "http", "importlib.metadata",
    "importlib.resources", "multiprocessing", "statistics", "subprocess", "unittest", "urllib.request", "xml",
)  # fmt: skip
"""Parts of the standard library that cost milliseconds, and that nothing before the first frame needs."""
OURS_LATE = (
    "backstride.store.schema",
    "backstride.services.reception",
    "backstride.ui.figure.painter",
    "backstride.ui.figure.shelf",
    "backstride.ui.history",
    "backstride.ui.pages.exercise",
    "backstride.ui.pages.routine",
    "backstride.ui.pages.settings",
    "backstride.ui.player.conductor",
    "backstride.ui.player.mini",
    "backstride.ui.player.page",
    "backstride.ui.player.tray",
)
"""Of our own, what Today does not show."""

CHILD = """
import json, os, sys
bare = set(sys.modules)
from backstride import __main__ as command_line

def first_frame(close):
    from PySide6.QtWidgets import QApplication
    QApplication.processEvents()
    painted = any(window.isVisible() for window in QApplication.topLevelWidgets())
    loaded = sorted(name for name, module in sys.modules.items() if module is not None and name not in bare)
    read = sorted(sys.modules["linecache"].cache)
    print(json.dumps({"painted": painted, "loaded": loaded, "read": read}), flush=True)
    os._exit(0)

def run_window(options):
    from backstride.app import desktop
    desktop._close_on_signal = first_frame  # the last thing before the window waits for events
    open_window(options)

open_window, command_line._run_window = command_line._run_window, run_window
command_line.main(sys.argv[1:])
"""


def first_frame(profile, *arguments):
    """The modules that are loaded and the sources that were read until the window is painted for the first time."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "--data-dir", str(profile), *arguments],
        env=clean_environment(QT_QPA_PLATFORM="offscreen"), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["painted"]
    return set(found["loaded"]), found["read"]


def test_nothing_is_loaded_before_the_first_frame_that_it_does_not_need(backstride, profile):
    backstride("list")  # the profile is there, as on every day but the first
    modules, sources = first_frame(profile)
    tops = {name.partition(".")[0] for name in modules if not name.startswith("_")}
    foreign = tops - set(sys.stdlib_module_names) - {"__main__"}
    assert foreign <= set(MAY_BE_LOADED)
    bindings = {name.split(".")[1] for name in modules if name.startswith("PySide6.Qt")}
    assert bindings <= QT
    assert [name for name in SLOW if name in modules] == []
    assert [name for name in modules if name.startswith(OURS_LATE)] == []
    assert [source for source in sources if f"{os.sep}backstride{os.sep}" in source] == []
