"""How tests play: time passes in small ticks, keys are pressed as a user would."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from backstride.core.session import Phase
from backstride.ui.desktop import Desktop
from doubles.clock import FakeClock

TICK_MS = 1000


def pass_time(desktop: Desktop, clock: FakeClock, ms: int) -> None:
    """Let `ms` pass while the player looks at the clock once a second."""
    left = ms
    while left > 0:
        step = min(left, TICK_MS)
        clock.pass_ms(step)
        left -= step
        if desktop.player.is_under_way:
            desktop.player.refresh()


def press(desktop: Desktop, key: Qt.Key) -> None:
    """Press a key where the focus of the window is."""
    target: QWidget = desktop.window.focusWidget() or desktop.window
    QTest.keyClick(target, key)
    QApplication.processEvents()


def play_to_end(desktop: Desktop, clock: FakeClock, at_most_ms: int = 3_600_000) -> None:
    """Let time pass until the session is over."""
    passed = 0
    while desktop.player.session.phase is not Phase.FINISHED:
        assert passed < at_most_ms, "the session does not end"
        pass_time(desktop, clock, TICK_MS)
        passed += TICK_MS
    QApplication.processEvents()
