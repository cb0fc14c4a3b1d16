"""Doctor's check of the index: every byte as it was built, and every passage found in it as the database has it."""

from __future__ import annotations

from sqlalchemy import Engine

from casebase.errors import IndexDamaged
from casebase.index.check import unreached_rows
from casebase.index.generation import Generation, build_generation, current_generation, lost_passages, pointed_at
from casebase.index.manifest import read_manifest
from casebase.index.trust import check_bytes, examine_apart, is_as_examined
from casebase.settings import Settings
from casebase.store.feed import Feed
from casebase.store.integrity import vector_models
from casebase.upkeep.findings import Finding, State


def check_index(settings: Settings, engine: Engine, repair: bool) -> Finding:
    """Check the current generation; with `repair`, build it again when it cannot be trusted. Nothing is embedded."""
    models = vector_models(engine)
    if not models:
        return Finding("index", State.OK, "There is nothing to index yet.")
    if len(models) > 1:
        return Finding("index", State.HUMAN, "There is no index for vectors of several models: see `vectors`.")
    folder, feed = settings.index_folder, Feed(engine, next(iter(models)))
    try:
        generation = _examined(settings, feed)
    except IndexDamaged as exc:
        if not repair:
            return Finding("index", State.REPAIRABLE, f"{exc} The database answers meanwhile.")
        build_generation(folder, feed)
        return Finding("index", State.REPAIRED, f"{exc} It was built again, without embedding.")
    if generation is None:
        waiting = sum(models.values())
        return Finding(
            "index", State.NOTE, f"There is no index yet; {waiting:,} passages are searched in the database."
        )
    waiting = sum(1 for _ in feed.entries(after=generation.manifest.change))
    later = f" {waiting:,} newer ones are searched in the database." if waiting else ""
    return Finding(
        "index", State.OK, f"All {generation.manifest.rows:,} passages are found by their own vectors and words.{later}"
    )


def _examined(settings: Settings, feed: Feed) -> Generation | None:
    """Return the current generation, or None when there is none. Raises IndexDamaged."""
    folder = settings.index_folder
    name = pointed_at(folder)
    if name and (folder / name).is_dir():
        if is_as_examined(folder / name, read_manifest(folder / name)):
            check_bytes(folder / name)  # nobody has written to it, yet the disk may have changed it
        else:
            examine_apart(folder / name)
    generation = current_generation(folder, feed.fingerprint)
    if generation is None:
        return None
    if lost := lost_passages(generation, feed):
        raise IndexDamaged(f"{len(lost)} passages are not found by their own words.")
    if unreached := set(unreached_rows(generation.dense, generation.vectors)) - set(generation.manifest.unreached):
        raise IndexDamaged(f"{len(unreached)} passages are not found by their own vectors.")
    return generation
