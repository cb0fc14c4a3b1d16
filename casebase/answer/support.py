"""How far the sources of a sentence bear it out: an estimate between 0 and 1 that travels with the sentence, and its grounds.

A quote needs none. Of other wording two things are estimated: how many of its words the source holds, and how near the two are in
meaning; a cross-encoder trained on inference (`CASEBASE_NLI`) judges the meaning instead where one is set. An estimate is no
proof: numbers, names and negations are compared before it is asked for, and it can only remove a sentence, never save one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from casebase.embedding import Embedder, stay_offline
from casebase.errors import ModelError
from casebase.settings import Settings
from casebase.text.sentences import sentence_spans

LEAST = 0.55
"""Estimate (words and meaning, half each) from which other wording in the language of its source is shown."""

LEAST_TRANSLATED = 0.35
"""The same for another language, where only the meaning can be estimated."""

UNRELATED, SAME = 0.35, 0.75
"""Cosines (bundled model with its adapter) of sentences that have nothing in common, and of those that say the same.

Measured on 63 rules of the starter guidelines, Japanese and English: translations 0.61 to 0.85 (from the 5th percentile), other
rules 0.41 in the middle and 0.56 at the 95th percentile; see docs/decisions/024-what-a-sentence-rests-on.md.
"""

SENTENCES_COMPARED = 8
"""Sentences of a long quote that are compared one by one."""


class Entailment(Protocol):
    """Estimates whether what a source says makes a sentence true. `name` says by what."""

    name: str

    def estimate(self, said: str, quote: str) -> float:
        """Return 0..1."""
        ...


class VectorEntailment:
    """Compares meanings by vectors. Nearness is not truth: see the module's docstring for what is checked before."""

    name = "vectors"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._cosine = lru_cache(maxsize=2_000)(self._compared)

    def estimate(self, said: str, quote: str) -> float:
        """Return the nearness of the sentence to the quote, or to the sentence of it that is nearest, on a scale of 0 to 1."""
        return float(np.clip((self._cosine(said, quote) - UNRELATED) / (SAME - UNRELATED), 0.0, 1.0))

    def _compared(self, said: str, quote: str) -> float:
        pieces = [quote[start:end] for start, end in sentence_spans(quote)][:SENTENCES_COMPARED]
        texts = [quote, *(pieces if len(pieces) > 1 else ())]
        vectors = self._embedder.passages([said, *texts])
        return float((vectors[1:] @ vectors[0]).max())


class NliEntailment:
    """Asks a cross-encoder trained on natural language inference; any folder or name that sentence-transformers can open."""

    name = "nli"

    def __init__(self, model: str) -> None:
        self._model = _opened(model)
        self._column = _entailment_column(self._model)
        self._estimate = lru_cache(maxsize=2_000)(self._predicted)

    def estimate(self, said: str, quote: str) -> float:
        """Return the probability that the quote entails the sentence."""
        return self._estimate(said, quote)

    def _predicted(self, said: str, quote: str) -> float:
        logits = np.asarray(self._model.predict([(quote, said)], show_progress_bar=False), np.float64)[0]
        if np.ndim(logits) == 0:
            return float(np.clip(logits, 0.0, 1.0))
        odds = np.exp(logits - logits.max())
        return float(odds[self._column] / odds.sum())


def open_entailment(settings: Settings, embedder: Embedder) -> Entailment | None:
    """Return the estimate that is set: the cross-encoder, else vectors where their scale is known, else None (words alone)."""
    if settings.nli:
        return NliEntailment(settings.nli)
    return VectorEntailment(embedder) if len(embedder.asked("?").tokens) else None


def _opened(model: str) -> Any:
    local = Path(model).is_dir()
    if local:
        stay_offline()
    from sentence_transformers import CrossEncoder  # noqa: PLC0415  (takes seconds to import, and only this setting needs it)

    try:
        return CrossEncoder(model, device="cpu", local_files_only=local)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model of CASEBASE_NLI ({model}) cannot be opened. Give a folder or leave it empty."
        ) from error


def _entailment_column(model: Any) -> int:
    labels = getattr(getattr(model, "config", None), "id2label", None) or {}
    return next((int(number) for number, label in labels.items() if "entail" in str(label).lower()), 0)


def combined(words: float, meaning: float | None) -> float:
    """Return the estimate for one language: words and meaning, half each; words alone where no meaning was estimated."""
    return words if meaning is None else 0.5 * words + 0.5 * meaning


def highest(entailment: Entailment | None, said: str, quotes: Sequence[str]) -> float | None:
    """Return the best estimate over the quotes of a sentence, None where none can be made."""
    return max(entailment.estimate(said, quote) for quote in quotes) if entailment and quotes else None
