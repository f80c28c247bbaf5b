"""The tones are what their script makes, equally loud, free of clicks, and told apart by rhythm or by melody alone."""

import functools
import importlib.util
import itertools
import math
import struct
import wave
from array import array

import pytest

from backstride import resources

ROOT = resources.ASSETS.parent
FOLDER = resources.ASSETS / "sounds"
KINDS = ("ready", "countdown", "go", "halfway", "switch", "rest", "set-end", "done")
LONGEST_MS = {
    "ready": 600, "countdown": 100, "go": 400, "halfway": 400, "switch": 600, "rest": 800, "set-end": 700, "done": 1200,
}  # fmt: skip
FRAME_MS = 20
BANDS_HZ = tuple(400 * 3 ** (step / 11) for step in range(12))
"""From 400 to 1200 Hz."""


@functools.cache
def script():
    """The script that makes the tones."""
    spec = importlib.util.spec_from_file_location("make_sounds", ROOT / "build_spec" / "make_sounds.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def samples(kind):
    """What the file holds, between -1 and 1."""
    with wave.open(str(FOLDER / f"{kind}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 48_000)
        return tuple(value / 32767 for (value,) in struct.iter_unpack("<h", file.readframes(file.getnframes())))


def frames(kind):
    """The samples in pieces of `FRAME_MS`."""
    values = samples(kind)
    size = 48 * FRAME_MS
    return [values[first : first + size] for first in range(0, len(values), size)]


def power_at(values, hz):
    """How much of `values` is at one frequency (Goertzel)."""
    factor = 2 * math.cos(2 * math.pi * hz / 48_000)
    before, now = 0.0, 0.0
    for value in values:
        before, now = now, value + factor * now - before
    return now * now + before * before - factor * now * before


@functools.cache
def rhythm(kind):
    """The strength of each piece, without its pitch."""
    return tuple(math.sqrt(sum(value * value for value in frame) / len(frame)) for frame in frames(kind))


@functools.cache
def melody(kind):
    """The pitches one after the other without their rhythm: the strongest band of each loud piece, repeats left out."""
    loudest = max(rhythm(kind))
    strongest = [
        max(range(len(BANDS_HZ)), key=lambda band, frame=frame: power_at(frame, BANDS_HZ[band]))
        for frame, strength in zip(frames(kind), rhythm(kind), strict=True)
        if strength > loudest / 3
    ]
    return tuple(band for band, _ in itertools.groupby(strongest))


def likeness(first, second):
    """1 for the same course over time, 0 for nothing in common."""
    dot = sum(a * b for a, b in itertools.zip_longest(first, second, fillvalue=0.0))
    return dot / math.sqrt(sum(a * a for a in first) * sum(b * b for b in second))


def test_there_is_a_file_for_every_kind_and_no_other():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{kind}.wav" for kind in KINDS)
    assert set(script().SCORE) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_what_the_script_makes(kind, tmp_path):
    script().write(tmp_path / "again.wav", script().render(kind))
    assert (FOLDER / f"{kind}.wav").read_bytes() == (tmp_path / "again.wav").read_bytes(), (
        "run build_spec/make_sounds.py"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_tone_is_short_has_headroom_and_does_not_click(kind):
    values = samples(kind)
    assert len(values) / 48 <= LONGEST_MS[kind]
    assert max(map(abs, values)) <= 10 ** (-1 / 20)
    # Silent at both ends, and not yet loud after a millisecond.
    assert max(abs(value) for value in (*values[:5], *values[-5:])) < 0.002
    assert max(map(abs, values[:48])) < 0.15


def test_loudness_is_measured_as_the_standard_says():
    # BS.1770: a full-scale sine of 997 Hz in one channel reads -3.01; below 100 Hz less counts, above 2 kHz more.
    def reading(hz):
        return script().loudness_lufs([math.sin(2 * math.pi * hz * index / 48_000) for index in range(24_000)])

    assert reading(997) == pytest.approx(-3.01, abs=0.1)
    assert reading(30) < -11
    assert reading(4_000) == pytest.approx(0.2, abs=0.4)


def test_all_tones_are_equally_loud():
    loudness = {kind: script().loudness_lufs(samples(kind)) for kind in KINDS}
    assert max(loudness.values()) - min(loudness.values()) < 1.0, loudness
    # Apart from our own measure: plain strength of the loudest 120 ms, with some freedom for what weighting does.
    plain = {
        kind: max(sum(part * part for part in rhythm(kind)[i : i + 6]) for i in range(len(rhythm(kind))))
        for kind in KINDS
    }
    assert 10 * math.log10(max(plain.values()) / min(plain.values())) < 3.0, plain


@pytest.mark.parametrize("kind", KINDS)
def test_a_melody_lies_where_most_ears_and_loudspeakers_hear(kind):
    pitches = [note.pitch_hz for note in script().SCORE[kind]]
    assert all(400 <= pitch <= 1200 for pitch in pitches)
    values = samples(kind)
    inside = max(power_at(values, pitch) for pitch in pitches)
    assert inside > 10 * max(power_at(values, hz) for hz in (100, 200, 300, 6_000, 9_000))
    # The melody is there once more an octave higher, for loudspeakers without a low end.
    assert max(power_at(values, 2 * pitch) for pitch in pitches) > inside / 100


@pytest.mark.parametrize(("first", "second"), tuple(itertools.combinations(KINDS, 2)))
def test_two_tones_are_told_apart_by_rhythm_or_melody(first, second):
    assert samples(first) != samples(second)
    alike = likeness(rhythm(first), rhythm(second))
    assert melody(first) != melody(second)
    assert alike < 0.9, alike


def test_the_measures_know_the_same_from_another():
    assert likeness(rhythm("go"), rhythm("go")) == pytest.approx(1.0)
    assert len(melody("done")) == 4
    assert len(melody("switch")) == 4
    assert list(melody("done")) == sorted(melody("done"))
    assert array("d", rhythm("halfway")).count(0.0) >= 2, "a pause in the middle"
