"""What finding editions and near-duplicates costs: `python -m benchmarks.duplicates [DOCUMENTS]`.

Synthetic documents, of which every tenth is another one with a few words changed, are given their place and their sketch
as publishing does, without being embedded. CPU seconds are printed, since other work on the machine does not change them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert
from sqlalchemy.orm import Session

from casebase.models import Details, Page
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.placing import handed, place_of, relate
from casebase.store.rows import details_columns, page_columns
from casebase.store.schema import DocumentRow, OriginalRow, PageRow, VersionRow
from casebase.store.sketches import add_sketch

CHARACTERS = 2_000
STEP = 1_000


def main(documents: int = 10_000) -> None:
    """Print, every thousand documents, CPU milliseconds a document for reading it, placing it and storing its sketch."""
    random = np.random.default_rng(5)
    words = np.array(
        ["".join(map(chr, random.integers(0x4E00, 0x5200, size))) for size in random.integers(1, 5, 6_000)]
    )
    texts: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Settings(home=Path(folder))).execution_options(writing=True)
        spent, found = [0.0, 0.0, 0.0], 0
        for number in range(documents):
            text = _text(number, texts, words, random)
            began = time.process_time()
            details = Details(f"city{number % 50}", title=f"資料{number}の報告")
            arrived = handed(details, f"報告書{number}.txt", text)
            read = time.process_time()
            with Session(engine) as session, session.begin():
                placing = time.process_time()
                place = place_of(session, arrived)
                placed = time.process_time()
                _store(session, number, details, text)
                storing = time.process_time()
                add_sketch(session, f"v{number}", arrived.found)
                relate(session, f"v{number}", place, arrived.edition)
                stored = time.process_time()
            found += bool(place.related) and number % 10 == 9
            for part, seconds in enumerate((read - began, placed - placing, stored - storing)):
                spent[part] += seconds
            if (number + 1) % STEP == 0:
                each = ", ".join(f"{1000 * one / STEP:.2f}" for one in spent)
                print(
                    f"{number + 1}: read, place, store {each} ms; copies found {found} of {(number + 1) // 10}",
                    flush=True,
                )
                spent = [0.0, 0.0, 0.0]
        size = (Path(folder) / "casebase.sqlite3").stat().st_size + (
            Path(folder) / "casebase.sqlite3-wal"
        ).stat().st_size
        print(f"database {size / documents / 1000:.1f} KB a document of {CHARACTERS} characters")


def _text(number: int, texts: list[str], words: NDArray[np.str_], random: np.random.Generator) -> str:
    if number % 10 == 9:
        letters = list(texts[int(random.integers(0, len(texts)))])
        for place in random.integers(0, len(letters), 10):
            letters[place] = "変"
        return "".join(letters)
    text = "。".join("".join(random.choice(words, 12)) for _ in range(CHARACTERS // 30))[:CHARACTERS]
    texts.append(text)
    return text


def _store(session: Session, number: int, details: Details, text: str) -> None:
    name = f"v{number}"
    session.execute(insert(OriginalRow), [{"sha256": name, "received_at": ""}])
    session.add(
        DocumentRow(
            id=name,
            file_name=f"報告書{number}.txt",
            current_version=name,
            change=1,
            updated_at="",
            **details_columns(details),
        )
    )
    session.flush()
    session.add(
        VersionRow(
            id=name, document=name, number=1, original=name, file_name="", media_type="", language="ja", pages=1,
            passages=0, warnings=[], created_at="",
        )
    )  # fmt: skip
    session.flush()
    session.execute(insert(PageRow), [{"version": name, **page_columns(Page(1, text))}])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
