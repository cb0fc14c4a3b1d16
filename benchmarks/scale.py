"""What size costs: search, answer, memory and disk at 1,000 to 1,000,000 synthetic passages.

`python -m benchmarks scale [--sizes 1000 10000 …] [--peers PYTHON] [DATASET…]`. The casebase grows from one size to the
next; each is measured in a process of its own that has just opened it. With `--peers`, LlamaIndex's quickstart gets the
same passages and vectors at `--peer-at` and is asked the same questions in the same run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.contest.contestant import disk_bytes, resident_bytes
from benchmarks.contest.match import DEFAULT, PROJECT, read_task
from benchmarks.results import FOLDER, keep
from benchmarks.synthetic import PASSAGES_A_DOCUMENT, fill, read_sources
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.bundled_model import expand_bundled_model
from casebase.embedding import open_embedder
from casebase.evaluation.metrics import percentile
from casebase.index.generation import VECTORS, build_generation
from casebase.index.rows import DOCUMENTS, TABLE
from casebase.models import Filters, Kind
from casebase.settings import Settings
from casebase.store.database import open_database
from casebase.store.feed import Feed

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FILTER = Filters(organizations=("hiroshima",), kinds=(Kind.CASE,))
"""Leaves one document in sixteen."""


def main(arguments: Sequence[str]) -> None:
    """Print a table, and keep the figures in `docs/benchmarks/scale.json`."""
    given = _arguments(arguments)
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    task = read_task(given.paths or DEFAULT, given.texts, given.questions)
    embedder = open_embedder(Settings())
    sources = read_sources(list(task.texts.values()), embedder)
    home = given.home or Path(tempfile.mkdtemp(prefix="casebase-scale-"))
    questions = home / "questions.json"
    engine = open_database(Settings(home=home))
    questions.write_text(json.dumps(task.questions), encoding="utf-8")
    rows, peer, filled = [], {}, 0
    for size in given.sizes:
        documents = size // PASSAGES_A_DOCUMENT
        began = time.perf_counter()
        fill(engine, embedder.fingerprint, sources, filled, documents)
        filled, written = documents, time.perf_counter()
        build_generation(home / "index", Feed(engine, embedder.fingerprint))
        built = time.perf_counter()
        for old in sorted((home / "index").glob("gen-*"))[:-1]:
            shutil.rmtree(old)
        row: dict[str, Any] = {"passages": size, "fill_s": written - began, "build_s": built - written}
        row |= _in_a_process([sys.executable, "-m", "benchmarks", "scale", "--measure", str(home)])
        row["memory_a_passage"] = _beyond(rows, row)
        row |= _sizes(home, size)
        rows.append(row)
        print(json.dumps(row), flush=True)
        if given.peers and size == given.peer_at:
            model = expand_bundled_model(Settings().models, adapted=False)
            command = [str(given.peers), "-m", "benchmarks.contest.llamaindex_at_scale", str(model), str(home)]
            peer = _in_a_process(command)
            print(json.dumps(peer), flush=True)
    print("\n".join(table(rows, peer)))
    keep("scale", {"synthetic": True, "rows": rows, "peer": peer}, given.results)
    if not given.home:
        shutil.rmtree(home)


def table(rows: Sequence[dict[str, Any]], peer: dict[str, Any]) -> list[str]:
    """Return the figures as Markdown."""
    lines = [
        "\n| synthetic passages | search p50 / p95, ms | filtered p50 / p95 | answer p50 / p95 "
        "| memory a passage, B | disk a passage, B | build, s |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        pairs = (row["search_ms"], row["filtered_ms"], row["answer_ms"])
        cells = [f"{p50:.1f} / {p95:.1f}" for p50, p95 in pairs]
        cells += [f"{row[name]:.0f}" for name in ("memory_a_passage", "disk_a_passage", "build_s")]
        lines.append(f"| {row['passages']:,} | {' | '.join(cells)} |")
    if peer:
        ours = next(row["search_ms"][0] for row in rows if row["passages"] == peer["passages"])
        p50, p95 = peer["search_ms"]
        lines.append(
            f"\nLlamaIndex's quickstart at {peer['passages']:,}: p50 / p95 {p50:.1f} / {p95:.1f} ms; "
            f"ai-casebase is {p50 / ours:.1f} × as quick at p50."
        )
    return lines


def measure(home: Path) -> dict[str, Any]:
    """Open the casebase and ask; return times in milliseconds (p50, p95) and the memory that its size takes."""
    settings = Settings(home=home)
    embedder = open_embedder(settings)
    embedder.queries(["warm"])
    before = resident_bytes()
    casebase = open_casebase(settings, embedder)
    questions = json.loads((home / "questions.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    casebase.search(questions[0], LOCAL_READER)
    first = (time.perf_counter() - began) * 1000
    ways: dict[str, Callable[[str], object]] = {
        "search_ms": lambda question: casebase.search(question, LOCAL_READER),
        "filtered_ms": lambda question: casebase.search(question, LOCAL_READER, FILTER),
        "answer_ms": lambda question: casebase.ask(question, LOCAL_READER),
    }
    figures: dict[str, Any] = {"first_ms": first}
    for name, ask in ways.items():
        times = []
        for question in questions[:10]:
            ask(question)
        for question in questions:
            began = time.perf_counter()
            ask(question)
            times.append((time.perf_counter() - began) * 1000)
        figures[name] = (percentile(times, 50), percentile(times, 95))
    return figures | {"memory": resident_bytes() - before}


def _sizes(home: Path, size: int) -> dict[str, Any]:
    index = next((home / "index").glob("gen-*"))
    parts = {
        "database": sum(path.stat().st_size for path in home.glob("casebase.sqlite3*")),
        "chroma": disk_bytes(index / "dense"),
        "tantivy": disk_bytes(index / "lexical"),
        "exact vectors": (index / VECTORS).stat().st_size,
        "row numbers": sum((index / name).stat().st_size for name in (TABLE, DOCUMENTS)),
    }
    return {"disk_parts": parts, "disk_a_passage": sum(parts.values()) / size}


def _beyond(rows: Sequence[dict[str, Any]], row: dict[str, Any]) -> float:
    """Return the memory that a passage takes beyond the smallest size: dictionary, model and code are there at any size."""
    if not rows:
        return 0.0
    return float((row["memory"] - rows[0]["memory"]) / (row["passages"] - rows[0]["passages"]))


def _in_a_process(command: Sequence[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="data sets whose texts the passages are made of")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="passages, rising")
    parser.add_argument("--texts", type=int, default=0, help="most of their texts to use; 0: all")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--peers", type=Path, help="python of the peers' environment")
    parser.add_argument("--peer-at", type=int, default=100_000, help="size at which the quickstart is measured too")
    parser.add_argument("--home", type=Path, help="an empty folder that is kept; default: a temporary one")
    parser.add_argument("--measure", type=Path, metavar="HOME", help="only ask a casebase that is there")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder in which the figures are kept")
    return parser.parse_args(arguments)
