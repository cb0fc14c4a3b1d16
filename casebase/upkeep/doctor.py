"""Check everything that is kept, mend what can be mended without losing anything, and say what a person must do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from sqlalchemy import Engine

from casebase.bundled_model import NEEDED_MB, bundled_fingerprint, bundled_folder, is_whole
from casebase.embedding import FAKE_MODEL, HashingEmbedder, open_embedder
from casebase.errors import CasebaseError, ModelError
from casebase.index.forgetting import Forgetting
from casebase.settings import BUNDLED_MODEL, DATABASE, Settings
from casebase.store.blobs import Originals
from casebase.store.database import connect, open_database, schema_revisions
from casebase.store.failures import storage_error
from casebase.store.feed import Feed
from casebase.store.integrity import (
    database_faults,
    documents_without_version,
    misplaced_passages,
    unusable_vectors,
    vector_models,
)
from casebase.upkeep.doctor_files import check_originals, check_strays
from casebase.upkeep.doctor_index import check_index
from casebase.upkeep.findings import Finding, State
from casebase.upkeep.purge import finish_purge, pending_purge

ROOM_MB = 200
"""Free space that work needs besides what an index and a purge need for a while."""


def examine(settings: Settings, repair: bool) -> Iterator[Finding]:
    """Yield the outcome of every check; with `repair`, mend on the way. A check that fails is a finding, not an error."""
    if not (settings.home / DATABASE).is_file():
        yield Finding("database", State.NOTE, f"There is no casebase in {settings.home} yet.")
        return
    yield _guarded("room", lambda: check_room(settings))
    engine = connect(settings)
    database = _guarded("database", lambda: check_database(engine))
    yield database
    if database.is_fault:
        return  # nothing that a broken database says can be trusted
    schema = _guarded("schema", lambda: check_schema(settings, engine, repair))
    yield schema
    if schema.is_fault:
        return
    originals = Originals(settings.originals_folder)
    yield _guarded("purge", lambda: check_purge(settings, repair))
    yield _guarded("masking", lambda: check_masking(settings, engine, repair))
    yield _guarded("originals", lambda: check_originals(engine, originals, repair))
    yield _guarded("text", lambda: check_text(engine))
    yield _guarded("model", lambda: check_model(settings, repair))
    yield _guarded("vectors", lambda: check_vectors(settings, engine))
    yield _guarded("index", lambda: check_index(settings, engine, repair))
    yield _guarded("strays", lambda: check_strays(settings, originals, repair))


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except CasebaseError as exc:
        return Finding(name, State.HUMAN, str(exc))
    except Exception as exc:  # a damaged file makes libraries raise anything; the other checks go on
        named = storage_error(exc)
        return Finding(name, State.HUMAN, str(named) if named else f"The check failed: {type(exc).__name__}: {exc}")


def check_room(settings: Settings) -> Finding:
    """Free space: a new index is written beside the old one, and a purge writes the database anew."""
    kept = sum(path.stat().st_size for path in settings.home.rglob("*") if path.is_file() and path.stat().st_blocks)
    originals = settings.originals_folder
    kept -= sum(path.stat().st_size for path in originals.rglob("*") if path.is_file()) if originals.is_dir() else 0
    needed, free = ROOM_MB + kept // 1_000_000, shutil.disk_usage(settings.home).free // 1_000_000
    message = f"{free:,} MB free; building an index and purging may need {needed:,} MB."
    return Finding(
        "room", State.OK if free >= needed else State.HUMAN, message if free >= needed else f"{message} Make room."
    )


def check_database(engine: Engine) -> Finding:
    """SQLite's own check of the file, references between rows, documents without a current version."""
    faults = [*database_faults(engine), *(f"{name}: no current version" for name in documents_without_version(engine))]
    if faults:
        advice = "The database is damaged. Stop the product, move the data folder away, and restore the last backup."
        return Finding("database", State.HUMAN, advice, faults)
    return Finding("database", State.OK, "The database is whole.")


