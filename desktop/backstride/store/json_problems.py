"""Says what is wrong with JSON that the fast decoder refused, and what it silently lets pass."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from backstride.core.checking import Problem, first_problems, shape_problems
from backstride.core.definitions import Exercise, Routine


class _Repeating(dict[str, Any]):
    """An object in which fields stand twice: JSON allows it, and readers differ in which one they take."""

    repeated: tuple[str, ...] = ()


def definition_problems(content: bytes) -> tuple[Problem, ...]:
    """What the standard decoder and a walk over all fields say of an exercise or a routine; the first of many."""
    return first_problems(_definition_problems(content))


def repeated_fields(content: bytes) -> tuple[Problem, ...]:
    """The fields that stand twice in an object of JSON that decodes.

    What comes back from decoding and encoding without a letter lost has none; only the rest is looked at closely, for
    that takes five times as long, and every start waits for it.
    """
    if msgspec.json.encode(msgspec.json.decode(content)) == msgspec.json.format(content, indent=-1):
        return ()
    value, repeats = _read(content.decode())
    return first_problems(_repeated(value)) if repeats else ()


def _definition_problems(content: bytes) -> Iterator[Problem]:
    import json  # late: a start needs it only where a file is wrong

    try:
        value, repeats = _read(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        yield Problem("$", f"is not UTF-8 text (byte {error.start})")
    except json.JSONDecodeError as error:
        yield Problem("$", f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    except (RecursionError, ValueError) as error:
        yield Problem("$", f"is not JSON that can be read: {error}")
    else:
        if repeats:
            yield from _repeated(value)
        yield from shape_problems(value, Routine if isinstance(value, dict) and "steps" in value else Exercise)


def _read(text: str) -> tuple[object, bool]:
    """What the standard decoder makes of JSON, and whether a field stands twice anywhere."""
    import json

    repeats = False

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        item = dict(pairs)
        if len(item) == len(pairs):
            return item
        repeats = True
        repeating = _Repeating(item)
        repeating.repeated = tuple(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        return repeating

    return json.loads(text, object_pairs_hook=made), repeats


def _repeated(value: object) -> Iterator[Problem]:
    """Not recursive: JSON may be nested as deep as Python can call."""
    waiting = [("$", value)]
    while waiting:
        place, inner = waiting.pop()
        if isinstance(inner, _Repeating):
            for name in inner.repeated:
                yield Problem(f"{place}.{name}", "stands twice")
        if isinstance(inner, dict):
            waiting += [(f"{place}.{name}", item) for name, item in inner.items() if isinstance(item, dict | list)]
        elif isinstance(inner, list):
            waiting += [
                (f"{place}[{index}]", item) for index, item in enumerate(inner) if isinstance(item, dict | list)
            ]
