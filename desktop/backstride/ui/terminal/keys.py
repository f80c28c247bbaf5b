"""Single key presses from a terminal, without waiting for Enter; nothing at all where there is no terminal."""

import contextlib
import os
import select
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def key_presses() -> Iterator[Callable[[float], str]]:
    """A function that waits up to so many seconds for a key and returns it, or "" when none came.

    Without a terminal on standard input it only waits.  The terminal is as before afterwards, also after an error.
    """
    if not sys.stdin.isatty():
        yield _wait_only
    elif sys.platform == "win32":
        yield _windows_key
    else:
        with _posix_keys() as read:
            yield read


@contextlib.contextmanager
def _posix_keys() -> Iterator[Callable[[float], str]]:
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)

    def read(timeout_s: float) -> str:
        ready, _, _ = select.select([handle], [], [], timeout_s)
        if not ready:
            return ""
        typed = os.read(handle, 32).decode("utf-8", "replace")
        return {"\x1b[C": "n", "\x1b[D": "b"}.get(typed, typed[:1])

    try:
        tty.setcbreak(handle)
        yield read
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _windows_key(timeout_s: float) -> str:
    import msvcrt

    _wait_only(timeout_s)
    return msvcrt.getwch() if msvcrt.kbhit() else ""  # type: ignore[attr-defined,no-any-return,unused-ignore]


def _wait_only(timeout_s: float) -> str:
    # An empty wait for descriptors sleeps without the time module, which only services.clock may use.
    if sys.platform == "win32":
        import threading

        threading.Event().wait(timeout_s)
    else:
        select.select([], [], [], timeout_s)
    return ""
