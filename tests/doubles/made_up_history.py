"""Histories that nobody lived through: a year as a runner with a sore back might have had it, and a lifetime of rows.

The same seed makes the same history.  Everything is written into an open history of the current schema.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from backstride.core.catalogue import Catalogue
from backstride.core.definitions import Dose, Kind, Ladder, Routine, Sides
from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, Hurt
from backstride.core.record import SessionRecord, WorkRecord
from backstride.core.timeline import Side, Timeline, plan, planned_ms
from backstride.store.session_log import SessionLog, SessionRow
from unit.core.builders import a_routine, a_step, an_exercise

WINTER, SUMMER = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
ABROAD = (timezone(timedelta(hours=-8)), timezone(timedelta(hours=9)), timezone(timedelta(hours=5, minutes=45)))
NOTES = (
    "Windy.",
    "Hips stiff after the long run.",
    "Left side felt better – slowly.",
    "Étirements doux.",
    "10 km before",
)
PER_KIND = {
    Kind.WARMUP: ("leg-swing", "march", "hip-circle"),
    Kind.CORE: ("plank-knees", "side-plank-knees", "bird-dog", "glute-bridge", "plank-forearm", "side-plank"),
    Kind.STRETCHING: ("hamstring", "hip-flexor", "calf", "piriformis"),
    Kind.ROLLING: ("roll-calf", "roll-glutes", "roll-thigh"),
    Kind.MOBILITY: ("cat-camel", "knee-rock", "open-book"),
    Kind.FULL: ("march", "plank-forearm", "bridge-march", "side-plank", "hamstring", "calf", "cat-camel"),
    Kind.RUN_WALK: ("walk", "run-easy"),
}
ONE_SIDED = {"side-plank-knees", "side-plank", "hamstring", "hip-flexor", "calf", "piriformis", "open-book"}
LADDERS = (
    Ladder("plank", "Planks", ("plank-knees", "plank-forearm", "plank-leg-lift")),
    Ladder("side-plank", "Side planks", ("side-plank-knees", "side-plank")),
    Ladder("bridge", "Bridges", ("glute-bridge", "bridge-march", "single-leg-bridge")),
)
"""Ladders of the made-up catalogue, some rungs of which were never climbed."""


def a_made_up_catalogue() -> Catalogue:
    """Two routines of every kind; the second has the first's exercises but the last."""
    names = sorted({name for exercises in PER_KIND.values() for name in exercises})
    exercises = {name: an_exercise(name, sides=Sides.EACH if name in ONE_SIDED else Sides.BOTH) for name in names}
    routines: dict[str, Routine] = {}
    for kind, chosen in PER_KIND.items():
        for form, part in (("long", chosen), ("short", chosen[:-1])):
            steps = [a_step(name, dose=Dose(seconds=30), sets=2, rest_s=5, prep_s=5) for name in part]
            routine = f"{kind.value}-{form}"
            title = routine.replace("-", " ").capitalize()
            routines[routine] = a_routine(*steps, id=routine, name=title, kind=kind, version=1)
    return Catalogue(exercises=exercises, routines=routines, ladders=LADDERS)


def make_up(
    connection: sqlite3.Connection, catalogue: Catalogue | None, today: date, days: int = 365, seed: int = 1
) -> None:
    """Write a year that ends with `today`: two to five days a week, a holiday, weeks of a sore back, less pain later.

    Without a catalogue the made-up one is played.  Some sessions are partial, stopped, discarded, played faster,
    added or corrected by hand; one in eight says nothing about pain.
    """
    found = catalogue or a_made_up_catalogue()
    year = _Year(connection, found, random.Random(seed), today - timedelta(days=days - 1), days)
    pauses = year.pauses()
    number = 0
    for back in range(days - 1, -1, -7):
        week = [today - timedelta(days=day) for day in range(back, max(back - 7, -1), -1)]
        for day in sorted(year.chance.sample(week, min(len(week), year.chance.randint(2, 5)))):
            if not any(first <= day <= last for first, last in pauses):
                for _ in range(year.chance.choice((1, 1, 1, 2))):
                    number += 1
                    year.play(number, day)


