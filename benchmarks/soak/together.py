"""Two writers and four searchers in processes of their own: nothing that was said to be in may be unfindable, ever."""

from __future__ import annotations

import random
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.soak.kills import Place, new_place
from benchmarks.soak.world import DETAILS, audited, opened, start, take_in, texts
from casebase.access import LOCAL_READER
from casebase.models import Details
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile

SEARCHERS = 4
FILES = 6


def write_and_search(seed: int, seconds: float) -> dict[str, Any]:
    """Ingest as the command does, write as the pages do, and search, all at once, for so many seconds."""
    place = new_place()
    place.home.parent.mkdir(exist_ok=True)
    place.acknowledged.touch()
    until = time.monotonic() + seconds  # the monotonic clock is one for all processes
    waits = [
        start(partial(_command, place, seed, until)),
        start(partial(_pages, place, seed + 500_000, until)),
        *(start(partial(_search, place, seed + number, until)) for number in range(SEARCHERS)),
    ]
    ended = [wait() for wait in waits]
    found = audited(place.home, place.acknowledged)
    said = [one.result or {} for one in ended[2:]]
    errors = [f"{one.error} {one.signal or ''}".strip() for one in ended if one.error or one.signal]
    errors += [error for one in ended[:2] for error in one.result or []]
    figures = {
        "seconds": seconds,
        "documents": len(place.acknowledged.read_text(encoding="utf-8").splitlines()),
        "searches": sum(one.get("searches", 0) for one in said),
        "unfindable": sum(len(one.get("unfindable", [])) for one in said) + len(found.unfindable),
        "errors": len(errors),
        "faults": found.faults,
        "details": [
            *errors,
            *found.lost,
            *found.half_published,
            *(x for one in said for x in one.get("unfindable", [])),
        ][:10],
    }
    shutil.rmtree(place.home.parent)
    return figures


def _command(place: Place, seed: int, until: float) -> list[str]:
    errors: list[str] = []
    while time.monotonic() < until:
        errors += take_in(place.home, texts(seed, FILES), place.acknowledged)
        seed += 1
    return errors


def _pages(place: Place, seed: int, until: float) -> list[str]:
    """Upload one file after the other into one open casebase, change what is said about it, build when it is due."""
    casebase, errors = opened(place.home), []
    while time.monotonic() < until:
        for name, text in texts(seed, FILES).items():
            outcome = ingest_file(IncomingFile(name, text.encode(), DETAILS), casebase.library, casebase.embedder)
            if outcome.error or not outcome.document:
                errors.append(f"{name}: {outcome.error}")
                continue
            with place.acknowledged.open("a", encoding="utf-8") as noted:
                noted.write(f"{name}\n")
            said = Details("tokyo", "東京都", DETAILS.kind, DETAILS.visibility, title=f"{name}の記録")
            casebase.library.update_details(outcome.document, said)
        casebase.index.build_if_due()
        seed += 1
    return errors


def _search(place: Place, seed: int, until: float) -> dict[str, Any]:
    """Ask for documents that were said to be in, by what their first passage says."""
    drawn, casebase = random.Random(seed), opened(place.home)
    searches, unfindable = 0, []
    while time.monotonic() < until:
        names = place.acknowledged.read_text(encoding="utf-8").split("\n")[:-1]
        if not names:
            time.sleep(0.05)
            continue
        name = drawn.choice(names)
        hits = casebase.search(_question(name), LOCAL_READER, top=10).hits
        searches += 1
        if name not in {hit.document.file_name for hit in hits}:
            unfindable.append(name)
    return {"searches": searches, "unfindable": unfindable}


def _question(name: str) -> str:
    """Return the first passage of a file, in which stands a word that only this file says.

    One sentence of it would do for a real model. Nearness of the quick embedder means nothing, and its weight among thousands of
    passages that are nearly the same puts one in seventy beyond the tenth place, whatever the words say.
    """
    seed, number = (int(part) for part in Path(name).stem.split("-"))
    return texts(seed, number + 1)[name].split("\n\n## 2")[0]
