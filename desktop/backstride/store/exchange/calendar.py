"""The completed sessions as events for a calendar program, as RFC 5545 describes iCalendar."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from backstride.core.history import Feelings, LoggedSession

LINE_OCTETS = 75
"""How long a line may be, its end not counted; a longer one goes on in the next, behind a space."""

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_SPECIAL = re.compile(r"[\\;,]")


def calendar_ics(sessions: Iterable[LoggedSession]) -> bytes:
    """The sessions that count as a calendar: one event each, with its time in UTC, from its start for its active time.

    The same session gives the same bytes at any time: its UID comes from its id and its DTSTAMP from its last
    correction, or else its end, so that a calendar that imports it again finds the event it knows.  Events are private,
    for they tell of pain, and leave the time free.  A description is English, for a file is made without the words of
    the interface.  Without a session that counts the calendar holds no event, which readers bear although the standard
    asks for one component at least.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backstride//Backstride//EN"]
    for session in sessions:
        if session.counts:
            lines += _event(session)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(session: LoggedSession) -> Iterator[str]:
    end = session.started + timedelta(milliseconds=session.active_ms)
    first, last = _utc(session.started), _utc(end)
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(session.id)}@backstride"
    yield f"DTSTAMP:{_utc(session.edited or end)}"
    yield f"DTSTART:{first}"
    if last != first:  # an end must be later than the start; without one the event ends as it starts
        yield f"DTEND:{last}"
    yield f"SUMMARY:{_escaped(session.name)}"
    yield f"DESCRIPTION:{_escaped(_description(session))}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _description(session: LoggedSession) -> str:
    minutes = max(1, round(session.active_ms / 60_000))
    paragraphs = [f"{session.kind.value.capitalize()}, {minutes} min", _pain(session.feelings), session.feelings.note]
    return "\n".join(filter(None, paragraphs))


def _pain(feelings: Feelings) -> str:
    levels = {"before": feelings.pain_before, "during": feelings.pain_during, "after": feelings.pain_after}
    said = [f"{when} {level}" for when, level in levels.items() if level is not None]
    return f"Pain, 0 to 10: {', '.join(said)}" if said else ""


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """`text` as a value of a property: line breaks of every kind as `\\n`, other control characters left out."""
    lines = (_CONTROL.sub("", line) for line in _LINE_BREAK.split(text))
    return r"\n".join(_SPECIAL.sub(r"\\\g<0>", line) for line in lines)


def _folded(line: str) -> bytes:
    """`line` in pieces of at most `LINE_OCTETS`, each of whole characters, with their line ends."""
    rest = line.encode()
    pieces = []
    room = LINE_OCTETS
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"
