"""Writes the JSON Schemas of the definition files from the structs that read them.

.venv/bin/python build_spec/write_schemas.py
"""

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from backstride.core.definitions import Exercise, Ladders, Routine, SourceRegister

SCHEMAS = Path(__file__).resolve().parents[1] / "routines" / "schemas"
KINDS: dict[str, type[Struct]] = {
    "exercise": Exercise,
    "routine": Routine,
    "sources": SourceRegister,
    "ladders": Ladders,
}


def schema_text(kind: type[Struct]) -> str:
    """The schema of one kind of file, as its file holds it."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(kind)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name, kind in KINDS.items():
        (SCHEMAS / f"{name}.schema.json").write_text(schema_text(kind), encoding="utf-8")
