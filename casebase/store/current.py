"""The passages that searches propose, fetched for a reader: text, documents and rights as they stand at this moment.

Every search does this, so it is one statement for the passages with what decides about access, and one for documents, both
without the object mapper, which takes longer than the database. Statements are made once: making one costs more than
running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Engine, bindparam, select

from casebase.access import Reader
from casebase.models import Document, Passage, PassageId, VersionId
from casebase.store.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, document_from, passage_of
from casebase.store.schema import DocumentRow, PassageRow, VersionRow
from casebase.store.selection import may_read_row

_STANDING = (DocumentRow.organization, DocumentRow.visibility, DocumentRow.withdrawn_at)
_PASSAGES = (
    select(*PASSAGE_COLUMNS, *_STANDING)
    .join(VersionRow, VersionRow.id == PassageRow.version)
    .join(DocumentRow, DocumentRow.id == VersionRow.document)
    .where(
        PassageRow.id.in_(bindparam("passages", expanding=True)),
        DocumentRow.current_version == PassageRow.version,
    )
)
_DOCUMENTS = (
    select(*DOCUMENT_COLUMNS)
    .join(VersionRow, VersionRow.document == DocumentRow.id)
    .where(VersionRow.id.in_(bindparam("versions", expanding=True)))
)


def current_passages(
    engine: Engine, passages: Iterable[PassageId], reader: Reader
) -> Mapping[PassageId, tuple[Passage, Document]]:
    """Return those of `passages` that belong to current versions `reader` may read, with their documents."""
    with engine.connect() as connection:
        rows = connection.execute(_PASSAGES, {"passages": list(passages)}).all()
        found = [passage_of(row) for row in rows if may_read_row(reader, row)]
        documents = _documents(connection, list({one.version for one in found}))
    return {one.id: (one, documents[one.version]) for one in found}


def _documents(connection: Connection, versions: Sequence[VersionId]) -> Mapping[VersionId, Document]:
    found = (document_from(row) for row in connection.execute(_DOCUMENTS, {"versions": versions}).all())
    return {document.version: document for document in found}
