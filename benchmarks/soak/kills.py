"""Kill the process at random moments and at every named point; make the disk fail at every named point."""

from __future__ import annotations

import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.soak.world import (
    DETAILS,
    Audit,
    Ended,
    audited,
    in_child,
    killed_after,
    opened,
    settings_of,
    take_in,
    texts,
)
from casebase.access import LOCAL_READER
from casebase.embedding import HashingEmbedder
from casebase.faults import POINTS
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.reembed import reembed
from casebase.upkeep.backup import back_up
from casebase.upkeep.purge import finish_purge, pending_purge, purge
from casebase.upkeep.restore import restore

ERRORS = ("enospc", "eio", "erofs")
NAMED = {"DISK_FULL", "STORAGE_FAILED", "STORAGE_READ_ONLY"}
TRIALS_A_HOME = 10


class SlowerModel(HashingEmbedder):
    """The same vectors under another name, so that everything has to be embedded again."""

    fingerprint = "hashing-2-256"


@dataclass(frozen=True, slots=True)
class Place:
    """Where trials happen: the data folder, the list of files that were said to be in, and a folder for backups."""

    home: Path
    acknowledged: Path
    beside: Path


def new_place() -> Place:
    """Return a place with nothing in it yet."""
    folder = Path(tempfile.mkdtemp(prefix="casebase-soak-"))
    return Place(folder / "home", folder / "acknowledged", folder / "beside")


def kill_at_random(seed: int, count: int) -> dict[str, Any]:
    """Kill an ingestion with index build at `count` random moments; after each, start anew and ask for everything.

    Then the same files are handed in again, and everything is asked for once more.
    """
    drawn, total, during = random.Random(seed), Audit(), 0
    place = new_place()
    long = _seconds_of(partial(take_in, place.home, texts(seed, 8), place.acknowledged))
    for trial in range(count):
        if trial % TRIALS_A_HOME == 0:
            shutil.rmtree(place.home.parent)
            place = new_place()
            place.home.parent.mkdir(exist_ok=True)
        files = texts(seed + 1 + trial, 8)
        ended = killed_after(partial(take_in, place.home, files, place.acknowledged), drawn.uniform(0, 1.1 * long))
        during += ended.signal == signal.SIGKILL
        total += audited(place.home, place.acknowledged)
        again = in_child(partial(take_in, place.home, files, place.acknowledged))
        if again.result != []:
            total.lost.append(f"handing in again ended with {again}")
    total += audited(place.home, place.acknowledged)
    shutil.rmtree(place.home.parent)
    return {"kills": count, "while_working": during, **_counts(total)}


def kill_at_points(seed: int, points: Sequence[str] = tuple(POINTS)) -> dict[str, Any]:
    """Kill the work that reaches each point, there; start anew, ask for everything, do the work again, ask again."""
    total, reached = Audit(), []
    for number, point in enumerate(points):
        place = _filled(seed + number)
        ended = in_child(_work_for(point, place, seed + number), f"{point}=kill")
        if ended.signal == signal.SIGKILL:
            reached.append(point)
        total += _after(point, place, seed + number)
    return {"points": len(points), "not_reached": sorted(set(points) - set(reached)), **_counts(total)}


def fail_at_points(seed: int, points: Sequence[str] = tuple(POINTS), errors: Sequence[str] = ERRORS) -> dict[str, Any]:
    """Make the disk fail at each point in each way: the error must have a name, and nothing may be half done."""
    total, unnamed = Audit(), []
    for number, point in enumerate(points):
        for error in errors:
            place = _filled(seed + number)
            ended = in_child(_work_for(point, place, seed + number), f"{point}={error}")
            healed = point == "original.renamed" and ended.result == []  # trying each file again finds it in its place
            if not healed and not _is_named(ended):
                unnamed.append(f"{point}={error}: {ended}")
            total += _after(point, place, seed + number)
    return {"failures": len(points) * len(errors), "unnamed": unnamed, **_counts(total)}


