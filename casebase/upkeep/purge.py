"""Remove a document entirely: rows, vectors, originals, indexes, and what the database file still has of them.

What is to be removed is written down first, so that a purge that was interrupted is finished by the next one, or by
`python -m casebase doctor`. Backups taken before still hold the document.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from casebase.errors import IndexDamaged, ModelError
from casebase.faults import reached
from casebase.flush import flush
from casebase.index.generation import build_generation, remove_generations
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.failures import named_failures
from casebase.store.feed import Feed
from casebase.store.integrity import vector_models
from casebase.store.removal import belongings, is_held, remove_rows, write_anew

NOTE = "purging.json"


@dataclass(frozen=True, slots=True)
class Purged:
    """What was removed. It holds no text: the note itself must not keep what it is about."""

    document: str
    originals: tuple[str, ...]


@named_failures()
def purge(settings: Settings, document: str) -> Purged:
    """Remove a document with all versions. Raises NotFound, or StorageError; then run it again or let doctor finish."""
    finish_purge(settings)
    engine = open_database(settings)
    what = Purged(document, tuple(belongings(engine, document).originals))
    note = settings.home / NOTE
    aside = note.with_suffix(".new")
    aside.write_text(json.dumps(asdict(what)), encoding="utf-8")
    flush(aside)
    aside.replace(note)
    flush(settings.home)
    reached("purge.noted")
    _carry_out(settings, what)
    return what


@named_failures()
def finish_purge(settings: Settings) -> Purged | None:
    """Finish a purge that was interrupted; return it, or None when there is none."""
    what = pending_purge(settings)
    if what is not None:
        _carry_out(settings, what)
    return what


def pending_purge(settings: Settings) -> Purged | None:
    """Return the purge that was begun and not finished."""
    try:
        said = json.loads((settings.home / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Purged(str(said["document"]), tuple(said["originals"]))


def _carry_out(settings: Settings, what: Purged) -> None:
    """Every step may be repeated."""
    engine, originals = open_database(settings), Originals(settings.originals_folder)
    with originals.removing():
        remove_rows(engine, what.document)
        reached("purge.rows_removed")
        for stray in originals.strays():  # one may be a copy that a killed process left
            stray.unlink(missing_ok=True)
        for sha256 in what.originals:
            if not is_held(engine, sha256):
                originals.remove(sha256)
        reached("purge.originals_removed")
    models = list(vector_models(engine))
    try:
        build_generation(settings.index_folder, Feed(engine, models[0] if models else ""), keep_replaced=False)
    except (IndexDamaged, ModelError):  # half way to another model, say: no index is better than one that remembers
        remove_generations(settings.index_folder)
    reached("purge.index_removed")
    shutil.rmtree(settings.readings_folder, ignore_errors=True)
    write_anew(engine)
    _forget(settings.home / NOTE)


def _forget(note: Path) -> None:
    with suppress(FileNotFoundError):
        note.unlink()
    flush(note.parent)
