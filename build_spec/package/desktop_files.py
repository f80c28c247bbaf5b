"""Lets the desktop's own tools check what we tell the desktop."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from package.freezing import BuildError

CHECKS = {
    "*.desktop": ["desktop-file-validate"],
    "*.metainfo.xml": ["appstreamcli", "validate", "--no-net"],
}
MIME_TYPE = "application/vnd.backstride.routine+json"


def check(folder: Path) -> None:
    """Validate desktop entry, metadata and MIME type in `folder`.  Raises BuildError with what a tool says."""
    for pattern, command in CHECKS.items():
        for path in sorted(folder.glob(pattern)):
            _run([*command, str(path)])
    with tempfile.TemporaryDirectory() as mime:
        (Path(mime) / "packages").mkdir()
        shutil.copy(folder / "backstride.xml", Path(mime) / "packages")
        _run(["update-mime-database", mime])
        globs = (Path(mime) / "globs2").read_text(encoding="utf-8")
    if f":{MIME_TYPE}:*.backstride.json" not in globs:
        raise BuildError(f"{folder / 'backstride.xml'} does not give *.backstride.json the type {MIME_TYPE}.")


def _run(command: list[str]) -> None:
    """Raise BuildError with the tool's words unless it accepts."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
