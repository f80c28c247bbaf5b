"""Finds out, without writing anything, whether an open history would take everything that the program writes.

SQLite's own check passes over the schema: a bit flipped in the name of a column or in a trigger would let every
session be refused, and nobody would know why.
"""

import sqlite3

SESSION_COLUMNS = (
    "id, routine, name, version, kind, plan, status, day, started_utc, utc_offset_s, saved_utc, planned_ms, active_ms,"
    " paused_ms, work_planned, work_done, position, speed, pid, steps_planned, steps_done, counted, pain_before,"
    " pain_during, pain_after, effort, mood, note, added, edited_utc"
)
WORK_COLUMNS = "session, segment, exercise, side, set_number, planned_ms, actual_ms, reps, outcome"
REHEARSED = (
    "INSERT INTO plans (id, timeline) SELECT id, timeline FROM plans",
    f"INSERT INTO sessions ({SESSION_COLUMNS}) SELECT {SESSION_COLUMNS} FROM sessions",
    "UPDATE sessions SET day = day, routine = routine, kind = kind, counted = counted, status = status",
    "DELETE FROM sessions",
    f"INSERT INTO work ({WORK_COLUMNS}) SELECT {WORK_COLUMNS} FROM work",
    "UPDATE work SET outcome = outcome",
    "DELETE FROM work",
    "INSERT INTO hurts (session, segment, exercise, side, at_ms, level, answer)"
    " SELECT session, segment, exercise, side, at_ms, level, answer FROM hurts",
    "INSERT INTO bin (id, deleted_utc, session) SELECT id, deleted_utc, session FROM bin",
    "INSERT INTO pauses (id, first_day, last_day, reason) SELECT id, first_day, last_day, reason FROM pauses",
)
"""Statements that are prepared and never run; preparing reads the tables, the indexes and the triggers they touch."""


def refused(connection: sqlite3.Connection) -> str:
    """Why a history of the current schema would refuse what is written, empty where it would not.

    Raises UnicodeDecodeError where what is wrong is no text any more.
    """
    try:
        for statement in REHEARSED:
            connection.execute(f"EXPLAIN {statement}").close()
    except sqlite3.Error as error:
        return str(error)
    return ""
