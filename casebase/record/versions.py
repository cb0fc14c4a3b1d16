"""Read records of every version: each step lifts a record from one version to the next, the last is the model's own.

Version 1 is the shape of the starter files (`id`, `org`, `org_group`, 「不明」 for what is not known); it had no
`schema_version`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from casebase.errors import RecordInvalid
from casebase.record.model import SCHEMA_VERSION, CaseRecord, plain

_UNKNOWN = re.compile(r"不明|該当なし|")
_RENAMED = {"id": "case_id", "org": "organization_name", "org_en": "organization_name_en"}
_OWNER = "org_group"
_EARLIER_NAMES = frozenset({*_RENAMED, _OWNER})

Plain = dict[str, Any]


def read_record(stored: Mapping[str, Any]) -> CaseRecord:
    """Return the record that `stored` (plain JSON values of any version) holds. Raises RecordInvalid."""
    lifted = dict(stored)
    version = lifted.get("schema_version", 1)
    if not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        raise RecordInvalid("schema_version", f"{version} is not a version this product knows (1 to {SCHEMA_VERSION})")
    for step in range(version, SCHEMA_VERSION):
        lifted = STEPS[step](lifted)
    if version > 1:  # a published record also bears the names of version 1
        lifted = {name: value for name, value in lifted.items() if name not in _EARLIER_NAMES}
    try:
        return CaseRecord.model_validate(lifted)
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RecordInvalid(where, first["msg"].removeprefix("Value error, ")) from exc


def _from_starter(record: Plain) -> Plain:
    """Version 1 → 2: names of the fields, the owner's key, and nothing where nothing is known."""
    lifted: Plain = {"schema_version": 2}
    for name, value in record.items():
        if name == _OWNER or (isinstance(value, str) and _UNKNOWN.fullmatch(value)):
            continue
        lifted[_RENAMED.get(name, name)] = value
    owners = str(record.get(_OWNER, ""))
    lifted["organization"] = owners.split("/", maxsplit=1)[0]
    if "/" in owners:
        lifted["extra"] = {"org_group": owners}
    lifted["effect"] = [_without_none(one) for one in record.get("effect") or ()]
    lifted.setdefault("visibility", "public")
    return lifted


def _without_none(effect: object) -> object:
    """Return an effect without what it does not know; what is no effect stays, for the model to refuse."""
    if not isinstance(effect, Mapping):
        return effect
    return {key: value for key, value in effect.items() if value is not None}


STEPS: Mapping[int, Callable[[Plain], Plain]] = {1: _from_starter}
"""By version: what makes the next version of it."""


def published_mapping(record: CaseRecord) -> Plain:
    """Return a record as it is kept with its searchable document: also under the names that version 1 gave."""
    also = {
        "id": record.case_id,
        "org": record.organization_name,
        "org_group": record.organization,
        "org_en": record.organization_name_en,
    }
    return {"effect": [], "sources": [], **plain(record), **{name: value for name, value in also.items() if value}}