@dataclass(frozen=True)
class _Year:
    """What stays the same while a year is made up; `progress` of a day runs from 0 to 1 over it."""

    connection: sqlite3.Connection
    catalogue: Catalogue
    chance: random.Random
    first: date
    days: int

    def progress(self, day: date) -> float:
        return (day - self.first).days / self.days

    def zone(self, day: date) -> tzinfo:
        """At home by the season, abroad for a fortnight in the last third of the year."""
        if 0.70 < self.progress(day) < 0.74:
            return ABROAD[day.toordinal() // 5 % len(ABROAD)]
        return SUMMER if 4 <= day.month <= 10 else WINTER

    def pauses(self) -> tuple[tuple[date, date], ...]:
        """Write the pauses; their first and last days."""
        found = []
        for number, (at, length, reason) in enumerate(
            ((0.15, 11, "sore-back"), (0.4, 15, "holiday"), (0.62, 6, "illness")), start=1
        ):
            first = self.first + timedelta(days=round(at * self.days))
            last = first + timedelta(days=length - 1)
            self.connection.execute(
                "INSERT INTO pauses (id, first_day, last_day, reason) VALUES (?, ?, ?, ?)",
                [f"{number:032x}", first.isoformat(), last.isoformat(), reason],
            )
            found.append((first, last))
        return tuple(found)

    def play(self, number: int, day: date) -> None:
        """Write one session with everything that belongs to it."""
        chance = self.chance
        clock = time(chance.choice((0, 6, 7, 12, 18, 19, 21, 23)), chance.randrange(60), chance.randrange(60))
        routine = chance.choice(list(self.catalogue.routines.values()))
        row = SessionRow(
            id=f"{chance.getrandbits(96):024x}{number:08x}",
            timeline=plan(routine, self.catalogue.exercises),
            started=datetime.combine(day, clock, self.zone(day)),
            speed=chance.choice((1.0,) * 20 + (0.5, 3.0)),
        )
        status = chance.choices(
            (Status.COMPLETED, Status.PARTIAL, Status.STOPPED, Status.ABANDONED), weights=(78, 12, 6, 4)
        )[0]
        work = tuple(self._work(row.timeline, status))
        log = SessionLog(self.connection)
        saved = row.started.astimezone(UTC) + timedelta(hours=1)
        log.save(row, _record(row.timeline, status, work), len(row.timeline.segments), work, saved)
        log.save_feelings(row.id, self._feelings(day, status))
        if status is Status.STOPPED and work:
            log.add_hurt(row.id, Hurt(work[-1].index, work[-1].exercise, work[-1].side, 4_000, 6, "stop"))
        self._correct(row, saved)

    def _work(self, timeline: Timeline, status: Status) -> Iterator[WorkRecord]:
        """What was done of the work: all of it, or some skipped, gone back from, or ended too early."""
        chance = self.chance
        last = len(timeline.work)
        if status is not Status.COMPLETED:
            last = chance.randint(0, last) if chance.random() < 0.5 else last
        for place, index in enumerate(timeline.work[:last], start=1):
            segment = timeline.segments[index]
            weaker = segment.side is Side.RIGHT
            outcomes = [Outcome.COMPLETED]
            if status is Status.STOPPED and place == last:
                outcomes = [Outcome.STOPPED]
            elif status is not Status.COMPLETED and chance.random() < (0.4 if weaker else 0.08):
                outcomes = [Outcome.SKIPPED]
            elif chance.random() < 0.03:
                outcomes = [Outcome.REPEATED, Outcome.COMPLETED]
            for outcome in outcomes:
                whole_ms = planned_ms(segment)
                actual_ms = whole_ms if outcome is Outcome.COMPLETED else chance.randrange(whole_ms)
                if weaker and segment.duration_ms is None:
                    actual_ms += 2_000
                exercise = timeline.block(index).exercise
                yield WorkRecord(
                    index, exercise, segment.side, segment.set_number, segment.duration_ms, actual_ms, None, outcome
                )

    def _feelings(self, day: date, status: Status) -> Feelings:
        """Pain that gets less over the year, with good and bad days, and is often left out."""
        chance = self.chance
        if chance.random() < 0.12:
            return Feelings()
        before = max(0, min(10, round(6 - 5 * self.progress(day) + chance.uniform(-1.5, 1.5))))
        after = max(0, min(10, before + chance.choice((-2, -1, -1, 0, 1))))
        return Feelings(
            pain_before=before if chance.random() < 0.8 else None,
            pain_during=min(10, before + 2) if status is Status.STOPPED else None,
            pain_after=after if chance.random() < 0.7 else None,
            effort=chance.randint(2, 8) if chance.random() < 0.6 else None,
            mood=chance.randint(1, 5) if chance.random() < 0.5 else None,
            note=chance.choice(NOTES) if chance.random() < 0.1 else "",
        )

    def _correct(self, row: SessionRow, saved: datetime) -> None:
        """Some sessions were done elsewhere and typed in, with or without a routine of ours; some were corrected."""
        chosen = self.chance.random()
        if chosen < 0.06:
            followed = self.chance.choice((row.timeline.routine, ""))
            self.connection.execute("DELETE FROM work WHERE session = ?", [row.id])
            self.connection.execute(
                "UPDATE sessions SET added = 1, status = 'completed', counted = 1, routine = ? WHERE id = ?",
                [followed, row.id],
            )
        elif chosen < 0.12:
            self.connection.execute(
                "UPDATE sessions SET edited_utc = ?, active_ms = active_ms + 60000, counted = 1 - counted"
                " WHERE id = ? AND status <> 'abandoned'",
                [(saved + timedelta(days=1)).isoformat(timespec="milliseconds"), row.id],
            )


def _record(timeline: Timeline, status: Status, work: tuple[WorkRecord, ...]) -> SessionRecord:
    """The session as a whole."""
    done = {item.index for item in work if item.outcome is Outcome.COMPLETED}
    missing = {timeline.segments[index].step for index in timeline.work if index not in done}
    return SessionRecord(
        status=status,
        active_ms=sum(item.actual_ms for item in work) + 5_000 * len(timeline.blocks),
        paused_ms=0,
        work_planned=len(timeline.work),
        work_done=len(done),
        work=work,
        steps_planned=len(timeline.blocks),
        steps_done=len(timeline.blocks) - len(missing),
    )


def make_up_many(
    connection: sqlite3.Connection,
    sessions: int,
    today: date,
    pieces_each: int = 10,
    seed: int = 1,
    years: int = 25,
) -> None:
    """Write this many sessions, evenly over the years that end with `today`, in one transaction and fast.

    100,000 sessions of ten pieces of work take about half a minute.
    """
    chance = random.Random(seed)
    routines = [
        (routine.id, routine.name, routine.kind.value, [step.exercise for step in routine.steps])
        for routine in a_made_up_catalogue().routines.values()
    ]
    chosen = [(f"{chance.getrandbits(96):024x}{number:08x}", chance.choice(routines)) for number in range(sessions)]
    first = datetime.combine(today, time(12), UTC) - timedelta(days=365 * years)
    step = timedelta(days=365 * years) / sessions
    connection.execute("BEGIN")
    connection.execute("INSERT INTO plans (id, timeline) VALUES ('made-up', '{}')")
    connection.executemany(
        "INSERT INTO sessions (id, routine, name, kind, status, day, started_utc, active_ms, counted, pain_before,"
        " pain_after, version, plan, utc_offset_s, saved_utc, planned_ms, paused_ms, work_planned, work_done,"
        " position, speed, pid)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'made-up', 0, '', 600000, 0, 10, 10, 20, 1.0, 1)",
        (
            _many_values(chance, identity, routine[:3], first + (number + 1) * step)
            for number, (identity, routine) in enumerate(chosen)
        ),
    )
    connection.executemany(
        "INSERT INTO work (session, segment, exercise, side, set_number, planned_ms, actual_ms, outcome)"
        " VALUES (?, ?, ?, ?, 1, 30000, ?, ?)",
        (
            _piece_values(chance, identity, number, exercises[number * len(exercises) // pieces_each])
            for identity, (_, _, _, exercises) in chosen
            for number in range(pieces_each)
        ),
    )
    connection.execute("COMMIT")


def _many_values(
    chance: random.Random, identity: str, routine: tuple[str, str, str], started: datetime
) -> tuple[object, ...]:
    status = chance.choice(("completed",) * 8 + ("partial", "partial", "stopped", "abandoned"))
    counted = int(status == "completed" or (status == "partial" and chance.random() < 0.5))
    pain = chance.choice((None, 0, 1, 2, 3, 5))
    moment = started.isoformat(timespec="milliseconds")
    return identity, *routine, status, moment[:10], moment, 400_000 + chance.randrange(200_000), counted, pain, pain


def _piece_values(chance: random.Random, identity: str, number: int, exercise: str) -> tuple[object, ...]:
    side = ("left", "right")[number % 2] if exercise in ONE_SIDED else None
    outcome = chance.choice(("completed",) * 9 + ("skipped",))
    return identity, number, exercise, side, 20_000 + chance.randrange(10_000), outcome
