"""What goes with words that must go: answers, and what people asked and said of them, as far as they hold those words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from casebase.store.schema import KeptAnswerRow
from casebase.store.schema_threads import EvaluationQuestionRow, FeedbackRow, TurnRow, feedback_origin


def answers_citing(session: Session, version: str) -> Sequence[KeptAnswerRow]:
    """Return the kept answers that cite a version: they hold its words."""
    return session.scalars(select(KeptAnswerRow).where(cast(KeptAnswerRow.shown, Text).contains(version))).all()


def forget_answers(session: Session, held: Collection[str]) -> None:
    """Delete kept answers, for they hold words that must go, and whatever was made from them.

    Follow-ups in a conversation with such an answer were put in full with the document's title: they go back to what was typed.
    """
    said = session.scalars(select(FeedbackRow.id).where(FeedbackRow.answer.in_(held))).all()
    made = [feedback_origin(number) for number in said]
    session.execute(delete(EvaluationQuestionRow).where(EvaluationQuestionRow.origin.in_(made)))
    session.execute(delete(FeedbackRow).where(FeedbackRow.id.in_(said)))
    threads = session.scalars(select(TurnRow.thread).where(TurnRow.answer.in_(held)).distinct()).all()
    rewritten = TurnRow.thread.in_(threads) & TurnRow.rewritten_by.not_in(("", "person"))
    session.execute(update(TurnRow).where(rewritten).values(question=TurnRow.typed, rewritten_by=""))
    session.execute(update(TurnRow).where(TurnRow.answer.in_(held)).values(answer=""))
    session.execute(delete(KeptAnswerRow).where(KeptAnswerRow.id.in_(held)))
