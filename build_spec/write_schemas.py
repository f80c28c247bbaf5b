"""Writes the JSON Schemas of the definition files and of the exported history from the structs that read them.

.venv/bin/python build_spec/write_schemas.py
"""

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backstride.core.definitions import Exercise, Ladders, Routine, SourceRegister
from backstride.core.timeline import Timeline
from backstride.store.exchange.document import Document

ROOT = Path(__file__).resolve().parents[1]
SCHEMAS = ROOT / "routines" / "schemas"
HISTORY = ROOT / "assets" / "schemas" / "history.schema.json"
KINDS: dict[str, type[Struct]] = {
    "exercise": Exercise,
    "routine": Routine,
    "sources": SourceRegister,
    "ladders": Ladders,
}


def schema_text(kind: type[Struct]) -> str:
    """The schema of one kind of file, as its file holds it."""
    return _text(msgspec.json.schema(kind))


def history_schema_text() -> str:
    """The schema of an exported history; its plans are kept as text and therefore named here."""
    (schema, _), components = msgspec.json.schema_components((Document, Timeline), ref_template="#/$defs/{name}")
    return _text({**schema, "$defs": components})


def _text(schema: dict[str, Any]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name, kind in KINDS.items():
        (SCHEMAS / f"{name}.schema.json").write_text(schema_text(kind), encoding="utf-8")
    HISTORY.parent.mkdir(exist_ok=True)
    HISTORY.write_text(history_schema_text(), encoding="utf-8")
