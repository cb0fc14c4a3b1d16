"""Our own formats: JSON as the published schema says, and a table (CSV, XLSX) with a column a field, lists as JSON in their
cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from casebase.record.fields import FIELDS
from casebase.record.model import SCHEMA_VERSION, CaseRecord, plain
from ingest.exchange.errors import ExchangeError
from ingest.exchange.sheets import read_table, table_columns

FORMAT = "casebase-cases"
COLUMNS = ("schema_version", *FIELDS, "evidence", "extra")
"""Columns of the CSV, in the order of the form."""


def read_json(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records of a JSON file, numbered from 1: a list, or an object with `records`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        records = content["records"] if isinstance(content, dict) else content
        if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
            raise ValueError("no list of records")
    except (ValueError, KeyError, RecursionError) as exc:
        raise ExchangeError("NOT_JSON", path.name) from exc
    yield from enumerate(records, start=1)


def write_json(path: Path, records: Iterable[CaseRecord]) -> int:
    """Write records one by one and return how many there are."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"format": "{FORMAT}", "schema_version": {SCHEMA_VERSION}, "records": [')
        for record in records:
            file.write(",\n" if count else "\n")
            file.write(json.dumps(plain(record), ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count


def read_own_table(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records of a table of ours, each with the line at which it ends; columns that are not ours are left out."""
    for line, row in read_table(path):
        values = {name: _value(text) for name, text in row.items() if text and name in COLUMNS}
        if not values:
            continue
        version = row.get("schema_version", "")
        yield line, {**values, "schema_version": int(version) if version.isdigit() else 1}


def is_own_table(path: Path) -> bool:
    """Tell whether a table has the columns of the case record."""
    return {"schema_version", "title_ja", "title_en"} <= set(table_columns(path))


def row_of(record: CaseRecord) -> dict[str, str]:
    """Return a record as a row of our CSV."""
    return {name: _cell(value) for name, value in plain(record).items()}


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(text: str) -> Any:
    """Return what a cell says: JSON where it is a list, an object, a flag or the version, else text."""
    if text[:1] in {"[", "{"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return {"true": True, "false": False}.get(text, text)
