"""What the window says and does when the disk is full, the history is damaged, or nothing can be kept."""

import os
import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from backstride.app.desktop import build_desktop
from backstride.app.profile import Profile, open_profile
from backstride.core.errors import Trouble
from backstride.core.history import Feelings
from backstride.core.session import Command
from backstride.services.crew import Crew
from backstride.store.history import History
from backstride.store.paths import profile_paths
from backstride.ui import keeping
from backstride.ui.desktop import Desktop
from gui.driving import play_to_end, press
from unit.store.builders import add_sessions, failing_writes, file_size_limit, make_newer, names, spoil_pages_of

posix = pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")
ROUTINE = "core-express"


def remark(desktop: Desktop) -> str:
    """What the window says above the page."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = [words for words in desktop.window.findChildren(QLabel) if words.parent().objectName() == "remark"]
    return found[-1].text() if found else ""


@pytest.fixture
def opened(qtbot, tmp_path, crew: Crew):
    """Opens the app over a profile as a start does, and closes it after the test."""
    desktops: list[tuple[Desktop, Profile]] = []

    def open_app(folder=tmp_path / "profile") -> Desktop:
        profile = open_profile(folder, plays=True)
        desktop = build_desktop(profile, lambda: crew)
        desktops.append((desktop, profile))
        desktop.open()
        desktop.tell(profile.troubles)
        qtbot.waitExposed(desktop.window)
        return desktop

    yield open_app
    for desktop, profile in desktops:
        for window in (desktop.window, desktop.mini):
            window.close()
            window.deleteLater()
        desktop.deleteLater()
        profile.connection.close()
    desktops.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def a_history(make_profile):
    """A profile that was used and closed."""
    profile = make_profile()
    add_sessions(profile.connection, range(3))
    profile.connection.close()
    return profile.paths


def test_a_damaged_history_is_told_once_in_the_window(a_history, opened):
    spoil_pages_of(a_history.database, "work")
    desktop = opened()
    (aside,) = [name for name in names(a_history.data_dir) if name.startswith("history-damaged-")]
    assert str(a_history.data_dir / aside) in remark(desktop)
    assert "a new one was begun" in remark(desktop)
    desktop.play(ROUTINE)
    assert remark(desktop) == ""
    desktop.window.close()
    assert remark(opened()) == ""


@pytest.mark.parametrize("obstacle", ["a file in place of the folder", "a folder in place of the history"])
def test_without_a_folder_routines_play_and_every_page_opens(tmp_path, opened, obstacle):
    paths = profile_paths(tmp_path / "pröfile of mine")
    if obstacle == "a file in place of the folder":
        paths.data_dir.write_text("in the way")
    else:
        paths.database.mkdir(parents=True)
    desktop = opened(paths.data_dir)
    assert str(paths.data_dir) in remark(desktop)
    assert "nothing that you do now is kept" in remark(desktop)
    for page in ("routines", "history", "settings", "today"):
        desktop.window.open_page(page)
    desktop.play(ROUTINE)
    press(desktop, Qt.Key.Key_Right)
    desktop.player.command(Command.END)
    assert desktop.conductor.trouble is None
    QApplication.processEvents()
    assert desktop.window.current == "summary"
    assert "nothing that you do now is kept" in remark(desktop)
    desktop.window.open_page("history")
    assert desktop.window.current == "history"


def test_damage_that_is_found_later_is_said_once_and_every_page_still_opens(make_profile, make_desktop, clock):
    profile = make_profile()
    add_sessions(profile.connection, range(3))
    profile.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    desktop = make_desktop()
    connection: sqlite3.Connection = desktop._backing.connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for table in ("sessions", "work", "pauses", "bin"):
        spoil_pages_of(profile.paths.database, table)
    connection.execute("PRAGMA shrink_memory")
    desktop.window.open_page("routines")
    desktop.window.open_page("today")
    assert "Part of the history cannot be read (database disk image is malformed)" in remark(desktop)
    desktop.window.clear_notices()
    desktop.window.open_page("routines")
    desktop.window.open_page("today")
    desktop.window.open_page("settings")
    assert remark(desktop) == ""
    desktop.play(ROUTINE)
    play_to_end(desktop, clock)
    assert desktop.window.current == "summary"
    assert "cannot be saved at the moment (database disk image is malformed)" in remark(desktop)


def test_damage_that_the_weekly_backup_finds_is_said(make_profile, make_desktop, qtbot, monkeypatch):
    monkeypatch.setattr(keeping, "SETTLED_MS", 0)
    profile = make_profile()
    add_sessions(profile.connection, range(40))
    profile.connection.close()
    desktop = make_desktop()
    desktop._backing.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    spoil_pages_of(profile.paths.database, "sessions_by_kind_start")
    qtbot.waitUntil(lambda: "is damaged" in remark(desktop), timeout=10_000)
    assert str(profile.paths.database) in remark(desktop)


def test_a_full_disk_is_said_once_in_a_session(make_desktop, clock):
    desktop = make_desktop()
    said: list[str] = []
    desktop.conductor.said.connect(said.append)
    with failing_writes(desktop._backing.connection):
        desktop.play(ROUTINE)
        for _ in range(6):
            press(desktop, Qt.Key.Key_Right)
        desktop.conductor.hurt(3, "go-on", desktop._backing.catalogue)
    press(desktop, Qt.Key.Key_Right)
    assert said == ["The session cannot be saved at the moment; it goes on and will be tried again."]
    desktop.player.command(Command.END)
    history = History(desktop._backing.connection)
    (session,) = history.log(10)
    assert [hurt.level for hurt in history.hurts(session.id)] == [3]
    assert len(history.work(session.id)) >= 2


@pytest.mark.parametrize("occasion", ["another session", "a page", "the end"])
def test_a_session_that_ended_on_a_full_disk_is_written_when_there_is_room(make_desktop, clock, occasion):
    desktop = make_desktop()
    connection = desktop._backing.connection
    history = History(connection)
    with failing_writes(connection):
        desktop.play(ROUTINE)
        play_to_end(desktop, clock)
        assert "cannot be saved at the moment" in remark(desktop)
        desktop.summary.feelings_told.emit(Feelings(effort=7))
        if occasion == "another session":
            desktop.play(ROUTINE)
            desktop.player.command(Command.END)
        assert history.log(10) == ()
    if occasion == "another session":
        desktop.play(ROUTINE)
        assert len(history.log(10)) == 2
    elif occasion == "a page":
        desktop.window.open_page("routines")
    else:
        desktop.window.close()
    session = history.log(10)[-1]
    assert (session.status.value, session.feelings.effort) == ("completed", 7)
    assert len(history.work(session.id)) == session.work_planned


@posix
def test_settings_that_cannot_be_saved_are_used_and_said_once(make_profile, make_desktop):
    desktop = make_desktop()
    path = make_profile().paths.settings
    path.parent.mkdir(exist_ok=True)
    with file_size_limit(0):
        desktop.player_page.mute_requested.emit()
        assert f"{path} could not be saved (File too large)" in remark(desktop)
        assert desktop.settings.muted
        desktop.window.clear_notices()
        desktop.player_page.mute_requested.emit()
        assert remark(desktop) == ""
    desktop.player_page.mute_requested.emit()
    assert path.exists()


def test_a_newer_history_is_explained_and_routines_play(a_history, opened):
    with closing(sqlite3.connect(a_history.database)) as connection:
        make_newer(connection)
    before = a_history.database.read_bytes()
    desktop = opened()
    assert "was written by a newer Backstride" in remark(desktop)
    desktop.play(ROUTINE)
    desktop.player.command(Command.END)
    assert a_history.database.read_bytes() == before


def test_troubles_of_a_start_are_values_of_the_profile(a_history):
    a_history.settings.write_text("{")
    profile = open_profile(a_history.data_dir)
    profile.connection.close()
    assert [trouble.trouble for trouble in profile.troubles] == [Trouble.SETTINGS_SET_ASIDE]
