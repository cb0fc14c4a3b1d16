"""Find phrases of a known list in a row of terms: the longest first, none overlapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in terms `start` to `end`, and the numbers of everything it is listed for."""

    start: int
    end: int
    numbers: tuple[int, ...]


class Phrases:
    """A list of phrases, each a row of terms, and the numbers it stands for."""

    def __init__(self, listed: Iterable[tuple[Sequence[str], int]]) -> None:
        self._numbers: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._longest: dict[str, int] = {}
        for terms, number in listed:
            phrase = tuple(terms)
            if phrase and number not in self._numbers.get(phrase, ()):
                self._numbers[phrase] = (*self._numbers.get(phrase, ()), number)
                self._longest[phrase[0]] = max(self._longest.get(phrase[0], 0), len(phrase))

    def within(self, terms: Sequence[str]) -> Iterator[Found]:
        """Yield the phrases that stand in `terms`, from left to right."""
        at = 0
        while at < len(terms):
            longest = min(self._longest.get(terms[at], 0), len(terms) - at)
            for end in range(at + longest, at, -1):
                if numbers := self._numbers.get(tuple(terms[at:end])):
                    yield Found(at, end, numbers)
                    at = end
                    break
            else:
                at += 1
