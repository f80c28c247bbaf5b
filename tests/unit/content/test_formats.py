"""The published schemas are those of the structs, our files obey them, and the example of the guide is true."""

import importlib.util
import json
import re
from pathlib import Path

import jsonschema
import pytest

from backstride import resources
from backstride.core.catalogue import length_ms
from backstride.core.definitions import Step
from backstride.store.routine_files import check_files, load_catalogue

ROOT = Path(__file__).resolve().parents[3]
SCHEMAS = resources.ROUTINES / "schemas"


def writer():
    """The script that writes the schemas."""
    spec = importlib.util.spec_from_file_location("write_schemas", ROOT / "build_spec" / "write_schemas.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["exercise", "routine", "sources", "ladders"])
def test_a_schema_is_what_the_structs_say(name):
    written = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert written == writer().schema_text(writer().KINDS[name]), "run build_spec/write_schemas.py"


def test_every_file_obeys_the_schema_it_names():
    files = [path for path in resources.ROUTINES.rglob("*.json") if path.parent != SCHEMAS]
    assert len(files) > 10
    for path in files:
        document = json.loads(path.read_text(encoding="utf-8"))
        schema_path = (path.parent / document["$schema"]).resolve()
        assert schema_path.parent == SCHEMAS.resolve(), path
        schema = json.loads(schema_path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(document)


def test_the_example_of_the_guide_is_a_routine_without_problems(tmp_path):
    guide = (resources.ROUTINES / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", guide, re.S)
    path = tmp_path / "my-evening.json"
    path.write_text(example, encoding="utf-8")
    known = load_catalogue((resources.ROUTINES,))
    assert check_files([path], known) == ()
    played = load_catalogue((resources.ROUTINES, tmp_path))
    routine = played.routines["my-evening"]
    assert routine.steps[0].exercise == "cat-camel"
    assert length_ms(routine, played.exercises) > 4 * 60_000


def test_the_guide_names_the_defaults_of_a_step():
    step = Step(exercise="plank-forearm", dose=None)
    assert (step.sets, step.rest_s, step.prep_s) == (1, 0, 0)


def test_the_schema_of_an_exported_history_is_what_the_structs_say():
    assert writer().HISTORY.read_text(encoding="utf-8") == writer().history_schema_text(), (
        "run build_spec/write_schemas.py"
    )
