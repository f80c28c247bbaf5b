"""What every window test has: a throwaway profile, a clock that the test moves, and a check for what is left behind."""

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from backstride import resources
from backstride.app.desktop import build_desktop
from backstride.app.profile import Profile
from backstride.app.quick_start import STYLE
from backstride.services.crew import Crew
from backstride.store.database import open_history
from backstride.store.paths import profile_paths
from backstride.store.routine_files import load_catalogue
from backstride.store.settings import Settings, ThemeChoice
from backstride.ui.desktop import Desktop
from backstride.ui.look import Look
from doubles.awake import FakeAwake
from doubles.clock import FakeClock
from doubles.reader import InPlaceReader
from doubles.sounds import RecordingSounds
from doubles.speech import FakeSpeech


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make_profile(tmp_path: Path, clock: FakeClock) -> Iterator[Callable[..., Profile]]:
    """Opens a profile in the test's own folder; a second call opens the same one again."""
    opened: list[Profile] = []

    def make(settings: Settings | None = None, speed: float = 1.0) -> Profile:
        paths = profile_paths(tmp_path / "profile")
        profile = Profile(
            paths=paths,
            settings=settings or Settings(theme=ThemeChoice.LIGHT),
            catalogue=load_catalogue((resources.ROUTINES, paths.routines)),
            connection=open_history(paths),
            clock=clock,
            speed=speed,
        )
        opened.append(profile)
        return profile

    yield make
    for profile in opened:
        profile.connection.close()


@pytest.fixture
def crew() -> Crew:
    """Services that only record what they are asked."""
    return Crew(RecordingSounds(), FakeSpeech(), FakeAwake())


@pytest.fixture
def make_desktop(qtbot, make_profile, crew) -> Iterator[Callable[..., Desktop]]:
    """Opens the whole window over a profile; closes it after the test."""
    desktops: list[Desktop] = []

    def make(settings: Settings | None = None, speed: float = 1.0) -> Desktop:
        profile = make_profile(settings, speed)
        desktop = build_desktop(profile, lambda: crew, InPlaceReader(profile.connection))
        desktops.append(desktop)
        desktop.open()
        qtbot.waitExposed(desktop.window)
        return desktop

    yield make
    for desktop in desktops:
        for window in (desktop.window, desktop.mini):
            if isValid(window):
                window.close()
                window.deleteLater()
        desktop.deleteLater()
    desktops.clear()
    # A window left to the garbage collector would go at any moment, even while Qt walks through all widgets.
    # Outside an event loop nothing else carries out deferred deletions, and the next style sheet would dress the dead.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desktop(make_desktop) -> Desktop:
    return make_desktop()


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """What pytest-qt gives to the application: what a start gives."""
    return ["backstride", *STYLE]


@pytest.fixture
def make_look(qapp):
    """Dresses the application as the app does, in British English, and undresses it afterwards."""
    looks = []

    def make(percent: int = 100, theme: ThemeChoice = ThemeChoice.LIGHT) -> Look:
        look = Look(resources.ASSETS, Settings(theme=theme, text_percent=percent))
        look.apply()
        looks.append(look)
        return look

    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield make
    QLocale.setDefault(before)
    qapp.setStyleSheet("")
    for look in looks:
        look.deleteLater()


@pytest.fixture
def look(make_look) -> Look:
    return make_look()


@pytest.fixture
def shown(qtbot):
    """Shows a drawing at a width, as high as it asks for, with the focus on it."""

    def show(widget: QWidget, width: int = 760) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, widget.heightForWidth(width))
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        widget.setFocus()
        QApplication.processEvents()
        assert widget.hasFocus()
        return widget

    return show


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """No timer may tick after its test: it would run into the next one, or keep an idle app awake."""
    yield
    if "PySide6.QtWidgets" not in sys.modules or QApplication.instance() is None:
        return
    QApplication.processEvents()
    left = [t for t in gc.get_objects() if isinstance(t, QTimer) and isValid(t) and t.isActive()]
    assert not left, f"timers still run: {[(t.interval(), t.parent()) for t in left]}"
