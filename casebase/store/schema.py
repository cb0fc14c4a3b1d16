"""Tables of the truth. Everything that is not here or among the originals can be deleted and made again.

`change` counts publications: every document carries the count at which it last changed, an index generation the count
up to which it was built. Comparing the two tells exactly what an index does not know yet.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
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
    """A document as it stands: details, and a pointer to its current version. This pointer is what publishing changes.

    A document that was made a version of another has no version of its own any more; `merged_into` names the other.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_owner_name", "organization", "file_name"),
        Index("ix_documents_readable", "organization", "visibility", "withdrawn_at", "current_version", "id"),
    )

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
    created_on: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    record: Mapped[dict[str, object]] = mapped_column(JSON)
    starter: Mapped[bool]
    file_name: Mapped[str] = mapped_column(Text)
    current_version: Mapped[str] = mapped_column(String(32))
    change: Mapped[int] = mapped_column(index=True)
    updated_at: Mapped[str] = mapped_column(String(32))
    withdrawn_at: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))
    withdrawn_because: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    merged_into: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))


class VersionRow(Base):
    """One immutable reading of one original.

    `number` counts as received and never changes. `edition_key` (JSON: fiscal year, number, date) orders editions,
    `edition_date` is the date the edition itself says. `visibility` and `details` are those it was handed in with, `home` is
    the document that it was, if it came from another.
    """

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
    edition_key: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    edition_date: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    visibility: Mapped[str] = mapped_column(String(16), default="", server_default=text("''"))
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    home: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))


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
    """One passage of a version; `tokens` is the searched form of its text and its `readings`, `body_key` and `title_key`
    name its vectors."""

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_version", "version", "page", "start"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("versions.id"))
    page: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    readings: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    text: Mapped[str] = mapped_column(Text)
    section: Mapped[list[str]] = mapped_column(JSON)
    boxes: Mapped[list[list[float]]] = mapped_column(JSON)
    tokens: Mapped[str] = mapped_column(Text)
    body_key: Mapped[str] = mapped_column(ForeignKey("vectors.key"))
    title_key: Mapped[str] = mapped_column(ForeignKey("vectors.key"))


class KeptAnswerRow(Base):
    """An answer as somebody saw it; `content` is the hash of everything but the time, so that the same is kept once."""

    __tablename__ = "kept_answers"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[str] = mapped_column(String(64), unique=True)
    kept_at: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(Text)
    shown: Mapped[dict[str, object]] = mapped_column(JSON)


class GapRow(Base):
    """A question that the casebase could not answer and that somebody wants answered; asked again, it counts."""

    __tablename__ = "gaps"

    question: Mapped[str] = mapped_column(String(1000), primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    times: Mapped[int]
    first_at: Mapped[str] = mapped_column(String(32))
    last_at: Mapped[str] = mapped_column(String(32))


class UsageRow(Base):
    """What one engine used up on one day (UTC); `cost` is in the unit of its prices."""

    __tablename__ = "usage"

    engine: Mapped[str] = mapped_column(String(100), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    exchanges: Mapped[int]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    cost: Mapped[float]


class VectorRow(Base):
    """A vector by the content and the model it was made from: float16, little endian.

    `tokens` are its token vectors (`casebase.late`), empty where the model has none.
    """

    __tablename__ = "vectors"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    model: Mapped[str] = mapped_column(String(64), index=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    tokens: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''"))


class SketchRow(Base):
    """How many shingles the text of a version has, and a number that is shorter than the version's name."""

    __tablename__ = "sketches"

    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("versions.id"), unique=True)
    size: Mapped[int]
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class SketchHashRow(Base):
    """A sampled hash of a text (`casebase.text.shingles`): from a hash to the texts that hold it."""

    __tablename__ = "sketch_hashes"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 -- read once, by SQLAlchemy

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sketch: Mapped[int] = mapped_column(ForeignKey("sketches.number"), primary_key=True)


class RelationRow(Base):
    """Two documents of much the same text, `one` < `other`. `newer` names the later edition if they may be editions of one.

    `state`: `proposed` (an editor should decide whether they are editions of one document), `apart` (decided: they are
    not), or empty.
    """

    __tablename__ = "relations"
    __table_args__ = (Index("ix_relations_other", "other"),)

    one: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    other: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    overlap: Mapped[float]
    contained: Mapped[float]
    newer: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(16), default="")


class JobRow(Base):
    """A file that was handed in, from its receipt to its end; ids grow, so that the smallest is the oldest.

    `inside` is the job of the archive or message that the file came out of, 0 for one that was handed in by itself.
    `owner` is the worker that has it, empty when nobody does, and `beats` counts that worker's signs of life.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_owner_state", "owner", "state"),
        Index("ix_jobs_organization", "organization", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    inside: Mapped[int] = mapped_column(default=0, index=True)
    organization: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(Text)
    original: Mapped[str] = mapped_column(String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    hold: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    pages: Mapped[int] = mapped_column(default=0)
    passages: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    findings: Mapped[list[str]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str] = mapped_column(String(64), default="")
    beats: Mapped[int] = mapped_column(default=0)
    document: Mapped[str] = mapped_column(String(32), default="")
    version: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[str] = mapped_column(String(32), default="")
    finished_at: Mapped[str] = mapped_column(String(32), default="")


class ReadingRow(Base):
    """What was read from the file of a job that waits for a decision; gone as soon as it is decided and done."""

    __tablename__ = "readings"

    job: Mapped[int] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
