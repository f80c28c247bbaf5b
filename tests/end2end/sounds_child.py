"""Plays tones in a process of its own, since Qt speaks to one sound server as long as a process lives.

Takes the folder of tones, then commands from standard input, one a line, and answers each with a line.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSocketNotifier

from backstride.services.sounds import QtSounds, Tone


def main() -> int:
    """Obey until the input ends."""
    app = QCoreApplication(sys.argv[:1])
    sounds = QtSounds(Path(sys.argv[1]))

    def obey() -> None:
        line = sys.stdin.buffer.raw.readline().decode().split()
        if not line:
            app.quit()
            return
        match line:
            case ["warm"]:
                sounds.warm_up()
            case ["play", tone]:
                sounds.play(Tone(tone))
            case ["volume", percent]:
                sounds.set_volume(int(percent))
            case ["stop"]:
                sounds.stop()
        print(sounds.trouble, flush=True)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(obey)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
