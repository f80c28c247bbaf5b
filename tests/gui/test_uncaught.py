"""A fault of ours in whatever slot, on each page: told once, calmly; the session, the data and the window go on."""

import logging
import sys
import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from backstride.app.faults import Faults
from backstride.core.session import Phase
from backstride.services.awake import BackgroundAwake
from backstride.store.history import History
from backstride.ui.desktop import Desktop
from backstride.ui.history.page import HistoryPage
from backstride.ui.keeping import Keeping
from backstride.ui.pages.exercise import ExercisePage
from backstride.ui.pages.routine_detail import RoutineDetailPage
from backstride.ui.pages.routines import RoutinesPage
from backstride.ui.pages.today import TodayPage
from backstride.ui.parts.fault_notice import FaultNotice
from backstride.ui.parts.week_marks import WeekMarks
from backstride.ui.player.conductor import Conductor
from backstride.ui.player.dial import Dial
from backstride.ui.player.page import PlayerPage
from backstride.ui.player.signals import Signals
from backstride.ui.player.summary import SummaryPage
from backstride.ui.reading import ThreadReader
from gui.driving import pass_time, play_to_end, press

VERSIONS = "Backstride 1.0"
Act = Callable[[Desktop], object]


@pytest.fixture(autouse=True)
def hooks_as_before(monkeypatch):
    """Whoever watches here stops with the test."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


@pytest.fixture
def watched(make_desktop, monkeypatch) -> Callable[[], Desktop]:
    """Opens the window as the app does: somebody watches for faults before it is shown."""
    show = Desktop.open

    def watch_and_show(self: Desktop) -> None:
        Faults(VERSIONS, self.window.fault_found.emit).watch()
        show(self)

    monkeypatch.setattr(Desktop, "open", watch_and_show)
    return make_desktop


def break_method(monkeypatch, owner: type, name: str) -> None:
    """Let a method fail from now on, wherever it is already connected once it is a slot of a new window."""

    def fail(*_: object) -> None:
        raise ValueError("broken on purpose")

    monkeypatch.setattr(owner, name, fail)


def notice_of(desktop: Desktop):
    """What is said of faults, None where nothing is."""
    QApplication.processEvents()
    shown = desktop.window.findChild(FaultNotice)
    return shown if shown is not None and shown.isVisible() else None


def open_routines(desktop: Desktop) -> None:
    desktop.window.open_page("routines")


def open_detail(desktop: Desktop) -> None:
    open_routines(desktop)
    desktop.routines.findChild(QPushButton, "routine-core-express").click()


def adjust(desktop: Desktop) -> None:
    open_detail(desktop)
    desktop.detail.adjust_button.click()


def open_exercise(desktop: Desktop) -> None:
    open_detail(desktop)
    desktop.detail.findChild(QPushButton, "step-1").click()


def search(desktop: Desktop) -> None:
    open_routines(desktop)
    desktop.routines.filters.text.setText("plank")


def open_settings(desktop: Desktop) -> None:
    desktop.window.open_page("settings")


def change_goal(desktop: Desktop) -> None:
    open_settings(desktop)
    desktop.settings_page.goal.setCurrentIndex(5)


def add_to_history(desktop: Desktop) -> None:
    desktop.window.open_page("history")
    desktop.history._on_add_requested()


BROKEN: dict[str, tuple[type, str, Act]] = {
    "today": (TodayPage, "show_facts", lambda desktop: desktop.window.open_page("today")),
    "today, painting": (WeekMarks, "paintEvent", lambda desktop: desktop.window.open_page("today")),
    "routines": (RoutinesPage, "_on_changed", search),
    "routines, opening": (RoutinesPage, "show_counts", open_routines),
    "detail": (RoutineDetailPage, "show_routine", open_detail),
    "detail, adjusting": (RoutineDetailPage, "_on_adjust", adjust),
    "exercise": (ExercisePage, "show_exercise", open_exercise),
    "history": (HistoryPage, "open", lambda desktop: desktop.window.open_page("history")),
    "settings": (Desktop, "_on_settings_changed", change_goal),
    "settings, opening": (Keeping, "_show", open_settings),
}


@pytest.mark.parametrize("place", BROKEN)
def test_a_fault_on_a_page_is_told_once_and_the_window_stays_usable(watched, monkeypatch, clock, caplog, place):
    owner, name, act = BROKEN[place]
    with monkeypatch.context() as broken:
        break_method(broken, owner, name)
        desktop = watched()
        for _ in range(3):
            act(desktop)
            QApplication.processEvents()
        notice = notice_of(desktop)
        assert notice is not None
        assert "Your history is kept" in notice.words.text()
        assert logged(caplog) == 1
    act(desktop)
    desktop.play("cooldown-short")
    pass_time(desktop, clock, 30_000)
    assert desktop.player.session.phase is Phase.RUNNING
    assert notice_of(desktop) is notice
    assert desktop.conductor.trouble is None


IN_A_SESSION: dict[str, tuple[type, str]] = {
    "what the player shows": (PlayerPage, "_on_changed"),
    "the ring": (Dial, "paintEvent"),
    "tones and words": (Signals, "follow"),
    "sentences of services": (Conductor, "_tell_trouble"),
}


@pytest.mark.parametrize("place", IN_A_SESSION)
def test_a_fault_at_every_tick_of_a_session_is_told_once_and_the_session_is_kept(
    watched, monkeypatch, clock, caplog, qtbot, place
):
    owner, name = IN_A_SESSION[place]
    with monkeypatch.context() as broken:
        break_method(broken, owner, name)
        desktop = watched()
        desktop.play("cooldown-short")
        for _ in range(30):
            pass_time(desktop, clock, 1_000)
            QApplication.processEvents()
        qtbot.waitUntil(lambda: notice_of(desktop) is not None)
        assert logged(caplog) == 1
    play_to_end(desktop, clock)
    (session,) = desktop._backing.history.log(5)
    assert (session.status, session.work_done) == ("completed", session.work_planned)


def test_a_session_outlives_a_fault_in_noticing_the_time(watched, monkeypatch, clock, qtbot):
    desktop = watched()
    desktop.play("cooldown-short")
    with monkeypatch.context() as broken:
        broken.setattr("backstride.ui.player.session_player.tick", lambda *_: 1 / 0)
        qtbot.waitUntil(lambda: notice_of(desktop) is not None)
    before = desktop.player.session.index
    clock.pass_ms(4_000)
    qtbot.waitUntil(lambda: desktop.player.session.updated_ms == clock.now_ms())
    play_to_end(desktop, clock)
    assert desktop.player.session.index > before


def test_a_fault_on_the_summary_still_lets_it_be_left(watched, monkeypatch, clock):
    break_method(monkeypatch, SummaryPage, "_on_done")
    desktop = watched()
    desktop.play("cooldown-short")
    play_to_end(desktop, clock)
    desktop.summary.done_button.click()
    assert notice_of(desktop) is not None
    desktop.window.rail._buttons["today"].click()
    assert desktop.window.current == "today"


def test_a_fault_saves_what_the_session_could_not_save_before(watched, monkeypatch, clock):
    desktop = watched()
    desktop.play("cooldown-short")
    connection = desktop._backing.connection
    connection.execute("PRAGMA query_only = ON")
    pass_time(desktop, clock, 60_000)
    assert desktop.conductor.trouble is not None
    connection.execute("PRAGMA query_only = OFF")
    break_method(monkeypatch, PlayerPage, "_on_changed")
    sys.excepthook(*fault())
    QApplication.processEvents()
    assert desktop.conductor.trouble is None


def test_the_report_can_be_copied_and_the_notice_closed(watched):
    desktop = watched()
    for kind in (ValueError, KeyError):
        sys.excepthook(*fault(kind))
    notice = notice_of(desktop)
    press_button(notice, "copy")
    copied = QGuiApplication.clipboard().text()
    assert copied.count(VERSIONS) == 2
    assert "KeyError" in copied
    assert notice.words.text().startswith("The report is copied.")
    press_button(notice, "close")
    assert notice_of(desktop) is None
    sys.excepthook(*fault(OSError))
    press_button(notice_of(desktop), "copy")
    assert "ValueError" not in QGuiApplication.clipboard().text()


def test_the_notice_is_reached_and_pressed_with_the_keyboard(watched):
    desktop = watched()
    sys.excepthook(*fault())
    button = notice_of(desktop).findChild(QPushButton, "copy")
    for _ in range(50):
        if desktop.window.focusWidget() is button:
            break
        press(desktop, Qt.Key.Key_Tab)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert "ValueError" in QGuiApplication.clipboard().text()


def test_a_remark_does_not_take_the_notice_away(watched):
    desktop = watched()
    sys.excepthook(*fault())
    notice = notice_of(desktop)
    desktop.window.say("A passing remark")
    desktop.window.clear_notices()
    assert notice_of(desktop) is notice


def test_a_fault_in_a_thread_is_told_in_the_window(watched):
    desktop = watched()
    thread = threading.Thread(target=int, args=["not a number"])
    thread.start()
    thread.join()
    assert notice_of(desktop) is not None


def test_a_fault_in_an_answer_is_told_and_the_next_question_is_answered(qtbot, watched, make_profile):
    desktop = watched()
    profile = make_profile()
    reader = ThreadReader(lambda: _open_again(profile))
    answers: list[object] = []
    reader.ask("broken", lambda _: 1 / 0, answers.append)
    qtbot.waitUntil(lambda: not reader.is_busy)
    assert notice_of(desktop) is not None
    reader.ask("whole", lambda connection: History(connection).log(1), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    reader.close()
    assert answers == [()]


def test_a_painter_that_was_left_open_does_not_end_the_process(watched, monkeypatch, qtbot):
    """Once it did: the exception was kept with all that its calls held, and Qt gives up on two painters."""
    desktop = watched()
    painted: list[int] = []

    def paint(self: Dial, event: object) -> None:
        painter = QPainter(self)
        painted.append(painter.isActive())
        raise ValueError("broken on purpose")

    monkeypatch.setattr(Dial, "paintEvent", paint)
    desktop.play("cooldown-short")
    qtbot.waitUntil(lambda: bool(desktop.player_page.dial.update() or len(painted) >= 3))
    assert all(painted)
    assert notice_of(desktop) is not None
    assert desktop.player.session.phase is Phase.RUNNING


def test_a_service_that_breaks_in_its_own_way_is_no_fault_of_the_window(watched):
    def broken(reason: str):
        raise ZeroDivisionError

    desktop = watched()
    BackgroundAwake(broken).hold("a session")
    assert notice_of(desktop) is None


def fault(kind: type[Exception] = ValueError):
    """What Python gives to its hook for an exception that nobody caught."""
    try:
        raise kind("broken on purpose")
    except kind:
        return sys.exc_info()


def press_button(notice, name: str) -> None:
    notice.findChild(QPushButton, name).click()


def logged(caplog) -> int:
    """How many faults were written down."""
    return sum(record.levelno == logging.ERROR and record.name == "backstride.app.faults" for record in caplog.records)


def _open_again(profile):
    from backstride.store.database import connect_read_only

    return connect_read_only(profile.paths.database, closed=False)
