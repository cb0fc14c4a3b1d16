"""The dense half of an index generation: Chroma over vectors, by row number. It holds no text and no rules."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

_COLLECTION = "passages"
BATCH = 5_000
"""Chroma 1.5 takes at most 5,461 records a call."""

_HNSW = {
    "space": "ip",
    "ef_construction": 200,
    "max_neighbors": 32,
    "ef_search": 200,
    # Everything is written when it is added. Else Chroma keeps up to 1,000 vectors in its log, and whoever opens the
    # collection writes its files again: they could not be told from damaged ones.
    "batch_size": 1,
    "sync_threshold": 1,
}


class DenseWriter:
    """Writes a collection into a new folder; rows are numbered from 0 in order of adding."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._collection = _client(folder).create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        self._rows = 0

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Take in more vectors, shape (at most `BATCH`, dimensions)."""
        ids = [str(self._rows + number) for number in range(len(vectors))]
        self._collection.add(ids=ids, embeddings=vectors)
        self._rows += len(vectors)

    def close(self) -> None:
        """Finish the collection; nothing is added from now on."""
        del self._collection


class DenseIndex:
    """One immutable Chroma collection; rows are numbered as in the generation."""

    def __init__(self, folder: Path) -> None:
        self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)
        self.rows: int = self._collection.count()

    def search(self, vector: NDArray[np.float32], top: int) -> list[int]:
        """Return the rows nearest to `vector`, nearest first."""
        found = self._collection.query(query_embeddings=[vector], n_results=min(top, self.rows), include=[])
        return [int(row) for row in found["ids"][0]]

    def nearest_to_each(self, vectors: NDArray[np.float32], top: int) -> list[list[int]]:
        """Return the `top` nearest rows of each of `vectors`, shape (n, dimensions), nearest first."""
        found = self._collection.query(query_embeddings=vectors, n_results=min(top, self.rows), include=[])
        return [[int(row) for row in rows] for rows in found["ids"]]


def _client(folder: Path) -> chromadb.api.ClientAPI:
    return chromadb.PersistentClient(
        path=str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
    )
