"""Hands out prepared figures: each is read and solved once, when it is first asked for."""

import logging
from pathlib import Path

import msgspec

from backstride.core.figure.motion import Figure, prepare
from backstride.core.figure.skeleton import Skeleton
from backstride.store.figures import load_figure, load_skeleton

_log = logging.getLogger(__name__)


class FigureShelf:
    """The figures of one folder; an exercise without a figure, such as a user's own, simply has none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._skeleton: Skeleton | None = None
        self._figures: dict[str, Figure | None] = {}

    def figure(self, exercise: str) -> Figure | None:
        """The figure of an exercise, ready to be moved."""
        if exercise not in self._figures:
            self._figures[exercise] = self._prepared(exercise)
        return self._figures[exercise]

    def _prepared(self, exercise: str) -> Figure | None:
        try:
            if self._skeleton is None:
                self._skeleton = load_skeleton(self._folder)
            return prepare(load_figure(self._folder, exercise), self._skeleton)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            _log.warning("figure of %s not loaded: %s", exercise, error)
            return None
