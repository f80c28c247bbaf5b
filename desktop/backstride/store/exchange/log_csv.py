"""The log as a table for spreadsheets: one row a session, as RFC 4180 describes CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from backstride.core.history import LoggedSession

BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for the code page of their country."""

MARK = "'"
"""What stands before text that is marked: take one away from a cell that begins with it, and the text is back."""

MARKED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", MARK)
"""How text begins that gets a mark: as a formula for a spreadsheet, wide forms included, or with the mark itself."""

Cell = str | int | float | None

COLUMNS: Mapping[str, Callable[[LoggedSession], Cell]] = {
    "id": lambda session: session.id,
    "day": lambda session: session.day.isoformat(),
    "started": lambda session: _moment(session.started),
    "routine": lambda session: session.routine,
    "name": lambda session: session.name,
    "kind": lambda session: session.kind.value,
    "status": lambda session: session.status.value,
    "counts_as_completed": lambda session: int(session.counts),
    "active_s": lambda session: _seconds(session.active_ms),
    "planned_s": lambda session: _seconds(session.planned_ms),
    "work_done": lambda session: session.work_done,
    "work_planned": lambda session: session.work_planned,
    "speed": lambda session: session.speed,
    "pain_before_0_to_10": lambda session: session.feelings.pain_before,
    "pain_during_0_to_10": lambda session: session.feelings.pain_during,
    "pain_after_0_to_10": lambda session: session.feelings.pain_after,
    "effort_1_to_10": lambda session: session.feelings.effort,
    "mood_1_to_5": lambda session: session.feelings.mood,
    "note": lambda session: session.feelings.note,
    "added_by_hand": lambda session: int(session.added),
    "edited_utc": lambda session: _moment(session.edited) if session.edited else None,
}
"""The header of every column and what stands below it.

`day` is the local date and `started` the local time with its offset, both ISO 8601; lengths are in seconds to the
millisecond; `counts_as_completed` and `added_by_hand` are 1 or 0; `speed` 1 is real time.  An empty cell was not said.
"""


def log_csv(sessions: Iterable[LoggedSession]) -> bytes:
    """The sessions in their order as CSV: a header, then one row each; UTF-8 with a byte order mark, lines end in CRLF.

    Text that a spreadsheet would run as a formula gets a mark in front, and so does text that begins with the mark:
    see `MARKED`.  Line breaks within a note stay as they are.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_marked(cell(session)) for cell in COLUMNS.values()] for session in sessions)
    return (BYTE_ORDER_MARK + table.getvalue()).encode()


def _marked(cell: Cell) -> Cell:
    return MARK + cell if isinstance(cell, str) and cell.startswith(MARKED) else cell


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _seconds(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03}"
