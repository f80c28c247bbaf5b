"""A fuzzer: takes a good JSON file and spoils it, as text or as values, the same way for the same seed."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

HOSTILE_TEXTS = (
    "",
    "\x00",
    "\x1b[2J",
    "\u202eevil",
    "\n",
    "bridge\n",
    "../../etc/passwd",
    "C:\\con",
    "<img src='file:///dev/zero'>",
    "{name}",
    "%s%n",
    "' OR 1=1 --",
    "=1+1",
    "é" * 5_000,
    "\U0001f9d8" * 200,
)
HOSTILE_VALUES: tuple[object, ...] = (
    *HOSTILE_TEXTS,
    *(None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**63, 2**64, 10**40, float("nan"), float("inf")),
    *([], {}, [[]], {"": {}}, [0] * 1_000, {str(number): number for number in range(200)}),
)
HOSTILE_BYTES = (b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"NaN", b"1e999", b"[" * 3_000, b'"')


def mutated(content: bytes, random: Random) -> bytes:
    """`content` with one to three mutations."""
    for _ in range(random.randint(1, 3)):
        content = random.choice(_MUTATIONS)(content, random)
    return content


def _with_other_value(content: bytes, random: Random) -> bytes:
    return _changed(content, random, lambda held, key: held.__setitem__(key, random.choice(HOSTILE_VALUES)))


def _without_value(content: bytes, random: Random) -> bytes:
    return _changed(content, random, lambda held, key: held.pop(key))


def _with_value_from_elsewhere(content: bytes, random: Random) -> bytes:
    def change(held: Any, key: Any) -> None:
        other, place = random.choice(_places(held[key]) or [(held, key)])
        held[key] = copy.deepcopy(other[place])

    return _changed(content, random, change)


def _nested(content: bytes, random: Random) -> bytes:
    def change(held: Any, key: Any) -> None:
        for _ in range(random.choice((1, 2, 300))):
            held[key] = [held[key]]

    return _changed(content, random, change)


def _with_repeated_field(content: bytes, random: Random) -> bytes:
    at = content.find(b"{", random.randrange(len(content) + 1))
    return content if at < 0 else content[: at + 1] + b'"name": "twice", "name": 2, ' + content[at + 1 :]


def _with_other_bytes(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(HOSTILE_BYTES) + content[at + random.randrange(3) :]


def _with_flipped_bit(content: bytes, random: Random) -> bytes:
    if not content:
        return content
    at = random.randrange(len(content))
    return content[:at] + bytes((content[at] ^ 1 << random.randrange(8),)) + content[at + 1 :]


def _cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _with_repeated_part(content: bytes, random: Random) -> bytes:
    first, last = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:last] + content[first:last][:2_000] * random.choice((1, 2, 20)) + content[last:]


def _in_other_encoding(content: bytes, random: Random) -> bytes:
    return content.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-8-sig", "latin-1")), "replace")


_MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_with_other_value,) * 6,
    *(_without_value, _with_value_from_elsewhere, _nested, _with_repeated_field) * 2,
    *(_with_other_bytes, _with_flipped_bit, _cut, _with_repeated_part),
    _in_other_encoding,
)
"""Values are changed more often than bytes: most files with other bytes are refused by the first look."""


def _changed(content: bytes, random: Random, change: Callable[[Any, Any], object]) -> bytes:
    """The content with something changed at one of its places; as it is where it is no JSON any more."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places = _places(value)
    if not places:
        return content
    change(*random.choice(places))
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: object) -> list[tuple[Any, Any]]:
    """Everything that holds something, with the key or the index of what it holds."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        held = waiting.pop()
        keys = list(held) if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        found += [(held, key) for key in keys]
        waiting += [held[key] for key in keys]  # type: ignore[index]
    return found
