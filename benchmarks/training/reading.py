"""Questions beside passages that answer them and passages that do not, for training the reader.

From `benchmarks/training/data`: every item's own questions (answered), in `data/reader` with the words that answer; the near
misses written for it; each question beside a passage that comes next to its own, and beside its own without the sentence that
answers; twins, passages about the same that answer each other's questions nearly. From JaQuAD, if it is given: questions with
their paragraph and with another of the same article.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training.batches import OWN_DATA, _lines
from casebase.embedding import Embedder
from casebase.retrieve.packs import Span
from casebase.text.sentences import sentence_spans

HELD_BACK = 10
"""One group of items in this many is not trained on, but measured on."""

NEXT, ALIKE = 5, 0.97
"""Passages next to a question's own that one is drawn from; nearer ones than this cosine may say the same."""

TO_THE_TWIN, NOT_BY_CHANCE = 0.75, 0.96
"""Share of a twin's questions that are put to the other, and of all that are put to a passage about the same."""

LONGEST_PARAGRAPH = 300
"""Characters of a paragraph of JaQuAD."""

OF_OFFICES = re.compile(
    r"across|articles|fragments|keywords|municipal-5|near-misses-|office-twins|other-words|papers|records|tables"
    r"|technical-[56]"
)
OFTENER = 2
"""Files of `data/reader` with papers as offices write them, and how often each is drawn for each of another file."""


@dataclass(slots=True)
class Item:
    """A passage, questions that it answers with the characters that do (if known), and questions that it nearly answers.

    `group` is never split between training and measuring; it is drawn so many `times`. `near` are places, in the same list, of
    passages like it, and `twin` that of the passage that nearly answers its questions.
    """

    group: str
    text: str
    language: str
    answered: Sequence[tuple[str, Span | None]]
    near_misses: Sequence[str]
    written: bool = False
    times: int = 1
    near: Sequence[int] = field(default_factory=tuple)
    twin: int | None = None

    @property
    def held_back(self) -> bool:
        """Whether it is measured on and not trained on."""
        return hashlib.sha256(self.group.encode()).digest()[0] % HELD_BACK == 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Characters of a text, and whether they hold the answer."""

    span: Span
    answered: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a text; `span` are the characters of the text that answer, if it does and they are known.

    `judged` are the parts that are judged one by one; without, the text is judged as a whole.
    """

    question: str
    text: str
    answered: bool
    span: Span | None = None
    judged: tuple[Judged, ...] = ()


def own_items(embedder: Embedder) -> list[Item]:
    """Return the items of the project; those of `data/reader` are `written` for the reader, a translation is one of its own."""
    found = []
    for path in sorted(OWN_DATA.glob("*.jsonl")):
        for number, record in enumerate(_lines(path)):
            group = f"{path.name} {number // 8}"
            asked = [(query["text"], None) for query in record["queries"]]
            missed = [record["near_miss"]] if record.get("near_miss") else []
            text = f"{record['title']}\n{record['text']}"
            found.append(Item(group, text, record.get("language", "ja"), asked, missed))
            if record.get("translation"):
                found.append(Item(group, record["translation"], "", asked, missed))
    for path in sorted((OWN_DATA / "reader").glob("*.jsonl")):
        for number, record in enumerate(_lines(path)):
            group, language, title = f"{path.name} {number // 4}", record["language"], record["title"]
            text, answered = f"{title}\n{record['text']}", _answered(record, "text", "answered", "answers")
            times = OFTENER if OF_OFFICES.match(path.stem) else 1
            found.append(Item(group, text, language, answered, record.get("near_misses", ()), True, times))
            if "twin" in record:
                found[-1].twin = len(found)
                text, answered = (
                    f"{title}\n{record['twin']}",
                    _answered(record, "twin", "twin_answered", "twin_answers"),
                )
                found.append(Item(group, text, language, answered, (), True, times, twin=len(found) - 1))
    vectors = embedder.passages([item.text for item in found])
    for item, vector in zip(found, vectors, strict=True):
        near = vectors @ vector
        order = [int(row) for row in np.argsort(-near)[: 2 * NEXT] if found[row].text != item.text]
        item.near = [row for row in order if near[row] < ALIKE][:NEXT]
    return found


@dataclass(frozen=True, slots=True)
class Shares:
    """What is drawn how often.

    `jaquad` of all items, `twins` of the rest, and of what is left then what was `written` for the reader; of questions that are
    not answered `near_misses` and, beside these, those with their own passage `cut`; `longer` of passages within a longer one.
    """

    jaquad: float = 0.12
    twins: float = 0.3
    written: float = 0.65
    near_misses: float = 0.6
    cut: float = 0.15
    longer: float = 0.12


