"""Kills the app again and again in one profile, and holds what is left against what was announced before."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from backstride.store.database import open_history
from backstride.store.paths import profile_paths
from backstride.store.session_log import SessionLog
from end2end.conftest import clean_environment

APP = Path(__file__).with_name("announcing_app.py")
WINDOW_SPEED = "300"
"""In the window a piece of work ends about every 0.1 s; the next session begins by itself."""
TERMINAL_SPEED = "100"
"""The terminal ends with its session, which must not be over before the kill."""
LATEST_START_S = 0.7
"""A process that is killed while it starts lives no longer than this."""
LATEST_S = 0.6
MOST_LINES = 20
"""A process that is killed while it writes announced as many lines at most."""

Work = Counter[tuple[str | None, int, str]]
"""How often a piece of work was visited, by session, segment and outcome; the session is None while it has no id."""


class Moment(StrEnum):
    """When a process is killed."""

    STARTING = "starting"
    PLAYING = "playing"
    WRITING = "writing"


@dataclass
class Told:
    """What all processes of a profile announced."""

    started: int = 0
    due: Work = field(default_factory=Counter)
    kept: Work = field(default_factory=Counter)
    sessions: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    may_have_ended: set[str | None] = field(default_factory=set)
    offered: list[str] = field(default_factory=list)

    def take(self, line: str) -> None:
        """Take in one line of the pipe."""
        said = json.loads(line)
        if "offered" in said:
            self.offered.append(said["offered"])
        elif "due" in said:
            self.started += said["starts"] and said["due"] is None
            self.due.update((said["due"], index, outcome) for index, outcome in said["work"])
            if said["ends"]:
                self.may_have_ended.add(said["due"])
        else:
            self.sessions.add(said["kept"])
            self.kept.update((said["kept"], index, outcome) for index, outcome in said["work"])
            if said["ends"]:
                self.ended.add(said["kept"])


@dataclass
class Lane:
    """One profile in which one process after the other is killed, in a window or in the terminal."""

    profile: Path
    in_window: bool
    random: Random
    told: Told = field(default_factory=Told)
    killed: Counter[Moment] = field(default_factory=Counter)

    def kill_once(self, left_before: list[str]) -> list[str]:
        """Start a process, kill it at a random moment and examine the profile.

        `left_before` are the sessions that were left running, newest first; those that are now.
        """
        offered_before = len(self.told.offered)
        moment = self.random.choices(list(Moment), weights=(1, 4, 5))[0]
        with self._process() as (process, lines):
            if moment is Moment.STARTING:
                time.sleep(self.random.uniform(0, LATEST_START_S))
            else:
                read = [
                    next(lines) for _ in range(1 if moment is Moment.PLAYING else self.random.randint(1, MOST_LINES))
                ]
                for line in read:
                    self.told.take(line)
                if moment is Moment.PLAYING:
                    time.sleep(self.random.uniform(0, LATEST_S))
            process.kill()
            for line in lines:
                self.told.take(line)
            assert process.wait() == -9, "it ended by itself"
        self.killed[moment] += 1
        if len(self.told.offered) > offered_before:
            assert self.told.offered[offered_before] == left_before[0]
        return self._examine()

    @contextlib.contextmanager
    def _process(self) -> Iterator[tuple[subprocess.Popen[bytes], Iterator[str]]]:
        reader, writer = os.pipe()
        runtime = self.profile.parent / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        environment = clean_environment(QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=str(runtime))
        where = [str(writer), "--data-dir", str(self.profile)]
        in_terminal = ["play", "core-express", "--terminal", "--speed", TERMINAL_SPEED]
        arguments = ["--keep-playing", WINDOW_SPEED, *where] if self.in_window else [*where, *in_terminal]
        command = [sys.executable, str(APP), *arguments]
        errors = (self.profile.parent / "errors.txt").open("ab")
        with (
            errors,
            subprocess.Popen(
                command,
                env=environment,
                pass_fds=[writer],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            ) as process,
        ):
            os.close(writer)
            try:
                with os.fdopen(reader, encoding="utf-8") as lines:
                    yield process, lines
            finally:
                process.kill()

    def _examine(self) -> list[str]:
        """Open a copy of the profile as the next start would."""
        copy = self.profile.with_name("copy")
        shutil.copytree(self.profile, copy)
        try:
            return self._examine_copy(copy)
        finally:
            shutil.rmtree(copy)

    def _examine_copy(self, copy: Path) -> list[str]:
        told = self.told
        with contextlib.closing(open_history(profile_paths(copy))) as history:
            assert [tuple(row) for row in history.execute("PRAGMA integrity_check")] == [("ok",)]
            assert history.execute("PRAGMA foreign_key_check").fetchall() == []
            statuses = {row["id"]: row["status"] for row in history.execute("SELECT id, status FROM sessions")}
            work: Work = Counter(
                (row["session"], row["segment"], row["outcome"])
                for row in history.execute("SELECT session, segment, outcome FROM work")
            )
            log = SessionLog(history)
            left = [one.id for one in log.left_running()]
            unfinished = {session: log.unfinished(session) for session in left}
        assert told.sessions <= statuses.keys(), "a session is lost"
        assert len(statuses) <= told.started, "a session is invented"
        assert told.kept <= work, f"lost: {told.kept - work}"
        invented = Counter((segment, outcome) for _, segment, outcome in (work - told.due).elements())
        unnamed = Counter((segment, outcome) for session, segment, outcome in told.due.elements() if session is None)
        assert invented <= unnamed, f"invented: {invented - unnamed}"
        over = {session for session, status in statuses.items() if status != "running"}
        assert told.ended <= over <= told.ended | told.may_have_ended | (statuses.keys() - told.sessions)
        assert set(left) == statuses.keys() - over, "the rest is not offered"
        for session, rest in unfinished.items():
            assert rest.done == {index for name, index, outcome in work if (name, outcome) == (session, "completed")}
            assert 0 <= rest.position <= len(rest.row.timeline.segments)
        return left
