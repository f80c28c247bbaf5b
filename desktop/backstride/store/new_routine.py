"""Takes a routine from a file elsewhere into the user's own: looks at it, says what it would replace, copies it."""

import contextlib
from pathlib import Path

from msgspec import Struct

from backstride.core.catalogue import Catalogue
from backstride.core.checking import Problem, routine_problems
from backstride.core.definitions import Exercise, Routine
from backstride.core.errors import Trouble, UserError
from backstride.store.atomic import write_whole
from backstride.store.definition_folder import definition_files
from backstride.store.paths import make_private
from backstride.store.routine_files import definition_name, read_definition


class NewRoutine(Struct, frozen=True):
    """A routine that can be added: what the file said, where it will lie, and what lies there now, if anything."""

    routine: Routine
    content: bytes
    target: Path
    replaced: bytes | None

    @property
    def kept_as(self) -> Path:
        """Where the file that is replaced is kept."""
        return self.target.with_name(f"{self.target.name}.previous")


def look_at(path: Path, shipped: Catalogue, known: Catalogue, folder: Path) -> NewRoutine:
    """Check the file at `path` as one that could lie in `folder`, the user's own, and change nothing.

    `shipped` are the definitions that come with the app, `known` all that are loaded.  Raises UserError with the first
    problem when it cannot be added.
    """
    read = read_definition(path)
    definition = read.definition
    if definition is None:
        raise _refused(path, read.problems)
    if isinstance(definition, Exercise):
        raise _refused(path, (Problem("$", f"describes an exercise; copy it into {folder} yourself"),))
    problems = routine_problems(definition, known.exercises)
    if definition.id in shipped.routines:
        problems += (Problem("$.id", f"{definition.id!r} is a routine that comes with Backstride; choose another"),)
    if problems:
        raise _refused(path, problems)
    target = _place(definition, folder)
    if target.exists() and isinstance(read_definition(target).definition, Exercise):
        raise _refused(path, (Problem("$.id", f"{definition.id!r} is the name of an exercise of yours"),))
    return NewRoutine(definition, read.content, target, _content(target))


def add(new: NewRoutine) -> None:
    """Copy a routine that was looked at; a file that it replaces is kept beside it.

    Raises UserError, having changed nothing, when it cannot be written or when what it replaces is no longer what it
    was.
    """
    if _content(new.target) != new.replaced:
        raise UserError(Trouble.FILE_CHANGED, where=new.target)
    make_private(new.target.parent)
    try:
        if new.replaced is not None:
            write_whole(new.kept_as, new.replaced)
        write_whole(new.target, new.content)
    except OSError as error:
        raise UserError(Trouble.NOT_SAVED, where=new.target, detail=error.strerror or error) from error


def _place(routine: Routine, folder: Path) -> Path:
    """Where the user has the routine of this id already, in whatever folder, or else where it goes."""
    found = [path for path in definition_files(folder).files if definition_name(path) == routine.id]
    return found[0] if found else folder / f"{routine.id}.json"


def _content(path: Path) -> bytes | None:
    with contextlib.suppress(OSError):
        return path.read_bytes()
    return None


def _refused(path: Path, problems: tuple[Problem, ...]) -> UserError:
    first = problems[0]
    others = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return UserError(Trouble.ROUTINE_REFUSED, where=path, detail=f"{first.place}: {first.reason}{others}")
