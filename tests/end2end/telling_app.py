"""The app itself, which besides prints each sentence of a service as it stands in the player."""

import sys

from backstride.__main__ import main
from backstride.app import desktop
from backstride.ui.desktop import Desktop

build = desktop.build_desktop


def build_telling(*arguments: object) -> Desktop:
    """Build the desktop as ever, and listen."""
    made = build(*arguments)
    notice = made.player_page.notice
    made.conductor.said.connect(lambda _: print(notice.text() if notice.isVisible() else "", flush=True))
    return made


if __name__ == "__main__":
    desktop.build_desktop = build_telling
    sys.exit(main())
