"""How the answers of the History page are found: from indexes, in their order, no further than they are asked for."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from backstride.core.definitions import Kind
from backstride.core.events import Status
from backstride.core.review import Selection, Shown
from backstride.store.database import open_history
from backstride.store.paths import Paths
from backstride.store.review import Review, place_in_log
from doubles.made_up_history import LADDERS, make_up, make_up_many
from unit.store.builders import START, TIMELINE, a_profile, a_record, a_row, rows, store

TODAY = START.date()
MONDAY = 0
DAY = timedelta(days=1)
ALL = Selection(shown=Shown.ALL)


def steps_of(connection: sqlite3.Connection, read: Callable[[], object]) -> int:
    """How many thousands of steps SQLite takes."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection.set_progress_handler(count, 1_000)
    try:
        read()
    finally:
        connection.set_progress_handler(None, 0)
    return taken


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Four thousand sessions of two pieces over a quarter of a century."""
    with closing(open_history(a_profile(tmp_path_factory.mktemp("many")))) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        make_up_many(connection, 4_000, TODAY, pieces_each=2)
        connection.execute("ANALYZE")
        yield connection


def test_the_past_is_read_only_as_far_as_it_is_asked_for(many: sqlite3.Connection) -> None:
    review = Review(many)
    assert steps_of(many, lambda: list(review.days_counted())) > 10
    assert steps_of(many, lambda: next(review.days_counted())) == 0


@pytest.mark.parametrize("selection", [ALL, Selection(), Selection(kind=Kind.CORE), Selection(routine="core-long")])
def test_a_page_far_down_costs_what_the_first_does(many: sqlite3.Connection, selection: Selection) -> None:
    review = Review(many)
    whole = review.log(selection, 5_000)
    last = place_in_log(whole[-21])
    assert review.log(selection, 20, last) == whole[-20:]
    assert steps_of(many, lambda: review.log(selection, 20)) <= 2
    assert steps_of(many, lambda: review.log(selection, 20, last)) <= 2


CHOICES = [
    Selection(kind=kind, routine=routine, shown=shown, first=first, last=last)
    for kind in (None, Kind.CORE)
    for routine in (None, "core-long")
    for shown in Shown
    for first, last in ((None, None), (TODAY - 100 * DAY, TODAY - 10 * DAY))
]
PLACE = ("2024-05-01T00:00:00.000+00:00", "a")
READS: dict[str, Callable[[Review, Selection], object]] = {
    "year": lambda review, selection: review.year(selection, TODAY, MONDAY, LADDERS),
    "log": lambda review, selection: review.log(selection, 20),
    "log before": lambda review, selection: review.log(selection, 20, PLACE),
    "days counted": lambda review, _: list(review.days_counted()),
    "pauses": lambda review, _: review.pauses(),
    "counts": lambda review, selection: review.counts(selection, TODAY, MONDAY),
}


def plans_of(connection: sqlite3.Connection, read: Callable[[], object]) -> list[str]:
    """How SQLite finds what `read` asks for, one line per step."""
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    try:
        read()
    finally:
        connection.set_trace_callback(None)
    selects = [sql for sql in asked if sql.startswith("SELECT")]
    assert selects
    return [str(row["detail"]) for sql in selects for row in rows(connection, f"EXPLAIN QUERY PLAN {sql}")]


@pytest.mark.parametrize("analysed", [True, False])
@pytest.mark.parametrize("name", READS)
def test_every_answer_comes_from_an_index_in_its_order(
    many: sqlite3.Connection, history: sqlite3.Connection, name: str, analysed: bool
) -> None:
    connection = many if analysed else history
    if not analysed:
        store(history, a_row(1), a_record())
    for selection in CHOICES:
        steps = plans_of(connection, lambda chosen=selection: READS[name](Review(connection), chosen))
        touching = [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
        assert touching
        whole_tables = [step for step in touching if "INDEX" not in step and "PRIMARY KEY" not in step]
        # What is said of all exercises goes through all practice, in the order of its key.
        assert set(whole_tables) <= ({"SCAN practice"} if name == "counts" else set())
        assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("year", "SEARCH sessions USING COVERING INDEX sessions_by_day (day>? AND day<?)"),
        ("year", "SEARCH practice USING PRIMARY KEY (exercise=? AND day>? AND day<?)"),
        ("counts", "sessions USING COVERING INDEX sessions_by_routine"),
        ("counts", "SEARCH sessions USING INDEX sessions_by_routine_start (routine=?)"),
        ("log", "SCAN sessions USING INDEX sessions_by_start"),
        ("log before", "SEARCH sessions USING INDEX sessions_by_start ((started_utc,id)<(?,?))"),
        ("days counted", "SCAN sessions USING COVERING INDEX sessions_by_day"),
        ("pauses", "SCAN pauses USING INDEX pauses_by_day"),
    ],
)
def test_the_indexes_serve_what_they_were_made_for(many: sqlite3.Connection, name: str, step: str) -> None:
    steps = plans_of(many, lambda: READS[name](Review(many), Selection()))
    assert any(step in found for found in steps), steps


@pytest.mark.parametrize(
    ("selection", "index"),
    [
        (Selection(kind=Kind.CORE), "sessions_by_kind_start"),
        (Selection(kind=Kind.CORE, routine="core-long"), "sessions_by_routine_start"),
        (Selection(shown=Shown.UNFINISHED), "sessions_unfinished"),
    ],
)
def test_each_choice_of_the_log_has_its_index(many: sqlite3.Connection, selection: Selection, index: str) -> None:
    steps = plans_of(many, lambda: Review(many).log(selection, 20, PLACE))
    assert any(step.startswith("SEARCH") and index in step for step in steps), steps


def test_a_connection_that_may_only_read_is_enough(paths: Paths) -> None:
    with closing(open_history(paths)) as writer:
        store(writer, a_row(1), a_record())
        with closing(sqlite3.connect(f"{paths.database.as_uri()}?mode=ro", uri=True)) as reader:
            reader.row_factory = sqlite3.Row
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM sessions")
            assert Review(reader).counts(ALL, TODAY, MONDAY).routines[0].begun == 1
            writer.execute("COMMIT")
            assert Review(reader).counts(ALL, TODAY, MONDAY).routines == ()


def test_reading_leaves_a_transaction_of_the_caller_alone(history: sqlite3.Connection) -> None:
    history.execute("BEGIN")
    one_before = "INSERT INTO pauses VALUES ('a', '2024-05-10', '2024-05-12', 'other')"
    history.execute(one_before)
    Review(history).counts(ALL, TODAY, MONDAY)
    assert history.in_transaction
    history.execute("COMMIT")
    assert len(Review(history).pauses()) == 1


def test_a_question_that_was_given_up_can_be_asked_again(many: sqlite3.Connection) -> None:
    review = Review(many)
    expected = review.counts(ALL, TODAY, MONDAY)
    many.set_progress_handler(lambda: 1, 5_000)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        review.counts(ALL, TODAY, MONDAY)
    many.set_progress_handler(None, 0)
    assert not many.in_transaction
    assert review.counts(ALL, TODAY, MONDAY) == expected


def test_the_same_seed_makes_the_same_year_and_another_makes_another(tmp_path: Path) -> None:
    found = []
    for number, seed in enumerate((1, 1, 2)):
        with closing(open_history(a_profile(tmp_path / str(number)))) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            make_up(connection, None, TODAY, days=28, seed=seed)
            found.append(rows(connection, "SELECT id, day, active_ms, note FROM sessions ORDER BY started_utc"))
    assert found[0] == found[1] != found[2]
    assert {str(row["day"])[:7] for row in found[0]} <= {"2024-04", "2024-05"}


def test_the_many_are_as_many_as_asked_for(many: sqlite3.Connection) -> None:
    (found,) = rows(many, "SELECT COUNT(*) AS sessions, MIN(day) AS first, MAX(day) AS last FROM sessions")
    assert found == {"sessions": 4_000, "first": "1999-05-24", "last": "2024-05-15"}
    assert rows(many, "SELECT COUNT(*) AS pieces FROM work") == [{"pieces": 8_000}]
    assert rows(many, "PRAGMA foreign_key_check") == []


def test_every_routine_is_offered_once_under_its_newest_name(history: sqlite3.Connection) -> None:
    store(history, a_row(1), a_record())
    renamed = msgspec.structs.replace(TIMELINE, name="A new name")
    store(history, a_row(2, started=START + DAY, timeline=renamed), a_record())
    store(history, a_row(3, timeline=msgspec.structs.replace(TIMELINE, routine="another", name="Another")), a_record())
    store(history, a_row(4, timeline=msgspec.structs.replace(TIMELINE, routine="", name="Elsewhere")), a_record())
    assert Review(history).routines() == ((TIMELINE.routine, "A new name"), ("another", "Another"))


def test_what_is_kept_back_is_counted_within_the_other_filters(history: sqlite3.Connection) -> None:
    for number, status in enumerate((Status.COMPLETED, Status.PARTIAL, Status.STOPPED, Status.ABANDONED), 1):
        done = 5 if status is Status.COMPLETED else 1
        store(history, a_row(number, started=START + number * DAY), a_record(status, steps_done=done))
    review = Review(history)
    assert review.hidden(Selection()) == 2
    assert review.hidden(Selection(first=TODAY + 3 * DAY)) == 1
    assert review.hidden(Selection(kind=Kind.ROLLING)) == 0
    assert review.hidden(ALL) == 0
    assert review.hidden(Selection(shown=Shown.UNFINISHED)) == 0
