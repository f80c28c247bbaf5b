"""Finds every problem of a definition, each with its place and a reason, where a decoder would stop at the first."""

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from backstride.core.definitions import Category, Dose, Exercise, Mode, Occasion, Routine, Sides
from backstride.core.plain_text import acting_character, shortened

MAX_ROUTINE_S = 4 * 3600
"""Four hours: longer is a typing mistake, not a routine."""
STATIC_STRETCH_LIMIT_S = 60
"""Static stretching from 60 s per muscle costs performance right before a run (E12, E13)."""
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
LUMBAR_WORDS = ("lumbar", "lower back", "low back")
MAX_PROBLEMS = 30
"""Of one file: nobody mends more in one go, and a file of nothing but mistakes would fill the memory with them."""
MAX_TOLD_LENGTH = 200
"""Letters of a place or of a reason: enough for the deepest place of the format and the longest sentence of ours."""


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong: `place` is a JSON path from `$`, `reason` one sentence."""

    place: str
    reason: str


def first_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first of what may be very many problems, each of a length that can be read, and whether there are more."""
    found = list(islice(problems, MAX_PROBLEMS + 1))
    if len(found) > MAX_PROBLEMS:
        found[MAX_PROBLEMS:] = [Problem("$", f"has more problems than these {MAX_PROBLEMS}")]
    return tuple(
        Problem(shortened(item.place, MAX_TOLD_LENGTH), shortened(item.reason, MAX_TOLD_LENGTH)) for item in found
    )


def shape_problems(value: object, kind: type[Struct]) -> tuple[Problem, ...]:
    """In what the decoded JSON `value` differs from the shape of `kind`: everything, or the first of very much."""
    return first_problems(_walk(value, kind, "$"))


def exercise_problems(exercise: Exercise) -> tuple[Problem, ...]:
    """What is wrong with an exercise whose shape is right."""
    found = [*_text_problems(exercise), *_dose_problems(exercise.dose, exercise.mode, "$.dose")]
    found += _bounds_problems(exercise)
    lumbar = [t for t in exercise.targets if any(word in t.lower() for word in LUMBAR_WORDS)]
    if exercise.category is Category.ROLLING and lumbar:
        found.append(Problem("$.targets", f"the roller never goes to the lumbar spine ({lumbar[0]!r})"))
    return tuple(found)


def routine_problems(routine: Routine, exercises: Mapping[str, Exercise]) -> tuple[Problem, ...]:
    """What is wrong with a routine whose shape is right, given the exercises it may name."""
    found = _text_problems(routine)
    length_s = 0.0
    static_s: dict[str, float] = {}
    for index, step in enumerate(routine.steps):
        place = f"$.steps[{index}]"
        exercise = exercises.get(step.exercise)
        if exercise is None:
            found.append(Problem(f"{place}.exercise", f"there is no exercise {step.exercise!r}"))
            continue
        found += _dose_problems(step.dose, exercise.mode, f"{place}.dose")
        if exercise.gate:
            found.append(Problem(f"{place}.exercise", f"{step.exercise!r} is gated and belongs in no routine"))
        sides = 2 if (step.sides or exercise.sides) is Sides.EACH else 1
        bouts = step.sets * sides
        length_s += step.prep_s + bouts * (step.dose.work_ms or 0) / 1000 + (bouts - 1) * step.rest_s
        if exercise.category is Category.STRETCH and exercise.mode is Mode.HOLD:
            for target in exercise.targets[:1]:
                held_s = step.sets * (step.dose.seconds or 0)
                static_s[target] = static_s.get(target, 0) + held_s
    if length_s > MAX_ROUTINE_S:
        found.append(Problem("$.steps", f"the routine lasts {length_s / 3600:.1f} h, more than 4 h"))
    if Occasion.PRE_RUN in routine.occasions:
        found += [
            Problem("$.steps", f"{held:.0f} s of static stretching for {name} before a run, 60 s or more")
            for name, held in static_s.items()
            if held >= STATIC_STRETCH_LIMIT_S
        ]
    return tuple(found)


