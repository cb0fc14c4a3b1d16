"""Every format by name: how its file is read into records, and how records are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casebase.errors import RecordInvalid
from casebase.record.model import CaseRecord
from casebase.record.versions import read_record
from ingest.exchange.atrs import ATRS, deep, flat
from ingest.exchange.columns import Format, record_of_row, row_of_record
from ingest.exchange.errors import ExchangeError
from ingest.exchange.omb import OMB
from ingest.exchange.own import COLUMNS, is_own_table, read_json, read_own_table, row_of, write_json
from ingest.exchange.sheets import read_table, table_columns
from ingest.exchange.t6x import T6X
from ingest.exchange.tables import write_csv, write_xlsx

REGISTRIES = {form.key: form for form in (OMB, ATRS, T6X)}
IMPORTED = ("omb", "atrs", "t6x", "json", "csv")
EXPORTED = (*IMPORTED, "xlsx")


@dataclass(frozen=True, slots=True)
class Read:
    """A record of a file, or why it is none (`field: reason`). `line` is where it ends in a table, or its number in JSON; `named`
    is what names it for good, empty where nothing does."""

    line: int
    record: CaseRecord | None
    named: str = ""
    refused: str = ""


UNTITLED = "title: missing"
"""Why a record is refused that says its title in no language: nobody would find it, nor know it from others."""


def format_of(path: Path) -> str:
    """Return the format of a file by its columns or its content. Raises ExchangeError."""
    try:
        if path.suffix.lower() == ".json":
            return "atrs" if _is_atrs(path) else "json"
        if is_own_table(path):
            return "csv"
        columns = set(table_columns(path))
    except OSError as exc:
        raise ExchangeError("FILE_NOT_READABLE", path.name) from exc
    for key, telling in (
        ("omb", {"agency", "use_case_name", "development_stage"}),
        ("atrs", {"publishing_body", "tool_name"}),
        ("t6x", {"geoextent", "primary_sector"}),
    ):
        if telling <= columns:
            return key
    raise ExchangeError("FORMAT_UNKNOWN", path.name)


def records_in(path: Path, form: str) -> Iterator[Read]:
    """Yield what a file of a format holds, record by record. Raises ExchangeError."""
    if form in REGISTRIES:
        yield from _of_registry(path, REGISTRIES[form])
        return
    for line, values in read_json(path) if form == "json" else read_own_table(path):
        try:
            record = read_record(values)
            yield Read(line, record, record.case_id) if record.title else Read(line, None, refused=UNTITLED)
        except RecordInvalid as invalid:
            yield Read(line, None, refused=f"{invalid.field}: {invalid.reason}")


@dataclass(frozen=True, slots=True)
class ColumnsOf:
    """The columns of a file by what becomes of them: fields, kept as they are beside the record, or not taken at all."""

    mapped: list[str]
    kept: list[str]
    ignored: list[str]


def columns_in(path: Path, form: str) -> ColumnsOf:
    """Tell what becomes of the columns of a file. A registry's are never lost; a table of ours may have others, which are."""
    registry = REGISTRIES.get(form)
    if form == "json":
        return ColumnsOf([], [], [])
    is_json = path.suffix.lower() == ".json"
    names = [name for name in (_names(_atrs_rows(path)) if is_json else table_columns(path)) if name]
    if registry is None:
        return ColumnsOf([n for n in names if n in COLUMNS], [], [n for n in names if n not in COLUMNS])
    return ColumnsOf([n for n in names if n in registry.mapped], [n for n in names if n not in registry.mapped], [])


def write_records(path: Path, form: str, records: Iterable[CaseRecord]) -> int:
    """Write records in a format and return how many there are."""
    if form == "json":
        return write_json(path, records)
    counted = _Counted(records)
    if form == "csv":
        write_csv(path, COLUMNS, (row_of(record) for record in counted))
    elif form == "xlsx":
        write_xlsx(path, COLUMNS, (row_of(record) for record in counted), "cases")
    elif form == "atrs" and path.suffix.lower() == ".json":
        rows = [row_of_record(record, ATRS) for record in counted]
        content = {"meta": {"n_records": len(rows)}, "records": [deep(row) for row in rows]}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        _write_registry(path, REGISTRIES[form], counted)
    return counted.count


def _write_registry(path: Path, form: Format, records: Iterable[CaseRecord]) -> None:
    """Write a table whose columns are those of the format, and after them those that some record only kept."""
    rows = [row_of_record(record, form) for record in records]
    names = list(dict.fromkeys((*(column.name for column in form.columns), *_names(rows))))
    write_csv(path, names, rows)


def _of_registry(path: Path, form: Format) -> Iterator[Read]:
    rows: Iterable[tuple[int, dict[str, str]]] = (
        enumerate(_atrs_rows(path), start=1) if path.suffix.lower() == ".json" else read_table(path)
    )
    for line, row in rows:
        if not any(row.values()):
            continue
        try:
            yield Read(line, record_of_row(row, form), form.named(row))
        except RecordInvalid as invalid:
            yield Read(line, None, refused=f"{invalid.field}: {invalid.reason}")


def _atrs_rows(path: Path) -> list[dict[str, str]]:
    return [flat(record) for _, record in read_json(path)]


def _is_atrs(path: Path) -> bool:
    first: dict[str, object] = next((record for _, record in read_json(path)), {})
    return "publishing_body" in first or "tool_name" in first


def _names(rows: Iterable[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


class _Counted:
    """Records that are counted while they go by."""

    def __init__(self, records: Iterable[CaseRecord]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[CaseRecord]:
        for record in self._records:
            self.count += 1
            yield record