def jaquad_items(folder: Path) -> list[Item]:
    """Return the paragraphs of JaQuAD's training part with their questions."""
    asked: dict[str, list[tuple[str, Span | None]]] = {}
    for record in _lines(folder / "queries.jsonl.gz"):
        asked.setdefault(record["passage"], []).append((record["text"], None))
    found: list[Item] = []
    of_article: dict[str, list[int]] = {}
    for record in _lines(folder / "corpus.jsonl.gz"):
        if record["id"] in asked and len(record["text"]) <= LONGEST_PARAGRAPH:
            of_article.setdefault(record["title"], []).append(len(found))
            text = f"{record['title']}\n{record['text']}"
            found.append(Item(f"jaquad {record['title']}", text, "ja", asked[record["id"]], []))
    for rows in of_article.values():
        for row in rows:
            found[row].near = [other for other in rows if other != row]
    return found


class Drawn:
    """Draws two pairs at a time that differ in what matters: one answered, one not, of one passage or one question."""

    def __init__(self, own: Sequence[Item], jaquad: Sequence[Item], shares: Shares, chance: random.Random) -> None:
        self._own, self._jaquad, self._shares, self._chance = own, jaquad, shares, chance
        taught = [item for item in own if not item.held_back for _ in range(item.times)]
        self._twins = [item for item in taught if item.twin is not None]
        self._written = [item for item in taught if item.written and item.twin is None]
        self._others = [item for item in taught if not item.written]
        self._missed = [item for item in self._others if item.near_misses]

    def two(self, mixed: bool) -> tuple[Pair, Pair, list[str]]:
        """Return an answered pair and one that is not, and passages like the former's; unless `mixed`, of items written for
        the reader."""
        chance = self._chance
        if mixed and self._jaquad and chance.random() < self._shares.jaquad:
            item = chance.choice(self._jaquad)
            question = chance.choice(item.answered)[0]
            other = self._jaquad[chance.choice(item.near)] if item.near else chance.choice(self._jaquad)
            two = Pair(question, item.text, True), Pair(question, other.text, False)
            beside = []
        else:
            item = self._item(mixed)
            question, span = chance.choice(item.answered)
            two = Pair(question, item.text, True, span), self._unanswered(item, question, span)
            beside = [self._own[row].text for row in item.near]
        return (self._longer(two[0], item), self._longer(two[1], item), beside) if mixed else (*two, beside)

    def _item(self, mixed: bool) -> Item:
        if self._twins and self._chance.random() < self._shares.twins:
            return self._chance.choice(self._twins)
        if not mixed or self._chance.random() < self._shares.written:
            return self._chance.choice(self._written)
        return self._chance.choice(self._missed if self._chance.random() < 0.5 else self._others)

    def _unanswered(self, item: Item, question: str, span: Span | None) -> Pair:
        if item.twin is not None and self._chance.random() < TO_THE_TWIN:
            return Pair(question, self._own[item.twin].text, False)
        kind, shares = self._chance.random(), self._shares
        if item.near_misses and kind < shares.near_misses:
            return Pair(self._chance.choice(item.near_misses), item.text, False)
        if span and kind < shares.near_misses + shares.cut and (text := _without(item.text, span)):
            return Pair(question, text, False)
        if kind < NOT_BY_CHANCE and item.near:
            return Pair(question, self._own[self._chance.choice(item.near)].text, False)
        return Pair(question, self._chance.choice(self._own).text, False)

    def _longer(self, pair: Pair, item: Item) -> Pair:
        """Sometimes put another passage of the same language before or after a pair's."""
        if self._chance.random() >= self._shares.longer:
            return pair
        other = self._chance.choice(self._own if not item.group.startswith("jaquad") else self._jaquad)
        if other.language != item.language:
            return pair
        added = other.text.split("\n", 1)[-1]
        if self._chance.random() < 0.5:
            return Pair(pair.question, f"{pair.text}\n{added}", pair.answered, pair.span)
        title, _, body = pair.text.partition("\n")
        moved = len(added) + 1
        inside = pair.span is not None and pair.span[0] > len(title)
        span = (pair.span[0] + moved, pair.span[1] + moved) if pair.span and inside else pair.span
        return Pair(pair.question, f"{title}\n{added}\n{body}", pair.answered, span)


def _answered(record: Mapping[str, Any], text: str, questions: str, answers: str) -> list[tuple[str, Span | None]]:
    """Return the questions of a record with the characters that answer, of the title and the text under it."""
    return [
        (question, _span(record["title"], record[text], answer))
        for question, answer in zip(record[questions], record[answers], strict=True)
        if answer is not None
    ]


def _span(title: str, text: str, answer: str) -> Span:
    at = text.find(answer)
    start = len(title) + 1 + at if at >= 0 else title.index(answer)
    return start, start + len(answer)


def _without(text: str, span: Span) -> str:
    """Return a text without the sentence of its body that holds a span, or nothing where little would be left."""
    body = text.index("\n") if "\n" in text else 0
    for start, end in sentence_spans(text):
        if start > body and start < span[1] and end > span[0] and len(text) - (end - start) > body + 30:
            return text[:start] + text[end:]
    return ""
