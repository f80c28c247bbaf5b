"""The schema of the history and how it came about, one migration after the other.

Import this module late: it loads sqlite-utils.  Each migration raises `user_version` by one; that number lets a
start see without sqlite-utils whether anything is to be done, and a number that differs from how many migrations are
recorded in the file tells older versions, too, that the file is damaged.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("backstride")


PLANS = """
CREATE TABLE plans (
    id TEXT PRIMARY KEY,             -- SHA-256 of the timeline, hexadecimal
    timeline TEXT NOT NULL           -- the planned segments as JSON, durations in ms
) STRICT
"""
SESSIONS = """
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,             -- random UUID, hexadecimal
    routine TEXT NOT NULL,           -- id of the routine as it was then
    name TEXT NOT NULL,              -- its name as it was then
    version INTEGER NOT NULL,        -- its version as it was then
    kind TEXT NOT NULL,
    plan TEXT NOT NULL REFERENCES plans(id),
    status TEXT NOT NULL
        CHECK (status IN ('running', 'completed', 'partial', 'stopped', 'abandoned')),
    day TEXT NOT NULL,               -- local date of the start, YYYY-MM-DD
    started_utc TEXT NOT NULL,       -- ISO 8601, UTC
    utc_offset_s INTEGER NOT NULL,   -- seconds east of UTC, there and then
    saved_utc TEXT NOT NULL,         -- when this row was last written, ISO 8601, UTC
    planned_ms INTEGER NOT NULL,     -- planned length, self-paced work estimated
    active_ms INTEGER NOT NULL,      -- work, rests and preparation, without pauses
    paused_ms INTEGER NOT NULL,
    work_planned INTEGER NOT NULL,   -- pieces of work in the plan
    work_done INTEGER NOT NULL,      -- pieces of work completed
    position INTEGER NOT NULL,       -- index of the segment under way
    speed REAL NOT NULL,             -- 1 is real time; faster does not count
    pid INTEGER NOT NULL             -- process that plays it while it is running
) STRICT
"""
WORK = """
CREATE TABLE work (
    id INTEGER PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    segment INTEGER NOT NULL,        -- index into the plan's segments
    exercise TEXT NOT NULL,
    side TEXT CHECK (side IN ('left', 'right')),
    set_number INTEGER NOT NULL,     -- counts from 1 on each side
    planned_ms INTEGER,              -- NULL when self-paced
    actual_ms INTEGER NOT NULL,      -- pauses not counted
    reps INTEGER,                    -- repetitions done
    outcome TEXT NOT NULL
        CHECK (outcome IN ('completed', 'skipped', 'repeated', 'stopped'))
) STRICT
"""
PRACTICE = """
CREATE TABLE practice (              -- what sessions that ended hold of each exercise; kept by triggers alone
    exercise TEXT NOT NULL,
    day TEXT NOT NULL,               -- of the session, as are the next four
    session TEXT NOT NULL,
    routine TEXT NOT NULL,
    kind TEXT NOT NULL,
    counted INTEGER NOT NULL,
    pieces INTEGER NOT NULL,         -- pieces of work, those not counted that were gone back from
    done INTEGER NOT NULL,           -- pieces completed
    active_ms INTEGER NOT NULL,      -- in all visits to them
    left_done INTEGER NOT NULL,      -- completed on one side, and the time in them
    left_ms INTEGER NOT NULL,
    right_done INTEGER NOT NULL,
    right_ms INTEGER NOT NULL,
    PRIMARY KEY (exercise, day, session)
) STRICT, WITHOUT ROWID
"""
ENDED = "status NOT IN ('running', 'abandoned')"
PRACTISED = f"""
INSERT INTO practice
    SELECT w.exercise, s.day, s.id, s.routine, s.kind, s.counted,
        SUM(w.outcome <> 'repeated'), SUM(w.outcome = 'completed'), SUM(w.actual_ms),
        SUM(w.outcome = 'completed' AND w.side IS 'left'),
        SUM(w.actual_ms * (w.outcome = 'completed' AND w.side IS 'left')),
        SUM(w.outcome = 'completed' AND w.side IS 'right'),
        SUM(w.actual_ms * (w.outcome = 'completed' AND w.side IS 'right'))
    FROM sessions s JOIN work w ON w.session = s.id
    WHERE s.{ENDED}"""
"""What `practice` holds; a condition and GROUP_PRACTISED follow."""
GROUP_PRACTISED = "GROUP BY w.session, w.exercise"


@migrations()
def m001_sessions(db: Database) -> None:
    """Sessions, the plans they followed, and the work done in them."""
    for table in (PLANS, SESSIONS, WORK):
        db.execute(table)
    db.execute("CREATE INDEX sessions_by_start ON sessions (started_utc)")
    db.execute("CREATE INDEX sessions_by_day ON sessions (day, status, speed, kind, active_ms)")
    db.execute("CREATE INDEX sessions_by_routine ON sessions (routine, status, speed, day)")
    db.execute("CREATE INDEX sessions_running ON sessions (status) WHERE status = 'running'")
    db.execute("CREATE INDEX work_by_session ON work (session)")
    db.execute("PRAGMA user_version = 1")


@migrations()
def m002_feelings(db: Database) -> None:
    """How a session felt, what hurt in it, and whether it counts: from four steps of five, in real time."""
    for column in (
        "steps_planned INTEGER NOT NULL DEFAULT 0",
        "steps_done INTEGER NOT NULL DEFAULT 0 /* steps of which all work was completed */",
        "counted INTEGER NOT NULL DEFAULT 0 /* 1 when it counts as completed */",
        "pain_before INTEGER /* 0 to 10, of the back, before the session */",
        "pain_during INTEGER /* 0 to 10, the worst during it */",
        "pain_after INTEGER /* 0 to 10, right after it */",
        "effort INTEGER /* 1 to 10 */",
        "mood INTEGER /* 1 (low) to 5 (good) */",
        "note TEXT NOT NULL DEFAULT ''",
    ):
        db.execute(f"ALTER TABLE sessions ADD COLUMN {column}")
    db.execute("UPDATE sessions SET counted = (status = 'completed' AND speed <= 1)")
    db.execute(
        """
        CREATE TABLE hurts (
            id INTEGER PRIMARY KEY,
            session TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
            segment INTEGER NOT NULL,        -- index into the plan's segments
            exercise TEXT NOT NULL,
            side TEXT CHECK (side IN ('left', 'right')),
            at_ms INTEGER NOT NULL,          -- into the segment, pauses not counted
            level INTEGER NOT NULL,          -- 0 to 10
            answer TEXT NOT NULL             -- what was done about it
                CHECK (answer IN ('go-on', 'easier', 'skip', 'stop'))
        ) STRICT
        """
    )
    db.execute("DROP INDEX sessions_by_day")
    db.execute("DROP INDEX sessions_by_routine")
    db.execute("CREATE INDEX sessions_by_day ON sessions (day, status, counted, kind, active_ms)")
    db.execute("CREATE INDEX sessions_by_routine ON sessions (routine, counted, day)")
    db.execute("CREATE INDEX sessions_by_kind ON sessions (kind, counted, day)")
    db.execute("CREATE INDEX hurts_by_session ON hurts (session)")
    db.execute("PRAGMA user_version = 2")


@migrations()
def m003_corrections(db: Database) -> None:
    """Sessions that were added or edited by hand, a bin for deleted ones, and days that protect the streak."""
    for column in (
        "added INTEGER NOT NULL DEFAULT 0 /* 1 when it was done elsewhere and typed in */",
        "edited_utc TEXT /* when it was last corrected by hand, ISO 8601, UTC */",
    ):
        db.execute(f"ALTER TABLE sessions ADD COLUMN {column}")
    db.execute(
        """
        CREATE TABLE bin (
            id TEXT PRIMARY KEY,             -- of the deleted session
            deleted_utc TEXT NOT NULL,       -- ISO 8601, UTC; kept for 30 days
            session TEXT NOT NULL            -- all of it as JSON, as the export writes it
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE pauses (
            id TEXT PRIMARY KEY,             -- random UUID, hexadecimal
            first_day TEXT NOT NULL,         -- local dates, YYYY-MM-DD; both belong to it
            last_day TEXT NOT NULL CHECK (last_day >= first_day),
            reason TEXT NOT NULL CHECK (reason IN ('illness', 'holiday', 'sore-back', 'other'))
        ) STRICT
        """
    )
    db.execute("CREATE INDEX pauses_by_day ON pauses (first_day, last_day)")
    _index_for_reviews(db)
    _keep_practice(db)
    db.execute("PRAGMA user_version = 3")


def _index_for_reviews(db: Database) -> None:
    """Let the calendar and the counts be read from indexes alone, and every choice of the log in its own order."""
    for old in ("sessions_by_start", "sessions_by_day", "sessions_by_routine"):
        db.execute(f"DROP INDEX {old}")
    for name, columns in {
        "sessions_by_start": "(started_utc, id)",
        "sessions_by_routine_start": "(routine, started_utc, id)",
        "sessions_by_kind_start": "(kind, started_utc, id)",
        "sessions_unfinished": "(started_utc, id) WHERE counted = 0",
        "sessions_by_day": "(day, kind, status, counted, routine, active_ms, pain_before, pain_after)",
        "sessions_by_routine": "(routine, counted, day, kind, status, active_ms)",
    }.items():
        db.execute(f"CREATE INDEX {name} ON sessions {columns}")


def _keep_practice(db: Database) -> None:
    """Fill `practice` and keep it right whoever writes: what a change touches is dropped and made again.

    Work of a session that goes with it finds no session any more and changes nothing.
    """
    db.execute(PRACTICE)
    db.execute(f"{PRACTISED} {GROUP_PRACTISED}")
    for name, event, steps in (
        ("work_added", "AFTER INSERT ON work", _again("NEW")),
        ("work_removed", "AFTER DELETE ON work", _again("OLD")),
        ("work_changed", "AFTER UPDATE ON work", _again("OLD") + _again("NEW")),
        ("session_removed", "BEFORE DELETE ON sessions", [_forget("OLD")]),
        (
            "session_changed",
            "AFTER UPDATE OF day, routine, kind, counted, status ON sessions"
            " WHEN NOT (OLD.status = 'running' AND NEW.status = 'running')",
            [_forget("OLD"), f"{PRACTISED} AND s.id = NEW.id {GROUP_PRACTISED}"],
        ),
    ):
        db.execute(f"CREATE TRIGGER practice_{name} {event} BEGIN {'; '.join(steps)}; END")


def _again(row: str) -> list[str]:
    """Steps that make the practice of one exercise in one session again; `row` is NEW or OLD of its work."""
    same = f"session = {row}.session AND exercise = {row}.exercise"
    return [
        f"DELETE FROM practice WHERE {same} AND day = (SELECT day FROM sessions WHERE id = {row}.session)",
        f"{PRACTISED} AND w.session = {row}.session AND w.exercise = {row}.exercise {GROUP_PRACTISED}",
    ]


def _forget(row: str) -> str:
    """The step that drops the practice of a session; `row` is NEW or OLD of it."""
    return (
        f"DELETE FROM practice WHERE exercise IN (SELECT exercise FROM work WHERE session = {row}.id)"
        f" AND day = {row}.day AND session = {row}.id"
    )
