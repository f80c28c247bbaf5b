"""Reads a file of the user's without waiting for it and without letting it fill the memory."""

import os
import stat
from pathlib import Path


class NotRegularError(ValueError):
    """A folder, pipe, socket or device stands where a file should."""


class TooLargeError(ValueError):
    """A file is larger than allowed; `size` is in bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(f"{size} bytes")
        self.size = size


def read_regular(path: Path, most_bytes: int) -> bytes:
    """The bytes of a regular file of at most so many.  Raises OSError, NotRegularError, TooLargeError.

    Never blocks: what was exchanged for a pipe after the first look, or is a file of the system that waits for news,
    counts as empty.
    """
    status = path.stat()
    # Looked at before it is opened: to open a device can already set something going.
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularError
    if status.st_size > most_bytes:
        raise TooLargeError(status.st_size)
    with open(path, "rb", opener=_open_without_waiting) as file:
        content = file.read(status.st_size + 1) or b""  # None where there is nothing to read yet
        if len(content) > status.st_size:  # a size can lie: files of the system have none, others grow
            content += file.read(most_bytes - status.st_size) or b""
    if len(content) > most_bytes:
        raise TooLargeError(len(content))
    return content


def _open_without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
