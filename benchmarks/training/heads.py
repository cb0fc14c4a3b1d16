"""Train the layers that tell what a sentence says: `python -m benchmarks.training.heads [clauses|cells]`.

Logistic regression, a label at a time, on vectors of the bundled model with its adapter, of the sentences in `data/guidelines`
and `data/reports` (see data/README.md). Prints what it finds of papers that it was not trained on (five parts), then writes the
layer. Seconds on two cores, after a minute of embedding.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from casebase.compare import cell_head
from casebase.embedding import Embedder, open_embedder
from casebase.guidelines import topic_head
from casebase.guidelines.topics import ORDER
from casebase.model.linear import LinearHead, read_with
from casebase.settings import Settings

DATA = Path(__file__).with_name("data")
FOLDS, SEED, STRENGTH = 5, 1, 18.0

Floats = NDArray[np.float32]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What a layer is trained on: sentences of `folder`, in papers told apart by `paper`, and the labels under `key`."""

    folder: str
    paper: str
    key: str
    labels: Sequence[str]
    read: Callable[[Row], str]
    features: Callable[[Sequence[str], Floats], Floats]
    to: Path
    shown_from: float


TASKS = {
    "clauses": Task(
        "guidelines",
        "guideline",
        "topics",
        ORDER,
        lambda row: read_with(row["heading"], row["introduced_by"], row["text"]),
        topic_head.features_of,
        topic_head.HEAD_FILE,
        topic_head.SHOWN_FROM,
    ),
    "cells": Task(
        "reports",
        "report",
        "tells",
        cell_head.TOLD,
        lambda row: read_with(row["heading"], row["text"]),
        cell_head.features_of,
        cell_head.HEAD_FILE,
        cell_head.SHOWN_FROM,
    ),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print what was found in papers left out, and write the layers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.heads", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*TASKS, []], help="layers to train; without one all")
    asked = parser.parse_args(arguments)
    embedder = open_embedder(Settings())
    for name in asked.names or TASKS:
        train(TASKS[name], embedder)


def train(task: Task, embedder: Embedder) -> None:
    """Train one layer."""
    files = sorted((DATA / task.folder).glob("*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    vectors = task.features([row["text"] for row in rows], embedder.passages([task.read(row) for row in rows]))
    labels = np.array([[label in row[task.key] for label in task.labels] for row in rows])
    told = _left_out(vectors, labels, [row[task.paper] for row in rows])
    print(_told(told, labels, task))
    weights, bias = _fitted(vectors, labels)
    described = {"labels": ",".join(task.labels), "model": embedder.fingerprint, "licence": "Apache-2.0"}
    save_file({"weights": weights.astype(np.float16), "bias": bias.astype(np.float16)}, task.to, described)
    print(f"{task.to}: {task.to.stat().st_size:,} bytes, of {len(rows):,} sentences")


def _left_out(vectors: Floats, labels: NDArray[np.bool_], papers: Sequence[str]) -> Floats:
    """Return the probabilities of each sentence by a layer that saw none of its paper."""
    names = sorted(set(papers))
    np.random.default_rng(SEED).shuffle(names)
    fold = np.array([names.index(name) % FOLDS for name in papers])
    told = np.zeros(labels.shape, np.float32)
    for part in range(FOLDS):
        head = LinearHead((), *_fitted(vectors[fold != part], labels[fold != part]), trained_on="", digest="")
        told[fold == part] = head.probabilities(vectors[fold == part])
    return told


def _fitted(vectors: Floats, labels: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    fitted = [LogisticRegression(C=STRENGTH, max_iter=2000).fit(vectors, column) for column in labels.T]
    return np.vstack([one.coef_ for one in fitted]), np.concatenate([one.intercept_ for one in fitted])


def _told(told: Floats, labels: NDArray[np.bool_], task: Task) -> str:
    shown = told >= task.shown_from
    right, labelled, any_shown = (shown & labels).any(axis=1), labels.any(axis=1), shown.any(axis=1)
    lines = [
        f"{task.folder}, left out: of {labelled.sum()} sentences {right[labelled].mean():.3f} found, of"
        f" {any_shown.sum()} shown {right[any_shown].mean():.3f} right, of others {any_shown[~labelled].mean():.3f} shown"
    ]
    for at, label in enumerate(task.labels):
        both = (shown[:, at] & labels[:, at]).sum()
        lines.append(
            f"  {label}: found {both / labels[:, at].sum():.3f}, right {both / max(1, shown[:, at].sum()):.3f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
