"""Clauses of guidelines by topic: those that a record gives, found again in its text, and those read out of other guidelines.

A clause that is read out is a sentence of the document, with the list it introduces, or items of one. A trained layer decides its
topics (`topic_head`); with a model that it was not trained for words do, and where they say nothing of a rule the nearest typical
sentence, if it is near enough. Nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casebase.answer.instructions import gives_orders
from casebase.embedding import Embedder
from casebase.findings import MASK
from casebase.guidelines.topic_head import features_of, shown, topic_head
from casebase.guidelines.topics import TOPICS, Strength, is_rule, strength_of
from casebase.guidelines.units import Unit, lists_of, units_of
from casebase.model.linear import read_with
from casebase.models import Document, Page
from casebase.readings import Place, Readings, read_by
from casebase.text.sentences import sentence_spans

NEAR, APART = 0.58, 0.04
"""Cosine from which a typical sentence gives its topic, and by how much it must lead, where no layer was trained."""

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

    `introduced_by` is what stands above it where it is an item of a list that says several things. `text_en` is the record's
    English wording, if it has one; `given`: a record names the topic, otherwise it was read out, with `certainty` (0..1).
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
    introduced_by: str = ""
    certainty: float = 1.0


class ClauseReader:
    """Reads the clauses of guidelines. Versions never change, so what was read is remembered in `memory`."""

    def __init__(self, embedder: Embedder, memory: Readings) -> None:
        self._embedder = embedder
        self._memory = memory
        self._typical: NDArray[np.float32] | None = None

    def clauses(self, document: Document, page_of: Callable[[str, int], Page]) -> tuple[Clause, ...]:
        """Return the clauses of a guideline in the order of its pages; `page_of` reads for whoever looks."""
        pages = [page_of(document.version, number) for number in range(1, document.pages + 1)]
        if given := document.details.record.get("clauses"):
            return tuple(_given(document, given, pages))
        by = read_by(self._embedder.fingerprint, topic_head().digest, pages)
        places = self._memory.of(document.version, by)
        if places is None:
            places = [place for page in pages for place in self._places(page)]
            self._memory.keep(document.version, by, places)
        text_of = {page.number: page.text for page in pages}
        return tuple(_read_out(document, place, text_of[place.page]) for place in places)

    def _places(self, page: Page) -> list[Place]:
        """Return where the clauses of a page stand, with their topics."""
        units = units_of(page)
        texts = [page.text[unit.start : unit.end] for unit in units]
        if self._embedder.fingerprint == topic_head().trained_on:
            topics = self._by_vectors(units, texts)
        else:
            topics = self._by_words(units, texts)
        topics = [
            [] if MASK in text or gives_orders(text) else of_one for text, of_one in zip(texts, topics, strict=True)
        ]
        return sorted(_clauses_of(page.number, units, topics))

    def _by_vectors(self, units: Sequence[Unit], texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Return the topics of each unit; an item of a list is read with what introduces it, and by itself as well."""
        if not units:
            return []
        items = [at for at, unit in enumerate(units) if unit.introduced_by]
        asked = [read_with(unit.heading, unit.introduced_by, text) for unit, text in zip(units, texts, strict=True)]
        asked += [read_with(units[at].heading, "", texts[at]) for at in items]
        features = features_of([*texts, *(texts[at] for at in items)], self._embedder.passages(asked))
        told = topic_head().probabilities(features)
        told[items] = np.maximum(told[items], told[len(units) :])
        return shown(told[: len(units)])

    def _by_words(self, units: Sequence[Unit], texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """Return the topic of each unit that is no item, by its words and else by meaning."""
        named = [
            "" if unit.under is not None else topic_by_words(text, unit.heading)
            for unit, text in zip(units, texts, strict=True)
        ]
        unclear = [at for at, unit in enumerate(units) if unit.under is None and not named[at] and is_rule(texts[at])]
        for at, topic in zip(unclear, self._by_meaning([texts[at] for at in unclear]), strict=True):
            named[at] = topic
        return [[(topic, 1.0)] if topic else [] for topic in named]

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


def _clauses_of(page: int, units: list[Unit], topics: Sequence[Sequence[tuple[str, float]]]) -> Iterator[Place]:
    """Yield the clauses: a sentence with the list it introduces where that is of its topics, else the items by themselves, those
    of one topic in a row together."""
    for index, items in lists_of(units):
        own = dict(topics[index])
        of_items = {topic for item in items for topic, _ in topics[item]}
        end = units[items[-1]].end if items and of_items <= own.keys() else units[index].end
        for topic, certainty in own.items():
            yield Place(page, units[index].start, end, topic, certainty)
        if items and not of_items <= own.keys():
            yield from _of_items(page, units, topics, index, items)


def _of_items(
    page: int, units: list[Unit], topics: Sequence[Sequence[tuple[str, float]]], index: int, items: Sequence[int]
) -> Iterator[Place]:
    head = units[index].start, units[index].end
    running: dict[str, Place] = {}
    for item in items:
        told = dict(topics[item])
        for topic in [topic for topic in running if topic not in told]:
            yield running.pop(topic)
        for topic, certainty in told.items():
            begun = running.get(topic) or Place(page, units[item].start, 0, topic, certainty, head)
            running[topic] = replace(begun, end=units[item].end, certainty=max(begun.certainty, certainty))
    yield from running.values()


def _read_out(document: Document, place: Place, text: str) -> Clause:
    said = text[place.start : place.end]
    above = text[slice(*place.introduced_by)] if place.introduced_by else ""
    return Clause(
        place.topic,
        _one_line(said),
        document,
        place.page,
        place.start,
        place.end,
        strength_of(said if not above else f"{above}\n{said}"),
        introduced_by=_one_line(above),
        certainty=place.certainty,
    )


def topic_by_words(text: str, heading: str = "") -> str:
    """Return the topic that a sentence's words, or else those of its heading, name; empty where they name none."""
    if _NO_CLAUSE.search(text) or _DEFINES.search(text) or gives_orders(text):
        return ""
    named = [topic for topic in TOPICS if topic.words.search(text)] if is_rule(text) or not _TELLS.search(text) else []
    under = [topic for topic in TOPICS if heading and topic.heading.search(heading)] if is_rule(text) else []
    both = [topic for topic in named if topic in under]
    chosen = both or named or under
    return chosen[0].key if chosen else ""


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
