"""A Speech Dispatcher that makes no sound: it answers as the real one does and lets the test send its events.

    python -m doubles.ssip_server SOCKET

As a program it speaks each text in no time, until it is killed.
"""

import sys

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

VOICES = ("English (America)\ten-US\tnone", "English (America)+Alex\ten-US\tAlex", "German\tde\tnone")


class FakeSsipServer(QObject):
    """Listens at `path`.  `heard` is every line it was sent, texts included; `spoken` only the texts."""

    def __init__(self, path: str, voices: tuple[str, ...] = VOICES, module: str = "espeak-ng") -> None:
        super().__init__()
        self.heard: list[str] = []
        self.spoken: list[str] = []
        self.connections = 0
        self.answers = True
        self.begins = True
        self.ends = False
        self.refused: tuple[str, ...] = ()
        self._voices = voices
        self._module = module
        self._clients: list[QLocalSocket] = []
        self._in_text: list[str] | None = None
        self._last_id = 0
        self._path = path
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._on_connection)
        self.listen()

    def listen(self) -> None:
        assert self._server.listen(self._path), self._server.errorString()

    def tell(self, code: int, name: str, number: int | None = None) -> None:
        """Tell the client what happens to a message, by default the last."""
        number = self._last_id if number is None else number
        self.send(f"{code}-{number}", f"{code}-1", f"{code} {name}")

    def end(self) -> None:
        self.tell(702, "END")

    def send(self, *lines: str) -> None:
        for client in self._clients:
            client.write("".join(f"{line}\r\n" for line in lines).encode())

    def hang_up(self) -> None:
        """End all connections; new ones are taken until `close`."""
        clients, self._clients = self._clients, []
        for client in clients:
            client.abort()
            client.deleteLater()

    def close(self) -> None:
        self._server.close()
        self.hang_up()

    def _on_connection(self) -> None:
        client = self._server.nextPendingConnection()
        self.connections += 1
        self._in_text = None
        self._clients.append(client)
        client.readyRead.connect(self._on_received)

    def _on_received(self) -> None:
        for client in self._clients:
            self._read(client)

    def _read(self, client: QLocalSocket) -> None:
        while client.canReadLine():
            line = bytes(client.readLine().data()).decode()
            assert line.endswith("\r\n")
            line = line[:-2]
            self.heard.append(line)
            if self.answers:
                self._answer(line)

    def _answer(self, line: str) -> None:
        if self._in_text is not None:
            self._take_text(line)
        elif any(line.startswith(start) for start in self.refused):
            self.send("408 ERR REFUSED")
        elif line == "SPEAK":
            self._in_text = []
            self.send("230 OK RECEIVING DATA")
        elif line == "LIST SYNTHESIS_VOICES":
            self.send(*(f"249-{voice}" for voice in self._voices), "249 OK VOICE LIST SENT")
        elif line == "GET OUTPUT_MODULE":
            self.send(f"251-{self._module}", "251 OK GET RETURNED")
        else:
            self.send("210 OK")

    def _take_text(self, line: str) -> None:
        assert self._in_text is not None
        if line != ".":
            self._in_text.append(line.removeprefix("."))
            return
        self._last_id += 1
        self.spoken.append("\n".join(self._in_text))
        self._in_text = None
        self.send(f"225-{self._last_id}", "225 OK MESSAGE QUEUED")
        if self.begins:
            self.tell(701, "BEGIN")
        if self.ends:
            self.end()


def main() -> None:
    """Serve at the path of the first argument."""
    app = QCoreApplication(sys.argv)
    server = FakeSsipServer(sys.argv[1])
    server.ends = True
    app.exec()


if __name__ == "__main__":
    main()
