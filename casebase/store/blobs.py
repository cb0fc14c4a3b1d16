"""Originals by SHA-256 in a folder: written aside, flushed, then renamed, so that a name always means a whole file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class Originals:
    """The folder of original files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Store `content` and return its SHA-256; storing it again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._path(sha256)
        if target.exists() and target.stat().st_size == len(content):
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes stored under `sha256`. Raises FileNotFoundError when they are gone."""
        return self._path(sha256).read_bytes()

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _flush_folder(folder: Path) -> None:
    """Flush a folder's entries: without it a rename may not survive a power cut."""
    if os.name == "nt":  # Windows cannot open a folder for this, and does not need it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
