"""Loading definitions: the good files play, and of every other file each problem is told with its place."""

import copy
import functools
import json
import operator
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.catalogue import Catalogue, FileProblem, length_ms
from backstride.core.checking import Problem
from backstride.core.definitions import Bounds, Dose, Equipment, Mode, Tempo, Variation
from backstride.resources import ROUTINES
from backstride.store import definition_folder
from backstride.store.routine_files import MAX_FILE_BYTES, check_files, load_catalogue
from unit.core.builders import a_routine, a_step, an_exercise, as_json

BRIDGE = as_json(an_exercise())
EVENING = as_json(a_routine())
RICH = an_exercise(
    mode=Mode.HOLD_REPS,
    dose=Dose(reps=5, tempo=Tempo(out_s=1, hold_s=5.5)),
    bounds=Bounds(reps=(1, 9), hold_s=(0.5, 10), sets=(1, 3)),
    equipment=(Equipment.MAT,),
    easier=Variation(text="Seated", exercise="bridge"),
    tags=("floor",),
)

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good exercise and a good routine."""
    for name, value in (("exercises/bridge", BRIDGE), ("core/evening", EVENING)):
        path = tmp_path / f"{name}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value))
    return tmp_path


def write(folder: Path, name: str, content: object) -> Path:
    """A file in the folder: bytes and text as they are, anything else as JSON."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def loaded(catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """The ids of what was loaded."""
    return list(catalogue.exercises), list(catalogue.routines)


def problems_of(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    """File name, place and reason of every problem."""
    return [(Path(item.file).name, item.problem.place, item.problem.reason) for item in catalogue.problems]


def named(name: str, definition: dict[str, object], /, **changes: object) -> dict[str, object]:
    """The definition under another name, with changes; a change to `...` leaves the field out."""
    content = definition | {"id": name} | changes
    return {field: value for field, value in content.items() if value is not ...}


def test_all_shipped_files_load_without_a_problem() -> None:
    catalogue = load_catalogue((ROUTINES,))
    assert catalogue.problems == ()
    files = {path.stem for path in ROUTINES.rglob("*.json") if path.parent.name != "schemas"}
    assert {*catalogue.exercises, *catalogue.routines} == files - {"sources", "ladders"}
    assert catalogue.sources


def test_good_files_load(folder: Path) -> None:
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    assert catalogue.exercises["bridge"] == an_exercise()
    assert catalogue.routines["evening"] == a_routine()
    assert (catalogue.problems, catalogue.sources) == ((), {})


@pytest.mark.parametrize(
    ("name", "content", "problems"),
    [
        ("bad.json", "{", [("$", "is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)")]),
        (
            "bad.json",
            '{\n  "format": 1,\n  "id": "bad",,\n}',
            [("$", "is not JSON: Expecting property name enclosed in double quotes (line 3, column 15)")],
        ),
        ("bad.json", "", [("$", "is not JSON: Expecting value (line 1, column 1)")]),
        ("bad.json", "{} {}", [("$", "is not JSON: Extra data (line 1, column 4)")]),
        ("bad.json", b"\xff\xfe{\x00}\x00", [("$", "is not UTF-8 text (byte 0)")]),
        ("bad.json", [], [("$", "expected an object, found an array")]),
        ("bad.json", named("bad", EVENING, purpose=...), [("$", "the field 'purpose' is missing")]),
        ("bad.json", named("bad", EVENING, Version=3), [("$.Version", "unknown field; did you mean 'version'?")]),
        ("bad.json", named("bad", EVENING, colour="red"), [("$.colour", "unknown field")]),
        ("bad.json", named("bad", EVENING, name=3), [("$.name", "expected `str`, got `int`")]),
        ("bad.json", named("bad", BRIDGE, cues="Up"), [("$.cues", "expected an array, found a string")]),
        (
            "bad.json",
            named("bad", EVENING, name=3, kind="dance", steps=[{"exercise": "bridge"}, {"dose": {"seconds": "x"}}]),
            [
                ("$.name", "expected `str`, got `int`"),
                ("$.kind", "invalid enum value 'dance'"),
                ("$.steps[0]", "the field 'dose' is missing"),
                ("$.steps[1]", "the field 'exercise' is missing"),
                ("$.steps[1].dose.seconds", "expected `int`, got `str`"),
            ],
        ),
        ("bad.json", named("good", EVENING), [("$.id", "'good' must be the name of its file, 'bad'")]),
        ("bad.json", named("good", BRIDGE), [("$.id", "'good' must be the name of its file, 'bad'")]),
        ("other/evening.json", EVENING, [("$.id", "'evening' is already taken by another file")]),
        ("other/bridge.json", BRIDGE, [("$.id", "'bridge' is already taken by another file")]),
        (
            "bad.json",
            named("bad", EVENING, steps=[as_json(a_step("plank")), as_json(a_step(dose=Dose(reps=5)))]),
            [
                ("$.steps[0].exercise", "there is no exercise 'plank'"),
                ("$.steps[1].dose", "an exercise of mode 'hold' needs 'seconds'"),
                ("$.steps[1].dose.reps", "an exercise of mode 'hold' has no 'reps'"),
            ],
        ),
        (
            "bad.json",
            named("good", BRIDGE, dose={"reps": 5}),
            [
                ("$.dose", "an exercise of mode 'hold' needs 'seconds'"),
                ("$.dose.reps", "an exercise of mode 'hold' has no 'reps'"),
                ("$.id", "'good' must be the name of its file, 'bad'"),
            ],
        ),
        ("bad.json", " " * (MAX_FILE_BYTES + 1), [("$", "has 1000001 bytes, more than 1000000")]),
    ],
)
def test_a_malformed_file_is_told_and_the_good_ones_load(
    folder: Path, name: str, content: object, problems: list[tuple[str, str]]
) -> None:
    path = write(folder, f"z/{name}", content)
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    assert list(catalogue.problems) == [FileProblem(str(path), Problem(*found)) for found in problems]


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 5_000 + b"]" * 5_000, b'{"format": ' + b"1" * 5_000 + b"}"],
    ids=["open arrays", "open objects", "nested arrays", "endless number"],
)
def test_json_made_to_break_a_reader_is_told(folder: Path, content: bytes) -> None:
    write(folder, "bad.json", content)
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    ((file, place, reason),) = problems_of(catalogue)
    assert (file, place) == ("bad.json", "$")
    assert reason.startswith("is not JSON that can be read: ")


def test_a_string_that_is_not_utf_8_is_told(folder: Path) -> None:
    content = json.dumps(named("bad", EVENING, name="Gem_tlich"), ensure_ascii=False).encode().replace(b"_", b"\xfc")
    write(folder, "bad.json", content)
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    assert problems_of(catalogue) == [("bad.json", "$", f"is not UTF-8 text (byte {content.index(0xFC)})")]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(named("bad", EVENING, name="half a \ud83d")),
        json.dumps(named("bad", EVENING)).replace("{", '{"format": "one", ', 1),
    ],
    ids=["lone surrogate", "field given twice"],
)
def test_no_file_is_dropped_without_a_problem(folder: Path, content: str) -> None:
    write(folder, "bad.json", content)
    catalogue = load_catalogue((folder,))
    assert [file for file, _, _ in problems_of(catalogue)] == ["bad.json"]


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-5, 10**19) | st.floats() | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))


def places_of(value: object) -> list[tuple[str | int, ...]]:
    """Where something stands in decoded JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(key, *rest) for key, item in inner for rest in [(), *places_of(item)]]


