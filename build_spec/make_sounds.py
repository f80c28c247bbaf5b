"""Makes the tones in assets/sounds/ from a score, so that anyone can change one and get all of them equally loud again.

python build_spec/make_sounds.py

Every tone has a rhythm and a melody of its own, so that either alone tells it: fundamentals lie between 400 and 1200 Hz
and their harmonics repeat the melody higher up, for ears and loudspeakers that miss one end.
"""

import math
import struct
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "sounds"
RATE = 48_000
PARTIALS = ((1, 1.0), (2, 0.42), (3, 0.22), (4, 0.08))
"""Multiples of the fundamental and their strengths: like a mallet on wood, warm but heard through music."""

ATTACK_MS = 5
RELEASE_MS = 25
LOUDNESS_LUFS = -12.0
"""What every tone is brought to; above this the most pointed one would pass `PEAK_DBFS`."""
PEAK_DBFS = -1.0
WINDOW_MS = 125
"""About as long as the ear adds up a sound; a sound level meter's "fast"."""

# The two stages of ITU-R BS.1770-5 at 48 kHz: the head, then what the ear misses of low sounds.
K_STAGES = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)
K_OFFSET_DB = -0.691

A4, C5, D5, E5, G5, A5, C6, D6 = 440.0, 523.25, 587.33, 659.26, 783.99, 880.0, 1046.5, 1174.66


@dataclass(frozen=True)
class Note:
    """One strike: when it begins, how long it lasts, how high it is, and how fast it fades (0 stays)."""

    at_ms: int
    length_ms: int
    pitch_hz: float
    fade: float = 2.0


SCORE: dict[str, tuple[Note, ...]] = {
    # Short, then long and higher: a question that waits for its answer.
    "ready": (Note(0, 110, A4), Note(150, 310, D5)),
    "countdown": (Note(0, 90, A5, 1.0),),
    # The answer to three short ones: one long and higher.
    "go": (Note(0, 350, D6, 1.0),),
    # Twice the same, and that is all.
    "halfway": (Note(0, 90, E5, 1.0), Note(170, 90, E5, 1.0)),
    # To and fro.
    "switch": (Note(0, 80, C5), Note(110, 80, A5), Note(220, 80, C5), Note(330, 130, A5)),
    # Two slow steps down, with nothing sudden in them.
    "rest": (Note(0, 290, G5, 1.2), Note(300, 400, C5, 1.5)),
    # Two short ones and a low long one: closed.
    "set-end": (Note(0, 70, G5), Note(110, 70, G5), Note(220, 330, A4)),
    # Up a chord, and its top rings on.
    "done": (Note(0, 130, C5), Note(150, 130, E5), Note(300, 130, G5), Note(450, 700, C6, 2.5)),
}


def main() -> int:
    """Write all the files and say how long, loud and high they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in SCORE:
        samples = render(kind)
        write(FOLDER / f"{kind}.wav", samples)
        length_ms = len(samples) * 1000 / RATE
        print(f"{kind:10} {length_ms:5.0f} ms {loudness_lufs(samples):6.2f} LUFS, peak {peak_dbfs(samples):6.2f} dBFS")
    return 0


def render(kind: str) -> list[float]:
    """The samples of a tone, between -1 and 1, as loud as all the others."""
    notes = SCORE[kind]
    length = max(_count(note.at_ms + note.length_ms) for note in notes)
    mixed = [0.0] * length
    for note in notes:
        first = _count(note.at_ms)
        for index, value in enumerate(_strike(note)):
            mixed[first + index] += value
    gain = 10 ** ((LOUDNESS_LUFS - loudness_lufs(mixed)) / 20)
    samples = [value * gain for value in mixed]
    if peak_dbfs(samples) > PEAK_DBFS:
        raise ValueError(f"{kind} would peak at {peak_dbfs(samples):.2f} dBFS: lower LOUDNESS_LUFS")
    return samples


def wav_bytes(samples: Sequence[float]) -> bytes:
    """The samples as 16-bit little-endian frames."""
    return struct.pack(f"<{len(samples)}h", *(round(value * 32767) for value in samples))


def write(path: Path, samples: Sequence[float]) -> None:
    """Write a mono WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(wav_bytes(samples))


def loudness_lufs(samples: Sequence[float]) -> float:
    """The K-weighted loudness of the loudest `WINDOW_MS`, in the units of BS.1770 but without its gates.

    Its own windows of 400 ms are longer than most tones.  What is shorter than the window counts as followed by
    silence: a shorter sound of the same strength is heard as softer.
    """
    weighted = list(samples)
    for (b0, b1, b2), (a1, a2) in K_STAGES:
        weighted = _filtered(weighted, b0, b1, b2, a1, a2)
    window = _count(WINDOW_MS)
    sums = [0.0]
    for value in weighted:
        sums.append(sums[-1] + value * value)
    last = len(sums) - 1
    most = max(sums[min(first + window, last)] - sums[first] for first in range(max(1, last - window + 1)))
    return K_OFFSET_DB + 10 * math.log10(most / window) if most > 0 else -math.inf


def peak_dbfs(samples: Sequence[float]) -> float:
    """The highest sample against the highest possible."""
    highest = max(abs(value) for value in samples)
    return 20 * math.log10(highest) if highest > 0 else -math.inf


def _strike(note: Note) -> list[float]:
    """One note; the higher a partial, the sooner it fades, as on anything that is struck."""
    length = _count(note.length_ms)
    values = []
    for index in range(length):
        second = index / RATE
        share = index / length
        turn = 2 * math.pi * note.pitch_hz * second
        value = sum(
            strength * math.sin(multiple * turn) * math.exp(-note.fade * share * (1 + 0.35 * (multiple - 1)))
            for multiple, strength in PARTIALS
        )
        values.append(value * _envelope(index, length))
    return values


def _envelope(index: int, length: int) -> float:
    """Rises and falls along a cosine: a corner in it would be heard as a click."""
    rise = min(1.0, index / _count(ATTACK_MS))
    fall = min(1.0, (length - 1 - index) / _count(RELEASE_MS))
    return (0.5 - 0.5 * math.cos(math.pi * rise)) * (0.5 - 0.5 * math.cos(math.pi * fall))


def _filtered(values: Sequence[float], b0: float, b1: float, b2: float, a1: float, a2: float) -> list[float]:
    """A filter of second order."""
    x1 = x2 = y1 = y2 = 0.0
    out = []
    for x in values:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        out.append(y)
        x1, x2, y1, y2 = x, x1, y, y1
    return out


def _count(ms: int) -> int:
    """How many samples last `ms`."""
    return ms * RATE // 1000


if __name__ == "__main__":
    sys.exit(main())
