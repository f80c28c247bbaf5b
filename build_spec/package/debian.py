"""Makes the Debian package: the frozen folder, its place in the menu, and what it depends on."""

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from package.contents import size_bytes
from package.freezing import run
from package.icons import PNG_SIZES
from package.linked import debian_depends

APP_ID = "io.github.backstride.Backstride"
"""What desktops know the app by; `backstride.app.desktop` says the same of its windows."""
HOME = "usr/lib/backstride"
RECOMMENDS = "speech-dispatcher, speech-dispatcher-espeak-ng, pulseaudio | pipewire-pulse"
MOST_DEB_MB = 40
MOST_UNPACKED_MB = 125


def debian_package(root: Path, folder: Path, version: str, out: Path, environment: Mapping[str, str]) -> Path:
    """Make the Debian package of the frozen app in `folder`; its path in `out`.

    Raises NotLinkedError for a library that is missing, and BuildError when dpkg-deb fails.
    """
    tree = root / "build" / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / HOME, symlinks=True)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/backstride").symlink_to(os.path.relpath(f"/{HOME}/backstride", "/usr/bin"))
    integrate(root, tree / "usr/share")
    _document(root, tree / "usr/share")
    _permit(tree)
    architecture = _output(["dpkg", "--print-architecture"])
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "md5sums").write_text(_sums(tree), encoding="utf-8")
    size_kib = size_bytes(tree) // 1024
    text = control_text(version, architecture, size_kib, debian_depends(folder))
    (control / "control").write_text(text, encoding="utf-8")
    target = out / f"backstride_{version}_{architecture}.deb"
    # One thread: with more of them the compressed bytes depend on the machine.
    run(
        ["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "-z9", "--build", str(tree), str(target)],
        root,
        environment,
    )
    return target


def control_text(version: str, architecture: str, size_kib: int, depends: Sequence[str]) -> str:
    """The control file; `size_kib` is what it takes unpacked, in KiB."""
    return dedent(
        f"""\
        Package: backstride
        Version: {version}
        Architecture: {architecture}
        Maintainer: The Backstride authors <backstride@users.noreply.github.com>
        Installed-Size: {size_kib}
        Depends: {", ".join(depends)}
        Recommends: {RECOMMENDS}
        Section: misc
        Priority: optional
        Homepage: https://github.com/backstride/backstride
        Description: guided, timed routines for runners with back pain
         Backstride stands beside the mat: it plays warm-ups, core work, stretching and
         foam rolling with the right seconds on each side, remembers every session, and
         shows what was done. Everything stays on your own computer.
        """
    )


def integrate(root: Path, share: Path) -> None:
    """Put desktop entry, metadata, MIME type and icons below `share`, as in /usr/share."""
    linux = root / "build_spec" / "linux"
    for name, place in (
        (f"{APP_ID}.desktop", "applications"),
        (f"{APP_ID}.metainfo.xml", "metainfo"),
        ("backstride.xml", "mime/packages"),
        ("backstride.1", "man/man1"),
    ):
        (share / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(linux / name, share / place / name)
    icons = share / "icons" / "hicolor"
    for size in PNG_SIZES:
        folder = icons / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        shutil.copy(root / "build" / "icons" / f"{size}.png", folder / f"{APP_ID}.png")
    (icons / "scalable" / "apps").mkdir(parents=True)
    shutil.copy(root / "assets" / "icons" / "backstride.svg", icons / "scalable" / "apps" / f"{APP_ID}.svg")


def _document(root: Path, share: Path) -> None:
    folder = share / "doc" / "backstride"
    folder.mkdir(parents=True)
    licence = (root / "LICENSE").read_text(encoding="utf-8")
    notice = (root / "build_spec" / "licences" / "NOTICE.txt").read_text(encoding="utf-8")
    where = f"The texts are in /{HOME}/_internal/licences and /usr/share/common-licenses.\n"
    (folder / "copyright").write_text(f"{licence}\n{notice}\n{where}", encoding="utf-8")
    changes = (root / "CHANGELOG.md").read_bytes()
    (folder / "NEWS.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
    manual = share / "man/man1/backstride.1"
    manual.with_suffix(".1.gz").write_bytes(gzip.compress(manual.read_bytes(), 9, mtime=0))
    manual.unlink()


def _permit(tree: Path) -> None:
    """The permissions a package has, whatever those of the checkout were; libraries are not run."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == tree / HOME / "backstride" else 0o644)


def _sums(tree: Path) -> str:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    return "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files)


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
