"""Questions to the database about itself: whether what it holds is whole. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Engine, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from casebase.store.failures import named_failures
from casebase.store.schema import DocumentRow, OriginalRow, PageRow, PassageRow, VectorRow, VersionRow


@named_failures()
def database_faults(engine: Engine) -> list[str]:
    """Return what SQLite finds broken in the file, and rows that point to nothing. Raises StorageError."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            return []
        said = [str(line) for line in connection.scalars(text("PRAGMA integrity_check(20)"))]
        faults = [line for line in said if line != "ok"]
        loose = connection.execute(text("PRAGMA foreign_key_check")).tuples().all()
        return faults + [
            f"{table}, row {row}: it points to a row of {parent} that is missing" for table, row, parent, _ in loose
        ]


@named_failures()
def files_by_original(engine: Engine) -> dict[str, list[str]]:
    """Return the names under which every original was handed in, by SHA-256."""
    found: dict[str, list[str]] = {}
    query = (
        select(OriginalRow.sha256, VersionRow.file_name, DocumentRow.organization)
        .outerjoin(VersionRow, VersionRow.original == OriginalRow.sha256)
        .outerjoin(DocumentRow, DocumentRow.id == VersionRow.document)
    )
    with Session(engine) as session:
        for sha256, name, organization in session.execute(query).tuples():
            found.setdefault(sha256, []).append(f"{name} ({organization})" if name else "")
    return found


@named_failures()
def documents_without_version(engine: Engine) -> list[str]:
    """Return the file names of documents whose current version is missing."""
    query = select(DocumentRow.file_name).where(DocumentRow.current_version.not_in(select(VersionRow.id)))
    with Session(engine) as session:
        return list(session.scalars(query))


@named_failures()
def misplaced_passages(engine: Engine) -> list[str]:
    """Return file name, page and id of every passage whose text is not the slice of its page that it says it is."""
    return list(_misplaced(engine))


def _misplaced(engine: Engine) -> Iterator[str]:
    query = (
        select(PassageRow, PageRow.text, VersionRow.file_name)
        .join(VersionRow, VersionRow.id == PassageRow.version)
        .outerjoin(PageRow, (PageRow.version == PassageRow.version) & (PageRow.number == PassageRow.page))
        .execution_options(yield_per=500)
    )
    with Session(engine) as session:
        for passage, page, name in session.execute(query).tuples():
            if page is None or page[passage.start : passage.end] != passage.text:
                yield f"{name}, page {passage.page}, passage {passage.id}"
        counted = select(PassageRow.version, func.count().label("passages")).group_by(PassageRow.version).subquery()
        short = (
            select(VersionRow.file_name, VersionRow.passages, func.coalesce(counted.c.passages, 0))
            .outerjoin(counted, counted.c.version == VersionRow.id)
            .where(VersionRow.passages != func.coalesce(counted.c.passages, 0))
        )
        for name, said, held in session.execute(short).tuples():
            yield f"{name}: {held} passages instead of {said}"


@named_failures()
def vector_models(engine: Engine) -> dict[str, int]:
    """Return how many current passages have vectors of each model, the most first. More than one is a mixture."""
    body, title = aliased(VectorRow), aliased(VectorRow)
    current = select(DocumentRow.current_version)
    query = (
        select(body.model, func.count())
        .select_from(PassageRow)
        .join(body, body.key == PassageRow.body_key)
        .where(PassageRow.version.in_(current))
        .group_by(body.model)
        .order_by(func.count().desc())
    )
    mixed = (
        select(func.count())
        .select_from(PassageRow)
        .join(body, body.key == PassageRow.body_key)
        .join(title, title.key == PassageRow.title_key)
        .where(PassageRow.version.in_(current), body.model != title.model)
    )
    with Session(engine) as session:
        found = dict(session.execute(query).tuples().all())
        if count := session.scalar(mixed):
            found["mixed"] = count
        return found


@named_failures()
def unusable_vectors(engine: Engine) -> list[str]:
    """Return the keys of vectors in use that have another length than most of their model, are zero, or are no numbers."""
    in_use = or_(
        VectorRow.key.in_(select(PassageRow.body_key)),
        VectorRow.key.in_(select(PassageRow.title_key)),
    )
    size = func.length(VectorRow.vector)
    with Session(engine) as session:
        sizes = select(VectorRow.model, size).group_by(VectorRow.model, size).order_by(func.count())
        usual: dict[str, int] = dict(
            session.execute(sizes).tuples().all()
        )  # the commonest of a model comes last and stays
        query = select(VectorRow.key, VectorRow.model, VectorRow.vector).where(in_use).execution_options(yield_per=500)
        return [key for key, model, vector in session.execute(query).tuples() if not _is_usable(vector, usual[model])]


def _is_usable(vector: bytes, size: int) -> bool:
    if len(vector) != size or size % 2:
        return False
    values = np.frombuffer(vector, "<f2").astype(np.float32)
    return bool(np.isfinite(values).all() and values.any())
