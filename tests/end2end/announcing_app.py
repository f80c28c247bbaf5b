"""The app itself, which besides writes a line of JSON into a pipe for all that its recorder takes in.

    python announcing_app.py PIPE ARGUMENT...
    python announcing_app.py --keep-playing SPEED PIPE ARGUMENT...

PIPE is the number of an open descriptor, the arguments are those of the app.  `due` lines are written before the log
is, `kept` lines once that came back without trouble, so what is `kept` must outlive whatever happens to the process.

With --keep-playing the window goes on with a session that was interrupted, and begins another one whenever none is
under way: all by the buttons of the page Today, and at so many times the pace.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from msgspec.structs import replace

from backstride.__main__ import main
from backstride.core.events import Events, SegmentEnded, SegmentStarted, SessionEnded, SessionStarted
from backstride.core.record import work_record
from backstride.core.session import Session
from backstride.store.recorder import Recorder

Announce = Callable[..., None]


def announcing(pipe: int) -> Announce:
    """Writes its named values as one line; short enough never to be cut in two."""

    def announce(**values: object) -> None:
        os.write(pipe, json.dumps(values).encode() + b"\n")

    return announce


def announce_what_is_recorded(announce: Announce) -> None:
    """Tell what each call gives to the recorder, before and after."""
    follow = Recorder.follow

    def telling(self: Recorder, session: Session, events: Events) -> None:
        noticed_ms = time.monotonic_ns() / 1e6
        ended = [work_record(session.timeline, event) for event in events if isinstance(event, SegmentEnded)]
        work = [(one.index, one.outcome) for one in ended if one]
        starts = any(isinstance(event, SessionStarted) for event in events)
        ends = any(isinstance(event, SessionEnded) for event in events)
        begun = [event.at_ms for event in events if isinstance(event, SegmentStarted)]
        announce(due=self.session_id, work=work, starts=starts, ends=ends, begun=begun, noticed_ms=noticed_ms)
        follow(self, session, events)
        if self.trouble is None:
            announce(kept=self.session_id, work=work, ends=ends)

    Recorder.follow = telling  # type: ignore[method-assign]


def keep_playing(announce: Announce, speed: float) -> None:
    """Press the buttons of Today whenever no session is under way."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QPushButton

    from backstride.app import desktop as app
    from backstride.app.profile import Profile
    from backstride.services.clock import FasterClock
    from backstride.ui.desktop import Desktop

    build = app.build_desktop

    def press(desktop: Desktop) -> None:
        if desktop.player.is_under_way:
            return
        desktop.window.open_page("today")
        QApplication.processEvents()  # what is new on the page is shown only then
        offers = desktop.today.findChildren(QPushButton, "resume")
        shown = [offer for offer in offers if offer.isVisible()]  # what Today showed before goes a little later
        (shown[0] if shown else desktop.today.start_button).click()

    def build_playing(profile: Profile, *others: object) -> Desktop:
        made = build(replace(profile, clock=FasterClock(profile.clock, speed), speed=speed), *others)
        made.today.left_running_settled.connect(lambda session_id, _: announce(offered=session_id))
        made.player_page.finished.connect(lambda: QTimer.singleShot(0, made, lambda: press(made)))
        QTimer.singleShot(0, made, lambda: press(made))
        return made

    app.build_desktop = build_playing


def run(arguments: list[str]) -> int:
    """Run the app as told; its exit status."""
    keeps_playing = arguments[0] == "--keep-playing"
    pipe, *rest = arguments[2:] if keeps_playing else arguments
    announce = announcing(int(pipe))
    announce_what_is_recorded(announce)
    if keeps_playing:
        keep_playing(announce, float(arguments[1]))
    return main(rest)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
