"""Folders and files made to do harm: each is told with place and reason, soon and in little memory; the rest loads."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backstride.core.catalogue import Catalogue
from backstride.resources import ROUTINES
from backstride.store import definition_folder, routine_files
from backstride.store.bounded import NotRegularError, TooLargeError, read_regular
from backstride.store.definition_folder import MAX_FILES
from backstride.store.routine_files import MAX_FILE_BYTES, MAX_FOLDER_BYTES, load_catalogue
from unit.core.builders import a_routine, an_exercise, as_json

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices as POSIX has them")

MOST_CPU_S = 2.0
MOST_MEMORY_MB = 64
BRIDGE = as_json(an_exercise())
EVENING = as_json(a_routine())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good exercise and a good routine."""
    made = tmp_path / "routines"
    made.mkdir()
    (made / "bridge.json").write_text(json.dumps(BRIDGE))
    (made / "evening.json").write_text(json.dumps(EVENING))
    return made


def told(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """File name, place and reason of every problem, after a look that the good files did load."""
    assert (list(catalogue.exercises), list(catalogue.routines)) == (["bridge"], ["evening"])
    return [(Path(item.file).name, item.problem.place, item.problem.reason) for item in catalogue.problems]


def link_in_a_circle(path: Path) -> None:
    path.symlink_to(path)


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_another_kind_of_file(path: Path) -> None:
    outside = path.parent.parent / "secret"
    outside.write_text("root:x:0:0")
    path.symlink_to(outside)


def listening_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (link_in_a_circle, "cannot be read: Too many levels of symbolic links"),
        (link_to_a_device, "is not a regular file"),
        (link_to_another_kind_of_file, "is not JSON: Expecting value (line 1, column 1)"),
        (listening_socket, "is not a regular file"),
        (os.mkfifo, "is not a regular file"),
        (Path.mkdir, "is not a regular file"),
    ],
)
def test_what_is_no_file_is_told_and_not_waited_for(
    folder: Path, make: Callable[[Path], None], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # the path of a socket may not be long
    make(Path("x.json").absolute() if make is not listening_socket else Path("x.json"))
    assert told(load_catalogue((folder,))) == [("x.json", "$", reason)]


@pytest.mark.parametrize("name", ["sources.json", "ladders.json"])
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, link_to_a_device])
def test_a_register_that_is_no_file_is_told_and_not_waited_for(
    folder: Path, name: str, make: Callable[[Path], None]
) -> None:
    make(folder / name)
    assert told(load_catalogue((folder,))) == [(name, "$", "is not a regular file")]


def test_a_link_to_a_definition_elsewhere_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "morning.json").write_text(json.dumps(EVENING | {"id": "morning"}))
    (folder / "morning.json").symlink_to(tmp_path / "morning.json")
    assert list(load_catalogue((folder,)).routines) == ["evening", "morning"]


def test_folders_that_are_linked_are_not_searched(folder: Path) -> None:
    (folder / "circle").symlink_to(folder)
    assert told(load_catalogue((folder,))) == []


DEEP, LEVELS = "d" * 200, 25


