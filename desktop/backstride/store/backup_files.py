"""The files in the backups folder: what their names tell, when the next one is due, and which are kept.

`history-2026-03-04.db` is a weekly one, `history-by-hand-2026-03-04T183000.db` was asked for,
`history-before-restore-2026-03-04T183000.db` and `history-before-schema-3.db` were made before something that could
be regretted.  Everything else in the folder is not ours and never touched.
"""

import contextlib
import logging
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from backstride.store.paths import make_private

_log = logging.getLogger(__name__)

KEPT_WEEKLY = 8
KEPT_BY_HAND = 3
KEPT_BEFORE = 3
"""How many are kept of those before a new version, and as many of those before a restore."""
WEEK = timedelta(days=7)
AHEAD = timedelta(days=1)
"""How far ahead a date may lie without being wrong: whoever flies west meets yesterday again."""
LEFT_BEHIND = timedelta(days=1)
"""A workspace that is older was left by a crash."""

_WEEKLY = re.compile(r"history-([0-9]{4}-[0-9]{2}-[0-9]{2})\.db")
_STAMPED = re.compile(r"history-(by-hand|before-restore)-([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6})\.db")
_BEFORE_SCHEMA = re.compile(r"history-before-schema-([0-9]{1,9})\.db")
_WORKSPACE = ".unfinished-"


class Reason(StrEnum):
    """Why a backup was made."""

    WEEKLY = "weekly"
    BY_HAND = "by-hand"
    BEFORE_SCHEMA = "before-schema"
    BEFORE_RESTORE = "before-restore"


_KEPT = {
    Reason.WEEKLY: KEPT_WEEKLY,
    Reason.BY_HAND: KEPT_BY_HAND,
    Reason.BEFORE_SCHEMA: KEPT_BEFORE,
    Reason.BEFORE_RESTORE: KEPT_BEFORE,
}


class BackupFile(Struct, frozen=True):
    """A file with one of our names.  `made` is the local time there and then, without an offset.

    `schema` is the one to which the history was about to be migrated, 0 for other reasons.
    """

    path: Path
    reason: Reason
    made: datetime
    size_bytes: int
    schema: int = 0


def weekly_path(folder: Path, now: datetime) -> Path:
    """Where the weekly backup of this day belongs."""
    return folder / f"history-{now:%Y-%m-%d}.db"


def before_schema_path(folder: Path, schema: int) -> Path:
    """Where the backup belongs that is made before the history is migrated to `schema`."""
    return folder / f"history-{Reason.BEFORE_SCHEMA}-{schema}.db"


def free_path(folder: Path, reason: Reason, now: datetime) -> Path:
    """A name that no file has yet, for a backup that must not replace another of the same second."""
    while True:
        path = folder / f"history-{reason}-{now:%Y-%m-%dT%H%M%S}.db"
        if not path.exists():
            return path
        now += timedelta(seconds=1)


def backup_files(folder: Path) -> tuple[BackupFile, ...]:
    """All regular files with our names, in no order; none where the folder cannot be read."""
    try:
        return tuple(found for path in folder.iterdir() if (found := _backup_file(path)) is not None)
    except OSError:
        return ()


def is_due(files: Iterable[BackupFile], today: date) -> bool:
    """True when there is no weekly backup of the last seven days, today among them.

    Those from the future do not count: they come from a clock that was wrong, and must not keep the next one off.
    """
    return not any(-AHEAD <= today - file.made.date() < WEEK for file in files if file.reason is Reason.WEEKLY)


def superfluous(files: Iterable[BackupFile], today: date) -> tuple[BackupFile, ...]:
    """Those that are beyond the number kept for their reason; a date from the future counts as the oldest."""

    def newness(file: BackupFile) -> tuple[bool, int, datetime]:
        plausible = file.reason is Reason.BEFORE_SCHEMA or file.made.date() - today <= AHEAD
        return plausible, file.schema, file.made

    by_newness = sorted(files, key=newness, reverse=True)
    return tuple(
        file
        for reason, kept in _KEPT.items()
        for file in [candidate for candidate in by_newness if candidate.reason is reason][kept:]
    )


def discard_superfluous(folder: Path, now: datetime) -> None:
    """Delete what need not be kept, and what a crash left half-written; what cannot be deleted stays."""
    for file in superfluous(backup_files(folder), now.date()):
        with contextlib.suppress(OSError):
            file.path.unlink()
            _log.info("backup discarded: %s", file.path.name)
    for path in folder.glob(f"{_WORKSPACE}*"):
        with contextlib.suppress(OSError):
            if abs(datetime.fromtimestamp(path.stat().st_mtime, UTC) - now) > LEFT_BEHIND:
                shutil.rmtree(path)


@contextlib.contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A private folder inside `folder` for what is not finished; it goes with everything in it.

    Raises UserError or OSError when it cannot be made.
    """
    make_private(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_WORKSPACE) as name:
        yield Path(name)


def _backup_file(path: Path) -> BackupFile | None:
    """What the name of `path` tells; None for a name that is not ours, and for links, pipes and folders."""
    try:
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    written = datetime.fromtimestamp(status.st_mtime, UTC).astimezone().replace(tzinfo=None)
    try:
        if match := _WEEKLY.fullmatch(path.name):
            # Files that were copied from elsewhere have lost their time of day, but not their day.
            day = date.fromisoformat(match[1])
            made = written if written.date() == day else datetime.combine(day, time())
            return BackupFile(path, Reason.WEEKLY, made, status.st_size)
        if match := _STAMPED.fullmatch(path.name):
            return BackupFile(path, Reason(match[1]), datetime.fromisoformat(match[2]), status.st_size)
    except ValueError:
        return None
    if match := _BEFORE_SCHEMA.fullmatch(path.name):
        return BackupFile(path, Reason.BEFORE_SCHEMA, written, status.st_size, int(match[1]))
    return None
