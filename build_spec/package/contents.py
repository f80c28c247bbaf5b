"""Says what is inside a build, file by file, so that two builds of one commit can be compared."""

import hashlib
import os
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

Contents = Mapping[str, str]
"""For each path its permissions and SHA-256, or where a link leads to."""


def contents(path: Path) -> Contents:
    """The contents of a folder, a tar archive, a wheel or a Debian package (with its control files)."""
    if path.is_dir():
        return dict(sorted(_of_folder(path)))
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return {name: _sha256(wheel.read(name)) for name in sorted(wheel.namelist())}
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix == ".deb":
            subprocess.run(["dpkg-deb", "--raw-extract", str(path), folder], check=True)
        else:
            with tarfile.open(path) as archive:
                archive.extractall(folder, filter="data")
        return contents(Path(folder))


def differences(one: Contents, other: Contents) -> tuple[str, ...]:
    """A line for each path that only one of both has, or that differs, sorted."""
    lines = [f"only in the first: {path}" for path in one.keys() - other.keys()]
    lines += [f"only in the second: {path}" for path in other.keys() - one.keys()]
    lines += [f"differs: {path}" for path in one.keys() & other.keys() if one[path] != other[path]]
    return tuple(sorted(lines))


def size_bytes(folder: Path) -> int:
    """What all files of a folder take on disk, in bytes; links count nothing."""
    return sum(
        path.lstat().st_blocks * 512 if hasattr(path.lstat(), "st_blocks") else path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


def _of_folder(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield name, f"-> {os.readlink(path)}"  # noqa: PTH115 - as written, not resolved
        elif path.is_file():
            yield name, f"{path.stat().st_mode & 0o777:o} {_sha256(path.read_bytes())}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
