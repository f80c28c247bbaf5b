"""Writes FIT files: the header, the messages with their definitions, and the checksums.

It knows nothing of activities.  Numbers are little-endian; one that is not known, or does not fit its field, is written
as the invalid value that the protocol reserves for it.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

from msgspec import Struct

PROTOCOL_VERSION = 0x10
"""1.0, which every reader knows; the later versions add types and developer fields that are not used here."""
PROFILE_VERSION = 21_218
HEADER_SIZE = 14
MAX_TEXT_BYTES = 254
"""How long a text may be without the NUL that ends it: the size of a field is one byte."""

_DEFINITION = 0x40
"""The bit in the header of a record that tells a definition from data."""


class BaseType(Enum):
    """What a field holds: the code in definitions and the size in bytes, which texts have from their content."""

    ENUM = (0x00, 1)
    UINT8 = (0x02, 1)
    UINT16 = (0x84, 2)
    UINT32 = (0x86, 4)
    STRING = (0x07, 0)

    def __init__(self, code: int, size: int) -> None:
        self.code = code
        self.size = size

    @property
    def invalid(self) -> int:
        """The number that stands for "not known"."""
        return (1 << 8 * self.size) - 1


Value = int | str | None


class MessageType(Struct, frozen=True):
    """A message of the profile: its global number, and by its name each field's number and type."""

    number: int
    fields: Mapping[str, tuple[int, BaseType]]


class Message(Struct, frozen=True):
    """A message as it is written; `definition` goes before `content` where it is not that of the message before."""

    definition: bytes
    content: bytes


def message(kind: MessageType, **values: Value) -> Message:
    """The message of `kind` with these fields in this order.  Raises KeyError for a field that it has not."""
    layout = bytearray()
    content = bytearray()
    for name, value in values.items():
        number, base = kind.fields[name]
        data = _text(value) if isinstance(value, str) else _number(value, base)
        layout += bytes((number, len(data), base.code))
        content += data
    little_endian = 0
    start = bytes((_DEFINITION, 0, little_endian)) + kind.number.to_bytes(2, "little") + bytes((len(values),))
    return Message(start + bytes(layout), bytes(content))


def fit_file(messages: Iterable[Message]) -> bytes:
    """A whole file of these messages."""
    records = bytearray()
    definition = b""
    for item in messages:
        if item.definition != definition:
            records += item.definition
            definition = item.definition
        records += b"\x00" + item.content
    header = bytes((HEADER_SIZE, PROTOCOL_VERSION)) + PROFILE_VERSION.to_bytes(2, "little")
    header += len(records).to_bytes(4, "little") + b".FIT"
    file = header + _checksum(header) + bytes(records)
    return file + _checksum(file)


def _number(value: int | None, base: BaseType) -> bytes:
    known = value if value is not None and 0 <= value < base.invalid else base.invalid
    return known.to_bytes(base.size, "little")


def _text(text: str) -> bytes:
    """`text` in whole characters with the NUL that ends it; a NUL within would end it too early."""
    cut = text.replace("\0", "").encode()[:MAX_TEXT_BYTES]
    return cut.decode(errors="ignore").encode() + b"\0"


def _checksum(data: bytes) -> bytes:
    """The CRC-16 of the protocol: polynomial 0x8005, bits reversed, beginning with 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc.to_bytes(2, "little")
