"""An embedder that opens its model when the first text needs it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from casebase.embedding import Embedder, Vectors, open_embedder
from casebase.late import Asked, Embedded
from casebase.settings import Settings


class LazyEmbedder:
    """Opens the model that is set when it is first needed: taking in what is there already must not cost seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _embedder(self) -> Embedder:
        return open_embedder(self._settings)

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.passages(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def embedded(self, texts: Sequence[str]) -> list[Embedded]:
        return self._embedder.embedded(texts)

    def asked(self, text: str) -> Asked:
        return self._embedder.asked(text)

    def token_spans(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        return self._embedder.token_spans(texts)
