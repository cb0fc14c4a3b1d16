"""Tables of cases: numbers that are given once, cases with their newest draft, their history and their comments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from casebase.store.schema import Base


class CaseNumberRow(Base):
    """A number of a case, given once and never again. `origin` names the record of another registry that it was given to."""

    __tablename__ = "case_numbers"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 -- read once, by SQLAlchemy

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    origin: Mapped[str | None] = mapped_column(String(400), unique=True)


class CaseRow(Base):
    """A case with its newest draft; `fields` are its entries, `version` counts every change.

    `published` is the revision that the public sees, 0 where none is; `document` is the searchable document;
    `given` are those of `documents` that were handed in for this case.
    `content` is the hash of what was imported, so that the same row again changes nothing.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_organization_state", "organization", "state"),
        Index("ix_cases_next_check", "next_check"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    organization: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    extra: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=sql("'{}'"))
    authors: Mapped[list[str]] = mapped_column(JSON, default=list)
    attested: Mapped[list[str]] = mapped_column(JSON, default=list)
    documents: Mapped[list[str]] = mapped_column(JSON, default=list)
    given: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=sql("'[]'"))
    document: Mapped[str | None] = mapped_column(ForeignKey("documents.id"), index=True)
    published: Mapped[int] = mapped_column(default=0)
    successor: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    next_check: Mapped[str] = mapped_column(String(10), default="")
    reviewer: Mapped[str] = mapped_column(Text, default="")
    verified_on: Mapped[str] = mapped_column(String(10), default="")
    origin: Mapped[str | None] = mapped_column(String(400), unique=True)
    content: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[str] = mapped_column(String(32))
    updated_at: Mapped[str] = mapped_column(String(32))
    submitted_at: Mapped[str] = mapped_column(String(32), default="")


class CaseRevisionRow(Base):
    """One step in the history of a case. `fields` is the whole draft after it, None where the step changed no field."""

    __tablename__ = "case_revisions"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(16))
    at: Mapped[str] = mapped_column(String(32))
    began_at: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    organization: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    set_aside: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class CaseCommentRow(Base):
    """A remark on a case, or at one field of it; `reply_to` is the remark that it answers, 0 for none."""

    __tablename__ = "case_comments"
    __table_args__ = (Index("ix_case_comments_case", "case"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    field: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Text)
    organization: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    resolved_at: Mapped[str] = mapped_column(String(32), default="")
    resolved_by: Mapped[str] = mapped_column(Text, default="", server_default=sql("''"))
    reply_to: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
