"""Follows a session and keeps the log in step with it; a disk that fails never stops the session."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from backstride.core.events import Event, Events, SegmentEnded, SessionEnded, SessionStarted
from backstride.core.history import Feelings, Hurt
from backstride.core.record import SessionRecord, WorkRecord, record, work_record
from backstride.core.session import Session
from backstride.store.database import BRIEFLY_MS, BUSY_MS
from backstride.store.session_log import SessionLog, SessionRow, Unfinished, new_session

_log = logging.getLogger(__name__)


class Recorder:
    """Writes one session, what hurt in it and how it felt.

    What could not be written stays in memory and goes along with the next write.

    `trouble` holds the error of the last write, None when it worked.
    """

    def __init__(
        self,
        log: SessionLog,
        now: Callable[[], datetime],
        *,
        speed: float = 1.0,
        unfinished: Unfinished | None = None,
    ) -> None:
        self._log = log
        self._now = now
        self._speed = speed
        self._before = unfinished
        self._row: SessionRow | None = unfinished.row if unfinished else None
        self._events: list[Event] = []
        self._changed = False
        self._unsaved: list[WorkRecord] = []
        self._hurts: list[Hurt] = []
        self._feelings: Feelings | None = None
        self.trouble: Exception | None = None

    @property
    def session_id(self) -> str | None:
        """Id of the session once it has begun."""
        return self._row.id if self._row else None

    def follow(self, session: Session, events: Events) -> None:
        """Take in what happened; write when something began or ended."""
        self._events.extend(events)
        self._changed = self._changed or bool(events)
        if any(isinstance(event, SessionStarted) for event in events) and self._row is None:
            self._row = new_session(session.timeline, self._now(), self._speed)
        found = [work_record(session.timeline, event) for event in events if isinstance(event, SegmentEnded)]
        self._unsaved.extend(work for work in found if work)
        if any(isinstance(event, SessionEnded) for event in events):
            self.save(session)
        elif any(isinstance(event, SessionStarted | SegmentEnded) for event in events):
            self.save(session, wait_ms=BRIEFLY_MS)

    def add_hurt(self, session: Session, hurt: Hurt) -> None:
        """Write that something hurt."""
        self._hurts.append(hurt)
        self.save(session, wait_ms=BRIEFLY_MS)

    def tell_feelings(self, session: Session, feelings: Feelings) -> None:
        """Write how the session felt, in place of what was told before."""
        self._feelings = feelings
        self.save(session)

    def save(self, session: Session, *, wait_ms: int = BUSY_MS) -> None:
        """Write everything that is not written yet; nothing to do before the session has begun.

        Waits for another process that writes, such as a program in which somebody looks at the history, but not for
        longer than `wait_ms`: the timer of a session stands still meanwhile.
        """
        if self._row is None:
            return
        try:
            self._write(self._row, session, wait_ms)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter from a message about a damaged schema
            _log.warning("session not saved, will be tried again: %s", error)
            self.trouble = error
        else:
            self.trouble = None

    def _write(self, row: SessionRow, session: Session, wait_ms: int) -> None:
        """Each step is forgotten once it is on disk, so that none is written twice."""
        if self._changed:
            self._log.save(row, self.so_far(session), session.index, self._unsaved, self._now(), wait_ms=wait_ms)
            self._changed = False
            self._unsaved.clear()
        while self._hurts:
            self._log.add_hurt(row.id, self._hurts[0], wait_ms=wait_ms)
            del self._hurts[0]
        if self._feelings is not None:
            self._log.save_feelings(row.id, self._feelings)
            self._feelings = None

    def so_far(self, session: Session) -> SessionRecord:
        """The record of the session up to now, with what was done before a crash."""
        before = self._before
        found = record(session.timeline, self._events, before.done if before else frozenset())
        if before is None:
            return found
        return replace(
            found,
            active_ms=found.active_ms + before.active_ms,
            paused_ms=found.paused_ms + before.paused_ms,
        )
