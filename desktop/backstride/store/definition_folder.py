"""Finds the definition files of a folder, however much else lies there."""

import os
from pathlib import Path

from msgspec import Struct

from backstride.core.catalogue import FileProblem
from backstride.core.checking import Problem

MAX_FILES = 2_000
"""Twenty times what is shipped; as many are read in half a second.  The rest is reported, not read."""
MAX_ENTRIES = 100_000
"""Files and folders of any kind that are looked at: whoever links a whole home folder here waits for half a second."""
REGISTER_FILE = "sources.json"
LADDERS_FILE = "ladders.json"
_NO_DEFINITIONS = (REGISTER_FILE, LADDERS_FILE)
_SCHEMAS_FOLDER = "schemas"


class Found(Struct, frozen=True):
    """The files in the order of their paths, and what could not be searched and why."""

    files: tuple[Path, ...]
    problems: tuple[FileProblem, ...]


def definition_files(folder: Path) -> Found:
    """All files ending in .json below `folder`, apart from schemas, the register and the ladders.

    Folders that are only linked are not searched, so that no link leads round in a circle.  Raises nothing: a folder
    that is not there holds nothing, and one that cannot be listed is told.
    """
    files: list[str] = []
    problems: list[FileProblem] = []
    left = MAX_ENTRIES
    try:
        waiting = [str(folder)] if folder.is_dir() else []
    except OSError as error:  # what holds it may not be entered
        return Found((), (_told(folder, f"cannot be searched: {error.strerror or error}"),))
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    left -= 1
                    if left < 0:
                        break
                    if entry.name.endswith(".json") and entry.name not in _NO_DEFINITIONS:
                        files.append(entry.path)
                    if entry.name != _SCHEMAS_FOLDER and entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError as error:
            problems.append(_told(place, f"cannot be searched: {error.strerror or error}"))
        if left < 0:
            problems.append(_told(folder, f"holds more than {MAX_ENTRIES} files and folders; not all were looked at"))
            break
    if len(files) > MAX_FILES:
        problems.append(_told(folder, f"holds more than {MAX_FILES} files; the others were not read"))
    return Found(tuple(sorted(map(Path, files))[:MAX_FILES]), tuple(problems))


def _told(place: object, reason: str) -> FileProblem:
    return FileProblem(str(place), Problem("$", reason))
