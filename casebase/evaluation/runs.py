"""Put every question of a data set to the casebase and write down what came of it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casebase.access import Reader
from casebase.answer.subject import Said
from casebase.conversation.asking import said_of
from casebase.errors import NotFound
from casebase.evaluation.datasets import Dataset, Question, document_key
from casebase.models import Answer, Citation, Status
from casebase.service import Casebase

DEPTH = 20
"""Passages asked for, so that ten different documents are nearly always among them."""

SHOWN = 10
"""Documents kept of a ranking; no measure looks deeper."""

READ = 5
"""Passages kept of a search, to show what was found instead of the answer."""


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage that an answer cites: the document it stands in, and whether it holds a wording of the answer."""

    document: str
    holds_span: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the casebase answered, checked against the stored pages.

    `broken` counts citations whose quote is not the stored text at the place they name, or whose page is gone;
    `bare` counts sentences without a citation; `span_quoted` and `span_said` tell whether a quote, or the answer as a
    whole, holds a wording of the answer, and of a list everything on it; `passages` are the cited ones, each once.
    """

    status: str
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]
    documents: tuple[str, ...]
    broken: int
    bare: int
    span_quoted: bool
    ms: float
    span_said: bool = False
    passages: tuple[CitedPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, the documents found (best first), the time of the search in milliseconds, and the answer if asked.

    `span_rank` is the rank (from 1) of the first passage that holds a wording of the answer, 0 when none does; `read` are
    the best passages as (document, text). `put` is the question as it was asked: a turn of a conversation is put in full.
    """

    question: Question
    found: tuple[str, ...]
    ms: float
    asked: Asked | None = None
    span_rank: int = 0
    read: tuple[tuple[str, str], ...] = ()
    put: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """All outcomes of one data set, in its order."""

    dataset: str
    documents: int
    outcomes: Sequence[Outcome]


def run_dataset(
    dataset: Dataset,
    casebase: Casebase,
    reader: Reader,
    answers: int,
    each: Callable[[], object] = lambda: None,
) -> Run:
    """Search for every question of `dataset`, and ask for an answer to `answers` of them, evenly spaced.

    `each` is called after every question, for a progress bar.
    """
    total = len(dataset.questions)
    asked = {i * total // answers for i in range(min(answers, total))} if answers else set()
    if answers >= total:
        asked = set(range(total))
    if answers:  # a turn of a conversation leans on the answers before it
        asked |= {number for number, question in enumerate(dataset.questions) if question.thread}
    casebase.search("ウォームアップ warm-up", reader)  # opens the index and the dictionary; not part of any time
    outcomes, said = [], dict[str, list[Said]]()
    for number, question in enumerate(dataset.questions):
        before = said.setdefault(question.thread, []) if question.thread else []
        outcomes.append(_outcome(question, before, casebase, reader, number in asked))
        each()
    return Run(dataset.name, len(casebase.documents(reader)), outcomes)


def _outcome(question: Question, said: list[Said], casebase: Casebase, reader: Reader, ask: bool) -> Outcome:
    """Ask `question` after what was `said` in its conversation, and add to that what it and its answer say."""
    put = casebase.conversations.after(question.text, said, reader).question if said else question.text
    result = casebase.search(put, reader, top=DEPTH)
    passages = [(document_key(hit.document.file_name), hit.passage.text) for hit in result.hits]
    found = tuple(dict.fromkeys(document for document, _ in passages))[:SHOWN]
    rank = next((i for i, (_, text) in enumerate(passages, start=1) if holds(text, question.spans)), 0)
    asked = None
    if ask:
        began = time.perf_counter()
        answer = casebase.ask(put, reader)
        asked = _asked(question, answer, (time.perf_counter() - began) * 1000, casebase, reader)
        said.append(said_of(put, answer))
    return Outcome(question, found, result.ms, asked, rank, tuple(passages[:READ]), put)


def _asked(question: Question, answer: Answer, ms: float, casebase: Casebase, reader: Reader) -> Asked:
    return Asked(
        status=answer.status.value,
        sentences=tuple(sentence.text for sentence in answer.sentences),
        quotes=tuple(citation.quote for citation in answer.citations),
        documents=tuple(dict.fromkeys(document_key(c.document.file_name) for c in answer.citations)),
        broken=sum(not is_intact(citation, casebase, reader) for citation in answer.citations),
        bare=_bare_sentences(answer),
        span_quoted=_quotes_all([citation.quote for citation in answer.citations], question),
        ms=ms,
        span_said=_says_all(" ".join(sentence.text for sentence in answer.sentences), question),
        passages=_cited_passages(answer, question),
    )


def holds(text: str, spans: Sequence[str]) -> bool:
    """Tell whether one of `spans` stands in `text`, whatever the width, case and space: gold spans are typed by people."""
    plain = _plain(text)
    return any(_plain(span) in plain for span in spans)


def _says_all(text: str, question: Question) -> bool:
    """Tell whether a text holds a wording of the answer, and everything that it may not leave out."""
    return (not question.spans or holds(text, question.spans)) and all(holds(text, (one,)) for one in question.every)


def _quotes_all(quotes: Sequence[str], question: Question) -> bool:
    held = not question.spans or any(holds(quote, question.spans) for quote in quotes)
    return held and all(any(holds(quote, (one,)) for quote in quotes) for one in question.every)


def is_intact(citation: Citation, casebase: Casebase, reader: Reader) -> bool:
    """Tell whether the quote stands, character for character, at the place in the stored page that the citation names."""
    try:
        page = casebase.page(citation.document.version, citation.page, reader)
    except NotFound:
        return False
    return bool(citation.quote) and page.text[citation.start : citation.end] == citation.quote


def _cited_passages(answer: Answer, question: Question) -> tuple[CitedPassage, ...]:
    cited = {citation.passage.id: citation for citation in answer.citations}
    return tuple(
        CitedPassage(document_key(c.document.file_name), holds(c.passage.text, question.spans or question.every))
        for c in cited.values()
    )


def _bare_sentences(answer: Answer) -> int:
    known = {citation.n for citation in answer.citations}
    if answer.status is not Status.ANSWERED:
        return len(answer.sentences)
    return sum(not sentence.citations or not known.issuperset(sentence.citations) for sentence in answer.sentences)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
