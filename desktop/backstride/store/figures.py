"""Reads figure files and the skeleton they share from a folder."""

from pathlib import Path

import msgspec

from backstride.core.figure.definition import FigureDefinition
from backstride.core.figure.skeleton import Skeleton

SKELETON_FILE = "skeleton.json"


def load_skeleton(folder: Path) -> Skeleton:
    """The skeleton of a figures folder; raises `msgspec.ValidationError` with the place when the file is wrong."""
    return msgspec.json.decode((folder / SKELETON_FILE).read_bytes(), type=Skeleton)


def load_figure(folder: Path, exercise: str) -> FigureDefinition:
    """The figure of an exercise; raises `FileNotFoundError` without one, `msgspec.ValidationError` for a wrong one."""
    return msgspec.json.decode((folder / f"{exercise}.json").read_bytes(), type=FigureDefinition)


def figure_names(folder: Path) -> tuple[str, ...]:
    """The exercises that have a figure, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.json") if path.name != SKELETON_FILE))
