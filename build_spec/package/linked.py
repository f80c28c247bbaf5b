"""Finds what the frozen app is linked to and does not bring itself, and the Debian packages that have it."""

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)
GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")
FOUND = re.compile(r"^\s*(\S+) => (/\S+)", re.MULTILINE)
C_LIBRARY = "libc6"


class NotLinkedError(Exception):
    """A library that the bundle is linked to is neither in it nor on this system."""


def binaries(folder: Path) -> tuple[Path, ...]:
    """All programs and libraries below `folder`, sorted; links are left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return tuple(sorted(path for path in files if _is_elf(path)))


def from_the_system(files: Iterable[Path]) -> frozenset[Path]:
    """The libraries outside the bundle that these programs and libraries are directly linked to.

    Raises NotLinkedError with the first that the loader does not find.
    """
    files = tuple(files)
    own = {path.name for path in files}
    found: set[Path] = set()
    for path in files:
        needed = set(NEEDED.findall(_objdump(path))) - own
        where = dict(FOUND.findall(_output("ldd", str(path))))
        for library in needed:
            if library.startswith("ld-linux"):
                continue  # the loader itself, which comes with the C library
            if library not in where:
                raise NotLinkedError(f"{path.name} needs {library}, which is neither bundled nor installed")
            found.add(Path(where[library]))
    return frozenset(found)


def debian_depends(folder: Path) -> tuple[str, ...]:
    """What the Debian package of the app in `folder` depends on, sorted, with the oldest C library that will do.

    Raises NotLinkedError for a library that is missing or belongs to no package.
    """
    files = binaries(folder)
    packages = {_package_of(library) for library in from_the_system(files)}
    versions = {(int(major), int(minor)) for path in files for major, minor in GLIBC.findall(_objdump(path))}
    major, minor = max(versions)
    return (*sorted(packages - {C_LIBRARY}), f"{C_LIBRARY} (>= {major}.{minor})")


def _package_of(library: Path) -> str:
    """The Debian package that a library belongs to, whether its folder is linked into /usr or not."""
    candidates = {library, library.resolve()}
    candidates |= {Path(f"/usr{path}") for path in candidates}
    candidates |= {Path(str(path).removeprefix("/usr")) for path in candidates}
    for path in sorted(candidates):
        done = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    raise NotLinkedError(f"{library} belongs to no Debian package")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _objdump(path: Path) -> str:
    return _output("objdump", "-p", str(path))


def _output(*command: str) -> str:
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
