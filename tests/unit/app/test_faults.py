"""Every exception that nobody caught: logged and told once for each kind, whatever its thread."""

import logging
import sys
import threading
import weakref

import pytest

from backstride.app.faults import MOST_KINDS, Faults


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def faults(told, monkeypatch) -> Faults:
    """Watches until the test is over."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = Faults("Backstride 1.0", told.append)
    made.watch()
    return made


def uncaught(error: Exception) -> None:
    """Let Python find that nobody caught `error`."""
    try:
        raise error
    except type(error):
        sys.excepthook(*sys.exc_info())


def test_a_fault_is_told_and_logged_with_its_traceback(faults, told, caplog):
    uncaught(ValueError("wrong"))
    assert len(told) == 1
    assert told[0].endswith("ValueError: wrong\n")
    (logged,) = caplog.records
    assert logged.levelno == logging.ERROR
    assert "in uncaught" in caplog.text


def test_the_same_fault_is_told_once_and_another_one_again(faults, told, caplog):
    for number in range(100):
        uncaught(ValueError(f"wrong {number}"))
    uncaught(KeyError("other"))
    assert len(told) == len(caplog.records) == 2


def test_kinds_without_end_are_no_flood(faults, told, caplog):
    for number in range(10 * MOST_KINDS):
        uncaught(type(f"Fault{number}", (Exception,), {})())
    assert len(told) == len(caplog.records) == MOST_KINDS


def test_a_fault_in_a_thread_is_told(faults, told):
    thread = threading.Thread(target=int, args=["not a number"])
    thread.start()
    thread.join()
    assert "ValueError" in told[0]


def test_the_same_fault_in_many_threads_at_once_is_told_once(faults, told):
    def fail() -> None:
        raise ValueError("wrong")

    threads = [threading.Thread(target=fail) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1


def test_who_cannot_be_told_stops_nothing(monkeypatch, caplog):
    def gone(report: str) -> None:
        raise RuntimeError("the window is gone")

    Faults("Backstride 1.0", gone).take(ValueError("wrong"))
    assert [record.message for record in caplog.records] == ["unexpected", "a fault could not be reported"]


def test_what_the_failed_calls_held_is_let_go_of_at_once(faults):
    class Painter:
        pass

    held: list[weakref.ref[Painter]] = []

    def paint(fails: Exception) -> None:
        painter = Painter()
        held.append(weakref.ref(painter))
        raise fails

    cause = ValueError("wrong")
    try:
        try:
            paint(cause)
        except ValueError:
            paint(KeyError("worse"))
    except KeyError as error:
        kept = error
    assert all(reference() for reference in held)
    faults.take(kept)
    assert not any(reference() for reference in held)
