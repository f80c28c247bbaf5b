"""Collects the licence texts of everything that is frozen, so that whoever has the app has them too."""

import re
from collections.abc import Iterable
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

LICENCE_FILE = re.compile(r"licen[cs]e|copying|authors", re.IGNORECASE)
FOLDER = "licences"
"""Where they lie in the bundle."""


def licences(build_spec: Path, packages: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of a file and its folder in the bundle: our notice, and what the installed packages bring.

    Raises ValueError for a package that has no licence and is not named in the notice.
    """
    notice = build_spec / FOLDER
    named = (notice / "NOTICE.txt").read_text(encoding="utf-8")
    found = [(str(path), FOLDER) for path in sorted(notice.iterdir())]
    owners = packages_distributions()
    for package in sorted(packages):
        texts = [text for owner in sorted(set(owners[package])) for text in _texts(owner)]
        if not texts and package not in named:
            raise ValueError(f"{package} has no licence file, and NOTICE.txt does not name it")
        found += [(str(text), f"{FOLDER}/{package}") for text in texts]
    return found


def _texts(name: str) -> list[Path]:
    files = distribution(name).files or ()
    inside = (path for path in files if ".dist-info" in path.parts[0] and LICENCE_FILE.search(path.name))
    return sorted(Path(str(path.locate())) for path in inside)
