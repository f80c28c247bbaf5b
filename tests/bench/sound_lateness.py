"""How late tones are: planned moments against what a recorded PulseAudio null sink heard, in milliseconds.

python tests/bench/sound_lateness.py [--rounds N] [--busy PROCESSES]

The lateness holds everything from the timer to the sink's buffer: timer, Qt, the server's mixing, the recording.
The recording comes in blocks of 5 ms, so a figure may be 5 ms too low, and one below 0 means "at once".
Loudspeakers add their own; Bluetooth adds 100-300 ms that nothing here can know.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from PySide6.QtCore import QCoreApplication, Qt, QTimer  # noqa: E402

from backstride.services.sounds import QtSounds, Tone  # noqa: E402
from doubles.sound_server import RATE, Recording, is_installed, sound_server  # noqa: E402

FOLDER = ROOT / "assets" / "sounds"
FIRST_MS = 1_500
APART_MS = 1_700
LOUD = 650
"""A sample beyond this is sound: 2 % of full scale."""
MOST_LATE_MS = 150.0


@dataclass
class Play:
    """One tone: when it was to begin, and when it was asked for."""

    tone: Tone
    planned_ms: float
    asked_ms: float = 0.0


def main() -> int:
    """Print the figures; exit status 1 when a tone is missing or later than it may be."""
    parser = argparse.ArgumentParser(prog="sound_lateness", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each tone is played")
    parser.add_argument("--busy", type=int, default=0, help="processes that keep the cores busy meanwhile")
    options = parser.parse_args()
    if not is_installed():
        print("not measured: pulseaudio and pulseaudio-utils are not installed")
        return 0
    workers = [multiprocessing.Process(target=_burn, daemon=True) for _ in range(options.busy)]
    with tempfile.TemporaryDirectory() as folder, sound_server(Path(folder)) as server:
        os.environ.update(server.environment)
        for worker in workers:
            worker.start()
        plays = play_all(options.rounds)
        for worker in workers:
            worker.terminate()
        return report(plays, server.recording)


def play_all(rounds: int) -> list[Play]:
    """Play every tone `rounds` times at planned moments, from precise timers as the player does."""
    app = QCoreApplication(sys.argv[:1])
    sounds = QtSounds(FOLDER)
    began_ms = _now_ms()
    sounds.warm_up()
    print(f"warm_up() returned after {_now_ms() - began_ms:.1f} ms")
    first_ms = _now_ms() + FIRST_MS
    tones = [tone for _ in range(rounds) for tone in Tone]
    plays = [Play(tone, first_ms + index * APART_MS) for index, tone in enumerate(tones)]

    def begin(play: Play) -> None:
        play.asked_ms = _now_ms()
        sounds.play(play.tone)

    for play in plays:
        timer = QTimer(app, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda play=play: begin(play))
        timer.start(round(play.planned_ms - _now_ms()))
    QTimer.singleShot(round(plays[-1].planned_ms - _now_ms()) + APART_MS, app.quit)
    app.exec()
    print(f"trouble: {sounds.trouble}")
    return plays


def report(plays: list[Play], recording: Recording) -> int:
    """Find each tone in the recording."""
    samples = recording.samples()
    origin_ms = plays[0].planned_ms
    late: list[float] = []
    latency: list[float] = []
    print(f"{'tone':10} {'planned':>9} {'heard':>9} {'late':>6} {'asked late':>10} {'onset latency':>13}")
    for play in plays:
        heard_ms = onset_ms(samples, recording.began_ms, play)
        if heard_ms is None:
            print(f"{play.tone:10} {play.planned_ms - origin_ms:9.1f}   never heard")
            return 1
        late.append(heard_ms - play.planned_ms)
        latency.append(heard_ms - play.asked_ms)
        columns = f"{play.planned_ms - origin_ms:9.1f} {heard_ms - origin_ms:9.1f} {late[-1]:6.1f}"
        print(f"{play.tone:10} {columns} {play.asked_ms - play.planned_ms:10.1f} {latency[-1]:13.1f}")
    print(f"lateness:      median {statistics.median(late):.1f} ms, max {max(late):.1f} ms, min {min(late):.1f} ms")
    print(f"onset latency: median {statistics.median(latency):.1f} ms, max {max(latency):.1f} ms (play() to sound)")
    return 1 if max(late) > MOST_LATE_MS else 0


def onset_ms(samples: tuple[int, ...], began_ms: float, play: Play) -> float | None:
    """When the tone began: its first loud sample, less what comes before that in the file itself."""
    first = round((play.planned_ms - 100 - began_ms) * RATE / 1000)
    last = round((play.planned_ms + APART_MS - 300 - began_ms) * RATE / 1000)
    for index in range(max(first, 0), min(last, len(samples))):
        if abs(samples[index]) > LOUD:
            return began_ms + index * 1000 / RATE - _softly_ms(play.tone)
    return None


def _softly_ms(tone: Tone) -> float:
    with wave.open(str(FOLDER / f"{tone}.wav"), "rb") as file:
        values = array("h", file.readframes(file.getnframes()))
    return next(index for index, value in enumerate(values) if abs(value) > LOUD) * 1000 / RATE


def _now_ms() -> float:
    return time.monotonic_ns() / 1e6


def _burn() -> None:
    while True:
        pass


if __name__ == "__main__":
    sys.exit(main())
