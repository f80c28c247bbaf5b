"""Calls on the session bus with exactly the types that the callee wants, each within a deadline.

QtDBus will not do: PySide turns a Python int into an int32, or an int64, or (through QDBusArgument) a uint16, and
services that want a uint32 refuse those.  jeepney writes what it is told.  Import this module late: nothing needs it
before the first session.
"""

import socket
import time
from itertools import count
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, Parser, new_method_call
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import get_bus
from msgspec import Struct


class NoBusError(Exception):
    """There is no bus where we were told, or it does not speak with us."""


class NoAnswerError(Exception):
    """The bus took the call, but no answer came in time."""


class CallError(Exception):
    """The callee, or the bus in its place, answered with an error; `name` is the bus's word for it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


class BusObject(Struct, frozen=True):
    """An interface of an object of a service."""

    service: str
    path: str
    interface: str


BUS = BusObject("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class SessionBus:
    """A connection of our own.  Closing it, or the end of our process, ends whatever a service granted to it.

    Everything may wait, `timeout_ms` at most: not for the thread that paints.
    """

    def __init__(self, address: str, timeout_ms: int) -> None:
        self._timeout_s = timeout_ms / 1000
        self._serials = count(1)
        self._parser = Parser()
        if not address:
            raise NoBusError("there is no session bus")
        try:
            self._socket = _connected(get_bus(address), self._deadline_s())
        except (OSError, ValueError, RuntimeError) as error:  # the last two: an address of a kind that we cannot use
            raise NoBusError(f"{address!r}: {error}") from error
        try:
            self.call(BUS, "Hello")
        except (CallError, NoAnswerError) as error:
            self.close()
            raise NoBusError(str(error)) from error
        except NoBusError:
            self.close()
            raise

    def call(self, callee: BusObject, member: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        """What `member` answers to `body`, which is sent as `signature` says."""
        address = DBusAddress(callee.path, bus_name=callee.service, interface=callee.interface)
        serial = next(self._serials)
        message = new_method_call(address, member, signature or None, body)
        deadline_s = self._deadline_s()
        try:
            _send(self._socket, message.serialise(serial=serial), deadline_s)
            return self._answer(serial, deadline_s)
        except TimeoutError as error:
            raise NoAnswerError(f"{callee.service} {member}") from error
        except OSError as error:
            raise NoBusError(str(error)) from error

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _deadline_s(self) -> float:
        return time.monotonic() + self._timeout_s

    def _answer(self, serial: int, deadline_s: float) -> tuple[Any, ...]:
        while True:
            message = self._parser.get_next_message()
            if message is None:
                self._parser.add_data(_receive(self._socket, deadline_s))
                continue
            fields = message.header.fields
            if fields.get(HeaderFields.reply_serial) != serial:
                continue  # a signal, or an answer that came too late
            if message.header.message_type is MessageType.error:
                raise CallError(fields[HeaderFields.error_name], " ".join(str(part) for part in message.body))
            return tuple(message.body)


def _connected(path: str, deadline_s: float) -> socket.socket:
    """A socket on which the bus expects messages."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_left_s(deadline_s))
        connection.connect(path)
        authenticator = Authenticator()
        for line in authenticator:
            _send(connection, line, deadline_s)
            authenticator.feed(_receive(connection, deadline_s))
        _send(connection, BEGIN, deadline_s)
    except (OSError, AuthenticationError):
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, data: bytes, deadline_s: float) -> None:
    connection.settimeout(_left_s(deadline_s))
    connection.sendall(data)


def _receive(connection: socket.socket, deadline_s: float) -> bytes:
    connection.settimeout(_left_s(deadline_s))
    data = connection.recv(4096)
    if not data:
        raise ConnectionResetError("the bus hung up")
    return data


def _left_s(deadline_s: float) -> float:
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
