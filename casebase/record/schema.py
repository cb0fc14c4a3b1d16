"""The JSON schema of the case record, as other programs read it. `casebase/record/schema.json` is the published copy."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from casebase.record.fields import FIELDS, VOCABULARIES
from casebase.record.model import CaseRecord

SCHEMA_ID = "case-record"


def json_schema() -> dict[str, Any]:
    """Return the schema with the names of every field in both languages and the values it may have."""
    schema = CaseRecord.model_json_schema()
    for key, said in schema["properties"].items():
        field = FIELDS.get(key)
        if field is None:
            continue
        said["title"] = field.label("en")
        said["description"] = f"{field.help('en')} / {field.label('ja')}：{field.help('ja')}"
        vocabulary = VOCABULARIES.get(field.vocabulary)
        if vocabulary is not None and "$ref" not in said:
            said["examples" if vocabulary.open else "enum"] = ["", *vocabulary.values]
    schema["$defs"]["Effect"]["properties"]["method"]["enum"] = list(VOCABULARIES["method"].values)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = SCHEMA_ID
    return schema


def schema_text() -> str:
    """Return the schema as the published file holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def published_schema() -> str:
    """Return the text of the published file."""
    return (files("casebase") / "record" / "schema.json").read_text(encoding="utf-8")
