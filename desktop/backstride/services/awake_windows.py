"""Tells Windows that the display is needed."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backstride.services.awake import AwakeError, AwakeTrouble, Keeper

CONTINUOUS = 0x8000_0000
SYSTEM_REQUIRED = 0x0000_0001
DISPLAY_REQUIRED = 0x0000_0002


def execution_state(set_state: Callable[[int], int] | None = None) -> Keeper:
    """Keeps the screen on by the execution state of the thread that asks; it ends with that thread at the latest."""
    call = set_state or _set_thread_execution_state

    @contextmanager
    def keep(reason: str) -> Iterator[None]:
        # The reason has no place here: only power requests of the newer kind show one, and only to administrators.
        if not call(CONTINUOUS | SYSTEM_REQUIRED | DISPLAY_REQUIRED):
            raise AwakeError(AwakeTrouble.REFUSED, "SetThreadExecutionState returned 0")
        try:
            yield
        finally:
            call(CONTINUOUS)

    return keep


def _set_thread_execution_state(flags: int) -> int:
    """The state before; 0 when it could not be set."""
    if sys.platform == "win32":
        return int(ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(flags)))
    raise AwakeError(AwakeTrouble.UNSUPPORTED, "not Windows")
