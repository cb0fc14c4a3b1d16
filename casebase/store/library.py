"""The library: everything that was handed in, in one SQL database plus the originals. Writing happens here.

Reading for people goes through `casebase.store.shelves`, which takes a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.faults import reached
from casebase.late import Embedded
from casebase.models import Details, Document, DocumentId, PassageId, Visibility
from casebase.store.blobs import Originals
from casebase.store.failures import named_failures
from casebase.store.placing import Handed, handed, keep_details, key_of, place_of, relate, says_older
from casebase.store.publication import (
    Publication,
    Within,
    add_findings,
    add_text,
    add_vectors,
    batches,
    next_change,
    now,
    version_id,
)
from casebase.store.rows import details_columns, details_of, document_of
from casebase.store.schema import DocumentRow, OriginalRow, VectorRow, VersionRow
from casebase.store.sketches import add_sketch
from casebase.store.starter_cases import keep_case, revised_here
from casebase.text.editions import Edition, placed
from casebase.text.tokens import tokenize

__all__ = ["CIRCLES", "Library", "Publication", "version_id"]

CIRCLES = (Visibility.OWN, Visibility.PARTNERS, Visibility.PUBLIC)
"""Circles of readers, the narrowest first."""


class Library:
    """Keeps originals, documents, versions, pages, passages and vectors. Every write is one transaction.

    Failures of the disk and of the database raise StorageError; what was there before is then unchanged.
    """

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._originals = originals

    def keep_original(self, content: bytes) -> str:
        """Store the bytes of a file and return their SHA-256. They count as received when they are published."""
        return self._originals.keep(content)

    def original(self, sha256: str) -> bytes:
        """Return the bytes of an original, for reading the file again. Raises FileNotFoundError when they are gone."""
        return self._originals.read(sha256)

    def receiving(self) -> AbstractContextManager[None]:
        """Within it nobody removes an original: what `keep_original` kept is still there for `publish`."""
        return self._originals.receiving()

    @named_failures()
    def known(self, organization: str, sha256: str) -> Document | None:
        """Return the document of `organization` one of whose versions was made from these bytes, as of that version.

        A current version is preferred; a document that was withdrawn is returned too, since its versions are still there.
        """
        with Session(self._engine) as session:
            return _known(session, organization, sha256)

    def is_withdrawn(self, document: DocumentId) -> bool:
        """Tell whether a document was withdrawn."""
        with Session(self._engine) as session:
            return bool(session.get_one(DocumentRow, document).withdrawn_at)

    @named_failures()
    def missing_vectors(self, keys: Iterable[str]) -> set[str]:
        """Return those of `keys` for which no vector is stored yet."""
        wanted = set(keys)
        with Session(self._engine) as session:
            for some in batches(sorted(wanted)):
                wanted.difference_update(session.scalars(select(VectorRow.key).where(VectorRow.key.in_(some))))
        return wanted

    @named_failures()
    def keep_vectors(self, vectors: Mapping[str, Embedded], fingerprint: str) -> None:
        """Store vectors by key; those that are there already stay as they are."""
        with Session(self._writing) as session, session.begin():
            add_vectors(session, vectors, fingerprint)

    @named_failures()
    def publish(
        self,
        publications: Sequence[Publication],
        vectors: Mapping[str, Embedded],
        fingerprint: str,
        within: Within | None = None,
    ) -> list[Document]:
        """Make files current, with everything that belongs to them, in one transaction: readers see all of it or nothing.

        `within` is called inside the transaction when all is written; what it raises undoes everything.

        `vectors` holds those vectors of the passages that `missing_vectors` named, by key.
        `casebase.store.placing` decides whether a file becomes the next version of a document, an older version of it, or
        a document of its own. Publishing what is already there stores nothing twice.
        """
        arrivals = [_handed(one) for one in publications]
        tokens = {  # slow, so before the write lock is taken
            passage.id: " ".join(tokenize(passage.searched)) for one in publications for passage in one.passages
        }
        with Session(self._writing) as session, session.begin():
            add_vectors(session, vectors, fingerprint)
            reached("publish.vectors_kept")
            documents = [
                _publish(session, publication, arrived, tokens, fingerprint)
                for publication, arrived in zip(publications, arrivals, strict=True)
            ]
            if within is not None:
                within(session, documents)
            reached("publish.before_commit")
        reached("publish.after_commit")
        return documents

    @named_failures()
    def update_details(self, document: DocumentId, details: Details) -> bool:
        """Replace what is said about a document. Return whether anything changed; a case that was revised here stays."""
        with Session(self._writing) as session, session.begin():
            if revised_here(session, details):
                return False
            keep_case(session, document, details)
            row = session.get_one(DocumentRow, document)
            if details_of(row) == details:
                return False
            _apply(row, details)
            row.change = next_change(session)
            row.updated_at = now()
            reached("details.before_commit")
            return True


def _publish(
    session: Session, new: Publication, arrived: Handed, tokens: Mapping[PassageId, str], fingerprint: str
) -> Document:
    if revised := revised_here(session, new.details):
        return document_of(revised, session.get_one(VersionRow, revised.current_version))
    document = _written(session, new, arrived, tokens, fingerprint)
    keep_case(session, document.id, new.details)
    return document


def _written(
    session: Session, new: Publication, arrived: Handed, tokens: Mapping[PassageId, str], fingerprint: str
) -> Document:
    if version := session.get(VersionRow, new.version):
        return document_of(session.get_one(DocumentRow, version.document), version)
    # Asked again under the lock that lets one write at a time: another worker may have read the same bytes meanwhile.
    if not new.replaces and not new.details.is_record:
        known = _known(session, new.details.organization, new.original)
        if known is not None:
            return _narrowed(session, known, new.details.visibility)
    change = next_change(session)
    edition = arrived.edition
    place = place_of(session, arrived)
    document, current = place.document, None
    if document is None:
        document = _new_document(new, change)
        session.add(document)
        session.flush()
    else:
        current = session.get(VersionRow, document.current_version)
    older = current is not None and not new.replaces and says_older(edition, key_of(current))
    if current is not None and not older:
        keep_details(session, document)
        _apply(document, new.details)
        document.current_version = new.version
        document.change = change
        document.updated_at = now()
    received = {"sha256": new.original, "received_at": now()}
    session.execute(upsert(OriginalRow).values(received).on_conflict_do_nothing())
    version = _new_version(new, document, 1 + (session.scalar(_last_number(document.id)) or 0))
    version.edition_key = list(placed(Edition() if new.replaces else edition, key_of(current)))
    version.edition_date = edition.told_date
    if older:
        version.details = details_columns(new.details)
    session.add(version)
    session.flush()
    add_text(session, new.version, new.title, new.pages, new.passages, tokens, fingerprint)
    add_findings(session, new.version, new.findings)
    add_sketch(session, new.version, arrived.found)
    if not older:
        relate(session, document.id, place, edition)
    return document_of(document, version)


def _known(session: Session, organization: str, sha256: str) -> Document | None:
    query = (
        select(DocumentRow, VersionRow)
        .join(VersionRow, VersionRow.document == DocumentRow.id)
        .where(VersionRow.original == sha256, DocumentRow.organization == organization)
        .order_by(DocumentRow.withdrawn_at, VersionRow.id != DocumentRow.current_version)
    )
    found = session.execute(query).first()
    return document_of(*found.tuple()) if found else None


def _narrowed(session: Session, known: Document, visibility: Visibility) -> Document:
    """Keep a document that was handed in twice at once within the narrower of the two circles of readers."""
    if CIRCLES.index(visibility) >= CIRCLES.index(known.details.visibility):
        return known
    row = session.get_one(DocumentRow, known.id)
    _apply(row, replace(known.details, visibility=visibility))
    row.change = next_change(session)
    row.updated_at = now()
    return replace(known, details=replace(known.details, visibility=visibility))


def _handed(new: Publication) -> Handed:
    return handed(new.details, new.file_name, "\n".join(page.text for page in new.pages), new.replaces)


def _new_document(new: Publication, change: int) -> DocumentRow:
    return DocumentRow(
        id=new.version,  # a document is named by its first version
        file_name=new.file_name,
        current_version=new.version,
        change=change,
        updated_at=now(),
        **details_columns(new.details),
    )


def _new_version(new: Publication, document: DocumentRow, number: int) -> VersionRow:
    return VersionRow(
        id=new.version,
        document=document.id,
        number=number,
        original=new.original,
        file_name=new.file_name,
        media_type=new.media_type,
        language=new.language,
        pages=len(new.pages),
        passages=len(new.passages),
        warnings=list(new.warnings),
        created_at=now(),
        visibility=new.details.visibility.value,
    )


def _last_number(document: DocumentId) -> Select[int]:
    return select(func.max(VersionRow.number)).where(VersionRow.document == document)


def make_current(session: Session, document: Document, details: Details) -> None:
    """Make a version that was just published current, whatever stood before, with what is said about it now; a document
    that was withdrawn is back. Within the transaction that publishes it."""
    row = session.get_one(DocumentRow, document.id)
    if row.current_version == document.version and details_of(row) == details and not row.withdrawn_at:
        return
    _apply(row, details)
    row.current_version = document.version
    row.withdrawn_at = row.withdrawn_because = ""
    row.change = next_change(session)
    row.updated_at = now()


def _apply(row: DocumentRow, details: Details) -> None:
    for name, value in details_columns(details).items():
        setattr(row, name, value)
