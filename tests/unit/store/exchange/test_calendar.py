"""The sessions as iCalendar: read back by the icalendar package, and by the letter of RFC 5545."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace

from backstride.core.definitions import Kind
from backstride.core.history import Feelings, LoggedSession
from backstride.store.exchange.calendar import calendar_ics
from unit.store.exchange.logged import SESSION, a_logged_session, logged_sessions

BERLIN = ZoneInfo("Europe/Berlin")
CONTROLS = {chr(number) for number in range(0x20)} - {"\t"} | {"\x7f"}
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n\t"), max_size=300)
"""Text that a calendar can hold as it is."""


def events_of(*sessions: LoggedSession) -> list[Any]:
    """The events as another program reads them."""
    return Calendar.from_ical(calendar_ics(sessions)).events


def lines_of(*sessions: LoggedSession) -> list[str]:
    """The lines with their folds taken out."""
    return calendar_ics(sessions).decode().replace("\r\n ", "").split("\r\n")


def with_note(note: str) -> LoggedSession:
    """A session with this note and nothing said of pain."""
    return a_logged_session(feelings=Feelings(note=note))


def test_an_event_tells_when_a_session_was_and_how() -> None:
    (event,) = events_of(SESSION)
    assert event["UID"] == f"{SESSION.id}@backstride"
    assert event["SUMMARY"] == "Evening"
    assert event.start == datetime(2024, 5, 15, 16, 30, tzinfo=UTC)
    assert event.end == datetime(2024, 5, 15, 16, 42, 34, tzinfo=UTC)
    assert event["DESCRIPTION"] == ("Core, 13 min\nPain, 0 to 10: before 4, during 0, after 2\nEasier than last week.")
    assert (event["CLASS"], event["TRANSP"]) == ("PRIVATE", "TRANSPARENT")


def test_what_was_not_said_is_not_told() -> None:
    silent = a_logged_session(kind=Kind.RUN_WALK, active_ms=600_000, feelings=Feelings())
    only_after = a_logged_session(feelings=Feelings(pain_after=3))
    assert [event["DESCRIPTION"] for event in events_of(silent, only_after)] == [
        "Run-walk, 10 min",
        "Core, 13 min\nPain, 0 to 10: after 3",
    ]


def test_only_sessions_that_count_are_events() -> None:
    stopped = a_logged_session(id="stopped", counts=False)
    assert [event["UID"] for event in events_of(stopped, SESSION, stopped)] == [f"{SESSION.id}@backstride"]
    assert lines_of(stopped) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Backstride//Backstride//EN",
        "END:VCALENDAR",
        "",
    ]


def test_a_correction_is_newer_than_what_the_calendar_knows_and_keeps_its_uid() -> None:
    edited = a_logged_session(edited=datetime(2024, 5, 20, 9, 0, tzinfo=UTC), active_ms=60_000)
    (before,), (after,) = events_of(SESSION), events_of(edited)
    assert before["DTSTAMP"].dt == before.end
    assert after["DTSTAMP"].dt == edited.edited
    assert before["UID"] == after["UID"]


@pytest.mark.parametrize("active_ms", [0, 999])
def test_a_session_of_no_length_has_no_end_for_an_end_must_be_later(active_ms: int) -> None:
    (event,) = events_of(a_logged_session(active_ms=active_ms))
    assert "DTEND" not in event


def test_the_hour_that_comes_twice_when_the_clocks_go_back_is_told_apart() -> None:
    first = a_logged_session(started=datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN))
    second = a_logged_session(started=datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1))
    across = a_logged_session(started=datetime(2024, 3, 31, 1, 55, tzinfo=BERLIN).astimezone(UTC), active_ms=600_000)
    starts = [event.start for event in events_of(first, second)]
    assert starts == [datetime(2024, 10, 27, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    (event,) = events_of(across)
    assert event.end.astimezone(BERLIN) == datetime(2024, 3, 31, 3, 5, tzinfo=BERLIN)


def test_special_characters_are_escaped_as_the_standard_says() -> None:
    (summary,) = [line for line in lines_of(a_logged_session(name="a;b,c\\d\ne:f")) if line.startswith("SUMMARY")]
    assert summary == r"SUMMARY:a\;b\,c\\d\ne:f"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_break_of_any_kind_stays_within_the_note(line_break: str) -> None:
    (event,) = events_of(with_note(f"BEGIN{line_break}END:VEVENT"))
    assert event["DESCRIPTION"] == "Core, 13 min\nBEGIN\nEND:VEVENT"


def test_control_characters_are_left_out_but_for_tabs() -> None:
    (event,) = events_of(with_note("a\0b\x1bc\x7fd\te"))
    assert event["DESCRIPTION"] == "Core, 13 min\nabcd\te"


@given(logged_sessions(), PLAIN, PLAIN)
def test_an_event_comes_back_as_it_went_in(session: LoggedSession, name: str, note: str) -> None:
    feelings = Feelings(note=note)
    (event,) = events_of(replace(session, counts=True, edited=None, name=name, feelings=feelings))
    assert event["UID"] == f"{session.id}@backstride"
    assert event["SUMMARY"] == name
    assert event["DESCRIPTION"].split("\n", 1)[1:] == ([note] if note else [])
    start = session.started.astimezone(UTC).replace(microsecond=0)
    end = (session.started + timedelta(milliseconds=session.active_ms)).astimezone(UTC).replace(microsecond=0)
    assert (event.start, event.end, event["DTSTAMP"].dt) == (start, end, end)
    assert ("DTEND" in event) == (end > start)


def test_a_long_line_goes_on_behind_a_space_after_75_octets() -> None:
    content = calendar_ics([a_logged_session(name="a" * 67 + "b" * 74 + "c")]).decode()
    assert f"\r\nSUMMARY:{'a' * 67}\r\n {'b' * 74}\r\n c\r\n" in content


@given(st.lists(logged_sessions(), max_size=3))
def test_lines_are_at_most_75_octets_of_whole_characters_and_hold_no_controls(sessions: list[LoggedSession]) -> None:
    content = calendar_ics(sessions)
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert CONTROLS.isdisjoint(line.decode())
