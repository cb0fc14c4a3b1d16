"""What was worked out of a text, kept for the next time it is asked for: bounded, and never beyond a publication.

A function that takes apart what documents say is decorated with `remembered`. Its memory holds words of documents, so all
of it is let go whenever anything is published, replaced, masked or removed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")

_forgetting: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep the last `most` results of a function of texts."""

    def keeping(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept = lru_cache(most)(function)
        _forgetting.append(kept.cache_clear)
        return kept  # type: ignore[return-value]  # it is called like the function

    return keeping


def forget_texts() -> None:
    """Let go of everything that was remembered of any text."""
    for forget in _forgetting:
        forget()
