"""Index generations: built from the truth, checked, then made current by replacing a pointer file.

A generation is a folder that never changes once it is current:

    index/current                  name of the current generation
    index/gen-…/manifest.json      what it was built from, and the size and SHA-256 of every file
    index/gen-…/examined.json      size and time of every file when they were last known to be right
    index/gen-…/rows.npy           passage, document and language of each row
    index/gen-…/documents.json     the documents that these mean
    index/gen-…/vectors.i8         8-bit vectors, row after row, for exact scores and filtered searches
    index/gen-…/dense/             Chroma
    index/gen-…/lexical/           tantivy

Deleting the whole folder loses nothing: it is made again from stored vectors, without embedding.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from casebase.errors import IndexDamaged
from casebase.faults import reached
from casebase.flush import flush, flush_tree
from casebase.index.check import unfound_passages, unreached_rows
from casebase.index.dense import BATCH, SAMPLE, DenseIndex, DenseWriter
from casebase.index.engine_failure import engine_failure
from casebase.index.exact import ExactVectors, write_exact
from casebase.index.lexical import LexicalIndex, LexicalWriter
from casebase.index.manifest import EXAMINED, FORMAT, Manifest, engine_versions, files_of, read_manifest, write_manifest
from casebase.index.rows import Rows, RowsWriter
from casebase.index.trust import examine_apart, is_as_examined, note_examined
from casebase.store.failures import named_failures
from casebase.store.feed import Feed

MOST_UNREACHED = 10
"""A graph of neighbours may leave single rows without a way to them; more than this, or one in a hundred, is damage."""

VECTORS = "vectors.i8"

_NAME = re.compile(r"gen-\d{9,}-[0-9a-f]{8}")
_LONGEST_NAME = 64


class Generation:
    """An open generation."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.manifest = read_manifest(folder)
        self._unreached = list(self.manifest.unreached)
        try:
            self.rows = Rows(folder)
            self.vectors = ExactVectors(folder / VECTORS, self.manifest.rows, self.manifest.dimensions)
            self.lexical = LexicalIndex(folder / "lexical")
            self.dense = DenseIndex(folder / "dense")
        except Exception as exc:  # whatever a damaged file makes a library raise
            raise IndexDamaged(f"The index generation {folder.name} cannot be opened ({type(exc).__name__}).") from exc
        counts = {
            len(self.rows),
            len(self.vectors),
            self.lexical.rows,
            self.dense.rows,
        }
        if counts != {self.manifest.rows}:
            raise IndexDamaged(f"The parts of index generation {folder.name} do not agree on its size.")

    def nearest(self, vector: NDArray[np.float32], top: int) -> Sequence[int]:
        """Return the rows nearest to `vector`, nearest first: of Chroma's, and of those that Chroma was seen not to reach."""
        found = self.dense.search(vector, self.dense.spare * top)
        if self.dense.spare == 1 and not self._unreached:
            return found
        rows = list({*found, *self._unreached})
        scores = self.vectors.scores(rows, vector)
        return [rows[place] for place in np.argsort(-scores)[:top]]


def current_generation(folder: Path, fingerprint: str) -> Generation | None:
    """Open the current generation, or return None when there is none for this model and format.

    Files that are not as the builder left them are examined in a child process first. Raises IndexDamaged when there is
    a generation that cannot be trusted.
    """
    name = pointed_at(folder)
    if not name:
        return None
    if not _NAME.fullmatch(name):
        raise IndexDamaged("The pointer to the current index generation is damaged.")
    manifest = read_manifest(folder / name)
    if (manifest.format, manifest.fingerprint, manifest.engines) != (FORMAT, fingerprint, engine_versions()):
        return None
    if not is_as_examined(folder / name, manifest):
        examine_apart(folder / name)
    generation = Generation(folder / name)
    note_examined(folder / name, manifest)  # opening it has written to it, see `digest_of`
    return generation


