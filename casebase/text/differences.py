"""What changed between two versions of a document, sentence by sentence, with the pages on which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from casebase.models import Page
from casebase.text.sentences import sentence_spans
from casebase.text.shingles import comparable

ALIKE = 0.4
"""Ratio of equal characters (difflib) from which a sentence counts as changed, below as removed and another one added."""

LONGEST_COMPARED = 600
"""Characters of a sentence up to which it is compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a changed sentence; `changed`: it stands in this version only."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` and `new` are the sentence in either version, one of them empty when it was added or removed; page
    numbers are 0 where there is none."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    old_page: int
    new_page: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    page: int
    key: str


def differences(old: Iterable[Page], new: Iterable[Page]) -> list[Change]:
    """Return the changes from `old` to `new` in the order of the new version; other line breaks or width are none."""
    before, after = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
    changes: list[Change] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            changes += _paired(before[i1:i2], after[j1:j2])
    return changes


def _sentences(pages: Iterable[Page]) -> list[_Sentence]:
    found = []
    for page in pages:
        for start, end in sentence_spans(page.text):
            text = page.text[start:end].strip()
            if key := comparable(text):
                found.append(_Sentence(text, page.number, key))
    return found


def _paired(before: Sequence[_Sentence], after: Sequence[_Sentence]) -> list[Change]:
    """Pair, in order, the sentences of two stretches that are much alike; what is left was removed or added."""
    changes: list[Change] = []
    waiting = list(before)
    for sentence in after:
        twin = next((n for n, one in enumerate(waiting[:5]) if _alike(one, sentence)), None)
        if twin is None:
            changes.append(Change((), (Piece(sentence.text, True),), 0, sentence.page))
            continue
        changes += [_removed(one) for one in waiting[:twin]]
        changes.append(_changed(waiting[twin], sentence))
        waiting = waiting[twin + 1 :]
    return changes + [_removed(one) for one in waiting]


def _alike(one: _Sentence, other: _Sentence) -> bool:
    matcher = SequenceMatcher(None, one.text[:LONGEST_COMPARED], other.text[:LONGEST_COMPARED], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _removed(sentence: _Sentence) -> Change:
    return Change((Piece(sentence.text, True),), (), sentence.page, 0)


def _changed(one: _Sentence, other: _Sentence) -> Change:
    if max(len(one.text), len(other.text)) > LONGEST_COMPARED:
        return Change((Piece(one.text, True),), (Piece(other.text, True),), one.page, other.page)
    old: list[Piece] = []
    new: list[Piece] = []
    matcher = SequenceMatcher(None, one.text, other.text, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            old.append(Piece(one.text[i1:i2], kind != "equal"))
        if j2 > j1:
            new.append(Piece(other.text[j1:j2], kind != "equal"))
    return Change(tuple(old), tuple(new), one.page, other.page)
