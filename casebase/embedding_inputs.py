"""What is embedded for a passage: its body, and apart from it the titles above it.

A title embedded apart and summed 0.3 : 0.7 with the body finds more than one vector of both (measured on Japanese
municipal questions: recall@10 0.659 → 0.702, see docs/decisions/001-store-and-index.md). The dot product is linear, so
one index over the summed vectors serves both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from casebase.models import Passage
from casebase.rounding import on_grid
from casebase.text.tables import in_brief

_TELLING = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]{2}|[A-Za-z]{4}")

TITLE_WEIGHT = 0.3
"""Share of the title's vector in a passage's vector."""


def body_input(passage: Passage) -> str:
    """Return the text that stands for a passage's body."""
    return passage.text


def title_input(document_title: str, section: tuple[str, ...]) -> str:
    """Return the text that stands for the titles above a passage, empty when there is none."""
    return " › ".join(part for part in (document_title, *in_brief(section)) if part)


def embedding_texts(document_title: str, passages: Iterable[Passage]) -> set[str]:
    """Return the distinct texts whose vectors the passages of a document need."""
    return {text for one in passages for text in (body_input(one), title_input(document_title, one.section)) if text}


def telling_name(file_name: str) -> str:
    """Return a file's name without its extension where it says something, else nothing (`0042.txt`, `a10336p0.txt`)."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name.rpartition("/")[2])
    return stem if _TELLING.search(stem) else ""


def vector_keys(fingerprint: str, document_title: str, passage: Passage) -> dict[str, str]:
    """Return the keys of a passage's two vectors, `body_key` and `title_key`. Without titles the body stands for both."""
    body, title = body_input(passage), title_input(document_title, passage.section)
    return {"body_key": vector_key(fingerprint, body), "title_key": vector_key(fingerprint, title or body)}


def vector_key(fingerprint: str, text: str) -> str:
    """Name the vector of `text` under the model `fingerprint`: the same text is never embedded twice."""
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).hexdigest()[:40]


def combined(body: NDArray[np.float32], title: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the searched vector, shape (dimensions,), float32, as 8-bit numbers stand for it (`casebase.rounding`).

    Cosine with it is the weighted sum of both cosines.
    """
    return on_grid((1.0 - TITLE_WEIGHT) * body + TITLE_WEIGHT * title)
