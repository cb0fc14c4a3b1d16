"""What of a case a sentence of a report tells, by its vector: a linear layer trained on lines of made-up reports.

Made by `python -m benchmarks.training.heads cells` (docs/decisions/025-conversations-and-comparison.md). It reads the vector of
the sentence below its heading, and what its words and figures are: money, other figures, a change, a label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from casebase.answer.fit import effect_told
from casebase.model.linear import LinearHead, read_head, with_words
from casebase.text.numbers import MONEY, quantities

HEAD_FILE = Path(__file__).parents[1] / "model" / "cells.safetensors"

TOLD = ("use", "tool", "effect", "cost", "safety", "check")
"""What a sentence may tell: what is done with AI, with which product or technique, what came of it, what it costs, how
information is protected, how people check."""

SHOWN_FROM = 0.35
"""Probability from which a sentence stands in a cell."""

_WORDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"製品|モデル|ベンダ|事業者|エンジン|基盤|\b(?:product|model|vendor|supplier|developed by|built)\b",
        r"費用|料金?[：:は]|予算|委託料|契約額|経費|\b(?:cost|fee|budget|price|licen[cs]e)s?\b",
        r"効果|削減|短縮|時間|率|満足|\b(?:saved?|reduced|fell|rose|accuracy|satisf\w+)\b",
        r"個人情報|機密|匿名|伏せ|消去|削除|保存|暗号|LGWAN|閉域|学習に|\b(?:personal|encrypt\w*|delet\w+|retain\w*|mask\w*|privacy)\b",
        r"確認|照合|点検|見直|責任|目視|\b(?:check\w*|review\w*|verif\w+|human|officer|sampl\w+)\b",
    )
)


def cell_head() -> LinearHead:
    """Return the layer. Raises ModelError when its file is damaged."""
    return read_head(HEAD_FILE)


def features_of(sentences: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the layer reads, shape (sentences, features): the vectors, and what its words and figures are."""
    return with_words(vectors, [_signs(one) for one in sentences])


def _signs(sentence: str) -> list[float]:
    units = {quantity.unit for quantity in quantities(sentence)}
    figures = [bool(units & MONEY), bool(units - MONEY - {"", "年", "月", "日"}), effect_told(sentence)]
    return [float(pattern.search(sentence) is not None) for pattern in _WORDS] + [float(one) for one in figures]
