"""How a later start of the app reaches the first: one line there, one line back, over a local socket."""

import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

MOST_BYTES = 65_536
"""Longer messages are not read: a routine, a page and a path take a few hundred."""
CONNECT_MS = 500
ANSWER_MS = 5_000


def address(data_dir: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The socket of the profile in `data_dir`: the same for every start, another for every profile and user.

    On Linux it lies in the folder that the system gives each user for this, or among the temporary files; its name is
    a digest, for a path of a socket must be short.
    """
    whose = f"{os.getuid() if hasattr(os, 'getuid') else os.getlogin()} {data_dir.resolve()}"
    name = f"backstride-{hashlib.sha256(whose.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
    if sys.platform == "win32":
        return name
    given = environment.get("XDG_RUNTIME_DIR", "")
    return str(Path(given if given and Path(given).is_dir() else tempfile.gettempdir()) / name)


class Reception(QObject):
    """Listens at an address as long as it lives, and sends back what `answer` makes of each message.

    Only the process that holds the profile's lock may have one: it takes the place of whatever a crash left there.
    """

    def __init__(self, at: str, answer: Callable[[bytes], bytes], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        QLocalServer.removeServer(at)
        if not self._server.listen(at):
            _log.warning("A later start cannot reach this one at %s: %s", at, self._server.errorString())

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.readyRead.connect(lambda caller=caller: self._on_ready(caller))
            caller.disconnected.connect(caller.deleteLater)
            self._on_ready(caller)

    def _on_ready(self, caller: QLocalSocket) -> None:
        if caller.canReadLine():
            caller.write(self._answer(bytes(caller.readLine(MOST_BYTES).data()).rstrip(b"\n")) + b"\n")
            caller.disconnectFromServer()
        elif caller.bytesAvailable() > MOST_BYTES:
            caller.abort()


def call(at: str, message: bytes) -> bytes | None:
    """Send a line to the one who listens at an address, and wait for the line that comes back, at most a few seconds.

    None when nobody listens there or no answer comes.
    """
    socket = QLocalSocket()
    socket.connectToServer(at)
    if not socket.waitForConnected(CONNECT_MS):
        return None
    socket.write(message + b"\n")
    while not socket.canReadLine():
        if not socket.waitForReadyRead(ANSWER_MS):
            return None
    return bytes(socket.readLine(MOST_BYTES).data()).rstrip(b"\n")
