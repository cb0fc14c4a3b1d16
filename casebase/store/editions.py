"""Versions of a document as editors see to them: join two documents, separate a version again, keep two apart.

Nothing is deleted by any of it: a document that becomes a version of another keeps its row, and its address goes on working.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from casebase.access import Reader
from casebase.errors import NotAnEdition, NotFound
from casebase.models import Document, DocumentId, VersionId
from casebase.store.placing import (
    APART,
    PROPOSED,
    RELATED,
    current_of,
    handed,
    keep_details,
    key_of,
    place_of,
    relate,
    relations_of,
)
from casebase.store.publication import next_change, now
from casebase.store.rows import DETAIL_COLUMNS, details_of, document_of
from casebase.store.schema import DocumentRow, RelationRow, VersionRow
from casebase.store.selection import may_read_row
from casebase.store.sketches import text_of
from casebase.text.editions import HEAD, Edition, edition_of, placed

SAME_TEXT = 0.9
"""Overlap (Jaccard) from which two documents are said to have the same text."""


class Likeness(StrEnum):
    """How the texts of two documents are alike."""

    SAME_TEXT = "same_text"
    ADAPTED = "adapted"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Related:
    """A document whose text is much like another's. `overlap` and `contained` are shares in 0..1.

    `proposed`: an editor has yet to say whether the two are editions of one document; `newer`: this one would be the newer.
    """

    document: Document
    likeness: Likeness
    overlap: float
    contained: float
    proposed: bool
    newer: bool


class Editions:
    """Relations of documents, and the decisions of editors about them. Every decision is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def related(self, document: DocumentId, reader: Reader) -> Sequence[Related]:
        """Return the documents that are much like `document`, of those `reader` may read, the likest first.

        Raises NotFound where the document itself is not the reader's to see.
        """
        with Session(self._engine) as session:
            here = session.get(DocumentRow, document)
            if here is None or not may_read_row(reader, here):
                raise NotFound()
            found = []
            for row in session.scalars(relations_of(document)):
                other = session.get_one(DocumentRow, row.other if row.one == document else row.one)
                if other.current_version and may_read_row(reader, other):
                    current = session.get_one(VersionRow, other.current_version)
                    found.append(_related(row, document_of(other, current)))
        return sorted((one for one in found if one), key=lambda one: (not one.proposed, -one.overlap))

    def related_to(self, documents: Sequence[DocumentId], reader: Reader) -> Mapping[DocumentId, Sequence[Related]]:
        """Return what `related` does for those of several readable documents that have any."""
        with Session(self._engine) as session:
            pairs = select(RelationRow.one, RelationRow.other).where(
                or_(RelationRow.one.in_(documents), RelationRow.other.in_(documents))
            )
            having = {one for pair in session.execute(pairs).tuples() for one in pair}
        found = {document: self.related(document, reader) for document in documents if document in having}
        return {document: related for document, related in found.items() if related}

    def proposals(self, reader: Reader) -> Sequence[tuple[Document, Related]]:
        """Return every pair that an editor should decide on, the newer document first, of those `reader` may read."""
        with Session(self._engine) as session:
            waiting = session.scalars(select(RelationRow.newer).where(RelationRow.state == PROPOSED)).all()
            rows = [session.get_one(DocumentRow, one) for one in dict.fromkeys(waiting)]
            newer = [
                document_of(row, session.get_one(VersionRow, row.current_version))
                for row in rows
                if row.current_version and may_read_row(reader, row)
            ]
        return [(one, other) for one in newer for other in self.related(one.id, reader) if other.proposed]

    def replaceable(self, document: DocumentId, organization: str, reader: Reader) -> DocumentId:
        """Return the id of a document of which `organization` may hand in a new version.

        Raises NotFound where it is absent or not the reader's to see, NotAnEdition where it is another organisation's.
        """
        with Session(self._engine) as session:
            row = session.get(DocumentRow, document)
            while row is not None and row.merged_into:
                row = session.get(DocumentRow, row.merged_into)
            if row is None or not may_read_row(reader, row):
                raise NotFound()
            if row.organization != organization:
                raise NotAnEdition(
                    f"The document {document} belongs to {row.organization}, not to {organization}. Name its owner with --org."
                )
            return row.id

    def join(self, document: DocumentId, into: DocumentId, newest: bool = False) -> VersionId:
        """Make the versions of `document` versions of `into`, and return the version that is current then.

        The newest edition is current; `newest` says that the current version of `document` is, whatever it says of itself.
        Raises NotAnEdition when the two are one, of two organisations, or withdrawn.
        """
        with Session(self._writing) as session, session.begin():
            moved, target = session.get(DocumentRow, document), session.get(DocumentRow, into)
            _check_joinable(moved, target)
            assert moved is not None and target is not None
            last = session.scalar(select(func.max(VersionRow.number)).where(VersionRow.document == into)) or 0
            was_current = moved.current_version
            keep_details(session, moved)
            keep_details(session, target)
            current = key_of(session.get(VersionRow, target.current_version))
            for count, version in enumerate(_versions(session, document), start=1):
                said = newest and version.id == was_current
                version.edition_key = list(placed(Edition() if said else _edition(version, session), current))
                version.document, version.home, version.number = into, version.home or document, last + count
                current = max(current, key_of(version))
            session.flush()
            moved.current_version, moved.merged_into = "", into
            moved.change = next_change(session)
            for row in session.scalars(relations_of(document)):
                session.delete(row)
            return _make_current(session, target)

    def separate(self, version: VersionId) -> DocumentId:
        """Make a version a document of its own again, with whatever came from the same document, and return its id.

        The pair is not proposed again. Raises NotAnEdition when the document has no other version.
        """
        with Session(self._writing) as session, session.begin():
            row = session.get(VersionRow, version)
            if row is None:
                raise NotFound()
            document = session.get_one(DocumentRow, row.document)
            everything = _versions(session, document.id)
            leaving = [one for one in everything if one.home and one.home == row.home] or [row]
            if len(leaving) == len(everything):
                raise NotAnEdition("This version is the only one of its document.")
            keep_details(session, document)
            own = _own_row(session, row, document)
            for number, one in enumerate(leaving, start=1):
                one.document, one.home, one.number = own.id, "", number
            session.flush()
            own.merged_into = ""
            _make_current(session, own)
            _make_current(session, document)
            first, second = sorted((own.id, document.id))
            pair = session.get(RelationRow, (first, second))
            if pair is None:
                pair = RelationRow(one=first, other=second, overlap=0.0, contained=0.0, newer=own.id)
                session.add(pair)
            pair.state = APART
            session.flush()
            _relate_again(session, own)
            return own.id

    def keep_apart(self, document: DocumentId, other: DocumentId) -> None:
        """Note that two documents are not editions of one, so that it is not proposed again."""
        first, second = sorted((document, other))
        with Session(self._writing) as session, session.begin():
            pair = session.get(RelationRow, (first, second))
            if pair is None:
                raise NotFound()
            pair.state = APART


