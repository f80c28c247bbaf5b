"""Compiles the Python modules that PySide carries as source inside its library, so that no start has to.

PySide takes them from the folder `files.dir` beside shiboken6 where there is one.  That saves an eighth of the start.
"""

import compileall
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

FOLDER = "shiboken6/files.dir"
"""Where they lie in the bundle."""
EXTRACT = """
import sys
import PySide6.QtCore
loader = sys.modules["shibokensupport.signature.loader"].__loader__
archive = getattr(loader, "zfile", None)
if archive is not None:
    archive.extractall(sys.argv[1], [name for name in archive.namelist() if name.startswith("shibokensupport/")])
"""


def support_modules(work: Path) -> list[tuple[str, str]]:
    """Pairs of a file and its folder in the bundle; none where this PySide does not carry them as it did.

    `work` is a folder for them.  Each is there as source, which PySide looks for, and compiled: never to be compared
    with the source, whose date nobody knows.  Raises CalledProcessError when PySide cannot be imported.
    """
    subprocess.run([sys.executable, "-c", EXTRACT, str(work)], check=True)
    compileall.compile_dir(
        work,
        quiet=1,
        stripdir=str(work),
        prependdir=FOLDER,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    files = sorted(path for path in work.rglob("*") if path.is_file())
    return [(str(path), f"{FOLDER}/{path.parent.relative_to(work).as_posix()}") for path in files]
