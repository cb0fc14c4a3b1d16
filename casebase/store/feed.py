"""What indexes read from the truth: passages with their vectors and searched tokens, and which documents may be searched.

Indexes get no text to show and know no rules; the rows they return are checked again when their text is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Select, bindparam, case, select, true
from sqlalchemy.orm import Session, aliased

from casebase.access import Reader
from casebase.embedding_inputs import combined
from casebase.errors import ModelMismatch
from casebase.models import Details, DocumentId, Filters, PassageId
from casebase.store.publication import CHANGE
from casebase.store.schema import Counter, DocumentRow, PassageRow, VectorRow
from casebase.store.selection import IN_FORCE, filter_condition, readable_condition
from casebase.text.language import language_of
from casebase.text.tables import in_brief

_BATCH = 500
_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])

# Statements that every search runs are made once: making one costs more than running it.
_BODY, _TITLE = aliased(VectorRow), aliased(VectorRow)
_CHANGE = select(Counter.value).where(Counter.name == CHANGE)
_TOKEN_VECTORS = (
    select(PassageRow.id, _BODY.tokens, case((_TITLE.key == _BODY.key, b""), else_=_TITLE.tokens))
    .join(_BODY, _BODY.key == PassageRow.body_key)
    .join(_TITLE, _TITLE.key == PassageRow.title_key)
    .where(PassageRow.id.in_(bindparam("passages", expanding=True)), _BODY.model == bindparam("model"))
)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One passage as an index sees it.

    `title` holds the document's titles, organisation, task and field; `vector` is the sum of body and title, see
    `casebase.embedding_inputs.combined`.
    """

    passage: PassageId
    document: DocumentId
    title: str
    section: str
    text: str
    tokens: str
    vector: NDArray[np.float32]

    @property
    def japanese(self) -> bool:
        """Whether the text is Japanese."""
        return language_of(self.text) == "ja"


class Feed:
    """Reads what indexes are built from; works on current versions only."""

    def __init__(self, engine: Engine, fingerprint: str) -> None:
        self._engine = engine
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """The model whose vectors are read."""
        return self._fingerprint

    def change(self) -> int:
        """Return the number of the last publication."""
        with self._engine.connect() as connection:
            return connection.scalar(_CHANGE) or 0

    def changes(self, reader: Reader, filters: Filters) -> dict[DocumentId, int]:
        """Return the documents that `reader` may read and that pass `filters`, each with its last publication."""
        with Session(self._engine) as session:
            query = select(DocumentRow.id, DocumentRow.change).where(
                readable_condition(session, reader), filter_condition(filters)
            )
            return dict(session.execute(query).tuples().all())

    def token_vectors(self, passages: Sequence[PassageId]) -> list[bytes]:
        """Return the packed token vectors of passages, those of the body and of the titles above it, in the order given.

        Empty for a passage without any of this model.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(_TOKEN_VECTORS, {"passages": passages, "model": self._fingerprint})
            found = {passage: of_body + of_title for passage, of_body, of_title in rows.tuples().all()}
        return [found.get(passage, b"") for passage in passages]

    def sample(self, count: int) -> NDArray[np.float32]:
        """Return the vectors of at most `count` passages of current versions, shape (n, dimensions), from all documents alike."""
        query = (
            _of_current_passages(select(_BODY.vector, _TITLE.vector))
            .where(_BODY.model == self._fingerprint)
            .order_by(PassageRow.id)  # a hash
            .limit(count)
        )
        with self._engine.connect() as connection:
            vectors = [combined(_read(body), _read(title)) for body, title in connection.execute(query).tuples()]
        return np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)

    def entries(self, after: int = 0, up_to: int | None = None) -> Iterator[IndexEntry]:
        """Yield the passages of the current versions of documents that changed after publication `after`, and not after
        `up_to` if given.

        Raises ModelMismatch when a passage has no vector of this model.
        """
        query = (
            _of_current_passages(select(PassageRow, DocumentRow, _BODY, _TITLE))
            .where(DocumentRow.change > after, true() if up_to is None else DocumentRow.change <= up_to)
            .order_by(PassageRow.version, PassageRow.page, PassageRow.start)
            .execution_options(yield_per=_BATCH)
        )
        with Session(self._engine) as session:
            for passage, document, body_row, title_row in session.execute(query).tuples():
                if body_row.model != self._fingerprint:
                    raise ModelMismatch(
                        "Stored vectors were made by another embedding model. Run `python -m casebase reembed`, "
                        "or set CASEBASE_MODEL back."
                    )
                yield IndexEntry(
                    passage=passage.id,
                    document=document.id,
                    title=said_above(document),
                    section="\n".join(in_brief(passage.section)),
                    text=passage.text,
                    tokens=passage.tokens,
                    vector=combined(_read(body_row.vector), _read(title_row.vector)),
                )


def said_above(document: DocumentRow | Details) -> str:
    """Return what is found by word although it may not stand in the text."""
    said = (document.title, document.title_en, document.organization_name, document.task_type, document.policy_area)
    return "\n".join(filter(None, said))


def _of_current_passages(query: _Query) -> _Query:
    """Let `query` choose among the passages of current versions, with their documents and both vectors."""
    return (
        query.select_from(PassageRow)
        .join(DocumentRow, DocumentRow.current_version == PassageRow.version)
        .join(_BODY, _BODY.key == PassageRow.body_key)
        .join(_TITLE, _TITLE.key == PassageRow.title_key)
        .where(IN_FORCE)
    )


def _read(vector: bytes) -> NDArray[np.float32]:
    return np.frombuffer(vector, dtype="<f2").astype(np.float32)
