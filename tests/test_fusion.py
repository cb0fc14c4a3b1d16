"""How what speaks for a passage becomes one score."""

from __future__ import annotations

import numpy as np

from casebase.index.sought import Candidate, TermStatistics
from casebase.retrieve.fusion import Clues, fused, fused_with_late

PLAIN = Clues(japanese=True, statistics=TermStatistics(coverage=1.0, most=20.0))


def candidate(
    name: str, dense: float, lexical: float = 0.0, translated: float = 0.0, japanese: bool = True
) -> Candidate:
    return Candidate(name, japanese, dense, lexical, translated)


def order(candidates, clues=PLAIN, late=None) -> list[str]:
    found = fused(candidates, clues) if late is None else fused_with_late(candidates, clues, late)
    return [one.passage for one, _ in found]


def test_nothing_found_gives_nothing():
    assert fused([], PLAIN) == []
    assert fused_with_late([], PLAIN, np.zeros(0, np.float32)) == []


def test_words_decide_where_vectors_hardly_differ():
    assert order([candidate("a", 0.85, 1.0), candidate("b", 0.851, 9.0), candidate("c", 0.80)])[0] == "b"


def test_words_count_nothing_where_the_casebase_holds_none_of_the_questions():
    unknown = Clues(japanese=True, statistics=TermStatistics(coverage=0.0, most=0.0))

    assert order([candidate("a", 0.85, 9.0), candidate("b", 0.86, 1.0)], unknown) == ["b", "a"]


def test_late_interaction_decides_between_passages_alike():
    found = [candidate("a", 0.85, 5.0), candidate("b", 0.85, 5.0)]

    assert order(found, late=np.array([0.4, 0.8], np.float32)) == ["b", "a"]


def test_english_passages_are_not_behind_for_lack_of_a_japanese_questions_words():
    found = [
        candidate("japanese", 0.84, lexical=3.0),
        candidate("english", 0.90, translated=3.0, japanese=False),
        candidate("other", 0.80, lexical=2.0),
    ]

    assert order(found)[0] == "english"
    assert order(found, late=np.array([0.5, 0.5, 0.5], np.float32))[0] == "english"


def test_scores_lie_between_nothing_and_one():
    late = np.array([0.1, 0.9, 0.5], np.float32)
    found = [candidate("a", 0.8, 3.0), candidate("b", 0.9, 9.0, 4.0, japanese=False), candidate("c", 0.7)]

    for ranked in (fused(found, PLAIN), fused_with_late(found, PLAIN, late)):
        assert all(0 <= score <= 1 for _, score in ranked)
