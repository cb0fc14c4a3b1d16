"""Words, search form, numbers: what the lexical index and the answer rules see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casebase.text.normalize import search_form
from casebase.text.numbers import Quantity, missing, quantities
from casebase.text.tokens import bigrams, proper_nouns, tokenize


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("ＣｈａｔＧＰＴ", "chatgpt"),
        ("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"),
        ("サ‐バ－", "サーバー"),
        ("2020ー2021", "2020-2021"),
        ("⻑野県の⻘空市", "長野県の青空市"),
        ("⽇本", "日本"),
        ("エク\u200bセル\ufeff", "エクセル"),
        ("\u202e右\u2066から", "右から"),
        ("指示\U000e0041\U000e0042", "指示"),
        ("か\u3099いど", "がいど"),
    ],
)
def test_the_search_form_forgets_width_case_look_alikes_and_invisible_characters(written: str, searched: str) -> None:
    assert search_form(written) == searched


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("申込み", "申し込み"),
        ("サーバ", "サーバー"),
        ("引越し", "引っ越し"),
        ("Web会議", "ウェブ会議"),
        ("agencies", "agency"),
    ],
)
def test_spellings_of_one_word_are_one_token(one: str, other: str) -> None:
    assert tokenize(one) == tokenize(other)


def test_particles_endings_and_punctuation_are_no_tokens() -> None:
    assert tokenize("職員が、生成AIを使っています。") == ["職員", "生成", "ai", "使う"]
    assert tokenize("What are the rules of the ward?") == ["rul", "ward"]  # a stem is compared, never shown


def test_product_names_stay_whole_and_are_found_by_their_parts_as_well() -> None:
    assert tokenize("GPT-4.1を使う") == ["gpt-4.1", "gpt", "4.1", "使う"]
    assert tokenize("ロジックアップ") == ["ロジックアップ", "ロジック", "アップ"]


def test_a_text_longer_than_one_call_of_the_tokenizer_loses_no_word() -> None:
    assert tokenize("導入の効果は月に10時間である。" * 5_000) == tokenize("導入の効果は月に10時間である。") * 5_000


def test_threads_do_not_disturb_each_other() -> None:
    text = "葛飾区の計画と条例を参照する生成AIの試行"
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(tokenize, [text] * 200))

    assert all(result == tokenize(text) for result in results)


def test_bigrams_run_within_japanese_only() -> None:
    assert bigrams("生成AI基盤、都") == ["生成", "基盤", "都"]


def test_places_and_unknown_katakana_words_are_names() -> None:
    names = proper_nouns("岡山県と札幌市でミライズを使う")
    assert [(name.written, name.is_local) for name in names] == [
        ("岡山県", True),
        ("札幌市", True),
        ("ミライズ", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "令和８年１月26日",
        "二〇二六年一月二十六日",
        "2026-01-26",
        "2026/1/26",
        "January 26, 2026",
        "26 January 2026",
        "R8.1.26",
    ],
)
def test_one_date_is_one_date_however_it_is_written(text: str) -> None:
    assert quantities(text) == {Quantity("2026", "年"), Quantity("1", "月"), Quantity("26", "日")}


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("約6万人", Quantity("60000", "人")),
        ("60,000 staff", Quantity("60000", "人")),
        ("3億5000万円", Quantity("350000000", "円")),
        ("1.2 million yen", Quantity("1200000", "円")),
        ("三割減", Quantity("30", "%")),
        ("30 percent", Quantity("30", "%")),
        ("五年間", Quantity("5", "年")),
        ("five years", Quantity("5", "年")),
        ("１２か月", Quantity("12", "か月")),
        ("百二十三万四千五百円", Quantity("1234500", "円")),
        ("£1,150", Quantity("1150", "ポンド")),
        ("120 euros", Quantity("120", "ユーロ")),
    ],
)
def test_one_amount_is_one_amount_however_it_is_written(text: str, quantity: Quantity) -> None:
    assert quantities(text) == {quantity}


def test_a_month_of_an_era_is_a_month_however_short_it_is_written() -> None:
    assert quantities("R6.10 切替") == quantities("令和6年10月 切替") == {Quantity("2024", "年"), Quantity("10", "月")}


@pytest.mark.parametrize("text", ["保守なし、R7で廃止予定", "導入年度 R7", "R7予算"])
def test_a_year_of_the_present_era_needs_nothing_behind_it(text: str) -> None:
    assert quantities(text) == {Quantity("2025", "年")}


@pytest.mark.parametrize("text", ["R2-D2", "XR7", "R7B", "S3", "R7_log"])
def test_a_code_with_the_letter_of_an_era_is_no_year(text: str) -> None:
    assert all(quantity.unit == "" for quantity in quantities(text))


def test_words_that_only_look_like_numbers_are_none() -> None:
    assert quantities("三重県と千葉県の一部で十分に統一する一般の四国") == frozenset()


def test_the_same_number_with_another_unit_is_missing() -> None:
    assert missing(quantities("12時間"), quantities("12分")) == {Quantity("12", "時間")}
    assert missing(quantities("12時間"), quantities("| 時間 | 12 |")) == frozenset()
