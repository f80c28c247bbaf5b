"""A session as FIT: read back by Garmin's own decoder and by fitdecode, and checked against Garmin's profile."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from typing import Any

import fitdecode
import pytest
from garmin_fit_sdk import Decoder, Profile, Stream
from hypothesis import given
from hypothesis import strategies as st

from backstride import __version__
from backstride.core.definitions import Kind
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Outcome
from backstride.core.history import Feelings, LoggedSession, LoggedWork
from backstride.core.session import Command
from backstride.core.timeline import Side
from backstride.store.exchange import fit_profile
from backstride.store.exchange.fit import fit_activity
from backstride.store.exchange.fit_encoding import MessageType
from backstride.store.history import History
from backstride.ui.error_words import error_text
from unit.store.builders import START, Player
from unit.store.exchange.logged import SESSION, a_logged_session, logged_sessions, logged_work, pieces_of_work

NAMES = {"plank": "Plank", "bridge": "Bridge", "bird-dog": "Bird dog"}
EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
MESSAGE_TYPES = {name: found for name, found in vars(fit_profile).items() if isinstance(found, MessageType)}
VALUES = [
    value
    for found in vars(fit_profile).values()
    if isinstance(found, type) and issubclass(found, IntEnum) and found is not IntEnum
    for value in found
]


def decoded(
    session: LoggedSession = SESSION,
    work: Sequence[LoggedWork] = (),
    names: Mapping[str, str] = NAMES,
    **options: Any,
) -> dict[str, list[dict[str, Any]]]:
    """The messages as Garmin's decoder reads them, which checks the checksums too."""
    stream = Stream.from_byte_array(bytearray(fit_activity(session, work, names.__getitem__)))
    assert Decoder(stream).check_integrity()
    stream.reset()
    messages, errors = Decoder(stream).read(**options)
    assert errors == []
    return {name.removesuffix("_mesgs"): found for name, found in messages.items()}


