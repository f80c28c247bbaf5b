"""Importing: what a merge keeps and replaces, that twice is once, and that a refused document changes nothing."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import asdict, replace

from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.history import Correction, Feelings, PauseReason
from backstride.core.session import Command
from backstride.store.corrections import Corrections
from backstride.store.database import open_history
from backstride.store.exchange import importing
from backstride.store.exchange.document import Document
from backstride.store.exchange.importing import ImportPreview, apply_import, preview, read_import
from backstride.store.history import History
from backstride.store.session_log import SessionLog
from unit.store.builders import START, Player, a_profile, a_record, a_row, full_disk, rows, store
from unit.store.exchange.histories import NOW, document_in, documents, everything, exported, fill, refusing, wipe

NOTHING = ImportPreview(0, 0, 0, 0, 0, 0, 0, None, None)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The export of a history that holds all that the app can write."""
    with closing(open_history(a_profile(tmp_path_factory.mktemp("content")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        fill(connection)
        return exported(connection)


@pytest.fixture
def document(content: bytes, tmp_path: Path) -> Document:
    """The same as an import reads it."""
    return document_in(tmp_path, content)


def only(document: Document, index: int, **changes: Any) -> Document:
    """The document with one of its sessions, changed, and nothing else."""
    return replace(document, sessions=(replace(document.sessions[index], **changes),), bin=(), pauses=())


def counts(found: ImportPreview) -> dict[str, int]:
    """The numbers of a preview that are not 0."""
    return {name: n for name, n in asdict(found).items() if isinstance(n, int) and n}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents(), already=documents())
def test_a_second_import_finds_nothing_new(
    shared: sqlite3.Connection, tmp_path: Path, document: Document, already: Document
) -> None:
    wipe(shared)
    apply_import(shared, document_in(tmp_path, already))
    read = document_in(tmp_path, document)
    planned = preview(shared, read)
    assert apply_import(shared, read) == planned
    once = everything(shared)
    again = apply_import(shared, read)
    assert (again.new, again.replaced, again.binned, again.pauses, again.changes) == (0, 0, 0, 0, False)
    assert (again.same, again.kept) == (planned.new + planned.same + planned.replaced, planned.kept)
    assert again.in_bin == planned.in_bin
    assert everything(shared) == once


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents(), already=documents())
def test_no_import_ever_loses_a_session_that_is_here(
    shared: sqlite3.Connection, tmp_path: Path, document: Document, already: Document
) -> None:
    wipe(shared)
    apply_import(shared, document_in(tmp_path, already))
    here = {row["id"] for row in rows(shared, "SELECT id FROM sessions")}
    binned = rows(shared, "SELECT * FROM bin ORDER BY id")
    pauses = rows(shared, "SELECT * FROM pauses ORDER BY id")
    apply_import(shared, document_in(tmp_path, document))
    assert here <= {row["id"] for row in rows(shared, "SELECT id FROM sessions")}
    assert all(row in rows(shared, "SELECT * FROM bin") for row in binned)
    assert all(row in rows(shared, "SELECT * FROM pauses") for row in pauses)
    assert rows(shared, "PRAGMA foreign_key_check") == []
    assert rows(shared, "SELECT id FROM sessions WHERE id IN (SELECT id FROM bin)") == []


def test_a_preview_says_what_an_import_would_do_and_writes_nothing(
    history: sqlite3.Connection, document: Document
) -> None:
    before = everything(history)
    planned = preview(history, document)
    assert planned == ImportPreview(
        new=5, same=0, replaced=0, kept=0, in_bin=0, binned=1, pauses=1, first=date(2024, 5, 15), last=date(2024, 5, 18)
    )
    assert planned.changes
    assert everything(history) == before
    assert not history.in_transaction
    assert apply_import(history, document) == planned


def test_an_empty_document_does_nothing(history: sqlite3.Connection, tmp_path: Path) -> None:
    empty = document_in(tmp_path, b'{"format": 1, "app": "backstride"}')
    assert apply_import(history, empty) == NOTHING
    assert not NOTHING.changes
    assert document_in(tmp_path, exported(history)) == empty


def test_a_session_that_was_corrected_later_there_replaces_ours(
    history: sqlite3.Connection, document: Document
) -> None:
    apply_import(history, document)
    fewer = document.sessions[1].work[:1]
    theirs = only(document, 1, edited_utc=NOW + timedelta(days=30), note="theirs", work=fewer)
    assert counts(apply_import(history, theirs)) == {"replaced": 1}
    session_id = theirs.sessions[0].id
    assert rows(history, "SELECT note FROM sessions WHERE id = ?", session_id) == [{"note": "theirs"}]
    assert len(History(history).work(session_id)) == 1


def test_a_session_that_was_corrected_later_here_is_kept(history: sqlite3.Connection, document: Document) -> None:
    apply_import(history, document)
    session_id = document.sessions[1].id
    mine = Correction(START, 5, True, Feelings(note="mine"))
    Corrections(history).edit(session_id, mine, NOW + timedelta(days=31))
    theirs = only(document, 1, edited_utc=NOW + timedelta(days=30), note="theirs")
    before = everything(history)
    assert counts(apply_import(history, theirs)) == {"kept": 1}
    assert everything(history) == before


def test_a_correction_is_later_than_the_saving_of_an_older_form(
    history: sqlite3.Connection, document: Document
) -> None:
    theirs = only(document, 0, saved_utc=NOW, edited_utc=None, note="")
    apply_import(history, only(document, 0, saved_utc=NOW - timedelta(days=1), edited_utc=NOW + timedelta(seconds=1)))
    assert counts(apply_import(history, theirs)) == {"kept": 1}


@pytest.mark.parametrize("feelings", [Feelings(mood=4), Feelings(note="well"), Feelings(pain_before=0)], ids=str)
def test_of_two_forms_saved_at_the_same_moment_the_one_that_tells_more_is_taken(
    history: sqlite3.Connection, tmp_path: Path, feelings: Feelings
) -> None:
    store(history, a_row(1), a_record())
    silent = document_in(tmp_path, exported(history))
    SessionLog(history).save_feelings(f"{1:032x}", feelings)
    telling = document_in(tmp_path, exported(history))
    assert counts(apply_import(history, silent)) == {"kept": 1}
    wipe(history)
    apply_import(history, silent)
    assert counts(apply_import(history, telling)) == {"replaced": 1}
    assert History(history).log(1)[0].feelings == feelings


def test_of_two_forms_of_which_none_is_later_ours_is_kept(history: sqlite3.Connection, document: Document) -> None:
    apply_import(history, document)
    assert counts(apply_import(history, only(document, 0, name="Theirs"))) == {"kept": 1}
    assert History(history).log(9)[-1].name == "Swim"


def test_a_session_that_was_settled_is_not_set_running_again(history: sqlite3.Connection, tmp_path: Path) -> None:
    SessionLog(history).save(a_row(1), a_record(Status.RUNNING, work_done=1), 3, [], START)
    running = document_in(tmp_path, exported(history))
    SessionLog(history).close_left_running(f"{1:032x}", Status.PARTIAL)
    settled = document_in(tmp_path, exported(history))
    assert counts(apply_import(history, running)) == {"kept": 1}
    wipe(history)
    apply_import(history, running)
    assert counts(apply_import(history, settled)) == {"replaced": 1}
    assert SessionLog(history).left_running() == ()


def test_moments_finer_than_a_millisecond_are_no_change(history: sqlite3.Connection, document: Document) -> None:
    fine = only(document, 0, saved_utc=NOW + timedelta(microseconds=400))
    apply_import(history, fine)
    assert counts(apply_import(history, fine)) == {"same": 1}


def test_what_was_deleted_here_stays_deleted(history: sqlite3.Connection, document: Document) -> None:
    apply_import(history, document)
    corrections = Corrections(history)
    ids = [session.id for session in document.sessions[:2]]
    corrections.delete(ids, NOW)
    before = everything(history)
    assert counts(apply_import(history, document)) == {"same": 3, "in_bin": 2}
    assert everything(history) == before
    corrections.restore(ids)
    assert counts(preview(history, document)) == {"same": 5}


def test_what_was_deleted_there_stays_here_or_else_comes_into_the_bin(
    history: sqlite3.Connection, document: Document
) -> None:
    deleted = document.bin[0].session
    apply_import(history, replace(document, sessions=(deleted,), bin=(), pauses=()))
    assert counts(apply_import(history, replace(document, sessions=(), pauses=()))) == {}
    assert [item.id for item in History(history).log(5)] == [deleted.id]
    wipe(history)
    assert counts(apply_import(history, replace(document, sessions=(), pauses=()))) == {"binned": 1}
    corrections = Corrections(history)
    assert [item.id for item in corrections.binned()] == [deleted.id]
    corrections.restore([deleted.id])
    assert [item.id for item in History(history).log(5)] == [deleted.id]


def test_pauses_that_are_here_are_not_written_again(history: sqlite3.Connection, document: Document) -> None:
    apply_import(history, document)
    Corrections(history).add_pause(date(2024, 7, 1), date(2024, 7, 2), PauseReason.ILLNESS)
    assert counts(apply_import(history, document)) == {"same": 5}
    assert len(Corrections(history).pauses()) == 2


def test_a_session_that_was_left_running_can_go_on_where_it_was_imported(
    history: sqlite3.Connection, document: Document
) -> None:
    apply_import(history, document)
    log = SessionLog(history)
    (left,) = log.left_running()
    assert (left.started, left.segments) == (NOW, 5)
    assert rows(history, "SELECT DISTINCT pid FROM sessions") == [{"pid": 0}]
    player = Player(history, unfinished=log.unfinished(left.id))
    player.press(Command.START)
    player.wait(60)
    player.press(Command.SKIP)
    assert rows(history, "SELECT status FROM sessions WHERE id = ?", left.id) == [{"status": "partial"}]


def test_a_session_that_is_played_here_is_left_alone(history: sqlite3.Connection, document: Document) -> None:
    (index,) = (i for i, session in enumerate(document.sessions) if session.status is Status.RUNNING)
    running = document.sessions[index].id
    theirs = only(document, index, saved_utc=NOW + timedelta(days=9), status=Status.PARTIAL)
    command = [sys.executable, "-c", "input(chr(10))", "backstride"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()  # before it runs, the system does not know its command
        apply_import(history, only(document, index))
        history.execute("UPDATE sessions SET pid = ? WHERE id = ?", [other.pid, running])
        assert counts(preview(history, theirs)) == {"kept": 1}
        other.communicate(b"\n")
    assert counts(preview(history, theirs)) == {"replaced": 1}
    player = Player(history)
    player.press(Command.START)
    mine = replace(theirs.sessions[0], id=str(player.recorder.session_id))
    assert counts(preview(history, replace(theirs, sessions=(mine,)))) == {"kept": 1}


@pytest.mark.parametrize(
    ("event", "condition"),
    [
        ("INSERT ON sessions", "(SELECT COUNT(*) FROM sessions) = 3"),
        ("INSERT ON work", "NEW.session IN (SELECT id FROM sessions WHERE status = 'running')"),
        ("INSERT ON hurts", "1"),
        ("INSERT ON bin", "1"),
        ("INSERT ON pauses", "1"),
        ("DELETE ON sessions", "1"),
    ],
)
def test_an_import_that_breaks_off_leaves_nothing_of_it(
    history: sqlite3.Connection, document: Document, event: str, condition: str
) -> None:
    apply_import(history, only(document, 0))
    whole = replace(
        document,
        sessions=(replace(document.sessions[0], edited_utc=NOW + timedelta(days=50)), *document.sessions[1:]),
    )
    before = everything(history)
    with refusing(history, event, condition), pytest.raises(sqlite3.IntegrityError, match="refused"):
        apply_import(history, whole)
    assert everything(history) == before
    assert not history.in_transaction
    assert apply_import(history, whole).changes


def test_a_full_disk_leaves_nothing_of_an_import(history: sqlite3.Connection, document: Document) -> None:
    many = document.sessions[1]
    document = replace(document, sessions=(replace(many, work=many.work * 2_000),))
    before = everything(history)
    with full_disk(history), pytest.raises(sqlite3.OperationalError):
        apply_import(history, document)
    assert everything(history) == before


def test_a_byte_order_mark_is_no_obstacle(history: sqlite3.Connection, document: Document, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + msgspec.json.encode(document)
    assert preview(history, document_in(tmp_path, content)) == preview(history, document)


def test_a_document_that_another_program_wrote_anew_is_the_same(
    history: sqlite3.Connection, document: Document, content: bytes, tmp_path: Path
) -> None:
    apply_import(history, document)
    value = json.loads(content) | {"$schema": "history.schema.json"}
    for spelling in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=4)):
        assert counts(preview(history, document_in(tmp_path, spelling.encode()))) == {"same": 5}


def test_a_moment_may_be_written_in_another_zone(
    history: sqlite3.Connection, document: Document, content: bytes, tmp_path: Path
) -> None:
    apply_import(history, document)
    value = json.loads(content)
    assert value["sessions"][-1]["started_utc"] == "2024-05-18T16:30:00Z"
    value["sessions"][-1]["started_utc"] = "2024-05-18T22:15:00+05:45"
    assert counts(preview(history, document_in(tmp_path, json.dumps(value).encode()))) == {"same": 5}


def refused(path: Path) -> tuple[Trouble, str]:
    """Why an import refuses this file, which it names."""
    with pytest.raises(UserError) as caught:
        read_import(path)
    assert caught.value.where == str(path)
    return caught.value.trouble, caught.value.detail


@pytest.mark.parametrize(
    ("content", "trouble", "reason"),
    [
        (b"", Trouble.IMPORT_NOT_JSON, "truncated"),
        (b"PK\x03\x04", Trouble.IMPORT_NOT_JSON, "malformed"),
        (b'{"format": 1, "app": "backstride", "sessions": [', Trouble.IMPORT_NOT_JSON, "truncated"),
        (b'{"format": 1, "app": "backstride"} {}', Trouble.IMPORT_NOT_JSON, "trailing"),
        (b'{"format": NaN, "app": "backstride"}', Trouble.IMPORT_NOT_JSON, "malformed"),
        (b'{"format": 1, "app": "\xff"}', Trouble.IMPORT_NOT_JSON, "utf-8"),
        (b'{"x": ' + b"[" * 200_000, Trouble.IMPORT_NOT_JSON, "recursion"),
        (b"[]", Trouble.FOREIGN_IMPORT, ""),
        (b"null", Trouble.FOREIGN_IMPORT, ""),
        (b"{}", Trouble.FOREIGN_IMPORT, ""),
        (b'{"format": 1, "app": ["backstride"]}', Trouble.FOREIGN_IMPORT, ""),
        (b'{"format": 1, "app": "other"}', Trouble.FOREIGN_IMPORT, ""),
        (b'{"format": 2, "app": "backstride", "more": []}', Trouble.NEWER_IMPORT, "2"),
        (b'{"format": 0, "app": "backstride"}', Trouble.INVALID_IMPORT, "format: "),
        (b'{"format": "1", "app": "backstride"}', Trouble.INVALID_IMPORT, "format: expected `int`, got `str`"),
        (b'{"app": "backstride"}', Trouble.INVALID_IMPORT, "missing required field `format`"),
        (b'{"format": 1, "app": "backstride", "runs": []}', Trouble.INVALID_IMPORT, "`runs`"),
        (b'{"format": 1, "app": "backstride", "plans": {"x": {}}}', Trouble.INVALID_IMPORT, "plans"),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, trouble: Trouble, reason: str
) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(content)
    found, detail = refused(path)
    assert found is trouble
    assert reason in detail


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.json") == (Trouble.IMPORT_UNREADABLE, "No such file or directory")
    assert refused(tmp_path) == (Trouble.IMPORT_UNREADABLE, "not a regular file")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    with path.open("wb") as file:
        file.truncate(importing.MAX_IMPORT_BYTES + 1)
    assert refused(path) == (Trouble.IMPORT_TOO_LARGE, "201 MB")


def first_plan(value: Any) -> tuple[str, Any]:
    """The id and the plan of the first session."""
    plan_id = value["sessions"][0]["plan"]
    return plan_id, value["plans"][plan_id]


def without_plan(value: Any) -> None:
    del value["plans"][first_plan(value)[0]]


def with_changed_plan(value: Any) -> None:
    first_plan(value)[1]["name"] += "!"


def with_torn_plan(value: Any) -> None:
    del first_plan(value)[1]["segments"]


def with_twin(value: Any) -> None:
    value["sessions"].append(value["sessions"][2])


def with_twin_in_bin(value: Any) -> None:
    value["bin"][0]["session"]["id"] = value["sessions"][1]["id"]


def with_twin_pause(value: Any) -> None:
    value["pauses"].append(value["pauses"][0] | {"reason": "illness"})


def setting(place: str, new: object) -> Callable[[Any], None]:
    """A change of one value, such as that at `sessions.3.name`."""

    def change(value: Any) -> None:
        *way, last = (int(part) if part.isdigit() else part for part in place.split("."))
        for part in way:
            value = value[part]
        value[last] = new

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_plan, "sessions[0].plan: is not among the plans"),
        (with_changed_plan, ": was changed, for this is not its SHA-256"),
        (with_torn_plan, ": is no plan (Object missing required field `segments`)"),
        (with_twin, "sessions[5].id: stands twice"),
        (with_twin_in_bin, "bin[0].session.id: stands twice"),
        (with_twin_pause, "pauses[1].id: stands twice"),
        (setting("sessions.4.started_utc", "soon"), "sessions[4].started_utc: invalid RFC3339 encoded datetime"),
        (setting("sessions.4.started_utc", 5), "sessions[4].started_utc: expected `datetime`, got `int`"),
        (setting("sessions.4.started_utc", "2024-05-18T16:30:00"), "sessions[4].started_utc: expected `datetime` with"),
        (setting("sessions.4.started_utc", "0001-01-01T00:00:00Z"), "sessions[4].started_utc: lies outside the years"),
        (setting("sessions.4.saved_utc", "9999-12-31T23:59:59Z"), "sessions[4].saved_utc: lies outside the years"),
        (setting("sessions.4.edited_utc", "2300-01-01T00:00:00Z"), "sessions[4].edited_utc: lies outside the years"),
        (setting("bin.0.deleted_utc", "1969-12-31T00:00:00Z"), "bin[0].deleted_utc: lies outside the years"),
        (setting("sessions.4.day", "2024-02-30"), "sessions[4].day: invalid RFC3339 encoded date"),
        (setting("sessions.4.day", "2024-05-19"), "sessions[4].day: is not the local day of started_utc"),
        (setting("sessions.4.utc_offset_s", 86_400), "sessions[4].utc_offset_s: expected `int` <= 86399"),
        (setting("sessions.4.id", "f" * 31), "sessions[4].id: expected `str` of length >= 32"),
        (setting("sessions.4.id", "F" * 32), "sessions[4].id: expected `str` matching regex"),
        (setting("sessions.4.id", "f" * 32 + "\n"), "sessions[4].id: expected `str` of length <= 32"),
        (setting("sessions.4.status", "lost"), "sessions[4].status: invalid enum value 'lost'"),
        (setting("sessions.4.kind", 3), "sessions[4].kind: expected `str`, got `int`"),
        (setting("sessions.4.name", ""), "sessions[4].name: expected `str` of length >= 1"),
        (setting("sessions.4.note", "x" * 10_001), "sessions[4].note: expected `str` of length <= 10000"),
        (setting("sessions.4.note", "\ud800"), "hex escape"),
        (setting("sessions.4.speed", 0), "sessions[4].speed: expected `float` >= 0.1"),
        (setting("sessions.4.active_ms", -1), "sessions[4].active_ms: expected `int` >= 0"),
        (setting("sessions.4.active_ms", 2**70), "sessions[4].active_ms: "),
        (setting("sessions.4.counted", 1), "sessions[4].counted: expected `bool`, got `int`"),
        (setting("sessions.4.pain_after", 11), "sessions[4].pain_after: expected `int` <= 10"),
        (setting("sessions.4.mood", 0), "sessions[4].mood: expected `int` >= 1"),
        (setting("sessions.4.pid", 1), "sessions[4]: object contains unknown field `pid`"),
        (setting("sessions.4.work_done", 4), "sessions[4].work_done: is more than work_planned"),
        (setting("sessions.4.steps_done", 9), "sessions[4].steps_done: is more than steps_planned"),
        (setting("sessions.4.position", 6), "sessions[4].position: lies outside the 5 segments of the plan"),
        (setting("sessions.3.position", 5), "sessions[3].position: lies outside the 5 segments of the plan"),
        (setting("sessions.4.work.0.segment", 5), "sessions[4].work[0].segment: lies outside the 5 segments"),
        (setting("sessions.4.work.0.outcome", "won"), "sessions[4].work[0].outcome: invalid enum value 'won'"),
        (setting("sessions.1.hurts.0.segment", 5), "sessions[1].hurts[0].segment: lies outside the 5 segments"),
        (setting("sessions.1.hurts.0.answer", "cry"), "sessions[1].hurts[0].answer: invalid enum value 'cry'"),
        (setting("bin.0.session.work.0.segment", 7), "bin[0].session.work[0].segment: lies outside"),
        (setting("pauses.0.last_day", "2024-04-30"), "pauses[0].last_day: lies before first_day"),
        (setting("pauses.0.last_day", "2034-06-01"), "pauses[0].last_day: lies more than 3660 days after first_day"),
        (setting("pauses.0.first_day", "0001-01-01"), "pauses[0].first_day: lies outside the years"),
        (setting("pauses.0.reason", "whim"), "pauses[0].reason: invalid enum value 'whim'"),
    ],
)
def test_what_cannot_be_in_a_history_is_refused_with_its_place(
    content: bytes, tmp_path: Path, change: Callable[[Any], None], told: str
) -> None:
    value = json.loads(content)
    change(value)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    trouble, detail = refused(path)
    assert trouble in (Trouble.INVALID_IMPORT, Trouble.IMPORT_NOT_JSON)
    assert told in detail


