"""The table of imports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from casebase.store.schema import Base


class ImportRow(Base):
    """A file of cases that was handed in to be imported, see `casebase.imports.ImportRun`; `worker` is the one that has it."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_organization", "organization"),
        Index("ix_imports_state", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(Text)
    organization: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(Text)
    original: Mapped[str] = mapped_column(ForeignKey("originals.sha256"), index=True)
    form: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    worker: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(server_default=text("0"))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("'{}'"))
    error: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    created_at: Mapped[str] = mapped_column(String(32))
    finished_at: Mapped[str] = mapped_column(String(32), server_default=text("''"))
