"""Tables of conversations, feedback and the evaluation questions made of it; `schema` has those of the documents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from casebase.store.schema import Base


class ThreadRow(Base):
    """A conversation of one person; its turns are questions, each with the answer that was kept for it."""

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_person", "person", "updated_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(String(32))
    updated_at: Mapped[str] = mapped_column(String(32))


class TurnRow(Base):
    """One question of a conversation: as typed, as asked, who rewrote it (empty: nobody), and the answer's id, if it has one."""

    __tablename__ = "turns"

    thread: Mapped[str] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    typed: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)
    rewritten_by: Mapped[str] = mapped_column(String(80))
    answer: Mapped[str] = mapped_column(String(32))
    engine: Mapped[str] = mapped_column(String(80))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_at: Mapped[str] = mapped_column(String(32))


class FeedbackRow(Base):
    """What a person said of an answer (`citation` 0) or of one of its citations. No text of documents is kept here."""

    __tablename__ = "feedback"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 -- read once, by SQLAlchemy

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    answer: Mapped[str] = mapped_column(String(32))
    citation: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    comment: Mapped[str] = mapped_column(Text)
    given_at: Mapped[str] = mapped_column(String(32))


class EvaluationQuestionRow(Base):
    """A question to measure with, made of feedback (`origin` is `feedback-N`) or of an open question (`gap-…`)."""

    __tablename__ = "evaluation_questions"

    origin: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[str] = mapped_column(String(32))


def feedback_origin(number: int) -> str:
    """Return the origin of the evaluation question that is made of feedback."""
    return f"feedback-{number}"
