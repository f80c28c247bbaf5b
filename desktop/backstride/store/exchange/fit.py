"""A session as an activity for sports watches and training logs, in Garmin's FIT format."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from backstride import __version__
from backstride.core.definitions import Kind
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Outcome
from backstride.core.history import LoggedSession, LoggedWork
from backstride.store.exchange import fit_profile as profile
from backstride.store.exchange.fit_encoding import Message, fit_file, message
from backstride.store.exchange.fit_profile import Event, EventType, Sport, SubSport

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
FIRST_S = 0x10000000
"""The first time a file can tell, in July 1998: smaller numbers count from the start of a watch."""
LAST_S = 0xFFFFFFFE
"""The last one, in February 2126."""

SPORTS = {
    Kind.WARMUP: (Sport.TRAINING, SubSport.GENERIC),
    Kind.CORE: (Sport.TRAINING, SubSport.STRENGTH_TRAINING),
    Kind.STRETCHING: (Sport.TRAINING, SubSport.FLEXIBILITY_TRAINING),
    Kind.ROLLING: (Sport.TRAINING, SubSport.FLEXIBILITY_TRAINING),
    Kind.MOBILITY: (Sport.TRAINING, SubSport.FLEXIBILITY_TRAINING),
    Kind.FULL: (Sport.TRAINING, SubSport.GENERIC),
    Kind.RUN_WALK: (Sport.RUNNING, SubSport.GENERIC),
}


class _Span(Struct, frozen=True):
    """When a session was, in the time of FIT."""

    start_s: int
    end_s: int
    offset_s: int


def fit_activity(session: LoggedSession, work: Sequence[LoggedWork], exercise_name: Callable[[str], str]) -> bytes:
    """The session as a FIT activity file; the same session always gives the same bytes.

    `work` is the session's work in its order, `exercise_name` gives the name of an exercise by its id.  Every piece of
    work that was not skipped is a set with its length and repetitions.  The history does not keep when within the
    session a set began, nor how long the pauses were: sets bear the time of the session's end and no start of their
    own, and the session lasts for its active time.  Effort and mood become `workout_rpe` and `workout_feel` of 0 to
    100; FIT has no place for pain and notes.

    Raises UserError when the session lies outside the years that FIT can tell, `FIRST_S` to `LAST_S`.
    """
    return fit_file(_messages(session, [item for item in work if item.outcome is not Outcome.SKIPPED], exercise_name))


def _messages(
    session: LoggedSession, sets: Sequence[LoggedWork], exercise_name: Callable[[str], str]
) -> Iterator[Message]:
    span = _span(session)
    device = {"manufacturer": profile.Manufacturer.DEVELOPMENT, "product": 0}
    yield message(
        profile.FILE_ID,
        type=profile.File.ACTIVITY,
        time_created=span.start_s,
        product_name="Backstride",
        **device,
    )
    yield message(
        profile.DEVICE_INFO,
        timestamp=span.start_s,
        device_index=0,
        product_name=f"Backstride {__version__}",
        **device,
    )
    yield message(profile.EVENT, timestamp=span.start_s, event=Event.TIMER, event_type=EventType.START)
    # Activities have records of what was sensed.  Nothing was; the two only say when the session began and ended.
    yield message(profile.RECORD, timestamp=span.start_s)
    yield message(profile.RECORD, timestamp=span.end_s)
    yield from _sets(sets, span, exercise_name)
    yield message(profile.EVENT, timestamp=span.end_s, event=Event.TIMER, event_type=EventType.STOP_ALL)
    yield from _summaries(session, span)


def _sets(sets: Sequence[LoggedWork], span: _Span, exercise_name: Callable[[str], str]) -> Iterator[Message]:
    """The names of the exercises, which are none of the profile's own, and the sets that refer to them by number."""
    numbers = {exercise: number for number, exercise in enumerate(dict.fromkeys(item.exercise for item in sets))}
    for exercise, number in numbers.items():
        yield message(
            profile.EXERCISE_TITLE,
            message_index=number,
            exercise_category=profile.ExerciseCategory.UNKNOWN,
            exercise_name=number,
            wkt_step_name=exercise_name(exercise),
        )
    for index, item in enumerate(sets):
        yield message(
            profile.SET,
            timestamp=span.end_s,
            message_index=index,
            set_type=profile.SetType.ACTIVE,
            duration=item.actual_ms,
            repetitions=item.reps,
            category=profile.ExerciseCategory.UNKNOWN,
            category_subtype=numbers[item.exercise],
        )


def _summaries(session: LoggedSession, span: _Span) -> Iterator[Message]:
    sport, sub_sport = SPORTS[session.kind]
    effort, mood = session.feelings.effort, session.feelings.mood
    common = {
        "message_index": 0,
        "timestamp": span.end_s,
        "start_time": span.start_s,
        "total_elapsed_time": session.active_ms,
        "total_timer_time": session.active_ms,
        "event_type": EventType.STOP,
        "sport": sport,
        "sub_sport": sub_sport,
    }
    yield message(profile.LAP, event=Event.LAP, lap_trigger=profile.LapTrigger.SESSION_END, **common)
    yield message(
        profile.SESSION,
        event=Event.SESSION,
        trigger=profile.SessionTrigger.ACTIVITY_END,
        first_lap_index=0,
        num_laps=1,
        sport_profile_name=session.name,
        workout_rpe=None if effort is None else 10 * effort,
        workout_feel=None if mood is None else 25 * (mood - 1),
        **common,
    )
    yield message(
        profile.ACTIVITY,
        timestamp=span.end_s,
        local_timestamp=span.end_s + span.offset_s,
        total_timer_time=session.active_ms,
        num_sessions=1,
        type=profile.Activity.MANUAL,
        event=Event.ACTIVITY,
        event_type=EventType.STOP,
    )


def _span(session: LoggedSession) -> _Span:
    second = timedelta(seconds=1)
    start = session.started - EPOCH
    span = _Span(
        start_s=start // second,
        end_s=(start + timedelta(milliseconds=session.active_ms)) // second,
        offset_s=(session.started.utcoffset() or timedelta(0)) // second,
    )
    if not FIRST_S <= span.start_s <= span.end_s <= LAST_S:
        raise UserError(Trouble.OUTSIDE_FIT, where=session.name, detail=session.day)
    return span
