"""The app itself, which besides is led once through all that it offers, and closed.

    python journey.py ARGUMENT...

The arguments are those of the app.  What Python does with sockets that are not of this machine alone goes to standard
error, one line each.
"""

import sys
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from backstride.__main__ import main
from backstride.core.session import Phase

SPEED = 300.0
LOOK_AGAIN_MS = 20
LOCAL = 1
"""AF_UNIX."""

Condition = Callable[[], object]


def tell_of_sockets(event: str, values: tuple[object, ...]) -> None:
    """An audit hook: Python calls it before it does what may be dangerous."""
    is_foreign = event == "socket.__new__" and values[1] != LOCAL
    if is_foreign or event in ("socket.getaddrinfo", "socket.gethostbyname"):
        sys.stderr.write(f"{event} {values[1:]}\n")


def way_through(desktop) -> Iterator[Condition]:
    """Do one thing after the other; each gives what must hold before the next."""
    from PySide6.QtWidgets import QPushButton

    window = desktop.window
    for name in ("today", "routines", "history", "settings"):
        window.open_page(name)
        yield lambda: not desktop._backing.reader.is_busy
    desktop.settings_page.tried.emit()
    desktop.settings_page.backups.back_up_requested.emit()
    yield lambda: list((desktop.settings_page._data_dir / "backups").glob("*.db"))
    window.open_page("routines")
    desktop.routines.findChild(QPushButton, "routine-cooldown-short").click()
    desktop.detail.findChild(QPushButton, "step-1").click()
    yield lambda: window.current == "exercise"
    desktop.play("cooldown-short")
    yield lambda: desktop.player.session.phase is Phase.FINISHED
    yield lambda: window.current == "summary"
    desktop.summary.done_button.click()
    yield lambda: window.current == "today"


def lead(desktop) -> None:
    """Go the way through, and close the window."""
    from PySide6.QtCore import QTimer

    way = way_through(desktop)
    holds: list[Condition] = [lambda: True]
    timer = QTimer(desktop)

    def go_on() -> None:
        if holds[0]():
            try:
                holds[0] = next(way)
            except StopIteration:
                timer.stop()
                desktop.window.close()

    timer.timeout.connect(go_on)
    timer.start(LOOK_AGAIN_MS)


def lead_once_built() -> None:
    """Lead the window as soon as there is one."""
    from backstride.app import desktop as app
    from backstride.services.clock import FasterClock

    build = app.build_desktop

    def build_led(profile, *others):
        desktop = build(replace(profile, clock=FasterClock(profile.clock, SPEED), speed=SPEED), *others)
        lead(desktop)
        return desktop

    app.build_desktop = build_led


if __name__ == "__main__":
    sys.addaudithook(tell_of_sockets)
    lead_once_built()
    sys.exit(main())
