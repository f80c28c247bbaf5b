"""Tones on a machine without a sound system: it is told once, nothing is heard, and nothing else happens."""

import shutil
from time import perf_counter

import pytest

from backstride import resources
from backstride.services.sounds import NullSounds, QtSounds, Sounds, SoundTrouble, Tone, wav_length_ms
from doubles.sounds import RecordingSounds

FOLDER = resources.ASSETS / "sounds"
# Qt logs that there is no server; here that is expected.
pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")


@pytest.fixture
def no_server(monkeypatch, tmp_path):
    """Qt finds no sound server, whatever runs on this machine."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    monkeypatch.setenv("PIPEWIRE_REMOTE", f"{tmp_path}/nobody")
    monkeypatch.setenv("QT_AUDIO_BACKEND", "pulseaudio")


@pytest.fixture
def sounds(qapp, no_server):
    made = QtSounds(FOLDER)
    yield made
    made.stop()
    made.deleteLater()


def test_without_a_server_the_trouble_is_told_once_and_play_does_nothing(qtbot, sounds):
    told = []
    sounds.trouble_changed.connect(lambda: told.append(sounds.trouble))
    assert sounds.trouble is None
    sounds.warm_up()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    for tone in Tone:
        sounds.play(tone)
    sounds.set_volume(30)
    sounds.stop()
    sounds.warm_up()
    sounds.play(Tone.GO)
    qtbot.wait_until(lambda: sounds.trouble is not None)
    assert told in ([SoundTrouble.NO_DEVICE], [SoundTrouble.NO_LIBRARY])


def test_playing_first_warms_up(qtbot, sounds):
    with qtbot.waitSignal(sounds.trouble_changed, timeout=20_000):
        sounds.play(Tone.READY)
    assert sounds.trouble is not None


def test_nothing_waits_for_the_sound_system(qtbot, sounds):
    sounds.warm_up()
    qtbot.waitUntil(lambda: sounds.trouble is not None, timeout=20_000)
    began = perf_counter()
    for _ in range(100):
        sounds.play(Tone.COUNTDOWN)
        sounds.stop()
    assert perf_counter() - began < 0.5


def test_closing_while_the_sound_system_is_asked_is_quiet(qtbot, sounds):
    other = QtSounds(FOLDER)
    other.warm_up()
    other.deleteLater()
    del other
    # Whoever asks later is still answered.
    sounds.warm_up()
    qtbot.waitUntil(lambda: sounds.trouble is not None, timeout=20_000)
    assert sounds.trouble in (SoundTrouble.NO_DEVICE, SoundTrouble.NO_LIBRARY)


def test_every_tone_has_a_file_and_a_length(sounds):
    lengths = {tone: sounds.length_ms(tone) for tone in Tone}
    assert {path.stem for path in FOLDER.glob("*.wav")} == set(Tone)
    assert lengths[Tone.COUNTDOWN] == 90
    assert lengths[Tone.GO] == 350
    assert all(50 < length <= 1200 for length in lengths.values())


def test_a_length_is_read_once(sounds, tmp_path):
    folder = tmp_path / "sounds"
    shutil.copytree(FOLDER, folder)
    ours = QtSounds(folder, sounds)
    assert ours.length_ms(Tone.DONE) == sounds.length_ms(Tone.DONE)
    shutil.rmtree(folder)
    assert ours.length_ms(Tone.DONE) == sounds.length_ms(Tone.DONE)
    assert ours.length_ms(Tone.GO) == 0


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all, but long enough to look like one"])
def test_a_broken_file_has_no_length(tmp_path, content):
    path = tmp_path / "go.wav"
    path.write_bytes(content)
    assert wav_length_ms(path) == 0


def test_the_null_sounds_play_nothing_and_are_content():
    sounds: Sounds = NullSounds()
    sounds.warm_up()
    sounds.play(Tone.GO)
    sounds.set_volume(50)
    sounds.stop()
    assert sounds.trouble is None
    assert sounds.length_ms(Tone.GO) == 0


def test_the_double_keeps_what_was_asked_and_can_have_trouble(qtbot):
    sounds = RecordingSounds()
    as_service: Sounds = sounds
    as_service.warm_up()
    as_service.play(Tone.READY)
    as_service.play(Tone.GO)
    as_service.set_volume(40)
    as_service.stop()
    with qtbot.waitSignal(sounds.trouble_changed):
        sounds.have_trouble(SoundTrouble.NO_DEVICE)
    assert (sounds.played, sounds.volume_percent, sounds.stops) == ([Tone.READY, Tone.GO], 40, 1)
    assert as_service.trouble is SoundTrouble.NO_DEVICE
