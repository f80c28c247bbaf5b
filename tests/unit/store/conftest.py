"""A fresh history in a temporary profile, and a made-up year."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from backstride.core.events import Status
from backstride.store.database import open_history
from backstride.store.paths import Paths
from doubles.made_up_history import make_up
from unit.store.builders import MADE_UP_TODAY, a_profile, a_record, a_row, store


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


@pytest.fixture(scope="session")
def made_up_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A made-up year that ends with MADE_UP_TODAY, and a session still running; it is only read."""
    with closing(open_history(a_profile(tmp_path_factory.mktemp("year")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        make_up(connection, None, MADE_UP_TODAY)
        started = datetime.combine(MADE_UP_TODAY, time(20), UTC)
        store(connection, a_row(1, started=started), a_record(Status.RUNNING))
        connection.execute("PRAGMA query_only = ON")
        yield connection
