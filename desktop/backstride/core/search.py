"""Finds routines by what somebody has in mind: words, kind, time, equipment, position."""

from collections.abc import Mapping

from msgspec import Struct

from backstride.core.catalogue import length_ms, needed_equipment
from backstride.core.definitions import Equipment, Exercise, Kind, Position, Routine


class Wanted(Struct, frozen=True):
    """What a routine must be like; what is None or empty does not matter.

    `equipment` is what somebody has: a routine that needs anything else is out.  `positions` are those that all of its
    steps must keep to.
    """

    text: str = ""
    kind: Kind | None = None
    at_most_ms: int | None = None
    equipment: frozenset[Equipment] | None = None
    positions: frozenset[Position] | None = None


def matches(routine: Routine, exercises: Mapping[str, Exercise], wanted: Wanted) -> bool:
    """True when `routine` is like what is wanted."""
    if wanted.kind is not None and routine.kind is not wanted.kind:
        return False
    if wanted.at_most_ms is not None and length_ms(routine, exercises) > wanted.at_most_ms:
        return False
    if wanted.equipment is not None and not wanted.equipment.issuperset(needed_equipment(routine, exercises)):
        return False
    used = {exercises[step.exercise].position for step in routine.steps}
    if wanted.positions is not None and not wanted.positions.issuperset(used):
        return False
    return _has_words(routine, exercises, wanted.text)


def _has_words(routine: Routine, exercises: Mapping[str, Exercise], text: str) -> bool:
    """True when each word of `text` begins a word of the routine, its exercises, their targets or equipment."""
    told = [routine.id, routine.name, routine.purpose, routine.when]
    for step in routine.steps:
        exercise = exercises[step.exercise]
        told += [exercise.name, *exercise.targets, *(item.value for item in exercise.equipment)]
    spoken = " ".join(told).casefold().replace("-", " ").split()
    words = text.casefold().replace("-", " ").split()
    return all(any(known.startswith(word) for known in spoken) for word in words)