def _text_problems(definition: Exercise | Routine) -> list[Problem]:
    """The texts with characters that would act on what stands around them instead of being shown."""
    whole = msgspec.json.encode(definition).decode()
    if whole.isprintable() and "\\" not in whole:
        return []  # none at all: to look at each text by itself takes ten times as long, and every start waits for it
    found = []
    waiting: list[tuple[str, object]] = [("$", msgspec.to_builtins(definition))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            character = acting_character(value)
            if character is not None:
                found.append(Problem(place, f"the character {character} cannot be shown"))
        elif isinstance(value, dict):
            waiting += [(f"{place}.{name}", item) for name, item in reversed(value.items())]
        elif isinstance(value, tuple):
            waiting += [(f"{place}[{index}]", item) for index, item in reversed(tuple(enumerate(value)))]
    return found


def _dose_problems(dose: Dose, mode: Mode, place: str) -> list[Problem]:
    timed = mode in (Mode.HOLD, Mode.FLOW)
    wanted, other = ("seconds", "reps") if timed else ("reps", "seconds")
    found = []
    if getattr(dose, wanted) is None:
        found.append(Problem(place, f"an exercise of mode {mode.value!r} needs {wanted!r}"))
    if getattr(dose, other) is not None:
        found.append(Problem(f"{place}.{other}", f"an exercise of mode {mode.value!r} has no {other!r}"))
    if dose.tempo is not None and dose.tempo.total_ms == 0:
        found.append(Problem(f"{place}.tempo", "a repetition must last longer than 0 s"))
    if mode is Mode.HOLD_REPS and (dose.tempo is None or dose.tempo.hold_s == 0):
        found.append(Problem(f"{place}.tempo", "mode 'hold-reps' needs a tempo with 'hold_s' above 0"))
    return found


def _bounds_problems(exercise: Exercise) -> list[Problem]:
    tempo = exercise.dose.tempo
    values = {
        "seconds": exercise.dose.seconds,
        "reps": exercise.dose.reps,
        "hold_s": tempo.hold_s if tempo and exercise.mode is Mode.HOLD_REPS else None,
        "sets": exercise.default_sets,
    }
    found = []
    for name, value in values.items():
        bounds: tuple[float, float] | None = getattr(exercise.bounds, name)
        if bounds is None:
            continue
        least, most = bounds
        if least > most:
            found.append(Problem(f"$.bounds.{name}", f"the least ({least:g}) is above the most ({most:g})"))
        elif value is not None and not least <= value <= most:
            found.append(Problem("$.dose", f"{name} {value:g} lies outside the bounds {least:g} to {most:g}"))
    return found


def _walk(value: object, annotation: Any, place: str) -> Iterator[Problem]:
    base, meta = _unwrap(annotation)
    if get_origin(base) in (Union, types.UnionType):
        if value is not None:
            yield from _walk(value, next(arg for arg in get_args(base) if arg is not types.NoneType), place)
    elif isinstance(base, type) and issubclass(base, Struct):
        yield from _walk_struct(value, base, place)
    elif get_origin(base) is tuple:
        yield from _walk_tuple(value, base, meta, place)
    else:
        yield from _leaf(value, annotation, place)


def _walk_struct(value: object, kind: type[Struct], place: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(place, f"expected an object, found {_json_name(value)}")
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            yield Problem(f"{place}.{name}", "unknown field" + _closest(name, fields))
    for name, field in fields.items():
        if name in value:
            yield from _walk(value[name], field.type, f"{place}.{name}")
        elif field.required:
            yield Problem(place, f"the field {name!r} is missing")


def _walk_tuple(value: object, base: Any, meta: Meta | None, place: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(place, f"expected an array, found {_json_name(value)}")
        return
    args = get_args(base)
    variable = len(args) == 2 and args[1] is Ellipsis
    least = (meta and meta.min_length) or 0 if variable else len(args)
    most = (meta and meta.max_length) if variable else len(args)
    if len(value) < least or (most is not None and len(value) > most):
        span = f"at least {least}" if most is None else f"{least} to {most}" if least != most else f"{least}"
        yield Problem(place, f"expected {span} items, found {len(value)}")
    kinds = [args[0]] * len(value) if variable else args
    for index, (item, kind) in enumerate(zip(value, kinds, strict=False)):
        yield from _walk(item, kind, f"{place}[{index}]")


def _leaf(value: object, annotation: Any, place: str) -> Iterator[Problem]:
    half = _HALF_CHARACTER.search(value) if isinstance(value, str) else None
    if half is not None:  # the decoder refuses it, but not all that it does with a text afterwards expects it
        yield Problem(place, f"holds half of a character (U+{ord(half[0]):04X})")
        return
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        reason = str(error)
        yield Problem(place, reason[:1].lower() + reason[1:])


def _unwrap(annotation: Any) -> tuple[Any, Meta | None]:
    if get_origin(annotation) is Annotated:
        base, *metas = get_args(annotation)
        return base, next((meta for meta in metas if isinstance(meta, Meta)), None)
    return annotation, None


def _json_name(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def _closest(name: str, fields: Mapping[str, object]) -> str:
    """A hint where only case, hyphens or underscores differ."""

    def plain(text: str) -> str:
        return re.sub(r"[^a-z0-9]", "", text.lower())

    meant = plain(name[:MAX_TOLD_LENGTH])
    return next((f"; did you mean {known!r}?" for known in fields if plain(known) == meant), "")
