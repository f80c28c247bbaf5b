"""Finds the session bus, and finds out whether it hangs, before Qt waits for it without any limit.

Qt asks the bus for screen readers while the first widget is made, and blocks until it is let in.  A bus is one process
that serves all of its clients in turn: one that answers the first line answers the rest as well.  This module goes
without jeepney, for it is needed before the first frame.
"""

import os
import socket
from collections.abc import Mapping
from pathlib import Path

PATIENCE_S = 1.0
"""A bus that works answers within a millisecond, and a busy machine within some tens."""
DISABLED = "disabled:"
"""An address at which nobody looks for a bus."""


def session_bus_address(environment: Mapping[str, str]) -> str:
    """Where the session bus listens; empty when there is none."""
    told = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    if told:
        return told
    runtime = environment.get("XDG_RUNTIME_DIR", "")  # where systemd puts it, for who logged in over ssh or by su
    usual = Path(runtime, "bus")
    return f"unix:path={usual}" if runtime and usual.exists() else ""


def bus_hangs(address: str, patience_s: float = PATIENCE_S) -> bool:
    """True when the bus at `address` takes our call and does not answer it within `patience_s`.

    A bus that is not there, or that refuses us, does not hang, and neither does one at an address of a kind that
    this function does not know.
    """
    path = _socket_path(address)
    if path is None:
        return False
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(patience_s)
        try:
            caller.connect(path)
            caller.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
            caller.recv(1)
        except TimeoutError:
            return True
        except OSError:
            return False
    return False


def _socket_path(address: str) -> str | None:
    """The socket of the first bus in a list of D-Bus addresses, None where it is none of this machine."""
    kind, _, rest = address.split(";")[0].partition(":")
    if kind != "unix":
        return None
    values = dict(part.partition("=")[::2] for part in rest.split(","))
    path = values.get("path") or ("\0" + values["abstract"] if "abstract" in values else None)
    return _unescaped(path) if path else None


def _unescaped(text: str) -> str:
    """The text of a value, in which D-Bus writes what is not plain as %xx."""
    first, *others = text.encode().split(b"%")
    try:
        return os.fsdecode(first + b"".join(bytes.fromhex(part[:2].decode()) + part[2:] for part in others))
    except ValueError:
        return text
