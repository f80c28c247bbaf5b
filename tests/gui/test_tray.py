"""The session in the system tray: there only while it can be of use, and drawn no more often than can be read."""

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSystemTrayIcon

from backstride.core.session import Command, Phase
from backstride.core.timeline import SegmentKind
from backstride.store.settings import Settings, ThemeChoice
from backstride.ui.player.tray import PIXELS, SessionTray, short_time, tray_pixmap, tray_text
from gui.driving import pass_time, play_to_end

# The offscreen platform has no tray, and the one that Qt puts in its place misses a signal there.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@pytest.fixture
def make_tray(desktop):
    made = []

    def make(is_available=lambda: True):
        tray = SessionTray(desktop.player, desktop._look, is_available)
        made.append(tray)
        return tray

    yield make
    for tray in made:
        tray.take_away()
        tray.deleteLater()


@pytest.fixture
def tray(desktop, make_tray):
    made = make_tray()
    desktop.play("core-express")
    return made


def action(tray, text):
    return next(action for action in tray.item.menu.actions() if action.text() == text)


def captions(tray):
    return [action.text() for action in tray.item.menu.actions() if action.isVisible() and action.text()]


def test_it_is_there_only_while_a_session_is_under_way(desktop, make_tray, clock):
    tray = make_tray()
    assert tray.item is None
    desktop.play("core-express")
    assert tray.item.icon.isVisible()
    desktop.player.command(Command.PAUSE)
    assert tray.item.icon.isVisible()
    desktop.player.command(Command.RESUME)
    play_to_end(desktop, clock)
    assert tray.item is None
    desktop.play("core-express")
    assert tray.item.icon.isVisible()


def test_without_a_tray_there_is_nothing_and_the_system_is_asked_once_a_session(desktop, make_tray, clock):
    asked = []
    tray = make_tray(lambda: bool(asked.append(True)))
    desktop.play("core-express")
    pass_time(desktop, clock, 5_000)
    assert tray.item is None
    assert len(asked) == 1


def test_it_leaves_with_the_application(tray):
    icon = tray.item.icon
    tray.take_away()
    assert tray.item is None
    assert not icon.isVisible()


def test_the_tooltip_says_what_is_on_and_how_long_still(desktop, tray, clock):
    pass_time(desktop, clock, 12_000)
    assert tray.item.icon.toolTip() == "Abdominal brace · 0:38 · 7:45 left"
    desktop.player.command(Command.PAUSE)
    assert tray.item.icon.toolTip() == "Paused · Abdominal brace · 0:38 · 7:45 left"


def test_the_tooltip_names_the_side_and_work_at_ones_own_pace(desktop, tray):
    view = desktop.player.view()
    at_own_pace = replace(view, kind=SegmentKind.WORK, name="Bird dog", side=None, remaining_ms=None)
    assert tray_text(at_own_pace).startswith("Bird dog · Your pace · ")
    while desktop.player.view().kind is not SegmentKind.SWITCH:
        desktop.player.command(Command.SKIP)
    assert tray_text(desktop.player.view()).startswith("Change sides · Straight leg raise, right · 0:")


def test_it_is_drawn_at_most_once_a_second(desktop, tray, clock):
    drawn = {tray.item.icon.icon().cacheKey()}
    for _ in range(150):
        clock.pass_ms(33)
        desktop.player.refresh()
        drawn.add(tray.item.icon.icon().cacheKey())
    assert 4 <= len(drawn) <= 6
    desktop.player.command(Command.PAUSE)
    before = tray.item.icon.icon().cacheKey()
    clock.pass_ms(60_000)
    desktop.player.refresh()
    assert tray.item.icon.icon().cacheKey() == before


def test_a_new_theme_is_drawn_at_once(desktop, tray):
    before = tray.item.icon.icon().cacheKey()
    desktop._look.choose(Settings(theme=ThemeChoice.DARK))
    assert tray.item.icon.icon().cacheKey() != before
    desktop._look.choose(Settings(theme=ThemeChoice.LIGHT))


