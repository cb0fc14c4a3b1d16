"""Find stored texts that share much with a new one: sampled hashes in SQL propose, the texts themselves decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from sqlalchemy import CompoundSelect, bindparam, delete, insert, select, union_all
from sqlalchemy.orm import Session

from casebase.models import VersionId
from casebase.store.schema import DocumentRow, PageRow, SketchHashRow, SketchRow
from casebase.text.shingles import Shingles, in_common, sample, shingles

LONGEST_LIST = 200
"""Texts looked at for one hash: what stands in more of them is boilerplate and says little."""

COMPARED = 20
"""Texts that are compared exactly, those with the most hashes in common first."""

LEAST_SHARED = 0.12
"""Share of the smaller sample that must be in common before texts are compared; the sample of a text of 16 hashes strays."""

AT_ONCE = 100
"""Hashes that one statement asks for; SQLite takes at most 500 parts of a compound SELECT."""

_CURRENT = (
    select(SketchRow.number, SketchRow.size, SketchRow.hashes, DocumentRow)
    .join(DocumentRow, DocumentRow.current_version == SketchRow.version)
    .where(SketchRow.number.in_(bindparam("numbers", expanding=True)), DocumentRow.withdrawn_at == "")
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A document whose current text has shingles in common with another text, both shares in 0..1."""

    document: DocumentRow
    overlap: float
    contained: float


@cache
def _holding(count: int) -> CompoundSelect[int]:
    """Return the statement that selects the texts which hold each of `count` hashes."""
    ones = (
        select(SketchHashRow.sketch).where(SketchHashRow.hash == bindparam(f"hash{place}")).limit(LONGEST_LIST)
        for place in range(count)
    )
    return union_all(*(select(one.subquery().c.sketch) for one in ones))


def text_of(session: Session, version: VersionId) -> str:
    """Return the whole text of a version."""
    return "\n".join(session.scalars(select(PageRow.text).where(PageRow.version == version).order_by(PageRow.number)))


def add_sketch(session: Session, version: VersionId, found: Shingles) -> None:
    """Store the sketch of a version's text."""
    hashes = sample(found)
    packed = np.array(hashes, "<i8").tobytes()
    row = {"version": version, "size": len(found), "hashes": packed}
    number = session.execute(insert(SketchRow).values(row).returning(SketchRow.number)).scalar_one()
    if hashes:
        session.execute(insert(SketchHashRow), [{"hash": one, "sketch": number} for one in hashes])


def remove_sketch(session: Session, version: VersionId) -> None:
    """Remove the sketch of a version that is deleted for good."""
    row = session.execute(select(SketchRow.number, SketchRow.hashes).where(SketchRow.version == version)).first()
    if row is None:
        return
    for one in np.frombuffer(row.hashes, "<i8").tolist():
        session.execute(delete(SketchHashRow).where(SketchHashRow.hash == one, SketchHashRow.sketch == row.number))
    session.execute(delete(SketchRow).where(SketchRow.number == row.number))


def neighbours(session: Session, found: Shingles, besides: Sequence[DocumentRow] = ()) -> list[Neighbour]:
    """Return the documents whose current text shares most with a text, and those of `besides`, whatever they share.

    Documents that were withdrawn are left out. Nothing here asks who reads: what is found must not be shown unasked.
    """
    hashes = sample(found)
    shared: Counter[int] = Counter()
    for start in range(0, len(hashes), AT_ONCE):
        some = hashes[start : start + AT_ONCE]
        named = {f"hash{place}": one for place, one in enumerate(some)}
        shared.update(session.connection().execute(_holding(len(some)), named).scalars())
    likeliest = [number for number, _ in shared.most_common(4 * COMPARED)]
    documents = {document.id: document for document in besides if not document.withdrawn_at}
    besides_these = len(documents)
    rows = session.execute(_CURRENT, {"numbers": likeliest}).tuples().all() if likeliest else ()
    for number, _size, packed, document in sorted(rows, key=lambda row: -shared[row[0]]):
        smaller = max(1, min(len(hashes), len(packed) // 8))
        if shared[number] / smaller >= LEAST_SHARED and len(documents) < COMPARED + besides_these:
            documents.setdefault(document.id, document)
    return [_compared(session, found, document) for document in documents.values()]


def _compared(session: Session, found: Shingles, document: DocumentRow) -> Neighbour:
    held = shingles(text_of(session, document.current_version))
    both = in_common(found, held)
    union, smaller = len(found) + len(held) - both, min(len(found), len(held))
    return Neighbour(document, both / max(1, union), both / max(1, smaller))
