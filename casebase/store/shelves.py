"""Read documents, pages and passages for people. Every call takes a reader; unreadable and absent raise the same error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Engine, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import Session, load_only

from casebase.access import Reader
from casebase.errors import NotFound, Withdrawn, Withheld
from casebase.findings import Decision, Finding
from casebase.models import Document, DocumentId, Filters, Kind, Listed, Page, Passage, PassageId, VersionId
from casebase.store.blobs import Originals
from casebase.store.current import current_passages
from casebase.store.placing import key_of
from casebase.store.rows import document_of, finding_of, page_of, passage_of
from casebase.store.schema import DocumentRow, FindingRow, PageRow, PassageRow, VersionRow
from casebase.store.selection import FACETS, filter_condition, may_read_row, might_read_row, readable_condition

_DECIDING = (
    load_only(
        DocumentRow.organization,
        DocumentRow.visibility,
        DocumentRow.withdrawn_at,
        DocumentRow.withdrawn_because,
        DocumentRow.current_version,
    ),
    load_only(VersionRow.visibility),
)
"""What decides about access, without the rest of a case's record, which may be long."""

_PAGE = (
    select(DocumentRow, VersionRow, PageRow)
    .join(VersionRow, VersionRow.document == DocumentRow.id)
    .join(PageRow, PageRow.version == VersionRow.id)
    .where(VersionRow.id == bindparam("version"), PageRow.number == bindparam("number"))
    .options(*_DECIDING)
)
"""A page: every quote of an answer is read again."""

_OPENINGS = (
    select(DocumentRow, VersionRow, func.substr(PageRow.text, 1, bindparam("length")))
    .join(VersionRow, VersionRow.document == DocumentRow.id)
    .join(PageRow, PageRow.version == VersionRow.id)
    .where(VersionRow.id.in_(bindparam("versions", expanding=True)), PageRow.number == 1)
    .options(*_DECIDING)
)
"""What first pages of versions begin with."""


