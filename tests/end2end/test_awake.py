"""The screen is kept on over a real, private session bus, by a desktop that checks the types of what it is sent."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backstride.services.awake import Awake, AwakeTrouble, BackgroundAwake, make_awake
from backstride.services.awake_linux import inhibition
from backstride.services.bus_probe import session_bus_address
from doubles import desktop_on_the_bus
from doubles.desktop_on_the_bus import COOKIE, HANDLE
from end2end.conftest import clean_environment, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the session bus is how Linux does it")

SCREEN_SAVER = "org.freedesktop.ScreenSaver"
GNOME = "org.gnome.SessionManager"
PORTAL = "org.freedesktop.portal.Desktop"
CONFIGURATION = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""
"""Without folders of services: nothing of the machine that tests may be started."""

HOLDER = """
import sys
from backstride.services.awake import make_awake
awake = make_awake("linux")
awake.hold("Session")
sys.stdin.readline()
"""


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """A session bus of our own, and the one that everybody here is pointed to."""
    daemon = shutil.which("dbus-daemon")
    assert daemon, "dbus-daemon is missing; the bootstrap installs it for the tests"
    configuration = tmp_path / "bus.conf"
    configuration.write_text(CONFIGURATION.format(path=tmp_path / "bus"), encoding="utf-8")
    process = subprocess.Popen(
        [daemon, f"--config-file={configuration}", "--nofork", "--nopidfile", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout:
        found = process.stdout.readline().strip()
        assert found.startswith("unix:path=")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", found)
        yield process
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def address(bus: subprocess.Popen[str]) -> str:
    return os.environ["DBUS_SESSION_BUS_ADDRESS"]


class Desktop:
    """The desktop's process and what it said so far."""

    def __init__(self, behaviour: str, *services: str) -> None:
        script = Path(desktop_on_the_bus.__file__)
        self.said: list[dict] = []
        self.process = subprocess.Popen(
            [sys.executable, str(script), behaviour, *services], stdout=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        wait_until(lambda: {"ready": True} in self.said)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(json.loads(line))

    def calls(self) -> list[dict]:
        return [each for each in self.said if "member" in each]

    def gone(self) -> list[str]:
        return [each["gone"] for each in self.said if "gone" in each]

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self._reader.join(timeout=10)


@pytest.fixture
def start_desktop(address: str) -> Iterator[Callable[..., Desktop]]:
    started: list[Desktop] = []

    def start(*arguments: str) -> Desktop:
        started.append(Desktop(*arguments))
        return started[-1]

    yield start
    for desktop in started:
        desktop.end()


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "awake"]


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    yield
    wait_until(lambda: not threads())


def held_and_released(desktop: Desktop, inhibits: int = 1) -> tuple[list[dict], list[str]]:
    """Hold until the desktop was called `inhibits` times, then release: all calls, and who left before the release."""
    awake = make_awake("linux")
    awake.hold("Session")
    wait_until(lambda: len(desktop.calls()) == inhibits)
    assert awake.trouble is None
    left_early = desktop.gone()
    awake.release()
    wait_until(lambda: desktop.calls()[-1]["sender"] in desktop.gone())
    assert awake.trouble is None
    return desktop.calls(), left_early


def test_screen_saver_gets_the_right_types_and_the_cookie_back(start_desktop):
    calls, left_early = held_and_released(start_desktop("grant", SCREEN_SAVER))
    inhibit, uninhibit = calls
    assert (inhibit["path"], inhibit["interface"]) == ("/org/freedesktop/ScreenSaver", SCREEN_SAVER)
    assert (inhibit["member"], inhibit["signature"]) == ("Inhibit", "ss")
    assert inhibit["body"] == ["Backstride", "Session"]
    assert (uninhibit["path"], uninhibit["member"]) == ("/org/freedesktop/ScreenSaver", "UnInhibit")
    assert (uninhibit["signature"], uninhibit["body"]) == ("u", [COOKIE])
    assert inhibit["sender"] == uninhibit["sender"], "the cookie belongs to the connection that asked for it"
    assert inhibit["sender"] not in left_early


