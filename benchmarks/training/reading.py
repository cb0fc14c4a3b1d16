"""Questions beside passages that answer them and passages that do not, for training the reader.

From every item in `benchmarks/training/data`: its own questions (answered), the near miss written for it, each question
beside a passage that comes next to its own (not answered), and each question beside its own passage without the sentence
that answers (not answered) or without another one (answered). `data/reader` holds items with several near misses each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.training.batches import OWN_DATA, _lines
from casebase.answer.reader import Compared, compared
from casebase.late import TokenStates
from casebase.onnx_embedder import OnnxEmbedder
from casebase.text.sentences import sentence_spans

CLEAR = 0.08
"""How far one sentence must fit better than every other to be taken for the one that answers."""

WRITTEN = "written"
"""Kind of the questions that were written for the reader, several near misses for a passage."""

NEXT, NEARER = 4, 0.02
"""Passages next to a question's own that one is drawn from, and how much nearer its own must be."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage with questions that it answers and questions that it nearly answers; `group` is never split."""

    group: str
    source: str
    text: str
    answered: tuple[tuple[str, str], ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What the network sees of a question and a passage, whether it is answered, how much it counts, and where it is from."""

    pair: Compared
    answered: bool
    weight: float
    group: str
    kind: str


def items() -> list[Item]:
    """Return all items; a translation is an item of its own."""
    found = []
    for path in sorted(OWN_DATA.glob("*.jsonl")):
        for number, record in enumerate(_lines(path)):
            group = f"{path.name} {number // 8}"
            asked = tuple((query["kind"], query["text"]) for query in record["queries"])
            missed = (record["near_miss"],) if record.get("near_miss") else ()
            found.append(Item(group, path.name, f"{record['title']}\n{record['text']}", asked, missed))
            if record.get("translation"):
                found.append(Item(group, f"{path.name} translated", record["translation"], asked, missed))
    for path in sorted((OWN_DATA / "reader").glob("*.jsonl")):
        for number, record in enumerate(_lines(path)):
            asked = tuple((WRITTEN, text) for text in record["answered"])
            text = f"{record['title']}\n{record['text']}"
            found.append(Item(f"{path.name} {number // 4}", path.name, text, asked, tuple(record["near_misses"])))
    return found


def examples(model: OnnxEmbedder, seed: int) -> Iterator[Example]:
    """Yield every example, in the order of the items."""
    chance = random.Random(seed)
    all_items = items()
    states = {item.text: model.states("", [item.text])[1][0] for item in all_items}
    vectors = dict(zip(states, model.passages(list(states)), strict=True))
    for item in all_items:
        passage, sentences = states[item.text], sentence_spans(item.text)
        others = [other.text for other in all_items if other.source == item.source and other.text != item.text]
        beside = np.stack([vectors[text] for text in others])
        written = any(kind == WRITTEN for kind, _ in item.answered)
        for kind, question in item.answered:
            asked = model.states(question, [])[0]
            yield Example(compared(asked, passage, sentences), True, 1.5 if written else 1.0, item.group, kind)
            next_to_it = _next_to(model.queries([question])[0], vectors[item.text], beside)
            if len(next_to_it) and chance.random() < 0.5:
                text = others[chance.choice(next_to_it)]
                pair = compared(asked, states[text], sentence_spans(text))
                yield Example(pair, False, 0.7, item.group, "hard")
            if kind != "few-words":
                for answered, left in _without_a_sentence(asked, passage, sentences, item.text, chance):
                    kept = [span for span in sentences if len(left.within(*span))]
                    yield Example(compared(asked, left, kept), answered, 0.5, item.group, "cut")
        for question in item.near_misses:
            asked = model.states(question, [])[0]
            pair = compared(asked, passage, sentences)
            yield Example(
                pair, False, 1.5 if written else 2.0, item.group, "near-miss" if not written else "written-miss"
            )


def _next_to(question: NDArray[np.float32], own: NDArray[np.float32], others: NDArray[np.float32]) -> list[int]:
    near = others @ question
    return [int(row) for row in np.argsort(-near) if near[row] < float(own @ question) - NEARER][:NEXT]


def _without_a_sentence(
    asked: TokenStates, passage: TokenStates, sentences: Sequence[tuple[int, int]], text: str, chance: random.Random
) -> Iterator[tuple[bool, TokenStates]]:
    """Yield the passage without the sentence that fits the question, and without one that does not."""
    body = [span for span in sentences if span[0] > text.index("\n")] if "\n" in text else list(sentences)
    body = [span for span in body if len(passage.within(*span))]
    if len(body) < 2:
        return
    weights = np.linalg.norm(asked.vectors, axis=1)
    cosines = asked.vectors @ (passage.vectors / np.linalg.norm(passage.vectors, axis=1, keepdims=True)).T
    scores = [float(cosines[:, passage.within(*span)].max(axis=1).sum() / weights.sum()) for span in body]
    order = np.argsort(scores)[::-1]
    if scores[order[0]] - scores[order[1]] <= CLEAR:
        return
    yield False, _cut(passage, body[order[0]])
    if len(body) > 2:
        yield True, _cut(passage, body[order[chance.randrange(2, len(body))]])


def _cut(passage: TokenStates, span: tuple[int, int]) -> TokenStates:
    kept = np.setdiff1d(np.arange(len(passage.ids)), passage.within(*span))
    return replace(
        passage,
        hidden=passage.hidden[kept],
        vectors=passage.vectors[kept],
        ids=passage.ids[kept],
        places=passage.places[kept],
        spans=passage.spans[kept],
    )
