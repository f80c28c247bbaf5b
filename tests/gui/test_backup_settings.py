"""Backups in the window: made by themselves beside everything else, listed, restored after a question."""

import os
import sqlite3
import threading
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from backstride.core.session import Command
from backstride.store.backups import back_up_by_hand, back_up_weekly
from backstride.store.database import SCHEMA_VERSION, damage
from backstride.store.settings import Settings
from backstride.ui import keeping
from backstride.ui.pages.backup_settings import FIRST_SHOWN
from gui.driving import press
from unit.store.builders import add_sessions, file_size_limit, names

WAIT_MS = 10_000


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """The weekly backup is looked after as soon as the window is idle."""
    monkeypatch.setattr(keeping, "SETTLED_MS", 0)


@pytest.fixture
def profile(make_profile):
    """A profile with three sessions, open beside the window."""
    profile = make_profile()
    add_sessions(profile.connection, range(3))
    return profile


@pytest.fixture
def backed_up(profile, clock):
    """The profile with a backup of its three sessions, and two sessions that came later."""
    back_up_weekly(profile.connection, profile.paths.backups, clock.wall())
    add_sessions(profile.connection, range(3, 5))
    return profile


@pytest.fixture
def gate(monkeypatch):
    """Holds the weekly backup at its first page until it is opened or the backup is cancelled."""

    class Gate:
        begun = threading.Event()
        opened = threading.Event()

    def held_up(connection, folder, now, is_cancelled):
        def wait() -> bool:
            gate.begun.set()
            while not is_cancelled() and not gate.opened.wait(0.002):
                pass
            return is_cancelled()

        return back_up_weekly(connection, folder, now, wait)

    gate = Gate()
    monkeypatch.setattr(keeping, "back_up_weekly", held_up)
    yield gate
    gate.opened.set()


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def button(desktop, name):
    """The button of this accessible name or caption, as it is shown now."""
    view = desktop.settings_page.backups
    found = [b for b in view.findChildren(QPushButton) if b.isVisible() and name == (b.accessibleName() or b.text())]
    assert len(found) == 1, f"{len(found)} buttons called {name}"
    return found[0]


def remark(desktop) -> str:
    """What the window says above the page."""
    found = [words for words in desktop.window.findChildren(QLabel) if words.parent().objectName() == "remark"]
    return found[-1].text() if found else ""


def backup_threads():
    return [thread for thread in threading.enumerate() if thread.name == "backup"]


def open_settings(desktop):
    desktop.window.open_page("settings")
    QApplication.processEvents()


RESTORE = "Restore the backup of Wednesday, 4 March 2026, weekly"


def test_the_weekly_backup_is_made_once_the_window_is_there(profile, make_desktop, qtbot):
    make_desktop()
    path = profile.paths.backups / "history-2026-03-04.db"
    qtbot.waitUntil(path.exists, timeout=WAIT_MS)
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM sessions").fetchone() == (3,)


def test_an_app_that_stays_open_backs_up_week_after_week(profile, make_desktop, qtbot, clock):
    desktop = make_desktop()
    qtbot.waitUntil((profile.paths.backups / "history-2026-03-04.db").exists, timeout=WAIT_MS)
    clock.pass_days(7)
    desktop.window.open_page("history")
    qtbot.waitUntil((profile.paths.backups / "history-2026-03-11.db").exists, timeout=WAIT_MS)


