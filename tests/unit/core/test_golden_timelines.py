"""The exact timelines of six shipped routines, one line per segment, so that no change of the plan goes unseen.

When a change is meant, rewrite the files and read the difference before committing it:

    PYTHONPATH=desktop python tests/unit/core/test_golden_timelines.py
"""

from functools import cache
from pathlib import Path

import pytest

from backstride.core.catalogue import Catalogue
from backstride.core.timeline import Segment, Timeline, plan, planned_ms
from backstride.resources import ROUTINES
from backstride.store.routine_files import load_catalogue

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "golden"
LENGTHS = {
    "prerun-quick": "4:55",
    "core-express": "7:57",
    "cooldown-short": "5:40",
    "daily-flexibility": "13:39",
    "foam-roll-legs": "9:15",
    "sore-day-gentle": "8:12",
}


@cache
def shipped() -> Catalogue:
    """The definitions that come with Backstride."""
    return load_catalogue((ROUTINES,))


def shipped_plan(routine: str) -> Timeline:
    """A shipped routine, planned as it is written."""
    return plan(shipped().routines[routine], shipped().exercises)


def clock(ms: int) -> str:
    """Minutes and seconds, with what is left over in milliseconds if there is any."""
    seconds, left_ms = divmod(ms, 1000)
    return f"{seconds // 60}:{seconds % 60:02}" + (f".{left_ms:03}" if left_ms else "")


def as_text(timeline: Timeline) -> str:
    """The timeline as lines: start, kind, exercise, side, set, duration."""
    lines = [f"{timeline.routine} {clock(timeline.total_ms)}"]
    start_ms = 0
    for index, segment in enumerate(timeline.segments):
        exercise = timeline.block(index).exercise
        number = f"set {segment.set_number}/{segment.sets}"
        lines.append(
            f"{clock(start_ms):>6}  {segment.kind.value:<7}  {exercise:<26}  {side(segment):<15}  {number:<7}  "
            f"{duration(segment)}"
        )
        start_ms += planned_ms(segment)
    return "\n".join(lines) + "\n"


def side(segment: Segment) -> str:
    """The side that works, or the first one of alternating work."""
    if segment.first_side:
        return f"{segment.first_side.value} first"
    return segment.side.value if segment.side else "both"


def duration(segment: Segment) -> str:
    """How long a segment lasts, and how many repetitions it has."""
    reps = f", {segment.reps} reps" if segment.reps else ""
    return ("until done" if segment.duration_ms is None else f"{segment.duration_ms / 1000:g} s") + reps


@pytest.mark.parametrize("routine", LENGTHS)
def test_the_timeline_is_the_golden_one(routine: str) -> None:
    assert as_text(shipped_plan(routine)) == (GOLDEN / f"{routine}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("routine", "length"), LENGTHS.items())
def test_the_routine_lasts_what_was_promised(routine: str, length: str) -> None:
    assert clock(shipped_plan(routine).total_ms) == length


def test_every_golden_file_belongs_to_a_routine() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(LENGTHS)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in LENGTHS:
        (GOLDEN / f"{name}.txt").write_text(as_text(shipped_plan(name)), encoding="utf-8")