def test_screen_saver_at_its_other_path(start_desktop):
    calls, _ = held_and_released(start_desktop("grant", f"{SCREEN_SAVER}@/ScreenSaver"), inhibits=2)
    assert [(call["path"], call["member"]) for call in calls] == [
        ("/org/freedesktop/ScreenSaver", "Inhibit"),
        ("/ScreenSaver", "Inhibit"),
        ("/ScreenSaver", "UnInhibit"),
    ]


def test_gnome_where_there_is_no_screen_saver(start_desktop):
    inhibit, uninhibit = held_and_released(start_desktop("grant", GNOME, PORTAL))[0]
    assert (inhibit["path"], inhibit["interface"]) == ("/org/gnome/SessionManager", GNOME)
    assert (inhibit["member"], inhibit["signature"]) == ("Inhibit", "susu")
    assert inhibit["body"] == ["Backstride", 0, "Session", 8]
    assert (uninhibit["member"], uninhibit["signature"], uninhibit["body"]) == ("Uninhibit", "u", [COOKIE])


def test_the_portal_where_there_is_nothing_else(start_desktop):
    inhibit, close = held_and_released(start_desktop("grant", PORTAL))[0]
    assert (inhibit["path"], inhibit["interface"]) == (
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Inhibit",
    )
    assert (inhibit["member"], inhibit["signature"]) == ("Inhibit", "sua{sv}")
    assert inhibit["body"] == ["", 8, {"reason": ["s", "Session"]}]
    assert (close["path"], close["interface"]) == (HANDLE, "org.freedesktop.portal.Request")
    assert (close["member"], close["body"]) == ("Close", [])


def test_twice_is_once_and_it_can_be_held_again(start_desktop):
    desktop = start_desktop("grant", SCREEN_SAVER)
    awake = make_awake("linux")
    awake.hold("first")
    awake.hold("second")
    wait_until(lambda: desktop.calls())
    awake.release()
    awake.release()
    wait_until(lambda: len(desktop.calls()) == 2)
    awake.hold("third")
    wait_until(lambda: len(desktop.calls()) == 3)
    awake.release()
    wait_until(lambda: len(desktop.calls()) == 4)
    assert [call["member"] for call in desktop.calls()] == ["Inhibit", "UnInhibit"] * 2
    assert [call["body"][1] for call in desktop.calls()[::2]] == ["first", "third"]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None])
def test_the_hold_ends_with_our_process_however_that_ends(start_desktop, end):
    desktop = start_desktop("grant", SCREEN_SAVER)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, env=clean_environment())
    wait_until(lambda: desktop.calls())
    sender = desktop.calls()[0]["sender"]
    assert sender not in desktop.gone()
    if end is not None:
        holder.send_signal(end)
    holder.communicate(b"", timeout=20)  # without a signal: the end of its input, and so of its script
    assert holder.returncode == (-end if end is not None else 0)
    wait_until(lambda: sender in desktop.gone())
    assert len(desktop.calls()) == 1


def test_a_child_of_ours_does_not_prolong_the_hold(start_desktop):
    desktop = start_desktop("grant", SCREEN_SAVER)
    awake = make_awake("linux")
    awake.hold("Session")
    wait_until(lambda: desktop.calls())
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    awake.release()
    wait_until(lambda: desktop.calls()[0]["sender"] in desktop.gone())
    assert child.poll() is None
    child.communicate(b"\n", timeout=20)


def trouble_of(awake: Awake) -> AwakeTrouble:
    awake.hold("Session")
    wait_until(lambda: awake.trouble)
    awake.release()
    assert awake.trouble is not None
    return awake.trouble


def test_trouble_when_nothing_offers_it(address):
    assert trouble_of(make_awake("linux")) is AwakeTrouble.NO_SERVICE


