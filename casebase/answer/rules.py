"""Questions for a rule on AI, answered by what each guideline says of it: whoever asks whether they may wants to know who allows
it and who does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casebase.answer.candidates import Candidate, candidates_of
from casebase.answer.name_words import MODELS
from casebase.answer.question import Question
from casebase.answer.wanted import FACTS
from casebase.guidelines.asked import rule_asked
from casebase.guidelines.clauses import topic_by_words
from casebase.guidelines.topics import IN_ENGLISH, ORDER
from casebase.models import Hit, Kind
from casebase.retrieve.duplicates import by_document
from casebase.retrieve.preferences import PARTIES

FEWEST = 2
"""Guidelines that say something of a topic; with fewer a question is answered like any other."""

LEADS, FAR_BEHIND = 0.9, 1.2
"""By how much the best sentence (`ExtractiveEngine._scores`) leads one that says less of the thing asked, or nothing of it."""

_WHICH_BODY = re.compile(
    r"(?:どこの|どの)(?:市|町|村|区|県|自治体|会社|企業)|[市町村区県]は(?:どこ|どれ)|\bwhich\s+(?:city|company|prefecture|ward)\b"
)
_LABEL = re.compile(rf"[(（]({'|'.join(ORDER)})[)）][:：]|,\s+on\s+({'|'.join(IN_ENGLISH.values())}):")
_LABELLED = {**{topic: topic for topic in ORDER}, **{english: topic for topic, english in IN_ENGLISH.items()}}


def topic_of(asked: Question) -> str:
    """Return the topic of guidelines on which a question asks for a rule.

    Empty where it asks for one fact, names a product, or a single place, whose own rule is looked for like any other fact.
    """
    if asked.numbers or asked.wanted & FACTS or _WHICH_BODY.search(asked.text.casefold()):
        return ""
    named = [name for name in asked.names if not MODELS.intersection(name.spellings)]
    if len(named) == 1 or any(not name.is_place for name in named):
        return ""
    return rule_asked(asked.text)


def guidelines_on(topic: str, hits: Iterable[Hit]) -> list[list[Hit]]:
    """Return the hits of each guideline that states something on `topic`, those of the parties of the agreement first; nothing
    where there are fewer than two."""
    found = [
        of_one
        for of_one in by_document(hits).values()
        if of_one[0].document.details.kind is Kind.GUIDELINE
        and any(_is_on(topic, one) for one in candidates_of(of_one))
    ]
    found.sort(key=lambda of_one: of_one[0].document.details.organization not in PARTIES)
    return found if len(found) >= FEWEST else []


def stating(topic: str, asked: Question, candidates: Sequence[Candidate], scores: Sequence[float]) -> list[int]:
    """Return, for each document in order, the index of its sentence on `topic` that answers best, in the question's language
    where it has one.

    One that leads all of the parties' stands first: it says of the very thing that was asked. What is far behind it is left out.
    """
    best: dict[str, tuple[tuple[bool, float], int]] = {}
    for index, candidate in enumerate(candidates):
        if not candidate.states or not _is_on(topic, candidate):
            continue
        rank = (candidate.language == asked.language, scores[index])
        document = candidate.hit.document.id
        if document not in best or rank > best[document][0]:
            best[document] = (rank, index)
    told = [index for _, index in best.values()]
    if not told:
        return []
    first = max(told, key=lambda index: scores[index])
    told = [index for index in told if scores[index] > scores[first] - FAR_BEHIND]
    if all(scores[index] < scores[first] - LEADS for index in told if _of_party(candidates[index])):
        told = [first, *(index for index in told if index != first)]
    return told


def _of_party(candidate: Candidate) -> bool:
    return candidate.hit.document.details.organization in PARTIES


def _is_on(topic: str, candidate: Candidate) -> bool:
    """Tell whether a sentence is a clause on `topic`: by the topic that it is labelled with, or else by its words."""
    if label := _LABEL.search(candidate.text):
        return _LABELLED[label[1] or label[2]] == topic
    heading = candidate.hit.passage.section[-1] if candidate.hit.passage.section else ""
    return topic_by_words(candidate.text, heading) == topic
