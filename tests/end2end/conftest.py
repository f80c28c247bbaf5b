"""Real processes of the installed app, each with a profile of its own, and a real X server for windows."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

APP = [sys.executable, "-m", "backstride"]


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without any display, so that a test says itself where windows go."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return {**kept, "LC_ALL": "C.UTF-8", **more}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def backstride(profile: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the app to its end with standard input closed."""

    def run(*arguments: str, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*APP, "--data-dir", str(profile), *arguments],
            env=clean_environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def history(backstride) -> Callable[[], list[dict]]:
    """The log as the command line prints it."""
    return lambda: json.loads(backstride("history", "--json").stdout)["sessions"]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A virtual screen of our own."""
    server = shutil.which("Xvfb")
    assert server, "Xvfb is missing; the bootstrap installs it for the tests"
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writer), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    assert re.fullmatch(r"\d+", number)
    yield f":{number}"
    process.terminate()
    process.wait(timeout=10)


def wait_until(condition: Callable[[], object], timeout_s: float = 30) -> object:
    """Look again and again until `condition` holds; what it returned."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"did not happen within {timeout_s} s")
