"""Scaling rests and holds: whole seconds, nothing scaled away, and no dose led out of what the sources support."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.adjusting import adjust
from backstride.core.definitions import Bounds, Dose, Exercise, Mode, Step, Tempo
from unit.core.builders import TWO_SECONDS, a_step, an_exercise

SCALES = st.sampled_from((0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.5, 2.0, 4.0)) | st.floats(0.25, 4)
BOUNDS = st.none() | st.tuples(st.integers(1, 60), st.integers(1, 60)).map(lambda found: (min(found), max(found)))


def hold(seconds: int, scale: float, bounds: tuple[int, int] | None = None) -> int | None:
    """The seconds of a hold that was scaled."""
    exercise = an_exercise(bounds=Bounds(seconds=bounds))
    return adjust(a_step(dose=Dose(seconds=seconds)), exercise, 1, scale).dose.seconds


def held_reps(hold_s: float, scale: float, bounds: tuple[float, float] | None = None, rest_scale: float = 1) -> Dose:
    """Held repetitions whose hold was scaled."""
    exercise = an_exercise(mode=Mode.HOLD_REPS, bounds=Bounds(hold_s=bounds))
    dose = Dose(reps=6, tempo=Tempo(out_s=1.5, hold_s=hold_s, back_s=1, pause_s=0.5))
    return adjust(a_step(dose=dose), exercise, rest_scale, scale).dose


@pytest.mark.parametrize(
    ("seconds", "scale", "expected"),
    [(20, 0.5, 10), (20, 1.5, 30), (20, 2, 40), (25, 0.75, 19), (1, 0.25, 1), (30, 1.0, 30), (10, 1.04, 10)],
)
def test_a_hold_is_scaled_to_whole_seconds_and_never_away(seconds: int, scale: float, expected: int) -> None:
    assert hold(seconds, scale) == expected


@pytest.mark.parametrize(
    ("seconds", "scale", "expected"),
    [
        (20, 2, 30),  # no further than the most
        (20, 0.25, 10),  # nor the least
        (20, 1.25, 25),
        (45, 2, 45),  # above the most already: not further
        (45, 0.5, 22),  # but back inside
        (45, 0.25, 11),
        (5, 0.5, 5),  # below the least already
        (5, 4, 20),
        (5, 1.4, 7),  # nearer, though not yet inside
    ],
)
def test_a_hold_stays_within_its_bounds_and_never_moves_further_out(seconds: int, scale: float, expected: int) -> None:
    assert hold(seconds, scale, (10, 30)) == expected


@pytest.mark.parametrize(
    ("hold_s", "scale", "bounds", "expected"),
    [
        (5, 2, None, 10),
        (5, 0.5, None, 2),
        (1, 0.25, None, 1),
        (5, 2, (3, 8), 8),
        (5, 0.25, (3, 8), 3),
        (10, 2, (3, 8), 10),
    ],
)
def test_the_hold_of_a_repetition_is_scaled_and_its_movement_is_not(
    hold_s: float, scale: float, bounds: tuple[float, float] | None, expected: float
) -> None:
    assert held_reps(hold_s, scale, bounds) == Dose(
        reps=6, tempo=Tempo(out_s=1.5, hold_s=expected, back_s=1, pause_s=0.5)
    )


@pytest.mark.parametrize(
    ("mode", "dose"),
    [
        (Mode.REPS, Dose(reps=8)),
        (Mode.REPS, Dose(reps=8, tempo=TWO_SECONDS)),
        (Mode.REPS, Dose(reps=8, tempo=Tempo(out_s=1, hold_s=2, back_s=1))),
        (Mode.FLOW, Dose(seconds=60)),
        (Mode.FLOW, Dose(seconds=60, tempo=TWO_SECONDS)),
    ],
)
@pytest.mark.parametrize("scale", [0.25, 4])
def test_nothing_but_holds_is_scaled(mode: Mode, dose: Dose, scale: float) -> None:
    assert adjust(a_step(dose=dose), an_exercise(mode=mode), 1, scale).dose == dose


@pytest.mark.parametrize(("rest_s", "scale", "expected"), [(10, 0.5, 5), (10, 2, 20), (15, 0.75, 11), (0, 2, 0)])
def test_rests_are_scaled_to_whole_seconds(rest_s: int, scale: float, expected: int) -> None:
    step = adjust(a_step(rest_s=rest_s, prep_s=5, sets=3), an_exercise(), scale, 1)
    assert step == a_step(rest_s=expected, prep_s=5, sets=3)


@pytest.mark.parametrize("scale", [0.5, 0.75])
def test_a_rest_is_never_scaled_away(scale: float) -> None:
    assert adjust(a_step(rest_s=1), an_exercise(), scale, 1).rest_s == 1


def test_without_a_change_the_step_is_the_same() -> None:
    step = a_step(rest_s=7)
    assert adjust(step, an_exercise(), 1, 1) is step


@pytest.mark.parametrize("hold_s", [0.5, 2.5])
def test_scaling_rests_leaves_holds_as_they_are(hold_s: float) -> None:
    assert held_reps(hold_s, 1, rest_scale=2).tempo.hold_s == hold_s


@pytest.mark.parametrize(
    ("hold_s", "scale", "bounds"),
    [(4, 0.5, (2.5, 6)), (2.5, 0.5, (3, 5)), (2.5, 0.5, (2.5, 4)), (0.5, 2, (0.25, 0.75)), (3.5, 2, (1, 3))],
)
def test_rounding_leads_no_hold_out_of_its_bounds(hold_s: float, scale: float, bounds: tuple[float, float]) -> None:
    found = held_reps(hold_s, scale, bounds).tempo.hold_s
    assert min(bounds[0], hold_s) <= found <= max(bounds[1], hold_s)


def outside(value: float, bounds: tuple[float, float] | None) -> float:
    """How far `value` lies outside its bounds."""
    return max(bounds[0] - value, value - bounds[1], 0) if bounds else 0


@given(st.integers(1, 90), SCALES, BOUNDS)
def test_no_hold_is_led_out_of_its_bounds(seconds: int, scale: float, bounds: tuple[int, int] | None) -> None:
    found = hold(seconds, scale, bounds)
    assert isinstance(found, int)
    assert found >= 1
    assert outside(found, bounds) <= outside(seconds, bounds)
    assert found <= seconds if scale < 1 else found >= seconds


@given(st.integers(1, 30), SCALES, BOUNDS)
def test_no_hold_of_a_repetition_is_led_out_of_its_bounds(
    hold_s: int, scale: float, bounds: tuple[int, int] | None
) -> None:
    dose = held_reps(hold_s, scale, bounds)
    assert dose.tempo.hold_s == int(dose.tempo.hold_s) >= 1
    assert outside(dose.tempo.hold_s, bounds) <= outside(hold_s, bounds)
    assert dose.tempo.hold_s <= hold_s if scale < 1 else dose.tempo.hold_s >= hold_s


@given(st.integers(0, 600), st.floats(0.5, 2))
def test_rests_are_near_what_was_asked_for(rest_s: int, scale: float) -> None:
    found = adjust(a_step(rest_s=rest_s), an_exercise(), scale, 1.5).rest_s
    assert isinstance(found, int)
    assert abs(found - rest_s * scale) <= 0.5


def scaled(step: Step, exercise: Exercise, scales: list[float]) -> list[int | None]:
    """The seconds of a hold at several scales."""
    return [adjust(step, exercise, 1, scale).dose.seconds for scale in scales]


@given(st.integers(1, 90), st.lists(SCALES, min_size=2).map(sorted), BOUNDS)
def test_more_is_never_less(seconds: int, scales: list[float], bounds: tuple[int, int] | None) -> None:
    found = scaled(a_step(dose=Dose(seconds=seconds)), an_exercise(bounds=Bounds(seconds=bounds)), scales)
    assert found == sorted(found)
