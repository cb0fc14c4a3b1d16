"""A file ready to be published, and the rows that it becomes: versions, texts, vectors, findings. All within a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.embedding_inputs import embedding_texts, telling_name, vector_keys
from casebase.findings import Finding
from casebase.late import Embedded
from casebase.models import Details, Document, DocumentId, Page, Passage, PassageId, VersionId
from casebase.store.rows import finding_columns, page_columns, passage_columns
from casebase.store.schema import Counter, FindingRow, PageRow, PassageRow, VectorRow

CHANGE = "change"
"""Name of the counter of publications."""
_T = TypeVar("_T")

Within = Callable[[Session, Sequence[Document]], None]
"""What is done within the transaction that publishes documents, when they are written."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A file ready to be published: its text, where it stands, and what is said about it.

    `replaces` is the document whose newest version it is, if that was said.
    Every passage's `version` is `version_id(details.organization, file_name, original)`.
    """

    details: Details
    file_name: str
    original: str
    media_type: str
    language: str
    pages: Sequence[Page]
    passages: Sequence[Passage]
    warnings: Sequence[str] = ()
    replaces: DocumentId = ""
    findings: Sequence[Finding] = ()

    @property
    def version(self) -> VersionId:
        return version_id(self.details.organization, self.file_name, self.original)

    @property
    def title(self) -> str:
        """The title that is searched, empty where neither details nor file name say one."""
        return self.details.title or telling_name(self.file_name)

    def embedding_inputs(self) -> set[str]:
        """Return the distinct texts whose vectors the passages need."""
        return embedding_texts(self.title, self.passages)


def version_id(organization: str, file_name: str, original: str) -> VersionId:
    """Name the version that a file makes: the same file, handed in by the same organisation, makes the same version."""
    return hashlib.sha256("\0".join((organization, file_name, original)).encode()).hexdigest()[:32]


def add_vectors(session: Session, vectors: Mapping[str, Embedded], fingerprint: str) -> None:
    """Add vectors by key; those that are there already stay as they are."""
    rows = [
        {"key": key, "model": fingerprint, "vector": one.vector.astype("<f2").tobytes(), "tokens": one.tokens}
        for key, one in vectors.items()
    ]
    for some in batches(rows):
        session.execute(upsert(VectorRow).on_conflict_do_nothing(), some)


def add_text(
    session: Session,
    version: VersionId,
    title: str,
    pages: Sequence[Page],
    passages: Sequence[Passage],
    tokens: Mapping[PassageId, str],
    fingerprint: str,
) -> None:
    """Add the pages and passages of a version; their vectors must be there."""
    session.execute(insert(PageRow), [{"version": version, **page_columns(page)} for page in pages])
    rows = [
        {**passage_columns(passage), "tokens": tokens[passage.id], **vector_keys(fingerprint, title, passage)}
        for passage in passages
    ]
    if rows:
        session.execute(insert(PassageRow), rows)


def add_findings(session: Session, version: VersionId, findings: Sequence[Finding]) -> None:
    """Add what the health check found in a version, numbered in its order."""
    rows = [
        {"version": version, "number": number, "decided_at": "", **finding_columns(finding)}
        for number, finding in enumerate(findings)
    ]
    for some in batches(rows):
        session.execute(insert(FindingRow), some)


def next_change(session: Session) -> int:
    """Count one more publication, within the transaction that makes it, and return its number."""
    counter = session.get(Counter, CHANGE)
    if counter is None:
        counter = Counter(name=CHANGE, value=0)
        session.add(counter)
    counter.value += 1
    return counter.value


def batches(values: Sequence[_T], size: int = 500) -> Iterable[list[_T]]:
    """Divide values into parts that one statement can take."""
    return (list(values[i : i + size]) for i in range(0, len(values), size))


def now() -> str:
    """Return the present time in UTC as ISO text, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
