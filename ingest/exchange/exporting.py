"""Export the published cases that a reader may see, in any format, written so that nothing is left half written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from casebase.access import Reader
from casebase.models import Filters, Kind
from casebase.record.model import CaseRecord
from casebase.record.versions import read_record
from casebase.store.shelves import Shelves
from ingest.exchange.errors import ExchangeError
from ingest.exchange.formats import write_records


def published_records(shelves: Shelves, reader: Reader, organizations: tuple[str, ...] = ()) -> Iterator[CaseRecord]:
    """Yield the records of published cases, in the order of their numbers."""
    documents = shelves.documents(reader, Filters(kinds=(Kind.CASE,), organizations=organizations))
    records = (read_record(one.details.record) for one in documents if one.details.record)
    yield from sorted(records, key=lambda record: record.case_id)


def export_cases(path: Path, form: str, shelves: Shelves, reader: Reader, organizations: tuple[str, ...] = ()) -> int:
    """Write the cases to a file that appears only when it is whole; return how many there are."""
    aside = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        count = write_records(aside, form, published_records(shelves, reader, organizations))
        os.replace(aside, path)
    except OSError as exc:
        raise ExchangeError("FILE_NOT_READABLE", path.name) from exc
    finally:
        aside.unlink(missing_ok=True)
    return count
