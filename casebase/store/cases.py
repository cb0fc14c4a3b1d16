"""Cases as their organisations work on them: drafts that several people save at once, and lists of what waits.

Every call takes a reader or an actor; a case whose draft is not theirs raises the same NotFound as one that is absent.
What moves a case on (submit, send back, publish, withdraw) is in `casebase.store.case_review`. Every write is one
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, Engine, Text, cast, false, func, or_, select
from sqlalchemy.orm import Session

from casebase.access import AccessKey, Reader, may_edit, readable
from casebase.cases.states import Action, Case, CaseId, CaseState, Saved
from casebase.errors import NotFound
from casebase.models import DocumentId, VersionId, Visibility
from casebase.people import Actor
from casebase.record.additions import extended
from casebase.record.entries import Change, Entry, entry_of, loaded, merged, proposals_for, stored
from casebase.store.blobs import Originals
from casebase.store.case_discards import CaseDiscards
from casebase.store.case_remarks import CaseRemarks
from casebase.store.case_review import CaseReview
from casebase.store.case_rows import (
    case_of,
    editable_row,
    may_see_draft,
    new_id,
    note_step,
    put_fields,
    readable_row,
)
from casebase.store.case_schema import CaseRow
from casebase.store.failures import named_failures
from casebase.store.publication import now
from casebase.store.schema import DocumentRow
from casebase.store.selection import might_read_row


class Cases:
    """The cases of a database. `review` moves them on, `remarks` are what people say of them, `discards` deletes drafts."""

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self.review = CaseReview(engine)
        self.remarks = CaseRemarks(engine)
        self.discards = CaseDiscards(engine, originals)

    @named_failures()
    def create(
        self,
        actor: Actor,
        changes: Mapping[str, Change] | None = None,
        documents: Sequence[VersionId] = (),
        organization: str = "",
        given: Sequence[VersionId] = (),
    ) -> Case:
        """Begin a case of the actor's organisation with what `changes` say, and return it; its number is never given again.

        `documents` are the versions of stored files that it is drafted from, `given` those of them that were handed in for it
        and go with it. Raises NotFound for another's organisation.
        """
        owner = organization or actor.organization
        if not owner or not may_edit(actor.reader, owner):
            raise NotFound()
        at = now()
        entries = _stamped({field: entry_of(field, change) for field, change in (changes or {}).items()}, 1, actor, at)
        with Session(self._writing) as session, session.begin():
            row = _new_row(new_id(session), owner, at)
            row.documents, row.given = list(documents), [one for one in given if one in documents]
            row.authors = [actor.key]
            put_fields(row, entries)
            session.add(row)
            session.flush()
            note_step(session, row, Action.CREATED, actor, fields=row.fields)
            return case_of(row)

    @named_failures()
    def save(self, case: CaseId, changes: Mapping[str, Change], seen: int, actor: Actor) -> Saved:
        """Put changes that were made on the view of count `seen` into a draft.

        Fields that nobody else changed since are taken; where somebody else wrote something different into the same field,
        theirs stands, yours comes back as a conflict and stays in the history. To decide a conflict, save the field again
        with the count of the case that came back. Raises WrongState unless it is a draft, RecordInvalid for a bad value.
        """
        return self._write(case, {field: entry_of(field, change) for field, change in changes.items()}, seen, actor)

    @named_failures()
    def propose(self, case: CaseId, changes: Mapping[str, Change], actor: Actor) -> Case:
        """Put proposals of the extraction into the fields of a draft on which no editor has decided anything."""
        proposals = {field: entry_of(field, change) for field, change in changes.items()}
        return self._write(case, proposals, None, actor).case

    @named_failures()
    def extend(
        self,
        case: CaseId,
        documents: Sequence[VersionId],
        proposals: Mapping[str, Change],
        said: Mapping[str, Sequence[Change]],
        actor: Actor,
        given: Sequence[VersionId] = (),
    ) -> Case:
        """Add documents to a draft with what they say; the arguments are those of `create` and `additions.extended`.

        Raises WrongState unless it is a draft.
        """
        new = {field: entry_of(field, change) for field, change in proposals.items()}
        told = {field: [entry_of(field, one) for one in changes] for field, changes in said.items()}
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.DRAFT)
            row.documents = list(dict.fromkeys((*row.documents, *documents)))
            row.given = list(dict.fromkeys((*row.given, *(one for one in given if one in documents))))
            row.authors, row.attested = sorted({*row.authors, actor.key}), []
            put_fields(row, extended(loaded(row.fields), new, told, row.version + 1, actor.name, now()))
            note_step(session, row, Action.EXTENDED, actor, fields=row.fields)
            return case_of(row)

    def case(self, case: CaseId, reader: Reader) -> Case:
        """Return a case with its newest draft."""
        with Session(self._engine) as session:
            return case_of(readable_row(session, case, reader))

    def of_document(self, document: DocumentId, reader: Reader) -> Case | None:
        """Return the case that a searchable document shows, None where it shows none or the draft is not the reader's."""
        with Session(self._engine) as session:
            row = session.scalar(select(CaseRow).where(CaseRow.document == document))
            if row is None or not may_see_draft(reader, row):
                return None
            return case_of(row)

    def successor(self, document: DocumentId, reader: Reader) -> tuple[CaseId, DocumentId] | None:
        """Return the case, and its document, that replaced the case of a document; None where the reader may see none."""
        with Session(self._engine) as session:
            row = session.scalar(select(CaseRow).where(CaseRow.document == document, CaseRow.successor != ""))
            other = session.get(CaseRow, row.successor) if row else None
            shown = session.get(DocumentRow, other.document) if other and other.document else None
            if other is None or shown is None or not might_read_row(reader, shown):
                return None
            return other.id, shown.id

    def cases(
        self, reader: Reader, states: Sequence[CaseState] = (), author: Actor | None = None, most: int = 200
    ) -> Sequence[Case]:
        """Return cases in any of `states` (none: all) whose drafts the reader may see, the last changed first.

        `author` limits them to those that this person wrote, submitted or began.
        """
        with Session(self._engine) as session:
            shown = _in(states) or [CaseRow.state != CaseState.DELETED.value]
            query = select(CaseRow).where(_visible(session, reader), *shown)
            if author is not None:
                query = query.where(cast(CaseRow.authors, Text) != "[]")  # not those that were imported
            rows = session.scalars(query.order_by(CaseRow.updated_at.desc(), CaseRow.id.desc()))
            mine = (row for row in rows if author is None or author.key in row.authors)
            return [case_of(row) for row in islice(mine, most)]

    def in_review(self, reader: Reader) -> Sequence[Case]:
        """Return the cases that wait for review, those that wait longest first."""
        with Session(self._engine) as session:
            query = select(CaseRow).where(_visible(session, reader), CaseRow.state == CaseState.IN_REVIEW.value)
            return [case_of(row) for row in session.scalars(query.order_by(CaseRow.submitted_at, CaseRow.id))]

    def due(self, reader: Reader, until: date, most: int = 200) -> Sequence[Case]:
        """Return published cases whose next check is due by `until`, the longest due first."""
        with Session(self._engine) as session:
            query = select(CaseRow).where(
                _visible(session, reader),
                CaseRow.state == CaseState.PUBLISHED.value,
                CaseRow.next_check != "",
                CaseRow.next_check <= until.isoformat(),
            )
            return [case_of(row) for row in session.scalars(query.order_by(CaseRow.next_check, CaseRow.id).limit(most))]

    def due_soon(self, reader: Reader, days: int = 30) -> Sequence[Case]:
        """Return published cases whose next check is due within `days`."""
        return self.due(reader, date.today() + timedelta(days=days))

    def counts(self, reader: Reader) -> Mapping[CaseState, int]:
        """Return how many cases there are in each state that occurs."""
        with Session(self._engine) as session:
            query = select(CaseRow.state, func.count()).where(_visible(session, reader)).group_by(CaseRow.state)
            return {CaseState(state): count for state, count in session.execute(query).tuples()}

    def _write(self, case: CaseId, entries: Mapping[str, Entry], seen: int | None, actor: Actor) -> Saved:
        """Write entries into a draft; `seen` is None for proposals, which give way to everything."""
        with Session(self._writing) as session, session.begin():
            row = editable_row(session, case, actor, CaseState.DRAFT)
            current = loaded(row.fields)
            wanted = entries if seen is not None else proposals_for(current, entries)
            result, changed, conflicts = merged(
                current, wanted, row.version if seen is None else seen, row.version + 1, actor.name, now()
            )
            if changed:
                if seen is not None:
                    row.authors = sorted({*row.authors, actor.key})
                put_fields(row, result)
                row.attested = []
                note_step(session, row, Action.EDITED, actor, fields=row.fields)
            if conflicts:
                aside = stored({one.field: one.yours for one in conflicts})
                note_step(session, row, Action.SET_ASIDE, actor, set_aside=aside)
            return Saved(case_of(row), tuple(conflicts))


def _new_row(case: CaseId, organization: str, at: str) -> CaseRow:
    return CaseRow(
        id=case,
        organization=organization,
        state=CaseState.DRAFT.value,
        version=0,
        extra={},
        attested=[],
        published=0,
        successor="",
        reason="",
        next_check="",
        reviewer="",
        verified_on="",
        content="",
        created_at=at,
        updated_at=at,
        submitted_at="",
    )


def _stamped(entries: Mapping[str, Entry], version: int, actor: Actor, at: str) -> dict[str, Entry]:
    return merged({}, entries, 0, version, actor.name, at)[0]


def _visible(session: Session, reader: Reader) -> ColumnElement[bool]:
    keys = (AccessKey(name, Visibility.OWN) for name in session.scalars(select(CaseRow.organization).distinct()))
    allowed = readable(reader, keys)
    return or_(false(), CaseRow.organization.in_(sorted(key.organization for key in allowed)))


def _in(states: Sequence[CaseState]) -> list[ColumnElement[bool]]:
    return [CaseRow.state.in_([state.value for state in states])] if states else []
