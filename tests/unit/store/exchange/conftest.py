"""Histories that stay open for all tests of a file, because opening one takes longer than an example."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from backstride.store.database import open_history
from unit.store.builders import a_profile


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A history that every example wipes before it uses it."""
    with closing(open_history(a_profile(tmp_path_factory.mktemp("shared")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