def _make_current(session: Session, document: DocumentRow) -> VersionId:
    """Point a document to its newest edition and say of it what was said of that."""
    current = current_of(_versions(session, document.id))
    if current.id != document.current_version:
        for name, value in current.details.items():
            setattr(document, name, value)
    document.current_version = current.id
    document.change = next_change(session)
    document.updated_at = now()
    session.flush()
    return current.id


def _own_row(session: Session, version: VersionRow, document: DocumentRow) -> DocumentRow:
    """Return the row of the document that a version was, or a new one."""
    if version.home:
        return session.get_one(DocumentRow, version.home)
    name = version.id
    if session.get(DocumentRow, name) is not None:  # the first version of a document gave it its name
        name = hashlib.sha256(f"separated\0{version.id}".encode()).hexdigest()[:32]
    own = session.get(DocumentRow, name)
    if own is None:
        said = version.details or {column: getattr(document, column) for column in DETAIL_COLUMNS}
        own = DocumentRow(
            id=name, file_name=version.file_name, current_version="", change=0, updated_at=now(), merged_into="", **said
        )
        session.add(own)
        session.flush()
    return own


def _relate_again(session: Session, document: DocumentRow) -> None:
    version = session.get_one(VersionRow, document.current_version)
    again = handed(details_of(document), version.file_name, text_of(session, version.id))
    relate(session, document.id, place_of(session, again), again.edition)


def _edition(version: VersionRow, session: Session) -> Edition:
    title, published_on, created_on = (
        str(version.details.get(name, "")) for name in ("title", "published_on", "created_on")
    )
    return edition_of(version.file_name, title, text_of(session, version.id)[:HEAD], published_on, created_on)


def _versions(session: Session, document: DocumentId) -> list[VersionRow]:
    return list(
        session.scalars(select(VersionRow).where(VersionRow.document == document).order_by(VersionRow.number)).all()
    )


def _check_joinable(moved: DocumentRow | None, target: DocumentRow | None) -> None:
    if moved is None or target is None:
        raise NotFound()
    if moved.id == target.id:
        raise NotAnEdition("A document cannot become a version of itself.")
    if moved.organization != target.organization:
        raise NotAnEdition("Only documents of one organisation can be versions of one document.")
    if not (moved.current_version and target.current_version) or moved.withdrawn_at or target.withdrawn_at:
        raise NotAnEdition("A document that was withdrawn or joined to another cannot be joined. Restore it first.")


def _related(row: RelationRow, other: Document) -> Related | None:
    likeness = Likeness.SAME_TEXT if row.overlap >= SAME_TEXT else Likeness.ADAPTED
    if row.state != PROPOSED and row.contained < RELATED:
        return None
    if row.state == PROPOSED and row.overlap < SAME_TEXT:
        likeness = Likeness.EDITION
    return Related(other, likeness, row.overlap, row.contained, row.state == PROPOSED, row.newer == other.id)
