"""Tables of the truth. Everything that is not here or among the originals can be deleted and made again.

`change` counts publications: every document carries the count at which it last changed, an index generation the count
up to which it was built. Comparing the two tells exactly what an index does not know yet.
"""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of all tables."""


class Counter(Base):
    """A named counter; `change` is the only one so far."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]


class OriginalRow(Base):
    """A file as it was handed in; its bytes lie in the originals folder under its SHA-256."""

    __tablename__ = "originals"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[str] = mapped_column(String(32))


class DocumentRow(Base):
    """A document as it stands: details, and a pointer to its current version. This pointer is what publishing changes."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_owner_name", "organization", "file_name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organization: Mapped[str] = mapped_column(String(64))
    organization_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    task_type: Mapped[str] = mapped_column(String(64))
    policy_area: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(32))
    published_on: Mapped[str] = mapped_column(String(64))
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    record: Mapped[dict[str, object]] = mapped_column(JSON)
    starter: Mapped[bool]
    file_name: Mapped[str] = mapped_column(Text)
    current_version: Mapped[str] = mapped_column(String(32))
    change: Mapped[int] = mapped_column(index=True)
    updated_at: Mapped[str] = mapped_column(String(32))


class VersionRow(Base):
    """One immutable reading of one original."""

    __tablename__ = "versions"
    __table_args__ = (Index("ix_versions_document", "document", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    original: Mapped[str] = mapped_column(ForeignKey("originals.sha256"), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    pages: Mapped[int]
    passages: Mapped[int]
    warnings: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[str] = mapped_column(String(32))


class PageRow(Base):
    """One page of a version: the text as shown and where its lines are printed."""

    __tablename__ = "pages"

    version: Mapped[str] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[list[int]]] = mapped_column(JSON)
    lines: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[float]
    height: Mapped[float]
    label: Mapped[str] = mapped_column(Text)


class FindingRow(Base):
    """One finding of the health check in a version, in the order found, and what the editor decided about it."""

    __tablename__ = "findings"

    version: Mapped[str] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(8))
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    detail: Mapped[str] = mapped_column(Text)
    hidden: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(8))
    decided_at: Mapped[str] = mapped_column(String(32))


class PassageRow(Base):
    """One passage of a version; `tokens` is its searched form, `body_key` and `title_key` name its vectors."""

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_version", "version", "page", "start"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    section: Mapped[list[str]] = mapped_column(JSON)
    boxes: Mapped[list[list[float]]] = mapped_column(JSON)
    tokens: Mapped[str] = mapped_column(Text)
    body_key: Mapped[str] = mapped_column(ForeignKey("vectors.key"))
    title_key: Mapped[str] = mapped_column(ForeignKey("vectors.key"))


class VectorRow(Base):
    """A vector by the content and the model it was made from: float16, little endian.

    `tokens` are its token vectors (`casebase.late`), empty where the model has none.
    """

    __tablename__ = "vectors"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    model: Mapped[str] = mapped_column(String(64), index=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    tokens: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))
