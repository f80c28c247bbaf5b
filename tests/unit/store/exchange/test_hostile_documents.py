"""Documents made to do harm are refused soon and in little memory; hostile words in a history stay words."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from garmin_fit_sdk import Decoder, Stream
from msgspec import Raw
from msgspec.structs import replace

from backstride.core.errors import Trouble, UserError
from backstride.core.history import Feelings
from backstride.store.exchange.calendar import calendar_ics
from backstride.store.exchange.document import MAX_COUNT, MAX_LENGTH_MS, NOTE_LENGTH, Document
from backstride.store.exchange.fit import fit_activity
from backstride.store.exchange.importing import apply_import, read_import
from backstride.store.history import History
from backstride.store.session_log import SessionLog
from unit.store.builders import TIMELINE, a_record, a_row, store
from unit.store.exchange.histories import exported, fill, wipe

HEAD = b'{"format":1,"app":"backstride",'
SIZE_BYTES = 20_000_000
MOST_CPU_S = 2.0
MOST_MEMORY_PER_SIZE = 6
"""The file itself, its decoded structs and what they are compared by; a bomb takes thirty times its size."""


def refused(path: Path) -> tuple[Trouble, str]:
    """Why an import refuses this file."""
    with pytest.raises(UserError) as caught:
        read_import(path)
    return caught.value.trouble, caught.value.detail


def filled(head: bytes, piece: bytes, tail: bytes) -> bytes:
    """`head`, as many pieces as fit, and `tail`."""
    return head + piece * ((SIZE_BYTES - len(head) - len(tail)) // len(piece)) + tail


BOMBS = {
    "app of empty arrays": filled(b'{"app":[', b"[],", b"0]}"),
    "format of empty objects": filled(b'{"app":"backstride","format":[', b"{},", b"0]}"),
    "format without end": filled(b'{"app":"backstride","format":', b"9", b"}"),
    "unknown field of empty arrays": filled(HEAD + b'"x":[', b"[],", b"0]}"),
    "open arrays": filled(b'{"app":', b"[", b""),
    "empty sessions": filled(HEAD + b'"sessions":[', b"{},", b"{}]}"),
    "a long field": filled(HEAD + b'"', b"k", b'":1}'),
    "a plan of empty arrays": filled(HEAD + b'"plans":{"' + b"0" * 64 + b'":[', b"[],", b"0]}}"),
    "a million pauses": filled(
        HEAD + b'"pauses":[',
        b'{"id":"%s","first_day":"2024-01-01","last_day":"2024-01-01","reason":"other"},' % (b"0" * 32),
        b"{}]}",
    ),
}

MEASURED = """
import json, resource, sys, time
from pathlib import Path
from backstride.core.errors import UserError
from backstride.store.exchange.importing import read_import
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
memory, began = peak(), time.process_time()
try:
    read_import(Path(sys.argv[1]))
except UserError as error:
    print(json.dumps([time.process_time() - began, peak() - memory, error.detail]))
