"""Train the layer that tells which topics a sentence of a guideline is a rule on: `python -m benchmarks.training.clauses`.

Logistic regression, a topic at a time, on vectors of the bundled model with its adapter, of the sentences in
`data/guidelines` (see data/README.md). Prints what it finds of guidelines that it was not trained on (five parts), then writes
`casebase/model/clauses.safetensors`. Seconds on two cores, after a minute of embedding.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from casebase.embedding import open_embedder
from casebase.guidelines.topic_head import HEAD_FILE, SHOWN_FROM, features_of, read_with
from casebase.guidelines.topics import ORDER
from casebase.settings import Settings

DATA = Path(__file__).with_name("data") / "guidelines"
FOLDS, SEED = 5, 1

Floats = NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print what was found in guidelines left out, and write the layer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training.clauses", description=__doc__)
    parser.add_argument("--to", type=Path, default=HEAD_FILE)
    parser.add_argument("--strength", type=float, default=18.0, help="inverse of the penalty on weights")
    asked = parser.parse_args(arguments)
    rows = [json.loads(line) for path in sorted(DATA.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    embedder = open_embedder(Settings())
    vectors = embedder.passages([read_with(row["heading"], row["introduced_by"], row["text"]) for row in rows])
    vectors = features_of([row["text"] for row in rows], vectors)
    labels = np.array([[topic in row["topics"] for topic in ORDER] for row in rows])
    told = _left_out(vectors, labels, [row["guideline"] for row in rows], asked.strength)
    print(_told(told, labels))
    weights, bias = _fitted(vectors, labels, asked.strength)
    described = {"topics": ",".join(ORDER), "model": embedder.fingerprint, "licence": "Apache-2.0"}
    save_file({"weights": weights.astype(np.float16), "bias": bias.astype(np.float16)}, asked.to, described)
    print(f"{asked.to}: {asked.to.stat().st_size:,} bytes, of {len(rows):,} sentences")


def _left_out(vectors: Floats, labels: NDArray[np.bool_], guidelines: Sequence[str], strength: float) -> Floats:
    """Return the probabilities of each sentence by a layer that saw none of its guideline."""
    names = sorted(set(guidelines))
    np.random.default_rng(SEED).shuffle(names)
    fold = np.array([names.index(name) % FOLDS for name in guidelines])
    told = np.zeros(labels.shape, np.float32)
    for part in range(FOLDS):
        weights, bias = _fitted(vectors[fold != part], labels[fold != part], strength)
        told[fold == part] = 1.0 / (1.0 + np.exp(-(vectors[fold == part] @ weights.T + bias)))
    return told


def _fitted(vectors: Floats, labels: NDArray[np.bool_], strength: float) -> tuple[Floats, Floats]:
    fitted = [LogisticRegression(C=strength, max_iter=2000).fit(vectors, column) for column in labels.T]
    return np.vstack([one.coef_ for one in fitted]), np.concatenate([one.intercept_ for one in fitted])


def _told(told: Floats, labels: NDArray[np.bool_]) -> str:
    shown = told >= SHOWN_FROM
    right, rules = (shown & labels).any(axis=1), labels.any(axis=1)
    return (
        f"left out: of {rules.sum()} rules {right[rules].mean():.3f} found, of {shown.any(axis=1).sum()} shown"
        f" {right[shown.any(axis=1)].mean():.3f} right, of others {shown.any(axis=1)[~rules].mean():.3f} shown"
    )


if __name__ == "__main__":
    main()
