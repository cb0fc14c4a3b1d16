"""A foreign name is found in the other script as people write it there, and others are not taken for it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from casebase.answer.names import names_in
from casebase.answer.said import may_say, says_name
from casebase.text.transliteration import may_be_heard

NAMES = Path(__file__).parent / "data" / "names"


def _pairs(name: str = "transliterated.tsv") -> list[tuple[str, str]]:
    lines = (NAMES / name).read_text("utf-8").splitlines()
    return [(latin.casefold(), kana) for latin, kana in (line.split("\t") for line in lines)]


def test_most_names_are_found_in_the_other_script_and_hardly_another_is_taken_for_them() -> None:
    pairs = _pairs()
    found = [may_be_heard([latin], kana) and may_be_heard([kana], latin) for latin, kana in pairs]
    mistaken = [may_be_heard([latin], kana) for (latin, _), (_, kana) in permutations(pairs, 2)]
    assert sum(found) / len(found) >= 0.88
    assert sum(mistaken) / len(mistaken) <= 0.001


def test_cities_counties_and_states_of_english_speaking_countries_are_found_as_japanese_writes_them() -> None:
    pairs = _pairs("abroad.tsv")
    missed = [latin for latin, kana in pairs if not may_be_heard([*latin.split(), latin.replace(" ", "")], kana)]
    assert len(missed) <= 0.02 * len(pairs), missed


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("カルベック市は何に使っていますか", "Calbeck Council uses it.", True),
        ("カルベック市は何に使っていますか", "Coldbrook Council uses it.", False),
        ("ウェックスムーア郡の方針", "Policy of Wexmoor County", True),
        ("ウェックスムーア郡の方針", "Policy of Westmarch County", False),
        ("ポートエラリング市の委員会", "The board of Port Ellering met.", True),
        ("ポートエラリング市の委員会", "The port and the earring", False),
        ("What does Calbeck Council do?", "カルベック区は使う。", True),
        ("What does Calbeck Council do?", "システムは使う。", False),
        ("カルベック市は使いますか", "contact@calbeck.gov The Calbeck Council", True),
        ("カルベック市は使いますか", "ｶﾙﾍﾞｯｸ市は使う。", True),
        ("カルベック市は使いますか", "カルベック・ウェックスムーアの両市", True),
        ("ウェックスムーア郡の方針", "米国のWexmoor郡の方針", True),
        ("ウェックスムーア郡の方針", "ウェックスムア郡の方針", True),
        ("ハルシネーションの対策", "The risk of hallucination is low.", True),
        ("NotebookLMの利用", "Notebook LMの利用", True),
        ("How did the Bordereaux help?", "A bordereau helped.", True),
        ("ハリソン市は使いますか", "This version was new. Version 2 came later.", False),
    ],
)
def test_a_foreign_place_may_be_what_sounds_like_it(question: str, text: str, said: bool) -> None:
    (name,) = names_in(question)
    assert may_say(text, name) is said


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [("ヴェリタス", "ベリタス", True), ("サクラボット", "サクラロボット", False), ("コエメモ", "コエメモリ", False)],
)
def test_katakana_is_the_same_name_only_in_another_spelling(name: str, other: str, same: bool) -> None:
    assert may_be_heard([other], name) is same


def test_what_sounds_like_a_place_does_not_bear_a_statement_out() -> None:
    (name,) = names_in("カルベック市は使う。")
    assert not says_name("calbeck council uses it.", name)
