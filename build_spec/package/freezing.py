"""Builds sdist, wheel and frozen app: each from the one before, and nothing from the working folder."""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from package.selection import Selection, unexplained

SELF_TEST_SECONDS = 30
EXE = ".exe" if os.name == "nt" else ""
LAST_WORDS = 4_000
"""Characters of a failed step's output that are worth reading."""


class BuildError(Exception):
    """A build cannot go on; the message says why in a sentence for whoever builds."""


def source_date(root: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Seconds since 1970 that every file of the build gets: SOURCE_DATE_EPOCH, or else the moment of the commit.

    Raises BuildError where there is neither.
    """
    if given := environment.get("SOURCE_DATE_EPOCH", ""):
        return given
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError("This is no git checkout: set SOURCE_DATE_EPOCH to the seconds since 1970 of the release.")
    return done.stdout.strip()


def build_environment(epoch: str) -> dict[str, str]:
    """The environment in which two builds of the same source come out alike."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    return {**kept, "SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def build_wheel(root: Path, python: Path, out: Path, environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Build the sdist of `root` and from it the wheel, both into `out`.  Raises BuildError."""
    hatchling = [str(python), "-m", "hatchling", "build", "-d", str(out), "-t"]
    run([*hatchling, "sdist"], root, environment)
    sdist = _only(out, "*.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        run([*hatchling, "wheel"], _only(Path(folder), "*"), environment)
    return sdist, _only(out, "*.whl")


def install(python: Path, wheel: Path, environment: Mapping[str, str]) -> None:
    """Put the wheel, and not what it depends on, into the environment of `python`.  Raises BuildError."""
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    run([*pip, "--no-deps", "--no-index", "--force-reinstall", str(wheel)], wheel.parent, environment)


def freeze(root: Path, python: Path, out: Path, environment: Mapping[str, str]) -> Path:
    """Freeze the wheel that is installed in the environment of `python`: the app's folder in `out`.

    Raises BuildError, also for a file in it that the tables of the spec do not explain.
    """
    spec = root / "build_spec" / "backstride.spec"
    icon = root / "assets" / "icons" / "backstride.svg"
    drawing = {**environment, "PYTHONPATH": str(spec.parent)}
    run([str(python), "-m", "package.icons", str(icon), str(root / "build" / "icons")], root, drawing)
    work = root / "build" / "pyinstaller"
    shutil.rmtree(work, ignore_errors=True)
    pyinstaller = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"]
    run([*pyinstaller, "--distpath", str(out), "--workpath", str(work), str(spec)], root, environment)
    folder = out / "backstride"
    if strange := unexplained(folder, Selection.of_spec(spec)):
        raise BuildError(f"backstride.spec does not explain {', '.join(strange[:5])}.")
    return folder


def self_test(program: Path) -> str:
    """What an installed app says of itself with an empty environment.  Raises BuildError when a check fails."""
    empty = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if os.name == "nt" else {}
    try:
        done = subprocess.run(
            [str(program), "--self-test"], env=empty, capture_output=True, timeout=SELF_TEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"The self-test of {program} took more than {SELF_TEST_SECONDS} s.") from error
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        raise BuildError(f"{program} fails its self-test:\n{said}{done.stderr.decode('utf-8', 'replace')}")
    return said


def machine() -> str:
    """The system and processor that a frozen app made here is for, as in the name of its archive."""
    system = {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]
    return f"{system}-{platform.machine().lower()}"


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a step of the build in `folder`.  Raises BuildError with its last words when it fails."""
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        words = done.stdout.decode("utf-8", "replace")[-LAST_WORDS:]
        raise BuildError(f"{' '.join(command[:4])} ... failed with exit status {done.returncode}:\n{words}")


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise BuildError(f"{folder} should hold one {pattern}, and holds {len(found)}.")
    return found[0]
