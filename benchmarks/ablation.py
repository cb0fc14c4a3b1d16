"""What each part of retrieval adds: the same candidates, ranked in several ways, on the half that reports.

Run with the adapter and once more with `CASEBASE_ADAPTER=false`; docs/decisions/030-fusion.md has the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.evaluation.corpora import corpus_settings
from casebase.evaluation.datasets import Half, Question, document_key, load_dataset
from casebase.evaluation.runs import holds
from casebase.index.sought import Candidate
from casebase.late import scores_of
from casebase.models import Filters
from casebase.retrieve.fusion import fused, fused_with_late
from casebase.retrieve.retriever import COMPARED, Found, Retriever
from casebase.settings import Settings
from casebase.text.normalize import search_form

Scores = NDArray[np.float64]
RRF_K = 60


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates: three scores each, whether the document is right and whether the span stands there."""

    found: Found
    late: Scores
    documents: Sequence[str]
    texts: Sequence[str]
    right: Sequence[bool]
    proves: Sequence[bool] | None


def cases(path: Path, settings: Settings, half: Half, limit: int = 0) -> Iterator[Case]:
    """Yield the answerable questions of a data set with everything that could rank their candidates."""
    dataset = load_dataset(path, limit, half)
    casebase = open_casebase(corpus_settings(dataset, settings) if dataset.corpus else settings)
    for question in tqdm(dataset.questions, desc=dataset.name, unit="question"):
        if question.answerable:
            yield _case(question, casebase.retriever)


def _case(question: Question, retriever: Retriever) -> Case:
    found = retriever.found(question.text, LOCAL_READER, Filters())
    passages = [candidate.passage for candidate in found.candidates]
    readable = retriever.readable(passages, LOCAL_READER)
    documents = [document_key(readable[passage][1].file_name) for passage in passages]
    texts = [readable[passage][0].text for passage in passages]
    return Case(
        found,
        scores_of(found.asked.tokens, retriever.matches(found.asked, passages)).astype(np.float64),
        documents,
        texts,
        [question.gold.get(document, 0) > 0 for document in documents],
        [holds(text, question.spans) for text in texts] if question.spans else None,
    )


Ranking = Callable[[Case], Sequence[int]]
"""Gives the candidates' numbers, best first."""


def rankings() -> Mapping[str, Ranking]:
    """Return every way of ranking that is compared, by its name."""
    return {
        "dense": lambda case: _order(_column(case, "dense")),
        "lexical": lambda case: _order(_column(case, "lexical")),
        "late": lambda case: _order(case.late),
        "dense + lexical, reciprocal ranks": lambda case: _order(_reciprocal(case, with_late=False)),
        "dense + lexical, z-scores": lambda case: _order(_standard(case, (0.6, 0.4, 0.0))),
        "dense + lexical, min-max, languages alike": lambda case: _two(_one_language(case)),
        "dense + lexical, min-max, languages apart": _two,
        "all three, min-max, fixed shares": lambda case: _order(_min_max(case, (0.2, 0.3, 0.5))),
        "all three, reciprocal ranks": lambda case: _order(_reciprocal(case, with_late=True)),
        "all three, z-scores": lambda case: _order(_standard(case, (0.2, 0.3, 0.5))),
        "all three, fitted sum, languages alike": lambda case: _three(_one_language(case)),
        "all three, fitted sum, languages apart, no translated words": lambda case: _three(_untranslated(case)),
        "all three, fitted sum, languages apart (the product)": _three,
        "the same, at most two passages a document": lambda case: _spread_out(case, _three(case)),
        "the same, copies left out": lambda case: _without_copies(case, _three(case)),
    }


