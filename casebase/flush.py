"""Bring files and folders to the disk, so that a power cut takes back nothing that was said to be done."""

from __future__ import annotations

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Flush a file's bytes, or a folder's entries: without the latter a rename may not survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder for this, and does not need it
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_tree(folder: Path) -> None:
    """Flush everything in a folder, then the folder itself."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            flush(path)
    flush(folder)
