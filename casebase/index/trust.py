"""Decide whether the files of a generation may be opened in this process. A damaged one can end it, or eat all memory.

The builder opened and checked the very bytes whose SHA-256 the manifest holds. So files are trusted as long as they have
the size and time they had then; otherwise a child process, with limits on time and memory, compares every byte and opens
them first. Sizes come before anything is read: a file may say that it has a terabyte.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from casebase.errors import IndexDamaged
from casebase.faults import VARIABLE
from casebase.index.manifest import (
    EXAMINED,
    MANIFEST,
    MOST_GROWTH,
    WRITTEN_WHEN_OPENED,
    Manifest,
    digest_of,
    read_manifest,
    read_note,
)

SECONDS = 60
BYTES_A_SECOND = 20_000_000
"""The child may take a minute, and as long as a slow disk needs to read the files twice."""

_ROOT = Path(__file__).resolve().parents[2]


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Raise IndexDamaged unless every file has the size that the manifest gives."""
    for name, (size, _) in manifest.files.items():
        try:
            found = (folder / name).stat().st_size
        except OSError as exc:
            raise IndexDamaged(f"The file {name} of index generation {folder.name} is missing.") from exc
        grown = MOST_GROWTH if Path(name).name == WRITTEN_WHEN_OPENED else 0
        if not size <= found <= size + grown:
            raise IndexDamaged(f"The file {name} of index generation {folder.name} has {found} bytes, not {size}.")


def check_bytes(folder: Path) -> Manifest:
    """Return the manifest of a generation whose files hold what it says. Raises IndexDamaged. Only in a child process for
    files that nobody has examined."""
    manifest = read_manifest(folder)
    check_sizes(folder, manifest)
    for name, (_, sha256) in manifest.files.items():
        try:
            found = digest_of(folder / name)
        except (OSError, sqlite3.Error, ValueError) as exc:
            raise IndexDamaged(f"The file {name} of index generation {folder.name} cannot be read ({exc}).") from exc
        if found != sha256:
            raise IndexDamaged(f"The file {name} of index generation {folder.name} has changed.")
    return manifest


def is_as_examined(folder: Path, manifest: Manifest) -> bool:
    """Tell whether the files were found to be right before and have not been written since. Raises IndexDamaged."""
    check_sizes(folder, manifest)
    try:
        return bool(read_note(folder / EXAMINED) == _stamps(folder, manifest))
    except (OSError, ValueError):
        return False


def note_examined(folder: Path, manifest: Manifest) -> None:
    """Write down that the files were found to be right as they are. Where that cannot be written they are examined again."""
    try:
        (folder / EXAMINED).write_text(json.dumps(_stamps(folder, manifest)), encoding="utf-8")
    except OSError:
        return


def examine_apart(folder: Path) -> None:
    """Compare every byte and open the generation in a child process. Raises IndexDamaged."""
    size = read_manifest(folder).size
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    # Each thread of a library reserves memory, which counts against the limit.
    few = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
    code = "import sys; sys.path.insert(0, sys.argv[1]); from casebase.index.examiner import main; main(sys.argv[2])"
    try:
        done = subprocess.run(
            [sys.executable, "-B", "-X", "utf8", "-c", code, str(_ROOT), str(folder.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS + 2 * size / BYTES_A_SECOND,
            check=False,
            env=environment | few,
        )
    except subprocess.TimeoutExpired as exc:
        raise IndexDamaged(f"The index generation {folder.name} could not be opened in time.") from exc
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        cause = said[-1] if said and done.returncode > 0 else f"the child ended with {done.returncode}"
        raise IndexDamaged(f"The index generation {folder.name} cannot be trusted: {cause}")


def _stamps(folder: Path, manifest: Manifest) -> dict[str, list[int]]:
    """Return size, time of the last write and file number of every file: what changes when anybody writes to it."""
    stats = {name: (folder / name).stat() for name in (*manifest.files, MANIFEST)}
    return {name: [stat.st_size, stat.st_mtime_ns, stat.st_ino] for name, stat in stats.items()}
