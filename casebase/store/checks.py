"""What the health check found in published versions, and what becomes of it when the editor decides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from casebase.access import Reader, may_check
from casebase.errors import NotFound
from casebase.findings import Decision, Finding
from casebase.late import Embedded
from casebase.models import Page, Passage, VersionId
from casebase.store.forgetting import answers_citing, forget_answers
from casebase.store.publication import add_text, add_vectors, next_change
from casebase.store.rows import finding_of, page_of
from casebase.store.schema import DocumentRow, FindingRow, PageRow, PassageRow, VersionRow
from casebase.store.selection import access_key
from casebase.text.tokens import tokenize


class Checks:
    """Findings of published versions and the decisions about them. Every call takes a reader who may check the document;
    for anyone else it is absent."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def findings(self, version: VersionId, reader: Reader) -> Sequence[Finding]:
        """Return what was found in a version; the place of a finding in the list is its number."""
        with Session(self._engine) as session:
            _checkable(session, version, reader)
            query = select(FindingRow).where(FindingRow.version == version).order_by(FindingRow.number)
            return [finding_of(row) for row in session.scalars(query)]

    def pages(self, version: VersionId, reader: Reader) -> Sequence[Page]:
        """Return every page of a version, in order."""
        with Session(self._engine) as session:
            _checkable(session, version, reader)
            query = select(PageRow).where(PageRow.version == version).order_by(PageRow.number)
            return [page_of(row) for row in session.scalars(query)]

    def decide(self, version: VersionId, decisions: Mapping[int, Decision], reader: Reader) -> None:
        """Keep decisions about findings, by number, that change no text."""
        with Session(self._writing) as session, session.begin():
            _checkable(session, version, reader)
            _keep_decisions(session, version, decisions)

    def revise(
        self,
        version: VersionId,
        decisions: Mapping[int, Decision],
        pages: Sequence[Page],
        passages: Sequence[Passage],
        title: str,
        vectors: Mapping[str, Embedded],
        fingerprint: str,
        reader: Reader,
        masked: Sequence[str] = (),
    ) -> None:
        """Put `pages` and `passages` in the place of a version's, with the decisions that led to it, in one transaction.

        `vectors` are those of the new passages that are not stored yet. What stood there before is gone from the database.
        Kept answers that show one of the words `masked` of this version are gone as well, with what was made of them.
        """
        tokens = {passage.id: " ".join(tokenize(passage.text)) for passage in passages}
        with Session(self._writing) as session, session.begin():
            document = _checkable(session, version, reader)
            session.execute(delete(PassageRow).where(PassageRow.version == version))
            session.execute(delete(PageRow).where(PageRow.version == version))
            add_vectors(session, vectors, fingerprint)
            add_text(session, version, title, pages, passages, tokens, fingerprint)
            counted = update(VersionRow).where(VersionRow.id == version).values(passages=len(passages))
            session.execute(counted)
            document.change = next_change(session)
            _forget_answers(session, version, masked)
            _keep_decisions(session, version, decisions)


def _checkable(session: Session, version: VersionId, reader: Reader) -> DocumentRow:
    query = select(DocumentRow).join(VersionRow, VersionRow.document == DocumentRow.id).where(VersionRow.id == version)
    document = session.scalars(query).first()
    if document is None or not may_check(reader, access_key(document)):
        raise NotFound()
    return document


def _forget_answers(session: Session, version: VersionId, masked: Sequence[str]) -> None:
    if not masked:
        return
    held: set[str] = set()
    for row in answers_citing(session, version):
        said = json.dumps([row.question, row.shown], ensure_ascii=False)
        if any(word in said or json.dumps(word, ensure_ascii=False)[1:-1] in said for word in masked):
            held.add(row.id)
    forget_answers(session, held)


def _keep_decisions(session: Session, version: VersionId, decisions: Mapping[int, Decision]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for number, decision in decisions.items():
        row = session.get(FindingRow, (version, number))
        if row is None:
            raise NotFound()
        row.decision, row.decided_at = decision.value, now
