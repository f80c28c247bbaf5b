"""Tones and words of a whole session: each where it belongs, never late, never over each other."""

import pytest
from PySide6.QtCore import Qt

from backstride.core.session import Phase
from backstride.core.speaking import estimated_ms
from backstride.services.awake import AwakeTrouble
from backstride.services.sounds import SoundTrouble, Tone
from backstride.services.speech import SpeechTrouble
from backstride.store.settings import Settings, Talk, ThemeChoice
from gui.driving import pass_time, play_to_end, press

TONE_MS = 300


class Sink:
    """Writes down when each tone and text was asked for."""

    def __init__(self, desktop, crew, clock) -> None:
        self.heard: list[tuple[int, str, str]] = []
        began_ms = clock.ms
        play, say = crew.sounds.play, crew.speech.say
        crew.sounds.play = lambda tone: (self.heard.append((clock.ms - began_ms, "tone", tone.value)), play(tone))
        crew.speech.say = lambda text: (self.heard.append((clock.ms - began_ms, "words", text)), say(text))

    def tones(self, name: str) -> list[int]:
        return [at for at, kind, what in self.heard if kind == "tone" and what == name]

    def words(self) -> list[str]:
        return [what for _, kind, what in self.heard if kind == "words"]


def play(desktop, clock, crew, routine="core-express", step_ms=100):
    sink = Sink(desktop, crew, clock)
    desktop.play(routine)
    while desktop.player.session.phase is not Phase.FINISHED:
        clock.pass_ms(step_ms)
        desktop.player.refresh()
    return sink


def settings(**values) -> Settings:
    return Settings(theme=ThemeChoice.LIGHT, **values)


def test_each_tone_comes_at_its_planned_moment(desktop, clock, crew):
    sink = play(desktop, clock, crew)
    assert sink.tones("ready") == [0]
    assert sink.tones("go")[:3] == [10_000, 60_000, 75_000]
    assert sink.tones("countdown")[:6] == [7_000, 8_000, 9_000, 47_000, 48_000, 49_000]
    assert sink.tones("set-end")[0] == 50_000
    assert sink.tones("rest")[0] == 70_000
    assert len(sink.tones("switch")) == 2
    assert sink.tones("done") == [477_000]


def test_tones_and_words_never_overlap_and_nothing_ticks_in_rests(desktop, clock, crew):
    sink = play(desktop, clock, crew)
    for (at, kind, what), (after, _, _) in zip(sink.heard, sink.heard[1:], strict=False):
        length = crew.sounds.length_ms(Tone(what)) if kind == "tone" else estimated_ms(what)
        assert at + length <= after, (at, what)
    first_rest = [what for at, kind, what in sink.heard if kind == "tone" and 70_000 <= at < 75_000]
    assert first_rest == ["rest", "countdown", "countdown", "countdown"]


def test_the_voice_names_the_exercise_side_and_dose_and_counts(desktop, clock, crew, qtbot):
    sink = play(desktop, clock, crew)
    qtbot.waitUntil(lambda: "Done." in sink.words(), timeout=2_000)
    words = sink.words()
    assert any(text.startswith("Forearm plank. 5 sets of 10 seconds") for text in words)
    assert any(text.startswith("Straight leg raise, left side") for text in words)
    assert any(text.startswith("Change sides") for text in words)
    assert "Last one" in words
    assert words[-1] == "Done."


def test_names_only_says_no_cues_and_no_counts(make_desktop, clock, crew):
    words = play(make_desktop(settings(talk=Talk.NAMES)), clock, crew).words()
    assert "Glute bridge" in words
    assert not any("Squeeze" in text or "squeeze" in text or text.isdigit() for text in words)


def test_off_says_nothing_but_tones_stay(make_desktop, clock, crew):
    sink = play(make_desktop(settings(talk=Talk.OFF)), clock, crew)
    assert sink.words() == []
    assert len(sink.tones("go")) == 15


def test_a_kind_of_tone_can_be_switched_off(make_desktop, clock, crew):
    sink = play(make_desktop(settings(tones_off=("countdown",))), clock, crew)
    assert sink.tones("countdown") == []
    assert len(sink.tones("go")) == 15


def test_m_mutes_everything_at_once_and_is_remembered(desktop, clock, crew):
    desktop.play("core-express")
    press(desktop, Qt.Key.Key_M)
    assert desktop.settings.muted
    played = len(crew.sounds.played)
    pass_time(desktop, clock, 60_000)
    assert len(crew.sounds.played) == played
    press(desktop, Qt.Key.Key_M)
    assert not desktop.settings.muted


def test_signals_that_are_late_are_left_out(desktop, clock, crew):
    desktop.play("core-express")
    clock.pass_ms(4_900)
    desktop.player.refresh()
    clock.pass_ms(4_900)
    crew.sounds.played.clear()
    desktop.player.refresh()
    assert Tone.COUNTDOWN not in crew.sounds.played[:2]


def test_a_pause_silences_and_its_end_counts_down(desktop, clock, crew):
    desktop.play("core-express")
    pass_time(desktop, clock, 20_000)
    press(desktop, Qt.Key.Key_Space)
    crew.sounds.played.clear()
    press(desktop, Qt.Key.Key_Space)
    for _ in range(40):
        clock.pass_ms(100)
        desktop.player.refresh()
    assert crew.sounds.played[:4] == [Tone.COUNTDOWN, Tone.COUNTDOWN, Tone.COUNTDOWN, Tone.GO]


