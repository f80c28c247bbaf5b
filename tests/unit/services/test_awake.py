"""The screen stays on while it is held: the thread behind it, and what Windows and macOS are told."""

import os
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backstride.services.awake import AwakeError, AwakeTrouble, BackgroundAwake, NullAwake, make_awake
from backstride.services.awake_mac import caffeination
from backstride.services.awake_windows import CONTINUOUS, DISPLAY_REQUIRED, SYSTEM_REQUIRED, execution_state
from doubles.awake import FakeAwake


class Keeper:
    """A keeper that notes what happens, and in which thread."""

    def __init__(self, trouble: AwakeTrouble | None = None, mistake: Exception | None = None) -> None:
        self.trouble = trouble
        self.mistake = mistake
        self.log: list[str] = []
        self.threads: list[threading.Thread] = []

    @contextmanager
    def __call__(self, reason: str) -> Iterator[None]:
        self.threads.append(threading.current_thread())
        if self.trouble is not None:
            raise AwakeError(self.trouble)
        if self.mistake is not None:
            raise self.mistake
        self.log.append(f"on: {reason}")
        yield
        self.log.append("off")
        self.threads.append(threading.current_thread())


def until(condition: Callable[[], object], timeout_s: float = 10) -> None:
    end_s = time.monotonic() + timeout_s
    nothing = threading.Event()
    while not condition():
        assert time.monotonic() < end_s, "did not happen"
        nothing.wait(0.005)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    yield
    until(lambda: not [t for t in threading.enumerate() if t.name == "awake"])


def test_held_until_released_in_one_thread_that_is_not_ours() -> None:
    keeper = Keeper()
    awake = BackgroundAwake(keeper)
    awake.hold("Session")
    until(lambda: keeper.log == ["on: Session"])
    assert awake.trouble is None
    awake.release()
    until(lambda: len(keeper.threads) == 2)
    assert keeper.log == ["on: Session", "off"]
    assert keeper.threads[0] is keeper.threads[1] is not threading.current_thread()
    assert keeper.threads[0].daemon


def test_twice_is_once_and_a_release_without_a_hold_is_nothing() -> None:
    keeper = Keeper()
    awake = BackgroundAwake(keeper)
    awake.release()
    awake.hold("first")
    awake.hold("second")
    until(lambda: keeper.log)
    awake.release()
    awake.release()
    until(lambda: keeper.log == ["on: first", "off"])
    awake.hold("third")
    until(lambda: keeper.log == ["on: first", "off", "on: third"])
    awake.release()


def test_a_hold_given_up_at_once_asks_nobody() -> None:
    keeper = Keeper()
    awake = BackgroundAwake(keeper)
    awake.hold("Session")
    awake.release()
    until(lambda: not [t for t in threading.enumerate() if t.name == "awake"])
    assert keeper.threads == []


def test_trouble_is_told_and_forgotten_when_a_later_hold_works() -> None:
    keeper = Keeper(AwakeTrouble.NO_SERVICE)
    awake = BackgroundAwake(keeper)
    awake.hold("Session")
    until(lambda: awake.trouble is AwakeTrouble.NO_SERVICE)
    awake.release()
    assert awake.trouble is AwakeTrouble.NO_SERVICE
    keeper.trouble = None
    awake.hold("Session")
    until(lambda: awake.trouble is None)
    assert keeper.log == ["on: Session"]
    awake.release()


def test_a_mistake_of_ours_is_trouble_too_and_nothing_worse() -> None:
    awake = BackgroundAwake(Keeper(mistake=ZeroDivisionError()))
    awake.hold("Session")
    until(lambda: awake.trouble is AwakeTrouble.FAILED)
    awake.release()


def test_a_hold_given_up_says_nothing_about_the_next() -> None:
    asked, go_on = threading.Event(), threading.Event()
    later = Keeper()

    @contextmanager
    def slow_to_fail(reason: str) -> Iterator[None]:
        if reason == "later":
            with later(reason):
                yield
            return
        asked.set()
        go_on.wait(10)
        raise AwakeError(AwakeTrouble.NO_ANSWER)

    awake = BackgroundAwake(slow_to_fail)
    awake.hold("first")
    assert asked.wait(10)
    awake.release()
    awake.hold("later")
    until(lambda: later.log)
    go_on.set()
    until(lambda: len([t for t in threading.enumerate() if t.name == "awake"]) == 1)
    assert awake.trouble is None
    awake.release()


def test_windows_is_told_in_one_thread() -> None:
    told: list[tuple[int, int]] = []

    def set_state(flags: int) -> int:
        told.append((flags, threading.get_ident()))
        return CONTINUOUS

    awake = BackgroundAwake(execution_state(set_state))
    awake.hold("Session")
    until(lambda: told)
    awake.release()
    until(lambda: len(told) == 2)
    assert [flags for flags, _ in told] == [CONTINUOUS | SYSTEM_REQUIRED | DISPLAY_REQUIRED, CONTINUOUS]
    assert [flags for flags, _ in told] == [0x8000_0003, 0x8000_0000]
    assert told[0][1] == told[1][1] != threading.get_ident()


def test_windows_says_no() -> None:
    awake = BackgroundAwake(execution_state(lambda flags: 0))
    awake.hold("Session")
    until(lambda: awake.trouble is AwakeTrouble.REFUSED)
    awake.release()


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(stat.S_IRWXU)
    return str(path)


posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for caffeinate is a shell script")


@posix
def test_mac_has_a_caffeinate_that_watches_us_until_released(tmp_path: Path) -> None:
    said = tmp_path / "said"
    note = f'echo "$$ $@" > {said}.new; mv {said}.new {said}'
    program = script(tmp_path / "caffeinate", f"{note}; exec tail -f /dev/null")
    awake = BackgroundAwake(caffeination(program, proof_s=0.01))
    awake.hold("Session")
    until(said.exists)
    child, *arguments = said.read_text(encoding="utf-8").split()
    assert arguments == ["-d", "-w", str(os.getpid())]
    os.kill(int(child), 0)
    assert awake.trouble is None
    awake.release()
    until(lambda: gone(int(child)))


def gone(pid: int) -> bool:
    """True when the process has ended and was waited for."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@posix
def test_mac_without_caffeinate_or_with_one_that_dislikes_us(tmp_path: Path) -> None:
    absent = BackgroundAwake(caffeination(str(tmp_path / "absent")))
    absent.hold("Session")
    until(lambda: absent.trouble is AwakeTrouble.NO_SERVICE)
    absent.release()
    sulking = BackgroundAwake(caffeination(script(tmp_path / "caffeinate", "exit 64"), proof_s=10))
    sulking.hold("Session")
    until(lambda: sulking.trouble is AwakeTrouble.REFUSED)
    sulking.release()


@pytest.mark.parametrize("platform", [each for each in ("plan9", "win32") if each != sys.platform])
def test_a_system_that_we_do_not_know_or_are_not_on(platform: str) -> None:
    awake = make_awake(platform)
    awake.hold("Session")
    until(lambda: awake.trouble is AwakeTrouble.UNSUPPORTED)
    awake.release()


def test_the_stand_ins() -> None:
    null = NullAwake()
    null.hold("Session")
    null.release()
    assert null.trouble is None
    fake = FakeAwake()
    fake.hold("Session")
    assert fake.held == "Session"
    fake.release()
    fake.release()
    assert fake.held is None
    assert fake.calls == [("hold", "Session"), ("release",), ("release",)]
