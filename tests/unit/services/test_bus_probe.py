"""A session bus that hangs is told from one that answers, refuses, or is not there."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backstride.services.bus_probe import DISABLED, bus_hangs

SHORT_S = 0.05
LONG_S = 10.0


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[socket.socket]:
    """A socket that takes calls; nobody looks at them."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "a bus"))
        server.listen()
        yield server


@pytest.mark.parametrize("address", ["unix:path={}", "unix:path={},guid=123", "unix:guid=1,path={};unix:path=/else"])
def test_a_bus_that_never_answers_hangs(listening, tmp_path, address):
    path = str(tmp_path / "a bus").replace(" ", "%20")
    assert bus_hangs(address.format(path), SHORT_S)


def test_an_abstract_socket_is_found():
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0backstride-test-bus-that-hangs")
        server.listen()
        assert bus_hangs("unix:abstract=backstride-test-bus-that-hangs", SHORT_S)


@pytest.mark.parametrize("answer", [b"OK 1234deadbeef\r\n", b"REJECTED EXTERNAL\r\n", b""])
def test_a_bus_that_answers_or_hangs_up_does_not_hang(listening, tmp_path, answer):
    heard: list[bytes] = []

    def serve() -> None:
        with listening.accept()[0] as caller:
            heard.append(caller.recv(100))
            caller.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    assert not bus_hangs(f"unix:path={tmp_path}/a bus", LONG_S)
    thread.join()
    assert heard[0].startswith(b"\0AUTH EXTERNAL ")


@pytest.mark.parametrize(
    "address",
    ["", DISABLED, "unix:path=/no/such/bus", "unix:path=", "unix:path=%zz", "tcp:host=here", "unix", ";"],
)
def test_where_there_is_no_bus_nothing_hangs(address):
    assert not bus_hangs(address, LONG_S)


def test_a_path_that_is_too_long_for_a_socket_does_not_hang():
    assert not bus_hangs("unix:path=/" + "x" * 500, LONG_S)
