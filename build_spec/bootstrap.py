"""Sets up everything on a fresh machine and then runs or tests Backstride.

    python3 build_spec/bootstrap.py run [arguments of backstride]
    python3 build_spec/bootstrap.py test [arguments of pytest]
    python3 build_spec/bootstrap.py figures [--out DIR] [exercises]   contact sheets of the figures
    python3 build_spec/bootstrap.py package [--twice]                 the installed app, in dist/
    python3 build_spec/bootstrap.py test-package                      installs the built package and uses it
    python3 build_spec/bootstrap.py bench                             start-up, memory and idle processor time

Needs Python 3.11 to 3.13 and nothing else.  A second start finds a stamp of the lock file and installs nothing.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "build_spec" / "lock"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
STAMP = "backstride-stamp"


def main(arguments: list[str]) -> int:
    """Carry out one command; the exit status."""
    commands = {
        "run": run,
        "test": test,
        "figures": figures,
        "package": make_package,
        "test-package": test_package,
        "bench": bench,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(f"Backstride needs Python 3.11 to 3.13; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    return commands[arguments[0]](arguments[1:])


def run(arguments: list[str]) -> int:
    """Start the app; its exit status."""
    python = environment(".venv", "app.txt", also=("test.txt",), qt=True)
    if python is None:
        return 1
    command = [str(python.with_name("backstride" + python.suffix)), *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # the app takes our place, signals and all
    return subprocess.run(command, check=False).returncode


def test(arguments: list[str]) -> int:
    """Lint, check types and layers, and run all tests; 0 only when everything passed."""
    from test_command import run_all  # its module stands beside this one

    python = environment(".venv", "test.txt", qt=True, for_tests=True)
    without_qt = environment(".venv-unit", "unit.txt")
    if python is None or without_qt is None:
        return 1
    return run_all(ROOT, python, without_qt, arguments)


def figures(arguments: list[str]) -> int:
    """Draw contact sheets of the exercise figures; 1 when a figure has a problem."""
    python = environment(".venv", "app.txt", also=("test.txt",), qt=True)
    if python is None:
        return 1
    command = [str(python), str(ROOT / "build_spec" / "contact_sheets.py"), *arguments]
    return subprocess.run(command, check=False).returncode


def make_package(arguments: list[str]) -> int:
    """Build everything that is given to users into dist/; with `--twice` twice, and compare; 0 when all is well."""
    import system_packages
    from package.command import package

    if arguments not in ([], ["--twice"]):
        print(__doc__, file=sys.stderr)
        return 2
    # No editable app in this one: what is frozen is the wheel.
    python = environment(".venv-build", "build.txt", qt=True, with_app=False)
    if python is None or not system_packages.provide(system_packages.FOR_PACKAGING):
        return 1
    return package(ROOT, python, twice=bool(arguments))


def test_package(arguments: list[str]) -> int:
    """Install the Debian package in dist/, use it as a user would, remove it; 0 when its tests pass."""
    import system_packages
    from test_command import run_package_tests

    python = environment(".venv", "test.txt", qt=True, for_tests=True)
    if python is None or not system_packages.provide(system_packages.FOR_TESTING_PACKAGES):
        return 1
    return run_package_tests(ROOT, python, arguments)


def bench(arguments: list[str]) -> int:
    """Measure start-up, memory and idle processor time against a bare window; 0 when all are within their limits."""
    python = environment(".venv", "test.txt", qt=True, for_tests=True)
    if python is None:
        return 1
    command = [str(python), str(ROOT / "tests" / "bench" / "start_up.py"), *arguments]
    return subprocess.run(command, check=False).returncode


def environment(
    name: str,
    lock: str,
    also: tuple[str, ...] = (),
    qt: bool = False,
    for_tests: bool = False,
    with_app: bool = True,
) -> Path | None:
    """The Python of an environment that holds what `lock` names and the app, made or renewed when it is not.

    An environment that was made from one of `also` holds more and will do.  None when something is missing that could
    not be installed.
    """
    folder = ROOT / name
    python = folder / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    written = _read(folder / STAMP)
    if python.exists() and written in {stamp(each) for each in (lock, *also)}:
        return python
    if qt and not _system_packages(for_tests):
        return None
    print(f"Setting up {name} (once; this takes a minute) ...", file=sys.stderr)
    if not _create(folder):
        return None
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    locked = [*pip, "--require-hashes", "--requirement", str(LOCKS / lock)]
    app = [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for command in (locked, app) if with_app else (locked,):
        if subprocess.run(command, check=False, stderr=None).returncode:
            print("Setting up failed; the lines above say why. Run the command again to retry.", file=sys.stderr)
            return None
    (folder / STAMP).write_text(stamp(lock), encoding="utf-8")
    return python


def stamp(lock: str) -> str:
    """What an environment made now would be made from."""
    made_from = hashlib.sha256(sys.version.encode())
    for path in (LOCKS / lock, ROOT / "pyproject.toml"):
        made_from.update(path.read_bytes())
    made_from.update(str(ROOT).encode())
    return f"{lock} {made_from.hexdigest()}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def _system_packages(for_tests: bool) -> bool:
    import system_packages  # late: only for setting up; its module stands beside this one

    if not system_packages.is_debian():
        return True
    packages = system_packages.missing(for_tests)
    return not packages or system_packages.install(packages)


def _create(folder: Path) -> bool:
    """Make a fresh environment; on Debian, with the package that Python's own venv module needs there."""
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return True
    import system_packages

    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not system_packages.is_debian() or not system_packages.install([f"python{version}-venv"]):
        return False
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