@given(data=st.data(), definition=st.sampled_from((BRIDGE, EVENING, as_json(RICH))), name=st.just("fuzzed"))
def test_whatever_a_file_says_it_can_be_planned_or_is_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, definition: dict[str, object], name: str
) -> None:
    content = copy.deepcopy(named(name, definition))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(places_of(content)))
        functools.reduce(operator.getitem, way, content)[last] = data.draw(VALUES)
    folder = tmp_path_factory.getbasetemp() / "fuzzed"
    write(folder, "bridge.json", BRIDGE)
    write(folder, f"{name}.json", content)
    catalogue = load_catalogue((folder,))
    told = {Path(item.file).stem for item in catalogue.problems}
    assert (name in told) != (name in catalogue.exercises or name in catalogue.routines)
    for routine in catalogue.routines.values():
        assert length_ms(routine, catalogue.exercises) >= 0


def test_several_malformed_files_are_all_told(folder: Path) -> None:
    write(folder, "a.json", "{")
    write(folder, "b.json", named("b", EVENING, version=0))
    write(folder, "c.json", named("c", EVENING, steps=[as_json(a_step("plank"))]))
    write(folder, "d.json", named("d", EVENING))
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening", "d"])
    assert [(file, place) for file, place, _ in problems_of(catalogue)] == [
        ("a.json", "$"),
        ("b.json", "$.version"),
        ("c.json", "$.steps[0].exercise"),
    ]


