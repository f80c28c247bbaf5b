"""Lets macOS's own caffeinate keep the display on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from backstride.services.awake import AwakeError, AwakeTrouble, Keeper

PROOF_S = 0.3
"""A caffeinate that is still there after this is at work; one that dislikes its arguments ends at once."""
END_S = 2.0


def caffeination(program: str = "/usr/bin/caffeinate", proof_s: float = PROOF_S) -> Keeper:
    """Keeps the screen on by a child process that watches ours and ends when ours does, even if it is killed."""

    @contextmanager
    def keep(reason: str) -> Iterator[None]:
        process = _start([program, "-d", "-w", str(os.getpid())])
        try:
            _prove(process, proof_s)
            yield
        finally:
            _end(process)

    return keep


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError as error:
        raise AwakeError(AwakeTrouble.NO_SERVICE, str(error)) from error


def _prove(process: subprocess.Popen[bytes], proof_s: float) -> None:
    try:
        status = process.wait(timeout=proof_s)
    except subprocess.TimeoutExpired:
        return
    raise AwakeError(AwakeTrouble.REFUSED, f"{process.args!r} ended with {status}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
