"""Keeps from the start of the window what the first frame need not wait for."""

import builtins
import gc
import sys

STYLE = ("-style", "fusion")
"""What the application is told of its style: Qt's own, alike on every system; ours is laid over it.

To ask for it later makes it twice, and Python's side of all that a style knows: six milliseconds.
"""


def collect_nothing() -> None:
    """Let nobody look for garbage until `settle`: what is made before the first frame stays."""
    gc.disable()


def leave_out_openssl() -> None:
    """Let `hashlib` calculate by itself, as it does in the frozen app.

    OpenSSL takes 3.4 MB and some milliseconds; loaded late, beside a thread of the sound system, it was seen to hang.
    """
    modules: dict[str, object] = sys.modules  # type: ignore[assignment]
    modules.setdefault("_hashlib", None)  # so it cannot be imported, and hashlib makes do


def look_for_no_features() -> None:
    """Keep PySide, once it is imported, from reading the source of every module that is imported after it.

    It looks there for the name PySide6, so that a module may change the names of Qt's methods (`__feature__`).  Ours do
    not, and the sources would stay in memory.
    """
    original = getattr(builtins, "__orig_import__", None)  # where PySide keeps what it has replaced
    if original is not None:
        builtins.__import__ = original


def settle() -> None:
    """Look for garbage from now on, but never again at what is there already, be it in the middle of a session."""
    gc.collect()
    gc.freeze()
    gc.enable()
