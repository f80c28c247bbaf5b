"""Writes whole files or nothing: a crash or a full disk leaves the old content."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Replace `path` by `content`, whole or piece by piece, in one step; readable by its owner only.

    Raises OSError, and whatever the making of a piece raises, leaving the old file.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
