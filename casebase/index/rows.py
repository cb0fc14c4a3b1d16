"""Which passage, document and language each row of an index generation is: a table in a file, read where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from casebase.models import DocumentId, PassageId
from casebase.store.feed import IndexEntry

_TABLE, _DOCUMENTS = "rows.npy", "documents.json"


class PassageIds(Sequence[PassageId]):
    """Names of passages by row, a third of the memory of a list of them."""

    def __init__(self, names: NDArray[np.bytes_]) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, row: int) -> PassageId: ...
    @overload
    def __getitem__(self, row: slice) -> list[PassageId]: ...
    def __getitem__(self, row: int | slice) -> PassageId | list[PassageId]:
        if isinstance(row, slice):
            return [name.decode() for name in self._names[row].tolist()]
        return bytes(self._names[row]).decode()


class Rows:
    """The rows of a generation. `document_of_row` holds places in `documents`, shape (rows,)."""

    def __init__(self, folder: Path) -> None:
        table = np.load(folder / _TABLE, mmap_mode="r", allow_pickle=False)
        self.passages = PassageIds(table["passage"])
        self.document_of_row = np.array(table["document"], np.int32)
        self.japanese = np.array(table["japanese"], bool)
        self.documents: list[DocumentId] = json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8"))

    def __len__(self) -> int:
        return len(self.passages)


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
        np.save(folder / _TABLE, np.array(self._rows, row), allow_pickle=False)
        (folder / _DOCUMENTS).write_text(json.dumps(list(self._number_of)), encoding="utf-8")
