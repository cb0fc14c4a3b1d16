"""Which language a text is in."""

from __future__ import annotations

import pytest

from casebase.text.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ChatGPT Enterpriseの料金は？", "ja"),
        ("生成AI 導入 効果", "ja"),
        ("東京都", "ja"),
        ("2026", "ja"),
        ("", "ja"),
        ("What is 東京デジタルアカデミー?", "en"),
        ("How does 「東京都の指針」 define it?", "en"),
        ("Use cases", "en"),
        ("A report in English that mentions 広島県 and のぞみ once, and is otherwise in English.", "en"),
        ("立川市の製品・モデル：HP Z6 G5 A ワークステーション上の生成AI。", "ja"),
        ("IT企業のOEM", "ja"),
        ("Azure OpenAI Service API を使った検索の例です。", "ja"),
    ],
)
def test_names_in_the_other_script_do_not_decide(text: str, language: str) -> None:
    assert language_of(text) == language
