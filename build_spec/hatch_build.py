"""Puts assets and routines into the wheel as package data; an editable install reads them from the checkout."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_FOLDERS = ("assets", "routines")


class DataHook(BuildHookInterface):
    """Adds every file git would keep of the data folders; screenshots of the README are not needed at run time."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map each file to its place under `backstride/_data`; nothing for the editable version."""
        if version == "editable":
            return
        root = Path(self.root)
        for folder in DATA_FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                inside = path.relative_to(root)
                hidden = any(part.startswith(".") for part in inside.parts)
                if path.is_file() and not hidden and "screenshots" not in inside.parts:
                    build_data["force_include"][str(path)] = f"backstride/_data/{inside.as_posix()}"
