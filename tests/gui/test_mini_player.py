"""The small window: it shows the session, takes the player's keys, and costs nothing while it is hidden."""

import msgspec
import pytest
from PySide6.QtCore import SIGNAL, QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import isValid

from backstride.core.session import Command, Phase
from backstride.core.timeline import SegmentKind
from backstride.store.settings import Settings, ThemeChoice
from backstride.ui.player.mini import MiniPlayer, in_lines
from backstride.ui.player.session_player import SessionPlayer
from gui.driving import pass_time, play_to_end

# The offscreen platform cannot raise windows nor keep their size, and says so whenever a tool window is shown.
pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|propagateSizeHints)\(\)")


@pytest.fixture
def make_mini(make_desktop):
    made = []

    def make(settings=None, direction=Qt.LayoutDirection.LeftToRight):
        desktop = make_desktop(settings)
        desktop.play("core-express")
        mini = MiniPlayer(desktop.player, desktop._look)
        mini.setLayoutDirection(direction)
        made.append(mini)
        mini.show()
        QApplication.processEvents()
        return desktop, mini

    yield make
    for mini in made:
        mini.hide()
        mini.deleteLater()


@pytest.fixture
def playing(make_mini):
    return make_mini()


def press(mini, key):
    QTest.keyClick(mini.focusWidget() or mini, key)
    QApplication.processEvents()


def told(mini, signal):
    heard = []
    getattr(mini, signal).connect(lambda: heard.append(signal))
    return heard


def load_self_paced(desktop):
    """The same session, its first work waiting for "done"."""
    timeline = desktop.player.session.timeline
    first = timeline.work[0]
    segments = list(timeline.segments)
    segments[first] = msgspec.structs.replace(segments[first], duration_ms=None, tempo=None)
    desktop.player.load(msgspec.structs.replace(timeline, segments=tuple(segments)))
    desktop.player.command(Command.START)
    desktop.player.command(Command.SKIP)
    assert desktop.player.view().remaining_ms is None


def test_it_stays_above_other_windows_and_belongs_to_none(playing):
    _, mini = playing
    assert mini.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert mini.windowFlags() & Qt.WindowType.Tool == Qt.WindowType.Tool
    assert mini.parent() is None


def test_it_shows_what_the_player_shows(playing, clock):
    desktop, mini = playing
    pass_time(desktop, clock, 256_000 + 10_000 + 7_000)
    page = desktop.player_page
    assert mini.phase.whole == page.phase.text() == "Work"
    assert mini.exercise.whole == page.exercise.text() == "Straight leg raise"
    assert mini.side.text() == page.side.text() == "Left"
    assert mini.next_up.whole == page.next_up.text() == "Next: right side"
    assert mini.dial.accessibleName() == page.dial.accessibleName()


def test_each_phase_has_its_own_colour_and_word(playing, clock):
    desktop, mini = playing
    seen = {}
    while desktop.player.is_under_way:
        view = desktop.player.view()
        if view.kind not in seen:
            colour = mini.grab().toImage().pixelColor(mini.width() - 6, 6).name()
            assert colour == desktop._look.theme.phase_colours(view)[0].name()
            seen[view.kind] = (mini.phase.whole, colour)
        pass_time(desktop, clock, 5_000)
    assert set(seen) == set(SegmentKind)
    assert len({word for word, _ in seen.values()}) == len({colour for _, colour in seen.values()}) == len(seen)


def test_pause_has_the_focus_and_space_toggles_it(playing):
    desktop, mini = playing
    assert mini.focusWidget() is mini.pause
    press(mini, Qt.Key.Key_Space)
    assert desktop.player.session.phase is Phase.PAUSED
    assert (mini.phase.whole, mini.pause.accessibleName(), mini.pause.icon_name) == ("Paused", "Go on", "play")
    press(mini, Qt.Key.Key_Space)
    assert desktop.player.session.phase is Phase.RUNNING
    assert (mini.pause.accessibleName(), mini.pause.toolTip()) == ("Pause", "Pause (Space)")


def test_arrows_skip_and_go_back_even_with_the_focus_on_a_button(playing):
    desktop, mini = playing
    mini.restore.setFocus()
    press(mini, Qt.Key.Key_Right)
    press(mini, Qt.Key.Key_Right)
    assert desktop.player.session.index == 2
    press(mini, Qt.Key.Key_Left)
    assert desktop.player.session.index == 0


def test_plus_adds_fifteen_seconds(playing):
    desktop, mini = playing
    before = desktop.player.view().remaining_ms
    press(mini, Qt.Key.Key_Plus)
    assert desktop.player.view().remaining_ms == before + 15_000


