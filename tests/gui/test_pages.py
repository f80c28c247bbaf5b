"""Each page of the rail: what it shows, what it offers, and that settings survive a restart."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from backstride.core.session import Phase
from backstride.store.settings import ThemeChoice, load_settings
from gui.driving import pass_time, play_to_end, press

PAGES = ("today", "routines", "history", "settings")


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_the_rail_and_by_its_shortcut(desktop, name, qtbot):
    button = desktop.window.rail._buttons[name]
    button.click()
    assert desktop.window.current == name
    assert button.isChecked()


def test_today_suggests_core_first_and_flexibility_after_it(make_desktop, clock):
    desktop = make_desktop()
    assert desktop.today.start_button.accessibleName() == "Start Plank - bridge - leg raise express, 7:57"
    desktop.play("core-express")
    play_to_end(desktop, clock)
    desktop.window.open_page("today")
    assert desktop.today.start_button.accessibleName() == "Start Daily flexibility, 13:39"
    clock.pass_days(2)
    desktop.window.open_page("today")
    assert "The last core session was 2 days ago." in texts(desktop.today)


@pytest.mark.parametrize(
    ("occasion", "routine"),
    [("pre-run", "prerun-quick"), ("post-run", "cooldown-short"), ("sore", "sore-day-gentle")],
)
def test_the_quick_ways_start_what_they_say(desktop, occasion, routine):
    desktop.today.findChild(QPushButton, f"quick-{occasion}").click()
    assert desktop.player.session.timeline.routine == routine


def test_a_card_opens_the_routine_and_enter_starts_it(desktop):
    desktop.window.open_page("routines")
    desktop.routines.findChild(QPushButton, "routine-core-express").click()
    assert desktop.window.current == "detail"
    words = texts(desktop.detail)
    assert "2 sets of 6 × 5 s hold, 20 s rest" in words
    assert "8 × 3 s hold, each side, 10 s rest" in words
    press(desktop, Qt.Key.Key_Return)
    assert desktop.player.session.timeline.routine == "core-express"


def test_a_broken_file_is_named_and_the_others_load(make_desktop, tmp_path):
    folder = tmp_path / "profile" / "routines"
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text('{"steps": 3}', encoding="utf-8")
    desktop = make_desktop()
    desktop.window.open_page("routines")
    words = texts(desktop.routines)
    assert "One file could not be loaded" in words
    assert "broken.json, $.steps: expected an array, found a number" in words
    assert desktop.routines.findChild(QPushButton, "routine-core-express") is not None


def test_settings_are_kept_and_used_at_the_next_start(make_desktop, make_profile, qtbot):
    desktop = make_desktop()
    desktop.window.open_page("settings")
    page = desktop.settings_page
    page.theme.setCurrentIndex(page.theme.findData(ThemeChoice.DARK))
    page.text_size.setCurrentIndex(page.text_size.findData(150))
    page.preparation.setCurrentIndex(page.preparation.findData(15))
    QApplication.processEvents()
    desktop.window.resize(760, 600)
    desktop.window.close()

    settings = load_settings(make_profile().paths.settings)
    assert (settings.theme, settings.text_percent, settings.preparation_s) == (ThemeChoice.DARK, 150, 15)
    assert settings.page == "settings"
    again = make_desktop(settings)
    assert again.window.current == "settings"
    assert again.window.size() == QSize(760, 600)
    assert again._look.theme.dark
    assert again.settings_page.preparation.currentData() == 15


def test_leaving_the_player_by_the_rail_shortcut_pauses(desktop):
    desktop.play("core-express")
    desktop.window.open_page("history")
    assert desktop.player.session.phase is Phase.PAUSED
    desktop.player.toggle_pause()
    desktop.player.toggle_pause()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_needs_sideways_scrolling_in_a_small_window(make_desktop, name, percent):
    from backstride.store.settings import Settings

    desktop = make_desktop(Settings(theme=ThemeChoice.DARK, text_percent=percent))
    desktop.window.resize(1024, 640)
    desktop.window.open_page(name)
    QApplication.processEvents()
    for area in filter(QScrollArea.isVisible, desktop.window._pages[name].findChildren(QScrollArea)):
        assert area.horizontalScrollBar().maximum() == 0


def test_search_and_filters_narrow_the_routines_down(desktop):
    desktop.window.open_page("routines")
    page = desktop.routines

    def shown() -> set[str]:
        QApplication.processEvents()
        return {
            card.objectName().removeprefix("routine-")
            for card in page.findChildren(QPushButton)
            if card.objectName().startswith("routine-") and card.isVisibleTo(page)
        }

    everything = shown()
    assert len(everything) == len(desktop._backing.catalogue.routines)
    page.filters.text.setText("hamstr strap")
    assert {"daily-flexibility", "cooldown-postrun"} <= shown() < everything
    page.filters.text.clear()
    page.filters.length.setCurrentIndex(1)
    assert shown() == {"prerun-quick", "desk-break", "morning-unstiffen"}
    page.filters.position.setCurrentIndex(1)
    assert shown() == {"prerun-quick", "desk-break"}
    page.filters.equipment.setCurrentIndex(1)
    assert shown() == set()
    assert "No routine is like that" in texts(page)


def test_a_step_opens_its_exercise_and_the_ladder_leads_on(desktop):
    desktop._on_routine_opened("core-express")
    desktop.detail.findChild(QPushButton, "step-3").click()
    assert desktop.window.current == "exercise"
    words = texts(desktop.exercise)
    for expected in ("Glute bridge", "Feet flat, heels under the knees", "Pushing up with the low back", "5 to 12 rep"):
        assert expected in words
    assert "Mount Nittany Health" in words
    harder = next(b for b in desktop.exercise.findChildren(QPushButton) if b.text() == "Marching bridge")
    harder.click()
    assert "Bridge ladder: step 2 of 3" in texts(desktop.exercise) or "step 2 of 3" in texts(desktop.exercise)
    desktop.exercise.back.click()
    assert desktop.window.current == "detail"


def test_a_figure_moves_while_its_card_has_the_focus_and_never_otherwise(desktop):
    desktop.window.open_page("routines")
    card = desktop.routines.findChild(QPushButton, "routine-core-express")
    from backstride.ui.figure.thumbnail import Thumbnail

    figure = card.findChild(Thumbnail)
    card.setFocus()
    assert figure.is_moving()
    desktop.routines.filters.text.setFocus()
    assert not figure.is_moving()
    card.setFocus()
    desktop.window.open_page("settings")
    assert not figure.is_moving()


def test_an_open_exercise_moves_and_stops_when_another_page_is_shown(desktop):
    desktop._on_routine_opened("core-express")
    desktop._on_exercise_opened("glute-bridge")
    QApplication.processEvents()
    assert desktop.exercise.figure.is_moving()
    desktop.window.open_page("settings")
    assert not desktop.exercise.figure.is_moving()


def test_reduced_motion_shows_the_key_poses_and_nothing_moves(desktop, clock):
    page = desktop.settings_page
    page.motion.setCurrentIndex(page.motion.findData(True))
    QApplication.processEvents()
    desktop._on_routine_opened("core-express")
    desktop._on_exercise_opened("glute-bridge")
    QApplication.processEvents()
    assert not desktop.exercise.figure.is_moving()
    assert len(desktop.exercise.figure._frames) == 2
    desktop.play("core-express")
    pass_time(desktop, clock, 150_000)
    assert len(desktop.player_page.stage._frames) == 2
