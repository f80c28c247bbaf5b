"""A routine from a file elsewhere: looked at first, added as it was looked at, and nothing overwritten silently."""

import json
from pathlib import Path

import pytest

from backstride.core.catalogue import Catalogue
from backstride.core.errors import Trouble, UserError
from backstride.resources import ROUTINES
from backstride.store import new_routine
from backstride.store.new_routine import NewRoutine, add, look_at
from backstride.store.routine_files import check_files, load_catalogue
from unit.core.builders import a_routine, an_exercise, as_json

SHIPPED = load_catalogue((ROUTINES,))
STEP = {"exercise": "plank-forearm", "dose": {"seconds": 10}}
EVENING = {**as_json(a_routine(id="evening")), "steps": [STEP]}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's own folder, which need not exist."""
    return tmp_path / "profile" / "routines"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A good routine, as it came with a message."""
    return write(tmp_path / "downloads" / "from a friend.backstride.json", EVENING)


def write(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def looked_at(path: Path, own: Path) -> NewRoutine:
    return look_at(path, SHIPPED, load_catalogue((ROUTINES, own)), own)


def all_loaded(own: Path) -> Catalogue:
    return load_catalogue((ROUTINES, own))


def refusal(path: Path, own: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        looked_at(path, own)
    return caught.value


def test_looking_changes_nothing(elsewhere, own):
    new = looked_at(elsewhere, own)
    assert (new.routine.id, new.target, new.replaced) == ("evening", own / "evening.json", None)
    assert not own.exists()


def test_an_added_routine_is_named_after_its_id_and_loads(elsewhere, own):
    add(looked_at(elsewhere, own))
    assert [path.name for path in own.iterdir()] == ["evening.json"]
    assert (own / "evening.json").read_bytes() == elsewhere.read_bytes()
    catalogue = all_loaded(own)
    assert "evening" in catalogue.routines
    assert catalogue.problems == ()


def test_what_it_replaces_is_kept_beside_it(elsewhere, own):
    old = write(own / "core" / "evening.json", {**EVENING, "name": "Old"}).read_bytes()
    new = looked_at(elsewhere, own)
    assert (new.target, new.replaced) == (own / "core" / "evening.json", old)
    add(new)
    assert new.target.read_bytes() == elsewhere.read_bytes()
    assert (own / "core" / "evening.json.previous").read_bytes() == old
    assert all_loaded(own).routines["evening"].name == EVENING["name"]
    assert all_loaded(own).problems == ()


def test_a_broken_file_of_the_user_is_replaced_like_a_good_one(elsewhere, own):
    write(own / "evening.json", "{")
    add(looked_at(elsewhere, own))
    assert (own / "evening.json.previous").read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("meanwhile", ["another", None])
def test_nothing_is_written_when_the_users_file_changed_after_the_question(elsewhere, own, meanwhile):
    if meanwhile is None:
        write(own / "evening.json", "{}")
    new = looked_at(elsewhere, own)
    (own / "evening.json").unlink() if meanwhile is None else write(own / "evening.json", meanwhile)
    with pytest.raises(UserError) as caught:
        add(new)
    assert (caught.value.trouble, caught.value.where) == (Trouble.FILE_CHANGED, str(own / "evening.json"))
    left = [path.read_text(encoding="utf-8") for path in own.iterdir()]
    assert left == ([] if meanwhile is None else [meanwhile])


def test_what_is_added_is_what_was_looked_at(elsewhere, own):
    new = looked_at(elsewhere, own)
    elsewhere.write_text("something else", encoding="utf-8")
    add(new)
    assert "evening" in all_loaded(own).routines


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "$: is not JSON"),
        ("[]", "$: expected"),
        ({**EVENING, "steps": [{**STEP, "exercise": "no-such"}]}, "$.steps[0].exercise: "),
        ({**EVENING, "id": "core-express"}, "'core-express' is a routine that comes with Backstride"),
        (as_json(an_exercise()), "describes an exercise; copy it into "),
    ],
)
def test_a_file_that_cannot_be_added_is_refused_with_its_first_problem(tmp_path, own, content, reason):
    path = write(tmp_path / "bad.backstride.json", content)
    error = refusal(path, own)
    assert (error.trouble, error.where) == (Trouble.ROUTINE_REFUSED, str(path))
    assert reason in error.detail
    assert not own.exists()


def test_a_file_with_many_problems_says_how_many(tmp_path, own):
    path = write(tmp_path / "bad.json", {**EVENING, "steps": [{"exercise": 1, "setz": 2}]})
    assert refusal(path, own).detail.endswith("more)")


def test_a_file_that_is_not_there_is_refused(tmp_path, own):
    assert "cannot be read: No such file or directory" in refusal(tmp_path / "absent.json", own).detail


def test_an_exercise_of_the_user_is_not_replaced_by_a_routine(elsewhere, own):
    write(own / "evening.json", as_json(an_exercise(id="evening")))
    assert "is the name of an exercise of yours" in refusal(elsewhere, own).detail


def test_a_folder_that_cannot_be_written_is_told(elsewhere, own, monkeypatch):
    new = looked_at(elsewhere, own)

    def refuse(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_routine, "write_whole", refuse)
    with pytest.raises(UserError) as caught:
        add(new)
    assert (caught.value.trouble, caught.value.detail) == (Trouble.NOT_SAVED, "No space left on device")


def test_the_shared_suffix_is_no_part_of_the_name(own):
    path = write(own / "evening.backstride.json", EVENING)
    assert check_files([path], SHIPPED) == ()
    assert "evening" in all_loaded(own).routines
