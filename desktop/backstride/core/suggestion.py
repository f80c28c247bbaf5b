"""Decides which routine is the sensible one to do next, and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from backstride.core.catalogue import Catalogue, shortest_first
from backstride.core.definitions import Kind, Occasion, Routine

CORE_EVERY_DAYS = 2
"""Core work suits two or three days a week that do not follow each other (E08, E28)."""


class Reason(StrEnum):
    """Why a routine is suggested."""

    FIRST = "first"
    CORE_DUE = "core-due"
    FLEXIBILITY = "flexibility"
    DONE_TODAY = "done-today"


class Suggestion(Struct, frozen=True):
    """A routine and why it is the one; `days_since` is None where it was never done."""

    routine: str
    reason: Reason
    days_since: int | None


def suggest(catalogue: Catalogue, last_done: Mapping[Kind, date], today: date) -> Suggestion | None:
    """The next sensible routine, given the day on which each kind was last completed.

    Core comes first and every other day, flexibility on the days between, and something gentle once both are
    done.  None when there is nothing to play.
    """
    days = {kind: (today - day).days for kind, day in last_done.items()}
    core_days = min((days[kind] for kind in (Kind.CORE, Kind.FULL) if kind in days), default=None)
    core = _first(catalogue, [Kind.CORE, Kind.FULL])
    if core and (core_days is None or core_days >= CORE_EVERY_DAYS):
        return Suggestion(core.id, Reason.CORE_DUE if last_done else Reason.FIRST, core_days)
    stretch_days = days.get(Kind.STRETCHING)
    stretch = _first(catalogue, [Kind.STRETCHING], Occasion.ANY)
    if stretch and stretch_days != 0:
        return Suggestion(stretch.id, Reason.FLEXIBILITY, stretch_days)
    gentle = for_occasion(catalogue, Occasion.SORE) or _first(catalogue, list(Kind))
    return Suggestion(gentle.id, Reason.DONE_TODAY, days.get(gentle.kind)) if gentle else None


def for_occasion(catalogue: Catalogue, occasion: Occasion) -> Routine | None:
    """The shortest routine made for `occasion`: warm-ups before stretches before rolling."""
    return _first(catalogue, list(Kind), occasion)


def _first(catalogue: Catalogue, kinds: Sequence[Kind], occasion: Occasion | None = None) -> Routine | None:
    """The shortest routine of the first of `kinds` that has one, made for `occasion` if one is given."""
    suits = (
        routine
        for kind in kinds
        for routine in shortest_first(catalogue, kind)
        if occasion is None or occasion in routine.occasions
    )
    return next(suits, None)
