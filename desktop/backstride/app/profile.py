"""Opens everything of one user that any command needs."""

import logging
import sqlite3
import sys
from io import TextIOWrapper
from pathlib import Path

from msgspec import Struct

from backstride import resources
from backstride.core.catalogue import Catalogue
from backstride.core.errors import Trouble, UserError
from backstride.services.clock import Clock, FasterClock, SystemClock
from backstride.store.paths import Paths, profile_paths
from backstride.store.rescue import Opened, open_in_memory, open_or_rescue
from backstride.store.routine_files import load_catalogue
from backstride.store.settings import Settings, load_settings
from backstride.ui.error_words import error_text

LOG_LIMIT_BYTES = 500_000


class Profile(Struct, frozen=True):
    """One user's data, opened.

    `troubles` are to be told once, in this order; `kept` is False when nothing that is done now can be kept.
    """

    paths: Paths
    settings: Settings
    catalogue: Catalogue
    connection: sqlite3.Connection
    clock: Clock
    speed: float
    troubles: tuple[UserError, ...] = ()
    kept: bool = True


def open_profile(data_dir: Path | None, speed: float = 1.0, *, plays: bool = False) -> Profile:
    """Open everything that any command needs.

    A damaged history is replaced by the newest good backup; what was found is told on standard error.  Raises
    UserError when the folder or the history cannot be used; with `plays` the history is then in memory instead, for
    nothing of that kind keeps a routine from playing.
    """
    paths = profile_paths(data_dir)
    _start_logging(paths.log)
    clock: Clock = SystemClock()
    settings_troubles: list[UserError] = []
    settings = load_settings(paths.settings, tell=settings_troubles.append)
    opened = _open_history(paths, clock, plays=plays)
    troubles = (*opened.troubles, *settings_troubles)
    for trouble in troubles:
        print(f"backstride: {error_text(trouble)}", file=sys.stderr)
    return Profile(
        paths=paths,
        settings=settings,
        catalogue=load_catalogue((resources.ROUTINES, paths.routines)),
        connection=opened.connection,
        clock=FasterClock(clock, speed) if speed != 1 else clock,
        speed=speed,
        troubles=troubles,
        kept=opened.kept,
    )


def _open_history(paths: Paths, clock: Clock, *, plays: bool) -> Opened:
    try:
        return open_or_rescue(paths, clock.wall())
    except UserError as error:
        if not plays:
            raise
        return open_in_memory(paths, error)


def require_routine(profile: Profile, routine: str | None) -> None:
    """Raise UserError unless the profile has `routine`, or none is named."""
    if routine is not None and routine not in profile.catalogue.routines:
        raise UserError(Trouble.UNKNOWN_ROUTINE, where=routine)


class _LogFile(logging.FileHandler):
    """A log that its owner alone can read; what it has no room for is left out."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """Keep a full disk from printing a stack trace for every line."""


def _start_logging(path: Path) -> None:
    """Warnings and worse go to a small file; a log that cannot be written is done without."""
    root = logging.getLogger("backstride")
    root.setLevel(logging.INFO)
    if any(isinstance(handler, _LogFile) for handler in root.handlers):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A log that has grown is put aside at the next start; the module that would do it meanwhile is slow to import.
        if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_name(path.name + ".1"))
        handler = _LogFile(path, delay=True, encoding="utf-8")
    except OSError:
        root.addHandler(logging.NullHandler())  # or Python would print every warning
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
