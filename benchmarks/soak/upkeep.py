"""Purge, backup and long use: no byte left, the same ranking after a restore, no growth."""

from __future__ import annotations

import random
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.contest.contestant import resident_bytes
from benchmarks.soak.damage import QUESTIONS
from benchmarks.soak.kills import Place, new_place
from benchmarks.soak.world import DETAILS, audited, in_child, opened, settings_of, start, take_in, texts
from casebase.access import LOCAL_READER
from casebase.models import Filters
from casebase.upkeep.backup import back_up
from casebase.upkeep.purge import purge
from casebase.upkeep.restore import restore
from ingest.pipeline import ingest_file
from ingest.records import IncomingFile

SECRET = "ヌクモリハシバミ計画の取扱注意資料"
"""A phrase that only the purged document says."""

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp932", "euc_jp")
_ZLIB_HEADERS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def purge_and_scan(seed: int) -> dict[str, Any]:
    """Purge a document of two versions that was searched, indexed and edited; count its traces before and after."""
    place = _place_with(seed, 6)
    before = in_child(partial(_take_in_secret, place)).result
    counted = len(traces(place.home, SECRET))
    ended = in_child(partial(_purge, place, before))
    left = traces(place.home, SECRET)
    found = audited(place.home, place.acknowledged)
    shutil.rmtree(place.home.parent)
    return {
        "traces_before": counted,
        "traces_after": len(left),
        "faults": found.faults,
        "details": [*left, ended.error, *found.half_published][:5],
    }


def traces(folder: Path, phrase: str) -> list[str]:
    """Return the files in which a phrase, or a word of it, stands: plain, in any encoding, escaped as in JSON, or deflated."""
    words = [phrase, phrase[:9]]
    needles = [word.encode(encoding) for word in words for encoding in ENCODINGS]
    needles += [word.encode("unicode_escape") for word in words]
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if any(needle in part for part in (content, *_inflated(content)) for needle in needles):
                found.append(str(path.relative_to(folder)))
    return found


def back_up_while_writing(seed: int, questions: int = 100) -> dict[str, Any]:
    """Back up (folder and tar) while files come in; restore; hand in what came later; the ranking must be the same."""
    place = _place_with(seed, 10)
    said_before = set(place.acknowledged.read_text(encoding="utf-8").splitlines())
    later = texts(seed + 1, 12)
    writer = start(partial(_write_slowly, place, later))
    time.sleep(0.3)
    asked = _questions(seed, questions)
    ended = [in_child(partial(_back_up, place, name)) for name in ("folder", "packed.tar")]
    written = writer()
    live = in_child(partial(_ranking, place.home, asked)).result
    same, missing = [], []
    for name in ("folder", "packed.tar"):
        restored = place.beside / f"clean-{name}" / "home"
        ended.append(in_child(partial(_restore, place, name, restored)))
        held = set(in_child(partial(_names, restored)).result or [])
        missing += sorted(said_before - held)
        ended.append(in_child(partial(take_in, restored, later, place.beside / "again")))
        there = in_child(partial(_ranking, restored, asked)).result or []
        same.append(sum(one == other for one, other in zip(live, there, strict=False)))
    shutil.rmtree(place.home.parent)
    errors = [one.error for one in (*ended, written) if one.error]
    return {"questions": questions, "same_ranking": same, "missing": len(missing), "errors": errors[:5]}


def take_in_again(seed: int, times: int = 20) -> dict[str, Any]:
    """Hand in the same files again and again, building the index each time; the folder must not grow by half."""
    place = _place_with(seed, 12)
    in_child(partial(take_in, place.home, texts(seed, 12), place.acknowledged))
    first = _disk_bytes(place.home)
    for _ in range(times):
        in_child(partial(take_in, place.home, texts(seed, 12), place.acknowledged))
    last, found = _disk_bytes(place.home), audited(place.home, place.acknowledged)
    shutil.rmtree(place.home.parent)
    return {"times": times, "growth": round(last / first, 3), "megabytes": round(last / 1e6, 1), "faults": found.faults}


def ask_and_ask(seed: int, queries: int = 10_000) -> dict[str, Any]:
    """Ask so many questions of one open casebase; memory after the first tenth against memory at the end."""
    place = _place_with(seed, 40)
    figures = in_child(partial(_memory_of, place.home, seed, queries)).result
    shutil.rmtree(place.home.parent)
    return {"queries": queries, **(figures or {"growth": None})}


def _place_with(seed: int, files: int) -> Place:
    place = new_place()
    place.home.parent.mkdir(exist_ok=True)
    done = in_child(partial(take_in, place.home, texts(seed, files), place.acknowledged))
    assert done.result == [], done
    return place


def _take_in_secret(place: Place) -> str:
    casebase = opened(place.home)
    document = ""
    for edition in ("初版", "第二版"):
        text = f"# {SECRET}\n\n{SECRET}の{edition}である。" + f"{SECRET}は外に出さない。" * 30
        file = IncomingFile(f"{SECRET}.txt", text.encode(), DETAILS)
        document = ingest_file(file, casebase.library, casebase.embedder).document or ""
        casebase.index.build()
        casebase.search(SECRET, LOCAL_READER)
    return document


def _purge(place: Place, document: str) -> None:
    purge(settings_of(place.home), document)


def _inflated(content: bytes) -> Iterator[bytes]:
    for header in _ZLIB_HEADERS:
        at = content.find(header)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[at:], 1_000_000)
            at = content.find(header, at + 1)


def _write_slowly(place: Place, files: dict[str, str]) -> None:
    for name, text in files.items():
        errors = take_in(place.home, {name: text}, place.acknowledged, build=False)
        assert not errors, errors


def _back_up(place: Place, name: str) -> None:
    back_up(settings_of(place.home), place.beside / name)


def _restore(place: Place, name: str, home: Path) -> None:
    restore(settings_of(home), place.beside / name)


def _names(home: Path) -> list[str]:
    return [document.file_name for document in opened(home).documents(LOCAL_READER)]


def _questions(seed: int, count: int) -> list[str]:
    drawn = random.Random(seed)
    said = [line.split("。")[0] for text in texts(seed, 10).values() for line in text.split("\n") if "。" in line]
    return [*QUESTIONS, *(drawn.choice(said)[: drawn.randint(8, 40)] for _ in range(count))][:count]


def _ranking(home: Path, questions: list[str]) -> list[list[str]]:
    casebase = opened(home)
    casebase.index.build()
    return [[hit.passage.id for hit in casebase.search(q, LOCAL_READER, Filters(), 10).hits] for q in questions]


def _disk_bytes(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _memory_of(home: Path, seed: int, queries: int) -> dict[str, Any]:
    casebase = opened(home)
    asked = _questions(seed, 200)
    first = 0
    for number in range(queries):
        casebase.search(f"{asked[number % len(asked)]} {number}", LOCAL_READER)
        if number == queries // 10:
            first = resident_bytes()
    last = resident_bytes()
    return {"growth": round(last / first, 3), "megabytes": round(last / 1e6)}
