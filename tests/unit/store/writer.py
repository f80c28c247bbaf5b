"""A process of its own that plays sessions into a history as fast as it can.

    python writer.py PROFILE SESSIONS

It prints the id of each session whose every write came back without trouble, and waits for a line before it begins.
"""

import contextlib
import sys
from pathlib import Path

from backstride.core.session import Command
from backstride.store.database import open_history
from backstride.store.paths import profile_paths
from unit.store.builders import Player


def main(profile: Path, sessions: int) -> None:
    with contextlib.closing(open_history(profile_paths(profile))) as history:
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(sessions):
            player = Player(history)
            player.press(Command.START)
            player.wait(30)
            player.press(Command.END)
            if player.recorder.trouble is None:
                print(player.recorder.session_id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