def test_trouble_when_the_desktop_refuses(start_desktop):
    desktop = start_desktop("refuse", SCREEN_SAVER, GNOME)
    assert trouble_of(make_awake("linux")) is AwakeTrouble.REFUSED
    assert [call["interface"] for call in desktop.calls()] == [SCREEN_SAVER, SCREEN_SAVER, GNOME]


@pytest.mark.parametrize("known", ["", "unix:path=/nonexistent/bus", "tcp:host=localhost,port=1", "autolaunch:"])
def test_trouble_when_there_is_no_bus(monkeypatch, known):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", known)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert trouble_of(make_awake("linux")) is AwakeTrouble.NO_BUS


def test_the_bus_is_found_where_systemd_puts_it(tmp_path):
    assert session_bus_address({"XDG_RUNTIME_DIR": str(tmp_path)}) == ""
    (tmp_path / "bus").touch()
    assert session_bus_address({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"unix:path={tmp_path}/bus"
    assert session_bus_address({"XDG_RUNTIME_DIR": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}) == (
        "unix:path=/x"
    )


def call_ms(call: Callable[[], None]) -> float:
    began_ns = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - began_ns) / 1e6


def slowest_call_ms(awake: Awake) -> float:
    """Of the best of nine rounds: a call that waits for the bus does so in all of them, a busy machine only in some."""
    return min(
        max(call_ms(lambda: awake.hold("Session")), call_ms(lambda: awake.trouble), call_ms(awake.release))
        for _ in range(9)
    )


def test_a_desktop_that_never_answers_delays_nothing(start_desktop, address):
    desktop = start_desktop("ignore", SCREEN_SAVER)
    assert slowest_call_ms(make_awake("linux")) < 5
    awake = BackgroundAwake(inhibition(address, timeout_ms=300))
    assert call_ms(lambda: awake.hold("Session")) < 100
    wait_until(lambda: desktop.calls())
    assert awake.trouble is None, "it may still answer"
    wait_until(lambda: awake.trouble is AwakeTrouble.NO_ANSWER)
    awake.release()
    # One wait for the silent service, not one for each of its paths.
    assert len(desktop.calls()) == 1
    wait_until(lambda: desktop.calls()[0]["sender"] in desktop.gone())


def test_released_while_the_desktop_still_thinks(start_desktop, address):
    desktop = start_desktop("ignore", SCREEN_SAVER)
    awake = BackgroundAwake(inhibition(address, timeout_ms=300))
    awake.hold("Session")
    wait_until(lambda: desktop.calls())
    assert call_ms(awake.release) < 100
    wait_until(lambda: desktop.calls()[0]["sender"] in desktop.gone())
    assert awake.trouble is None


def test_a_silent_screen_saver_does_not_keep_us_from_the_portal(address, start_desktop):
    start_desktop("ignore", SCREEN_SAVER)
    portal = start_desktop("grant", PORTAL)
    awake = BackgroundAwake(inhibition(address, timeout_ms=300))
    awake.hold("Session")
    wait_until(lambda: portal.calls())
    awake.release()
    wait_until(lambda: len(portal.calls()) == 2)
    assert awake.trouble is None


def test_a_bus_that_takes_connections_and_says_nothing_delays_nothing(tmp_path):
    path = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(os.fspath(path))
        mute.listen()
        awake = BackgroundAwake(inhibition(f"unix:path={path}", timeout_ms=300))
        assert slowest_call_ms(awake) < 5
        assert trouble_of(awake) is AwakeTrouble.NO_BUS


@pytest.mark.parametrize("dies", ["desktop", "bus"])
def test_what_dies_under_a_hold_is_no_trouble_on_release(bus, start_desktop, dies):
    desktop = start_desktop("grant", SCREEN_SAVER)
    awake = make_awake("linux")
    awake.hold("Session")
    wait_until(lambda: desktop.calls())
    if dies == "desktop":
        desktop.end()
    else:
        bus.kill()
        bus.wait(timeout=10)
    assert call_ms(awake.release) < 100
    wait_until(lambda: not threads())
    assert awake.trouble is None
