"""Look through a file of cases that was handed in at the desk: limits first, then the dry run, then it is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casebase.imports import ImportRun
from casebase.people import Actor
from casebase.service import Casebase
from casebase.store.case_import import CaseImports
from ingest.exchange.errors import ExchangeError
from ingest.exchange.formats import IMPORTED, format_of, records_in
from ingest.exchange.importing import Importer, import_cases
from ingest.exchange.reporting import report_shape
from ingest.names import safe_name

LARGEST = 20_000_000
"""Bytes of a file; the federal inventory of 3,611 cases has 3.1 million."""

MOST_ROWS = 20_000
KINDS = (".csv", ".json", ".xlsx")


def look_through(
    casebase: Casebase, name: str, content: bytes, actor: Actor, form: str = "", owner: str = ""
) -> ImportRun:
    """Say what would become of a file, and keep it with that. Raises ExchangeError, DocumentError for a name, StorageError."""
    name = safe_name(name)
    if len(content) > LARGEST:
        raise ExchangeError("FILE_TOO_LARGE", name)
    with as_file(name, content) as path:
        form = form or format_of(path)
        if form not in IMPORTED:
            raise ExchangeError("FORMAT_UNKNOWN", name)
        _check_rows(path, form)
        report = import_cases(path, form, importer_for(casebase, actor, owner), dry_run=True)
    return casebase.imports.add(actor, name, content, form, owner, report.rows, report_shape(report, True))


def importer_for(casebase: Casebase, actor: Actor, owner: str) -> Importer:
    """Return what imports on behalf of a person."""
    imports = CaseImports(casebase.imports.engine)
    return Importer(casebase.library, imports, casebase.embedder, owner, actor, actor.reader)


@contextmanager
def as_file(name: str, content: bytes) -> Iterator[Path]:
    """Yield a file of this name and content that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="casebase-import-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def _check_rows(path: Path, form: str) -> None:
    count = 0
    for count, _ in enumerate(records_in(path, form), start=1):
        if count > MOST_ROWS:
            raise ExchangeError("TOO_MANY_ROWS", path.name)
    if not count:
        raise ExchangeError("NO_ROWS", path.name)
