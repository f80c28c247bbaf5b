"""Writes and reads SSIP, the line protocol of Speech Dispatcher, without any input or output of its own."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from backstride.services.speech import Voice

LONGEST_LINE = 100_000
"""No line of the protocol comes near; whoever sends one is not Speech Dispatcher."""
DUMMY_MODULE = "dummy"
"""What Speech Dispatcher falls back to without a synthesizer: it says in English that there is none."""


class SsipError(Exception):
    """What came is not SSIP."""


class Reply(NamedTuple):
    """An answer or, from code 700 to 799, an event: its code and the lines before the last."""

    code: int
    data: tuple[str, ...]

    @property
    def is_event(self) -> bool:
        """True for what the server says unasked."""
        return 700 <= self.code < 800

    @property
    def is_ok(self) -> bool:
        """True when the server did what it was asked."""
        return 200 <= self.code < 300

    @property
    def message_id(self) -> int:
        """The number of the message that an event, or the answer to a text, is about; 0 if it names none."""
        return int(self.data[0]) if self.data and self.data[0].isdecimal() else 0


class ReplyReader:
    """Puts replies together from what arrives piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []

    def feed(self, received: bytes) -> list[Reply]:
        """All replies that are complete with `received`."""
        *lines, self._rest = (self._rest + received).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise SsipError("a line without end")
        replies = []
        for line in lines:
            code, kind = line[:3], line[3:4]
            if not code.isdigit() or kind not in (b" ", b"-"):
                raise SsipError(f"not a reply: {line[:80]!r}")
            if kind == b"-":
                self._data.append(line[4:].rstrip(b"\r").decode("utf-8", "replace"))
            else:
                replies.append(Reply(int(code), tuple(self._data)))
                self._data.clear()
        return replies


def cleaned(text: str) -> str:
    """`text` on one line, without control characters and others that cannot be said."""
    said = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join("".join(c for c in said if not unicodedata.category(c).startswith("C")).split())


def message(text: str) -> bytes:
    """A cleaned text as the data that follows SPEAK; a full stop at its beginning would end it."""
    return ("." if text.startswith(".") else "").encode() + text.encode() + b"\r\n.\r\n"


def voices_in(reply: Reply) -> tuple[Voice, ...]:
    """The voices in the answer to LIST SYNTHESIS_VOICES.

    espeak-ng lists each of its 130 voices a hundred times, in the manner of each of its variants ("German+Alex"):
    nobody could choose from 13,000, so those are left out.
    """
    voices = []
    for line in reply.data:
        name, _, rest = line.partition("\t")
        language, _, variant = rest.partition("\t")
        if name and not (variant and name.endswith(f"+{variant}")):
            voices.append(Voice(name, language))
    return tuple(voices)


def socket_path(environment: Mapping[str, str]) -> str:
    """Where the server listens; like its own clients, in the cache folder where the system has none for sockets."""
    method, _, path = environment.get("SPEECHD_ADDRESS", "").partition(":")
    if method == "unix_socket" and path:
        return path
    folder = environment.get("XDG_RUNTIME_DIR") or environment.get("XDG_CACHE_HOME")
    base = Path(folder) if folder else Path(environment.get("HOME", "/")) / ".cache"
    return str(base / "speech-dispatcher" / "speechd.sock")
