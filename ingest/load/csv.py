"""CSV and TSV: one table, a record a row, whatever the separator and the quoting."""

from __future__ import annotations

import csv
import io
import itertools

from casebase.errors import DamagedDocument, DocumentTooLarge
from ingest.characters import apart, tidy
from ingest.load.encoding import decode
from ingest.load.sheet_tables import SheetRow, sheet_blocks
from ingest.records import HiddenText, Loaded, LoadedPage, Warned

MEDIA_TYPE = "text/csv"

MOST_RECORDS = 100_000
"""Records in one file; the text of more belongs in a database, not among cases."""

MOST_COLUMNS = 16_384
"""Columns of one record, as in Excel; more is no table that anybody reads."""

MOST_FIELD = 1_000_000
"""Characters of one field."""


def load_csv(name: str, content: bytes) -> Loaded:
    """Read a file of separated values: comma, tab or semicolon. Cells are text, also those that begin with =, + or @."""
    decoded = decode(name, content)
    separator = _separator(name, decoded.text)
    removed: set[str] = set()
    csv.field_size_limit(MOST_FIELD)
    records: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(decoded.text.replace("\0", ""), newline=""), delimiter=separator, strict=False)
        for record in itertools.islice(reader, MOST_RECORDS + 1):
            if len(record) > MOST_COLUMNS:
                raise DocumentTooLarge(name, "TOO_MANY_CELLS", f"the limit of {MOST_COLUMNS:,} columns")
            cells = []
            for value in record:
                text, codes = tidy(value)
                removed |= codes
                cells.append(text)
            records.append(cells)
    except csv.Error as error:
        raise DamagedDocument(name, "CSV_DAMAGED", str(error)) from error
    if len(records) > MOST_RECORDS:
        raise DocumentTooLarge(name, "TOO_MANY_RECORDS", f"the limit of {MOST_RECORDS:,} records")
    if "\0" in decoded.text:
        removed.add("CONTROL_CHARACTERS")
    rows = (SheetRow({at: cell for at, cell in enumerate(record) if cell.strip()}) for record in records)
    blocks = tuple(sheet_blocks([row for row in rows if row.cells]))
    found, spelt = apart(removed)
    warnings = (*decoded.warnings, *(Warned(code) for code in found))
    hidden = tuple(HiddenText(1, "characters", text) for text in spelt)
    return Loaded(MEDIA_TYPE, (LoadedPage(1, blocks),), warnings=warnings, encoding=decoded.encoding, hidden=hidden)


def _separator(name: str, text: str) -> str:
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    first = text.lstrip().split("\n", 1)[0]
    return max(",\t;", key=lambda separator: (first.count(separator), separator == ","))
