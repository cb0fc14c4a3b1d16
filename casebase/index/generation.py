"""Index generations: built from the truth, checked, then made current by replacing a pointer file.

A generation is a folder that never changes once it is current:

    index/current                  name of the current generation
    index/gen-…/manifest.json      what it was built from
    index/gen-…/rows.json          passage, document and language of each row
    index/gen-…/vectors.f16        float16 vectors, row after row, for exact scores and filtered searches
    index/gen-…/dense/             Chroma
    index/gen-…/lexical/           tantivy

Deleting the whole folder loses nothing: it is made again from stored vectors, without embedding.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from casebase.errors import IndexDamaged
from casebase.index.dense import BATCH, DenseIndex, DenseWriter
from casebase.index.lexical import LexicalIndex, LexicalWriter
from casebase.store.feed import Feed

FORMAT = 2
"""Raised when the layout or the searched form changes; generations of other formats are built again."""

CHECKED_ROWS = 64
"""Rows, evenly spaced, that a new generation must find by their own vectors before it is used."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from: the model, and every publication up to `change`."""

    format: int
    fingerprint: str
    change: int
    rows: int
    dimensions: int


class Generation:
    """An open generation."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        try:
            self.manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
            rows = json.loads((folder / "rows.json").read_text())
            self.passages: Sequence[str] = rows["passages"]
            self.documents: Sequence[str] = rows["documents"]
            self.document_of_row = np.asarray(rows["document_of_row"], dtype=np.int32)
            self.japanese = np.asarray(rows["japanese"], dtype=bool)
            shape = (self.manifest.rows, self.manifest.dimensions)
            self.vectors: NDArray[np.float16] = np.memmap(folder / "vectors.f16", "<f2", mode="r", shape=shape)
            self.lexical = LexicalIndex(folder / "lexical")
            self.dense = DenseIndex(folder / "dense")
        except Exception as exc:  # whatever a damaged file makes a library raise
            raise IndexDamaged(f"The index generation {folder.name} cannot be opened ({type(exc).__name__}).") from exc
        counts = {
            len(self.passages),
            len(self.document_of_row),
            len(self.japanese),
            len(self.vectors),
            self.lexical.rows,
            self.dense.rows,
        }
        if counts != {self.manifest.rows}:
            raise IndexDamaged(f"The parts of index generation {folder.name} do not agree on its size.")


def current_generation(folder: Path, fingerprint: str) -> Generation | None:
    """Open the current generation, or return None when there is none for this model and format.

    Raises IndexDamaged when there is one that cannot be trusted.
    """
    name = pointed_at(folder)
    if not name:
        return None
    generation = Generation(folder / name)
    if (generation.manifest.format, generation.manifest.fingerprint) != (FORMAT, fingerprint):
        return None
    return generation


def build_generation(folder: Path, feed: Feed, wait_seconds: float = -1) -> bool:
    """Build a generation of everything published so far and make it current.

    One builder works at a time. Returns False when there is nothing to build, or another builder did not finish within
    `wait_seconds` (negative: wait as long as it takes).
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "build.lock", timeout=wait_seconds):
            change = feed.change()
            name = f"gen-{change:09d}-{uuid.uuid4().hex[:8]}"
            replaced = pointed_at(folder)
            if not _write(folder / name, feed, change):
                (folder / "current").unlink(missing_ok=True)
                shutil.rmtree(folder / name)
                return False
            _check(Generation(folder / name))
            _point_at(folder, name)
            _remove_others(folder, keep={name, replaced})
            return True
    except Timeout:
        return False


def _write(folder: Path, feed: Feed, change: int) -> int:
    """Write everything published into a new folder, batch after batch, and return the number of rows."""
    folder.mkdir()
    dense, lexical = DenseWriter(folder / "dense"), LexicalWriter(folder / "lexical")
    passages: list[str] = []
    number_of: dict[str, int] = {}
    document_of_row: list[int] = []
    japanese: list[int] = []
    dimensions = 0
    entries = feed.entries()
    with (folder / "vectors.f16").open("wb") as file:
        while some := list(islice(entries, BATCH)):
            vectors = np.stack([entry.vector for entry in some])
            dimensions = vectors.shape[1]
            file.write(vectors.astype("<f2").tobytes())
            dense.add(vectors)
            lexical.add(some)
            passages += [entry.passage for entry in some]
            document_of_row += [number_of.setdefault(entry.document, len(number_of)) for entry in some]
            japanese += [int(entry.japanese) for entry in some]
    lexical.close()
    rows = {
        "passages": passages,
        "documents": list(number_of),
        "document_of_row": document_of_row,
        "japanese": japanese,
    }
    (folder / "rows.json").write_text(json.dumps(rows))
    manifest = Manifest(FORMAT, feed.fingerprint, change, len(passages), dimensions)
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest)))
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as opened:
                os.fsync(opened.fileno())
    return len(passages)


def _check(generation: Generation) -> None:
    """Find a sample of rows by their own vectors before anything is answered from them."""
    rows = np.linspace(0, generation.manifest.rows - 1, num=min(CHECKED_ROWS, generation.manifest.rows), dtype=int)
    for row in rows:
        vector = generation.vectors[row].astype(np.float32)
        nearest = generation.dense.search(vector, 10)
        scores = generation.vectors[nearest].astype(np.float32) @ vector
        if row not in nearest and scores.max() < float(vector @ vector) - 1e-3:
            raise IndexDamaged(f"Row {row} of a new index generation is not found by its own vector.")


def pointed_at(folder: Path) -> str:
    """Return the name of the current generation, or an empty string when there is none."""
    pointer = folder / "current"
    return pointer.read_text().strip() if pointer.is_file() else ""


def _point_at(folder: Path, name: str) -> None:
    aside = folder / ".current"
    with aside.open("w") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, folder / "current")


def _remove_others(folder: Path, keep: set[str]) -> None:
    """Remove older generations; the one just replaced stays, since other processes may still read it."""
    for other in folder.iterdir():
        if other.is_dir() and other.name not in keep:
            shutil.rmtree(other, ignore_errors=True)