@pytest.fixture
def endless(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Folders in folders, longer in all than a path may be; taken away as they came, for nothing else reaches them."""
    monkeypatch.chdir(folder)
    for _ in range(LEVELS):
        Path(DEEP).mkdir()
        os.chdir(DEEP)
    yield
    for _ in range(LEVELS):
        os.chdir("..")
        Path(DEEP).rmdir()


@pytest.mark.usefixtures("endless")
def test_folders_within_folders_without_end_are_told(folder: Path) -> None:
    assert told(load_catalogue((folder,))) == [(DEEP, "$", "cannot be searched: File name too long")]


def test_a_folder_that_may_not_be_searched_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "locked").mkdir()
    search = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return search(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(load_catalogue((folder,))) == [("locked", "$", "cannot be searched: Permission denied")]


def test_no_more_is_looked_at_than_anybody_has(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_folder, "MAX_ENTRIES", 2)
    (folder / "notes").mkdir()
    (folder / "notes" / "notes.txt").touch()
    problems = load_catalogue((folder,)).problems
    assert [item.problem.reason for item in problems] == ["holds more than 2 files and folders; not all were looked at"]


def test_no_more_is_read_than_anybody_writes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = sum((folder / name).stat().st_size for name in ("bridge.json", "evening.json"))
    (folder / "late.json").write_text("{")
    monkeypatch.setattr(routine_files, "MAX_FOLDER_BYTES", both)
    reason = f"was not read, for the files before it have {both} bytes together"
    assert told(load_catalogue((folder,))) == [("late.json", "$", reason)]
    monkeypatch.setattr(routine_files, "MAX_FOLDER_BYTES", both + 1)
    assert [place for _, place, _ in told(load_catalogue((folder,)))] == ["$"]


def test_a_file_name_that_is_not_text_is_told(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[2J.json")).write_text(json.dumps(EVENING | {"id": "night"}))
    ((name, place, reason),) = told(load_catalogue((folder,)))
    assert (name, place) == ("\udcff\x1b[2J.json", "$.id")
    assert reason == "'night' must be the name of its file, '\\udcff\\x1b[2J'"


def test_a_file_with_a_byte_order_mark_loads(folder: Path) -> None:
    (folder / "morning.json").write_text(json.dumps(EVENING | {"id": "morning"}), encoding="utf-8-sig")
    assert list(load_catalogue((folder,)).routines) == ["evening", "morning"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_of_another_encoding_is_told(folder: Path, encoding: str) -> None:
    (folder / "morning.json").write_text(json.dumps(EVENING | {"id": "morning"}), encoding=encoding)
    ((name, place, reason),) = told(load_catalogue((folder,)))
    assert (name, place) == ("morning.json", "$")
    assert reason.startswith(("is not UTF-8 text", "is not JSON"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 4_000, "18446744073709551616"])
@pytest.mark.parametrize("place", ["format", "version"])
def test_a_number_that_is_none_is_told(folder: Path, number: str, place: str) -> None:
    text = json.dumps(EVENING | {"id": "morning", place: "_"}).replace('"_"', number)
    (folder / "morning.json").write_text(text)
    ((name, _, reason),) = told(load_catalogue((folder,)))
    assert name == "morning.json"
    assert reason


@pytest.mark.parametrize(
    ("find", "replacement", "place"),
    [
        ('"name":', '"name": "Other", "name":', "$.name"),
        ('"exercise":', '"exercise": "other", "exercise":', "$.steps[0].exercise"),
        ('"seconds":', '"seconds": 5, "seconds": 6, "seconds":', "$.steps[0].dose.seconds"),
    ],
)
def test_a_field_given_twice_is_told_with_its_place(folder: Path, find: str, replacement: str, place: str) -> None:
    text = json.dumps(EVENING | {"id": "morning"}).replace(find, replacement, 1)
    (folder / "morning.json").write_text(text)
    assert told(load_catalogue((folder,))) == [("morning.json", place, "stands twice")]


def test_a_field_given_twice_is_told_beside_other_problems(folder: Path) -> None:
    text = json.dumps(EVENING | {"id": "morning", "colour": "red"}).replace('"name":', '"name": 1, "name":', 1)
    (folder / "morning.json").write_text(text)
    assert told(load_catalogue((folder,))) == [
        ("morning.json", "$.name", "stands twice"),
        ("morning.json", "$.colour", "unknown field"),
    ]


def test_a_file_that_grows_while_it_is_read_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * 10)
    before = path.stat()
    path.write_bytes(b"x" * 1_000)
    monkeypatch.setattr(Path, "stat", lambda _: before)
    with pytest.raises(TooLargeError) as caught:
        read_regular(path, 100)
    assert caught.value.size == 101
    assert read_regular(path, 1_000) == b"x" * 1_000


def test_what_was_exchanged_for_a_pipe_counts_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pipe"
    path.touch()
    before = path.stat()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(NotRegularError):
        read_regular(path, 100)
    monkeypatch.setattr(Path, "stat", lambda _: before)
    assert read_regular(path, 100) == b""


def filled(head: bytes, piece: bytes, tail: bytes) -> bytes:
    """`head`, as many pieces as a file may hold, and `tail`."""
    return head + piece * ((MAX_FILE_BYTES - len(head) - len(tail)) // len(piece)) + tail


def many_names(piece: str) -> bytes:
    """An object of as many fields as a file may hold."""
    return ("{" + ",".join(piece.format(number) for number in range(90_000)))[: MAX_FILE_BYTES - 200].rpartition(",")[
        0
    ].encode() + b"}"


BOMBS = {
    "empty arrays": filled(b"[", b"[],", b"0]"),
    "wrong steps": filled(b'{"steps":[', b"0,", b"0]}"),
    "open arrays": filled(b"", b"[", b""),
    "a long name": filled(b'{"name":"', b"x", b'"}'),
    "a long field": filled(b'{"', b"X", b'":1}'),
    "numbers": filled(b"[", b"1e9,", b"0]"),
    "digits": filled(b"", b"9", b""),
    "one field again and again": filled(b"{", b'"a":1,', b'"a":2}'),
    "unknown fields": many_names('"{0:x}":{{}}'),
    "all fields twice": many_names('"{0:x}":0,"{0:x}":[]'),
}


def write_bombs(folder: Path) -> None:
    """More bytes of every kind of bomb than are read."""
    for name, content in BOMBS.items():
        json_name = name.replace(" ", "-")
        (folder / json_name).mkdir()
        for number in range(MAX_FOLDER_BYTES // MAX_FILE_BYTES + 1):
            (folder / json_name / f"{number}.json").write_bytes(content)


def write_ten_thousand(folder: Path) -> None:
    """Ten thousand files with as many problems each as are told."""
    (folder / "many").mkdir()
    for number in range(10_000):
        (folder / "many" / f"{number}.json").write_bytes(b'{"steps":[' + b"0," * 40 + b"0]}")


def write_a_hundred_megabytes(folder: Path) -> None:
    """One file of a hundred megabytes."""
    (folder / "one").mkdir()
    with (folder / "one" / "large.json").open("wb") as file:
        file.truncate(100_000_000)


MEASURED = """
import json, resource, sys, time
from pathlib import Path
from backstride.store.routine_files import load_catalogue
shipped, folder = map(Path, sys.argv[1:])
load_catalogue((shipped,))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
for hostile in sorted(folder.iterdir()):
    memory, began = peak(), time.process_time()
    loaded = load_catalogue((shipped, hostile))
    spent = time.process_time() - began
    print(json.dumps([hostile.name, spent, peak() - memory, len(loaded.exercises), len(loaded.problems)]))
"""
"""A process of its own, for memory that others have used already does not count as more."""


def test_no_folder_costs_more_than_two_seconds_or_64_megabytes(tmp_path: Path) -> None:
    write_bombs(tmp_path)
    write_ten_thousand(tmp_path)
    write_a_hundred_megabytes(tmp_path)
    command = [sys.executable, "-c", MEASURED, str(ROUTINES), str(tmp_path)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    shipped = len(load_catalogue((ROUTINES,)).exercises)
    assert len(lines) == len(BOMBS) + 2
    for line in lines:
        name, spent_s, more_mb, exercises, problems = json.loads(line)
        assert spent_s < MOST_CPU_S, name
        assert more_mb < MOST_MEMORY_MB, name
        assert exercises == shipped, name
        assert 1 <= problems <= 31 * MAX_FILES + 1, name