def test_the_screen_stays_on_only_while_a_session_runs(desktop, clock, crew):
    assert not crew.awake.held
    desktop.play("core-express")
    assert crew.awake.held
    press(desktop, Qt.Key.Key_Space)
    assert not crew.awake.held
    press(desktop, Qt.Key.Key_Space)
    assert crew.awake.held
    play_to_end(desktop, clock)
    assert not crew.awake.held


def test_closing_lets_the_screen_go(desktop, clock, crew):
    desktop.play("core-express")
    desktop.window.close()
    assert not crew.awake.held


@pytest.mark.parametrize(
    ("fail", "words"),
    [
        (lambda crew: crew.speech.fail(SpeechTrouble.NO_VOICES), "speech-dispatcher-espeak-ng"),
        (lambda crew: crew.sounds.have_trouble(SoundTrouble.NO_DEVICE), "No tones"),
        (lambda crew: setattr(crew.awake, "trouble", AwakeTrouble.NO_SERVICE), "The screen may go dark"),
    ],
)
def test_a_service_that_fails_is_told_once_and_stops_nothing(desktop, clock, crew, fail, words):
    desktop.play("core-express")
    fail(crew)
    pass_time(desktop, clock, 11_000)
    assert words in desktop.player_page.notice.text()
    desktop.player_page.notice.hide()
    pass_time(desktop, clock, 60_000)
    assert not desktop.player_page.notice.isVisible()
    assert desktop.player.session.phase is Phase.RUNNING


def test_without_tones_nobody_is_told_that_tones_go_on(desktop, clock, crew):
    desktop.play("core-express")
    crew.sounds.have_trouble(SoundTrouble.NO_DEVICE)
    crew.speech.fail(SpeechTrouble.NO_VOICES)
    pass_time(desktop, clock, 11_000)
    told = desktop.player_page.notice.text()
    assert "No tones" in told
    assert "No voice" in told
    assert "Tones go on" not in told
    desktop.player_page.notice.hide()
    crew.sounds.have_trouble(None)
    pass_time(desktop, clock, 11_000)
    assert not desktop.player_page.notice.isVisible()  # what is left is told already


def test_what_is_missing_is_told_in_the_settings(desktop, crew):
    desktop.window.open_page("settings")
    assert not desktop.settings_page.sound.trouble.isVisible()
    crew.speech.fail(SpeechTrouble.NO_ENGINE)
    assert "No voice" in desktop.settings_page.sound.trouble.text()
    assert "Tones go on" in desktop.settings_page.sound.trouble.text()
    assert desktop.settings_page.sound.trouble.isVisible()
    crew.sounds.have_trouble(SoundTrouble.NO_LIBRARY)
    assert "Tones go on" not in desktop.settings_page.sound.trouble.text()


def test_the_test_button_lets_tone_and_voice_be_heard(desktop, crew):
    desktop.window.open_page("settings")
    desktop.settings_page.sound.test.click()
    assert crew.sounds.played == [Tone.GO]
    assert len(crew.speech.said) == 1


def test_flash_lights_the_page_up_and_goes_out(make_desktop, clock, qtbot):
    desktop = make_desktop(settings(flash=True))
    desktop.play("core-express")
    page = desktop.player_page
    assert page._flash_over.isActive()
    lit = page.styleSheet()
    qtbot.waitUntil(lambda: not page._flash_over.isActive(), timeout=2_000)
    assert page.styleSheet() != lit


def test_a_pause_of_two_minutes_asks_whether_to_carry_on(desktop, clock):
    desktop.play("core-express")
    pass_time(desktop, clock, 20_000)
    press(desktop, Qt.Key.Key_Space)
    timer = desktop.player_page._left_alone
    assert (timer.isActive(), timer.interval()) == (True, 120_000)
    timer.timeout.emit()
    assert desktop.player_page._ask is not None
    press(desktop, Qt.Key.Key_Space)
    assert desktop.player.session.phase is Phase.RESUMING


@pytest.mark.parametrize(
    ("key", "index"),
    [(Qt.Key.Key_MediaNext, 1), (Qt.Key.Key_PageDown, 1), (Qt.Key.Key_MediaPrevious, 0), (Qt.Key.Key_PageUp, 0)],
)
def test_media_keys_and_remotes_skip_and_go_back(desktop, key, index):
    desktop.play("core-express")
    press(desktop, key)
    assert desktop.player.session.index == index


@pytest.mark.qt_log_ignore("keyToAscii Unhandled key code")  # QtTest's own, of keys without a character
@pytest.mark.parametrize("key", [Qt.Key.Key_MediaPlay, Qt.Key.Key_MediaTogglePlayPause, Qt.Key.Key_MediaPause])
def test_media_play_and_pause_pause(desktop, key):
    desktop.play("core-express")
    press(desktop, key)
    assert desktop.player.session.phase is Phase.PAUSED


def test_the_last_seconds_are_counted_aloud_where_their_tone_is_off(make_desktop, clock, crew):
    desktop = make_desktop(settings(tones_off=("countdown",), talk=Talk.NAMES))
    sink = Sink(desktop, crew, clock)
    desktop.play("core-express")
    for _ in range(105):
        clock.pass_ms(100)
        desktop.player.refresh()
    assert sink.words()[1:4] == ["3", "2", "1"]
