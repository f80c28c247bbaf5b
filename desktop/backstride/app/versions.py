"""Says what runs here: the first thing to know when something went wrong."""

import sqlite3
import sys

from backstride import __version__


def versions_text() -> str:
    """The versions of the program and of all that it is built on, in one line."""
    import PySide6  # late: the terminal does without
    from PySide6.QtCore import qVersion

    python = ".".join(str(part) for part in sys.version_info[:3])
    return (
        f"Backstride {__version__}, Python {python}, PySide6 {PySide6.__version__}, "
        f"Qt {qVersion()}, SQLite {sqlite3.sqlite_version}, {sys.platform}"
    )