def _filled(seed: int) -> Place:
    place = new_place()
    place.home.parent.mkdir(exist_ok=True)
    done = in_child(partial(take_in, place.home, texts(seed, 4), place.acknowledged))
    assert done.result == [], done
    return place


def _work_for(point: str, place: Place, seed: int) -> Callable[[], Any]:
    """Return the work during which a point is reached."""
    kind = point.partition(".")[0]
    if kind == "details":
        return partial(_change_details, place.home)
    if kind == "reembed":
        return partial(_reembed, place.home)
    if kind == "backup":
        return partial(_back_up, place)
    if kind == "restore":
        return partial(_restore, place)
    if kind == "mask":
        return partial(_forget, place.home)
    if kind == "purge":
        return partial(_purge_first, place)
    return partial(take_in, place.home, texts(seed + 500_000, 4), place.acknowledged)


def _after(point: str, place: Place, seed: int) -> Audit:
    """Audit what is left, finish or repeat the work as a person would, and audit again."""
    kind = point.partition(".")[0]
    found = Audit()
    if (
        kind == "reembed"
    ):  # half way vectors are of two models on purpose: the product asks for `reembed` to be run again
        _expect(in_child(partial(_reembed, place.home)), found)
        _expect(in_child(partial(_reembed, place.home, HashingEmbedder)), found)
    elif kind == "backup":
        found += audited(place.home, place.acknowledged)
        _expect(in_child(partial(_back_up, place)), found)
    elif kind == "restore":
        restored = place.beside / "restored"
        if not restored.exists():
            _expect(in_child(partial(_restore, place)), found)
        found += audited(restored, place.acknowledged)
    elif kind == "purge":
        _expect(in_child(partial(_finish_purge, place)), found)
    else:
        found += audited(place.home, place.acknowledged)
        _expect(in_child(_work_for(point, place, seed)), found)
    found += audited(place.home, place.acknowledged)
    shutil.rmtree(place.home.parent)
    return found


def _expect(ended: Ended, found: Audit) -> None:
    if ended.error or ended.signal or ended.result:
        found.half_published.append(f"repeating the work ended with {ended}")


def _is_named(ended: Ended) -> bool:
    return ended.code in NAMED or (isinstance(ended.result, list) and bool(ended.result) and set(ended.result) <= NAMED)


def _forget(home: Path) -> list[str]:
    casebase = opened(home)
    casebase.index.forgetting.begin()
    casebase.index.build()
    return []


def _change_details(home: Path) -> None:
    casebase = opened(home)
    first = casebase.documents(LOCAL_READER)[0]
    renamed = DETAILS.__class__(
        "tokyo", "東京都", DETAILS.kind, DETAILS.visibility, title=first.details.title + "（改）"
    )
    casebase.library.update_details(first.id, renamed)


def _reembed(home: Path, model: type[HashingEmbedder] = SlowerModel) -> None:
    settings = settings_of(home)
    engine = open_database(settings)
    reembed(engine, Library(engine, Originals(settings.originals_folder)), model(), lambda *_: None)


def _back_up(place: Place) -> None:
    target = place.beside / "backup"
    if not target.exists():
        back_up(settings_of(place.home), target)


def _restore(place: Place) -> None:
    _back_up(place)
    restore(settings_of(place.beside / "restored"), place.beside / "backup")


def _purge_first(place: Place) -> None:
    document = opened(place.home).documents(LOCAL_READER)[0]
    names = place.acknowledged.read_text(encoding="utf-8").split("\n")
    place.acknowledged.write_text("\n".join(name for name in names if name != document.file_name), encoding="utf-8")
    purge(settings_of(place.home), document.id)


def _finish_purge(place: Place) -> None:
    finish_purge(settings_of(place.home))
    assert pending_purge(settings_of(place.home)) is None


def _seconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ended = in_child(work)
    assert not ended.error, ended
    return time.perf_counter() - began


def _counts(found: Audit) -> dict[str, Any]:
    return {
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "half_published": len(found.half_published),
        "unfindable": len(found.unfindable),
        "back_in_seconds": round(found.seconds, 2),
        "details": [*found.lost, *found.doubled, *found.half_published, *found.unfindable][:20],
    }
