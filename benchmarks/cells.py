"""How well the table of cases is filled from reports that are no records: `python -m benchmarks cells [--list]`.

Reports of the evaluation sets, with the wordings of which a good cell holds one, in `tests/data/cells` (see its README): a cell
is right if it holds one, or is empty where the report says nothing of it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.compare.said import FIELDS
from casebase.evaluation.datasets import document_key
from casebase.evaluation.runs import holds
from casebase.models import Details, Kind, Visibility
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.pipeline import IncomingFile, ingest_files

DATA = Path(__file__).parents[1] / "tests" / "data"
CELLS, SETS = DATA / "cells" / "cells.jsonl", DATA / "evaluation"
WANTED: Mapping[str, Sequence[str]] = {field: (field,) for field in FIELDS} | {"safety": ("safety", "check")}
"""By column, the lists of wordings of which it should hold one."""


def main(arguments: Sequence[str]) -> None:
    """Print by column how many cells are right, wrong and empty though something is said."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cells", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the cells that are wrong or empty")
    asked = parser.parse_args(arguments)
    lines = [json.loads(line) for line in CELLS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        casebase = open_casebase(Settings(home=Path(folder)))
        filled = cells_of(casebase, lines)
    for field in FIELDS:
        right = [name for name, report in filled.items() if right_cells(*report)[field]]
        empty = [name for name, (_, told) in filled.items() if name not in right and not told[field]]
        print(f"{field:<8} right {len(right):3d} of {len(filled)}, empty though something is said {len(empty):3d}")
        for name, (cells, told) in filled.items():
            if asked.list and name not in right:
                print(f"    {name}: {' '.join(told[field])[:160]}\n        {' / '.join(_wanted(cells, field))[:160]}")


Wordings = Mapping[str, Sequence[str]]


def right_cells(cells: Wordings, told: Wordings) -> dict[str, bool]:
    """Return by column whether what is told holds one of the wordings wanted, or nothing where there are none."""
    found = {}
    for field in FIELDS:
        wanted, said = _wanted(cells, field), " ".join(told[field])
        found[field] = holds(said, wanted) if wanted else not said
    return found


def _wanted(cells: Wordings, field: str) -> list[str]:
    return [wording for key in WANTED[field] for wording in cells[key]]


def cells_of(casebase: Casebase, lines: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Wordings, Wordings]]:
    """Take the reports of `lines` in and return, by report, the wordings wanted and what the cells of its row say."""
    details = Details("other", kind=Kind.CASE, visibility=Visibility.PUBLIC)
    names = {str(line["document"]): line for line in lines}
    files = [
        IncomingFile(path.name, path.read_bytes(), details)
        for path in sorted(SETS.glob("*/documents/*"))
        if path.stem in names and path.parts[-3] == names[path.stem]["folder"]
    ]
    assert all(not done.error for done in ingest_files(files, casebase.library, casebase.embedder))
    found: dict[str, tuple[Wordings, Wordings]] = {}
    for document in casebase.documents(LOCAL_READER):
        (row,) = casebase.table_of([document], LOCAL_READER).rows
        told = {field: [said.text for said in row.cells[field]] for field in FIELDS}
        found[document_key(document.file_name)] = (names[document_key(document.file_name)]["cells"], told)
    return found
