"""Which texts of files that are to be published have no vector yet, and the vectors of those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from casebase.embedding import Embedder
from casebase.embedding_inputs import vector_key
from casebase.late import Embedded
from casebase.store.library import Library, Publication

PASSAGES_A_BATCH = 128
"""Passages that are embedded and published together: seconds of work, and enough for the model to sort by length."""


def all_missing_vectors(
    publications: Iterable[Publication], library: Library, embedder: Embedder
) -> dict[str, Embedded]:
    """Embed those texts that have no vector yet."""
    parts = missing_vectors(missing_texts(publications, library, embedder), embedder)
    return {key: vector for part in parts for key, vector in part.items()}


def missing_texts(publications: Iterable[Publication], library: Library, embedder: Embedder) -> dict[str, str]:
    """Return the texts that have no vector yet, by the vector's key."""
    texts = {vector_key(embedder.fingerprint, text): text for one in publications for text in one.embedding_inputs()}
    return {key: texts[key] for key in sorted(library.missing_vectors(texts))}


def missing_vectors(
    texts: Mapping[str, str], embedder: Embedder, size: int = PASSAGES_A_BATCH
) -> Iterator[dict[str, Embedded]]:
    """Embed texts, `size` at a time, and yield the vectors of each part."""
    keys = sorted(texts, key=lambda key: len(texts[key]))  # texts of one length go through the model together
    for start in range(0, len(keys), size):
        some = keys[start : start + size]
        yield dict(zip(some, embedder.embedded([texts[key] for key in some]), strict=True))
