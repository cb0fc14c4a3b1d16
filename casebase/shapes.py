"""Results as plain JSON values, in the shapes that other programs rely on. A field is added here, never renamed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casebase.models import Answer, AnswerSentence, Citation, Document, Grounds, Hit, SearchResult


def search_shape(identifier: str | None, found: SearchResult) -> dict[str, Any]:
    """Return a search result as plain JSON values."""
    return {"id": identifier, "hits": [_hit_shape(hit) for hit in found.hits], "ms": round(found.ms, 1)}


def answer_shape(identifier: str | None, answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values."""
    return {
        "id": identifier,
        "status": answer.status.value,
        "language": answer.language,
        "sentences": [_sentence_shape(sentence) for sentence in answer.sentences],
        "citations": [_citation_shape(citation) for citation in answer.citations],
        "engine": answer.engine,
        "ms": round(answer.ms, 1),
    }


def _sentence_shape(sentence: AnswerSentence) -> dict[str, Any]:
    """Return a sentence; grounds and estimate only where it is no quote."""
    shape: dict[str, Any] = {"text": sentence.text, "citations": list(sentence.citations)}
    if sentence.grounds is not Grounds.QUOTED:
        shape |= {"grounds": sentence.grounds.value, "support": sentence.support}
    return shape


def _hit_shape(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document": hit.document.id,
        "file_name": hit.document.file_name,
        "version": passage.version,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": passage.text,
        **_also_shape(hit.also),
    }


def _citation_shape(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "document": citation.document.id,
        "file_name": citation.document.file_name,
        "version": citation.document.version,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        **_also_shape(citation.also),
    }


def _also_shape(also: Sequence[Document]) -> dict[str, Any]:
    """Return the documents that say the same, only where there are any: most hits have none."""
    return {"also": [document.id for document in also]} if also else {}
