"""txtai's introduction: an Embeddings database with content, dense and BM25 together (hybrid), saved to the disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings

from benchmarks.contest.contestant import Ingest, Search, run

TOP = 20


def prepare(model: Path) -> Ingest:
    """Hand the model on; txtai loads it with its first index."""
    prefixes = {"query": "query: ", "data": "passage: "}

    def ingest(texts: Path, home: Path) -> tuple[int, Search]:
        paths = sorted(texts.iterdir())
        embeddings = Embeddings(
            path=str(model), method="sentence-transformers", instructions=prefixes, content=True, hybrid=True
        )
        embeddings.index((path.stem, path.read_text(encoding="utf-8"), None) for path in paths)
        embeddings.save(str(home / "index"))

        def search(question: str) -> Sequence[str]:
            return [found["id"] for found in embeddings.search(question, TOP)]

        return embeddings.count(), search

    return ingest


if __name__ == "__main__":
    run("txtai", prepare)
