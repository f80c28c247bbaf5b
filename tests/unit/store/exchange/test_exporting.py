"""The exported document: whole, the same every time, readable by others, and never half a file."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from backstride.core.errors import Trouble, UserError
from backstride.resources import ASSETS
from backstride.store.database import open_history, reading
from backstride.store.exchange.document import Document
from backstride.store.exchange.exporting import export_document
from backstride.store.exchange.files import write_export
from backstride.store.exchange.importing import apply_import
from backstride.store.paths import Paths
from unit.store.builders import START, a_record, a_row, rows, store
from unit.store.exchange.histories import document_in, documents, exported, fill, wipe


def as_sets(document: Document) -> dict[str, object]:
    """The content of a document whatever its order."""
    return {
        "sessions": {msgspec.json.encode(session) for session in document.sessions},
        "bin": {msgspec.json.encode(entry) for entry in document.bin},
        "pauses": set(document.pauses),
        "plans": {entry.plan for entry in document.sessions} | {entry.session.plan for entry in document.bin},
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_a_history_that_is_exported_wiped_imported_and_exported_gives_the_same_bytes(
    shared: sqlite3.Connection, tmp_path: Path, document: Document
) -> None:
    wipe(shared)
    apply_import(shared, document_in(tmp_path, document))
    first = exported(shared)
    assert as_sets(msgspec.json.decode(first, type=Document)) == as_sets(document)
    wipe(shared)
    apply_import(shared, document_in(tmp_path, first))
    assert exported(shared) == first
    assert first == msgspec.json.format(first, indent=1) + b"\n"


def test_what_the_app_itself_wrote_comes_back_as_it_was(history: sqlite3.Connection, tmp_path: Path) -> None:
    fill(history)
    tables = {
        "plans": "SELECT * FROM plans ORDER BY id",
        "sessions": "SELECT * FROM sessions ORDER BY id",
        "pauses": "SELECT * FROM pauses ORDER BY id",
        "bin": "SELECT * FROM bin ORDER BY id",
    }
    before = {table: rows(history, query) for table, query in tables.items()}
    children = [rows(history, f"SELECT * FROM {table} ORDER BY session, id") for table in ("work", "hurts")]
    content = exported(history)
    wipe(history)
    apply_import(history, document_in(tmp_path, content))
    after = {table: rows(history, query) for table, query in tables.items()}
    for row in before["sessions"] + after["sessions"]:
        row.pop("pid")
    assert after == before
    again = [rows(history, f"SELECT * FROM {table} ORDER BY session, id") for table in ("work", "hurts")]
    for row in (row for table in children + again for row in table):
        row.pop("id")
    assert again == children
    assert exported(history) == content


def test_real_exports_obey_the_published_schema(history: sqlite3.Connection) -> None:
    schema = json.loads((ASSETS / "schemas" / "history.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json.loads(exported(history)))
    fill(history)
    document = json.loads(exported(history))
    validator.validate(document)
    assert len(document["sessions"]) == 5
    del document["plans"][document["sessions"][0]["plan"]]["segments"]
    assert not validator.is_valid(document)


def test_plans_that_sessions_share_are_written_once_and_those_of_nobody_not_at_all(
    history: sqlite3.Connection,
) -> None:
    for number in range(3):
        store(history, a_row(number), a_record())
    history.execute("INSERT INTO plans VALUES ('00', '{}')")
    document = json.loads(exported(history))
    assert len(document["sessions"]) == 3
    assert list(document["plans"]) == [document["sessions"][0]["plan"]]


def test_sessions_stand_in_the_order_of_their_start_and_then_of_their_id(history: sqlite3.Connection) -> None:
    for number, hours in ((4, 0), (3, 2), (2, 1), (1, 1)):
        store(history, a_row(number, started=START.replace(hour=10 + hours)), a_record())
    ids = [int(session["id"], 16) for session in json.loads(exported(history))["sessions"]]
    assert ids == [4, 1, 2, 3]


def test_an_export_tells_nothing_of_when_it_was_made_and_of_who_played(history: sqlite3.Connection) -> None:
    fill(history)
    first = exported(history)
    history.execute("UPDATE sessions SET pid = pid + 1")
    assert exported(history) == first
    assert b"pid" not in first


def test_what_another_process_writes_meanwhile_is_not_in_it(history: sqlite3.Connection, paths: Paths) -> None:
    store(history, a_row(1), a_record())
    whole = exported(history)
    with closing(open_history(paths)) as other, reading(history):
        pieces = export_document(history)
        begun = next(pieces)
        store(other, a_row(2), a_record())
        assert begun + b"".join(pieces) == whole
    assert len(json.loads(exported(history))["sessions"]) == 2


def test_the_file_is_written_whole_and_is_the_owners_alone(history: sqlite3.Connection, tmp_path: Path) -> None:
    fill(history)
    target = tmp_path / "mine.JSON"
    target.write_bytes(b"old")
    write_export(history, target)
    assert target.read_bytes() == exported(history)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.JSON"]


@pytest.mark.parametrize("name", ["history.xls", "history", "history.json.bak"])
def test_an_unknown_ending_is_refused_with_those_that_are_known(
    history: sqlite3.Connection, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UserError) as caught:
        write_export(history, tmp_path / name)
    assert caught.value.trouble is Trouble.UNKNOWN_EXPORT
    assert caught.value.where == str(tmp_path / name)
    assert ".json" in caught.value.detail
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_named(history: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        write_export(history, tmp_path / "no" / "history.json")
    assert (caught.value.trouble, caught.value.detail) == (Trouble.FOLDER_MISSING, str(tmp_path / "no"))


def test_a_target_that_cannot_be_replaced_is_told_and_leaves_nothing_behind(
    history: sqlite3.Connection, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    (folder / "history.json").mkdir(parents=True)
    with pytest.raises(UserError) as caught:
        write_export(history, folder / "history.json")
    assert (caught.value.trouble, caught.value.where) == (Trouble.NOT_SAVED, str(folder / "history.json"))
    assert [path.name for path in folder.iterdir()] == ["history.json"]
    assert not history.in_transaction


def test_an_export_that_breaks_off_leaves_the_old_file_and_the_history_usable(
    history: sqlite3.Connection, tmp_path: Path
) -> None:
    fill(history)
    folder = tmp_path / "exports"
    folder.mkdir()
    target = folder / "history.json"
    write_export(history, target)
    old = target.read_bytes()
    history.execute("ALTER TABLE pauses RENAME TO mislaid")
    with pytest.raises(sqlite3.OperationalError):
        write_export(history, target)
    assert target.read_bytes() == old
    assert list(folder.iterdir()) == [target]
    history.execute("ALTER TABLE mislaid RENAME TO pauses")
    assert exported(history) == old
