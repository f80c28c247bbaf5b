"""The log as CSV: read back by the csv module as a spreadsheet would, and safe to open in one."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.history import Feelings, LoggedSession
from backstride.store.exchange.log_csv import log_csv
from unit.store.exchange.logged import SESSION, a_logged_session, logged_sessions

TEXT_COLUMNS = ("id", "routine", "name", "note")
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def rows_of(*sessions: LoggedSession) -> list[dict[str, str]]:
    """The rows as a program reads them that knows RFC 4180 and nothing of us."""
    text = log_csv(sessions).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def unmarked(cell: str) -> str:
    """A cell without the mark in front of it, if it has one."""
    return cell.removeprefix("'")


def test_a_row_tells_a_session_in_the_units_of_its_header() -> None:
    edited = datetime(2024, 5, 16, 7, 0, tzinfo=UTC)
    assert rows_of(a_logged_session(edited=edited, added=True)) == [
        {
            "id": SESSION.id,
            "day": "2024-05-15",
            "started": "2024-05-15T18:30:00.000+02:00",
            "routine": "evening",
            "name": "Evening",
            "kind": "core",
            "status": "partial",
            "counts_as_completed": "1",
            "active_s": "754.321",
            "planned_s": "780.000",
            "work_done": "11",
            "work_planned": "12",
            "speed": "1.0",
            "pain_before_0_to_10": "4",
            "pain_during_0_to_10": "0",
            "pain_after_0_to_10": "2",
            "effort_1_to_10": "6",
            "mood_1_to_5": "4",
            "note": "Easier than last week.",
            "added_by_hand": "1",
            "edited_utc": "2024-05-16T07:00:00.000+00:00",
        }
    ]


def test_what_was_not_said_is_an_empty_cell_and_never_a_zero() -> None:
    (row,) = rows_of(a_logged_session(feelings=Feelings()))
    assert [row[name] for name in row if name.startswith(("pain", "effort", "mood", "note", "edited"))] == [""] * 7


def test_a_log_without_sessions_is_a_header_that_spreadsheets_take_for_utf_8() -> None:
    content = log_csv([])
    assert content.startswith(b"\xef\xbb\xbfid,day,started,")
    assert content.count(b"\r\n") == 1
    assert content.endswith(b",edited_utc\r\n")


def test_every_line_ends_in_crlf_and_a_cell_with_a_comma_or_a_quote_is_quoted() -> None:
    content = log_csv([a_logged_session(name='Left, then "right"')]).decode()
    assert '"Left, then ""right"""' in content
    assert content.count("\n") == content.count("\r\n") == 2


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_a_spreadsheet_would_run_is_marked(start: str) -> None:
    note = f"{start}SUM(A1:A9)"
    (row,) = rows_of(a_logged_session(feelings=Feelings(note=note)))
    assert row["note"] == f"'{note}"


def test_only_the_beginning_of_a_text_gets_a_mark() -> None:
    (row,) = rows_of(a_logged_session(name="10 + 5 = 15", feelings=Feelings(note="don't @ me")))
    assert (row["name"], row["note"]) == ("10 + 5 = 15", "don't @ me")


@given(st.lists(logged_sessions(), max_size=4))
def test_the_sessions_can_be_read_back_from_their_rows(sessions: list[LoggedSession]) -> None:
    rows = rows_of(*sessions)
    assert len(rows) == len(sessions)
    for row, session in zip(rows, sessions, strict=True):
        told = (session.id, session.routine, session.name, session.feelings.note)
        assert tuple(unmarked(row[name]) for name in TEXT_COLUMNS) == told
        assert datetime.fromisoformat(row["started"]) == session.started
        assert datetime.fromisoformat(row["started"]).utcoffset() == session.started.utcoffset()
        assert date.fromisoformat(row["day"]) == session.day
        assert round(float(row["active_s"]) * 1000) == session.active_ms
        assert row["counts_as_completed"] == str(int(session.counts))
        assert (datetime.fromisoformat(row["edited_utc"]) if row["edited_utc"] else None) == session.edited


@given(logged_sessions())
def test_no_cell_of_any_session_begins_like_a_formula(session: LoggedSession) -> None:
    (row,) = rows_of(session)
    assert [cell for cell in row.values() if cell.startswith(FORMULA_STARTS)] == []
