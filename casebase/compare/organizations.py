"""One question answered from each organisation's documents, side by side: what is the same, what differs, what is missing.

Every answer has passed the cite gate on its own; here sentences of different answers are only laid beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from casebase.answer.followup import places_pattern
from casebase.answer.followup_en import places_pattern as places_pattern_en
from casebase.embedding import Embedder
from casebase.models import Answer, AnswerSentence
from casebase.text.language import language_of
from casebase.text.numbers import quantities
from casebase.text.tokens import Vocabulary

SAME_MEANING, NEAR_MEANING = 0.72, 0.66
"""Cosines (bundled model with its adapter) from which two sentences are like each other, and are about the same.

Of pairs of rules in the starter guidelines, one in a hundred comes above 0.72 and one in twenty above 0.64. They tell what a
sentence is about, not what it says: of 16 rules put in other words (Japanese, English, across) 7 come above 0.72, of 16 that say
something else of the same matter 6 do, and no other bound parts them (`tests/data/alike.tsv`). So nobody is told that a
sentence says the same, nor that no other organisation says it: only that a similar sentence was found, or none was.
"""

WORDS_BESIDE = 0.35
"""Share of the shorter sentence's words that the other must hold too, before figures count as differing."""

SAME_WORDS, NEAR_WORDS = 0.7, 0.5
"""Share of the shorter sentence's words that the other holds, from which the same is said where meanings cannot be compared."""


class Standing(StrEnum):
    """How a sentence stands to those of the other organisations: one is like it, gives other figures, or none was found."""

    SAME = "same"
    DIFFERS = "differs"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence of one organisation's answer, how it stands, and to whose sentences (keys of organisations)."""

    sentence: AnswerSentence
    standing: Standing
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What one organisation's documents answer; no sentence where they hold no answer."""

    organization: str
    answer: Answer
    sentences: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The question as it was asked of every organisation, and their answers; `missing` are those that have none."""

    question: str
    columns: tuple[Column, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Organisations whose documents do not answer."""
        return tuple(column.organization for column in self.columns if not column.sentences)

    def count(self, standing: Standing) -> int:
        """Return how many sentences stand so."""
        return sum(one.standing is standing for column in self.columns for one in column.sentences)


def compare(
    question: str, organizations: Sequence[str], ask: Callable[[str, str], Answer], embedder: Embedder
) -> Comparison:
    """Ask each organisation and lay the answers beside each other; `ask(question, organization)` gives a checked answer."""
    neutral = without_places(question)
    answers = {organization: ask(neutral, organization) for organization in organizations}
    said = [(name, sentence) for name, answer in answers.items() for sentence in answer.sentences]
    standings = _standings(said, embedder)
    columns = []
    for name, answer in answers.items():
        rows = tuple(standings[index] for index, (owner, _) in enumerate(said) if owner == name)
        columns.append(Column(name, answer, rows))
    return Comparison(neutral, tuple(columns))


def without_places(question: str) -> str:
    """Return a question without the places and organisations it names: it is asked of each of them."""
    if language_of(question) == "en":
        named = places_pattern_en().pattern
        text = re.sub(rf"(?:\s+(?:in|at|by|for)\s+(?:{named})|(?:{named})['’]s\s+)", " ", question, flags=re.IGNORECASE)
        return re.sub(r"\s+([?.!])", r"\1", " ".join(text.split())) or question
    ending = r"(?:においては|における|では|での|には|でも|の|が|は|で)?"
    text = re.sub(rf"(?:{places_pattern().pattern}){ending}[、,]?", "", question).strip()
    return text if len(text) >= 4 else question


def _standings(said: Sequence[tuple[str, AnswerSentence]], embedder: Embedder) -> list[Compared]:
    near = _nearness([sentence.text for _, sentence in said], embedder)
    found = []
    for index, (owner, sentence) in enumerate(said):
        same, other = [], []
        for place, (name, against) in enumerate(said):
            if name == owner or near[index][place] == 0:
                continue
            if _figures_differ(sentence.text, against.text):
                other.append(name)
            elif near[index][place] == 2:
                same.append(name)
        standing = Standing.SAME if same else Standing.DIFFERS if other else Standing.ONLY
        found.append(Compared(sentence, standing, tuple(dict.fromkeys(same or other))))
    return found


def _nearness(texts: Sequence[str], embedder: Embedder) -> list[list[int]]:
    """Return, for each pair of sentences, 2 where they say the same, 1 where they are about the same, else 0."""
    if not texts:
        return []
    words = [Vocabulary.of(text).tokens for text in texts]
    shares = np.array([[len(a & b) / max(1, min(len(a), len(b))) for b in words] for a in words])
    if len(embedder.asked("?").tokens):
        vectors = embedder.passages(list(texts))
        cosines = vectors @ vectors.T
        near = (cosines >= NEAR_MEANING) & (shares >= WORDS_BESIDE)
        return [
            [2 if same else int(about) for same, about in zip(*row, strict=True)]
            for row in zip(cosines >= SAME_MEANING, near, strict=True)
        ]
    return [[int(share >= NEAR_WORDS) + int(share >= SAME_WORDS) for share in row] for row in shares]


def _figures_differ(one: str, other: str) -> bool:
    """Tell whether two sentences count the same kind of thing and say different figures."""
    here, there = quantities(one), quantities(other)
    units = {quantity.unit for quantity in here} & {quantity.unit for quantity in there} - {"", "年", "月", "日"}
    return any(
        {q.value for q in here if q.unit == unit} != {q.value for q in there if q.unit == unit} for unit in units
    )
