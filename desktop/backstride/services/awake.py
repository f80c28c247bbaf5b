"""Keeps the screen on while a session runs, since nobody touches the keyboard in a plank."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Protocol

_log = logging.getLogger(__name__)

SETTLE_S = 0.02
"""How long the worker waits before it begins: `hold` returns first, and a hold given up at once asks nobody."""


class AwakeTrouble(StrEnum):
    """Why the screen may go dark although it was asked to stay on."""

    UNSUPPORTED = "unsupported"
    """This system has no way that we know."""
    NO_BUS = "no_bus"
    """There is no session bus, or it does not let us in."""
    NO_SERVICE = "no_service"
    """Nothing on this desktop offers to keep the screen on."""
    NO_ANSWER = "no_answer"
    """What offers it did not answer in time."""
    REFUSED = "refused"
    """What offers it said no."""
    FAILED = "failed"
    """Something that we did not foresee; the log has it."""


class AwakeError(Exception):
    """The screen cannot be kept on."""

    def __init__(self, trouble: AwakeTrouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else str(trouble))
        self.trouble = trouble


class Awake(Protocol):
    """What a session asks of the screen.  No call waits for anything, and none raises."""

    @property
    def trouble(self) -> AwakeTrouble | None:
        """Why the screen may go dark; None while all is well or not yet known.  Changes some time after `hold`."""
        ...

    def hold(self, reason: str) -> None:
        """Keep the screen on from now on; `reason` may be shown by the desktop.  Twice is once."""
        ...

    def release(self) -> None:
        """Let the screen go dark again.  Without a hold, nothing."""
        ...


class NullAwake:
    """Leaves the screen alone, without complaint."""

    trouble: AwakeTrouble | None = None

    def hold(self, reason: str) -> None:
        """See `Awake`."""

    def release(self) -> None:
        """See `Awake`."""


Keeper = Callable[[str], AbstractContextManager[None]]
"""Keeps the screen on, for a reason, while its context is open; raises `AwakeError` on entering when it cannot.

Opened, held and closed in one thread, which is what Windows asks for; it may wait, within bounds of its own.
"""


class BackgroundAwake:
    """Gives each hold a thread of its own, so that a desktop that hangs delays neither the session nor its end.

    The threads are daemons: whatever keeps the screen on must end with the process, however that ends.
    """

    def __init__(self, keep: Keeper) -> None:
        self._keep = keep
        self._released: threading.Event | None = None
        self._lock = threading.Lock()
        self._trouble: AwakeTrouble | None = None

    @property
    def trouble(self) -> AwakeTrouble | None:
        """See `Awake`.  What became of the last hold that came to an outcome."""
        return self._trouble

    def hold(self, reason: str) -> None:
        """See `Awake`."""
        if self._released is not None:
            return
        released = threading.Event()
        try:
            threading.Thread(target=self._stay, args=(reason, released), name="awake", daemon=True).start()
        except RuntimeError:  # the system has no thread left; the session can do without
            _log.warning("Cannot keep the screen on", exc_info=True)
            self._trouble = AwakeTrouble.FAILED
            return
        self._released = released

    def release(self) -> None:
        """See `Awake`."""
        with self._lock:
            released, self._released = self._released, None
            if released is not None:
                released.set()

    def _stay(self, reason: str, released: threading.Event) -> None:
        """The life of one hold."""
        if released.wait(SETTLE_S):
            return
        try:
            with self._keep(reason):
                _log.info("The screen is kept on")
                self._report(released, None)
                released.wait()
            _log.info("The screen may go dark again")
        except AwakeError as error:
            _log.warning("Cannot keep the screen on: %s", error)
            self._report(released, error.trouble)
        except Exception:  # noqa: BLE001  # a service that fails never stops a session
            _log.exception("Cannot keep the screen on")
            self._report(released, AwakeTrouble.FAILED)

    def _report(self, released: threading.Event, trouble: AwakeTrouble | None) -> None:
        # A hold that was given up meanwhile has nothing to say about the one that came after it.
        with self._lock:
            if not released.is_set():
                self._trouble = trouble


def make_awake(platform: str) -> Awake:
    """What fits the system; `platform` as in `sys.platform`."""
    keepers: dict[str, Keeper] = {"linux": _on_linux, "win32": _on_windows, "darwin": _on_mac}
    return BackgroundAwake(keepers.get(platform, _on_nothing_known))


# Imported late, in the thread that holds: nobody needs them before the first session, nor those of other systems.


def _on_linux(reason: str) -> AbstractContextManager[None]:
    from backstride.services.awake_linux import inhibition
    from backstride.services.bus_probe import session_bus_address

    return inhibition(session_bus_address(os.environ))(reason)


def _on_windows(reason: str) -> AbstractContextManager[None]:
    from backstride.services.awake_windows import execution_state

    return execution_state()(reason)


def _on_mac(reason: str) -> AbstractContextManager[None]:
    from backstride.services.awake_mac import caffeination

    return caffeination()(reason)


def _on_nothing_known(reason: str) -> AbstractContextManager[None]:
    raise AwakeError(AwakeTrouble.UNSUPPORTED)