def test_the_window_works_while_a_backup_is_made(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    qtbot.waitUntil(gate.begun.is_set, timeout=WAIT_MS)
    open_settings(desktop)
    assert "There is no backup yet." in texts(desktop.settings_page.backups)
    gate.opened.set()
    qtbot.waitUntil(lambda: "weekly · 3 sessions" in texts(desktop.settings_page.backups), timeout=WAIT_MS)


def test_a_session_that_begins_puts_the_backup_off_until_it_is_over(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    qtbot.waitUntil(gate.begun.is_set, timeout=WAIT_MS)
    desktop.play("core-express")
    qtbot.waitUntil(lambda: not profile.paths.backups.exists() or not names(profile.paths.backups), timeout=WAIT_MS)
    gate.begun.clear()
    gate.opened.set()
    QApplication.processEvents()
    assert not gate.begun.is_set()
    desktop.player.command(Command.END)
    desktop.window.open_page("today")
    qtbot.waitUntil((profile.paths.backups / "history-2026-03-04.db").exists, timeout=WAIT_MS)


def test_no_backup_is_made_beside_a_paused_session(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    desktop.play("core-express")
    open_settings(desktop)
    assert desktop.player.is_under_way
    QApplication.processEvents()
    assert not gate.begun.is_set()


def test_closing_the_window_during_a_backup_leaves_nothing_half_done(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    qtbot.waitUntil(gate.begun.is_set, timeout=WAIT_MS)
    assert names(profile.paths.backups) != set()
    desktop.window.close()
    assert names(profile.paths.backups) == set()
    assert not backup_threads()


def test_no_backup_begins_after_the_window_was_closed(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    qtbot.waitUntil(gate.begun.is_set, timeout=WAIT_MS)
    desktop.play("core-express")
    desktop.player.command(Command.END)
    qtbot.waitUntil(lambda: not backup_threads(), timeout=WAIT_MS)
    gate.begun.clear()
    desktop.window.open_page("today")
    desktop.window.close()
    QApplication.processEvents()
    assert not gate.begun.is_set()
    assert not backup_threads()


def test_the_backups_are_listed_with_what_they_hold(backed_up, make_desktop):
    desktop = make_desktop()
    open_settings(desktop)
    words = texts(desktop.settings_page.backups)
    assert "Wednesday, 4 March 2026" in words
    assert "weekly · 3 sessions from 15/05/2024 to 17/05/2024" in words


def test_a_backup_is_made_at_the_press_of_a_button(backed_up, make_desktop, qtbot):
    desktop = make_desktop()
    open_settings(desktop)
    button(desktop, "Back up now").click()
    qtbot.waitUntil(lambda: "Your history is backed up" in remark(desktop), timeout=WAIT_MS)
    assert remark(desktop) == "Your history is backed up: 5 sessions from 15/05/2024 to 19/05/2024."
    assert "by hand · 5 sessions" in texts(desktop.settings_page.backups)
    assert (backed_up.paths.backups / "history-by-hand-2026-03-04T120000.db").exists()


def test_a_backup_by_hand_does_not_wait_for_the_weekly_one(profile, make_desktop, qtbot, gate):
    desktop = make_desktop()
    open_settings(desktop)
    qtbot.waitUntil(gate.begun.is_set, timeout=WAIT_MS)
    button(desktop, "Back up now").click()
    qtbot.waitUntil(lambda: "by hand · 3 sessions" in texts(desktop.settings_page.backups), timeout=WAIT_MS)
    assert names(profile.paths.backups) == {"history-by-hand-2026-03-04T120000.db"}


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")
def test_a_backup_that_fails_is_told_and_stays_on_the_screen(backed_up, make_desktop, qtbot):
    desktop = make_desktop()
    open_settings(desktop)
    with file_size_limit(8192):
        button(desktop, "Back up now").click()
        qtbot.waitUntil(lambda: "could not be saved" in remark(desktop), timeout=WAIT_MS)
    assert "Free some space" in remark(desktop)
    assert names(backed_up.paths.backups) == {"history-2026-03-04.db"}


def test_restoring_asks_first_and_keeping_changes_nothing(backed_up, make_desktop):
    desktop = make_desktop()
    open_settings(desktop)
    button(desktop, RESTORE).click()
    QApplication.processEvents()
    assert (
        "It replaces what you have now, 5 sessions from 15/05/2024 to 19/05/2024, "
        "by 3 sessions from 15/05/2024 to 17/05/2024."
    ) in texts(desktop.settings_page.backups)
    assert desktop.window.focusWidget() is button(desktop, "Keep as it is")
    press(desktop, Qt.Key.Key_Return)
    assert desktop.window.focusWidget() is button(desktop, RESTORE)
    assert backed_up.connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 5


def test_escape_keeps_everything_too(backed_up, make_desktop):
    desktop = make_desktop()
    open_settings(desktop)
    button(desktop, RESTORE).click()
    press(desktop, Qt.Key.Key_Escape)
    assert desktop.window.focusWidget() is button(desktop, RESTORE)


def test_a_backup_is_restored_with_the_keyboard_and_every_page_shows_it(backed_up, make_desktop, clock):
    desktop = make_desktop()
    desktop.window.open_page("history")
    desktop.history.browse.open_tab("log")
    assert desktop.history.browse.log.rows.rowCount() == 5
    open_settings(desktop)
    button(desktop, RESTORE).setFocus()
    press(desktop, Qt.Key.Key_Return)
    press(desktop, Qt.Key.Key_Backtab)
    press(desktop, Qt.Key.Key_Space)
    assert remark(desktop).startswith(
        "The backup is restored: your history now holds 3 sessions from 15/05/2024 to 17/05/2024."
    )
    assert desktop.window.focusWidget() is button(desktop, "Back up now")
    assert "before a restore · 5 sessions" in texts(desktop.settings_page.backups)
    desktop.window.open_page("history")
    assert desktop.history.browse.log.rows.rowCount() == 3
    desktop.play("prerun-quick")
    desktop.player.command(Command.END)
    assert desktop.conductor.trouble is None


def test_a_restore_can_be_undone_from_the_list(backed_up, make_desktop):
    desktop = make_desktop()
    open_settings(desktop)
    for name in (RESTORE, "Restore the backup of Wednesday, 4 March 2026, 12:00, before a restore"):
        button(desktop, name).click()
        QApplication.processEvents()
        button(desktop, "Restore").click()
        QApplication.processEvents()
    assert backed_up.connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 5
    assert damage(backed_up.connection) == ""


def test_nothing_is_restored_while_a_session_is_under_way(backed_up, make_desktop):
    desktop = make_desktop()
    desktop.play("core-express")
    open_settings(desktop)
    button(desktop, RESTORE).click()
    QApplication.processEvents()
    before = backed_up.connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0]
    button(desktop, "Restore").click()
    assert remark(desktop).startswith("A session is under way, so nothing was restored.")
    assert backed_up.connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == before
    assert names(backed_up.paths.backups) == {"history-2026-03-04.db"}


def test_a_backup_that_turns_out_damaged_is_told_and_nothing_changes(backed_up, make_desktop):
    desktop = make_desktop()
    open_settings(desktop)
    path = backed_up.paths.backups / "history-2026-03-04.db"
    path.write_bytes(path.read_bytes()[:9000])
    button(desktop, RESTORE).click()
    QApplication.processEvents()
    button(desktop, "Restore").click()
    assert f"The backup {path} is damaged" in remark(desktop)
    assert "cannot be read" in texts(desktop.settings_page.backups)
    assert backed_up.connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0] == 5


def test_what_cannot_be_restored_is_shown_without_a_button(backed_up, make_desktop):
    folder = backed_up.paths.backups
    (folder / "history-2026-03-03.db").write_bytes(b"Dear diary")
    with closing(sqlite3.connect(folder / "history-2026-03-02.db")) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    desktop = make_desktop()
    open_settings(desktop)
    words = texts(desktop.settings_page.backups)
    assert "cannot be read (file is not a database)" in words
    assert "made by a newer Backstride, which can restore it" in words
    offered = [b for b in desktop.settings_page.backups.findChildren(QPushButton) if b.text() == "Restore"]
    assert len(offered) == 1


def test_only_the_newest_are_shown_until_all_are_asked_for(backed_up, make_desktop, clock):
    for _ in range(3):
        back_up_by_hand(backed_up.connection, backed_up.paths.backups, clock.wall())
    for week in range(1, 4):
        (backed_up.paths.backups / f"history-2026-02-0{week}.db").write_bytes(
            (backed_up.paths.backups / "history-2026-03-04.db").read_bytes()
        )
    desktop = make_desktop()
    open_settings(desktop)
    view = desktop.settings_page.backups

    def offered() -> int:
        return len([b for b in view.findChildren(QPushButton) if b.text() == "Restore" and b.isVisible()])

    assert offered() == FIRST_SHOWN
    button(desktop, "Show all 7 backups").click()
    QApplication.processEvents()
    assert offered() == 7
    assert desktop.window.focusWidget().accessibleName() == "Restore the backup of Monday, 2 February 2026, weekly"


@pytest.mark.parametrize("percent", [100, 200])
def test_a_question_fits_into_a_small_window_and_comes_into_view(backed_up, make_desktop, percent):
    desktop = make_desktop(Settings(text_percent=percent))
    desktop.window.resize(1024, 640)
    open_settings(desktop)
    button(desktop, RESTORE).click()
    for _ in range(3):
        QApplication.processEvents()
    area = desktop.settings_page.findChild(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    keep = button(desktop, "Keep as it is")
    assert area.viewport().rect().contains(keep.rect().translated(keep.mapTo(area.viewport(), keep.rect().topLeft())))
