"""Give every passage vectors of another embedding model, and its words as they are cut now; version by version, so that it
can be stopped and started again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from casebase.embedding import Embedder
from casebase.embedding_inputs import embedding_texts, telling_name, vector_key, vector_keys
from casebase.faults import reached
from casebase.store.failures import named_failures
from casebase.store.library import Library
from casebase.store.rows import passage_of
from casebase.store.schema import DocumentRow, PassageRow, VersionRow
from casebase.text.tokens import tokenize


@named_failures()
def reembed(engine: Engine, library: Library, embedder: Embedder, progress: Callable[[int, int], None]) -> int:
    """Embed what has no vector of `embedder` yet and return the number of passages looked at.

    `progress` is told (versions done, versions in all). Each version changes in one transaction.
    """
    with Session(engine) as session:
        query = select(VersionRow.id, DocumentRow.title, VersionRow.file_name).join(DocumentRow)
        versions = session.execute(query).tuples().all()
    seen = 0
    for done, (version, title, file_name) in enumerate(versions, start=1):
        seen += _reembed_version(engine, library, embedder, version, title or telling_name(file_name))
        progress(done, len(versions))
    return seen


def _reembed_version(engine: Engine, library: Library, embedder: Embedder, version: str, title: str) -> int:
    with Session(engine) as session:
        passages = [passage_of(row) for row in session.scalars(select(PassageRow).where(PassageRow.version == version))]
    texts = {vector_key(embedder.fingerprint, text): text for text in embedding_texts(title, passages)}
    missing = sorted(library.missing_vectors(texts))
    if missing:
        vectors = embedder.embedded([texts[key] for key in missing])
        library.keep_vectors(dict(zip(missing, vectors, strict=True)), embedder.fingerprint)
    reached("reembed.vectors_kept")
    words = [" ".join(tokenize(passage.searched)) for passage in passages]  # slow, so before the write lock is taken
    with Session(engine.execution_options(writing=True)) as session, session.begin():
        for passage, tokens in zip(passages, words, strict=True):
            keys = vector_keys(embedder.fingerprint, title, passage)
            session.execute(update(PassageRow).where(PassageRow.id == passage.id).values(tokens=tokens, **keys))
    reached("reembed.version_done")
    return len(passages)
