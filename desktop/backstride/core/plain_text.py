"""Keeps text that somebody else wrote from doing anything but being read."""

import re

_ALWAYS_ACTING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""What acts on the text around it or on a terminal: control characters, line and paragraph separators, and the
characters that embed, override or isolate a direction, which reach beyond a text that does not end them.  The marks of
direction (U+200E, U+200F, U+061C) act on their neighbours only, and right-to-left text needs them.  Surrogates stand
for bytes of a file name that are not UTF-8; no terminal takes them.
"""
_ACTING = re.compile(f"[{_ALWAYS_ACTING}]")
_ACTING_ON_A_LINE = re.compile(f"[{_ALWAYS_ACTING}\t\n]")
_PICTURES = 0x2400
"""Where the pictures of the control characters up to 0x1F begin."""


def visible(text: str) -> str:
    """`text` on one line, with a sign in place of each character that would act instead of being shown.

    The length stays the same: ESC becomes the one letter ␛, what has no picture becomes �.
    """
    return _ACTING_ON_A_LINE.sub(_sign, text)


def acting_character(text: str) -> str | None:
    """The first character of `text` that would act instead of being shown, as U+202E; None without one.

    Line breaks and tabs are no such characters here: a longer text may have them.
    """
    found = _ACTING.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` characters, with an ellipsis at the end where it was longer."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return "␡" if code == 0x7F else "�"
