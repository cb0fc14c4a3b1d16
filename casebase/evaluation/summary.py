"""From outcomes to figures: one number a question for each measure, then means with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from casebase.evaluation.datasets import Question
from casebase.evaluation.metrics import Estimate, estimate, ndcg_at, percentile, recall_at, reciprocal_rank_at
from casebase.evaluation.runs import Asked, Outcome, Run
from casebase.models import Status

RETRIEVAL: Mapping[str, Callable[[Sequence[str], Mapping[str, float]], float]] = {
    "recall@1": lambda found, gold: recall_at(1, found, gold),
    "recall@5": lambda found, gold: recall_at(5, found, gold),
    "recall@10": lambda found, gold: recall_at(10, found, gold),
    "ndcg@10": lambda found, gold: ndcg_at(10, found, gold),
    "mrr@10": lambda found, gold: reciprocal_rank_at(10, found, gold),
}
"""Measures of a ranking of documents, for questions that have an answer."""

SPAN_DEPTH = 5
"""Passages among which the wording of the answer must stand."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one data set; `by_language` and `by_type` give the same measures for the questions of each.

    `search_ms` and `ask_ms` are (p50, p95). Measures that no question speaks to are absent.
    """

    dataset: str
    questions: int
    documents: int
    measures: Mapping[str, Estimate]
    by_language: Mapping[str, Mapping[str, Estimate]]
    by_type: Mapping[str, Mapping[str, Estimate]]
    search_ms: tuple[float, float]
    ask_ms: tuple[float, float]
    citations: int


def summarize(run: Run) -> Summary:
    """Return the figures of a run."""
    asked = [outcome.asked for outcome in run.outcomes if outcome.asked]
    return Summary(
        dataset=run.dataset,
        questions=len(run.outcomes),
        documents=run.documents,
        measures=_estimates(run.outcomes),
        by_language=_by(run.outcomes, lambda question: question.language),
        by_type=_by(run.outcomes, lambda question: question.type),
        search_ms=_p50_p95([outcome.ms for outcome in run.outcomes]),
        ask_ms=_p50_p95([one.ms for one in asked]),
        citations=sum(len(one.quotes) for one in asked),
    )


def values(outcome: Outcome) -> dict[str, float]:
    """Return one number (0..1) for each measure that this question speaks to.

    recall, ndcg, mrr   of the documents found, for questions with an answer
    span@5              of questions with a known wording of the answer, those where it stands in the first five passages
    status right        the casebase answered what has an answer, and refused what has none
    refused             of questions without an answer, those refused
    wrongly refused     of questions with an answer, those refused (the lower the better)
    gold cited          of questions with an answer, those whose citations name a document that holds it
    citation recall     of the documents that hold the answer, the share cited (0 where the question was refused)
    citation precision  of an answer's cited passages, the share that stand in a document that holds the answer, or that is no
                        mistake to cite
    cited span          of an answer's cited passages, the share that hold a known wording of the answer
    span quoted         of questions with a known wording of the answer, those whose quotes contain it
    answer has gold     of the same, those whose answer as a whole contains it; of a list, everything on it
    quotes intact       of an answer's citations, those that equal the stored text; 1.0 is the only good value
    cited sentences     of an answer's sentences, those with a citation
    """
    question, asked = outcome.question, outcome.asked
    measured: dict[str, float] = {}
    if question.answerable and question.gold:
        measured |= {name: measure(outcome.found, question.gold) for name, measure in RETRIEVAL.items()}
    if question.answerable and question.spans:
        measured["span@5"] = float(0 < outcome.span_rank <= SPAN_DEPTH)
    if asked is None:
        return measured
    answered = asked.status == Status.ANSWERED
    measured["status right"] = float(answered == question.answerable)
    if question.answerable:
        measured["wrongly refused"] = float(not answered)
        measured |= _of_the_answer(question, asked)
    else:
        measured["refused"] = float(not answered)
    if asked.quotes:
        measured["quotes intact"] = 1.0 - asked.broken / len(asked.quotes)
    if asked.sentences:
        measured["cited sentences"] = 1.0 - asked.bare / len(asked.sentences)
    return measured


def _of_the_answer(question: Question, asked: Asked) -> dict[str, float]:
    """Return how good the answer to a question that has one is, by its documents and by its words."""
    measured = {}
    if question.gold:
        cited = question.gold.keys() & set(asked.documents)
        measured["gold cited"] = float(bool(cited))
        measured["citation recall"] = len(cited) / len(question.gold)
        if asked.passages:
            right = question.gold.keys() | question.also
            measured["citation precision"] = fmean(passage.document in right for passage in asked.passages)
    if question.spans or question.every:
        if asked.passages:
            measured["cited span"] = fmean(passage.holds_span for passage in asked.passages)
        measured["span quoted"] = float(asked.span_quoted)
        measured["answer has gold"] = float(asked.span_said)
    return measured


def failing(run: Run) -> list[tuple[Outcome, str]]:
    """Return the questions that went wrong, each with the gravest thing that did, gravest first."""
    found = []
    for outcome in run.outcomes:
        measured = values(outcome)
        for gravity, (name, good, words) in enumerate(_FAULTS):
            if name in measured and not good(measured[name]):
                found.append((gravity, outcome, words))
                break
    return [(outcome, words) for _, outcome, words in sorted(found, key=lambda item: item[0])]


_FAULTS: Sequence[tuple[str, Callable[[float], bool], str]] = (
    ("quotes intact", lambda value: value == 1.0, "引用が原文と一致しない / a quote differs from its source"),
    ("cited sentences", lambda value: value == 1.0, "引用のない文がある / a sentence has no citation"),
    ("refused", lambda value: value == 1.0, "答えのない問いに答えた / answered what has no answer"),
    ("wrongly refused", lambda value: value == 0.0, "答えのある問いを断った / refused what has an answer"),
    ("recall@10", lambda value: value > 0.0, "上位10件にない / not among the first ten"),
    (
        "span@5",
        lambda value: value == 1.0,
        "答えの語句が上位5箇所にない / the answer's words are not in the first five passages",
    ),
    ("gold cited", lambda value: value == 1.0, "正しい資料を引用していない / the right document is not cited"),
    ("span quoted", lambda value: value == 1.0, "答えの語句を引用していない / the answer's words are not quoted"),
    ("mrr@10", lambda value: value == 1.0, "1位ではない / not ranked first"),
)


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    columns: dict[str, list[float]] = {}
    for outcome in outcomes:
        for name, value in values(outcome).items():
            columns.setdefault(name, []).append(value)
    return {name: estimate(column) for name, column in columns.items()}


def _by(outcomes: Sequence[Outcome], label: Callable[[Question], str]) -> dict[str, dict[str, Estimate]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if name := label(outcome.question):
            groups.setdefault(name, []).append(outcome)
    return {name: _estimates(some) for name, some in groups.items()}


def _p50_p95(times: Sequence[float]) -> tuple[float, float]:
    return percentile(times, 50), percentile(times, 95)