def test_a_routine_cannot_use_an_exercise_that_has_problems(folder: Path) -> None:
    write(folder, "plank.json", named("plank", BRIDGE, dose={}))
    write(folder, "morning.json", named("morning", EVENING, steps=[as_json(a_step("plank"))]))
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    assert problems_of(catalogue) == [
        ("plank.json", "$.dose", "an exercise of mode 'hold' needs 'seconds'"),
        ("morning.json", "$.steps[0].exercise", "there is no exercise 'plank'"),
    ]


def test_a_folder_named_like_a_file_is_told(folder: Path) -> None:
    (folder / "x.json").mkdir()
    catalogue = load_catalogue((folder,))
    assert problems_of(catalogue) == [("x.json", "$", "is not a regular file")]
    assert loaded(catalogue) == (["bridge"], ["evening"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_a_pipe_is_told_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.json")
    assert problems_of(load_catalogue((folder,))) == [("pipe.json", "$", "is not a regular file")]


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_that_leads_nowhere_is_told(folder: Path) -> None:
    (folder / "gone.json").symlink_to(folder / "nowhere")
    catalogue = load_catalogue((folder,))
    assert problems_of(catalogue) == [("gone.json", "$", "cannot be read: No such file or directory")]
    assert loaded(catalogue) == (["bridge"], ["evening"])


def test_a_file_that_cannot_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = write(folder, "locked.json", named("locked", EVENING))
    opened = os.open

    def refuse(path: str, flags: int) -> int:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    catalogue = load_catalogue((folder,))
    assert problems_of(catalogue) == [("locked.json", "$", "cannot be read: Permission denied")]
    assert loaded(catalogue) == (["bridge"], ["evening"])


def test_a_file_as_large_as_allowed_is_read(folder: Path) -> None:
    text = json.dumps(named("large", EVENING))
    write(folder, "large.json", text + " " * (MAX_FILE_BYTES - len(text)))
    assert loaded(load_catalogue((folder,))) == (["bridge"], ["evening", "large"])


def test_no_more_files_than_anybody_writes_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_folder, "MAX_FILES", 2)
    write(folder, "z.json", "never read")
    catalogue = load_catalogue((folder,))
    assert loaded(catalogue) == (["bridge"], ["evening"])
    assert catalogue.problems == (
        FileProblem(str(folder), Problem("$", "holds more than 2 files; the others were not read")),
    )


def test_schemas_the_register_and_the_ladders_are_no_definitions(folder: Path) -> None:
    for name in ("schemas/routine.schema.json", "deep/schemas/deeper/x.json", "core/ladders.json", "core/sources.json"):
        write(folder, name, "nonsense")
    write(folder, "notes.txt", "nonsense")
    assert load_catalogue((folder,)).problems == ()


def test_a_folder_that_lies_below_one_called_schemas_is_searched(tmp_path: Path) -> None:
    write(tmp_path, "schemas/mine/bridge.json", BRIDGE)
    assert loaded(load_catalogue((tmp_path / "schemas" / "mine",))) == (["bridge"], [])


def test_a_file_may_be_called_schemas(folder: Path) -> None:
    write(folder, "schemas.json", named("schemas", EVENING))
    assert loaded(load_catalogue((folder,))) == (["bridge"], ["evening", "schemas"])


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert load_catalogue((tmp_path / "nowhere",)) == Catalogue()


def test_the_users_folder_may_use_the_shipped_exercises_and_not_replace_them(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    write(mine, "morning.json", named("morning", EVENING))
    write(mine, "bridge.json", BRIDGE | {"name": "My bridge"})
    catalogue = load_catalogue((folder / "exercises", mine))
    assert catalogue.exercises["bridge"].name == "Bridge"
    assert loaded(catalogue) == (["bridge"], ["morning"])
    assert problems_of(catalogue) == [("bridge.json", "$.id", "'bridge' is already taken by another file")]
    assert catalogue.problems[0].file == str(mine / "bridge.json")


def test_files_load_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        write(tmp_path, f"{name}.json", named(name, BRIDGE))
    assert loaded(load_catalogue((tmp_path,)))[0] == ["a", "b", "c"]


SOURCE = {"code": "E01", "title": "A study", "year": "2020", "supports": "All of it.", "read": "the source itself"}


def test_the_register_of_sources_is_read(folder: Path) -> None:
    write(folder, "sources.json", {"format": 1, "sources": [SOURCE, SOURCE | {"code": "E02"}]})
    catalogue = load_catalogue((folder,))
    assert list(catalogue.sources) == ["E01", "E02"]
    assert catalogue.sources["E01"].title == "A study"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "cannot be used: Input data was truncated"),
        ({"format": 1}, "cannot be used: Object missing required field `sources`"),
        ({"format": 1, "sources": [{"code": "E01"}]}, "cannot be used: Object missing required field `title`"),
        (json.dumps({"format": 1, "sources": [SOURCE]}).encode().replace(b"study", b"\xfc"), "cannot be used: 'utf-8'"),
        (" " * (MAX_FILE_BYTES + 1), "has 1000001 bytes, more than 1000000"),
    ],
)
def test_a_damaged_register_costs_the_sources_only_and_is_told(folder: Path, content: object, reason: str) -> None:
    write(folder, "sources.json", content)
    catalogue = load_catalogue((folder,))
    assert (loaded(catalogue), catalogue.sources) == ((["bridge"], ["evening"]), {})
    ((file, place, told),) = problems_of(catalogue)
    assert (file, place) == ("sources.json", "$")
    assert told.startswith(reason)


