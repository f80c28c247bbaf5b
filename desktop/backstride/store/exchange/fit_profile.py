"""The part of Garmin's FIT profile that an activity needs: messages, fields and values, by their names there.

Times are seconds since the epoch of FIT, lengths milliseconds.
"""

from enum import IntEnum

from backstride.store.exchange.fit_encoding import BaseType, MessageType

ENUM, UINT8, UINT16, UINT32, STRING = BaseType


class File(IntEnum):
    """What a file holds."""

    ACTIVITY = 4


class Manufacturer(IntEnum):
    """Who made the device; all but one number are given out by Garmin."""

    DEVELOPMENT = 255


class Event(IntEnum):
    """What an event is about."""

    TIMER = 0
    SESSION = 8
    LAP = 9
    ACTIVITY = 26


class EventType(IntEnum):
    """What happened."""

    START = 0
    STOP = 1
    STOP_ALL = 4


class Sport(IntEnum):
    """What was done."""

    RUNNING = 1
    TRAINING = 10


class SubSport(IntEnum):
    """What was done in particular.  `warm_up` and `exercise` of the profile belong to tennis."""

    GENERIC = 0
    FLEXIBILITY_TRAINING = 19
    STRENGTH_TRAINING = 20


class SetType(IntEnum):
    """Work or rest."""

    ACTIVE = 1


class ExerciseCategory(IntEnum):
    """A group of the profile's own exercises."""

    UNKNOWN = 65534


class LapTrigger(IntEnum):
    """Why a lap ended."""

    SESSION_END = 7


class SessionTrigger(IntEnum):
    """Why a session ended."""

    ACTIVITY_END = 0


class Activity(IntEnum):
    """How the sessions of a file were told apart."""

    MANUAL = 0


FILE_ID = MessageType(
    0,
    {
        "type": (0, ENUM),
        "manufacturer": (1, UINT16),
        "product": (2, UINT16),
        "time_created": (4, UINT32),
        "product_name": (8, STRING),
    },
)
DEVICE_INFO = MessageType(
    23,
    {
        "timestamp": (253, UINT32),
        "device_index": (0, UINT8),
        "manufacturer": (2, UINT16),
        "product": (4, UINT16),
        "product_name": (27, STRING),
    },
)
EVENT = MessageType(21, {"timestamp": (253, UINT32), "event": (0, ENUM), "event_type": (1, ENUM)})
RECORD = MessageType(20, {"timestamp": (253, UINT32)})
EXERCISE_TITLE = MessageType(
    264,
    {
        "message_index": (254, UINT16),
        "exercise_category": (0, UINT16),
        "exercise_name": (1, UINT16),
        "wkt_step_name": (2, STRING),
    },
)
SET = MessageType(
    225,
    {
        "timestamp": (254, UINT32),
        "message_index": (10, UINT16),
        "set_type": (5, UINT8),
        "duration": (0, UINT32),
        "repetitions": (3, UINT16),
        "category": (7, UINT16),
        "category_subtype": (8, UINT16),
    },
)
LAP = MessageType(
    19,
    {
        "message_index": (254, UINT16),
        "timestamp": (253, UINT32),
        "event": (0, ENUM),
        "event_type": (1, ENUM),
        "start_time": (2, UINT32),
        "total_elapsed_time": (7, UINT32),
        "total_timer_time": (8, UINT32),
        "lap_trigger": (24, ENUM),
        "sport": (25, ENUM),
        "sub_sport": (39, ENUM),
    },
)
SESSION = MessageType(
    18,
    {
        "message_index": (254, UINT16),
        "timestamp": (253, UINT32),
        "event": (0, ENUM),
        "event_type": (1, ENUM),
        "start_time": (2, UINT32),
        "total_elapsed_time": (7, UINT32),
        "total_timer_time": (8, UINT32),
        "sport": (5, ENUM),
        "sub_sport": (6, ENUM),
        "first_lap_index": (25, UINT16),
        "num_laps": (26, UINT16),
        "trigger": (28, ENUM),
        "sport_profile_name": (110, STRING),
        "workout_feel": (192, UINT8),
        "workout_rpe": (193, UINT8),
    },
)
ACTIVITY = MessageType(
    34,
    {
        "timestamp": (253, UINT32),
        "total_timer_time": (0, UINT32),
        "num_sessions": (1, UINT16),
        "type": (2, ENUM),
        "event": (3, ENUM),
        "event_type": (4, ENUM),
        "local_timestamp": (5, UINT32),
    },
)
