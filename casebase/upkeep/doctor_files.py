"""Doctor's checks of files: originals, and what interrupted work left."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine

from casebase.hashes import sha256_of
from casebase.index.generation import half_made, remove_half_made
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.integrity import files_by_original
from casebase.upkeep.findings import Finding, State


def check_originals(engine: Engine, originals: Originals, repair: bool) -> Finding:
    """Every original is there, with the bytes that were handed in. A damaged one is put aside, so that it can come again."""
    wanted = files_by_original(engine)
    missing, damaged = [], []
    for sha256 in wanted:
        path = originals.path(sha256)
        if not path.is_file():
            missing.append(sha256)
        elif sha256_of(path) != sha256:
            damaged.append(sha256)
            if repair:
                originals.put_aside(sha256)
    if missing or damaged:
        items = [_to_hand_in(wanted[one], "missing", originals.path(one)) for one in missing]
        items += [_to_hand_in(wanted[one], "damaged", originals.path(one)) for one in damaged]
        if damaged and not repair:
            advice = (
                "Originals are not what was handed in. Run this with --repair first, then hand these files in again."
            )
        else:
            advice = "Originals are missing; text and answers are not touched. Hand these files in again:"
        return Finding("originals", State.HUMAN, advice, items)
    unclaimed = originals.stored() - set(wanted)
    if unclaimed:
        said = f"All {len(wanted):,} originals are right. {len(unclaimed)} more belong to no document: an interrupted upload."
        return Finding("originals", State.NOTE, f"{said} Handing the file in again uses them.", sorted(unclaimed))
    return Finding("originals", State.OK, f"All {len(wanted):,} originals have the bytes that were handed in.")


def check_strays(settings: Settings, originals: Originals, repair: bool) -> Finding:
    """Files and folders that killed processes left half made. Those in the making just now are not touched."""
    strays = [*originals.strays(), *half_made(settings.index_folder)]
    if not strays:
        return Finding("strays", State.OK, "Nothing half made lies about.")
    items = [str(path.relative_to(settings.home)) for path in strays]
    if not repair:
        return Finding("strays", State.REPAIRABLE, "Interrupted work left files.", items)
    with originals.removing():
        for path in originals.strays():
            path.unlink(missing_ok=True)
    try:
        with FileLock(settings.index_folder / "build.lock", timeout=0):
            remove_half_made(settings.index_folder)
    except Timeout:
        return Finding("strays", State.NOTE, "An index is being built just now; its files were left alone.", items)
    return Finding("strays", State.REPAIRED, "Files that interrupted work left were removed.", items)


def _to_hand_in(names: list[str], how: str, path: Path) -> str:
    return f"{' or '.join(name for name in names if name) or 'a file without a name'}: {how} ({path.parent.name}/{path.name})"
