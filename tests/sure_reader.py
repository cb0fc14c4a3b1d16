"""Readers of passages whose mind is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.retrieve.packs import Pack


class Sure:
    """Sure of sentences that say one of some words, and of no other; `texts` are those it was given to read, `asked` how many at
    once."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.texts: list[str] = []
        self.asked: list[int] = []

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return what is thought of each part."""
        self.texts += [pack.text for pack in packs]
        self.asked.append(len(packs))
        return [[self._of(pack.text[slice(*part)]) for part in pack.parts] for pack in packs]

    def _of(self, text: str) -> float:
        return 3.0 if any(word in text for word in self._words) else -3.0


class Weighing:
    """Gives a part the log-odds of the first of some words that it says, and -5 where it says none."""

    def __init__(self, **of_words: float) -> None:
        self._of_words = of_words

    def read(self, question: str, packs: Sequence[Pack]) -> list[list[float]]:
        """Return what is thought of each part."""
        return [[self._of(pack.text[slice(*part)]) for part in pack.parts] for pack in packs]

    def _of(self, text: str) -> float:
        return next((odds for word, odds in self._of_words.items() if word in text), -5.0)
