"""Migrations: the old history is backed up, each step is whole or nothing, and the last leaves the current version."""

import sqlite3
from contextlib import closing

import pytest

from backstride.core.errors import Trouble
from backstride.store import database, schema
from backstride.store.database import SCHEMA_VERSION, open_history
from backstride.store.paths import Paths
from unit.store.builders import TABLES, pragma, refusal, tables


def applied_already() -> schema.Migrations:
    """All migrations that there are, none of which may be carried out again."""
    migrations = schema.Migrations("backstride")

    def again(db: schema.Database) -> None:
        raise AssertionError("was applied already")

    for migration in schema.migrations._migrations:
        migrations(name=migration.name)(again)
    return migrations


def test_an_older_history_is_backed_up_before_it_is_migrated(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    open_history(paths).close()
    migrations = applied_already()

    @migrations()
    def m004_moods(db: schema.Database) -> None:
        db.execute("CREATE TABLE moods (id INTEGER PRIMARY KEY, mood TEXT) STRICT")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    monkeypatch.setattr(schema, "migrations", migrations)
    monkeypatch.setattr(database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with closing(open_history(paths)) as connection:
        assert "moods" in tables(connection)
        assert pragma(connection, "user_version") == SCHEMA_VERSION + 1
    with closing(sqlite3.connect(paths.backups / f"history-before-schema-{SCHEMA_VERSION + 1}.db")) as backup:
        backup.row_factory = sqlite3.Row
        assert tables(backup) == TABLES
        assert pragma(backup, "user_version") == SCHEMA_VERSION


def test_a_migration_that_fails_changes_nothing(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    open_history(paths).close()
    migrations = applied_already()

    @migrations()
    def m004_moods(db: schema.Database) -> None:
        db.execute("CREATE TABLE moods (id INTEGER PRIMARY KEY) STRICT")
        db.execute("DROP TABLE work")
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        raise RuntimeError("half way")

    monkeypatch.setattr(schema, "migrations", migrations)
    monkeypatch.setattr(database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(RuntimeError, match="half way"):
        open_history(paths)
    monkeypatch.undo()
    with closing(open_history(paths)) as connection:
        assert tables(connection) == TABLES
        assert pragma(connection, "user_version") == SCHEMA_VERSION


def test_the_first_migration_is_all_or_nothing(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = schema.Migrations("backstride")
    original = schema.m001_sessions

    @migrations()
    def m001_sessions(db: schema.Database) -> None:
        original(db)
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", migrations)
        error = refusal(paths)
    assert (error.trouble, error.detail) == (Trouble.DATABASE_UNREADABLE, "database or disk is full")
    with closing(open_history(paths)) as connection:
        assert tables(connection) == TABLES


@pytest.mark.parametrize("failing", range(2, SCHEMA_VERSION + 1))
def test_every_later_migration_is_all_or_nothing(paths: Paths, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    applied = [migration.fn for migration in schema.migrations._migrations[:failing]]
    migrations = schema.Migrations("backstride")
    for migration in applied[:-1]:
        migrations()(migration)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", migrations)
        patched.setattr(database, "SCHEMA_VERSION", failing - 1)
        open_history(paths).close()

    def fails_at_its_end(db: schema.Database) -> None:
        applied[-1](db)
        raise sqlite3.OperationalError("database or disk is full")

    migrations(name=applied[-1].__name__)(fails_at_its_end)
    with closing(sqlite3.connect(paths.database)) as connection:
        before = list(connection.iterdump())
    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", migrations)
        error = refusal(paths)
    assert (error.trouble, error.detail) == (Trouble.DATABASE_UNREADABLE, "database or disk is full")
    with closing(sqlite3.connect(paths.database)) as connection:
        assert list(connection.iterdump()) == before
    with closing(open_history(paths)) as connection:
        assert (pragma(connection, "user_version"), tables(connection)) == (SCHEMA_VERSION, TABLES)


@pytest.mark.parametrize("migration", schema.migrations._migrations, ids=lambda found: found.name)
def test_every_migration_raises_the_version_by_one(migration: object) -> None:
    number = int(migration.name[1:4])
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for before in schema.migrations._migrations[:number]:
            before.fn(schema.Database(connection, execute_plugins=False))
        assert pragma(connection, "user_version") == number


def test_the_last_migration_leaves_the_current_version() -> None:
    assert len(schema.migrations._migrations) == SCHEMA_VERSION