def test_any_other_key_pauses_but_a_modifier_or_a_held_key_does_not(playing):
    desktop, mini = playing
    press(mini, Qt.Key.Key_Shift)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, "x", True)
    QApplication.sendEvent(mini, held)
    assert desktop.player.session.phase is Phase.RUNNING
    press(mini, Qt.Key.Key_X)
    assert desktop.player.session.phase is Phase.PAUSED


@pytest.mark.parametrize(
    ("key", "signal"),
    [
        (Qt.Key.Key_W, "restore_requested"),
        (Qt.Key.Key_F, "restore_requested"),
        (Qt.Key.Key_M, "mute_requested"),
        (Qt.Key.Key_Escape, "end_requested"),
        (Qt.Key.Key_H, "hurt_requested"),
    ],
)
def test_keys_that_are_not_for_this_window_ask_for_what_they_mean(playing, key, signal):
    desktop, mini = playing
    before = desktop.player.session
    heard = told(mini, signal)
    press(mini, key)
    assert heard == [signal]
    assert (desktop.player.session.phase, desktop.player.session.index) == (before.phase, before.index)


def test_the_buttons_are_large_and_have_names_and_tooltips_with_their_keys(playing):
    _, mini = playing
    assert [button.accessibleName() for button in mini.buttons] == ["Pause", "Skip", "Back to the big window"]
    for button in mini.buttons:
        assert button.toolTip().startswith(button.accessibleName() + " (")
        assert min(button.width(), button.height()) >= 44


def test_the_buttons_do_what_they_say(playing):
    desktop, mini = playing
    heard = told(mini, "restore_requested")
    mini.pause.click()
    assert desktop.player.session.phase is Phase.PAUSED
    mini.pause.click()
    mini.skip.click()
    assert desktop.player.session.index == 1
    mini.restore.click()
    assert heard == ["restore_requested"]


def test_work_that_waits_for_done_can_be_done_here(playing):
    desktop, mini = playing
    load_self_paced(desktop)
    work = desktop.player.session.index
    assert (mini.skip.accessibleName(), mini.skip.toolTip()) == ("Done", "Done (D)")
    mini.skip.click()
    assert work in desktop.player.session.done
    assert mini.skip.accessibleName() == "Skip"


def test_hidden_it_does_not_follow_the_session_and_shown_again_it_does(playing, clock):
    desktop, mini = playing
    listeners = desktop.player.receivers(SIGNAL("changed()"))
    mini.hide()
    assert desktop.player.receivers(SIGNAL("changed()")) == listeners - 1
    pass_time(desktop, clock, 12_000)
    assert mini.phase.whole == "Get ready"
    mini.show()
    assert mini.phase.whole == "Work"
    assert desktop.player.receivers(SIGNAL("changed()")) == listeners


def test_a_tick_does_not_change_the_style(playing, clock, monkeypatch):
    desktop, mini = playing
    dressed = []
    monkeypatch.setattr(mini, "setStyleSheet", dressed.append)
    pass_time(desktop, clock, 9_000)
    assert dressed == []
    pass_time(desktop, clock, 1_000)
    assert len(dressed) == 1


def test_it_begins_in_the_lower_corner_and_then_stays_where_it_was_put(playing):
    _, mini = playing
    room = mini.screen().availableGeometry()
    assert room.contains(mini.geometry())
    assert mini.geometry().center().x() > room.center().x()
    assert mini.geometry().center().y() > room.center().y()
    mini.move(40, 60)
    mini.hide()
    mini.show()
    assert mini.pos() == QPoint(40, 60)


def test_it_comes_back_from_beyond_the_screen(playing):
    _, mini = playing
    mini.move(-5_000, 9_000)
    mini.hide()
    mini.show()
    assert mini.screen().availableGeometry().contains(mini.geometry())


def test_right_to_left_it_begins_in_the_other_corner(make_mini):
    _, mini = make_mini(direction=Qt.LayoutDirection.RightToLeft)
    assert mini.geometry().center().x() < mini.screen().availableGeometry().center().x()
    assert mini.dial.x() > mini.exercise.x()
    assert mini.exercise.alignment() & Qt.AlignmentFlag.AlignRight