def test_the_menu_pauses_goes_on_and_skips(desktop, tray):
    player = desktop.player
    assert captions(tray) == ["Pause", "Skip", "Show window", "End…"]
    action(tray, "Pause").trigger()
    assert player.session.phase is Phase.PAUSED
    action(tray, "Go on").trigger()
    assert player.session.phase is Phase.RUNNING
    action(tray, "Skip").trigger()
    assert player.session.index == 1
    assert captions(tray) == ["Pause", "Skip", "Show window", "End…"]


def test_work_that_waits_for_done_can_be_done_from_the_menu(desktop, tray):
    timeline = desktop.player.session.timeline
    segments = list(timeline.segments)
    first = timeline.work[0]
    segments[first] = msgspec.structs.replace(segments[first], duration_ms=None, tempo=None)
    desktop.player.load(msgspec.structs.replace(timeline, segments=tuple(segments)))
    desktop.player.command(Command.START)
    desktop.player.command(Command.SKIP)
    assert captions(tray) == ["Pause", "Done", "Skip", "Show window", "End…"]
    action(tray, "Done").trigger()
    assert first in desktop.player.session.done
    assert "Done" not in captions(tray)


def test_show_and_end_only_ask(desktop, tray, qtbot):
    before = desktop.player.session
    with qtbot.waitSignal(tray.end_requested):
        action(tray, "End…").trigger()
    with qtbot.waitSignal(tray.show_requested):
        action(tray, "Show window").trigger()
    with qtbot.waitSignal(tray.show_requested):
        tray.item.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert desktop.player.session is before


def test_a_click_for_the_menu_does_not_show_the_window(tray, qtbot):
    with qtbot.assertNotEmitted(tray.show_requested):
        tray.item.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_the_last_skip_from_the_menu_takes_it_away(desktop, tray):
    last = len(desktop.player.session.timeline.segments) - 1
    while desktop.player.session.index < last:
        desktop.player.command(Command.SKIP)
    action(tray, "Skip").trigger()
    assert desktop.player.session.phase is Phase.FINISHED
    assert tray.item is None


def test_the_icon_has_the_colours_of_the_phase_and_a_ring_that_empties(desktop, tray):
    view = desktop.player.view()
    full, half = (tray_pixmap(replace(view, fraction=fraction), desktop._look).toImage() for fraction in (0.0, 0.5))
    paper, ink = desktop._look.theme.phase_colours(view)
    assert (full.width(), full.height()) == (PIXELS, PIXELS)
    assert full.pixelColor(0, 0).alpha() == 0
    # The ring begins at the top and empties clockwise: of half a ring the left half is gone.
    assert near(full.pixelColor(4, PIXELS // 2), ink)
    assert near(full.pixelColor(PIXELS - 5, PIXELS // 2), ink)
    assert near(half.pixelColor(4, PIXELS // 2), ink) != near(half.pixelColor(PIXELS - 5, PIXELS // 2), ink)
    assert near(full.pixelColor(PIXELS // 2, 10), paper)


def near(one, other):
    return all(abs(a - b) < 12 for a, b in zip(QColor(one).getRgb(), QColor(other).getRgb(), strict=True))


def test_a_pause_and_ones_own_pace_show_a_sign_instead_of_a_time(desktop, tray):
    view = desktop.player.view()
    look = desktop._look
    own_pace = replace(view, kind=SegmentKind.WORK, remaining_ms=None)
    paused = replace(view, phase=Phase.PAUSED)
    images = {tray_pixmap(shown, look).toImage().cacheKey() for shown in (view, own_pace, paused)}
    assert len(images) == 3
    later = replace(paused, remaining_ms=3_000)
    assert tray_pixmap(paused, look).toImage() == tray_pixmap(later, look).toImage()


@pytest.mark.parametrize(
    ("remaining_ms", "text"),
    [(1, "1"), (28_000, "28"), (59_000, "59"), (59_001, "1′"), (60_001, "2′"), (600_000, "10′")],
)
def test_the_time_in_the_ring_is_short(desktop, tray, remaining_ms, text):
    assert short_time(replace(desktop.player.view(), remaining_ms=remaining_ms)) == text
