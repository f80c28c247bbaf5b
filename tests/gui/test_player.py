"""The player's keys, buttons and what it shows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from backstride.core.session import Phase
from backstride.core.timeline import SegmentKind
from backstride.store.settings import Settings, ThemeChoice
from gui.driving import pass_time, press


@pytest.fixture
def playing(desktop):
    desktop.play("core-express")
    return desktop


def test_pause_has_the_focus_and_space_toggles_it(playing, clock):
    assert playing.window.focusWidget() is playing.player_page.controls.pause
    press(playing, Qt.Key.Key_Space)
    assert playing.player.session.phase is Phase.PAUSED
    assert playing.player_page.phase.text() == "Paused"
    press(playing, Qt.Key.Key_Space)
    assert playing.player.session.phase is Phase.RUNNING


@pytest.mark.parametrize("key", [Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_Return, Qt.Key.Key_7, Qt.Key.Key_Comma])
def test_any_unlisted_key_pauses(playing, key):
    press(playing, key)
    assert playing.player.session.phase is Phase.PAUSED


@pytest.mark.parametrize("key", [Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt])
def test_a_modifier_alone_does_nothing(playing, key):
    press(playing, key)
    assert playing.player.session.phase is Phase.RUNNING


def test_arrows_skip_and_go_back_even_with_the_focus_on_a_button(playing, clock):
    press(playing, Qt.Key.Key_Right)
    assert playing.player.session.index == 1
    playing.player_page.controls.extend.setFocus()
    press(playing, Qt.Key.Key_Right)
    assert playing.player.view().name == "Forearm plank"
    press(playing, Qt.Key.Key_Left)
    assert playing.player.session.index == 0


def test_plus_adds_fifteen_seconds(playing):
    before = playing.player.view().remaining_ms
    press(playing, Qt.Key.Key_Plus)
    assert playing.player.view().remaining_ms == before + 15_000


def test_a_held_key_acts_once(playing):
    page = playing.player_page
    QTest.keyPress(page, Qt.Key.Key_Right)
    for _ in range(5):
        QApplication.sendEvent(page, _repeat(Qt.Key.Key_Right))
    assert playing.player.session.index == 1


def _repeat(key):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)


def test_escape_asks_and_go_on_returns_exactly_where_it_was(playing, clock):
    pass_time(playing, clock, 12_345)
    before = playing.player.view()
    press(playing, Qt.Key.Key_Escape)
    assert playing.player.session.phase is Phase.PAUSED
    clock.pass_ms(60_000)
    press(playing, Qt.Key.Key_Escape)
    assert (playing.player.session.phase, playing.player_page.phase.text()) == (Phase.RESUMING, "Get ready")
    pass_time(playing, clock, 3_000)
    after = playing.player.view()
    assert playing.player.session.phase is Phase.RUNNING
    assert (after.name, after.remaining_ms, after.kind) == (before.name, before.remaining_ms, before.kind)
    assert playing.window.focusWidget() is playing.player_page.controls.pause


def test_escape_in_a_pause_returns_to_the_pause(playing):
    press(playing, Qt.Key.Key_Space)
    press(playing, Qt.Key.Key_Escape)
    press(playing, Qt.Key.Key_Escape)
    assert playing.player.session.phase is Phase.PAUSED


def test_escape_and_end_here_stops_and_keeps_what_was_done(playing, clock):
    pass_time(playing, clock, 60_000)
    press(playing, Qt.Key.Key_Escape)
    press(playing, Qt.Key.Key_Right)
    press(playing, Qt.Key.Key_Space)
    assert playing.window.current == "summary"
    logged = playing._backing.history.log(1)[0]
    assert (logged.status.value, logged.work_done) == ("partial", 1)


def test_other_keys_do_nothing_while_it_asks(playing):
    press(playing, Qt.Key.Key_Escape)
    index = playing.player.session.index
    press(playing, Qt.Key.Key_X)
    press(playing, Qt.Key.Key_F)
    assert playing.player.session.index == index
    assert not playing.window.isFullScreen()
    press(playing, Qt.Key.Key_Escape)


def test_f_goes_full_screen_and_back(playing):
    press(playing, Qt.Key.Key_F)
    assert playing.window.isFullScreen()
    press(playing, Qt.Key.Key_F)
    assert not playing.window.isFullScreen()


def test_each_phase_has_its_own_word_icon_and_colour(playing, clock):
    seen = {}
    player = playing.player
    while player.session.phase is not Phase.FINISHED:
        view = player.view()
        if view.kind not in seen:
            background = playing.player_page._look.theme.phase_colours(view)[0].name()
            seen[view.kind] = (playing.player_page.phase.text(), playing.player_page._dressed[0], background)
        pass_time(playing, clock, 5_000)
    assert {kind: words[0] for kind, words in seen.items()} == {
        SegmentKind.PREPARE: "Get ready",
        SegmentKind.WORK: "Work",
        SegmentKind.REST: "Rest",
        SegmentKind.SWITCH: "Change sides",
    }
    for part in range(3):
        assert len({words[part] for words in seen.values()}) == 4


def test_sleep_pauses_at_the_moment_it_began_and_says_so(playing, clock):
    pass_time(playing, clock, 4_000)
    clock.pass_ms(3_600_000)
    playing.player.refresh()
    view = playing.player.view()
    assert view.phase is Phase.PAUSED
    assert view.remaining_ms == 6_000
    assert "asleep" in playing.player_page.notice.text()
    assert playing.player_page.notice.isVisible()
    press(playing, Qt.Key.Key_Space)
    assert not playing.player_page.notice.isVisible()


def test_a_paused_player_has_no_running_timer(playing):
    assert playing.player._timer.isActive()
    press(playing, Qt.Key.Key_Space)
    assert not playing.player._timer.isActive()


def test_the_side_set_and_repetition_are_shown(playing, clock):
    pass_time(playing, clock, 256_000 + 10_000 + 7_000)
    page = playing.player_page
    assert page.exercise.text() == "Straight leg raise"
    assert page.side.text() == "Left"
    assert page.count.text() == "Repetition 2 of 8"
    assert page.next_up.text() == "Next: right side"


def test_preparation_seconds_of_the_settings_are_used(make_desktop):
    desktop = make_desktop(Settings(theme=ThemeChoice.LIGHT, preparation_s=3))
    desktop.play("core-express")
    assert desktop.player.view().remaining_ms == 3_000


def test_every_control_has_a_name_and_a_tooltip_with_its_key(playing):
    for button in playing.player_page.controls.buttons:
        assert button.accessibleName()
        assert "(" in button.toolTip()


def test_that_hurt_pauses_and_can_skip_the_rest_of_the_exercise(playing, clock):
    pass_time(playing, clock, 50_000 + 12_000)
    assert playing.player.view().name == "Forearm plank"
    press(playing, Qt.Key.Key_H)
    assert playing.player.session.phase is Phase.PAUSED
    press(playing, Qt.Key.Key_4)
    answer(playing, "skip")
    assert playing.player.view().name == "Glute bridge"
    assert playing.player.session.phase is Phase.RUNNING
    assert hurts(playing) == [("plank-forearm", 4, "skip")]


def test_that_hurt_offers_the_easier_exercise_of_the_ladder(playing, clock):
    pass_time(playing, clock, 62_000)
    press(playing, Qt.Key.Key_H)
    press(playing, Qt.Key.Key_3)
    answer(playing, "easier")
    pass_time(playing, clock, 4_000)
    view = playing.player.view()
    assert (view.name, view.exercise) == ("Plank from the knees", "plank-knees")
    pass_time(playing, clock, 8_000)
    rows = playing._backing.log._connection.execute("SELECT exercise FROM work ORDER BY id").fetchall()
    assert [row[0] for row in rows] == ["abdominal-brace", "plank-knees"]


def test_much_pain_offers_to_stop(playing, clock):
    pass_time(playing, clock, 12_000)
    press(playing, Qt.Key.Key_H)
    press(playing, Qt.Key.Key_8)
    assert playing.window.focusWidget().objectName() == "stop"
    press(playing, Qt.Key.Key_Space)
    assert playing._backing.history.log(1)[0].status.value == "stopped"
    assert playing.summary.form.during.value == 8


def answer(playing, name: str) -> None:
    """Give one of the answers of the panel."""
    playing.player_page._ask.buttons[name].click()


def hurts(playing) -> list[tuple]:
    """What was recorded."""
    rows = playing._backing.log._connection.execute("SELECT exercise, level, answer FROM hurts ORDER BY id")
    return [tuple(row) for row in rows]


def test_that_hurt_and_stop_here_ends_the_session(playing, clock):
    pass_time(playing, clock, 12_000)
    playing.player_page.controls.hurt.click()
    answer(playing, "stop")
    assert playing._backing.history.log(1)[0].status.value == "stopped"


def test_that_hurt_and_go_on_changes_nothing(playing, clock):
    pass_time(playing, clock, 12_000)
    before = playing.player.view()
    press(playing, Qt.Key.Key_H)
    press(playing, Qt.Key.Key_Escape)
    pass_time(playing, clock, 3_000)
    assert playing.player.view() == before
    assert playing._backing.log._connection.execute("SELECT COUNT(*) FROM hurts").fetchone()[0] == 0


def test_a_key_right_after_waking_does_not_count_the_sleep_as_exercise(playing, clock):
    pass_time(playing, clock, 4_000)
    clock.pass_ms(3_600_000)
    press(playing, Qt.Key.Key_Plus)
    view = playing.player.view()
    assert (view.phase, view.remaining_ms) == (Phase.PAUSED, 6_000 + 15_000)
    assert "asleep" in playing.player_page.notice.text()


def test_full_screen_is_a_distance_view_with_larger_words(playing):
    press(playing, Qt.Key.Key_Space)
    page = playing.player_page
    in_window = page._percent() / page.height()
    press(playing, Qt.Key.Key_F)
    QApplication.processEvents()
    assert page._percent() / page.height() > 1.3 * in_window
    press(playing, Qt.Key.Key_F)


def test_leaving_the_player_in_the_get_ready_after_a_pause_stays_paused(playing, clock):
    pass_time(playing, clock, 12_000)
    press(playing, Qt.Key.Key_Space)
    press(playing, Qt.Key.Key_Space)
    assert playing.player.session.phase is Phase.RESUMING
    playing.window.open_page("history")
    pass_time(playing, clock, 10_000)
    assert playing.player.session.phase is Phase.PAUSED


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900)])
def test_in_full_screen_the_time_of_a_repetition_is_25_mm_high_on_a_small_laptop(playing, clock, monkeypatch, size):
    page, width_mm = playing.player_page, 310
    # The screen of the tests is smaller than that of a laptop, and a window of another size is not in full screen.
    monkeypatch.setattr(playing.window, "isFullScreen", lambda: True)
    playing.window.resize(*size)
    press(playing, Qt.Key.Key_Right)
    pass_time(playing, clock, 4_000)
    QApplication.processEvents()
    assert playing.player.view().repetition is not None
    assert digit_height(page.dial) * width_mm / size[0] >= 25
    assert QFontMetrics(page.exercise.font()).capHeight() * width_mm / size[0] >= 9


def digit_height(dial) -> int:
    """Rows of the tallest thing inside the ring."""
    image = dial.grab().toImage()
    middle, reach = image.width() // 2, min(image.width(), image.height()) // 4
    paper = image.pixelColor(0, 0).lightness()
    columns = range(middle - reach, middle + reach)
    inked = [any(abs(image.pixelColor(x, y).lightness() - paper) > 60 for x in columns) for y in range(image.height())]
    runs = "".join("#" if is_inked else " " for is_inked in inked).split()
    return max(len(run) for run in runs[1:-1])


def test_what_is_said_in_passing_takes_nothing_from_the_time(playing):
    page = playing.player_page
    before = page.dial.size()
    page.say("No tones: no sound output was found.\nThe screen may go dark.\nNo voice: no speech engine was found.")
    QApplication.processEvents()
    assert page.notice.isVisible()
    assert page.dial.size() == before
