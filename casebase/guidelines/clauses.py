"""Clauses of guidelines by topic: those that a record gives, found again in its text, and those read out of other guidelines.

A clause that is read out is a sentence of the document, with the list it introduces. Words decide its topic; where they say
nothing and the sentence is a rule, the nearest typical sentence does, if it is near enough. Nothing is rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casebase.answer.instructions import gives_orders
from casebase.embedding import Embedder
from casebase.guidelines.topics import TOPICS, Strength, is_rule, strength_of
from casebase.models import Document, Page
from casebase.text.sentences import sentence_spans

NEAR, APART = 0.58, 0.04
"""Cosine (bundled model with its adapter) from which a typical sentence gives its topic, and by how much it must lead."""

SHORTEST, LONGEST = 10, 400
"""Characters of a clause."""

SHORTEST_HEADLESS = 40
"""Characters below which a line without a full stop or a verb at its end is a heading, whatever the file says."""

MOST_ITEMS = 12

_LIST_ITEM = re.compile(
    r"\s*(?:[-*+・●○■□◆◇▶•‣]|[(（]?[0-9０-９]{1,2}[.．)）、]|[①-⑳]|[ア-ン][.．)）]|[(（][ア-ンa-z][)）])\s*"
)
_INTRODUCES = re.compile(
    r"次(?:に掲げる|の|に定める|のとおり)|以下の|下記の|the following|as follows|[:：]\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"[。.．!！?？|）)\]]\s*$|(?:する|こと|ない|ます|いる|れる)\s*$")
_NO_CLAUSE = re.compile(
    r"とは、|をいう。?$|用語|附則|施行する|\bmeans\b|\bdefin|\bapplies?\s+to\b|^\[note", re.IGNORECASE
)
_TELLS = re.compile(
    r"(?:[しいえきっ]た|られた|ている)(?:[（(].*[）)])?。?$|\b(?:was|were|began|started|has\s+been)\b", re.IGNORECASE
)
"""How a sentence ends that tells what was, rather than what is to be done."""

_DEFINES = re.compile(r"^[^。]{0,60}(?:目的とする。?|ガイドラインは、|本指針は、)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule: characters `start`..`end` of a page of a version. `text` is in the document's language.

    `text_en` is the record's English wording, if it has one; `given`: a record names the topic, otherwise it was read out.
    """

    topic: str
    text: str
    document: Document
    page: int
    start: int
    end: int
    strength: Strength
    given: bool = False
    text_en: str = ""
    source_url: str = ""


class ClauseReader:
    """Reads the clauses of guidelines. Versions never change, so what was read is remembered."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._typical: NDArray[np.float32] | None = None
        self._read = lru_cache(maxsize=500)(self._topics_of)

    def clauses(self, document: Document, page_of: Callable[[str, int], Page]) -> tuple[Clause, ...]:
        """Return the clauses of a guideline in the order of its pages; `page_of` reads for whoever looks."""
        pages = [page_of(document.version, number) for number in range(1, document.pages + 1)]
        if given := document.details.record.get("clauses"):
            return tuple(_given(document, given, pages))
        return tuple(
            Clause(
                topic,
                _one_line(page.text[start:end]),
                document,
                page.number,
                start,
                end,
                strength_of(page.text[start:end]),
            )
            for page in pages
            for start, end, topic in self._read(page)
        )

    def _topics_of(self, page: Page) -> tuple[tuple[int, int, str], ...]:
        found: list[tuple[int, int, str]] = []
        unclear: list[tuple[int, int]] = []
        for start, end, heading in _sentences(page):
            text = page.text[start:end]
            if topic := topic_by_words(text, heading):
                found.append((start, end, topic))
            elif is_rule(text):
                unclear.append((start, end))
        topics = self._by_meaning([page.text[start:end] for start, end in unclear])
        found += [(start, end, topic) for (start, end), topic in zip(unclear, topics, strict=True) if topic]
        return tuple(sorted(found))

    def _by_meaning(self, texts: Sequence[str]) -> list[str]:
        """Return the topic of each text by the nearest typical sentence, empty where none is near or vectors mean little."""
        if not texts or not len(self._embedder.asked("?").tokens):
            return [""] * len(texts)
        if self._typical is None:
            self._typical = self._embedder.passages([sentence for topic in TOPICS for sentence in topic.typical])
        topics = []
        for row in self._embedder.passages(list(texts)) @ self._typical.T:
            scores = row.reshape(len(TOPICS), -1).max(axis=1)
            best, second = np.argsort(-scores)[:2]
            clear = scores[best] >= NEAR and scores[best] - scores[second] >= APART
            topics.append(TOPICS[best].key if clear else "")
        return topics


def topic_by_words(text: str, heading: str = "") -> str:
    """Return the topic that a sentence's words, or else those of its heading, name; empty where they name none."""
    if _NO_CLAUSE.search(text) or _DEFINES.search(text) or gives_orders(text):
        return ""
    named = [topic for topic in TOPICS if topic.words.search(text)] if is_rule(text) or not _TELLS.search(text) else []
    under = [topic for topic in TOPICS if heading and topic.heading.search(heading)] if is_rule(text) else []
    both = [topic for topic in named if topic in under]
    chosen = both or named or under
    return chosen[0].key if chosen else ""


