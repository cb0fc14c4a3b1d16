"""Which passage, document and language each row of an index generation is: a table in a file, read where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.models import DocumentId, PassageId
from casebase.store.feed import IndexEntry

TABLE, DOCUMENTS = "rows.npy", "documents.json"


class Rows:
    """The rows of a generation. `document_of_row` holds places in `documents`, shape (rows,)."""

    def __init__(self, folder: Path) -> None:
        table = np.asarray(np.load(folder / TABLE, mmap_mode="r", allow_pickle=False))
        self._passages: NDArray[np.bytes_] = table["passage"]
        self.document_of_row = np.array(table["document"], np.int32)
        self.japanese = np.array(table["japanese"], bool)
        self.documents: list[DocumentId] = json.loads((folder / DOCUMENTS).read_text(encoding="utf-8"))

    def __len__(self) -> int:
        return len(self._passages)

    def passages(self, rows: Sequence[int] | slice = slice(None)) -> list[PassageId]:
        """Return the passages of rows, or of all."""
        return [name.decode() for name in self._passages[rows].tolist()]


class RowsWriter:
    """Collects the rows of a generation in their order, and writes them."""

    def __init__(self) -> None:
        self._rows: list[tuple[bytes, int, bool]] = []
        self._number_of: dict[DocumentId, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Take in more rows."""
        for entry in entries:
            number = self._number_of.setdefault(entry.document, len(self._number_of))
            self._rows.append((entry.passage.encode(), number, entry.japanese))

    def write(self, folder: Path) -> None:
        """Write what was collected."""
        longest = max((len(name) for name, _, _ in self._rows), default=1)
        row = np.dtype([("passage", f"S{longest}"), ("document", "<i4"), ("japanese", "?")])
        np.save(folder / TABLE, np.array(self._rows, row), allow_pickle=False)
        (folder / DOCUMENTS).write_text(json.dumps(list(self._number_of)), encoding="utf-8")
