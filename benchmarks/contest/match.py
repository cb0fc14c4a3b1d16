"""Run the contest: `python -m benchmarks contest --peers .venv-peers/bin/python [DATASET…]`.

Every contestant takes in the same texts, a file each, and answers the same questions; they take turns, and medians are
told. Peers run the float32 checkpoint that the bundled model was expanded to, as published; the product runs as shipped.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.results import FOLDER, keep
from casebase.bundled_model import expand_bundled_model
from casebase.evaluation.datasets import Dataset, load_dataset
from casebase.evaluation.metrics import percentile, recall_at, reciprocal_rank_at
from casebase.settings import Settings

PROJECT = Path(__file__).parent.parent.parent
EVALUATION = PROJECT / "tests" / "data" / "evaluation"
DEFAULT = tuple(EVALUATION / name for name in ("jsquad-sample", "lawqa", "municipal", "federal-inventory"))
PRODUCT = "product"
PEERS = ("llamaindex", "haystack", "txtai")


@dataclass(frozen=True, slots=True)
class Task:
    """Texts by id, and questions with the ids of the texts that answer them."""

    texts: Mapping[str, str]
    questions: Sequence[str]
    right: Sequence[Mapping[str, float]]


def read_task(paths: Sequence[Path], most_texts: int, most_questions: int) -> Task:
    """Join data sets that bring their own documents. Texts that questions need are kept first."""
    sets = [load_dataset(path) for path in paths]
    texts: dict[str, str] = {}
    asked: list[tuple[str, Mapping[str, float]]] = []
    for data in sets:
        name = {document.id: f"{data.name}-{document.id}" for document in data.corpus}
        texts |= {name[document.id]: _text(document.title, document.text) for document in data.corpus}
        asked += [(q.text, {name[id]: grade for id, grade in q.gold.items()}) for q in _askable(data)]
    asked = _evenly(asked, most_questions)
    needed = {id for _, right in asked for id in right}
    ordered = sorted(texts, key=lambda id: id not in needed)[: most_texts or None]
    return Task({id: texts[id] for id in ordered}, [text for text, _ in asked], [right for _, right in asked])


def main(arguments: Sequence[str]) -> None:
    """Print a table, and keep the figures in `docs/benchmarks/`."""
    given = _arguments(arguments)
    task = read_task(given.paths or DEFAULT, given.texts, given.questions)
    model = expand_bundled_model(Settings().models, adapted=False)
    runs: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ids = _write(task, Path(folder))
        for turn in range(given.repeat):
            for name in (PRODUCT, *(PEERS if given.peers else ())):
                python = sys.executable if name == PRODUCT else str(given.peers)
                result = _run(name, python, model, Path(folder), turn)
                result["found"] = [[ids[number] for number in found] for found in result["found"]]
                runs.setdefault(name, []).append(result)
                print(f"  {result['name']}, run {turn + 1}: {result['ingest_s']:.1f} s to take in", flush=True)
    rows = [_row(of_one, task) for of_one in runs.values()]
    print("\n".join(_table(rows)))
    keep("contest", {"texts": len(task.texts), "questions": len(task.questions), "rows": rows}, given.results)


def _run(name: str, python: str, model: Path, folder: Path, turn: int) -> dict[str, Any]:
    home, out = folder / f"{turn}-{name}", folder / f"{turn}-{name}.json"
    home.mkdir()
    given = {
        "model": model,
        "texts": folder / "texts",
        "questions": folder / "questions.json",
        "home": home,
        "out": out,
    }
    arguments = [part for key, value in given.items() for part in (f"--{key}", str(value))]
    environment = {
        **os.environ,
        "HF_HUB_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
    }
    done = subprocess.run(
        [python, "-m", f"benchmarks.contest.{name}", *arguments],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return result


def _row(runs: Sequence[Mapping[str, Any]], task: Task) -> dict[str, Any]:
    first = runs[0]
    found = list(zip(first["found"], task.right, strict=True))
    times = [ms for run in runs for ms in run["query_ms"]]
    seconds = statistics.median(run["ingest_s"] for run in runs)
    return {
        "name": first["name"],
        "passages": first["passages"],
        "passages_per_s": first["passages"] / seconds,
        "characters_per_s": sum(map(len, task.texts.values())) / seconds,
        "query_p50_ms": percentile(times, 50),
        "query_p95_ms": percentile(times, 95),
        "recall_at_1": statistics.fmean(recall_at(1, ids, right) for ids, right in found),
        "recall_at_10": statistics.fmean(recall_at(10, ids, right) for ids, right in found),
        "mrr_at_10": statistics.fmean(reciprocal_rank_at(10, ids, right) for ids, right in found),
        "memory_mb": statistics.median(run["memory"] for run in runs) / 1e6,
        "disk_mb": statistics.median(run["disk"] for run in runs) / 1e6,
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    ours = rows[0]
    lines = [
        "\n| | passages | passages/s | characters/s | query p50 / p95, ms | R@1 | R@10 | MRR@10 | memory, MB | disk, MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['name']} | {row['passages']} | {row['passages_per_s']:.1f} | {row['characters_per_s']:.0f} "
            f"| {row['query_p50_ms']:.1f} / {row['query_p95_ms']:.1f} | {row['recall_at_1']:.3f} | {row['recall_at_10']:.3f} "
            f"| {row['mrr_at_10']:.3f} | {row['memory_mb']:.0f} | {row['disk_mb']:.1f} |"
        )
    for row in rows[1:]:
        lines.append(
            f"\nAgainst {row['name']}: {ours['passages_per_s'] / row['passages_per_s']:.1f} × the passages a second, "
            f"{ours['characters_per_s'] / row['characters_per_s']:.1f} × the characters a second, "
            f"{row['query_p50_ms'] / ours['query_p50_ms']:.1f} × as quick at p50"
        )
    return lines


def _write(task: Task, folder: Path) -> dict[str, str]:
    """Write the texts under names that say nothing; return the id of each name."""
    texts = folder / "texts"
    texts.mkdir()
    ids = {f"{number:06}": id for number, id in enumerate(task.texts)}
    for name, id in ids.items():
        (texts / f"{name}.txt").write_text(task.texts[id], encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(task.questions), encoding="utf-8")
    return ids


def _askable(data: Dataset) -> list[Any]:
    return [question for question in data.questions if question.answerable and question.gold]


def _text(title: str, text: str) -> str:
    return f"{title}\n\n{text}" if title else text


def _evenly(items: Sequence[Any], most: int) -> list[Any]:
    if not most or most >= len(items):
        return list(items)
    return [items[i * len(items) // most] for i in range(most)]


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks contest", description=__doc__)
    parser.add_argument(
        "paths", nargs="*", type=Path, help="data sets with corpus.jsonl, queries.jsonl and qrels.jsonl"
    )
    parser.add_argument(
        "--peers", type=Path, help="python of the peers' environment; without it the product runs alone"
    )
    parser.add_argument("--texts", type=int, default=1000, help="texts to take (0: all)")
    parser.add_argument("--questions", type=int, default=300, help="questions to ask (0: all)")
    parser.add_argument("--repeat", type=int, default=1, help="turns")
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder in which the figures are kept")
    return parser.parse_args(arguments)
