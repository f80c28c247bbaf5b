"""Decides what may be inside the frozen app: the tables of `backstride.spec` applied to the paths of a bundle."""

import ast
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath

Reasons = Mapping[str, str]
"""Names of what may be inside, each with the reason for it."""

TABLES = {
    "BINDINGS": "bindings",
    "QT_LIBRARIES": "qt_libraries",
    "QT_PLUGINS": "qt_plugins",
    "LIBRARIES": "libraries",
    "PACKAGES": "packages",
}
"""The tables of the spec file, and the fields of a selection that hold them."""
OURS = ("base_library.zip", "licences")
"""What is inside besides code: the part of the standard library that is needed first, and the licences of all."""
MADE_AT_BUILD = ("_sysconfigdata", "_pyi", "pyi_rth", "pyi_", "pyimod")
LIBRARY = re.compile(r"\.(so|dll|dylib|pyd)(\.|$)")


class Part(Enum):
    """What a file of the bundle belongs to."""

    BINDING = "binding"
    QT_LIBRARY = "qt library"
    QT_PLUGIN = "qt plugin"
    LIBRARY = "library"
    INTERPRETER = "interpreter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Selection:
    """The tables of the spec for one system; `platform` as `sys.platform` names it."""

    bindings: Reasons
    qt_libraries: Reasons
    qt_plugins: Reasons
    libraries: Reasons
    packages: Reasons
    platform: str

    @classmethod
    def of_spec(cls, spec: Path, platform: str = sys.platform) -> "Selection":
        """Read the tables of a spec file without running it.  Raises ValueError where one is missing."""
        found: dict[str, Reasons] = {}
        for node in ast.parse(spec.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name in TABLES:
                    found[TABLES[name]] = ast.literal_eval(node.value)
        if missing := set(TABLES.values()) - set(found):
            raise ValueError(f"{spec} has no table for {', '.join(sorted(missing))}")
        return cls(**found, platform=platform)

    def keeps(self, path: str) -> bool:
        """True when the file with this path in the bundle may be inside."""
        part, name = part_of(path)
        if part is Part.BINDING:
            return name in self.bindings
        if part is Part.QT_LIBRARY:
            return name in self.qt_libraries
        if part is Part.QT_PLUGIN:
            return name in self.qt_plugins
        if part is Part.LIBRARY:
            return _is_listed(name, self.libraries) or (self.platform != "linux" and "PySide6" not in path)
        top = PurePosixPath(path).parts[0]
        return part is Part.INTERPRETER or top in OURS or top in self.packages

    def unknown(self, modules: Iterable[str], paths: Iterable[str]) -> tuple[str, ...]:
        """Python packages and Qt bindings that code asks for and no table names, sorted."""
        tops = {name.partition(".")[0] for name in modules}
        packages = {
            top
            for top in tops
            if top not in sys.stdlib_module_names and top not in self.packages and not top.startswith(MADE_AT_BUILD)
        }
        bindings = {f"PySide6.{name}" for part, name in map(part_of, paths) if part is Part.BINDING}
        return tuple(sorted(packages | {name for name in bindings if name[8:] not in self.bindings}))


def part_of(path: str) -> tuple[Part, str]:
    """What a file of the bundle belongs to, and its name there without prefix, suffix and version."""
    place = PurePosixPath(path.replace("\\", "/"))
    name = _bare(place.name)
    if "plugins" in place.parts and "PySide6" in place.parts:
        return Part.QT_PLUGIN, f"{place.parent.name}/{name}"
    if framework := re.search(r"Qt(\w+)\.framework", path):
        return Part.QT_LIBRARY, framework[1]
    if "lib-dynload" in place.parts or (len(place.parts) == 1 and place.suffix == ".pyd"):
        return Part.INTERPRETER, name
    if not LIBRARY.search(place.name):
        return Part.OTHER, name
    if place.parent.name == "PySide6" and re.match(r"Qt[A-Z]", name) and not place.name.endswith(".dll"):
        return Part.BINDING, name.removesuffix(".abi3")
    if qt := re.match(r"Qt6?([A-Z].*)", name):
        return Part.QT_LIBRARY, qt[1]
    if len(place.parts) > 1 and not place.name.startswith("lib") and not place.name.endswith(".dll"):
        return Part.OTHER, name  # a Python package's own extension
    return Part.LIBRARY, name


def unexplained(folder: Path, selection: Selection) -> tuple[str, ...]:
    """The files of a frozen app's folder that no table explains, as paths within it, sorted."""
    inside = folder / "_internal"
    paths = (path.relative_to(inside).as_posix() for path in inside.rglob("*") if not path.is_dir())
    return tuple(sorted(path for path in paths if not selection.keeps(path)))


def _bare(name: str) -> str:
    """A file's name without "lib", suffix and version."""
    found = LIBRARY.search(name)
    return (name[: found.start()] if found else name).removeprefix("lib")


def _is_listed(name: str, listed: Reasons) -> bool:
    """True for a listed name, also with a version after it: "python3" stands for "python3.11"."""
    return any(re.fullmatch(rf"{re.escape(each)}[-.\d]*", name, re.IGNORECASE) for each in listed)