def check_schema(settings: Settings, engine: Engine, repair: bool) -> Finding:
    """Migrations are at the newest revision."""
    found, newest = schema_revisions(engine)
    if found == newest:
        return Finding("schema", State.OK, f"The schema is the newest ({newest}).")
    if not repair:
        return Finding("schema", State.REPAIRABLE, f"The schema is {found or 'missing'}, the newest is {newest}.")
    try:
        open_database(settings)
    except Exception as exc:  # Alembic raises its own kinds for a revision that it does not know
        advice = (
            f"The schema {found} cannot be brought to {newest} ({exc}). It may be of a newer product: install that one."
        )
        return Finding("schema", State.HUMAN, advice)
    return Finding("schema", State.REPAIRED, f"The schema was brought from {found or 'nothing'} to {newest}.")


def check_purge(settings: Settings, repair: bool) -> Finding:
    """A purge that was interrupted."""
    pending = pending_purge(settings)
    if pending is None:
        return Finding("purge", State.OK, "No purge is unfinished.")
    if repair:
        finish_purge(settings)
        return Finding("purge", State.REPAIRED, f"The purge of document {pending.document} was finished.")
    return Finding("purge", State.REPAIRABLE, f"The purge of document {pending.document} was interrupted.")


def check_masking(settings: Settings, engine: Engine, repair: bool) -> Finding:
    """Words that were masked and may still stand in index files, because what removes them was interrupted."""
    models = list(vector_models(engine))
    forgetting = Forgetting(settings.index_folder, Feed(engine, models[0] if models else ""), engine)
    if not forgetting.pending():
        return Finding("masking", State.OK, "No masked words are left in files.")
    if repair:
        forgetting.finish()
        return Finding(
            "masking", State.REPAIRED, "Index and database were written anew without words that were masked."
        )
    return Finding("masking", State.REPAIRABLE, "Words that were masked may still stand in index files.")


def check_text(engine: Engine) -> Finding:
    """Every passage is the slice of its page that it says it is, and none is missing."""
    wrong = misplaced_passages(engine)
    if not wrong:
        return Finding("text", State.OK, "Every passage is the slice of its page.")
    advice = (
        "Passages differ from their pages. Purge these documents and hand their files in again, or restore a backup."
    )
    return Finding("text", State.HUMAN, advice, wrong)


def check_vectors(settings: Settings, engine: Engine) -> Finding:
    """Every passage has vectors, of one model, the one that is set, and of its length."""
    models, unusable = vector_models(engine), unusable_vectors(engine)
    again = "Run `python -m casebase reembed`"
    if unusable:
        advice = (
            "Vectors are damaged. Purge the documents concerned and hand their files in again, or restore a backup."
        )
        return Finding("vectors", State.HUMAN, advice, unusable)
    if len(models) > 1:
        counts = [f"{model}: {count:,} passages" for model, count in models.items()]
        return Finding("vectors", State.HUMAN, f"Vectors are of several models. {again}.", counts)
    wanted = _set_model(settings)
    if models and wanted not in models:
        return Finding(
            "vectors",
            State.HUMAN,
            f"Vectors are of the model {next(iter(models))}, while {wanted} is set. {again}, or set CASEBASE_MODEL back.",
        )
    return Finding("vectors", State.OK, f"Vectors of {sum(models.values()):,} passages are of the model that is set.")


def check_model(settings: Settings, repair: bool) -> Finding:
    """The folder of the embedding model."""
    if settings.model == FAKE_MODEL:
        return Finding("model", State.OK, "The model that is set needs no folder.")
    if settings.model != BUNDLED_MODEL:
        _set_model(settings)
        return Finding("model", State.OK, f"The model {settings.model} can be opened.")
    folder = bundled_folder(settings.models, settings.adapter)
    if is_whole(folder):
        return Finding("model", State.OK, "The embedding model is whole.")
    if not folder.exists():
        return Finding("model", State.NOTE, f"The embedding model is made at the next start; it takes {NEEDED_MB} MB.")
    if not repair:
        return Finding("model", State.REPAIRABLE, f"The embedding model in {folder} is not whole.")
    open_embedder(settings)
    return Finding("model", State.REPAIRED, "The embedding model was not whole and was made again.")


def _set_model(settings: Settings) -> str:
    """Return the fingerprint of the model that is set; the bundled one need not be opened for it."""
    if settings.model == FAKE_MODEL:
        return HashingEmbedder.fingerprint
    if settings.model == BUNDLED_MODEL:
        return bundled_fingerprint(settings.adapter)
    try:
        return open_embedder(settings).fingerprint
    except ModelError:
        raise
    except Exception as exc:
        raise ModelError(f"The embedding model {settings.model} cannot be opened ({exc}). Check its folder.") from exc
