"""Originals by SHA-256 in a folder: written aside, flushed, then renamed, so that a name always means a whole file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casebase.faults import reached
from casebase.flush import flush
from casebase.store.failures import named_failures
from casebase.store.shared_lock import exclusively, shared

ASIDE = ".incoming-"
"""How the name of a file begins that is not whole yet."""

DAMAGED = ".damaged-"
"""How the name of an original begins whose bytes are no longer those that were handed in."""


class Originals:
    """The folder of original files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Within it nobody removes an original: what was kept is still there when it is published."""
        with named_failures():
            self._folder.mkdir(parents=True, exist_ok=True)
        with shared(self._lock_file):
            yield

    @contextmanager
    def removing(self) -> Iterator[None]:
        """Within it nobody receives an original. Waits for those who do."""
        with named_failures():
            self._folder.mkdir(parents=True, exist_ok=True)
        with exclusively(self._lock_file):
            yield

    @named_failures()
    def keep(self, content: bytes) -> str:
        """Store `content` and return its SHA-256; storing it again changes nothing. Raises StorageError."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if target.exists() and target.stat().st_size == len(content):
            flush(target.parent)  # whoever put it there may have been stopped before this
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        with shared(self._lock_file):
            handle, aside = tempfile.mkstemp(dir=target.parent, prefix=ASIDE)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    reached("original.written")
                    file.flush()
                    os.fsync(file.fileno())
                reached("original.flushed")
                os.replace(aside, target)
            except BaseException:
                Path(aside).unlink(missing_ok=True)
                raise
        reached("original.renamed")
        flush(target.parent)
        flush(self._folder)
        return sha256

    def remove(self, sha256: str) -> None:
        """Remove an original and damaged copies of it. Only within `removing`, and when no document has it."""
        for path in (self.path(sha256), *self.damaged(sha256)):
            path.unlink(missing_ok=True)
        if self.path(sha256).parent.is_dir():
            flush(self.path(sha256).parent)

    def put_aside(self, sha256: str) -> Path:
        """Rename an original that is damaged, so that handing the file in again stores it anew."""
        target = self.path(sha256).with_name(f"{DAMAGED}{sha256}")
        os.replace(self.path(sha256), target)
        flush(target.parent)
        return target

    def damaged(self, sha256: str = "*") -> list[Path]:
        """Return the damaged originals that were put aside."""
        return sorted(self._folder.glob(f"??/{DAMAGED}{sha256}"))

    def read(self, sha256: str) -> bytes:
        """Return the bytes stored under `sha256`. Raises FileNotFoundError when they are gone."""
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        """Return where the original with this SHA-256 lies, or would lie."""
        return self._folder / sha256[:2] / sha256

    def stored(self) -> set[str]:
        """Return the SHA-256 that every file here is named by."""
        return {path.name for path in self._folder.glob("??/*") if not path.name.startswith(".")}

    def strays(self) -> list[Path]:
        """Return files that were begun and never finished; those that are being written just now are among them."""
        return sorted(self._folder.glob(f"??/{ASIDE}*"))

    @property
    def _lock_file(self) -> Path:
        return self._folder / ".lock"
