"""Back up the truth while work goes on: the database at one moment, and every original that it names.

A backup is a folder, or a tar file of the same: `manifest.json` (size and SHA-256 of every file), `casebase.sqlite3`,
`originals/ab/abcd…`. It gets its name only when it is whole. Indexes and the model are not in it: they are made again.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from casebase.errors import UpkeepRefused
from casebase.faults import reached
from casebase.flush import flush, flush_tree
from casebase.hashes import copied, sha256_of
from casebase.settings import DATABASE, Settings
from casebase.store.blobs import Originals
from casebase.store.database import connect, schema_revisions
from casebase.store.failures import named_failures
from casebase.store.snapshot import contents, copy_database, originals_in

FORMAT = 1
MANIFEST = "manifest.json"
ORIGINALS = "originals"
TAR = ".tar"


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds: `counts` by table, `files` as (bytes, SHA-256) by path."""

    format: int
    taken_at: str
    schema: str
    counts: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


@named_failures()
def back_up(settings: Settings, target: Path) -> BackupManifest:
    """Write a backup to `target`, a new folder or a new file ending in `.tar`, and return what it holds.

    Raises UpkeepRefused when something is there already, nothing is there to back up, or an original is damaged;
    StorageError when it cannot be written. Nothing is left at `target` then.
    """
    if not (settings.home / DATABASE).is_file():
        raise UpkeepRefused(f"There is no casebase in {settings.home}. Set CASEBASE_HOME to its data folder.")
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise UpkeepRefused(f"{target} is there already. Name a new folder or file: backups are never written over.")
    if target.resolve().is_relative_to(settings.home.resolve()):
        raise UpkeepRefused("A backup inside the data folder would be lost with it. Name another place.")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.partial")
    packed = target.with_name(f"{aside.name}{TAR}")
    try:
        manifest = _written(settings, aside)
        if target.suffix == TAR:
            with tarfile.open(packed, "w") as tar:
                tar.add(aside, arcname=".")
            flush(packed)
        reached("backup.before_rename")
        if target.suffix == TAR:
            os.replace(packed, target)
        else:
            if target.exists():
                target.rmdir()  # it is empty
            aside.rename(target)
        flush(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        packed.unlink(missing_ok=True)
    return manifest


def _written(settings: Settings, folder: Path) -> BackupManifest:
    engine, originals = connect(settings), Originals(settings.originals_folder)
    folder.mkdir()
    # Nobody removes an original meanwhile. New ones may come; the copy of the database does not name them.
    with originals.receiving():
        copy_database(engine, folder / DATABASE)
        reached("backup.database_copied")
        files = {DATABASE: ((folder / DATABASE).stat().st_size, sha256_of(folder / DATABASE))}
        for sha256 in originals_in(folder / DATABASE):
            path = f"{ORIGINALS}/{sha256[:2]}/{sha256}"
            try:
                size, found = copied(originals.path(sha256), folder / path)
            except FileNotFoundError as exc:
                raise UpkeepRefused(_damaged(sha256, "missing")) from exc
            if found != sha256:
                raise UpkeepRefused(_damaged(sha256, "damaged"))
            files[path] = (size, sha256)
            reached("backup.original_copied")
    taken_at = datetime.now(UTC).isoformat(timespec="seconds")  # to be read by people; nothing depends on it
    revision, _ = schema_revisions(engine)
    manifest = BackupManifest(FORMAT, taken_at, revision, contents(folder / DATABASE), files)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    flush_tree(folder)
    return manifest


def _damaged(sha256: str, how: str) -> str:
    return f"The original {sha256} is {how}. Run `python -m casebase doctor`: it names the file to hand in again."
