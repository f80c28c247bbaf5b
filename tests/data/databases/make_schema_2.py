"""How schema-2.db was made: with the app's own code at schema 2, by a fixed script, so that it can be read again.

    PYTHONPATH=desktop python tests/data/databases/make_schema_2.py

The file is what users of that version have on their disks: once a later schema has shipped it is never made again, and
this script refuses to.
"""

import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from backstride.core.definitions import Kind, Mode, Sides, Tempo
from backstride.core.events import Event, SegmentEnded
from backstride.core.history import Feelings, Hurt
from backstride.core.record import record, work_record
from backstride.core.session import Command, advance, apply, begin
from backstride.core.timeline import Block, Segment, SegmentKind, Side, Timeline
from backstride.store.database import SCHEMA_VERSION, back_up, open_history
from backstride.store.paths import profile_paths
from backstride.store.session_log import SessionLog, SessionRow

TARGET = Path(__file__).with_name("schema-2.db")
CORE = Timeline(
    routine="core-small",
    name="Small core",
    version=2,
    kind=Kind.CORE,
    blocks=(
        Block("side-plank", "Side plank", Mode.HOLD, Sides.EACH, ("Hips high",), "easy"),
        Block("dead-bug", "Dead bug", Mode.REPS, Sides.ALTERNATING, ("Back flat", "Slowly")),
    ),
    segments=(
        Segment(SegmentKind.PREPARE, 0, 5_000, side=Side.LEFT),
        Segment(SegmentKind.WORK, 0, 20_000, side=Side.LEFT),
        Segment(SegmentKind.SWITCH, 0, 5_000, bout=1, side=Side.RIGHT),
        Segment(SegmentKind.WORK, 0, 20_000, bout=1, side=Side.RIGHT),
        Segment(SegmentKind.PREPARE, 1, 5_000, first_side=Side.LEFT),
        Segment(SegmentKind.WORK, 1, 24_000, first_side=Side.LEFT, reps=6, tempo=Tempo(out_s=2, back_s=2)),
    ),
)
STRETCH = Timeline(
    routine="stretch-small",
    name="Small stretch",
    version=1,
    kind=Kind.STRETCHING,
    blocks=(Block("calf-raise", "Calf raise", Mode.REPS, Sides.BOTH, ()),),
    segments=(Segment(SegmentKind.WORK, 0, None, reps=10),),
)
FIVE = Timeline(
    routine="mobility-small",
    name="Small mobility",
    version=1,
    kind=Kind.MOBILITY,
    blocks=tuple(Block(f"stretch-{number}", f"Stretch {number}", Mode.HOLD, Sides.BOTH, ()) for number in range(5)),
    segments=tuple(Segment(SegmentKind.WORK, number, 10_000) for number in range(5)),
)
NEPAL = timezone(timedelta(hours=5, minutes=45))
SUMMER = timezone(timedelta(hours=2))
SESSIONS: list[tuple[Timeline, datetime, float, list[tuple[int, Command | None]]]] = [
    (CORE, datetime(2024, 3, 1, 7, 0, tzinfo=SUMMER), 1.0, [(79_000, None)]),
    (CORE, datetime(2024, 3, 3, 0, 30, tzinfo=NEPAL), 1.0, [(10_000, Command.SKIP), (54_000, None)]),
    (
        STRETCH,
        datetime(2024, 3, 4, 21, 15, tzinfo=SUMMER),
        1.0,
        [(9_000, Command.PAUSE), (30_000, Command.RESUME), (12_000, Command.DONE)],
    ),
    (CORE, datetime(2024, 3, 5, 7, 0, tzinfo=SUMMER), 10.0, [(79_000, None)]),
    (CORE, datetime(2024, 3, 6, 7, 0, tzinfo=SUMMER), 1.0, [(30_000, Command.STOP)]),
    (CORE, datetime(2024, 3, 7, 7, 0, tzinfo=SUMMER), 1.0, [(31_000, None)]),
    # what schema 2 is about: four steps of five count, and what was felt and hurt is kept
    (FIVE, datetime(2024, 2, 1, 7, 0, tzinfo=SUMMER), 1.0, [(24_000, Command.SKIP), (20_000, None)]),
    (FIVE, datetime(2024, 2, 2, 7, 0, tzinfo=SUMMER), 1.0, [(44_000, Command.STOP)]),
    (FIVE, datetime(2024, 2, 3, 7, 0, tzinfo=SUMMER), 1.0, [(34_000, Command.END)]),
]
FEELINGS = {
    7: Feelings(pain_before=3, pain_during=4, pain_after=2, effort=6, mood=4, note="Étirements – good"),
    8: Feelings(pain_after=0),
}
HURTS = [
    (7, Hurt(2, "stretch-2", None, 4_000, 4, "skip")),
    (8, Hurt(3, "stretch-3", Side.LEFT, 2_500, 3, "easier")),
    (8, Hurt(4, "stretch-4", None, 4_000, 7, "stop")),
]


def played(timeline: Timeline, log: list[tuple[int, Command | None]]) -> tuple[int, list[Event]]:
    """Play a log: the segment reached, and all events."""
    session, events = apply(begin(timeline, 0), Command.START, 0)
    found, now_ms = list(events), 0
    for wait_ms, command in log:
        now_ms += wait_ms
        session, more = advance(session, now_ms) if command is None else apply(session, command, now_ms)
        found += more
    return session.index, found


def main() -> None:
    """Make the file again; everything in it but the compression of SQLite is the same every time."""
    if SCHEMA_VERSION != 2:
        raise SystemExit("schema-2.db belongs to schema 2 and is kept as it was")
    with tempfile.TemporaryDirectory() as folder:
        connection = open_history(profile_paths(Path(folder) / "profile"))
        log = SessionLog(connection)
        for number, (timeline, started, speed, commands) in enumerate(SESSIONS, start=1):
            index, events = played(timeline, commands)
            work = [work_record(timeline, event) for event in events if isinstance(event, SegmentEnded)]
            row = SessionRow(f"{number:032x}", timeline, started, speed)
            ended = started + timedelta(milliseconds=events[-1].at_ms)
            log.save(row, record(timeline, events), index, [item for item in work if item], ended)
        for number, feelings in FEELINGS.items():
            log.save_feelings(f"{number:032x}", feelings)
        for number, hurt in HURTS:
            log.add_hurt(f"{number:032x}", hurt)
        # what depends on the machine and the moment is made the same
        connection.execute("UPDATE sessions SET pid = 4194305")
        connection.execute("UPDATE _sqlite_migrations SET applied_at = '2024-03-01 06:00:00.000000+00:00'")
        connection.execute("VACUUM")
        back_up(connection, TARGET)
        connection.close()


if __name__ == "__main__":
    main()
