"""What is written down about a generation: what it was built from, and every file as the builder left it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from casebase.errors import IndexDamaged
from casebase.flush import flush
from casebase.hashes import sha256_of

FORMAT = 5
"""Raised when the layout or the searched form changes; generations of other formats are built again."""

MANIFEST = "manifest.json"
EXAMINED = "examined.json"

WRITTEN_WHEN_OPENED = "chroma.sqlite3"
MOST_GROWTH = 16_000_000
"""Bytes that Chroma's database may grow by being opened: about ten each time."""

_OPENINGS = "acquire_write"
"""Table to which Chroma 1.5 adds a row each time."""

LARGEST_NOTE = 16_000_000
"""Bytes of a manifest that are read: a damaged one may say it has a terabyte."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from: the model, the engines, and every publication up to `change`.

    `files` gives size and SHA-256 by path; `unreached` the rows that Chroma does not find by their own vectors and that
    are scored apart.
    """

    format: int
    fingerprint: str
    engines: str
    change: int
    rows: int
    dimensions: int
    files: Mapping[str, tuple[int, str]]
    unreached: Sequence[int] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


@cache
def engine_versions() -> str:
    """Name the engines that write and read the files: others may not read them alike."""
    return f"chromadb {version('chromadb')}, tantivy {version('tantivy')}"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation; of another format only its format counts. Raises IndexDamaged."""
    try:
        said = read_note(folder / MANIFEST)
        if said["format"] != FORMAT:
            return Manifest(int(said["format"]), "", "", 0, 0, 0, {})
        manifest = Manifest(**said)
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in manifest.files.items()}
        return Manifest(
            manifest.format,
            str(manifest.fingerprint),
            str(manifest.engines),
            int(manifest.change),
            int(manifest.rows),
            int(manifest.dimensions),
            files,
            tuple(int(row) for row in manifest.unreached if 0 <= int(row) < manifest.rows),
        )
    except Exception as exc:  # whatever a damaged file leads to
        raise IndexDamaged(f"The manifest of index generation {folder.name} cannot be read ({exc}).") from exc


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a generation and flush it."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    flush(folder / MANIFEST)


def read_note(path: Path) -> Any:
    """Return the JSON in a file. Raises OSError or ValueError."""
    if path.stat().st_size > LARGEST_NOTE:
        raise ValueError(f"{path.name} is larger than it can be")
    return json.loads(path.read_text(encoding="utf-8"))


def files_of(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and digest (see `digest_of`) of every file of a generation but its manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, digest_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {MANIFEST, EXAMINED}
    }


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; of Chroma's database, of what its tables hold.

    Chroma adds a row to a table of its own whenever it opens its database, so that the file is never twice the same. Raises
    OSError or sqlite3.Error.
    """
    return _tables_digest(path) if path.name == WRITTEN_WHEN_OPENED else sha256_of(path)


def _tables_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for name, sql in database.execute(query).fetchall():
            digest.update(f"{name}\0{sql}\0".encode())
            if name == _OPENINGS or sql.startswith("CREATE VIRTUAL"):  # what a virtual table holds lies in others
                continue
            for row in database.execute(f'SELECT * FROM "{name}"'):
                for value in row:
                    digest.update(value if isinstance(value, bytes) else repr(value).encode())
                    digest.update(b"\0")
    return digest.hexdigest()
