"""The port behind which answers are written: a draft whose sentences name the spans they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from casebase.models import Hit

GAP = " … "
"""Between two quotes that are told as one sentence, where what stands between them in the document is left out."""


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A span of the page that `hit.passage` stands on; `start` and `end` are offsets into the page's text."""

    hit: Hit
    start: int
    end: int

    def to(self, end: int) -> CitedSpan:
        """Return the span that starts here and ends at `end`."""
        return CitedSpan(self.hit, self.start, end)


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence as an engine wrote it, with the spans it claims to rest on."""

    text: str
    cites: tuple[CitedSpan, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engine wrote, before the gate has looked at it. No sentence: the engine found nothing to say."""

    sentences: tuple[DraftSentence, ...]


class AnswerEngine(Protocol):
    """Writes drafts. `name` is shown with the answer."""

    @property
    def name(self) -> str: ...

    def sentences(self, question: str, hits: Sequence[Hit], language: str) -> Iterator[DraftSentence]:
        """Yield the sentences of a draft in `language` (`ja` or `en`) that rests on `hits` only, best hits first.

        Raises EngineFailed when the engine cannot write, also after some sentences.
        """
        ...