def test_its_background_and_its_words_are_the_handle(playing, monkeypatch):
    _, mini = playing
    moved = []
    monkeypatch.setattr(QWindow, "startSystemMove", lambda window: moved.append(window) or True)
    QTest.mousePress(mini, Qt.MouseButton.RightButton, pos=QPoint(4, 4))
    assert moved == []
    QTest.mousePress(mini, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    QTest.mousePress(mini.exercise, Qt.MouseButton.LeftButton)
    QTest.mousePress(mini.dial, Qt.MouseButton.LeftButton)
    assert len(moved) == 3


def test_closing_it_asks_for_the_big_window(playing):
    _, mini = playing
    heard = told(mini, "restore_requested")
    mini.close()
    assert heard == ["restore_requested"]
    mini.close()
    assert len(heard) == 1


def test_it_goes_with_its_player(desktop, clock):
    player = SessionPlayer(clock)
    mini = MiniPlayer(player, desktop._look)
    player.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(mini)


def test_when_it_is_over_only_the_way_back_is_left(playing, clock):
    desktop, mini = playing
    play_to_end(desktop, clock)
    assert mini.phase.whole == "Done"
    assert mini.exercise.whole == desktop.player.session.timeline.name
    assert [button.isVisible() for button in mini.buttons] == [False, False, True]
    heard = told(mini, "restore_requested")
    press(mini, Qt.Key.Key_Space)
    press(mini, Qt.Key.Key_X)
    assert len(heard) == 2
    desktop.play("core-express")
    assert [button.isVisible() for button in mini.buttons] == [True, True, True]


def test_it_can_be_shown_before_any_session(desktop):
    mini = MiniPlayer(desktop.player, desktop._look)
    mini.show()
    QApplication.processEvents()
    press(mini, Qt.Key.Key_Space)
    mini.pause.click()
    mini.skip.click()
    assert not desktop.player.is_under_way
    mini.hide()
    mini.deleteLater()


@pytest.mark.parametrize(
    ("percent", "direction"),
    [
        (85, Qt.LayoutDirection.LeftToRight),
        (100, Qt.LayoutDirection.LeftToRight),
        (200, Qt.LayoutDirection.LeftToRight),
        (200, Qt.LayoutDirection.RightToLeft),
    ],
)
def test_everything_has_its_place_at_every_text_size(make_mini, clock, percent, direction):
    desktop, mini = make_mini(Settings(theme=ThemeChoice.LIGHT, text_percent=percent), direction)
    assert mini.width() == round(336 * percent / 100)
    while desktop.player.is_under_way:
        QApplication.processEvents()
        parts = [*mini.buttons, mini.dial, mini.phase, mini.side, mini.exercise, mini.next_up]
        seen = [part for part in parts if part.isVisible()]
        for number, part in enumerate(seen):
            assert mini.rect().contains(part.geometry())
            assert not any(part.geometry().intersects(other.geometry()) for other in seen[number + 1 :])
            if isinstance(part, QLabel):
                assert part.sizeHint().height() <= part.height()
        assert "…" not in mini.phase.text()
        clock.pass_ms(4_900)
        desktop.player.refresh()
        clock.pass_ms(4_900)
        desktop.player.refresh()


def test_it_grows_with_the_text_while_it_is_shown(playing):
    desktop, mini = playing
    before = mini.width(), mini.exercise.fontMetrics().height()
    desktop._look.choose(Settings(theme=ThemeChoice.DARK, text_percent=200))
    QApplication.processEvents()
    assert mini.width() == 2 * before[0]
    assert mini.exercise.fontMetrics().height() > 1.8 * before[1]
    assert mini.screen().availableGeometry().contains(mini.geometry())
    desktop._look.choose(Settings(theme=ThemeChoice.LIGHT))


def test_long_names_break_between_words_and_end_with_an_ellipsis(qapp):
    metrics = QFontMetrics(qapp.font())
    width = metrics.horizontalAdvance("Side plank from")
    assert in_lines("Side plank from the knees", metrics, width, 2) == "Side plank from\nthe knees"
    assert in_lines("Bridge", metrics, width, 2) == "Bridge"
    assert in_lines("", metrics, width, 2) == ""
    last = in_lines("Side plank from the knees with the arm stretched", metrics, width, 2).splitlines()
    assert last[0] == "Side plank from"
    assert last[1].endswith("…")
    assert all(metrics.horizontalAdvance(line) <= width for line in last)
    first = in_lines("Kniegelenksstreckerdehnung links", metrics, width, 2).splitlines()
    assert first[0].endswith("…")


def test_what_does_not_fit_is_spoken_in_full(playing):
    _, mini = playing
    text = "Next: side plank from the knees with the upper arm stretched, right"
    mini.next_up.tell(text)
    assert mini.next_up.text().endswith("…")
    assert mini.next_up.accessibleName() == mini.next_up.toolTip() == text
    mini.next_up.tell("Last one")
    assert mini.next_up.toolTip() == ""
