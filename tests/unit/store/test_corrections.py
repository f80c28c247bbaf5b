"""Corrections by hand: what is edited, added, deleted and brought back, and what a failure leaves."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

import pytest
from msgspec.structs import replace

from backstride.core.definitions import Kind
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.history import Correction, DoneElsewhere, Feelings, Hurt, Pause, PauseReason
from backstride.core.timeline import Side
from backstride.store.corrections import BIN_DAYS, Binned, Corrections
from backstride.store.database import open_history
from backstride.store.history import History
from backstride.store.paths import Paths
from backstride.store.session_log import SessionLog
from unit.store.builders import START, a_record, a_row, rows, store
from unit.store.exchange.histories import everything, exported, fill, refusing

NOW = START + timedelta(days=3)
TOKYO = timezone(timedelta(hours=9))
CORRECTION = Correction(START - timedelta(hours=20), 1_234_000, False, Feelings(1, 2, 3, 4, 5, "later"))
SWIM = DoneElsewhere("", "Swim", Kind.FULL, START, 1_800_000, Feelings(effort=7))


def stored(connection: sqlite3.Connection, *numbers: int) -> list[str]:
    """Completed sessions of these numbers on successive days; their ids."""
    for number in numbers:
        store(connection, a_row(number, started=START + timedelta(hours=number)), a_record())
    return [f"{number:032x}" for number in numbers]


def left_running(connection: sqlite3.Connection) -> str:
    """A session that a crash left; its id."""
    SessionLog(connection).save(a_row(9), a_record(Status.RUNNING, work_done=1), 3, [], START)
    return f"{9:032x}"


def test_an_edited_session_says_what_it_was_corrected_to(history: sqlite3.Connection) -> None:
    (session_id,) = stored(history, 1)
    (before,) = History(history).log(5)
    Corrections(history).edit(session_id, CORRECTION, NOW)
    assert History(history).log(5) == (
        replace(
            before,
            started=CORRECTION.started,
            day=date(2024, 5, 14),
            active_ms=1_234_000,
            counts=False,
            feelings=CORRECTION.feelings,
            edited=NOW.astimezone(UTC),
        ),
    )


def test_the_day_and_the_offset_follow_the_corrected_start(history: sqlite3.Connection) -> None:
    (session_id,) = stored(history, 1)
    started = datetime(2024, 5, 16, 0, 30, tzinfo=TOKYO)
    Corrections(history).edit(session_id, replace(CORRECTION, started=started), NOW)
    (found,) = rows(history, "SELECT day, utc_offset_s, started_utc FROM sessions")
    assert found == {"day": "2024-05-16", "utc_offset_s": 32_400, "started_utc": "2024-05-15T15:30:00.000+00:00"}
    assert History(history).log(1)[0].started == started


def test_an_edit_leaves_the_work_and_everything_else_as_it_was(history: sqlite3.Connection) -> None:
    fill(history)
    session_id = rows(history, "SELECT session FROM hurts")[0]["session"]
    children = [rows(history, f"SELECT * FROM {table}") for table in ("work", "hurts", "plans", "bin")]
    others = rows(history, "SELECT * FROM sessions WHERE id IS NOT ?", session_id)
    Corrections(history).edit(str(session_id), CORRECTION, NOW)
    assert [rows(history, f"SELECT * FROM {table}") for table in ("work", "hurts", "plans", "bin")] == children
    assert rows(history, "SELECT * FROM sessions WHERE id IS NOT ?", session_id) == others


def test_an_edit_is_undone_by_editing_back(history: sqlite3.Connection) -> None:
    (session_id,) = stored(history, 1)
    (before,) = History(history).log(1)
    old = Correction(before.started, before.active_ms, before.counts, before.feelings)
    Corrections(history).edit(session_id, CORRECTION, NOW)
    Corrections(history).edit(session_id, old, NOW)
    assert replace(History(history).log(1)[0], edited=None) == before


def test_an_added_session_counts_and_is_known_as_added(history: sqlite3.Connection) -> None:
    session_id = Corrections(history).add(SWIM, NOW)
    (found,) = History(history).log(5)
    assert (found.id, found.name, found.kind, found.routine) == (session_id, "Swim", Kind.FULL, "")
    assert (found.status, found.counts, found.added, found.edited) == (Status.COMPLETED, True, True, None)
    assert (found.started, found.day, found.active_ms) == (START, START.date(), 1_800_000)
    assert found.feelings == SWIM.feelings
    assert (found.work_done, found.work_planned, found.planned_ms) == (0, 0, 0)
    assert History(history).last_done() == {Kind.FULL: START.date()}


def test_an_added_session_of_a_routine_counts_for_it(history: sqlite3.Connection) -> None:
    stored(history, 1)
    Corrections(history).add(replace(SWIM, routine="evening", name="Evening", kind=Kind.CORE), NOW)
    assert History(history).routine_counts(NOW.date())["evening"].total == 2


def test_the_empty_plan_of_an_added_session_can_be_read(history: sqlite3.Connection) -> None:
    session_id = Corrections(history).add(SWIM, NOW)
    unfinished = SessionLog(history).unfinished(session_id)
    assert unfinished.row.timeline.segments == ()
    assert (unfinished.row.timeline.name, unfinished.row.timeline.total_ms) == ("Swim", 0)
    assert SessionLog(history).left_running() == ()
    assert History(history).work(session_id) == ()


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=400)])
def test_a_start_in_the_future_is_refused(history: sqlite3.Connection, later: timedelta) -> None:
    (session_id,) = stored(history, 1)
    before = everything(history)
    tomorrow = (NOW + later).astimezone(TOKYO)
    with pytest.raises(UserError) as adding:
        Corrections(history).add(replace(SWIM, started=tomorrow), NOW)
    with pytest.raises(UserError) as editing:
        Corrections(history).edit(session_id, replace(CORRECTION, started=tomorrow), NOW)
    assert adding.value.trouble is editing.value.trouble is Trouble.IN_THE_FUTURE
    assert tomorrow.strftime("%Y-%m-%d") in adding.value.where
    assert everything(history) == before


def test_a_start_right_now_is_not_in_the_future(history: sqlite3.Connection) -> None:
    Corrections(history).add(replace(SWIM, started=NOW.astimezone(TOKYO)), NOW)
    assert len(History(history).log(5)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"active_ms": -1},
        {"active_ms": 10**15},
        {"started": datetime(2024, 5, 1)},  # noqa: DTZ001 - without an offset nobody knows when that was
        {"started": datetime(1924, 5, 1, tzinfo=UTC)},
        {"feelings": Feelings(pain_after=11)},
        {"feelings": Feelings(mood=0)},
        {"feelings": Feelings(note="x" * 10_001)},
    ],
    ids=str,
)
def test_what_no_history_can_hold_is_refused(history: sqlite3.Connection, wrong: dict[str, object]) -> None:
    (session_id,) = stored(history, 1)
    before = everything(history)
    with pytest.raises(ValueError):
        Corrections(history).edit(session_id, replace(CORRECTION, **wrong), NOW)
    with pytest.raises(ValueError):
        Corrections(history).add(replace(SWIM, **wrong), NOW)
    assert everything(history) == before
    assert not history.in_transaction


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 81}, {"routine": "No such id"}], ids=str)
def test_an_added_session_needs_a_name_and_the_id_of_a_routine(
    history: sqlite3.Connection, wrong: dict[str, object]
) -> None:
    with pytest.raises(ValueError):
        Corrections(history).add(replace(SWIM, **wrong), NOW)
    assert rows(history, "SELECT * FROM plans") == []


def test_a_running_session_is_neither_edited_nor_deleted(history: sqlite3.Connection) -> None:
    (done,) = stored(history, 1)
    running = left_running(history)
    before = everything(history)
    with pytest.raises(UserError) as editing:
        Corrections(history).edit(running, CORRECTION, NOW)
    with pytest.raises(UserError) as deleting:
        Corrections(history).delete([done, running], NOW)
    assert editing.value.trouble is deleting.value.trouble is Trouble.STILL_RUNNING
    assert editing.value.where == "Evening"
    assert everything(history) == before


def test_a_session_that_is_not_there_is_an_error_and_nothing_else_happens(history: sqlite3.Connection) -> None:
    (done,) = stored(history, 1)
    before = everything(history)
    corrections = Corrections(history)
    with pytest.raises(KeyError):
        corrections.edit("f" * 32, CORRECTION, NOW)
    with pytest.raises(KeyError):
        corrections.delete([done, "f" * 32], NOW)
    with pytest.raises(KeyError):
        corrections.restore([done])
    with pytest.raises(KeyError):
        corrections.delete_pause("f" * 32)
    assert everything(history) == before


def test_deleted_sessions_are_gone_from_the_history_and_found_in_the_bin(history: sqlite3.Connection) -> None:
    first, second, third = stored(history, 1, 2, 3)
    corrections = Corrections(history)
    corrections.delete([first, third], NOW)
    corrections.delete([second], NOW + timedelta(hours=1))
    assert History(history).log(5) == ()
    assert rows(history, "SELECT * FROM work") == []
    deleted = NOW.astimezone(UTC)
    assert corrections.binned() == (
        Binned(second, "Evening", START + timedelta(hours=2), deleted + timedelta(hours=1)),
        Binned(first, "Evening", START + timedelta(hours=1), deleted),
        Binned(third, "Evening", START + timedelta(hours=3), deleted),
    )
    assert corrections.binned()[0].started.utcoffset() == START.utcoffset()


def test_a_deleted_session_can_be_brought_back_after_the_file_was_closed(paths: Paths) -> None:
    with closing(open_history(paths)) as connection:
        fill(connection)
        hurt = rows(connection, "SELECT session FROM hurts")[0]["session"]
        before = exported(connection)
        Corrections(connection).delete([str(hurt)], NOW)
        assert exported(connection) != before
    with closing(open_history(paths)) as connection:
        Corrections(connection).restore([str(hurt)])
        assert exported(connection) == before
        assert rows(connection, "SELECT COUNT(*) AS n FROM hurts") == [{"n": 1}]


def test_several_are_deleted_and_brought_back_together(history: sqlite3.Connection) -> None:
    ids = stored(history, 1, 2, 3)
    before = exported(history)
    corrections = Corrections(history)
    corrections.delete(ids, NOW)
    corrections.restore(ids)
    assert exported(history) == before
    assert corrections.binned() == ()


def test_a_session_comes_back_although_its_plan_was_cleared_away(history: sqlite3.Connection) -> None:
    ids = stored(history, 1)
    before = exported(history)
    corrections = Corrections(history)
    corrections.delete(ids, NOW)
    corrections.empty_bin(NOW)
    assert rows(history, "SELECT * FROM plans") == []
    corrections.restore(ids)
    assert exported(history) == before
    assert len(SessionLog(history).unfinished(ids[0]).row.timeline.segments) == 5


def test_what_was_deleted_is_kept_for_thirty_days_and_no_longer(history: sqlite3.Connection) -> None:
    early, late, kept = stored(history, 1, 2, 3)
    corrections = Corrections(history)
    corrections.delete([early], NOW)
    corrections.delete([late], NOW + timedelta(milliseconds=1))
    corrections.empty_bin(NOW + timedelta(days=BIN_DAYS))
    assert {item.id for item in corrections.binned()} == {early, late}
    corrections.empty_bin(NOW + timedelta(days=BIN_DAYS, milliseconds=1))
    assert [item.id for item in corrections.binned()] == [late]
    assert [item.id for item in History(history).log(5)] == [kept]


def test_emptying_the_bin_removes_plans_of_nobody_and_no_others(history: sqlite3.Connection) -> None:
    fill(history)
    corrections = Corrections(history)
    added = corrections.add(SWIM, NOW)
    followed = {row["plan"] for row in rows(history, "SELECT plan FROM sessions WHERE id IS NOT ?", added)}
    corrections.delete([added], NOW)
    corrections.empty_bin(NOW)
    assert {row["id"] for row in rows(history, "SELECT id FROM plans")} == followed


@pytest.mark.parametrize(
    "event", ["INSERT ON bin", "DELETE ON sessions", "DELETE ON work", "DELETE ON hurts", "DELETE ON bin"]
)
def test_deleting_or_bringing_back_that_breaks_off_changes_nothing(history: sqlite3.Connection, event: str) -> None:
    fill(history)
    hurt = str(rows(history, "SELECT session FROM hurts")[0]["session"])
    before = everything(history)
    corrections = Corrections(history)
    binned = [item.id for item in corrections.binned()]
    act = partial(corrections.restore, binned) if event == "DELETE ON bin" else partial(corrections.delete, [hurt], NOW)
    with refusing(history, event), pytest.raises(sqlite3.IntegrityError):
        act()
    assert everything(history) == before
    assert not history.in_transaction


def test_bringing_back_breaks_off_whole_where_the_second_fails(history: sqlite3.Connection) -> None:
    ids = stored(history, 1, 2)
    SessionLog(history).add_hurt(ids[1], Hurt(1, "plank", Side.LEFT, 5, 3, "stop"))
    corrections = Corrections(history)
    corrections.delete(ids, NOW)
    before = everything(history)
    with refusing(history, "INSERT ON hurts"), pytest.raises(sqlite3.IntegrityError):
        corrections.restore(ids)
    assert everything(history) == before


def test_pauses_are_kept_in_the_order_of_their_days(history: sqlite3.Connection) -> None:
    corrections = Corrections(history)
    later = corrections.add_pause(date(2024, 6, 1), date(2024, 6, 1), PauseReason.OTHER)
    earlier = corrections.add_pause(date(2024, 2, 5), date(2024, 2, 9), PauseReason.SORE_BACK)
    assert corrections.pauses() == (
        Pause(earlier, date(2024, 2, 5), date(2024, 2, 9), PauseReason.SORE_BACK),
        Pause(later, date(2024, 6, 1), date(2024, 6, 1), PauseReason.OTHER),
    )
    corrections.delete_pause(earlier)
    assert [pause.id for pause in corrections.pauses()] == [later]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 6, 2), date(2024, 6, 1)),
        (date(1024, 6, 1), date(1024, 6, 2)),
        (date(2024, 6, 1), date(2034, 6, 9)),
    ],
)
def test_a_pause_that_cannot_be_is_refused(history: sqlite3.Connection, first: date, last: date) -> None:
    with pytest.raises(ValueError, match=r"first_day|last_day"):
        Corrections(history).add_pause(first, last, PauseReason.ILLNESS)
    assert rows(history, "SELECT * FROM pauses") == []
