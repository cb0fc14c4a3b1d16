"""Pairs that the reader is trained on are cut down to sentences as the product reads them."""

from __future__ import annotations

import random

from benchmarks.training.packs import as_packs
from benchmarks.training.reading import Pair
from benchmarks.training.sentence_pairs import as_sentences

TITLE = "桐原市 議事録作成の試行"
TEXT = f"{TITLE}\n試行は令和6年5月に12課で始めた。1件の作成は6時間から2時間になった。方言の多い会議では誤りが目立った。"
ASKED, TOLD = "会議録づくりはどれくらい早くなりましたか", "6時間から2時間"
AT = TEXT.index(TOLD)
ANSWERED = Pair(ASKED, TEXT, True, (AT, AT + len(TOLD)))
MISSED = Pair("試行の費用はいくらですか", TEXT, False)


def drawn(answered: Pair, other: Pair, times: int = 200) -> list[tuple[Pair, Pair]]:
    chance = random.Random(1)
    found = [as_sentences(answered, other, chance) for _ in range(times)]
    return [two for two in found if two is not None]


def test_the_sentence_that_answers_stands_below_its_title_and_the_words_that_answer_stay_marked() -> None:
    cut = drawn(ANSWERED, MISSED)
    assert len(cut) == 200
    for pair, _ in cut:
        assert pair.text.startswith(f"{TITLE}\n")
        assert pair.text.endswith("1件の作成は6時間から2時間になった。")
        assert pair.span is not None
        assert pair.text[slice(*pair.span)] == TOLD
    assert {"試行は" in pair.text for pair, _ in cut} == {True, False}  # with the sentence before it, and alone


def test_a_sentence_for_the_question_that_is_answered_elsewhere_never_holds_the_answer() -> None:
    beside = [other for _, other in drawn(ANSWERED, MISSED) if other.question == ASKED]
    assert beside
    assert all(not other.answered and TOLD not in other.text for other in beside)
    assert {other.text.removeprefix(f"{TITLE}\n")[:2] for other in beside} == {"試行", "方言"}


def test_a_near_miss_meets_the_likest_sentence_of_its_passage_most_often() -> None:
    missed = [other.text for _, other in drawn(ANSWERED, MISSED) if other.question == MISSED.question]
    assert sum("試行は令和6年5月" in text for text in missed) > 0.6 * len(missed)


def test_words_that_answer_only_in_the_title_leave_the_passage_whole() -> None:
    in_title = Pair("どこの市の試行ですか", TEXT, True, (0, 3))
    assert drawn(in_title, MISSED) == []
    assert drawn(Pair(ASKED, TEXT, True), MISSED) == []


def test_a_row_of_a_table_is_told_with_its_columns() -> None:
    table = f"{TITLE}\n| 課 | 件数 |\n|---|---|\n| 税務課 | 86件 |\n| 福祉課 | 31件 |\n"
    at = table.index("86件")
    answered = Pair("税務課は何件でしたか", table, True, (at, at + 3))
    for pair, _ in drawn(answered, MISSED):
        assert "税務課：件数 86件" in pair.text
        assert pair.span is not None
        assert pair.text[slice(*pair.span)] == "86件"


BESIDE = ["広報紙の編集\n見出しの案は生成AIが作る。校正は紙で行う。"]


def packs(answered: Pair, other: Pair, times: int = 200) -> list[tuple[Pair, Pair]]:
    chance = random.Random(2)
    found = [as_packs(answered, other, BESIDE, chance) for _ in range(times)]
    return [two for two in found if two is not None]


def said(pair: Pair) -> list[tuple[str, bool]]:
    return [(pair.text[slice(*one.span)], one.answered) for one in pair.judged]


def test_of_a_pack_the_sentence_that_answers_alone_does_and_no_sentence_stands_twice() -> None:
    found = packs(ANSWERED, MISSED)
    assert len(found) == 200
    for pair, other in found:
        assert [TOLD in text for text, answered in said(pair) if answered] == [True]
        assert not any(TOLD in text for text, answered in said(pair) if not answered)
        assert pair.span is not None
        assert pair.text[slice(*pair.span)] == TOLD
        assert not any(answered for _, answered in said(other))
        for texts in ([text for text, _ in said(one)] for one in (pair, other)):
            assert len(texts) == len(set(texts))


def test_packs_hold_sentences_of_other_passages_below_their_own_titles() -> None:
    texts = [pair.text for pair, _ in packs(ANSWERED, MISSED)]
    mixed = [text for text in texts if "広報紙の編集\n見出しの案" in text or "広報紙の編集\n校正は" in text]
    assert 0.1 < len(mixed) / len(texts) < 0.6
    assert {text.split("\n")[0] for text in mixed} == {TITLE, "広報紙の編集"}


def test_a_passage_whose_words_that_answer_are_not_known_makes_no_pack() -> None:
    assert packs(Pair(ASKED, TEXT, True), MISSED) == []
