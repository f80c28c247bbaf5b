"""Finds the data that comes with Backstride: inside the installed package, or else in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parents[1]

ASSETS = _ROOT / "assets"
ROUTINES = _ROOT / "routines"
