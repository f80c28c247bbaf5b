"""Plays a whole session in real time and lists every tone and announcement with its planned and actual milliseconds.

    .venv/bin/python tests/bench/session_signals.py [--routine ID] [--busy N] [--list]

Nothing sounds: sinks write down when they were asked.  Exit status 1 when a signal is missing, more than 50 ms late,
or begins before the one before it is over.  `--busy N` loads the machine with N processes meanwhile.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication

from backstride import resources
from backstride.app.desktop import build_desktop
from backstride.app.profile import open_profile
from backstride.core.cues import CueKind
from backstride.core.events import CueDue
from backstride.core.session import Phase
from backstride.core.speaking import estimated_ms
from backstride.services.crew import Crew
from backstride.services.sounds import Tone, wav_length_ms
from doubles.awake import FakeAwake
from doubles.sounds import RecordingSounds
from doubles.speech import FakeSpeech

MOST_LATE_MS = 50
MEDIAN_LATE_MS = 20
SILENT = {CueKind.REPETITION, CueKind.COACHING}


@dataclass
class Heard:
    """One signal: when it was planned, when it was asked for, and how long it lasts."""

    planned_ms: int
    actual_ms: int
    kind: str
    what: str
    length_ms: int

    @property
    def late_ms(self) -> int:
        """How late it came."""
        return self.actual_ms - self.planned_ms


@dataclass
class Sink:
    """Everything that was heard, against the clock of the session."""

    heard: list[Heard] = field(default_factory=list)
    tone_due: list[int] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Play, list, judge; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--routine", default="full-session-a")
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(arguments)
    loads = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(options.busy)]
    try:
        sink, boundaries = play(options.routine)
    finally:
        for load in loads:
            load.kill()
    return judge(options.routine, options.busy, sink, boundaries, options.list)


def play(routine: str) -> tuple[Sink, list[int]]:
    """Play the routine in the real window; what was heard, and how late each segment boundary was noticed."""
    app = QApplication.instance() or QApplication([])
    sink, boundaries = Sink(), []
    sounds, speech = RecordingSounds(), FakeSpeech()
    with tempfile.TemporaryDirectory() as folder:
        profile = open_profile(Path(folder))
        clock = profile.clock
        desktop = build_desktop(profile, lambda: Crew(sounds, speech, FakeAwake()))
        desktop.open()
        desktop.window.resize(900, 700)
        lengths = {tone: wav_length_ms(resources.ASSETS / "sounds" / f"{tone.value}.wav") for tone in Tone}
        sounds.length_ms = lengths.__getitem__
        due_tones: list[int] = []

        def on_happened(session: object, events: tuple) -> None:
            now = clock.now_ms()
            for event in events:
                if isinstance(event, CueDue) and event.cue.kind not in SILENT:
                    due_tones.append(event.at_ms)
                if type(event).__name__ == "SegmentStarted":
                    boundaries.append(now - event.at_ms)

        def on_tone(tone: Tone) -> None:
            planned = due_tones[len([h for h in sink.heard if h.kind == "tone"])]
            sink.heard.append(Heard(planned, clock.now_ms(), "tone", tone.value, lengths[tone]))

        def on_words(text: str) -> None:
            signals = desktop.conductor._signals
            planned = signals.last_words_ms if signals is not None else 0
            sink.heard.append(Heard(planned, clock.now_ms(), "words", text, estimated_ms(text)))

        desktop.player.happened.connect(on_happened)
        # Before the signals, so that the planned moment is known when the tone is asked for.
        desktop.player.happened.disconnect(desktop.conductor._on_happened)
        desktop.player.happened.connect(desktop.conductor._on_happened)
        sounds.play = on_tone
        speech.say = on_words
        desktop.play(routine)
        while desktop.player.session.phase is not Phase.FINISHED:
            app.processEvents()
            desktop.player.thread().msleep(1)
        sink.tone_due = due_tones
        desktop.window.close()
        profile.connection.close()
    return sink, boundaries


def judge(routine: str, busy: int, sink: Sink, boundaries: list[int], listed: bool) -> int:
    """Print the figures; 1 when one of them is not good enough."""
    origin = sink.heard[0].planned_ms
    if listed:
        for heard in sink.heard:
            planned, actual = heard.planned_ms - origin, heard.actual_ms - origin
            print(f"{planned:>9} {actual:>9} {heard.late_ms:>4}  {heard.kind:<6} {heard.what}")
    tones = [heard for heard in sink.heard if heard.kind == "tone"]
    words = [heard for heard in sink.heard if heard.kind == "words"]
    overlaps = sum(
        1 for a, b in zip(sink.heard, sink.heard[1:], strict=False) if a.actual_ms + a.length_ms > b.actual_ms
    )
    print(f"{routine}, {busy} busy processes: {len(tones)} tones, {len(words)} announcements")
    print(f"missing tones: {len(sink.tone_due) - len(tones)}; overlapping: {overlaps}")
    for name, group in (("tones", tones), ("announcements", words)):
        late = [heard.late_ms for heard in group]
        print(f"{name}: late by median {statistics.median(late)} ms, most {max(late)} ms")
    print(f"segment boundaries: noticed late by median {statistics.median(boundaries)} ms, most {max(boundaries)} ms")
    late = [heard.late_ms for heard in sink.heard]
    good = max(late) <= MOST_LATE_MS and statistics.median(late) < MEDIAN_LATE_MS and not overlaps
    return 0 if good and len(tones) == len(sink.tone_due) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
