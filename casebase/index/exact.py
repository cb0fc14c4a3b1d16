"""The vectors of an index generation, row after row, for exact scores and filtered searches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from casebase.rounding import restored, rounded

RowNumbers = Sequence[int] | NDArray[np.intp] | slice


def write_exact(file: IO[bytes], vectors: NDArray[np.float32]) -> None:
    """Add vectors, shape (n, dimensions), to an open file."""
    codes, steps = rounded(vectors)
    table = np.empty(len(codes), _row(codes.shape[1]))
    table["step"], table["codes"] = steps, codes
    file.write(table.tobytes())


class ExactVectors:
    """The vectors in a file, read where they are asked for."""

    def __init__(self, file: Path, rows: int, dimensions: int) -> None:
        self._table = np.memmap(file, _row(dimensions), mode="r", shape=(rows,))

    def __len__(self) -> int:
        return len(self._table)

    def of(self, rows: RowNumbers) -> NDArray[np.float32]:
        """Return the vectors of rows, shape (n, dimensions)."""
        some = self._table[rows]
        return restored(some["codes"], some["step"])

    def scores(self, rows: RowNumbers, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the products of rows with `vector`, shape (n,)."""
        some = self._table[rows]
        scores: NDArray[np.float32] = (some["codes"].astype(np.float32) @ vector) * some["step"].astype(np.float32)
        return scores


def _row(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("step", "<f2"), ("codes", "i1", (dimensions,))])
