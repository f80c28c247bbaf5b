"""What the test command consists of, one step after the other, so that every failure is seen in one run."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def run_all(root: Path, python: Path, without_qt: Path, arguments: Sequence[str]) -> int:
    """Run all steps; with `arguments`, only pytest with them.  0 when everything passed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDEVMODE": ""}
    if "UTF-8" not in os.environ.get("LC_ALL", os.environ.get("LANG", "")):
        environment["LC_ALL"] = "C.UTF-8"
    tools = python.parent
    if arguments:
        return _step(root, "tests", [python, "-m", "pytest", *arguments], environment)
    steps: dict[str, list[Path | str]] = {
        "lint": [tools / "ruff", "check", "--quiet", "."],
        "format": [tools / "ruff", "format", "--check", "--quiet", "."],
        "types": [tools / "mypy"],
        "layers": [tools / "lint-imports", "--no-cache"],
        "unit tests, without Qt": [
            without_qt, "-m", "pytest", "-q", "tests/unit", "-n", "2", "--dist", "worksteal",
            "--cov=backstride.core", "--cov-branch", "--cov-report=term:skip-covered",
        ],
        "window and whole-process tests": [
            python, "-m", "pytest", "-q", "tests/gui", "tests/end2end", "-n", "2", "--dist", "loadgroup",
        ],
    }  # fmt: skip
    failed = [name for name, command in steps.items() if _step(root, name, command, environment)]
    print("All passed." if not failed else f"FAILED: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def run_package_tests(root: Path, python: Path, arguments: Sequence[str]) -> int:
    """Run the tests that install the built package; 0 when they pass."""
    command = [python, "-m", "pytest", "-m", "package", "-p", "no:xdist", "tests/installed", *arguments]
    return _step(root, "installed package", command, {**os.environ, "LC_ALL": "C.UTF-8"})


def _step(root: Path, name: str, command: Sequence[Path | str], environment: Mapping[str, str]) -> int:
    print(f"== {name}", flush=True)
    began = time.monotonic()
    status = subprocess.run([str(part) for part in command], cwd=root, env=environment, check=False).returncode
    print(f"   {'ok' if status == 0 else 'failed'} in {time.monotonic() - began:.1f} s", flush=True)
    return status
