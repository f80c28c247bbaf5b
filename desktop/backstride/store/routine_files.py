"""Loads exercise and routine files: the good ones play, of the others every problem is told."""

import json
import logging
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from backstride.core.catalogue import Catalogue, FileProblem
from backstride.core.checking import Problem, exercise_problems, routine_problems, shape_problems
from backstride.core.definitions import Exercise, Ladder, Ladders, Routine, Source, SourceRegister

_log = logging.getLogger(__name__)

MAX_FILE_BYTES = 1_000_000
"""A hundred steps with all their words take under 50 kB; a megabyte is no definition."""
MAX_FILES = 5_000
"""More files than anybody writes; the rest is reported, not read."""
NOT_DEFINITIONS = ("sources.json", "ladders.json")

NOT_DECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises; of strings that are not UTF-8 it says so with an error of its own."""
ListFile = TypeVar("ListFile", SourceRegister, Ladders)


SHARED_SUFFIX = ".backstride"
"""May stand before ".json", so that desktops tell a routine from other JSON; it is no part of the name."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read: its path and bytes, and its definition or its problems."""

    path: Path
    definition: Exercise | Routine | None
    problems: tuple[Problem, ...]
    content: bytes = b""


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Load all definitions below `folders`; where an id stands twice, the first one stays."""
    read: list[ReadFile] = []
    sources: dict[str, Source] = {}
    ladders: list[Ladder] = []
    for folder in folders:
        files = definition_paths(folder)
        read += [read_definition(path) for path in files[:MAX_FILES]]
        if len(files) > MAX_FILES:
            reason = f"holds more than {MAX_FILES} files; the others were not read"
            read.append(ReadFile(folder, None, (Problem("$", reason),)))
        register = _list_file(folder / "sources.json", SourceRegister)
        sources.update({source.code: source for source in register.sources} if register else {})
        listed = _list_file(folder / "ladders.json", Ladders)
        ladders += listed.ladders if listed else ()
    loaded = _assemble(read)
    return replace(loaded, sources=sources, ladders=tuple(ladders))


def check_files(paths: Iterable[Path], known: Catalogue) -> tuple[FileProblem, ...]:
    """Every problem of these files; they may name the exercises of `known` and of each other."""
    read = [read_definition(path) for path in paths]
    return _assemble(read, dict(known.exercises)).problems


def definition_paths(folder: Path) -> list[Path]:
    """All files below `folder` that are taken for definitions, sorted; none where there is no such folder."""
    if not folder.is_dir():
        return []
    found = (
        path
        for path in folder.rglob("*.json")
        if path.name not in NOT_DEFINITIONS and "schemas" not in path.relative_to(folder).parts[:-1]
    )
    return sorted(found)


def _assemble(read: Iterable[ReadFile], known: Mapping[str, Exercise] | None = None) -> Catalogue:
    """Put together what was read: exercises first, so that routines can be checked against all of them."""
    problems = [FileProblem(str(item.path), problem) for item in read for problem in item.problems]
    exercises: dict[str, Exercise] = {}
    routines: dict[str, Routine] = {}

    def add(item: ReadFile, into: dict[str, Any], definition: Exercise | Routine, found: tuple[Problem, ...]) -> None:
        name = definition_name(item.path)
        if definition.id != name:
            found += (Problem("$.id", f"{definition.id!r} must be the name of its file, {name!r}"),)
        if definition.id in into:
            found += (Problem("$.id", f"{definition.id!r} is already taken by another file"),)
        problems.extend(FileProblem(str(item.path), problem) for problem in found)
        if not found:
            into[definition.id] = definition

    for item in read:
        if isinstance(item.definition, Exercise):
            add(item, exercises, item.definition, exercise_problems(item.definition))
    available = {**(known or {}), **exercises}
    for item in read:
        if isinstance(item.definition, Routine):
            add(item, routines, item.definition, routine_problems(item.definition, available))
    return Catalogue(exercises, routines, problems=tuple(problems))


def definition_name(path: Path) -> str:
    """The id that a definition in this file must have."""
    return path.stem.removesuffix(SHARED_SUFFIX)


def read_definition(path: Path) -> ReadFile:
    """Read one file by itself; whatever is wrong with it is in its problems."""
    try:
        content = _content(path)
    except OSError as error:
        return ReadFile(path, None, (Problem("$", f"cannot be read: {error.strerror or error}"),))
    except ValueError as error:
        return ReadFile(path, None, (Problem("$", str(error)),))
    try:
        return ReadFile(path, msgspec.json.decode(content, type=Routine), (), content)
    except NOT_DECODED as error:
        as_routine = error
    try:
        return ReadFile(path, msgspec.json.decode(content, type=Exercise), (), content)
    except NOT_DECODED:
        problems = _all_problems(content)
    # What only the fast decoder refuses, such as a field given twice, is told in its words.
    return ReadFile(path, None, problems or (Problem("$", f"cannot be used: {as_routine}"),))


def _content(path: Path) -> bytes:
    """The bytes of a regular file of sensible size.  Raises OSError, or ValueError with the reason."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("is not a regular file")
    if status.st_size > MAX_FILE_BYTES:
        raise ValueError(f"has {status.st_size} bytes, more than {MAX_FILE_BYTES}")
    return path.read_bytes()


def _all_problems(content: bytes) -> tuple[Problem, ...]:
    """What the standard decoder and a walk over all fields say of content that did not decode."""
    try:
        value = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        return (Problem("$", f"is not UTF-8 text (byte {error.start})"),)
    except json.JSONDecodeError as error:
        return (Problem("$", f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"),)
    except (RecursionError, ValueError) as error:
        return (Problem("$", f"is not JSON that can be read: {error}"),)
    is_routine = isinstance(value, dict) and "steps" in value
    return shape_problems(value, Routine if is_routine else Exercise)


def _list_file(path: Path, kind: type[ListFile]) -> ListFile | None:
    """The source register or the ladders of a folder; None where there are none, or where they cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, *NOT_DECODED) as error:
        _log.warning("%s not loaded: %s", path, error)
        return None
