"""Columns of another registry and the fields of the case record they stand for, in both directions without loss.

Reading keeps the very words of a cell in `extra["format:column"]` wherever the record would not write them again. Writing
uses them as long as the field still has the value that was read from them; a field that was corrected is written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casebase.errors import RecordInvalid
from casebase.record.entries import EMPTY, checked_value
from casebase.record.model import CaseRecord
from casebase.record.versions import read_record

Row = Mapping[str, str]
Values = dict[str, Any]


def same(value: Any) -> str:
    """Write a value as it is."""
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """Read a cell as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `field` is the key of the record's field, empty where there is none; `also` are fields that are written where
    that one is empty. `read` turns a cell into a value (an empty one for what it cannot tell), `write` the other way."""

    name: str
    field: str = ""
    read: Callable[[str], Any] = plain
    write: Callable[[Any], str] = same
    also: tuple[str, ...] = ()


def worded(name: str, field: str, words: Mapping[str, str], others: Mapping[str, str] | None = None) -> Column:
    """Return a column whose words stand for values of a vocabulary; `others` are words that are read and never written."""
    read = {**words, **(others or {})}
    written = {value: word for word, value in words.items()}
    return Column(name, field, lambda text: read.get(text, ""), lambda value: written.get(value, ""))


@dataclass(frozen=True, slots=True)
class Format:
    """A format of another registry.

    `key` opens the names in `extra` and the origin of a case. `derive` adds what a whole row tells (task, source, title);
    `named` returns what names the record for good, empty where the registry gave no name.
    """

    key: str
    columns: Sequence[Column]
    derive: Callable[[Row], Values]
    named: Callable[[Row], str]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mapped(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns if column.field}


def record_of_row(row: Row, form: Format) -> CaseRecord:
    """Return the record that a row holds. Raises RecordInvalid."""
    values: Values = {"schema_version": 2, **form.fixed, **form.derive(row)}
    for column in form.columns:
        if column.field and column.name in row:
            value = _accepted(column.field, column.read(row[column.name]))
            if value not in EMPTY:
                values[column.field] = value
    record = read_record(values)
    extra = dict(_kept(row, record, form))
    return record.model_copy(update={"extra": {**record.extra, **extra}}) if extra else record


def row_of_record(record: CaseRecord, form: Format) -> dict[str, str]:
    """Return the row of a record, with the columns of the format and those that were only kept."""
    prefix = f"{form.key}:"
    kept = {name.removeprefix(prefix): text for name, text in record.extra.items() if name.startswith(prefix)}
    row = {column.name: _written(record, column) for column in form.columns} | {
        name: text for name, text in kept.items() if name not in form.mapped
    }
    told = form.derive({**row, **kept})
    for name, text in kept.items():
        column = form.mapped.get(name)
        if column is not None and _unchanged(record, column, text, told):
            row[name] = text
    return row


def _kept(row: Row, record: CaseRecord, form: Format) -> Iterator[tuple[str, str]]:
    """Yield the cells that the record would not write again in the same words."""
    mapped = form.mapped
    for name, text in row.items():
        column = mapped.get(name)
        written = _written(record, column) if column else ""
        if written != text:
            yield f"{form.key}:{name}", text


def _unchanged(record: CaseRecord, column: Column, original: str, told: Values) -> bool:
    """Tell whether a field still has the value that was read from a cell, or made where the cell said nothing."""
    value = record.model_dump(mode="json", include={column.field})[column.field]
    read = _accepted(column.field, column.read(original))
    if read in EMPTY:
        read = _accepted(column.field, told.get(column.field, ""))
    return bool(value == read)


def _written(record: CaseRecord, column: Column) -> str:
    if not column.field:
        return ""
    for name in (column.field, *column.also):
        if text := column.write(getattr(record, name)):
            return text
    return ""


def _accepted(name: str, value: Any) -> Any:
    """Return a value as the record keeps it, empty where the record cannot hold it."""
    try:
        return checked_value(name, value)
    except RecordInvalid:
        return ""
