"""Fill a casebase with synthetic passages, to see what size costs. **Nothing in it is a document of anybody.**

A passage is a few sentences of one real text in new company: text, searched words and token vectors are theirs, the
vector is their mean with noise. Each says a number of its own, since otherwise a hundred of them would say the same, which
searches show once: no casebase is a hundred copies of a small one. They are written straight into the tables, since
ingestion is measured elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from casebase.embedding import Embedder
from casebase.store.schema import Counter, DocumentRow, OriginalRow, PageRow, PassageRow, VectorRow, VersionRow
from casebase.text.sentences import sentence_spans
from casebase.text.tokens import tokenize

PASSAGES_A_DOCUMENT = 10
SENTENCES = 3
NOISE = 0.35
"""Length of the noise on a vector of length 1."""

_AT_ONCE = 2_000
_WHEN = "2026-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Source:
    """The sentences of one real text: as shown, as searched, and as the model sees them."""

    texts: Sequence[str]
    tokens: Sequence[str]
    vectors: NDArray[np.float32]
    late: Sequence[bytes]


def read_sources(texts: Sequence[str], embedder: Embedder) -> list[Source]:
    """Cut texts into sentences and embed each."""
    sources = []
    for text in texts:
        sentences = [
            piece for left, right in sentence_spans(text) if 10 <= len(piece := text[left:right].strip()) <= 200
        ]
        if len(sentences) >= SENTENCES:
            embedded = embedder.embedded(sentences)
            vectors = np.stack([one.vector for one in embedded])
            tokens = [" ".join(tokenize(sentence)) for sentence in sentences]
            sources.append(Source(sentences, tokens, vectors, [one.tokens for one in embedded]))
    return sources


def fill(engine: Engine, fingerprint: str, sources: Sequence[Source], first: int, last: int, seed: int = 7) -> None:
    """Write documents number `first` to `last` (without it), `PASSAGES_A_DOCUMENT` passages each, and count one publication.

    The same numbers give the same documents.
    """
    for start in range(first, last, _AT_ONCE):
        rows: dict[type[Any], list[dict[str, Any]]] = {}
        for number in range(start, min(start + _AT_ONCE, last)):
            for table, row in _document(number, fingerprint, sources, np.random.default_rng((seed, number))):
                rows.setdefault(table, []).append(row)
        with Session(engine.execution_options(writing=True)) as session, session.begin():
            for table in (OriginalRow, DocumentRow, VersionRow, PageRow, VectorRow, PassageRow):
                session.execute(insert(table), rows[table])
    with Session(engine.execution_options(writing=True)) as session, session.begin():
        counter = session.get(Counter, "change") or Counter(name="change", value=0)
        counter.value += 1
        session.add(counter)


def _document(
    number: int, fingerprint: str, sources: Sequence[Source], chance: np.random.Generator
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    name = _name("document", number)
    version, original = _name("version", number), hashlib.sha256(name.encode()).hexdigest()
    source = sources[int(chance.integers(len(sources)))]
    title_key = _name("title", number) + "title"
    yield OriginalRow, {"sha256": original, "received_at": _WHEN}
    yield VectorRow, _vector_row(title_key, fingerprint, source.vectors[0], source.late[0])
    pieces, start = [], 0
    for place in range(PASSAGES_A_DOCUMENT):
        chosen = chance.choice(len(source.texts), SENTENCES, replace=False)
        text = "".join(source.texts[one] for one in chosen) + f"（合成{number}の{place}）"
        key = _name("body", number, place) + "body"
        noise = chance.standard_normal(source.vectors.shape[1]).astype(np.float32)
        vector = source.vectors[chosen].mean(axis=0)
        vector = vector / np.linalg.norm(vector) + NOISE * noise / np.linalg.norm(noise)
        late = b"".join(source.late[one] for one in chosen)
        yield VectorRow, _vector_row(key, fingerprint, vector / np.linalg.norm(vector), late)
        yield PassageRow, {
            "id": _name("passage", number, place), "version": version, "page": 1, "start": start, "end": start + len(text),
            "text": text, "section": [], "boxes": [],
            "tokens": " ".join((*(source.tokens[one] for one in chosen), "合成", str(number), str(place))),
            "body_key": key, "title_key": title_key,
        }  # fmt: skip
        pieces.append(text)
        start += len(text) + 1
    file_name = f"synthetic-{number:07}.txt"
    yield DocumentRow, {
        "id": name, "organization": ("tokyo", "hiroshima", "govtech", "other")[number % 4], "organization_name": "合成 synthetic",
        "kind": ("case", "guideline", "training", "other")[number // 4 % 4], "visibility": "public",
        "title": f"合成資料 synthetic {number}", "title_en": "", "task_type": "", "policy_area": "", "status": "",
        "published_on": "", "sources": [], "record": {}, "starter": False, "file_name": file_name,
        "current_version": version, "change": 1, "updated_at": _WHEN,
    }  # fmt: skip
    yield VersionRow, {
        "id": version, "document": name, "number": 1, "original": original, "file_name": file_name,
        "media_type": "text/plain", "language": "ja", "pages": 1, "passages": PASSAGES_A_DOCUMENT, "warnings": [],
        "created_at": _WHEN,
    }  # fmt: skip
    yield PageRow, {
        "version": version, "number": 1, "text": "\n".join(pieces), "headings": [], "lines": b"", "width": 0.0,
        "height": 0.0, "label": "",
    }  # fmt: skip


def _vector_row(key: str, fingerprint: str, vector: NDArray[np.float32], late: bytes) -> dict[str, Any]:
    return {"key": key, "model": fingerprint, "vector": vector.astype("<f2").tobytes(), "tokens": late}


def _name(*parts: object) -> str:
    return hashlib.sha256("/".join(map(str, ("synthetic", *parts))).encode()).hexdigest()[:32]
