"""The dense half of an index generation: Chroma over vectors, by row number. It holds no text and no rules.

Of many vectors Chroma gets what they say along their `KEPT` principal directions: half of its memory and less work in a
search, in which exact scores decide among the nearest anyway. Measured: docs/decisions/001-store-and-index.md.

A number is added to each so that all have one length: the nearest to a question, which gets a zero, are those with the largest
products still, and every vector is the nearest to itself, whatever its length was (Bachrach and others 2014).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import chromadb

_COLLECTION = "passages"
BATCH = 5_000
"""Chroma 1.5 takes at most 5,461 records a call."""

KEPT = 159
"""Principal directions of 384 along which vectors are compared: with the number added 160, which processors take evenly."""

SPARE = 3
"""How many times as many as are wanted are nearest along the principal directions, for exact scores to choose among."""

SAMPLE = 5_000
"""Passages that principal directions are worked out from; fewer are compared in full."""

_DIRECTIONS = "directions.npy"

_LENGTHS, _VECTORS_AND_LINKS = "length.bin", "data_level0.bin"
_BYTES_OF_LENGTH = 4

_SQUARE = 1.02
"""Length of all vectors in Chroma, squared: those that come have 1 at most, and a little more by rounding."""

_HNSW = {
    "space": "l2",
    "ef_construction": 200,
    "max_neighbors": 24,
    "ef_search": 200,
    # Everything is written when it is added. Else Chroma keeps up to 1,000 vectors in its log, and whoever opens the
    # collection writes its files again: they could not be told from damaged ones.
    "batch_size": 1,
    "sync_threshold": 1,
}


class DenseWriter:
    """Writes a collection into a new folder; rows are numbered from 0 in order of adding.

    `sample` are vectors of passages taken from all alike, shape (n, dimensions); from `SAMPLE` of them on their principal
    directions are kept.
    """

    def __init__(self, folder: Path, sample: NDArray[np.float32]) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._collection = _client(folder).create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        self._rows = 0
        self._directions: NDArray[np.float32] | None = None
        if len(sample) >= SAMPLE and sample.shape[1] > KEPT:
            self._directions = principal_directions(sample, KEPT)
            np.save(folder / _DIRECTIONS, self._directions)

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Take in more vectors, shape (at most `BATCH`, dimensions)."""
        ids = [str(self._rows + number) for number in range(len(vectors))]
        self._collection.add(ids=ids, embeddings=_on_the_sphere(_along(self._directions, vectors)))
        self._rows += len(vectors)

    def close(self) -> None:
        """Finish the collection; nothing is added from now on."""
        del self._collection
        for lengths in self._folder.glob(f"*/{_LENGTHS}"):
            _blank_unused(lengths, self._rows)


class DenseIndex:
    """One immutable Chroma collection; rows are numbered as in the generation.

    `spare` says how many times as many rows must be asked for as are wanted.
    """

    def __init__(self, folder: Path) -> None:
        self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)
        directions = folder / _DIRECTIONS
        self._directions: NDArray[np.float32] | None = np.load(directions) if directions.exists() else None
        self.spare = 1 if self._directions is None else SPARE
        self.rows: int = self._collection.count()

    def search(self, vector: NDArray[np.float32], top: int) -> list[int]:
        """Return the rows with the largest products with `vector`, shape (dimensions,), the largest first."""
        along = _along(self._directions, vector[None])
        return self._nearest(np.concatenate([along, np.zeros((1, 1), np.float32)], axis=1), top)[0]

    def neighbours(self, vectors: NDArray[np.float32], top: int) -> list[list[int]]:
        """Return the `top` nearest rows of each of `vectors`, shape (n, dimensions), that are there, nearest first."""
        return self._nearest(_on_the_sphere(_along(self._directions, vectors)), top)

    def _nearest(self, asked: NDArray[np.float32], top: int) -> list[list[int]]:
        found = self._collection.query(query_embeddings=asked, n_results=min(top, self.rows), include=[])
        return [[int(row) for row in rows] for rows in found["ids"]]


def principal_directions(vectors: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Return the `count` directions along which vectors, shape (n, dimensions), are longest, shape (dimensions, count)."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(directions[:, ::-1][:, :count], np.float32)


def _blank_unused(lengths: Path, rows: int) -> None:
    """Blank the places beyond `rows` in a collection's file of vectors, and all of `lengths`, four bytes a place: none is set.

    Chroma writes them as it got their memory, which may hold what this process had in it before: words of any document.
    """
    places = lengths.stat().st_size // _BYTES_OF_LENGTH
    for path, used in ((lengths, 0), (lengths.with_name(_VECTORS_AND_LINKS), rows)):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.truncate(used * (size // places))
            file.truncate(size)


def _along(directions: NDArray[np.float32] | None, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return vectors if directions is None else vectors @ directions


def _on_the_sphere(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    missing = np.sqrt(np.maximum(_SQUARE - (vectors * vectors).sum(axis=1, keepdims=True), 0.0))
    return np.concatenate([vectors, missing], axis=1, dtype=np.float32)


def _client(folder: Path) -> chromadb.api.ClientAPI:
    import chromadb  # noqa: PLC0415  (two thirds of a second, and most commands open no index)
    from chromadb.config import Settings as ChromaSettings  # noqa: PLC0415

    return chromadb.PersistentClient(
        path=str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
    )
