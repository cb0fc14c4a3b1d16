"""Answers as they were seen, each behind a link of its own, and questions that stay open.

A kept answer names versions, pages and spans. Whoever opens its link reads only what they may read now: a sentence of
which one citation is closed to them is left out, and an answer of which nothing is left looks absent.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.errors import NotFound, Withdrawn
from casebase.models import Answer, AnswerSentence, Citation, DocumentId, Filters, Grounds, Status
from casebase.store.publication import now
from casebase.store.rows import filters_of
from casebase.store.schema import GapRow, KeptAnswerRow
from casebase.store.shelves import Shelves

LONGEST_GAP = 1000


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was shown at `kept_at` (ISO, UTC).

    `replaced` are the documents that have a newer version by now, `hidden` counts sentences that this reader may not see
    (any more); `withdrawn` says that one of them rests on a document that was withdrawn since.
    """

    id: str
    kept_at: str
    question: str
    filters: Filters
    answer: Answer
    replaced: frozenset[DocumentId]
    hidden: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer: how often it was recorded, first and last (ISO, UTC)."""

    question: str
    language: str
    times: int
    first_at: str
    last_at: str


class KeptAnswers:
    """Keeps answers and open questions."""

    def __init__(self, engine: Engine, shelves: Shelves) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._shelves = shelves

    def keep(self, question: str, filters: Filters, answer: Answer) -> str:
        """Keep an answer and return its id; the same answer to the same question keeps the id it has."""
        shown = _shown(filters, answer)
        content = hashlib.sha256(json.dumps([question, shown], sort_keys=True).encode()).hexdigest()
        with Session(self._engine) as session:
            if known := session.scalar(_ID_OF, {"content": content}):
                return known
        new = {"id": secrets.token_urlsafe(12), "content": content, "kept_at": now(), "question": question}
        with Session(self._writing) as session, session.begin():
            session.execute(upsert(KeptAnswerRow).values(**new, shown=shown).on_conflict_do_nothing())
            return session.execute(_ID_OF, {"content": content}).scalar_one()

    def kept(self, identifier: str, reader: Reader) -> KeptAnswer:
        """Return a kept answer as far as `reader` may see what it rests on. Raises NotFound when that is nothing."""
        with Session(self._engine) as session:
            row = session.get(KeptAnswerRow, identifier)
        if row is None:
            raise NotFound()
        shown: dict[str, Any] = row.shown
        citations: list[Citation] = []
        gone: Withdrawn | None = None
        for one in shown["citations"]:
            try:
                citations.append(self._citation(one, reader))
            except Withdrawn as error:
                gone = error
            except NotFound:
                continue
        open_to_reader = {citation.n for citation in citations}
        sentences = [_sentence(one) for one in shown["sentences"]]
        visible = [sentence for sentence in sentences if open_to_reader.issuperset(sentence.citations)]
        if not visible:
            raise gone or NotFound()
        used = {n for sentence in visible for n in sentence.citations}
        cited = tuple(citation for citation in citations if citation.n in used)
        answer = Answer(
            status=Status.ANSWERED,
            language=shown["language"],
            sentences=tuple(visible),
            citations=cited,
            nearest=(),
            engine=shown["engine"],
            ms=0.0,
            notice=shown["notice"],
        )
        replaced = frozenset(c.document.id for c in cited if self._is_replaced(c, reader))
        filters = filters_of(shown["filters"])
        hidden = len(sentences) - len(visible)
        return KeptAnswer(row.id, row.kept_at, row.question, filters, answer, replaced, hidden, gone is not None)

    def record_gap(self, question: str, language: str) -> None:
        """Record that a question has no answer yet; the same question again counts once more."""
        said = " ".join(question.split())[:LONGEST_GAP]
        if not said:
            return
        at = now()
        new = upsert(GapRow).values(question=said, language=language, times=1, first_at=at, last_at=at)
        again = {"times": GapRow.times + 1, "last_at": at}
        with Session(self._writing) as session, session.begin():
            session.execute(new.on_conflict_do_update(index_elements=["question"], set_=again))

    def gaps(self) -> Sequence[Gap]:
        """Return the recorded questions, those asked most often first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(GapRow).order_by(GapRow.times.desc(), GapRow.last_at.desc()))
            return [Gap(row.question, row.language, row.times, row.first_at, row.last_at) for row in rows]

    def _citation(self, one: Mapping[str, Any], reader: Reader) -> Citation:
        """Return a citation as it was. Raises NotFound where it is not the reader's to see, Withdrawn where it is no longer."""
        document = self._shelves.version(one["version"], reader)
        passage = self._shelves.passage(one["passage"], reader)
        page = self._shelves.page(one["version"], one["page"], reader)
        quote = page.text[one["start"] : one["end"]]
        return Citation(one["n"], document, passage, one["page"], one["start"], one["end"], quote)

    def _is_replaced(self, citation: Citation, reader: Reader) -> bool:
        return self._shelves.document(citation.document.id, reader).version != citation.document.version


_ID_OF = select(KeptAnswerRow.id).where(KeptAnswerRow.content == bindparam("content"))


def _shown(filters: Filters, answer: Answer) -> dict[str, Any]:
    return {
        "filters": asdict(filters),
        "language": answer.language,
        "engine": answer.engine,
        "notice": answer.notice,
        "sentences": [_sentence_shown(one) for one in answer.sentences],
        "citations": [
            {
                "n": one.n,
                "version": one.document.version,
                "passage": one.passage.id,
                "page": one.page,
                "start": one.start,
                "end": one.end,
            }
            for one in answer.citations
        ],
    }


def _sentence_shown(sentence: AnswerSentence) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": sentence.text, "citations": list(sentence.citations)}
    if sentence.grounds is not Grounds.QUOTED:
        shown |= {"support": sentence.support, "grounds": sentence.grounds.value}
    return shown


def _sentence(one: Mapping[str, Any]) -> AnswerSentence:
    grounds = Grounds(one.get("grounds", Grounds.QUOTED))
    return AnswerSentence(one["text"], tuple(one["citations"]), one.get("support", 1.0), grounds)
