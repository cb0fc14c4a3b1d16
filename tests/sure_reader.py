"""A reader of passages whose mind is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence


class Sure:
    """Sure of texts that say one of some words, and of no other; `read` are the texts it was given, `asked` how many at once."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.read: list[str] = []
        self.asked: list[int] = []

    def log_odds(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return what is thought of each text."""
        self.read += texts
        self.asked.append(len(texts))
        return [3.0 if any(word in text for word in self._words) else -3.0 for text in texts]
