"""The exercises and routines that can be played, and what could not be loaded and why."""

from collections.abc import Mapping

from msgspec import Struct, field

from backstride.core.checking import Problem
from backstride.core.definitions import Equipment, Exercise, Kind, Ladder, Routine, Source
from backstride.core.timeline import plan


class FileProblem(Struct, frozen=True):
    """A problem of the file called `file` (a path as the user would write it)."""

    file: str
    problem: Problem


class Catalogue(Struct, frozen=True):
    """Everything that was loaded, by id, in the order of the files."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    routines: Mapping[str, Routine] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    ladders: tuple[Ladder, ...] = ()
    problems: tuple[FileProblem, ...] = ()


def by_kind(catalogue: Catalogue) -> tuple[tuple[Kind, tuple[Routine, ...]], ...]:
    """The routines grouped by kind in the order of the kinds, shortest first; kinds without routines are left out."""
    groups = ((kind, shortest_first(catalogue, kind)) for kind in Kind)
    return tuple((kind, routines) for kind, routines in groups if routines)


def shortest_first(catalogue: Catalogue, kind: Kind) -> tuple[Routine, ...]:
    """The routines of one kind by their length."""
    found = (routine for routine in catalogue.routines.values() if routine.kind is kind)
    return tuple(sorted(found, key=lambda routine: (length_ms(routine, catalogue.exercises), routine.id)))


def needed_equipment(routine: Routine, exercises: Mapping[str, Exercise]) -> tuple[Equipment, ...]:
    """What all steps together need, in the order of `Equipment`."""
    needed = {item for step in routine.steps for item in exercises[step.exercise].equipment}
    return tuple(item for item in Equipment if item in needed)


def emblem(routine: Routine) -> str:
    """The exercise that stands for a routine in a picture: the longest one."""
    return max(routine.steps, key=lambda step: step.sets * (step.dose.work_ms or 0)).exercise


def length_ms(routine: Routine, exercises: Mapping[str, Exercise]) -> int:
    """Length of the routine as written, in milliseconds."""
    return plan(routine, exercises).total_ms
