"""Damage every file of an index in every way: the pages must be up, answer exactly, and build it again without embedding."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.soak.kills import new_place
from benchmarks.soak.world import in_child, settings_of, take_in, texts
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.index.generation import current_generation, pointed_at
from casebase.models import Filters
from casebase.service import Casebase

WAYS = ("missing", "empty", "cut", "flipped", "terabyte")
QUESTIONS = ("議事録の要約で減った時間", "道路の損傷検知", "窓口の案内に使った町", "翻訳の校正", "研修の教材")
REBUILD_SECONDS = 60.0


class CountingEmbedder(HashingEmbedder):
    """Counts the texts that it is given to be found later."""

    def __init__(self) -> None:
        self.embedded_texts = 0

    def passages(self, texts):  # type: ignore[no-untyped-def]
        self.embedded_texts += len(texts)
        return super().passages(texts)

    def queries(self, texts):  # type: ignore[no-untyped-def]
        return super().passages(texts)


def damage_every_file(seed: int, ways: Sequence[str] = WAYS, share: float = 1.0) -> dict[str, Any]:
    """Damage one file after the other in copies of a casebase; `share` takes only so many of the files, evenly."""
    place = new_place()
    place.home.parent.mkdir(exist_ok=True)
    done = in_child(partial(take_in, place.home, texts(seed, 12), place.acknowledged))
    assert done.result == [], done
    exact = in_child(partial(_exact_answers, place.home, place.beside)).result
    index = settings_of(place.home).index_folder
    names = ["current", *sorted(str(path.relative_to(index)) for path in index.rglob("gen-*/**/*") if path.is_file())]
    names = [
        name for number, name in enumerate(names) if int(number * share) != int((number - 1) * share) or share == 1.0
    ]
    wrong, slowest = [], 0.0
    for name in names:
        for way in ways:
            copy = place.beside / "copy"
            shutil.copytree(place.home, copy)
            _damage(settings_of(copy).index_folder / name, way)
            ended = in_child(partial(_recovers, copy, exact))
            shutil.rmtree(copy)
            if ended.result is None or ended.result["wrong"]:
                wrong.append(f"{Path(name).name} {way}: {ended}")
            else:
                slowest = max(slowest, ended.result["first_answer"])
    shutil.rmtree(place.home.parent)
    return {
        "files": len(names),
        "damages": len(names) * len(ways),
        "wrong": len(wrong),
        "slowest_first_answer_seconds": round(slowest, 2),
        "details": wrong[:20],
    }


def _damage(path: Path, way: str) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    if way == "missing":
        path.unlink()
    elif way == "terabyte":
        with path.open("r+b") as file:
            file.truncate(1 << 40)
    else:
        if way == "flipped" and content:
            content[middle] ^= 0xFF
        path.write_bytes({"empty": b"", "cut": content[:middle], "flipped": content}[way])


def _exact_answers(home: Path, beside: Path) -> list[list[str]]:
    """Return what is found without any index."""
    copy = beside / "exact"
    shutil.copytree(home, copy)
    shutil.rmtree(settings_of(copy).index_folder)
    return _answers(open_casebase(settings_of(copy), HashingEmbedder()))


def _answers(casebase: Casebase) -> list[list[str]]:
    return [[hit.passage.id for hit in casebase.search(q, LOCAL_READER, Filters(), 5).hits] for q in QUESTIONS]


def _recovers(home: Path, exact: list[list[str]]) -> dict[str, Any]:
    """Start, answer, wait until the index is whole again; say what was wrong."""
    embedder, wrong = CountingEmbedder(), []
    settings = settings_of(home)
    began = time.perf_counter()
    casebase = open_casebase(settings, embedder)
    first = _answers(casebase)
    took = time.perf_counter() - began
    if first != exact:
        wrong.append("the first answers are not the exact ones")
    casebase.index.build_if_due()  # what the server does at its start
    until = time.monotonic() + REBUILD_SECONDS
    while time.monotonic() < until and not _is_whole(home, embedder.fingerprint):
        if pointed_at(settings.index_folder) == "":
            casebase.index.build()  # nobody can tell an index that was removed from one that was never built
        time.sleep(0.05)
    if not _is_whole(home, embedder.fingerprint):
        wrong.append("the index was not built again")
    if _answers(casebase) != exact:
        wrong.append("the answers after the rebuild are not the exact ones")
    if embedder.embedded_texts:
        wrong.append(f"{embedder.embedded_texts} texts were embedded")
    return {"wrong": wrong, "first_answer": took}


def _is_whole(home: Path, fingerprint: str) -> bool:
    try:
        return current_generation(settings_of(home).index_folder, fingerprint) is not None
    except Exception:
        return False
