"""Tables beside the documents by which cases are found, counted and compared; and the searches that were saved.

What stands in the first two is drawn from the documents and can be drawn again at any time (`casebase.store.facts`).
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebase.store.schema import Base


class CaseFactsRow(Base):
    """What documents are sorted and compared by, drawn from their details whenever those are written (`store.facts`)."""

    __tablename__ = "case_facts"

    document: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(200), index=True)
    owner: Mapped[str] = mapped_column(String(200))
    year: Mapped[str] = mapped_column(String(4))
    hours_user: Mapped[float | None]
    hours_total: Mapped[float | None]
    grade_user: Mapped[str] = mapped_column(String(16))
    grade_total: Mapped[str] = mapped_column(String(16))


class CaseValueRow(Base):
    """One value of one field by which documents are limited and counted; a field may have several values."""

    __tablename__ = "case_values"
    __table_args__ = (
        Index("ix_case_values_document", "document"),
        {"sqlite_with_rowid": False},
    )

    field: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    document: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)


class SavedSearchRow(Base):
    """A search that was kept under a name; `query` is the query of its address. `owner` is whose it is, empty: everybody's."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    owner: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(String(32))