def test_a_source_of_the_user_does_not_replace_a_shipped_one(folder: Path, tmp_path: Path) -> None:
    write(folder, "sources.json", {"format": 1, "sources": [SOURCE]})
    write(
        tmp_path, "mine/sources.json", {"format": 1, "sources": [SOURCE | {"title": "Mine"}, SOURCE | {"code": "E02"}]}
    )
    sources = load_catalogue((folder, tmp_path / "mine")).sources
    assert {code: source.title for code, source in sources.items()} == {"E01": "A study", "E02": "A study"}


def test_checking_lets_the_files_use_each_other_and_what_is_known(folder: Path, tmp_path: Path) -> None:
    known = load_catalogue((folder,))
    steps = [as_json(a_step("bridge")), as_json(a_step("plank"))]
    plank = write(tmp_path, "new/plank.json", named("plank", BRIDGE))
    morning = write(tmp_path, "new/morning.json", named("morning", EVENING, steps=steps))
    assert check_files([morning, plank], known) == ()
    assert check_files([morning], known) == (
        FileProblem(str(morning), Problem("$.steps[1].exercise", "there is no exercise 'plank'")),
    )
    assert check_files([morning, plank], Catalogue()) == (
        FileProblem(str(morning), Problem("$.steps[0].exercise", "there is no exercise 'bridge'")),
    )


def test_checking_a_file_that_is_loaded_already_finds_no_duplicate(folder: Path) -> None:
    known = load_catalogue((folder,))
    assert check_files([folder / "core" / "evening.json", folder / "exercises" / "bridge.json"], known) == ()


def test_checking_tells_every_problem_of_every_file(folder: Path, tmp_path: Path) -> None:
    first = write(tmp_path, "first.json", "{")
    second = write(tmp_path, "second.json", named("evening", EVENING, version=0, name=""))
    third = tmp_path / "nowhere.json"
    found = check_files([first, second, third], load_catalogue((folder / "exercises",)))
    assert [(Path(item.file).name, item.problem.place) for item in found] == [
        ("first.json", "$"),
        ("second.json", "$.version"),
        ("second.json", "$.name"),
        ("nowhere.json", "$"),
    ]
    assert found[-1].problem.reason == "cannot be read: No such file or directory"


def test_a_checked_exercise_takes_the_place_of_a_known_one(folder: Path, tmp_path: Path) -> None:
    counted = named("bridge", BRIDGE, mode="reps", dose={"reps": 5})
    files = [write(tmp_path, "new/bridge.json", counted), folder / "core" / "evening.json"]
    found = check_files(files, load_catalogue((folder,)))
    assert [item.problem.place for item in found] == ["$.steps[0].dose", "$.steps[0].dose.seconds"]
