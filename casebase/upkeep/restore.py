"""Restore a backup into an empty data folder: everything is checked beside it first, then renamed into its place."""

from __future__ import annotations

import json
import re
import shutil
import tarfile
import uuid
from pathlib import Path

from casebase.errors import UpkeepRefused
from casebase.faults import reached
from casebase.flush import flush, flush_tree
from casebase.hashes import copied
from casebase.index.generation import build_generation
from casebase.settings import DATABASE, Settings
from casebase.store.database import open_database
from casebase.store.failures import named_failures
from casebase.store.feed import Feed
from casebase.store.integrity import vector_models
from casebase.store.snapshot import check_database, contents, originals_in
from casebase.upkeep.backup import FORMAT, MANIFEST, ORIGINALS, BackupManifest

LARGEST_MANIFEST = 1 << 30
_NAMES = re.compile(rf"{re.escape(DATABASE)}|{ORIGINALS}/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")


@named_failures()
def restore(settings: Settings, backup: Path) -> BackupManifest:
    """Put a backup (folder or tar file) into `settings.home`, build its index and return what it holds.

    Nothing is embedded. Raises UpkeepRefused when the data folder is not empty or the backup is not whole; nothing has
    changed then.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()):
        raise UpkeepRefused(
            f"The data folder {home} is not empty, and nothing in it is written over. Stop the product and move the folder "
            f"away, or set CASEBASE_HOME to a new one."
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    aside = home.with_name(f".{home.name}.{uuid.uuid4().hex[:8]}.restoring")
    unpacked = aside.with_name(f"{aside.name}.unpacked")
    try:
        source = _unpacked(backup, unpacked) if backup.is_file() else backup
        manifest = read_backup(source)
        _copy(source, aside, manifest)
        flush_tree(aside)
        reached("restore.copied")
        if home.exists():
            home.rmdir()  # it is empty
        aside.rename(home)
        flush(home.parent)
        reached("restore.renamed")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(unpacked, ignore_errors=True)
    engine = open_database(settings)
    for model in list(vector_models(engine))[:1]:
        build_generation(settings.index_folder, Feed(engine, model))
    return manifest


def read_backup(folder: Path) -> BackupManifest:
    """Return what a backup says it holds. Raises UpkeepRefused when it is none, or is from a newer product."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LARGEST_MANIFEST:
            raise ValueError("the manifest is too large")
        said = BackupManifest(**json.loads(path.read_text(encoding="utf-8")))
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in said.files.items()}
        manifest = BackupManifest(int(said.format), str(said.taken_at), str(said.schema), dict(said.counts), files)
    except (OSError, ValueError, TypeError, AttributeError) as exc:
        raise UpkeepRefused(f"{folder} is not a whole backup: its manifest cannot be read ({exc}).") from exc
    if manifest.format != FORMAT:
        raise UpkeepRefused(f"{folder} was written by another version of the product. Restore it with that version.")
    if DATABASE not in files or not all(_NAMES.fullmatch(name) for name in files):
        raise UpkeepRefused(f"{folder} is not a whole backup: its manifest names what does not belong into one.")
    return manifest


def _unpacked(backup: Path, folder: Path) -> Path:
    """Unpack a tar file; only plain files with the names of a backup come out of it."""
    folder.mkdir()
    try:
        with tarfile.open(backup, "r:") as tar:
            for member in tar:
                name = member.name.removeprefix("./")
                if member.isfile() and (name == MANIFEST or _NAMES.fullmatch(name)):
                    member.name = name
                    tar.extract(member, folder, set_attrs=False, filter="data")
    except tarfile.TarError as exc:
        raise UpkeepRefused(f"{backup} is not a backup, or is cut off ({exc}).") from exc
    return folder


def _copy(source: Path, target: Path, manifest: BackupManifest) -> None:
    for name, expected in manifest.files.items():
        path = source / name
        if path.is_symlink() or not path.is_file() or path.stat().st_size != expected[0]:
            raise UpkeepRefused(f"The backup is damaged: {name} is missing or has another size.")
        if copied(path, target / name) != expected:
            raise UpkeepRefused(f"The backup is damaged: {name} has changed since it was taken.")
        if name.startswith(ORIGINALS) and Path(name).name != expected[1]:
            raise UpkeepRefused(f"The backup is damaged: {name} is not the original that it is named for.")
    check_database(target / DATABASE)
    if contents(target / DATABASE) != dict(manifest.counts):
        raise UpkeepRefused("The backup is damaged: its database does not hold what the manifest says.")
    named = {f"{ORIGINALS}/{sha256[:2]}/{sha256}" for sha256 in originals_in(target / DATABASE)}
    if named != set(manifest.files) - {DATABASE}:
        raise UpkeepRefused("The backup is damaged: its originals are not those that its database names.")
