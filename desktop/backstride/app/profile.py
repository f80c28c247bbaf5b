"""Opens everything of one user that any command needs."""

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from backstride import resources
from backstride.core.catalogue import Catalogue
from backstride.core.errors import Trouble, UserError
from backstride.services.clock import Clock, FasterClock, SystemClock
from backstride.store.database import open_history
from backstride.store.paths import Paths, make_private, profile_paths
from backstride.store.routine_files import load_catalogue
from backstride.store.settings import Settings, load_settings

LOG_LIMIT_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Profile:
    """One user's data, opened."""

    paths: Paths
    settings: Settings
    catalogue: Catalogue
    connection: sqlite3.Connection
    clock: Clock
    speed: float


def open_profile(data_dir: Path | None, speed: float = 1.0) -> Profile:
    """Open everything that any command needs.  Raises UserError."""
    paths = profile_paths(data_dir)
    make_private(paths.data_dir)
    _start_logging(paths.log)
    clock: Clock = SystemClock()
    return Profile(
        paths=paths,
        settings=load_settings(paths.settings),
        catalogue=load_catalogue((resources.ROUTINES, paths.routines)),
        connection=open_history(paths),
        clock=FasterClock(clock, speed) if speed != 1 else clock,
        speed=speed,
    )


def require_routine(profile: Profile, routine: str | None) -> None:
    """Raise UserError unless the profile has `routine`, or none is named."""
    if routine is not None and routine not in profile.catalogue.routines:
        raise UserError(Trouble.UNKNOWN_ROUTINE, where=routine)


def _start_logging(path: Path) -> None:
    """Warnings and worse go to a small file; a log that cannot be written is done without."""
    root = logging.getLogger("backstride")
    root.setLevel(logging.INFO)
    if any(isinstance(handler, logging.FileHandler) for handler in root.handlers):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A log that has grown is put aside at the next start; the module that would do it meanwhile is slow to import.
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_name(path.name + ".1"))
        handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
