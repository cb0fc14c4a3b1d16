"""Many cases of another registry at once: numbers that stay, rows beside their documents, nothing twice.

A case of another registry is known by its `origin`. Its number is given before it is published, so that a run that broke
off goes on where it stopped. What was edited here since is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from casebase.cases.states import CaseId
from casebase.models import Document
from casebase.people import Actor
from casebase.store.case_rows import case_id
from casebase.store.case_schema import CaseNumberRow, CaseRow
from casebase.store.case_taking import Imported, Known, add_case, is_edited, replace_case
from casebase.store.failures import named_failures
from casebase.store.library import make_current
from casebase.store.publication import Within, batches


class CaseImports:
    """Writes cases of other registries."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def known(self, origins: Iterable[str]) -> Mapping[str, Known]:
        """Return those of `origins` that are cases here."""
        found = {}
        columns = (CaseRow.origin, CaseRow.id, CaseRow.content, CaseRow.state, CaseRow.authors, CaseRow.document)
        with Session(self._engine) as session:
            for some in batches(list(origins)):
                query = select(*columns).where(CaseRow.origin.in_(some))
                for origin, case, content, state, authors, document in session.execute(query).tuples():
                    edited = is_edited(state, authors, content)
                    found[str(origin)] = Known(case, content, edited, document or "")
        return found

    def exist(self, cases: Iterable[CaseId]) -> frozenset[CaseId]:
        """Return those of `cases` that are numbers of cases here."""
        with Session(self._engine) as session:
            return frozenset(session.scalars(select(CaseRow.id).where(CaseRow.id.in_(list(cases)))))

    @named_failures()
    def numbers(self, origins: Sequence[str]) -> Mapping[str, CaseId]:
        """Give a number to each of `origins` that has none, for good, and return the numbers of all."""
        with Session(self._writing) as session, session.begin():
            known = _numbers(session, origins)
            missing = [{"origin": origin} for origin in dict.fromkeys(origins) if origin not in known]
            if missing:
                session.execute(insert(CaseNumberRow), missing)
            return _numbers(session, origins)

    def writing(self, cases: Sequence[Imported], actor: Actor) -> Within:
        """Return the step that writes cases within the transaction that publishes their documents, in the same order."""

        def write(session: Session, documents: Sequence[Document]) -> None:
            for one, document in zip(cases, documents, strict=True):
                if one.known is None:
                    add_case(session, one, document.id, actor)
                else:
                    make_current(session, document, one.details)
                    replace_case(session, session.get_one(CaseRow, one.known.case), one, actor)

        return write


def _numbers(session: Session, origins: Sequence[str]) -> dict[str, CaseId]:
    found: dict[str, CaseId] = {}
    for some in batches(origins):
        query = select(CaseNumberRow.origin, CaseNumberRow.number).where(CaseNumberRow.origin.in_(some))
        found.update({str(origin): case_id(number) for origin, number in session.execute(query).tuples()})
    return found
