"""The app says of itself whether it is whole: a line for each check, and the exit status of all."""

import shutil
import subprocess
import sys
from pathlib import Path

import backstride

CHECKOUT = Path(backstride.__file__).resolve().parents[2]
CHECKS = (
    "versions",
    "routines",
    "themes and icons",
    "figures",
    "tones",
    "services",
    "database",
    "main window and a three-second session",
)


def self_test(source: Path) -> tuple[int, list[str]]:
    """Exit status and lines of the self-test of the source in a folder, with nothing else in the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "backstride", "--self-test"],
        env={"PYTHONPATH": str(source / "desktop")}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines()


def test_a_whole_installation_passes_every_check_with_an_empty_environment():
    status, lines = self_test(CHECKOUT)
    assert [line.partition(":")[0] for line in lines] == [f"ok      {check}" for check in CHECKS]
    assert status == 0


def test_it_leaves_nothing_behind(tmp_path):
    environment = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONPATH": str(CHECKOUT / "desktop")}
    subprocess.run(
        [sys.executable, "-m", "backstride", "--self-test"],
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_every_damage_is_found_in_one_run(tmp_path):
    for folder in ("desktop", "assets", "routines"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "routines" / "core" / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "assets" / "icons" / "sore.svg").write_text("", encoding="utf-8")
    (tmp_path / "assets" / "figures" / "plank-forearm.json").unlink()
    silent = tmp_path / "assets" / "sounds" / "go.wav"
    silent.write_bytes(silent.read_bytes()[:44] + bytes(silent.stat().st_size - 44))
    (tmp_path / "desktop" / "backstride" / "store" / "schema.py").write_text("raise OSError", encoding="utf-8")
    status, lines = self_test(tmp_path)
    failed = [line.split(":")[0].removeprefix("FAILED  ") for line in lines if line.startswith("FAILED")]
    assert status == 1
    assert failed == [check for check in CHECKS if check not in ("versions", "services")]
    assert any("sore.svg" in line for line in lines)