def _sentences(page: Page) -> Iterator[tuple[int, int, str]]:
    """Yield the sentences of a page, each with the list it introduces, and the heading they stand under."""
    heads = [heading.start for heading in page.headings]
    spans = [span for span in sentence_spans(page.text) if not _is_heading(page, span)]
    at = 0
    while at < len(spans):
        start, end = spans[at]
        at += 1
        if _INTRODUCES.search(page.text[start:end]):
            items = 0
            while at < len(spans) and items < MOST_ITEMS and _LIST_ITEM.match(page.text[spans[at][0] : spans[at][1]]):
                end = spans[at][1]
                at, items = at + 1, items + 1
        if SHORTEST <= end - start <= LONGEST * 2:
            place = bisect_right(heads, start) - 1
            heading = page.headings[place] if place >= 0 else None
            yield start, end, page.text[heading.start : heading.end] if heading else ""


def _is_heading(page: Page, span: tuple[int, int]) -> bool:
    text = page.text[span[0] : span[1]]
    if len(text) < SHORTEST_HEADLESS and not _ENDS.search(text) and not _LIST_ITEM.match(text):
        return True
    return any(heading.start <= span[0] and span[1] <= heading.end + 2 for heading in page.headings)


def _given(document: Document, given: Sequence[dict[str, Any]], pages: Sequence[Page]) -> Iterator[Clause]:
    """Find the clauses that a record names in the text that was made of it."""
    taken: set[tuple[int, int]] = set()
    for clause in given:
        said = str(clause.get("rule_ja", ""))
        place = _place(said, pages, taken)
        page, start, end = place or (1, 0, 0)
        taken.add((page, start))
        yield Clause(
            topic=str(clause["topic"]),
            text=said,
            document=document,
            page=page,
            start=start,
            end=end,
            strength=strength_of(said),
            given=True,
            text_en=str(clause.get("rule_en", "")),
            source_url=str(clause.get("source_url", "")),
        )


def _place(said: str, pages: Sequence[Page], taken: set[tuple[int, int]]) -> tuple[int, int, int] | None:
    spans = sentence_spans(said)
    first = said[spans[0][0] : spans[0][1]].removesuffix("。") if spans else said
    for page in pages:
        at = page.text.find(first)
        while at >= 0:
            start = page.text.rfind("\n", 0, at) + 1
            if (page.number, start) not in taken:
                end = page.text.find("\n", at)
                return page.number, start, end if end >= 0 else len(page.text)
            at = page.text.find(first, at + 1)
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
