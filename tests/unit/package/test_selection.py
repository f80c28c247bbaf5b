"""What may be inside the frozen app: the tables of the spec, applied to paths as PyInstaller writes them."""

import ast
from pathlib import Path

import pytest

from package.selection import TABLES, Part, Selection, part_of, unexplained

ROOT = Path(__file__).resolve().parents[3]
SPEC = ROOT / "build_spec" / "backstride.spec"
BUILT = ROOT / "dist" / "backstride"

GPL_ONLY = ("Charts", "Graphs", "DataVisualization", "VirtualKeyboard", "NetworkAuth", "Quick3D")


@pytest.fixture
def selection() -> Selection:
    return Selection.of_spec(SPEC, "linux")


def tables() -> dict[str, dict[str, str]]:
    """Every table of the spec that gives reasons."""
    found = {}
    for node in ast.parse(SPEC.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            name = node.targets[0].id
            if name in (*TABLES, "LEFT_OUT"):
                found[name] = ast.literal_eval(node.value)
    return found


@pytest.mark.parametrize(
    ("path", "part", "name"),
    [
        ("PySide6/QtCore.abi3.so", Part.BINDING, "QtCore"),
        ("PySide6/QtCore.pyd", Part.BINDING, "QtCore"),
        ("PySide6/Qt/lib/libQt6Core.so.6", Part.QT_LIBRARY, "Core"),
        ("libQt6WaylandClient.so.6", Part.QT_LIBRARY, "WaylandClient"),
        ("PySide6/Qt6Core.dll", Part.QT_LIBRARY, "Core"),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", Part.QT_LIBRARY, "Core"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", Part.QT_PLUGIN, "platforms/qxcb"),
        ("PySide6\\plugins\\platforms\\qwindows.dll", Part.QT_PLUGIN, "platforms/qwindows"),
        ("libpython3.11.so.1.0", Part.LIBRARY, "python3.11"),
        ("PySide6/Qt/lib/libicudata.so.73", Part.LIBRARY, "icudata"),
        ("python3.11/lib-dynload/_json.cpython-311.so", Part.INTERPRETER, "_json.cpython-311"),
        ("msgspec/_core.cpython-311.so", Part.OTHER, "_core.cpython-311"),
        ("backstride/_data/icons/today.svg", Part.OTHER, "today.svg"),
    ],
)  # fmt: skip
def test_a_path_tells_what_it_belongs_to(path, part, name):
    assert part_of(path) == (part, name)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt/lib/libavcodec.so.61",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/QtQml.abi3.so",
        "libgtk-3.so.0",
        "libssl.so.3",
        "libstdc++.so.6",
        "numpy/core.py",
        "setuptools/_vendor/text.txt",
        "click-8.5.1.dist-info/RECORD",
    ],
)
def test_what_is_not_on_the_list_stays_out(selection, path):
    assert not selection.keeps(path)


def test_a_version_may_follow_a_listed_name_and_nothing_else(selection):
    assert selection.keeps("libpython3.13.so.1.0")
    assert selection.keeps("libsqlite3.so.0")
    assert not selection.keeps("libsqlite3ext.so.0")


def test_other_systems_keep_their_own_libraries_but_not_qts():
    windows = Selection.of_spec(SPEC, "win32")
    assert windows.keeps("python311.dll")
    assert windows.keeps("api-ms-win-crt-runtime-l1-1-0.dll")
    assert windows.keeps("PySide6/MSVCP140.dll")
    assert not windows.keeps("PySide6/opengl32sw.dll")
    assert not windows.keeps("PySide6/avcodec-61.dll")


def test_code_that_asks_for_something_new_is_told(selection):
    modules = ["backstride.app", "json", "PySide6", "pyimod02_importers", "requests", "requests.models"]
    paths = ["PySide6/QtCore.abi3.so", "PySide6/QtCharts.abi3.so", "libQt6Quick.so.6"]
    assert selection.unknown(modules, paths) == ("PySide6.QtCharts", "requests")


def test_a_spec_without_its_tables_is_refused(tmp_path):
    spec = tmp_path / "a.spec"
    spec.write_text("BINDINGS = {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="packages"):
        Selection.of_spec(spec)


def test_every_entry_of_the_spec_has_a_reason():
    found = tables()
    assert set(found) == {*TABLES, "LEFT_OUT"}
    assert all(reason.strip() for table in found.values() for reason in table.values())


def test_nothing_under_the_gpl_alone_is_on_the_list():
    listed = {name.removeprefix("Qt") for name in (*tables()["BINDINGS"], *tables()["QT_LIBRARIES"])}
    assert not listed & set(GPL_ONLY)
    assert "readline" in tables()["LEFT_OUT"]


def test_every_binding_that_the_app_imports_is_on_the_list():
    sources = (ROOT / "desktop").rglob("*.py")
    imported = {
        node.module.partition(".")[2]
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("PySide6.")
    }
    assert imported == set(tables()["BINDINGS"])


def test_a_file_that_crept_in_is_found(tmp_path, selection):
    for name in ("libQt6Core.so.6", "libQt6Quick.so.6", "backstride/_data/a.json", "numpy/core.so"):
        path = tmp_path / "_internal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert unexplained(tmp_path, selection) == ("libQt6Quick.so.6", "numpy/core.so")


@pytest.mark.skipif(not BUILT.is_dir(), reason="nothing is built; bootstrap.py package does")
def test_everything_in_the_built_app_is_on_the_list():
    assert unexplained(BUILT, Selection.of_spec(SPEC)) == ()


@pytest.mark.skipif(not BUILT.is_dir(), reason="nothing is built; bootstrap.py package does")
def test_the_built_app_need_not_compile_the_modules_of_its_bindings():
    folder = BUILT / "_internal" / "shiboken6" / "files.dir" / "shibokensupport" / "signature"
    assert (folder / "loader.py").is_file()
    assert list((folder / "__pycache__").glob("loader.*.pyc"))