class Shelves:
    """What the library holds, as far as a reader may see it."""

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._originals = originals

    def documents(self, reader: Reader, filters: Filters) -> Sequence[Document]:
        """Return the documents that pass `filters`, the most recently changed first."""
        with Session(self._engine) as session:
            query = (
                _documents_with_current_version()
                .where(readable_condition(session, reader), filter_condition(filters))
                .order_by(DocumentRow.change.desc())
            )
            return [document_of(*row) for row in session.execute(query).tuples()]

    def listed(self, reader: Reader, filters: Filters) -> Sequence[Listed]:
        """Return of every document that passes `filters` what a list is searched and sorted by, the last changed first.

        A case's record is many times that, so it is left to `some`, for the documents that are shown.
        """
        row, version = DocumentRow, VersionRow
        columns = (
            row.id,
            row.title,
            row.title_en,
            version.file_name,
            row.organization,
            row.organization_name,
            row.kind,
        )
        with Session(self._engine) as session:
            query = (
                select(*columns, version.pages, version.created_at)
                .join(version, version.id == row.current_version)
                .where(readable_condition(session, reader), filter_condition(filters))
                .order_by(row.change.desc())
            )
            return [
                Listed(one, title or name, title_en, name, organization, shown, Kind(kind), pages, at)
                for one, title, title_en, name, organization, shown, kind, pages, at in session.execute(query).tuples()
            ]

    def some(self, documents: Sequence[DocumentId], reader: Reader) -> Sequence[Document]:
        """Return those of `documents` that are there and the reader's to see, in their order."""
        with Session(self._engine) as session:
            query = _documents_with_current_version().where(DocumentRow.id.in_(documents))
            found = {
                row.id: document_of(row, version)
                for row, version in session.execute(query).tuples()
                if may_read_row(reader, row)
            }
        return [found[one] for one in documents if one in found]

    def facets(self, reader: Reader, filters: Filters) -> Mapping[str, Mapping[str, int]]:
        """Return counts of documents by field, each with every filter applied but its own; the commonest value first."""
        counts: dict[str, dict[str, int]] = {}
        with Session(self._engine) as session:
            mine = readable_condition(session, reader)
            for field, column in FACETS.items():
                query = (
                    select(column, func.count())
                    .where(mine, filter_condition(filters, leaving_out=field), column != "")
                    .group_by(column)
                    .order_by(func.count().desc(), column)
                )
                counts[field] = dict(session.execute(query).tuples().all())
        return counts

    def document(self, document: DocumentId, reader: Reader) -> Document:
        """Return one document as it stands; one that was made a version of another is that other now.

        Raises Withdrawn, a kind of NotFound, for those who could read it if it had not been withdrawn.
        """
        return self._one(_documents_with_current_version().where(DocumentRow.id == self._standing(document)), reader)

    def version(self, version: VersionId, reader: Reader) -> Document:
        """Return a document as of one of its versions."""
        return self._one(_documents_with_any_version().where(VersionRow.id == version), reader)

    def versions(self, document: DocumentId, reader: Reader) -> Sequence[Document]:
        """Return the versions of a document, the newest edition first."""
        with Session(self._engine) as session:
            query = _documents_with_any_version().where(DocumentRow.id == self._standing(document))
            rows = [
                (row, version) for row, version in session.execute(query).tuples() if _readable(reader, row, version)
            ]
            rows.sort(key=lambda pair: (key_of(pair[1]), pair[1].number), reverse=True)
        if not rows:
            raise NotFound()
        return [document_of(row, version) for row, version in rows]

    def page(self, version: VersionId, number: int, reader: Reader) -> Page:
        """Return one page of a version."""
        with Session(self._engine) as session:
            found = session.execute(_PAGE, {"version": version, "number": number}).tuples().first()
        if found is None:
            self.version(version, reader)  # raises what stands against it
            raise NotFound()
        row, of_version, page = found
        if not _readable(reader, row, of_version):
            raise NotFound()
        return page_of(page)

    def openings(self, versions: Iterable[VersionId], length: int, reader: Reader) -> Mapping[VersionId, str]:
        """Return the first `length` characters of those of `versions` that `reader` may read and that have a page."""
        with Session(self._engine) as session:
            rows = session.execute(_OPENINGS, {"versions": list(versions), "length": length}).tuples().all()
        return {version.id: text for row, version, text in rows if may_read_row(reader, row, version)}

    def passage(self, passage: PassageId, reader: Reader) -> Passage:
        """Return one passage."""
        with Session(self._engine) as session:
            row = session.get(PassageRow, passage)
            if row is None:
                raise NotFound()
            found = passage_of(row)
        self.version(found.version, reader)
        return found

    def passages(self, versions: Iterable[VersionId], reader: Reader) -> Mapping[VersionId, Sequence[Passage]]:
        """Return the passages of those of `versions` that are there and that `reader` may read, in their order."""
        found: dict[VersionId, list[Passage]] = {}
        with Session(self._engine) as session:
            query = _documents_with_any_version().where(VersionRow.id.in_(list(versions)))
            open_to = [v.id for row, v in session.execute(query).tuples() if may_read_row(reader, row, v)]
            rows = (
                select(PassageRow)
                .where(PassageRow.version.in_(open_to))
                .order_by(PassageRow.version, PassageRow.page, PassageRow.start)
            )
            for row in session.scalars(rows):
                found.setdefault(row.version, []).append(passage_of(row))
        return found

    def sheets(self, media_types: Iterable[str], reader: Reader, filters: Filters, most: int) -> Sequence[Document]:
        """Return the documents of some media types that pass `filters`, the most recently changed first, `most` of them."""
        with Session(self._engine) as session:
            query = (
                _documents_with_current_version()
                .where(readable_condition(session, reader), filter_condition(filters))
                .where(VersionRow.media_type.in_(list(media_types)))
                .order_by(DocumentRow.change.desc())
                .limit(most)
            )
            return [document_of(*row) for row in session.execute(query).tuples()]

    def passages_at(self, version: VersionId, page: int, places: Iterable[int], reader: Reader) -> Sequence[Passage]:
        """Return the passages of a page in which some places of its text stand, in their order."""
        self.version(version, reader)
        within = (and_(PassageRow.start <= place, PassageRow.end > place) for place in places)
        with Session(self._engine) as session:
            rows = (
                select(PassageRow)
                .where(PassageRow.version == version, PassageRow.page == page, or_(false(), *within))
                .order_by(PassageRow.start)
            )
            return [passage_of(row) for row in session.scalars(rows)]

    def current_passages(
        self, passages: Iterable[PassageId], reader: Reader
    ) -> Mapping[PassageId, tuple[Passage, Document]]:
        """Return those of `passages` that belong to current versions `reader` may read, with their documents."""
        return current_passages(self._engine, passages, reader)

    def original(self, version: VersionId, reader: Reader) -> bytes:
        """Return the bytes of the original file of a version.

        Raises `Withheld` where a passage of it was masked: the original would show what must not be read.
        """
        document = self.version(version, reader)
        if self.masked(version, reader):
            raise Withheld(document.file_name)
        return self._originals.read(document.original)

    def drawing(self, version: VersionId, reader: Reader) -> bytes:
        """Return the bytes from which pages are drawn; whoever draws them covers what `masked` returns."""
        return self._originals.read(self.version(version, reader).original)

    def masked(self, version: VersionId, reader: Reader) -> Sequence[Finding]:
        """Return the findings of a version that the editor had masked: only where they stand, never what stood there."""
        self.version(version, reader)
        query = select(FindingRow).where(FindingRow.version == version, FindingRow.decision == Decision.MASK.value)
        with Session(self._engine) as session:
            return [finding_of(row) for row in session.scalars(query)]

    def _one(self, query: Select[DocumentRow, VersionRow], reader: Reader) -> Document:
        with Session(self._engine) as session:
            found = session.execute(query).tuples().first()
        if found is None or not _readable(reader, *found):
            raise NotFound()
        return document_of(*found)

    def _standing(self, document: DocumentId) -> DocumentId:
        """Return the document that a document is part of now: itself, or the one that it was made a version of."""
        with Session(self._engine) as session:
            while (row := session.get(DocumentRow, document)) is not None and row.merged_into:
                document = row.merged_into
        return document


def _readable(reader: Reader, row: DocumentRow, version: VersionRow) -> bool:
    """Decide whether `reader` may read a version. Raises Withdrawn where only the withdrawal stands against it."""
    if row.withdrawn_at and might_read_row(reader, row, version):
        raise Withdrawn(row.withdrawn_at, row.withdrawn_because)
    return may_read_row(reader, row, version)


def _documents_with_current_version() -> Select[DocumentRow, VersionRow]:
    return select(DocumentRow, VersionRow).join(VersionRow, VersionRow.id == DocumentRow.current_version)


def _documents_with_any_version() -> Select[DocumentRow, VersionRow]:
    return select(DocumentRow, VersionRow).join(VersionRow, VersionRow.document == DocumentRow.id)
