"""Scales rests and holds of a step, without leaving what the sources support."""

import msgspec

from backstride.core.definitions import Dose, Exercise, Mode, Step


def adjust(step: Step, exercise: Exercise, rest_scale: float, hold_scale: float) -> Step:
    """The step with its rests and holds scaled; whole seconds, and nothing scaled away."""
    if rest_scale == 1 and hold_scale == 1:
        return step
    rest_s = max(1, round(step.rest_s * rest_scale)) if step.rest_s else 0
    return msgspec.structs.replace(step, rest_s=rest_s, dose=_scaled(step.dose, exercise, hold_scale))


def _scaled(dose: Dose, exercise: Exercise, scale: float) -> Dose:
    """Only holds are scaled: a repetition's movement and continuous work keep their time."""
    if scale == 1:
        return dose
    if exercise.mode is Mode.HOLD and dose.seconds is not None:
        seconds = int(_within(dose.seconds, scale, exercise.bounds.seconds))
        return msgspec.structs.replace(dose, seconds=seconds)
    if exercise.mode is Mode.HOLD_REPS and dose.tempo is not None:
        hold_s = _within(dose.tempo.hold_s, scale, exercise.bounds.hold_s)
        return msgspec.structs.replace(dose, tempo=msgspec.structs.replace(dose.tempo, hold_s=hold_s))
    return dose


def _within(value: float, scale: float, bounds: tuple[float, float] | None) -> float:
    """`value` scaled as far as `bounds` go; a dose that lies outside them already is not moved further out."""
    scaled = max(1, round(value * scale))
    if bounds is None:
        return scaled
    least, most = min(bounds[0], value), max(bounds[1], value)
    return min(max(scaled, least), most)
