"""The user's settings: one small JSON file, whose damage costs the settings and nothing else."""

import contextlib
import itertools
import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from backstride.core.errors import Trouble, UserError
from backstride.store.atomic import write_whole
from backstride.store.paths import make_private

_log = logging.getLogger(__name__)

TEXT_PERCENTS = (85, 100, 115, 130, 150, 175, 200)
PREPARATION_SECONDS = (0, 3, 5, 10, 15, 20, 30)


Percent = Annotated[int, Meta(ge=0, le=100)]


class ThemeChoice(StrEnum):
    """Which theme the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Talk(StrEnum):
    """How much is said: nothing, names and changes, or coaching with cues and counts."""

    OFF = "off"
    NAMES = "names"
    COACHING = "coaching"


class Adjustment(Struct, frozen=True, omit_defaults=True):
    """How a routine was adjusted before it was started; scales are factors, `skipped` holds indices of steps."""

    rounds: Annotated[int, Meta(ge=1, le=10)] = 1
    preparation_s: Annotated[int, Meta(ge=0, le=120)] | None = None
    rest_scale: Annotated[float, Meta(ge=0.5, le=2)] = 1.0
    hold_scale: Annotated[float, Meta(ge=0.25, le=4)] = 1.0
    right_first: bool = False
    skipped: tuple[int, ...] = ()


class Settings(Struct, frozen=True, omit_defaults=True):
    """Everything that survives a restart.

    `text_percent` scales all text.  `preparation_s` replaces the get-ready seconds of every step (None: as the routine
    says).  `reduced_motion` shows figures still, in their key poses.  `tones_off` names
    the kinds of tone that are not played, `voice` the voice (empty: the system's), `voice_rate` runs from -100 to 100.
    `weekly_goal` is the number of days a week on which a session is to be completed.
    `adjustments` are remembered per routine.  `geometry` is Qt's own, in base64.  Unknown
    fields of a newer version are ignored.
    """

    theme: ThemeChoice = ThemeChoice.SYSTEM
    text_percent: Annotated[int, Meta(ge=50, le=300)] = 100
    preparation_s: Annotated[int, Meta(ge=0, le=120)] | None = None
    reduced_motion: bool = False
    muted: bool = False
    tone_volume: Percent = 70
    tones_off: tuple[str, ...] = ()
    flash: bool = False
    talk: Talk = Talk.COACHING
    voice: str = ""
    voice_rate: Annotated[int, Meta(ge=-100, le=100)] = 0
    voice_volume: Percent = 80
    weekly_goal: Annotated[int, Meta(ge=1, le=7)] = 3
    adjustments: dict[str, Adjustment] = {}
    page: str = "today"
    geometry: str = ""


def load_settings(path: Path, tell: Callable[[UserError], object] | None = None) -> Settings:
    """The settings in `path`; the defaults where there are none.

    A damaged file is moved aside, not deleted, under a name that no other file has; `tell` gets what the user should
    know of it.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("settings not read: %s", error)
        return Settings()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _log.warning("settings are damaged: %s", error)
        with contextlib.suppress(OSError):
            aside = _free_path(path)
            path.rename(aside)
            if tell is not None:
                tell(UserError(Trouble.SETTINGS_SET_ASIDE, where=aside, detail=error))
        return Settings()


def save_settings(path: Path, settings: Settings) -> None:
    """Write `settings`.  Raises UserError when they cannot be written; the old file then stays."""
    try:
        make_private(path.parent)
        write_whole(path, msgspec.json.format(msgspec.json.encode(settings)) + b"\n")
    except OSError as error:
        raise UserError(Trouble.NOT_SAVED, where=path, detail=error.strerror or error) from error


def _free_path(path: Path) -> Path:
    """A name for a damaged file: the first one that is free."""
    names = (path.with_suffix(f".damaged{number}{path.suffix}") for number in itertools.chain([""], itertools.count(2)))
    return next(name for name in names if not name.exists())
