"""`bootstrap.py package`: the steps from the source to what users install, one after the other."""

import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from package import desktop_files, freezing
from package.archive import pack
from package.contents import contents, differences, size_bytes
from package.debian import MOST_DEB_MB, MOST_UNPACKED_MB, debian_package
from package.freezing import BuildError
from package.linked import NotLinkedError

MB = 1_000_000


def package(root: Path, python: Path, *, twice: bool) -> int:
    """Build all into `dist` with the build environment's `python`; the exit status.

    With `twice`, build again from the sdist and compare the contents of everything, file by file.
    """
    try:
        epoch = freezing.source_date(root)
        out = root / "dist"
        built = build(root, python, out, epoch)
        for path in built:
            print(f"{_size_mb(path):8.1f} MB  {path.relative_to(root)}")
        if twice:
            _compare(python, built, epoch)
        return 0
    except (BuildError, NotLinkedError) as error:
        print(error, file=sys.stderr)
        return 1


def build(root: Path, python: Path, out: Path, epoch: str) -> tuple[Path, ...]:
    """Build sdist, wheel, frozen folder, archive and, where dpkg is, the Debian package; their paths in `out`.

    What was in `out` before is removed.  Raises BuildError or NotLinkedError.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    environment = freezing.build_environment(epoch)
    _say("sdist and wheel")
    sdist, wheel = freezing.build_wheel(root, python, out, environment)
    freezing.install(python, wheel, environment)
    _say("self-test of the installed wheel, with an empty environment")
    print(freezing.self_test(python.with_name(f"backstride{freezing.EXE}")), end="", flush=True)
    version = wheel.name.split("-")[1]
    _say("frozen app")
    folder = freezing.freeze(root, python, out, environment)
    _say("self-test of the frozen app, with an empty environment")
    print(freezing.self_test(folder / f"backstride{freezing.EXE}"), end="", flush=True)
    _say("archive")
    name = f"backstride-{version}"
    archive = out / f"{name}-{freezing.machine()}.tar.xz"
    pack(folder, name, archive, int(epoch))
    if not (sys.platform == "linux" and shutil.which("dpkg-deb")):
        return sdist, wheel, folder, archive
    _say("Debian package")
    desktop_files.check(root / "build_spec" / "linux")
    package = debian_package(root, folder, version, out, environment)
    _check_sizes(folder, package)
    return sdist, wheel, folder, archive, package


def _compare(python: Path, built: tuple[Path, ...], epoch: str) -> None:
    """Build again from the sdist, in another folder, and raise BuildError unless everything has the same contents."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(built[0]) as archive:
            archive.extractall(folder, filter="data")
        (source,) = Path(folder).iterdir()
        again = build(source, python, source / "dist", epoch)
        found = list(_differences(built, again))
    if found:
        raise BuildError("Two builds of the same source differ:\n" + "\n".join(found))
    print("Two builds in two folders have the same contents.")


def _differences(built: tuple[Path, ...], again: tuple[Path, ...]) -> Iterator[str]:
    for one, other in zip(built, again, strict=True):
        for line in differences(contents(one), contents(other)):
            yield f"{one.name}: {line}"


def _check_sizes(folder: Path, deb: Path) -> None:
    """Raise BuildError when the app has become larger than it may be."""
    if _size_mb(folder) > MOST_UNPACKED_MB or _size_mb(deb) > MOST_DEB_MB:
        raise BuildError(
            f"The app has {_size_mb(folder):.0f} MB and its package {_size_mb(deb):.0f} MB; "
            f"at most {MOST_UNPACKED_MB} and {MOST_DEB_MB} MB are allowed."
        )


def _size_mb(path: Path) -> float:
    return (size_bytes(path) if path.is_dir() else path.stat().st_size) / MB


def _say(step: str) -> None:
    print(f"== {step}", flush=True)