def snake_case(name: str) -> str:
    """`LapTrigger` as the profile writes it: `lap_trigger`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


@pytest.mark.parametrize("name", MESSAGE_TYPES)
def test_messages_and_fields_are_those_of_garmins_profile(name: str) -> None:
    kind = MESSAGE_TYPES[name]
    standard = Profile["messages"][kind.number]
    assert standard["name"] == name.lower()
    for field, (number, base) in kind.fields.items():
        found = standard["fields"][number]
        assert (found["name"], found["base_type"]) == (field, base.name.lower())


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_have_the_numbers_of_garmins_profile(value: IntEnum) -> None:
    assert Profile["types"][snake_case(type(value).__name__)][int(value)] == value.name.lower()


def test_a_session_is_one_activity_with_one_lap() -> None:
    found = decoded()
    start = datetime(2024, 5, 15, 16, 30, tzinfo=UTC)
    end = start + timedelta(seconds=754)
    (session,) = found["session"]
    (lap,) = found["lap"]
    (activity,) = found["activity"]
    for summary in (session, lap):
        assert (summary["start_time"], summary["timestamp"]) == (start, end)
        assert (summary["total_elapsed_time"], summary["total_timer_time"]) == (754.321, 754.321)
        assert (summary["sport"], summary["sub_sport"]) == ("training", "strength_training")
    assert (session["event"], session["event_type"], session["num_laps"]) == ("session", "stop", 1)
    assert session["sport_profile_name"] == "Evening"
    assert (lap["event"], lap["lap_trigger"]) == ("lap", "session_end")
    assert (activity["timestamp"], activity["total_timer_time"]) == (end, 754.321)
    assert (activity["num_sessions"], activity["type"]) == (1, "manual")


def test_the_file_says_what_made_it_and_bears_the_time_of_the_session() -> None:
    found = decoded()
    (file,) = found["file_id"]
    (device,) = found["device_info"]
    assert (file["type"], file["manufacturer"], file["product_name"]) == ("activity", "development", "Backstride")
    assert device["product_name"] == f"Backstride {__version__}"
    assert file["time_created"] == device["timestamp"] == SESSION.started


def test_the_timer_starts_and_stops_with_the_session_and_the_messages_stand_in_the_order_of_their_times() -> None:
    content = fit_activity(SESSION, [logged_work()], NAMES.__getitem__)
    with fitdecode.FitReader(content, check_crc=fitdecode.CrcCheck.RAISE) as reader:
        found = [item for item in reader if isinstance(item, fitdecode.FitDataMessage)]
    events = [(item.get_value("event"), item.get_value("event_type")) for item in found if item.name == "event"]
    times = [item.get_value("timestamp") for item in found if item.has_field("timestamp")]
    assert found[0].name == "file_id"
    assert events == [("timer", "start"), ("timer", "stop_all")]
    assert times == sorted(times)
    assert [item.name for item in found[-4:]] == ["event", "lap", "session", "activity"]


@pytest.mark.parametrize(
    ("kind", "sport"),
    [
        (Kind.WARMUP, ("training", "generic")),
        (Kind.CORE, ("training", "strength_training")),
        (Kind.STRETCHING, ("training", "flexibility_training")),
        (Kind.ROLLING, ("training", "flexibility_training")),
        (Kind.MOBILITY, ("training", "flexibility_training")),
        (Kind.FULL, ("training", "generic")),
        (Kind.RUN_WALK, ("running", "generic")),
    ],
)
def test_every_kind_is_a_sport_of_fit(kind: Kind, sport: tuple[str, str]) -> None:
    (session,) = decoded(a_logged_session(kind=kind))["session"]
    assert (session["sport"], session["sub_sport"]) == sport


def test_work_becomes_sets_with_the_names_of_their_exercises() -> None:
    work = [
        logged_work(exercise="plank", actual_ms=30_250),
        logged_work(exercise="bird-dog", side=Side.LEFT, planned_ms=None, actual_ms=41_000, reps=10),
        logged_work(exercise="plank", set_number=2, actual_ms=12_000, outcome=Outcome.STOPPED),
    ]
    found = decoded(work=work)
    titles = {item["exercise_name"]: item["wkt_step_name"] for item in found["exercise_title"]}
    assert [item["message_index"] for item in found["exercise_title"]] == [0, 1]
    assert [item["message_index"] for item in found["set"]] == [0, 1, 2]
    told = [
        (titles[item["category_subtype"]], item["set_type"], item["duration"], item.get("repetitions"))
        for item in found["set"]
    ]
    assert told == [
        ("Plank", "active", 30.25, None),
        ("Bird dog", "active", 41.0, 10),
        ("Plank", "active", 12.0, None),
    ]
    assert all(item["category"] == "unknown" for item in found["set"])


def test_skipped_work_is_no_set_and_a_time_that_is_not_known_is_not_told() -> None:
    found = decoded(work=[logged_work(exercise="bridge", outcome=Outcome.SKIPPED), logged_work()])
    (item,) = found["set"]
    (title,) = found["exercise_title"]
    assert title["wkt_step_name"] == "Plank"
    assert "start_time" not in item
    assert "set" not in decoded()


def test_a_session_that_was_played_is_told_as_the_history_keeps_it(history: sqlite3.Connection) -> None:
    player = Player(history)
    player.press(Command.START)
    player.wait(30)
    player.wait(12)
    player.press(Command.DONE)
    (session,) = History(history).log(1)
    found = decoded(session, History(history).work(session.id), {f"exercise-{n}": f"Exercise {n}" for n in range(3)})
    assert [(item["duration"], item.get("repetitions")) for item in found["set"]] == [(10, None), (10, None), (12, 8)]
    assert [item["wkt_step_name"] for item in found["exercise_title"]] == ["Exercise 0", "Exercise 1", "Exercise 2"]
    (summary,) = found["session"]
    assert (summary["start_time"], summary["total_timer_time"]) == (START, 42)


@pytest.mark.parametrize("beyond", [-1, 2**16 - 1, 2**16, 2**40])
def test_a_number_that_does_not_fit_its_field_is_not_known_rather_than_wrong(beyond: int) -> None:
    (item,) = decoded(work=[logged_work(reps=beyond)])["set"]
    assert "repetitions" not in item
    assert item["duration"] == 30


def test_effort_and_mood_are_told_of_a_hundred_and_nothing_where_nothing_was_said() -> None:
    (session,) = decoded(a_logged_session(feelings=Feelings(effort=7, mood=5)))["session"]
    (lowest,) = decoded(a_logged_session(feelings=Feelings(effort=1, mood=1)))["session"]
    (silent,) = decoded(a_logged_session(feelings=Feelings()))["session"]
    assert (session["workout_rpe"], session["workout_feel"]) == (70, 100)
    assert (lowest["workout_rpe"], lowest["workout_feel"]) == (10, 0)
    assert silent.keys().isdisjoint({"workout_rpe", "workout_feel"})


@pytest.mark.parametrize("name", ["🏃" * 90, "ü" * 128, "a" * 254, "ab\0cd", "ظهر", "x" + "🧘🏽‍♀️" * 20])
def test_a_long_name_is_cut_between_characters_and_a_nul_does_not_end_it(name: str) -> None:
    (session,) = decoded(a_logged_session(name=name))["session"]
    told = session["sport_profile_name"]
    clean = name.replace("\0", "")
    assert clean.startswith(told)
    assert len(told.encode()) > 250 or told == clean


@pytest.mark.parametrize("year", [2038, 2039, 2106, 2107, 2125])
def test_times_are_right_in_years_that_other_counts_of_seconds_do_not_reach(year: int) -> None:
    started = datetime(year, 1, 19, 3, 14, 8, tzinfo=timezone(timedelta(hours=-5)))
    (session,) = decoded(a_logged_session(started=started))["session"]
    assert session["start_time"] == started


@pytest.mark.parametrize(
    ("started", "active_ms"),
    [
        (datetime(1998, 7, 3, 21, 24, 15, tzinfo=UTC), 60_000),
        (datetime(2126, 2, 6, 6, 28, 15, tzinfo=UTC), 0),
        (datetime(2126, 2, 6, 6, 28, 0, tzinfo=UTC), 60_000),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), 0),
    ],
)
def test_a_session_outside_the_years_of_fit_is_refused_by_its_name_and_day(started: datetime, active_ms: int) -> None:
    with pytest.raises(UserError) as caught:
        fit_activity(a_logged_session(started=started, active_ms=active_ms), (), NAMES.__getitem__)
    assert (caught.value.trouble, caught.value.where, caught.value.detail) == (
        Trouble.OUTSIDE_FIT,
        "Evening",
        "2024-05-15",
    )
    assert error_text(caught.value).startswith("'Evening' of 2024-05-15 cannot be written as a FIT file")


@pytest.mark.parametrize(
    "started", [datetime(1998, 7, 3, 21, 24, 16, tzinfo=UTC), datetime(2126, 2, 6, 6, 28, 14, tzinfo=UTC)]
)
def test_the_first_and_the_last_second_that_fit_can_tell_are_told(started: datetime) -> None:
    (session,) = decoded(a_logged_session(started=started, active_ms=0))["session"]
    assert session["start_time"] == started


@given(logged_sessions(), pieces_of_work())
def test_an_activity_comes_back_as_it_went_in(session: LoggedSession, work: list[LoggedWork]) -> None:
    found = decoded(session, work, convert_datetimes_to_dates=False)
    start_s, end_s = (
        (moment - EPOCH) // timedelta(seconds=1)
        for moment in (session.started, session.started + timedelta(milliseconds=session.active_ms))
    )
    (summary,) = found["session"]
    (activity,) = found["activity"]
    assert (summary["start_time"], summary["timestamp"]) == (start_s, end_s)
    assert round(summary["total_elapsed_time"] * 1000) == session.active_ms
    assert timedelta(seconds=activity["local_timestamp"] - end_s) == session.started.utcoffset()
    name = session.name.replace("\0", "")
    assert name.startswith(summary.get("sport_profile_name", ""))
    done = [item for item in work if item.outcome is not Outcome.SKIPPED]
    titles = {item["message_index"]: item["wkt_step_name"] for item in found.get("exercise_title", [])}
    assert [
        (titles[item["category_subtype"]], round(item["duration"] * 1000), item.get("repetitions"))
        for item in found.get("set", [])
    ] == [(NAMES[item.exercise], item.actual_ms, item.reps) for item in done]


@given(st.binary(min_size=1, max_size=1), st.data())
def test_a_changed_byte_is_noticed_by_the_checksum(byte: bytes, data: st.DataObject) -> None:
    content = bytearray(fit_activity(SESSION, [logged_work()], NAMES.__getitem__))
    place = data.draw(st.integers(14, len(content) - 1))
    changed = bytes(content[:place]) + byte + bytes(content[place + 1 :])
    assert Decoder(Stream.from_byte_array(bytearray(changed))).check_integrity() == (changed == bytes(content))