def report(cases_of: Mapping[str, Sequence[Case]]) -> list[str]:
    """Return a Markdown table: R@1, R@10 and MRR@10 by document, span in the top 5 passages."""
    lines = ["| ranking | " + " | ".join(cases_of) + " |", "|---|" + "---|" * len(cases_of)]
    for name, ranking in rankings().items():
        cells = [_cell([(case, ranking(case)) for case in of_set]) for of_set in cases_of.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _cell(ranked: Sequence[tuple[Case, Sequence[int]]]) -> str:
    ranks = [_rank_of_right(case, order) for case, order in ranked]
    first, ten = np.mean([rank == 1 for rank in ranks]), np.mean([rank <= 10 for rank in ranks])
    mrr = np.mean([1 / rank if rank <= 10 else 0.0 for rank in ranks])
    proofs = [any(case.proves[row] for row in order[:5]) for case, order in ranked if case.proves is not None]
    return f"{first:.3f} {ten:.3f} {mrr:.3f}" + (f" **{np.mean(proofs):.3f}**" if proofs else "")


def _rank_of_right(case: Case, order: Sequence[int]) -> int:
    seen: dict[str, None] = {}
    for row in order:
        seen[case.documents[row]] = None
        if case.right[row]:
            return len(seen)
    return len(order) + 1_000


def _one_language(case: Case) -> Case:
    """Take every passage for one in the question's language."""
    alike = [replace(one, japanese=case.found.clues.japanese) for one in case.found.candidates]
    return replace(case, found=replace(case.found, candidates=alike))


def _untranslated(case: Case) -> Case:
    return replace(
        case, found=replace(case.found, candidates=[replace(c, translated=0.0) for c in case.found.candidates])
    )


def _two(case: Case) -> Sequence[int]:
    return _rows(case, [candidate for candidate, _ in fused(case.found.candidates, case.found.clues)])


def _three(case: Case) -> Sequence[int]:
    if not case.late.any():
        return _two(case)
    order = _two(case)
    first = order[:COMPARED]
    again = fused_with_late(
        [case.found.candidates[row] for row in first], case.found.clues, case.late[first].astype(np.float32)
    )
    return [*_rows(case, [candidate for candidate, _ in again]), *order[COMPARED:]]


def _spread_out(case: Case, order: Sequence[int], most: int = 2) -> Sequence[int]:
    taken: dict[str, int] = {}
    kept, behind = [], []
    for row in order:
        taken[case.documents[row]] = taken.get(case.documents[row], 0) + 1
        (kept if taken[case.documents[row]] <= most else behind).append(row)
    return kept + behind


def _without_copies(case: Case, order: Sequence[int]) -> Sequence[int]:
    return list({search_form(case.texts[row]): row for row in reversed(order)}.values())[::-1]


def _reciprocal(case: Case, with_late: bool) -> Scores:
    columns = [_column(case, "dense"), _column(case, "lexical"), *([case.late] if with_late else [])]
    total: Scores = np.sum([1.0 / (RRF_K + 1 + np.argsort(np.argsort(-column))) for column in columns], axis=0)
    return total


def _standard(case: Case, weights: tuple[float, float, float]) -> Scores:
    columns = [_column(case, "dense"), _column(case, "lexical"), case.late]
    spread = [
        weight * (column - column.mean()) / max(column.std(), 1e-9)
        for weight, column in zip(weights, columns, strict=True)
    ]
    return np.sum(spread, axis=0)  # type: ignore[no-any-return]


def _min_max(case: Case, weights: tuple[float, float, float]) -> Scores:
    columns = [_column(case, "dense"), _column(case, "lexical"), case.late]
    spread = [
        weight * (column - column.min()) / max(np.ptp(column), 1e-9)
        for weight, column in zip(weights, columns, strict=True)
    ]
    return np.sum(spread, axis=0)  # type: ignore[no-any-return]


def _column(case: Case, name: str) -> Scores:
    return np.array([getattr(candidate, name) for candidate in case.found.candidates], dtype=np.float64)


def _rows(case: Case, candidates: Sequence[Candidate]) -> list[int]:
    number = {candidate.passage: row for row, candidate in enumerate(case.found.candidates)}
    return [number[candidate.passage] for candidate in candidates]


def _order(scores: Scores) -> list[int]:
    return [int(row) for row in np.argsort(-scores, kind="stable")]


def main(arguments: Sequence[str]) -> None:
    """Print the table for the data sets named, the halves that report; `PATH@N` takes N questions."""
    settings = Settings()
    of_sets = {}
    for argument in arguments:
        path, _, limit = argument.partition("@")
        of_sets[Path(path).stem] = list(cases(Path(path), settings, Half.REPORT, int(limit or 0)))
    print("\n".join(report(of_sets)))