def plan_with(**changes: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A change of the first segment of a plan."""
    return lambda plan: plan | {"segments": [plan["segments"][0] | changes, *plan["segments"][1:]]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (plan_with(step=3), "segments[0].step: lies outside the 3 blocks"),
        (plan_with(step=-1), "segments[0].step: lies outside the 3 blocks"),
        (plan_with(duration_ms=-1), "segments[0].duration_ms: is less than 0"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_although_its_id_is_right(
    document: Document, tmp_path: Path, change: Callable[[dict[str, Any]], dict[str, Any]], told: str
) -> None:
    plan = change(msgspec.json.decode(document.plans[document.sessions[1].plan]))
    text = msgspec.json.encode(plan)
    plan_id = sha256(text).hexdigest()
    path = tmp_path / "history.json"
    path.write_bytes(msgspec.json.encode(replace(document, plans={plan_id: msgspec.Raw(text)}, sessions=(), bin=())))
    assert refused(path) == (Trouble.INVALID_IMPORT, f"plans.{plan_id}.{told}")


def test_a_plan_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    deep = b"[" * 100_000 + b"]" * 100_000
    path.write_bytes(b'{"format": 1, "app": "backstride", "plans": {"%s": %s}}' % (b"0" * 64, deep))
    assert refused(path)[0] in (Trouble.IMPORT_NOT_JSON, Trouble.INVALID_IMPORT)
