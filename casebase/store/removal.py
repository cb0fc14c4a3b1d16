"""Remove a document so that no byte of it stays in the database file. Nothing else in the product ever deletes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, Table, delete, or_, select
from sqlalchemy.orm import Session

from casebase.errors import NotFound, StorageBusy
from casebase.store.blobs import Originals
from casebase.store.case_removal import forget_in_cases
from casebase.store.failures import named_failures
from casebase.store.forgetting import answers_citing, forget_answers
from casebase.store.publication import next_change
from casebase.store.schema import (
    Base,
    DocumentRow,
    JobRow,
    OriginalRow,
    PassageRow,
    ReadingRow,
    VectorRow,
    VersionRow,
)

PATIENCE_SECONDS = 60.0
"""How long readers and writers are waited for before the file can be written anew."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a document consists of: names of its files, and the SHA-256 of originals that nobody else has."""

    file_names: Sequence[str]
    originals: Sequence[str]


@named_failures()
def belongings(engine: Engine, document: str) -> Belongings:
    """Return what would go with a document. Raises NotFound."""
    with Session(engine) as session:
        if session.get(DocumentRow, document) is None:
            raise NotFound()
        mine = select(VersionRow.original).where(VersionRow.document == document)
        others = select(VersionRow.original).where(VersionRow.document != document)
        own = mine.where(VersionRow.original.not_in(others))
        inside = select(JobRow.inside).where(JobRow.original.in_(own), JobRow.inside > 0)
        containers = select(JobRow.original).where(JobRow.id.in_(inside), JobRow.original.not_in(others))
        originals = session.scalars(own.union(containers)).all()
        names = session.scalars(select(VersionRow.file_name).where(VersionRow.document == document).distinct()).all()
        return Belongings(names, originals)


@named_failures()
def remove_rows(engine: Engine, document: str) -> None:
    """Delete a document, everything that refers to it, and what only it used, in one transaction. Absent is no error."""
    tables = Base.metadata.tables
    with Session(engine.execution_options(writing=True)) as session, session.begin():
        _forget_jobs(session, document)
        versions = session.scalars(select(VersionRow.id).where(VersionRow.document == document)).all()
        forget_answers(session, {one.id for version in versions for one in answers_citing(session, version)})
        forget_in_cases(session, versions)
        documents: Table = tables[DocumentRow.__tablename__]
        _delete_with_dependents(
            session, documents, or_(documents.c.id == document, documents.c.merged_into == document)
        )
        _remove_unused_vectors(session)
        session.execute(delete(OriginalRow).where(*_unused_originals()))
        next_change(session)


@named_failures()
def remove_original(engine: Engine, originals: Originals, sha256: str) -> bool:
    """Remove an original that no document, no job and no import has any more; tell whether it is gone."""
    with originals.removing():
        with Session(engine.execution_options(writing=True)) as session, session.begin():
            session.execute(delete(OriginalRow).where(OriginalRow.sha256 == sha256, *_unused_originals()))
        if is_held(engine, sha256):
            return False
        originals.remove(sha256)
    return True


def _unused_originals() -> list[ColumnElement[bool]]:
    """Return the conditions under which nothing points to an original, whatever tables there are."""
    held = [
        select(key.parent)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == OriginalRow.__tablename__
    ]
    held.append(select(JobRow.original))
    return [OriginalRow.sha256.not_in(some) for some in held]


@named_failures()
def remove_unused_vectors(engine: Engine) -> None:
    """Delete the vectors of texts that no passage has any more."""
    with Session(engine.execution_options(writing=True)) as session, session.begin():
        _remove_unused_vectors(session)


def _remove_unused_vectors(session: Session) -> None:
    used = select(PassageRow.body_key).union(select(PassageRow.title_key))
    session.execute(delete(VectorRow).where(VectorRow.key.not_in(used)))


def _forget_jobs(session: Session, document: str) -> None:
    """Delete the jobs that brought a document in, and those of archives and messages that it came out of."""
    versions = select(VersionRow.original).where(VersionRow.document == document)
    others = select(VersionRow.original).where(VersionRow.document != document)
    mine = or_(JobRow.document == document, JobRow.original.in_(versions.where(VersionRow.original.not_in(others))))
    ids = set(session.scalars(select(JobRow.id).where(mine)))
    ids.update(session.scalars(select(JobRow.inside).where(mine, JobRow.inside > 0)))
    session.execute(delete(ReadingRow).where(ReadingRow.job.in_(ids)))
    session.execute(delete(JobRow).where(JobRow.id.in_(ids)))


def _delete_with_dependents(session: Session, table: Table, condition: ColumnElement[bool]) -> None:
    """Delete rows after all rows of other tables that point to them, whatever tables there are."""
    for other in Base.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is table and other is not table:
                _delete_with_dependents(session, other, key.parent.in_(select(key.column).where(condition)))
    session.execute(delete(table).where(condition))


@named_failures()
def is_held(engine: Engine, sha256: str) -> bool:
    """Tell whether any document has this original."""
    with Session(engine) as session:
        return session.get(OriginalRow, sha256) is not None


@named_failures()
def write_anew(engine: Engine) -> None:
    """Write the whole database file anew and empty its log: what was deleted is in neither.

    `secure_delete` blanks deleted rows, yet not the copies that moving rows between pages leaves. Raises StorageBusy while
    another process reads without end.
    """
    if engine.dialect.name != "sqlite":
        return
    until = time.monotonic() + PATIENCE_SECONDS
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        while raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                raise StorageBusy("readers keep the database's log in use: stop the product and run this again")
            time.sleep(0.2)
