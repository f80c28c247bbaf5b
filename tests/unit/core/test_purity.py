"""The core reads no clock, no chance, no files: its modules do not even hold the means."""

import subprocess
import sys
from pathlib import Path

import pytest

import backstride.core

MODULES = sorted(path.stem for path in Path(backstride.core.__file__).parent.glob("*.py") if path.stem != "__init__")
FORBIDDEN = {"time", "random", "secrets", "uuid", "os", "io", "pathlib", "shutil", "sqlite3", "socket", "subprocess"}


@pytest.mark.parametrize("module", MODULES)
def test_a_core_module_holds_nothing_of_the_outside(module: str) -> None:
    script = f"""
import sys
import backstride.core.{module} as module
for value in vars(module).values():
    home = value.__name__ if isinstance(value, type(sys)) else getattr(value, "__module__", None)
    print(str(home).split(".")[0])
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    homes = set(run.stdout.split())
    assert "backstride" in homes
    assert homes.isdisjoint(FORBIDDEN)
