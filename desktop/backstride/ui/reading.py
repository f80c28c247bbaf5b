"""Asks the history in a thread of its own, so that no answer, however much is stored, holds up the window."""

import itertools
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from backstride.store.database import UNREADABLE

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
CLOSING_S = 2.0
"""How long closing waits for the question under way, which is interrupted."""


class Reader(Protocol):
    """Whoever answers questions to the history; a question gets a connection that can only read."""

    def ask(self, topic: str, question: Callable[[sqlite3.Connection], Answer], then: Callable[[Answer], None]) -> None:
        """Answer `question`, and give the answer to `then`; a newer question of the same `topic` replaces it."""

    def close(self) -> None:
        """Forget every question."""


class DirectReader:
    """Answers at once over the connection that the window has: for a history in memory, which no other can read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def ask(self, topic: str, question: Callable[[sqlite3.Connection], Answer], then: Callable[[Answer], None]) -> None:
        """Answer `question` and give the answer to `then`."""
        then(question(self._connection))

    def close(self) -> None:
        """Nothing is under way."""


class _Question(Struct, frozen=True):
    number: int
    topic: str
    question: Callable[[sqlite3.Connection], Any]
    then: Callable[[Any], None]


class ThreadReader(QObject):
    """Answers one question after the other in its thread, with a connection of its own.

    `failed` says what SQLite reported when a question could not be answered.
    """

    _answered = Signal(object, object)
    _failed = Signal(object, str)
    failed = Signal(str)

    def __init__(self, connect: Callable[[], sqlite3.Connection], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connect = connect
        self._questions: deque[_Question | None] = deque()
        self._waiting = threading.Semaphore(0)
        self._newest: dict[str, int] = {}
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._under_way: tuple[_Question, sqlite3.Connection] | None = None
        self._answered.connect(self._on_answered)
        self._failed.connect(self._on_failed)

    def ask(self, topic: str, question: Callable[[sqlite3.Connection], Answer], then: Callable[[Answer], None]) -> None:
        """Answer `question` later, and call `then` in the thread of the window."""
        asked = _Question(next(self._numbers), topic, question, then)
        self._newest[topic] = asked.number
        self._interrupt(topic)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="history", daemon=True)
            self._thread.start()
        self._put(asked)

    @property
    def is_busy(self) -> bool:
        """True while an answer is still to come."""
        return bool(self._newest)

    def close(self) -> None:
        """Forget every question and end the thread."""
        self._newest.clear()
        if self._thread is None:
            return
        self._put(None)
        self._interrupt(None)
        self._thread.join(CLOSING_S)
        self._thread = None

    def _interrupt(self, topic: str | None) -> None:
        with self._lock:
            if self._under_way is not None and topic in (None, self._under_way[0].topic):
                self._under_way[1].interrupt()

    def _put(self, asked: _Question | None) -> None:
        self._questions.append(asked)
        self._waiting.release()

    def _next(self) -> _Question | None:
        self._waiting.acquire()
        return self._questions.popleft()

    def _work(self) -> None:
        connection: sqlite3.Connection | None = None
        while (asked := self._next()) is not None:
            if self._newest.get(asked.topic) != asked.number:
                continue
            try:
                connection = connection or self._connect()
                with self._lock:
                    self._under_way = (asked, connection)
                answer = asked.question(connection)
            except UNREADABLE as error:
                if self._newest.get(asked.topic) == asked.number:
                    _log.warning("the history could not be read: %s", error)
                    self._failed.emit(asked, str(error))
                continue
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the thread that answers
                threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
                self._failed.emit(asked, type(error).__name__)
                continue
            finally:
                with self._lock:
                    self._under_way = None
            self._answered.emit(asked, answer)
        if connection is not None:
            connection.close()

    def _on_answered(self, asked: _Question, answer: object) -> None:
        if self._newest.get(asked.topic) == asked.number:
            del self._newest[asked.topic]
            asked.then(answer)

    def _on_failed(self, asked: _Question, reason: str) -> None:
        if self._newest.get(asked.topic) == asked.number:
            del self._newest[asked.topic]
            self.failed.emit(reason)
