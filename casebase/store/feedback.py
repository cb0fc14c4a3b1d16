"""What people say of answers and citations, and the evaluation questions that stewards make of it and of open questions.

Feedback names an answer and a citation by number and keeps no text of documents; whoever looks at it sees the answer only as
far as they may see what it rests on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.errors import NotFound
from casebase.models import Answer
from casebase.store.kept import Gap, KeptAnswers
from casebase.store.publication import now
from casebase.store.schema_threads import EvaluationQuestionRow, FeedbackRow, feedback_origin
from casebase.text.language import language_of

LONGEST_COMMENT = 1000


class FeedbackKind(StrEnum):
    """What is said of an answer."""

    HELPFUL = "helpful"
    WRONG_CITATION = "wrong_citation"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One opinion on an answer (`citation` 0) or on one of its citations. `made` says that a question was made of it."""

    kind: FeedbackKind
    answer: str
    question: str
    language: str = "ja"
    citation: int = 0
    comment: str = ""
    id: int = 0
    given_at: str = ""
    made: bool = False

    @property
    def origin(self) -> str:
        """The id of the evaluation question that is made of it."""
        return feedback_origin(self.id)


class FeedbackBook:
    """Keeps feedback and evaluation questions."""

    def __init__(self, engine: Engine, answers: KeptAnswers) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._answers = answers

    def give(self, said: Feedback, person: str) -> int:
        """Keep one opinion and return its number; the same opinion of the same person again is kept once."""
        columns: dict[str, Any] = {
            "person": person,
            "kind": said.kind.value,
            "answer": said.answer,
            "citation": said.citation,
            "question": said.question,
            "comment": " ".join(said.comment.split())[:LONGEST_COMMENT],
        }
        with Session(self._writing) as session, session.begin():
            if known := session.scalar(select(FeedbackRow.id).filter_by(**columns)):
                return known
            row = FeedbackRow(**columns, language=said.language, given_at=now())
            session.add(row)
            session.flush()
            return row.id

    def all(self) -> Sequence[Feedback]:
        """Return everything that was said, the newest first."""
        with Session(self._engine) as session:
            made = set(session.scalars(select(EvaluationQuestionRow.origin)))
            rows = session.scalars(select(FeedbackRow).order_by(FeedbackRow.id.desc()))
            return [_feedback(row, made) for row in rows]

    def gaps(self) -> Sequence[tuple[Gap, bool]]:
        """Return the recorded open questions, those asked most often first, each with whether a question was made of it."""
        with Session(self._engine) as session:
            made = set(session.scalars(select(EvaluationQuestionRow.origin)))
        return [(gap, gap_origin(gap.question) in made) for gap in self._answers.gaps()]

    def make_question(self, said: Feedback, reader: Reader) -> None:
        """Make an evaluation question of feedback: the gold documents are those cited, without a citation said to be wrong."""
        answered = said.kind is not FeedbackKind.MISSING
        content: dict[str, Any] = {
            "id": said.origin,
            "question": said.question,
            "language": said.language,
            "answerable": answered,
            "type": said.kind.value.replace("_", "-"),
        }
        if answered:
            content |= _gold(said, self._kept(said.answer, reader))
        self._put(said.origin, content)

    def make_question_of_gap(self, question: str) -> None:
        """Make an evaluation question of an open question: one that the casebase must not answer as it stands."""
        origin = gap_origin(question)
        content = {"id": origin, "question": question, "language": language_of(question), "answerable": False}
        self._put(origin, {**content, "gold_document": None, "type": "gap"})

    def questions(self) -> Sequence[dict[str, Any]]:
        """Return the evaluation questions in the form of `tests/data/questions`, in the order made."""
        with Session(self._engine) as session:
            query = select(EvaluationQuestionRow).order_by(EvaluationQuestionRow.made_at, EvaluationQuestionRow.origin)
            return [row.content for row in session.scalars(query)]

    def _kept(self, identifier: str, reader: Reader) -> Answer | None:
        try:
            return self._answers.kept(identifier, reader).answer
        except NotFound:
            return None

    def _put(self, origin: str, content: dict[str, Any]) -> None:
        new = upsert(EvaluationQuestionRow).values(origin=origin, content=content, made_at=now())
        with Session(self._writing) as session, session.begin():
            session.execute(new.on_conflict_do_nothing())


def gap_origin(question: str) -> str:
    """Return the id of the evaluation question that is made of an open question."""
    return f"gap-{hashlib.sha256(question.encode()).hexdigest()[:12]}"


def _gold(said: Feedback, answer: Answer | None) -> dict[str, Any]:
    """Return the documents that a right answer cites; of a helpful answer also its words, any of which will do."""
    wrong = said.citation if said.kind is FeedbackKind.WRONG_CITATION else 0
    right = [one for one in answer.citations if wrong and one.n != wrong] if answer and wrong else []
    if answer and said.kind is FeedbackKind.HELPFUL:
        right = list(answer.citations)
    gold = list(dict.fromkeys(PurePath(one.document.file_name).stem for one in right))
    found: dict[str, Any] = {"gold_documents": gold} if len(gold) > 1 else {"gold_document": gold[0] if gold else None}
    if answer and said.kind is FeedbackKind.HELPFUL:
        found["answer_contains"] = [sentence.text for sentence in answer.sentences]
    return found


def _feedback(row: FeedbackRow, made: set[str]) -> Feedback:
    return Feedback(
        kind=FeedbackKind(row.kind),
        answer=row.answer,
        question=row.question,
        language=row.language,
        citation=row.citation,
        comment=row.comment,
        id=row.id,
        given_at=row.given_at,
        made=feedback_origin(row.id) in made,
    )
