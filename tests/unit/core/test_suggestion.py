"""Which routine is suggested, and why."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.catalogue import Catalogue
from backstride.core.definitions import Dose, Kind, Occasion, Routine
from backstride.core.suggestion import Reason, Suggestion, for_occasion, suggest
from unit.core.builders import a_catalogue, a_routine, a_step, an_exercise

TODAY = date(2024, 5, 15)
CORE, FULL, STRETCHING, MOBILITY = Kind.CORE, Kind.FULL, Kind.STRETCHING, Kind.MOBILITY


def routine(name: str, kind: Kind, *occasions: Occasion, seconds: int = 60) -> Routine:
    """A routine of one step."""
    return a_routine(a_step(dose=Dose(seconds=seconds)), id=name, kind=kind, occasions=occasions)


def catalogue(*routines: Routine) -> Catalogue:
    """A catalogue of these routines."""
    return a_catalogue([an_exercise()], routines)


ALL = catalogue(
    routine("core-long", CORE, seconds=600),
    routine("core-short", CORE),
    routine("full", FULL, seconds=30),
    routine("after-run", STRETCHING, Occasion.POST_RUN, seconds=30),
    routine("flexibility", STRETCHING, Occasion.ANY),
    routine("gentle", MOBILITY, Occasion.SORE, Occasion.ANY),
)


def days_ago(**kinds: int) -> dict[Kind, date]:
    """The day on which each kind was last completed."""
    return {Kind[name.upper()]: TODAY - timedelta(days=days) for name, days in kinds.items()}


@pytest.mark.parametrize(
    ("last_done", "expected"),
    [
        ({}, Suggestion("core-short", Reason.FIRST, None)),
        (days_ago(stretching=0), Suggestion("core-short", Reason.CORE_DUE, None)),
        (days_ago(core=2), Suggestion("core-short", Reason.CORE_DUE, 2)),
        (days_ago(full=3), Suggestion("core-short", Reason.CORE_DUE, 3)),
        (days_ago(core=9, full=1), Suggestion("flexibility", Reason.FLEXIBILITY, None)),
        (days_ago(core=1, full=9), Suggestion("flexibility", Reason.FLEXIBILITY, None)),
        (days_ago(core=0), Suggestion("flexibility", Reason.FLEXIBILITY, None)),
        (days_ago(core=1, stretching=4), Suggestion("flexibility", Reason.FLEXIBILITY, 4)),
        (days_ago(core=1, stretching=0), Suggestion("gentle", Reason.DONE_TODAY, None)),
        (days_ago(core=1, stretching=0, mobility=5), Suggestion("gentle", Reason.DONE_TODAY, 5)),
    ],
)
def test_core_every_other_day_flexibility_between_and_then_something_gentle(
    last_done: Mapping[Kind, date], expected: Suggestion
) -> None:
    assert suggest(ALL, last_done, TODAY) == expected


def test_a_full_session_stands_in_where_there_is_no_core_routine() -> None:
    assert suggest(catalogue(routine("full", FULL)), {}, TODAY) == Suggestion("full", Reason.FIRST, None)


def test_stretching_after_a_run_is_no_daily_flexibility() -> None:
    only = catalogue(routine("after-run", STRETCHING, Occasion.POST_RUN))
    assert suggest(only, {}, TODAY) == Suggestion("after-run", Reason.DONE_TODAY, None)


def test_without_a_core_routine_flexibility_comes_first() -> None:
    found = suggest(catalogue(routine("flexibility", STRETCHING, Occasion.ANY)), {}, TODAY)
    assert found == Suggestion("flexibility", Reason.FLEXIBILITY, None)


def test_without_anything_gentle_the_first_kind_is_suggested_again() -> None:
    found = suggest(catalogue(routine("core", CORE)), days_ago(core=1), TODAY)
    assert found == Suggestion("core", Reason.DONE_TODAY, 1)


def test_without_routines_nothing_is_suggested() -> None:
    assert suggest(catalogue(), {}, TODAY) is None


def test_an_occasion_is_served_by_the_shortest_routine_of_the_first_kind() -> None:
    found = catalogue(
        routine("rolling", Kind.ROLLING, Occasion.PRE_RUN, seconds=10),
        routine("long", Kind.WARMUP, Occasion.PRE_RUN, seconds=90),
        routine("short", Kind.WARMUP, Occasion.PRE_RUN, seconds=60),
        routine("shortest", Kind.WARMUP, seconds=5),
    )
    served = for_occasion(found, Occasion.PRE_RUN)
    assert served is not None
    assert served.id == "short"


def test_an_occasion_without_a_routine_is_not_served() -> None:
    assert for_occasion(ALL, Occasion.DESK) is None


@given(st.dictionaries(st.sampled_from(Kind), st.integers(0, 400)))
def test_something_is_always_suggested_and_core_never_on_days_that_follow(days: dict[Kind, int]) -> None:
    found = suggest(ALL, {kind: TODAY - timedelta(days=ago) for kind, ago in days.items()}, TODAY)
    assert found is not None
    core_days = min((days[kind] for kind in (CORE, FULL) if kind in days), default=99)
    assert (ALL.routines[found.routine].kind is CORE) == (core_days >= 2)
