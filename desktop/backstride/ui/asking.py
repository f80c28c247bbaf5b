"""Asks the history for what a page shows at once, so that damage found by then costs an answer and not the page."""

import logging
from collections.abc import Callable
from typing import TypeVar

from backstride.store.database import UNREADABLE
from backstride.ui.words import tr

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Asking:
    """Takes questions to the history; `say` shows a sentence until the user has read it."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._told: set[str] = set()

    def ask(self, question: Callable[[], Answer]) -> Answer | None:
        """What `question` answers; None where the history cannot be read, which is told."""
        try:
            return question()
        except UNREADABLE as error:
            _log.warning("the history could not be read", exc_info=True)
            self.tell(str(error))
            return None

    def tell(self, reason: str) -> None:
        """Say that part of the history cannot be read; each reason once, for every page would find it again."""
        if reason in self._told:
            return
        self._told.add(reason)
        self._say(
            tr(
                "Part of the history cannot be read ({reason}). Everything else goes on. "
                "Start Backstride again to have the file checked and, if it is damaged, restored.",
                reason=reason,
            )
        )
