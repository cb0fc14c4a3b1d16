"""What a purge takes along beside the document itself: answers, and what people asked and said, as far as they hold its words."""

from __future__ import annotations

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from casebase.store.schema import KeptAnswerRow, VersionRow
from casebase.store.schema_threads import EvaluationQuestionRow, FeedbackRow, TurnRow


def forget_answers(session: Session, document: str) -> None:
    """Delete the kept answers that cite a document, for they hold its words, and whatever was made from them.

    Follow-ups in a conversation with such an answer were put in full with the document's title: they go back to what was typed.
    """
    held: set[str] = set()
    for version in session.scalars(select(VersionRow.id).where(VersionRow.document == document)):
        held.update(session.scalars(select(KeptAnswerRow.id).where(cast(KeptAnswerRow.shown, Text).contains(version))))
    said = session.scalars(select(FeedbackRow.id).where(FeedbackRow.answer.in_(held))).all()
    made = [f"feedback-{number}" for number in said]
    session.execute(delete(EvaluationQuestionRow).where(EvaluationQuestionRow.origin.in_(made)))
    session.execute(delete(FeedbackRow).where(FeedbackRow.id.in_(said)))
    threads = session.scalars(select(TurnRow.thread).where(TurnRow.answer.in_(held)).distinct()).all()
    rewritten = TurnRow.thread.in_(threads) & TurnRow.rewritten_by.not_in(("", "person"))
    session.execute(update(TurnRow).where(rewritten).values(question=TurnRow.typed, rewritten_by=""))
    session.execute(update(TurnRow).where(TurnRow.answer.in_(held)).values(answer=""))
    session.execute(delete(KeptAnswerRow).where(KeptAnswerRow.id.in_(held)))
