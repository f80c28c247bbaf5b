"""Spoilt files do no harm, neither definitions nor documents; the long versions try a hundred thousand of each."""

import json
import sqlite3
import time
from pathlib import Path
from random import Random

import msgspec
import pytest

from backstride.core.catalogue import Catalogue
from backstride.core.checking import MAX_PROBLEMS, MAX_TOLD_LENGTH
from backstride.core.definitions import Exercise, Routine
from backstride.core.errors import UserError
from backstride.core.plain_text import acting_character
from backstride.core.timeline import plan
from backstride.resources import ROUTINES
from backstride.store.definition_folder import definition_files
from backstride.store.exchange.document import Document
from backstride.store.exchange.importing import apply_import, preview, read_import
from backstride.store.history import History
from backstride.store.routine_files import check_files, load_catalogue
from backstride.ui.error_words import error_text
from unit.store.builders import rows
from unit.store.exchange.histories import everything, exported, fill, wipe
from unit.store.mutations import mutated

MOST_CPU_S = 2.0


def check_definition(path: Path, known: Catalogue) -> bool:
    """Check a file as a user's: either it is told what is wrong with it, or it can be played and shown; True if so."""
    problems = check_files([path], known)
    assert len(problems) <= 2 * MAX_PROBLEMS
    for item in problems:
        assert item.file == str(path)
        assert item.problem.place.startswith("$")
        assert item.problem.reason
        assert len(item.problem.place) <= MAX_TOLD_LENGTH
        assert len(item.problem.reason) <= MAX_TOLD_LENGTH
    if problems:
        return False
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    kind: type[Routine | Exercise] = Routine if "steps" in json.loads(content) else Exercise
    made = msgspec.json.decode(content, type=kind)
    assert made.id == path.stem
    assert acting_character(made.name) is None
    if isinstance(made, Routine):
        assert plan(made, known.exercises).total_ms >= 0
    return True


def fuzz_definitions(folder: Path, times: int, seed: int) -> int:
    """Spoil shipped files so many times; how many could still be used."""
    random = Random(seed)
    known = load_catalogue((ROUTINES,))
    files = [(path, path.read_bytes()) for path in definition_files(ROUTINES).files]
    used = 0
    for _ in range(times):
        shipped, content = random.choice(files)
        spoilt = folder / shipped.name
        spoilt.write_bytes(mutated(content, random))
        began = time.process_time()
        used += check_definition(spoilt, known)
        assert time.process_time() - began < MOST_CPU_S
    return used


def read_or_refused(path: Path) -> Document | None:
    """The document in the file, or None after a look at the sentence that refuses it."""
    try:
        return read_import(path)
    except UserError as error:
        told, detail = error_text(error), error.detail
    assert str(path) in told
    assert len(detail) <= MAX_TOLD_LENGTH
    return None


def check_import(connection: sqlite3.Connection, document: Document, path: Path) -> None:
    """Import into an empty history; everything in it can be read, and exported and imported again."""
    wipe(connection)
    planned = preview(connection, document)
    assert apply_import(connection, document) == planned
    assert rows(connection, "PRAGMA foreign_key_check") == []
    History(connection).log(1_000)
    path.write_bytes(exported(connection))
    assert not preview(connection, read_import(path)).changes


def fuzz_documents(connection: sqlite3.Connection, folder: Path, times: int, seed: int) -> int:
    """Spoil a document of everything and import it so many times; how many could still be imported."""
    random = Random(seed)
    wipe(connection)
    fill(connection)
    content, path = exported(connection), folder / "history.json"
    used = 0
    for _ in range(times):
        path.write_bytes(mutated(content, random))
        began = time.process_time()
        document = read_or_refused(path)
        if document is not None:
            used += 1
            check_import(connection, document, path)
        assert time.process_time() - began < MOST_CPU_S
    return used


def test_a_spoilt_definition_is_told_or_can_be_played(tmp_path: Path) -> None:
    assert 0 < fuzz_definitions(tmp_path, 500, seed=7) < 250


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_spoilt_definitions_are_told_or_can_be_played(tmp_path: Path, seed: int) -> None:
    assert fuzz_definitions(tmp_path, 10_000, seed) > 0


def test_a_spoilt_document_is_refused_or_imported_whole(shared: sqlite3.Connection, tmp_path: Path) -> None:
    assert 0 < fuzz_documents(shared, tmp_path, 150, seed=7) < 120


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_spoilt_documents_are_refused_or_imported_whole(
    shared: sqlite3.Connection, tmp_path: Path, seed: int
) -> None:
    assert fuzz_documents(shared, tmp_path, 10_000, seed) > 0


def refused(path: Path) -> None:
    """The file is refused, in a process's time that nobody notices."""
    began = time.process_time()
    with pytest.raises(UserError):
        read_import(path)
    assert time.process_time() - began < MOST_CPU_S


@pytest.mark.parametrize("change", [b'"sessions":[{}],', b'"runs":1,', b'"format":2,', b"["])
def test_a_refused_import_leaves_the_history_as_it_is(
    shared: sqlite3.Connection, tmp_path: Path, change: bytes
) -> None:
    wipe(shared)
    fill(shared)
    before = everything(shared)
    path = tmp_path / "history.json"
    path.write_bytes(exported(shared).replace(b"{", b"{" + change, 1))
    refused(path)
    assert everything(shared) == before
