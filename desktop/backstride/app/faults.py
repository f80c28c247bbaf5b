"""The one place to which every exception goes that nobody caught, be it in a slot, while painting or in a thread."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from backstride.app.fault_report import place_of, report_text

_log = logging.getLogger(__name__)

MOST_KINDS = 20
"""So many kinds of faults are told; who has met these learns nothing from another one."""

Kind = tuple[type[BaseException], str, int]


class Faults:
    """Logs the first fault of each kind and hands its report to `tell`, which any thread may call.

    Faults are of one kind when they are of the same type and come from the same line of ours.
    """

    def __init__(self, versions: str, tell: Callable[[str], None]) -> None:
        self._versions = versions
        self._tell = tell
        self._kinds: set[Kind] = set()
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Take what Python, and through it Qt, would otherwise print to the terminal."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def take(self, error: BaseException) -> None:
        """Take a fault; never raises."""
        try:
            if self._is_new(error):
                _log.error("unexpected", exc_info=error)
                self._tell(report_text(error, self._versions))
        except Exception:  # noqa: BLE001 - whoever reports faults has nobody to report its own to
            _log.error("a fault could not be reported", exc_info=True)
        finally:
            _let_go_of_frames(error)

    def _is_new(self, error: BaseException) -> bool:
        kind = (type(error), *place_of(error))
        with self._lock:
            if kind in self._kinds or len(self._kinds) >= MOST_KINDS:
                return False
            self._kinds.add(kind)
            return True

    def _on_exception(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        self.take(error.with_traceback(where))

    def _on_thread_exception(self, fault: threading.ExceptHookArgs) -> None:
        if fault.exc_value is not None:
            self.take(fault.exc_value.with_traceback(fault.exc_traceback))


def _let_go_of_frames(error: BaseException) -> None:
    """Forget what the calls held that led to `error`.

    Python keeps the last exception with all of its calls.  Where one of them was painting, the painter would live on,
    and Qt ends the process when a widget is painted that still has one.
    """
    left: list[BaseException | None] = [error]
    seen: set[int] = set()
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            left += [one.__cause__, one.__context__]
