"""Finds the easier and the harder form of an exercise, along its ladder or as its file says."""

from collections.abc import Iterable

from msgspec import Struct

from backstride.core.definitions import Exercise, Ladder, Variation


class Rung(Struct, frozen=True):
    """Where an exercise stands on its ladder, counted from 1."""

    ladder: Ladder
    number: int

    @property
    def below(self) -> str | None:
        """The exercise one rung easier."""
        return self.ladder.rungs[self.number - 2] if self.number > 1 else None

    @property
    def above(self) -> str | None:
        """The exercise one rung harder."""
        return self.ladder.rungs[self.number] if self.number < len(self.ladder.rungs) else None


def rung_of(exercise: str, ladders: Iterable[Ladder]) -> Rung | None:
    """The rung of an exercise; None when it is on no ladder."""
    for ladder in ladders:
        if exercise in ladder.rungs:
            return Rung(ladder, ladder.rungs.index(exercise) + 1)
    return None


def easier(exercise: Exercise, ladders: Iterable[Ladder]) -> Variation | None:
    """What to do instead when an exercise is too much; an exercise of its ladder before mere words."""
    return _form(exercise.easier, rung_of(exercise.id, ladders), harder=False)


def harder(exercise: Exercise, ladders: Iterable[Ladder]) -> Variation | None:
    """What comes after an exercise."""
    return _form(exercise.harder, rung_of(exercise.id, ladders), harder=True)


def _form(own: Variation | None, rung: Rung | None, *, harder: bool) -> Variation | None:
    if own is not None and own.exercise is not None:
        return own
    neighbour = (rung.above if harder else rung.below) if rung is not None else None
    if neighbour is None:
        return own
    return Variation(text=own.text if own is not None else "", exercise=neighbour)
