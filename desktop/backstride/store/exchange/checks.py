"""Finds what in a document of the right shape does not fit together, before anything is written."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import msgspec
from msgspec import Raw

from backstride.core.checking import Problem
from backstride.core.definitions import is_identifier
from backstride.core.events import Status
from backstride.core.timeline import Timeline
from backstride.store.exchange.document import (
    MAX_COUNT,
    MAX_LENGTH_MS,
    NOTE_LENGTH,
    Document,
    PauseEntry,
    SessionEntry,
    compact,
)

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Outside of these years a moment is a typing mistake, and at the ends of the calendar offsets cannot be added."""
MAX_PLAN_BYTES = 20_000_000
"""A plan of as many segments as there may be pieces of work stays below; decoded it takes five times as much memory."""
MAX_PAUSE_DAYS = 3660
"""Ten years: longer is a typing mistake, and whoever counts the days must come to an end."""

NOT_DECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises; of strings that are not UTF-8 it says so with an error of its own."""


def plan_texts(document: Document) -> dict[str, bytes]:
    """The text of each plan, such that its SHA-256 is its id.  Raises ValueError with the place and the reason."""
    texts = {}
    for plan_id, raw in document.plans.items():
        if len(bytes(raw)) > MAX_PLAN_BYTES:
            raise ValueError(f"plans.{plan_id}: has more than {MAX_PLAN_BYTES} bytes")
        try:
            timeline = msgspec.json.decode(raw, type=Timeline)
            # A program that wrote the document anew may have spelt numbers and letters in another way.
            spellings = (compact(bytes(raw)), msgspec.json.encode(timeline))
        except NOT_DECODED as error:
            raise ValueError(f"plans.{plan_id}: is no plan ({error})") from error
        text = next((found for found in spellings if sha256(found).hexdigest() == plan_id), None)
        if text is None:
            raise ValueError(f"plans.{plan_id}: was changed, for this is not its SHA-256")
        texts[plan_id] = text
    return texts


def document_problems(document: Document) -> Iterator[Problem]:
    """Everything in the document that does not fit together; plans are those of `plan_texts`."""
    segments = {}
    for plan_id, raw in document.plans.items():
        # One at a time, and only their lengths are kept: decoded, all plans of a large file would fill the memory.
        timeline = msgspec.json.decode(raw, type=Timeline)
        yield from _timeline_problems(timeline, f"plans.{plan_id}")
        segments[plan_id] = len(timeline.segments)
    places = [(f"sessions[{index}]", entry) for index, entry in enumerate(document.sessions)]
    places += [(f"bin[{index}].session", entry.session) for index, entry in enumerate(document.bin)]
    seen: set[str] = set()
    for place, session in places:
        if session.id in seen:
            yield Problem(f"{place}.id", "stands twice")
        seen.add(session.id)
        yield from session_problems(session, segments, place)
    for index, binned in enumerate(document.bin):
        yield from _moment_problems(binned.deleted_utc, f"bin[{index}].deleted_utc")
    seen = set()
    for index, pause in enumerate(document.pauses):
        if pause.id in seen:
            yield Problem(f"pauses[{index}].id", "stands twice")
        seen.add(pause.id)
        yield from pause_problems(pause, f"pauses[{index}]")


def session_problems(session: SessionEntry, plans: Mapping[str, int], place: str) -> Iterator[Problem]:
    """What in a session does not fit together, or does not fit its plan; `plans` says how many segments each has."""
    moments = {"started_utc": session.started_utc, "saved_utc": session.saved_utc, "edited_utc": session.edited_utc}
    outside = [
        problem
        for name, moment in moments.items()
        if moment is not None
        for problem in _moment_problems(moment, f"{place}.{name}")
    ]
    yield from outside
    if not outside and session.day != local_day(session.started_utc, session.utc_offset_s):
        yield Problem(f"{place}.day", "is not the local day of started_utc")
    if session.work_done > session.work_planned:
        yield Problem(f"{place}.work_done", "is more than work_planned")
    if session.steps_done > session.steps_planned:
        yield Problem(f"{place}.steps_done", "is more than steps_planned")
    segments = plans.get(session.plan)
    if segments is None:
        yield Problem(f"{place}.plan", "is not among the plans")
        return
    if session.position >= segments + (session.status is not Status.RUNNING):
        yield Problem(f"{place}.position", f"lies outside the {segments} segments of the plan")
    pointing = [(f"work[{index}]", work.segment) for index, work in enumerate(session.work)]
    pointing += [(f"hurts[{index}]", hurt.segment) for index, hurt in enumerate(session.hurts)]
    for name, segment in pointing:
        if segment >= segments:
            yield Problem(f"{place}.{name}.segment", f"lies outside the {segments} segments of the plan")


def pause_problems(pause: PauseEntry, place: str) -> Iterator[Problem]:
    """What is wrong with days that protect the streak."""
    for name, day in (("first_day", pause.first_day), ("last_day", pause.last_day)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Problem(f"{place}.{name}", _OUTSIDE)
    if pause.last_day < pause.first_day:
        yield Problem(f"{place}.last_day", "lies before first_day")
    elif (pause.last_day - pause.first_day).days >= MAX_PAUSE_DAYS:
        yield Problem(f"{place}.last_day", f"lies more than {MAX_PAUSE_DAYS} days after first_day")


def local_day(moment: datetime, utc_offset_s: int) -> date:
    """The local date of a moment where the clocks are so many seconds east of UTC."""
    return moment.astimezone(timezone(timedelta(seconds=utc_offset_s))).date()


_OUTSIDE = f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}"


def _moment_problems(moment: datetime, place: str) -> Iterator[Problem]:
    # Compared as it stands: turning a moment at the end of the calendar into UTC would fail.
    first = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC)
    last = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
    if not first <= moment < last:
        yield Problem(place, _OUTSIDE)


def _timeline_problems(timeline: Timeline, place: str) -> Iterator[Problem]:
    """What no plan of ours has: a plan may be played, and its exercises name the files of figures."""
    for index, block in enumerate(timeline.blocks):
        if not is_identifier(block.exercise):
            yield Problem(f"{place}.blocks[{index}].exercise", "is not the id of an exercise")
        if any(len(text) > NOTE_LENGTH for text in (block.name, block.note, *block.cues)):
            yield Problem(f"{place}.blocks[{index}]", f"has a text of more than {NOTE_LENGTH} letters")
    for index, segment in enumerate(timeline.segments):
        if not 0 <= segment.step < len(timeline.blocks):
            reason = f"lies outside the {len(timeline.blocks)} blocks"
            yield Problem(f"{place}.segments[{index}].step", reason)
        if segment.duration_ms is not None and segment.duration_ms < 0:
            yield Problem(f"{place}.segments[{index}].duration_ms", "is less than 0")
        if (segment.duration_ms or 0) > MAX_LENGTH_MS:
            yield Problem(f"{place}.segments[{index}].duration_ms", f"is more than {MAX_LENGTH_MS}")
        for name in ("set_number", "sets", "bout", "reps"):
            if not 0 <= (getattr(segment, name) or 0) <= MAX_COUNT:
                yield Problem(f"{place}.segments[{index}].{name}", f"lies outside 0 to {MAX_COUNT}")


def with_plans(document: Document, texts: Mapping[str, bytes]) -> Document:
    """The document with its plans spelt such that each has the id under which it stands."""
    return msgspec.structs.replace(document, plans={plan_id: Raw(text) for plan_id, text in texts.items()})
