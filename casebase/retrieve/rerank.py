"""An optional last look at the best hits: a cross-encoder reads question and passage together.

Off by default: reading 20 passages takes a second on two cores, a hundred times what late interaction takes. An
organisation with a larger model at hand sets `CASEBASE_RERANKER`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casebase.embedding import clean, stay_offline
from casebase.errors import ModelError
from casebase.models import Hit
from casebase.settings import Settings

RERANKED = 20
"""Hits that are read again; those behind keep their order."""


class Reranker(Protocol):
    """Says how well passages answer a question; only the order of its numbers means something."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return one number a passage, the higher the better."""
        ...


def open_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker that is set, or None. Raises ModelError with the way out."""
    return CrossEncoderReranker(settings.reranker) if settings.reranker else None


class CrossEncoderReranker:
    """Runs any sentence-transformers cross-encoder, given by a folder or by a hub's name."""

    def __init__(self, name: str) -> None:
        local = Path(name).is_dir()
        if local:
            stay_offline()
        # Imported here because it takes six seconds and most installations never need it.
        from sentence_transformers import CrossEncoder  # noqa: PLC0415

        try:
            self._model = CrossEncoder(name, device="cpu", local_files_only=local)
        except Exception as exc:  # the library raises many kinds: OSError, ValueError, those of the hub
            raise ModelError(
                f"The reranker '{name}' cannot be loaded ({type(exc).__name__}). Set CASEBASE_RERANKER to the folder of a "
                f"sentence-transformers cross-encoder, or remove the setting."
            ) from exc
        self._lock = threading.Lock()  # its tokenizer is not safe between threads

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return one number a passage, the higher the better."""
        pairs = [(clean(question), clean(passage)) for passage in passages]
        with self._lock:
            return np.asarray(self._model.predict(pairs, batch_size=8, show_progress_bar=False), np.float32).reshape(-1)


def reranked(hits: Sequence[Hit], question: str, reranker: Reranker) -> list[Hit]:
    """Return `hits`, best first, with the first `RERANKED` in the reranker's order; scores stay within 0..1."""
    first, rest = hits[:RERANKED], hits[RERANKED:]
    if not first:
        return []
    scores = reranker.scores(question, ["\n".join((hit.document.title, hit.passage.text)) for hit in first])
    low, high = float(scores.min()), float(scores.max())
    placed = [
        replace(hit, score=0.5 + 0.5 * (float(score) - low) / max(high - low, 1e-9))
        for hit, score in zip(first, scores, strict=True)
    ]
    return sorted(placed, key=lambda hit: -hit.score) + behind(rest)


def behind(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits that were not read again, with scores below those that were."""
    return [replace(hit, score=0.5 * hit.score) for hit in hits]
