"""What finding editions and near-duplicates costs: `python -m benchmarks.duplicates [DOCUMENTS]`.

A library of so many synthetic documents, as far as sketches are concerned; then 200 texts come in as publishing takes them,
without being embedded, every second a copy of the one before with a few words changed. CPU milliseconds are printed, since
other work on the machine changes them least.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from casebase.models import Details, Page
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.placing import Handed, handed, place_of, relate
from casebase.store.rows import details_columns, page_columns
from casebase.store.schema import DocumentRow, OriginalRow, PageRow, SketchHashRow, SketchRow, VersionRow
from casebase.store.sketches import add_sketch
from casebase.text.shingles import SAMPLED

CHARACTERS, MEASURED, BATCH = 2_000, 200, 1_000
DETAILS = Details("tokyo", title="報告")


def main(documents: int = 10_000) -> None:
    """Print CPU milliseconds a document for reading it, finding its place and storing its sketch, and the size on disk."""
    random = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Settings(home=Path(folder))).execution_options(writing=True)
        for start in range(0, documents, BATCH):
            with engine.begin() as connection:
                _fill(connection, start, min(BATCH, documents - start), random)
        spent, found, text = np.zeros(3), 0, ""
        with Session(engine) as session, session.begin():
            for number in range(documents, documents + MEASURED):
                text = _copy(text, random) if number % 2 else _text(random)
                began = time.process_time()
                arrived = handed(DETAILS, f"報告書{number}.txt", text)
                read = time.process_time()
                place = place_of(session, arrived)
                placed = time.process_time()
                _store(session.connection(), [number], text)
                spent += (read - began, placed - read, _sketch(session, number, arrived, place))
                found += bool(place.related) and number % 2
        each = ", ".join(f"{1000 * one / MEASURED:.2f}" for one in spent)
        print(f"{documents:,} documents: read, place, store {each} ms; copies found {found} of {MEASURED // 2}")
        with engine.connect() as connection:
            pages = connection.exec_driver_sql(
                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'sketch%' OR name LIKE '%sketches%'"
            )
            print(f"sketches: {pages.scalar_one() / (documents + MEASURED) / 1000:.2f} KB a document")


def _sketch(session: Session, number: int, arrived: Handed, place: object) -> float:
    began = time.process_time()
    add_sketch(session, f"v{number}", arrived.found)
    relate(session, f"v{number}", place, arrived.edition)  # type: ignore[arg-type]
    return time.process_time() - began


def _fill(connection: Connection, start: int, count: int, random: np.random.Generator) -> None:
    """Store documents whose sketches are as large as those of texts of `CHARACTERS` characters."""
    numbers = range(start, start + count)
    _store(connection, list(numbers), "")
    size = CHARACTERS // SAMPLED
    hashes = random.integers(0, (1 << 63) // SAMPLED, (count, size))
    connection.execute(
        insert(SketchRow),
        [
            {"number": n + 1, "version": f"v{n}", "size": CHARACTERS, "hashes": row.astype("<i8").tobytes()}
            for n, row in zip(numbers, hashes, strict=True)
        ],
    )
    pairs = sorted(zip(hashes.ravel().tolist(), np.repeat(numbers, size).tolist(), strict=True))
    connection.execute(insert(SketchHashRow), [{"hash": one, "sketch": n + 1} for one, n in pairs])


def _store(connection: Connection, numbers: list[int], text: str) -> None:
    names = [f"v{number}" for number in numbers]
    connection.execute(insert(OriginalRow), [{"sha256": name, "received_at": ""} for name in names])
    document = {**details_columns(DETAILS), "change": 1, "updated_at": ""}
    connection.execute(
        insert(DocumentRow), [{"id": n, "file_name": f"{n}.txt", "current_version": n, **document} for n in names]
    )
    version = {
        "number": 1,
        "file_name": "",
        "media_type": "",
        "language": "",
        "pages": 1,
        "passages": 0,
        "warnings": [],
    }
    connection.execute(
        insert(VersionRow), [{"id": n, "document": n, "original": n, "created_at": "", **version} for n in names]
    )
    connection.execute(insert(PageRow), [{"version": name, **page_columns(Page(1, text))} for name in names])


def _text(random: np.random.Generator) -> str:
    return "".join(map(chr, random.integers(0x4E00, 0x5200, CHARACTERS).tolist()))


def _copy(text: str, random: np.random.Generator) -> str:
    letters = list(text)
    for place in random.integers(0, len(letters), 10):
        letters[place] = "変"
    return "".join(letters)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
