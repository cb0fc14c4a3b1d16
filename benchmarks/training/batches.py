"""Training batches: passages that are hard to tell apart, each with its questions.

Two kinds of source are read: a folder with `corpus.jsonl.gz` and `queries.jsonl.gz` (JaQuAD, share-alike, by path), and
the project's own synthetic items in `benchmarks/training/data/*.jsonl`.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN_DATA = Path(__file__).parent / "data"
NEIGHBOURS = 4
"""Items next to each other in a synthetic file that stay in one batch."""

LONGEST = 320
"""Characters of the longest paragraph that is trained on: longer ones cost twice the time of two short ones."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage under its title, and questions that it answers."""

    title: str
    text: str
    questions: tuple[str, ...]


Batch = list[Item]


def squad_groups(folder: Path) -> list[list[Item]]:
    """Return the paragraphs of each article: neighbours of one article are the hardest to tell apart."""
    questions = defaultdict(list)
    for record in _lines(folder / "queries.jsonl.gz"):
        questions[record["passage"]].append(record["text"])
    articles = defaultdict(list)
    for record in _lines(folder / "corpus.jsonl.gz"):
        if len(record["text"]) <= LONGEST and questions[record["id"]]:
            articles[record["title"]].append(Item(record["title"], record["text"], tuple(questions[record["id"]])))
    return list(articles.values())


def own_items(path: Path) -> list[list[Item]]:
    """Return the items of one synthetic file. Where one has a translation, each text stands with all questions, and with
    the other text as one more."""
    versions = []
    for record in _lines(path):
        asked = tuple(query["text"] for query in record["queries"])
        text, translation = record["text"], record.get("translation")
        if translation:
            versions.append([Item(record["title"], text, (*asked, translation)), Item("", translation, (*asked, text))])
        else:
            versions.append([Item(record["title"], text, asked)])
    return versions


def squad_batches(groups: Sequence[Sequence[Item]], size: int, seed: int) -> Iterator[Batch]:
    """Yield batches of `size` passages, half of them from one article at a time, each passage once."""
    chance = random.Random(seed)
    runs = []
    for group in groups:
        shuffled = list(group)
        chance.shuffle(shuffled)
        runs += [shuffled[start : start + size // 2] for start in range(0, len(shuffled), size // 2)]
    chance.shuffle(runs)
    batch: Batch = []
    for run in runs:
        batch += run
        while len(batch) >= size:
            yield batch[:size]
            batch = batch[size:]


def own_batches(versions: Sequence[Sequence[Item]], size: int, seed: int) -> Iterator[Batch]:
    """Yield batches of `size` passages of one file for ever. Neighbours in the file, which are alike, stay together, and
    of an item's languages one is drawn, so that they mix."""
    chance = random.Random(seed)
    runs = [versions[start : start + NEIGHBOURS] for start in range(0, len(versions), NEIGHBOURS)]
    while True:
        chance.shuffle(runs)
        order = [item for run in runs for item in run]
        for start in range(0, len(order) - size + 1, size):
            yield [chance.choice(texts) for texts in order[start : start + size]]


def mixed(sources: Sequence[tuple[Iterator[Batch], float]], seed: int) -> Iterator[Batch]:
    """Yield batches drawn from `sources` in proportion to their weights, until one of them ends."""
    chance = random.Random(seed)
    iterators, weights = zip(*sources, strict=True)
    while True:
        batch = next(chance.choices(iterators, weights)[0], None)
        if batch is None:
            return
        yield batch


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in content.decode("utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)
