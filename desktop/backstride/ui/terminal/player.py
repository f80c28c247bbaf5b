"""Plays a routine in the terminal: the same engine, the same history, a few lines redrawn in place."""

import shutil
import sys
from collections.abc import Callable
from typing import TextIO

from backstride.core.events import Events, SegmentStarted
from backstride.core.plain_text import visible
from backstride.core.record import SessionRecord
from backstride.core.session import SLEEP_GAP_MS, Command, Phase, Session, apply, begin, tick
from backstride.core.timeline import SegmentKind, Timeline
from backstride.core.view import PlayerView, player_view
from backstride.services.clock import Clock
from backstride.ui.terminal.keys import key_presses
from backstride.ui.words import (
    clock_text,
    count_text,
    phase_text,
    side_text,
    spent_text,
    status_text,
    tr,
    upcoming_text,
)

TICK_S = 0.1
Follow = Callable[[Session, Events], None]

COMMANDS = {"n": Command.SKIP, "b": Command.BACK, "d": Command.DONE, "+": Command.EXTEND, "q": Command.END}


class TerminalPlayer:
    """Plays a timeline to its end; `follow` is told of everything that happens.

    `ended_early` is True once the user ended it.
    """

    def __init__(self, clock: Clock, follow: Follow, speed: float = 1.0, out: TextIO | None = None) -> None:
        self._clock = clock
        self._follow = follow
        self._gap_ms = round(SLEEP_GAP_MS * max(1.0, speed))
        self._out = out or sys.stdout
        self._in_place = self._out.isatty()
        self._lines = 0
        self._remark = ""
        self.ended_early = False

    def play(self, timeline: Timeline, at_index: int = 0, done: frozenset[int] = frozenset()) -> Session:
        """Play to the end, or until the user ends it; the session as it ended.

        Ctrl+C ends the session as stopped, and what was done is kept.
        """
        session = begin(timeline, self._clock.now_ms(), at_index, done)
        self._write(self._heading(timeline))
        session = self._command(session, Command.START)
        with key_presses() as next_key:
            try:
                while session.phase is not Phase.FINISHED:
                    self._show(player_view(session, self._clock.now_ms()))
                    session = self._after_key(session, next_key(TICK_S))
            except KeyboardInterrupt:
                self.ended_early = True
                session = self._command(session, Command.END)
        self._show(player_view(session, self._clock.now_ms()))
        return session

    def _heading(self, timeline: Timeline) -> str:
        about = tr("about ") if timeline.self_paced else ""
        keys = tr("space or p pauses, n skips, b goes back, + adds 15 s, d done, q ends")
        return f"{visible(timeline.name)} · {about}{clock_text(timeline.total_ms)}\n{keys}\n\n"

    def _after_key(self, session: Session, key: str) -> Session:
        before = session
        session, events, slept = tick(session, self._clock.now_ms(), self._gap_ms)
        if slept:
            self._remark = tr("The computer was asleep; paused at the moment that began.")
        self._report(session, events)
        if key and (key in " p" or key not in COMMANDS):
            self._remark = ""
            session = self._command(session, Command.RESUME if before.phase is Phase.PAUSED else Command.PAUSE)
        elif key:
            self.ended_early = self.ended_early or COMMANDS[key] is Command.END
            session = self._command(session, COMMANDS[key])
        return session

    def _command(self, session: Session, command: Command) -> Session:
        session, events = apply(session, command, self._clock.now_ms())
        self._report(session, events)
        return session

    def _report(self, session: Session, events: Events) -> None:
        if not events:
            return
        self._follow(session, events)
        if self._in_place:
            return
        for event in events:
            if isinstance(event, SegmentStarted):
                self._write(visible(_plain_line(session, event)) + "\n")

    def _show(self, view: PlayerView) -> None:
        """Redraw the few lines in place; without a terminal only what begins is written, once."""
        if not self._in_place:
            return
        width = shutil.get_terminal_size().columns - 1
        lines = [visible(line)[:width] for line in screen(view, self._remark, width)]
        up = f"\x1b[{self._lines}A" if self._lines else ""
        self._write(up + "".join(f"\r\x1b[2K{line}\n" for line in lines))
        self._lines = len(lines)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def screen(view: PlayerView, remark: str, width: int) -> list[str]:
    """The lines that show a view."""
    side = f", {side_text(view.side).lower()}" if view.side else ""
    left = "" if view.remaining_ms is None else clock_text(view.remaining_ms)
    filled = round((width - 2) * view.total_fraction)
    return [
        f"{phase_text(view)}  {left}",
        f"{view.name}{side}" if view.kind else "",
        count_text(view) if view.kind else "",
        view.cue,
        upcoming_text(view),
        "[" + "=" * filled + " " * (width - 2 - filled) + "]",
        tr("{time} left", time=clock_text(view.total_remaining_ms)),
        remark,
    ]


def _plain_line(session: Session, event: SegmentStarted) -> str:
    """One line for a segment that began."""
    segment = session.timeline.segments[event.index]
    block = session.timeline.block(event.index)
    words = {
        SegmentKind.PREPARE: tr("Get ready"),
        SegmentKind.WORK: tr("Work"),
        SegmentKind.REST: tr("Rest"),
        SegmentKind.SWITCH: tr("Change sides"),
    }
    side = f", {side_text(segment.side).lower()}" if segment.side else ""
    number = tr(", set {n} of {total}", n=segment.set_number, total=segment.sets) if segment.sets > 1 else ""
    length = clock_text(segment.duration_ms) if segment.duration_ms is not None else tr("until you press d")
    return f"{words[segment.kind]:<12} {length:>6}  {block.name}{side}{number}"


def closing_lines(record: SessionRecord, speed: float) -> str:
    """What a session came to, in one or two lines."""
    done = tr("{done} of {planned} sets done", done=record.work_done, planned=record.work_planned)
    lines = f"{status_text(record.status)}: {done}, {spent_text(record.active_ms)}."
    if speed > 1:
        lines += "\n" + tr("Played at {speed} times the speed: kept, but not counted.", speed=f"{speed:g}")
    return lines