"""
"""A process of its own for each, for memory that was used already does not count as more."""


@pytest.mark.skipif(os.name != "posix", reason="measures as POSIX does")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_time_and_memory(tmp_path: Path, bomb: str) -> None:
    path = tmp_path / "bomb.json"
    path.write_bytes(BOMBS[bomb])
    command = [sys.executable, "-c", MEASURED, str(path)]
    spent_s, more_bytes, detail = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert spent_s < MOST_CPU_S
    assert more_bytes < MOST_MEMORY_PER_SIZE * SIZE_BYTES
    assert len(detail) <= 200


@pytest.mark.skipif(os.name != "posix", reason="pipes, links and devices as POSIX has them")
@pytest.mark.parametrize(
    ("make", "detail"),
    [
        (os.mkfifo, "not a regular file"),
        (Path.mkdir, "not a regular file"),
        (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
        (lambda path: path.symlink_to(path.parent / "nowhere"), "No such file or directory"),
    ],
    ids=["pipe", "folder", "device", "circle", "nowhere"],
)
def test_what_is_no_file_is_refused_and_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None], detail: str
) -> None:
    path = tmp_path / "history.json"
    make(path)
    assert refused(path) == (Trouble.IMPORT_UNREADABLE, detail)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_document_of_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "history.json"
    path.write_text(HEAD.decode() + '"sessions":[]}', encoding=encoding)
    assert refused(path)[0] is Trouble.IMPORT_NOT_JSON


def with_block(**changes: object) -> Callable[[dict[str, Any]], None]:
    """A change of the first block of a plan."""
    return lambda plan: plan["blocks"][0].update(changes)


def with_segment(**changes: object) -> Callable[[dict[str, Any]], None]:
    """A change of the first segment of a plan."""
    return lambda plan: plan["segments"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (with_block(exercise="../../../etc/passwd"), "blocks[0].exercise: is not the id of an exercise"),
        (with_block(exercise="bridge\n"), "blocks[0].exercise: is not the id of an exercise"),
        (with_block(name="x" * (NOTE_LENGTH + 1)), "blocks[0]: has a text of more than 10000 letters"),
        (with_block(cues=["x" * (NOTE_LENGTH + 1)]), "blocks[0]: has a text of more than 10000 letters"),
        (with_segment(duration_ms=MAX_LENGTH_MS + 1), f"segments[0].duration_ms: is more than {MAX_LENGTH_MS}"),
        (with_segment(sets=MAX_COUNT + 1), "segments[0].sets: lies outside 0 to 100000"),
        (with_segment(reps=-1), "segments[0].reps: lies outside 0 to 100000"),
        (with_segment(set_number=2**60), "segments[0].set_number: lies outside 0 to 100000"),
        (with_segment(bout=-1), "segments[0].bout: lies outside 0 to 100000"),
    ],
)
def test_a_plan_that_none_of_ours_can_be_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], told: str
) -> None:
    plan = json.loads(msgspec.json.encode(TIMELINE))
    change(plan)
    text = msgspec.json.encode(plan)
    plan_id = sha256(text).hexdigest()
    path = tmp_path / "history.json"
    path.write_bytes(msgspec.json.encode(Document(1, "backstride", plans={plan_id: Raw(text)})))
    assert refused(path) == (Trouble.INVALID_IMPORT, f"plans.{plan_id}.{told}")


@pytest.mark.parametrize("field", ["routine", "name", "id", "note"])
def test_an_identifier_of_a_session_ends_with_its_last_letter(
    shared: sqlite3.Connection, tmp_path: Path, field: str
) -> None:
    wipe(shared)
    fill(shared)
    value = json.loads(exported(shared))
    value["sessions"][0][field] = "bridge\n"
    path = tmp_path / "history.json"
    path.write_text(json.dumps(value))
    if field in ("routine", "id"):
        assert refused(path)[0] is Trouble.INVALID_IMPORT
    else:
        assert getattr(read_import(path).sessions[0], field) == "bridge\n"


HOSTILE = "Core\x1b[2J\r\nEND:VEVENT\r\n\u202eevil\x9b31m<b>&\x07"


@pytest.fixture
def hostile(history: sqlite3.Connection) -> sqlite3.Connection:
    """A history with one completed session, hostile in its name and note."""
    timeline = replace(TIMELINE, name=HOSTILE)
    store(history, a_row(1, timeline=timeline), a_record())
    SessionLog(history).save_feelings(f"{1:032x}", Feelings(note=HOSTILE))
    return history


def test_hostile_words_are_exported_and_imported_as_they_are(
    hostile: sqlite3.Connection, shared: sqlite3.Connection, tmp_path: Path
) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(exported(hostile))
    wipe(shared)
    apply_import(shared, read_import(path))
    assert exported(shared) == exported(hostile)
    (session,) = History(shared).log(10)
    assert (session.name, session.feelings.note) == (HOSTILE, HOSTILE)


def test_hostile_words_add_nothing_to_a_calendar(hostile: sqlite3.Connection) -> None:
    lines = calendar_ics(History(hostile).log(10)).replace(b"\r\n ", b"").split(b"\r\n")
    assert [line for line in lines if line.startswith((b"BEGIN", b"END"))] == [
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT",
        b"END:VEVENT",
        b"END:VCALENDAR",
    ]
    assert not {0x1B, 0x07} & set(b"".join(lines))


def test_hostile_words_do_not_break_an_activity(hostile: sqlite3.Connection) -> None:
    (session,) = History(hostile).log(10)
    content = fit_activity(session, History(hostile).work(session.id), lambda exercise: f"{exercise}\0{HOSTILE}")
    messages, errors = Decoder(Stream.from_byte_array(bytearray(content))).read()
    assert errors == []
    assert len(messages["session_mesgs"]) == 1
