"""How Japanese is best cut for BM25: the same formula over several ways of cutting, on the halves of the sets that report.

`python -m benchmarks words DATASET[@N]…`. Nothing of the product's index is used but its formula, so that a way of cutting
can be tried in seconds; docs/decisions/002-tantivy.md has the table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sudachipy import Dictionary, SplitMode

from casebase.evaluation.datasets import Dataset, Half, load_dataset
from casebase.index.lexical import FIELD_WEIGHTS, K1, B
from casebase.retrieve.glossary import other_terms
from casebase.text.meanings import meanings
from casebase.text.normalize import search_form
from casebase.text.tokens import LONGEST_CALL, bigrams, tokenize

Terms = Mapping[str, float]
Cut = Callable[[str], Sequence[str]]

_DROPPED = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白", "接続詞", "感動詞", "連体詞"})


def main(arguments: Sequence[str]) -> None:
    """Print a table: R@1, R@10 and MRR@10 of every way of cutting on every set."""
    sets = [_answerable(argument) for argument in arguments]
    print("| words | " + " | ".join(data.name for data in sets) + " |\n|---|" + "---|" * len(sets))
    for name, (cut, others) in ways().items():
        cells = [_cell(data, cut, others) for data in sets]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def ways() -> Mapping[str, tuple[Sequence[tuple[Cut, float]], Callable[[str], Terms] | None]]:
    """Return each way: what texts are cut into with the weight of each, and further terms that a question looks up."""
    grams = (bigrams, FIELD_WEIGHTS["grams"])
    return {
        "Sudachi A, as written": ([(_sudachi(SplitMode.A, normalized=False), 1.0)], None),
        "Sudachi A, normalised": ([(_sudachi(SplitMode.A, normalized=True), 1.0)], None),
        "Sudachi B, normalised": ([(_sudachi(SplitMode.B, normalized=True), 1.0)], None),
        "Sudachi C, normalised": ([(_sudachi(SplitMode.C, normalized=True), 1.0)], None),
        "character bigrams alone": ([(bigrams, 1.0)], None),
        "A, normalised, Latin names in parts, English stems (the product's words)": ([(tokenize, 1.0)], None),
        "the product's words and bigrams": ([(tokenize, 1.0), grams], None),
        "the same and other words of the glossary": ([(tokenize, 1.0), grams], lambda q: other_terms(q)[0].words),
        **{
            f"the same and synonym groups of Sudachi's dictionary, {weight}": (
                [(tokenize, 1.0), grams, (_groups, weight)],
                lambda q: other_terms(q)[0].words,
            )
            for weight in (0.15, 0.3, 0.5, 0.7)
        },
        "synonym groups, amounts and dates, 0.3 (the product)": (
            [(tokenize, 1.0), grams, (_meanings, 0.3)],
            lambda q: other_terms(q)[0].words,
        ),
    }


def _cell(data: Dataset, cuts: Sequence[tuple[Cut, float]], others: Callable[[str], Terms] | None) -> str:
    texts = {document.id: f"{document.title}\n{document.text}" for document in data.corpus}
    fields = [(_Field(texts, cut), cut, weight) for cut, weight in cuts]
    ranks = []
    for question in data.questions:
        scores: Counter[str] = Counter()
        for number, (field, cut, weight) in enumerate(fields):
            asked: dict[str, float] = dict.fromkeys(cut(question.text), 1.0)
            if others and number == 0:
                asked = {**others(question.text), **asked}
            field.add_scores(asked, weight, scores)
        order = [id for id, _ in scores.most_common(10)]
        ranks.append(next((rank for rank, id in enumerate(order, 1) if question.gold.get(id)), 0))
    first, ten = (sum(0 < rank <= depth for rank in ranks) / len(ranks) for depth in (1, 10))
    return f"{first:.3f} {ten:.3f} {sum(1 / rank for rank in ranks if rank) / len(ranks):.3f}"


class _Field:
    """BM25 over one way of cutting."""

    def __init__(self, texts: Mapping[str, str], cut: Cut) -> None:
        counts = {id: Counter(cut(text)) for id, text in texts.items()}
        self._lengths = {id: counter.total() for id, counter in counts.items()}
        self._average = max(1.0, sum(self._lengths.values()) / len(counts))
        self._postings: dict[str, list[tuple[str, int]]] = {}
        for id, counter in counts.items():
            for term, count in counter.items():
                self._postings.setdefault(term, []).append((id, count))

    def add_scores(self, asked: Terms, weight: float, scores: Counter[str]) -> None:
        for term, counts in asked.items():
            postings = self._postings.get(term, [])
            rarity = math.log(1 + (len(self._lengths) - len(postings) + 0.5) / (len(postings) + 0.5))
            for id, count in postings:
                length = 1 - B + B * self._lengths[id] / self._average
                scores[id] += weight * counts * rarity * count * (K1 + 1) / (count + K1 * length)  # type: ignore[assignment]


def _sudachi(mode: SplitMode, normalized: bool) -> Cut:
    tokenizer = Dictionary(dict="core").create(mode)

    def cut(text: str) -> list[str]:
        searched = search_form(text)
        pieces = (searched[at : at + LONGEST_CALL] for at in range(0, len(searched), LONGEST_CALL))
        kept = (m for piece in pieces for m in tokenizer.tokenize(piece) if m.part_of_speech()[0] not in _DROPPED)
        return [(m.normalized_form() if normalized else m.surface()).casefold() for m in kept]

    return cut


def _groups(text: str) -> list[str]:
    return [term for term in meanings(tokenize(text), text) if term.startswith("#")]


def _meanings(text: str) -> list[str]:
    return meanings(tokenize(text), text)


def _answerable(argument: str) -> Dataset:
    path, _, limit = argument.partition("@")
    data = load_dataset(Path(path), int(limit or 0), Half.REPORT)
    return Dataset(data.name, [question for question in data.questions if question.answerable], data.corpus)
