"""Asks the desktop over the session bus to keep the screen on, in the three ways that desktops offer."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from backstride.services.awake import AwakeError, AwakeTrouble, Keeper
from backstride.services.session_bus import BusObject, CallError, NoAnswerError, NoBusError, SessionBus

_log = logging.getLogger(__name__)

TIMEOUT_MS = 2_000
APP = "Backstride"
IDLE = 8
"""The flag that GNOME and the portal have in common: the session must not be taken for idle."""
NO_WINDOW = 0

ABSENT = tuple(
    f"org.freedesktop.DBus.Error.{name}"
    for name in ("ServiceUnknown", "NameHasNoOwner", "UnknownObject", "UnknownInterface", "UnknownMethod", "Spawn.")
)
"""How the errors begin that mean: nobody there offers this."""

UnInhibit = Callable[[], object]
Way = tuple[str, Callable[[SessionBus, str], UnInhibit]]
"""The service that is asked, and how; how returns what takes it back."""


def inhibition(address: str, timeout_ms: int = TIMEOUT_MS) -> Keeper:
    """Keeps the screen on through the bus at `address`; each answer is awaited for `timeout_ms` at most.

    A connection for each hold: even a desktop that forgets to listen for the end of a hold sees the caller vanish.
    """

    @contextmanager
    def keep(reason: str) -> Iterator[None]:
        try:
            bus = SessionBus(address, timeout_ms)
        except NoBusError as error:
            raise AwakeError(AwakeTrouble.NO_BUS, str(error)) from error
        try:
            uninhibit = _inhibit(bus, reason)
            yield
            try:
                uninhibit()
            except (CallError, NoAnswerError, NoBusError) as error:
                _log.info("Hanging up instead: %s", error)
        finally:
            bus.close()

    return keep


def _inhibit(bus: SessionBus, reason: str) -> UnInhibit:
    """Try one way after the other; the best reason for failing is that of the one that came closest."""
    closeness = [AwakeTrouble.NO_SERVICE, AwakeTrouble.NO_ANSWER, AwakeTrouble.REFUSED]
    failures: list[tuple[AwakeTrouble, str]] = [(AwakeTrouble.NO_SERVICE, "")]
    silent: set[str] = set()
    for service, inhibit in _ways():
        if service in silent:
            continue
        try:
            return inhibit(bus, reason)
        except NoAnswerError as error:
            silent.add(service)  # another of its paths would cost the same wait
            failures.append((AwakeTrouble.NO_ANSWER, str(error)))
        except CallError as error:
            absent = error.name.startswith(ABSENT)
            failures.append((AwakeTrouble.NO_SERVICE if absent else AwakeTrouble.REFUSED, str(error)))
        except NoBusError as error:
            raise AwakeError(AwakeTrouble.NO_BUS, str(error)) from error
    trouble = max((trouble for trouble, _ in failures), key=closeness.index)
    raise AwakeError(trouble, "; ".join(detail for _, detail in failures if detail))


def _ways() -> Iterator[Way]:
    screen_saver = "org.freedesktop.ScreenSaver"
    for path in ("/org/freedesktop/ScreenSaver", "/ScreenSaver"):
        yield screen_saver, _by_screen_saver(BusObject(screen_saver, path, screen_saver))
    gnome = "org.gnome.SessionManager"
    yield gnome, _by_gnome(BusObject(gnome, "/org/gnome/SessionManager", gnome))
    portal = "org.freedesktop.portal.Desktop"
    inhibit = BusObject(portal, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Inhibit")
    yield portal, _by_portal(inhibit)


def _by_screen_saver(callee: BusObject) -> Callable[[SessionBus, str], UnInhibit]:
    def inhibit(bus: SessionBus, reason: str) -> UnInhibit:
        cookie = _first(bus.call(callee, "Inhibit", "ss", APP, reason))
        return lambda: bus.call(callee, "UnInhibit", "u", cookie)

    return inhibit


def _by_gnome(callee: BusObject) -> Callable[[SessionBus, str], UnInhibit]:
    def inhibit(bus: SessionBus, reason: str) -> UnInhibit:
        cookie = _first(bus.call(callee, "Inhibit", "susu", APP, NO_WINDOW, reason, IDLE))
        return lambda: bus.call(callee, "Uninhibit", "u", cookie)

    return inhibit


def _by_portal(callee: BusObject) -> Callable[[SessionBus, str], UnInhibit]:
    def inhibit(bus: SessionBus, reason: str) -> UnInhibit:
        handle = _first(bus.call(callee, "Inhibit", "sua{sv}", "", IDLE, {"reason": ("s", reason)}))
        request = BusObject(callee.service, handle, "org.freedesktop.portal.Request")
        return lambda: bus.call(request, "Close")

    return inhibit


def _first(answer: tuple[Any, ...]) -> Any:
    if not answer:
        raise AwakeError(AwakeTrouble.FAILED, "the answer is empty")
    return answer[0]
