"""A reader that answers at once, so that tests see what was asked for without waiting."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class InPlaceReader:
    """Answers in the thread that asks, over the connection that it is given."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.topics: list[str] = []

    def ask(self, topic: str, question: Callable[[sqlite3.Connection], Answer], then: Callable[[Answer], None]) -> None:
        """Answer now."""
        self.topics.append(topic)
        then(question(self._connection))

    def close(self) -> None:
        """Nothing is under way."""
