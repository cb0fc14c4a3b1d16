"""The dense half of an index generation: Chroma over vectors, by row number. It holds no text and no rules."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from numpy.typing import NDArray

_COLLECTION = "passages"
_BATCH = 5_000
"""Chroma 1.5 takes at most 5,461 records a call."""

_HNSW = {"space": "ip", "ef_construction": 200, "max_neighbors": 32, "ef_search": 200}


class DenseIndex:
    """One immutable Chroma collection; rows are numbered as in the generation."""

    def __init__(self, folder: Path) -> None:
        self._collection = _client(folder).get_collection(_COLLECTION, embedding_function=None)
        self.rows: int = self._collection.count()

    @staticmethod
    def build(folder: Path, vectors: NDArray[np.float32]) -> None:
        """Write a collection of `vectors`, shape (rows, dimensions), into `folder`."""
        folder.mkdir(parents=True)
        collection = _client(folder).create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        for start in range(0, len(vectors), _BATCH):
            some = vectors[start : start + _BATCH]
            collection.add(ids=[str(row) for row in range(start, start + len(some))], embeddings=some)

    def search(self, vector: NDArray[np.float32], top: int) -> list[int]:
        """Return the rows nearest to `vector`, nearest first."""
        found = self._collection.query(query_embeddings=[vector], n_results=min(top, self.rows), include=[])
        return [int(row) for row in found["ids"][0]]


def _client(folder: Path) -> chromadb.api.ClientAPI:
    return chromadb.PersistentClient(
        path=str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False)
    )
