"""Lets one process at a time have a profile's window: a lock that the system takes back when its process ends."""

import sys
from pathlib import Path
from typing import BinaryIO

from backstride.core.errors import Trouble, UserError


def take_lock(path: Path) -> BinaryIO | None:
    """Lock `path` until the returned file is closed or this process ends, however it does; None when another has it.

    Only the lock counts, not that the file is there: one left by a crash, or copied with its folder, is free.  Where
    the file system knows no locks, everybody gets one.  Raises UserError when the file cannot be opened.
    """
    try:
        path.touch(mode=0o600)
        file = path.open("ab")
    except OSError as error:
        raise UserError(Trouble.DATA_DIR_UNUSABLE, where=path.parent, detail=error.strerror or error) from error
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):
        file.close()
        return None
    except OSError:
        return file
    return file


def _lock(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
