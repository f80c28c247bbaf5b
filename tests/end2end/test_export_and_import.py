"""The user's data from one profile to another, as a user types it."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest


def dump(profile: Path) -> list[str]:
    """All of a history as SQL."""
    with closing(sqlite3.connect(profile / "history.db")) as connection:
        return list(connection.iterdump())


def test_a_history_moves_to_another_profile_and_a_second_time_changes_nothing(backstride, history, tmp_path):
    backstride("play", "core-express", "--terminal", "--speed", "300")
    (session,) = history()
    first, second, other = tmp_path / "first.json", tmp_path / "second.json", ("--data-dir", str(tmp_path / "other"))
    done = backstride("export", str(first))
    assert (done.returncode, done.stdout) == (0, f"The history was written to {first}.\n"), done.stderr

    dry = backstride("import", str(first), "--dry-run", *other)
    assert dry.returncode == 0
    assert dry.stdout.splitlines() == [
        f"Sessions in the file: from {session['day']} to {session['day']}.",
        "1  new",
        "Nothing was changed, for this was a dry run.",
    ]
    assert backstride("history", *other).stdout == "No sessions yet.\n"

    imported = backstride("import", str(first), *other)
    assert imported.stdout.splitlines()[1:] == ["1  new", "Imported. Sessions added: 1, replaced: 0."]
    assert json.loads(backstride("history", "--json", *other).stdout)["sessions"] == [session]

    again = backstride("import", str(first), *other)
    assert again.stdout.splitlines()[1:] == [
        "1  already here",
        "Everything in it is here already; nothing was changed.",
    ]
    backstride("export", str(second), *other)
    assert second.read_bytes() == first.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"format": 1, "app": "backstride", "sessions": [', "is not whole or not JSON"),
        ("{}", "is no history of Backstride"),
        ('{"format": 9, "app": "backstride"}', "written by a newer Backstride (format 9)"),
        (
            '{"format": 1, "app": "backstride", "pauses": [{"id": 7}]}',
            "cannot be: pauses[0].id: expected `str`, got `int`.",
        ),
    ],
)
def test_a_file_that_is_refused_gets_one_sentence_and_changes_nothing(backstride, profile, tmp_path, content, words):
    backstride("play", "core-express", "--terminal", "--speed", "300")
    before = dump(profile)
    path = tmp_path / "history.json"
    path.write_text(content, encoding="utf-8")
    done = backstride("import", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.startswith(f"backstride: {path} ")
    assert "Nothing was imported." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert dump(profile) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("history.doc", "these are known: .json"),
        ("absent/history.json", "there is no folder"),
        (".", "was not written"),
    ],
)
def test_an_export_that_cannot_be_gets_one_sentence(backstride, tmp_path, name, words):
    done = backstride("export", str(tmp_path / name))
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_history_that_another_program_holds_is_told(backstride, profile, tmp_path):
    exported = tmp_path / "history.json"
    backstride("play", "core-express", "--terminal", "--speed", "300")
    backstride("export", str(exported))
    before = exported.read_bytes()
    (profile / "history.db").unlink()
    backstride("list")
    with closing(sqlite3.connect(profile / "history.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = backstride("import", str(exported))
        connection.execute("ROLLBACK")
    assert done.returncode == 1
    assert "history.db could not be saved (database is locked)" in done.stderr
    assert "Traceback" not in done.stderr
    assert exported.read_bytes() == before
    assert backstride("import", str(exported)).returncode == 0
