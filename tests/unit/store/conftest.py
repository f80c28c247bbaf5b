"""A fresh history in a temporary profile."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstride.store.database import open_history
from backstride.store.paths import Paths
from unit.store.builders import a_profile


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """The paths of a profile that does not exist yet."""
    return a_profile(tmp_path)


@pytest.fixture
def history(paths: Paths) -> Iterator[sqlite3.Connection]:
    """An open, empty history."""
    connection = open_history(paths)
    yield connection
    connection.close()
