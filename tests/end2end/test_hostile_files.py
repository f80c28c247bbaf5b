"""Hostile routine files and documents, as the command line meets them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from end2end.conftest import APP, clean_environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file names as POSIX allows them")

ACTING = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]")
"""What a terminal would obey, in UTF-8."""


def run(*arguments: str | bytes, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """A command in a process whose output has this encoding and is as strict as Python can be."""
    environment = clean_environment() | {"PYTHONIOENCODING": f"{encoding}:strict"}
    return subprocess.run([*APP, *arguments], capture_output=True, env=environment, timeout=60, check=False)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A profile with files that are hostile by their names, their fields or what they are."""
    routines = tmp_path / "routines"
    routines.mkdir()
    Path(os.fsdecode(os.fsencode(routines) + b"/\xff\x1b[2J\n.json")).write_text("{")
    (routines / "field.json").write_text(json.dumps({"\x1b]0;owned\x07\u202e": 1}))
    (routines / "half.json").write_text(json.dumps({"kind": "half a \ud83d", "steps": []}))
    (routines / "deep.json").write_text("[" * 100_000)
    os.mkfifo(routines / "pipe.json")
    os.mkfifo(routines / "sources.json")
    (routines / "zero.json").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_the_routines_are_listed_and_every_bad_file_is_told_on_a_line(hostile: Path, encoding: str) -> None:
    done = run("list", "--data-dir", str(hostile), encoding=encoding)
    assert done.returncode == 0, done.stderr
    assert b"core-express" in done.stdout
    assert ACTING.findall(done.stdout + done.stderr) == []
    told = {line.removeprefix(os.fsencode(hostile / "routines")).split(b":")[0] for line in done.stderr.splitlines()}
    assert {b"/field.json", b"/half.json", b"/deep.json", b"/pipe.json", b"/sources.json", b"/zero.json"} < told
    assert len(told) == 7


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_hostile_files_are_validated_to_the_end(hostile: Path, encoding: str) -> None:
    files = sorted(map(os.fsencode, (hostile / "routines").iterdir()))
    done = run("validate", *files, encoding=encoding)
    assert (done.returncode, done.stderr) == (1, b"")
    assert ACTING.findall(done.stdout) == []
    assert b"half.json: $.kind: holds half of a character (U+D83D)" in done.stdout


def test_an_unknown_routine_is_told_without_obeying_its_name(tmp_path: Path) -> None:
    done = run("play", "\x1b[2Jevil", "--terminal", "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert ACTING.findall(done.stderr) == []
    assert "There is no routine called '␛[2Jevil'".encode() in done.stderr


def test_a_refused_import_tells_why_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31m\n.json"
    path.write_text('{"format": 1, "app": "backstride", "\x1b[2J": 1}'.replace("\x1b", "\\u001b"))
    done = run("import", str(path), "--data-dir", str(tmp_path / "profile"))
    assert done.returncode == 1
    assert ACTING.findall(done.stderr) == []
    assert len(done.stderr.splitlines()) == 1
