"""What kind of thing a question asks for is read from its question word, or where there is none from its last noun."""

from __future__ import annotations

import pytest

from casebase.answer.named import departments_in
from casebase.answer.question import understand
from casebase.answer.wanted import PERIOD, Wanted, wanted_by
from casebase.text.normalize import search_form
from casebase.text.numbers import MONEY

AMOUNT, DATE, NAME, WHO = Wanted.AMOUNT, Wanted.DATE, Wanted.NAME, Wanted.WHO


@pytest.mark.parametrize(
    ("question", "wanted", "units"),
    [
        ("ごみ 正答率", {AMOUNT}, {"%"}),
        ("アンケートの利用者割合は", {AMOUNT}, {"%"}),
        ("共創キャンプ 参加者数", {AMOUNT}, {"人"}),
        ("誤案内件数", {AMOUNT}, {"件"}),
        ("生成AI 利用回数", {AMOUNT}, {"回"}),
        ("ヘルプデスク 受付時間", {AMOUNT}, PERIOD),
        ("英語対応にかかる追加費用", {AMOUNT}, MONEY),
        ("実験に充てた県の補助金の額は", {AMOUNT}, MONEY),
        ("解除 精算金", {AMOUNT}, MONEY),
        ("履歴 保存期間", {AMOUNT, DATE}, PERIOD),
        ("確認テスト 合格ライン", {AMOUNT}, set()),
        ("ボイスボット、本格運用の開始日は", {DATE}, set()),
        ("漏水調査に使っているAIの製品名は", {NAME}, set()),
        ("研修の委託先は？", {WHO}, set()),
        ("assistant glossary size", {AMOUNT}, set()),
        ("report deadline", {AMOUNT, DATE}, PERIOD),
        ("議事録作成 効果", {Wanted.EFFECT}, set()),
        ("benefits of AI-OCR", {Wanted.EFFECT}, set()),
        ("事業の費用対効果", set(), set()),
    ],
)
def test_a_question_without_a_question_word_asks_for_what_its_last_noun_is_the_name_of(
    question: str, wanted: set[Wanted], units: set[str]
) -> None:
    asked = understand(question)
    assert (asked.wanted, asked.units) == (wanted, units)


@pytest.mark.parametrize(
    "question",
    [
        "合宿 抽選",
        "議事録の資料",
        "窓口の効率",
        "問合せの複数",
        "個人情報の消費",
        "著作権で気をつけることは",
        "救急 需要予測",
    ],
)
def test_other_nouns_say_nothing_of_the_kind_of_answer(question: str) -> None:
    assert not understand(question).wanted


def test_a_question_word_says_it_whatever_the_last_noun_is() -> None:
    assert understand("回収率が低いのはなぜ").wanted == {Wanted.WHY}
    assert understand("誰が決めた期限").wanted == {WHO}


def test_a_department_among_keywords_is_one_that_is_asked_about() -> None:
    (department,) = departments_in(understand("白鷺市 消防本部 生成AI 利用回数"))
    assert department.spellings == ("消防本部",)
    assert not departments_in(understand("全部 利用者数"))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("いくらまで借りられるかの目安を出してくれる公的なツールはありますか", set()),
        ("逃げそうかどうかを点数で示すものは何ですか", set()),
        ("Is there a tool that works out how much the state owes?", set()),
        ("費用はいくらか教えてください", {AMOUNT}),
        ("いつから使えるかを教えてください", {DATE}),
        ("いつ終了したかの記載はありますか", {DATE}),
        ("何か所で予測していますか", {AMOUNT}),
        ("Does the guideline say how long records are kept?", {AMOUNT}),
        ("How do I find out how much my firm may charge?", {AMOUNT, Wanted.HOW}),
    ],
)
def test_what_a_tool_finds_out_is_not_asked_for(question: str, wanted: set[Wanted]) -> None:
    assert wanted_by(search_form(question))[0] == wanted
