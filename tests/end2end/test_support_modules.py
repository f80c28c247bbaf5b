"""The frozen app has PySide's own modules compiled: PySide must take them from there, and work as before."""

import shutil
import subprocess
import sys
from pathlib import Path

import shiboken6

from end2end.conftest import clean_environment
from package.support_modules import FOLDER, support_modules

USE = """
import sys
sys.path.insert(0, sys.argv[1])
from PySide6.QtCore import QObject
loader = sys.modules["shibokensupport.signature.loader"]
print(loader.__file__, loader.__cached__, sep="\\n")
try:
    QObject().setObjectName(1)
except TypeError as error:
    print("QObject" in str(error))
"""


def test_pyside_takes_its_compiled_modules_from_the_bundle(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    bundle = tmp_path / "bundle"
    shutil.copytree(Path(shiboken6.__file__).parent, bundle / "shiboken6")
    for file, place in support_modules(work):
        (bundle / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, bundle / place)
    inside = bundle / FOLDER
    environment = clean_environment(QT_QPA_PLATFORM="offscreen", PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        [sys.executable, "-c", USE, str(bundle)], env=environment, capture_output=True, text=True, check=True
    )
    source, compiled, names_the_call = done.stdout.splitlines()
    assert Path(source) == inside / "shibokensupport" / "signature" / "loader.py"
    assert Path(compiled).is_relative_to(inside)
    assert Path(compiled).is_file()
    assert names_the_call == "True"
    shipped = {path.relative_to(inside) for path in inside.rglob("*.py")}
    assert len(list(inside.rglob("*.pyc"))) == len(shipped) > 5
