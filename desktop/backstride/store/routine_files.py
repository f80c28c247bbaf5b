"""Loads exercise and routine files: the good ones play, of the others every problem is told."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backstride.core.catalogue import Catalogue, FileProblem
from backstride.core.checking import Problem, exercise_problems, first_problems, routine_problems
from backstride.core.definitions import Exercise, Ladder, Ladders, Routine, Source, SourceRegister
from backstride.store.bounded import NotRegularError, TooLargeError, read_regular
from backstride.store.definition_folder import LADDERS_FILE, REGISTER_FILE, definition_files
from backstride.store.json_problems import definition_problems, repeated_fields

MAX_FILE_BYTES = 1_000_000
"""A hundred steps with all their words take under 50 kB; a megabyte is no definition."""
MAX_FOLDER_BYTES = 5_000_000
"""Of all definitions of a folder, thirty times what is shipped; the worst of that size is refused within a second."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NOT_DECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises; of strings that are not UTF-8 it says so with an error of its own."""
ListFile = TypeVar("ListFile", SourceRegister, Ladders)


SHARED_SUFFIX = ".backstride"
"""May stand before ".json", so that desktops tell a routine from other JSON; it is no part of the name."""


class ReadFile(Struct, frozen=True):
    """A file that was read: its path and bytes, and its definition or its problems."""

    path: Path
    definition: Exercise | Routine | None
    problems: tuple[Problem, ...]
    content: bytes = b""


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Load all definitions below `folders`; where an id or a source stands twice, the first one stays."""
    read: list[ReadFile] = []
    sources: dict[str, Source] = {}
    ladders: list[Ladder] = []
    problems: list[FileProblem] = []
    for folder in folders:
        found = definition_files(folder)
        read += _read_all(found.files)
        problems += found.problems
        register, untold = _list_file(folder / REGISTER_FILE, SourceRegister)
        sources = {source.code: source for source in register.sources} | sources if register else sources
        listed, unlisted = _list_file(folder / LADDERS_FILE, Ladders)
        ladders += listed.ladders if listed else ()
        problems += [*untold, *unlisted]
    loaded = _assemble(read)
    return replace(loaded, sources=sources, ladders=tuple(ladders), problems=(*loaded.problems, *problems))


def check_files(paths: Iterable[Path], known: Catalogue) -> tuple[FileProblem, ...]:
    """Every problem of these files; they may name the exercises of `known` and of each other."""
    read = [read_definition(path) for path in paths]
    return _assemble(read, dict(known.exercises)).problems


def _read_all(files: Iterable[Path]) -> Iterator[ReadFile]:
    """Read file after file, as long as they are not too much together."""
    left = MAX_FOLDER_BYTES
    for path in files:
        if left <= 0:
            reason = f"was not read, for the files before it have {MAX_FOLDER_BYTES} bytes together"
            yield ReadFile(path, None, (Problem("$", reason),))
            return
        content, problems = _content(path)
        left -= len(content)
        yield _decoded(path, content) if not problems else ReadFile(path, None, problems)


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
    content, problems = _content(path)
    return _decoded(path, content) if not problems else ReadFile(path, None, problems)


def _decoded(path: Path, content: bytes) -> ReadFile:
    definition: Routine | Exercise
    try:
        definition = msgspec.json.decode(content, type=Routine)
    except NOT_DECODED as error:
        as_routine = error
        try:
            definition = msgspec.json.decode(content, type=Exercise)
        except NOT_DECODED:
            # What only the fast decoder refuses is told in its words.
            problems = definition_problems(content) or first_problems((_refused(as_routine),))
            return ReadFile(path, None, problems)
    repeated = repeated_fields(content)
    return ReadFile(path, None if repeated else definition, repeated, content)


def _refused(error: Exception) -> Problem:
    return Problem("$", f"cannot be used: {error}")


def _content(path: Path) -> tuple[bytes, tuple[Problem, ...]]:
    """The bytes of a file without a byte order mark, or why it was not read."""
    try:
        return read_regular(path, MAX_FILE_BYTES).removeprefix(_BYTE_ORDER_MARK), ()
    except NotRegularError:
        reason = "is not a regular file"
    except TooLargeError as error:
        reason = f"has {error.size} bytes, more than {MAX_FILE_BYTES}"
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
    return b"", (Problem("$", reason),)


def _list_file(path: Path, kind: type[ListFile]) -> tuple[ListFile | None, tuple[FileProblem, ...]]:
    """The source register or the ladders of a folder, None where there are none, and why they cannot be used."""
    if not os.path.lexists(path):
        return None, ()
    content, problems = _content(path)
    if not problems:
        try:
            return msgspec.json.decode(content, type=kind), ()
        except NOT_DECODED as error:
            problems = first_problems((_refused(error),))
    return None, tuple(FileProblem(str(path), problem) for problem in problems)