@named_failures()
def build_generation(folder: Path, feed: Feed, wait_seconds: float = -1, keep_replaced: bool = True) -> bool:
    """Build a generation of everything published so far, find every passage in it, and make it current.

    One builder works at a time. The generation that is replaced stays, since other processes may still read it, unless
    not `keep_replaced`. Returns False when there is nothing to build, or another builder did not finish within
    `wait_seconds` (negative: wait as long as it takes). Raises IndexDamaged when what was built does not hold what was
    published, StorageError when it cannot be written; the old generation then stays current.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "build.lock", timeout=wait_seconds):
            change = feed.change()
            name = f"gen-{change:09d}-{uuid.uuid4().hex[:8]}"
            replaced = pointed_at(folder)
            keep = {name, replaced} if keep_replaced else {name}
            try:
                rows = _write(folder / name, feed, change)
                if rows:
                    _check(folder / name, feed)
                    _point_at(folder, name)
            except BaseException as exc:
                if pointed_at(folder) != name:  # once it is current it stays, whatever fails after that
                    shutil.rmtree(folder / name, ignore_errors=True)
                if named := engine_failure(exc):
                    raise named from exc
                raise
            if not rows:
                (folder / "current").unlink(missing_ok=True)
                keep = set()
            _remove_others(folder, keep)
            reached("index.old_removed")
            return bool(rows)
    except Timeout:
        return False


def _write(folder: Path, feed: Feed, change: int) -> int:
    """Write everything published into a new folder, batch after batch, and return the number of rows."""
    folder.mkdir()
    dense, lexical = DenseWriter(folder / "dense", feed.sample(SAMPLE)), LexicalWriter(folder / "lexical")
    rows, dimensions = RowsWriter(), 0
    entries = feed.entries()
    with (folder / VECTORS).open("wb") as file:
        while some := list(islice(entries, BATCH)):
            vectors = np.stack([entry.vector for entry in some])
            dimensions = vectors.shape[1]
            write_exact(file, vectors)
            dense.add(vectors)
            lexical.add(some)
            rows.add(some)
    reached("index.rows_written")
    dense.close()
    reached("index.dense_written")
    lexical.close()
    reached("index.lexical_written")
    rows.write(folder)
    flush_tree(folder)
    files = files_of(folder)
    write_manifest(folder, Manifest(FORMAT, feed.fingerprint, engine_versions(), change, len(rows), dimensions, files))
    reached("index.flushed")
    return len(rows)


def _check(folder: Path, feed: Feed) -> None:
    """Find every passage in a new generation before anything is answered from it, and note what Chroma does not reach."""
    generation = Generation(folder)
    unreached = unreached_rows(generation.dense, generation.vectors)
    if len(unreached) > max(MOST_UNREACHED, generation.manifest.rows // 100):
        raise IndexDamaged(f"{len(unreached)} rows of a new index generation are not found by their own vectors.")
    lost = lost_passages(generation, feed)
    if lost:
        raise IndexDamaged(f"{len(lost)} passages of a new index generation are not found by their own words.")
    manifest = replace(generation.manifest, unreached=tuple(unreached))
    write_manifest(folder, manifest)
    note_examined(folder, manifest)
    flush_tree(folder)
    flush(folder.parent)
    reached("index.checked")


def lost_passages(generation: Generation, feed: Feed) -> list[str]:
    """Return the passages that should be in a generation and are not found there as the database has them."""
    entries = feed.entries(up_to=generation.manifest.change)
    return unfound_passages(generation.lexical, generation.vectors, generation.rows.passages(), entries)


def pointed_at(folder: Path) -> str:
    """Return the name of the current generation, or an empty string when there is none."""
    try:
        with (folder / "current").open("rb") as pointer:
            return pointer.read(_LONGEST_NAME).decode("ascii", "replace").strip() or "?"
    except FileNotFoundError:
        return ""


def _point_at(folder: Path, name: str) -> None:
    aside = folder / ".current"
    with aside.open("w") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    reached("index.pointer_aside")
    os.replace(aside, folder / "current")
    flush(folder)
    reached("index.pointer_replaced")


def half_made(folder: Path) -> list[Path]:
    """Return the generations that were never finished; one that is being built is among them."""
    found = [
        path for path in folder.glob("gen-*") if not (path / EXAMINED).is_file() and path.name != pointed_at(folder)
    ]
    return sorted(found)


def remove_half_made(folder: Path) -> None:
    """Remove what killed builders left. Only while holding `build.lock`."""
    for path in half_made(folder):
        shutil.rmtree(path, ignore_errors=True)


def remove_generations(folder: Path) -> None:
    """Remove every generation; the database answers until there is one again."""
    if folder.is_dir():
        with FileLock(folder / "build.lock"):
            (folder / "current").unlink(missing_ok=True)
            _remove_others(folder, keep=set())


def _remove_others(folder: Path, keep: set[str]) -> None:
    """Remove older generations, and what killed builders left."""
    for other in folder.iterdir():
        if other.is_dir() and other.name not in keep:
            shutil.rmtree(other, ignore_errors=True)
