"""Compares the processor time of the player with that of a bare widget, side by side.

    .venv/bin/python tests/bench/player_cpu.py [--seconds 60]

The floor paints one ring and twenty thick lines thirty times a second in a window of 900 x 700; the player plays an
exercise with its moving figure in the same window, and is paused.  Exit status 1 when it plays for more than 1.5
times the floor or takes more than 0.5 % of a core when paused.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

SIZE = (900, 700)
MOST_PLAYING = 1.5
MOST_PAUSED_PERCENT = 0.5
WARM_UP_MS = 2_000


class Floor(QWidget):
    """One ring and twenty thick lines."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Everything, each time."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#224466"), 24))
        painter.drawArc(QRectF(200, 100, 500, 500), 0, int(time.monotonic() * 960) % 5760)
        painter.setPen(QPen(QColor("#AA4422"), 30, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for n in range(20):
            painter.drawLine(40 + 40 * n, 80, 60 + 38 * n, 620)


def child(what: str, seconds: int) -> None:
    """Do one thing for so many seconds, and print the share of a core that it took, in percent."""
    app = QApplication([])
    keep: list[object] = []
    (show_floor if what == "floor" else show_player)(keep, what)
    began: list[float] = []

    def begin() -> None:
        began.extend((time.process_time(), time.monotonic()))
        QTimer.singleShot(seconds * 1000, app.quit)

    QTimer.singleShot(WARM_UP_MS, begin)
    app.exec()
    used, lasted = time.process_time() - began[0], time.monotonic() - began[1]
    print(100 * used / lasted, flush=True)
    os._exit(0)


def show_floor(keep: list[object], what: str) -> None:
    """The bare widget, repainted thirty times a second."""
    widget = Floor()
    widget.resize(*SIZE)
    widget.show()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(widget.update)
    timer.start(33)
    keep += [widget, timer]


def show_player(keep: list[object], what: str) -> None:
    """The real window with services that do nothing, playing or paused in a movement."""
    from backstride.app.desktop import build_desktop
    from backstride.app.profile import open_profile
    from backstride.core.session import Command
    from backstride.services.awake import NullAwake
    from backstride.services.crew import Crew
    from backstride.services.sounds import NullSounds
    from backstride.services.speech import NullSpeech

    profile = open_profile(Path(tempfile.mkdtemp()))
    desktop = build_desktop(profile, lambda: Crew(NullSounds(), NullSpeech(), NullAwake()))
    desktop.open()
    desktop.window.resize(*SIZE)
    desktop.play("core-beginner")
    desktop.player.command(Command.SKIP)
    if what == "paused":
        desktop.player.command(Command.PAUSE)
    keep.append(desktop)


def measure(seconds: int) -> dict[str, float]:
    """The share of a core of each, all at the same time, so that the machine is the same for all."""
    names = ("floor", "playing", "paused")
    children = {
        name: subprocess.Popen(
            [sys.executable, __file__, "--child", name, "--seconds", str(seconds)], stdout=-1, text=True
        )
        for name in names
    }
    return {name: float(process.communicate()[0]) for name, process in children.items()}


def main(arguments: list[str]) -> int:
    """Measure and judge; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--child", choices=("floor", "playing", "paused"))
    options = parser.parse_args(arguments)
    if options.child:
        child(options.child, options.seconds)
    shares = measure(options.seconds)
    ratio = shares["playing"] / shares["floor"]
    for name, share in shares.items():
        print(f"{name:<8} {share:5.2f} % of a core")
    print(f"playing is {ratio:.2f} x the floor (at most {MOST_PLAYING}); paused at most {MOST_PAUSED_PERCENT} %")
    return 0 if ratio <= MOST_PLAYING and shares["paused"] <= MOST_PAUSED_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
