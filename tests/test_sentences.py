"""How text is cut into sentences."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebase.text.sentences import sentence_spans

CASES = [
    ("今日は晴れ。明日は雨。", ["今日は晴れ。", "明日は雨。"]),
    ("本当ですか？はい！そうです。", ["本当ですか？", "はい！", "そうです。"]),
    ("彼は「はい。」と答えた。次に進む。", ["彼は「はい。」と答えた。", "次に進む。"]),
    ("「行きます。帰ります。」と言った。終わり。", ["「行きます。帰ります。」と言った。", "終わり。"]),
    ("「了解です。」彼は立った。", ["「了解です。」", "彼は立った。"]),
    ("利用する（個人情報は除く。）。次の文。", ["利用する（個人情報は除く。）。", "次の文。"]),
    (
        "申請が必要です。（別紙を参照してください。）担当課に出します。",
        ["申請が必要です。", "（別紙を参照してください。）", "担当課に出します。"],
    ),
    ("導入した。」次は運用。", ["導入した。」", "次は運用。"]),
    ("費用は3.5万円です。約１．２倍になった。", ["費用は3.5万円です。", "約１．２倍になった。"]),
    (
        "詳しくはhttps://www.example.jp/a.html?x=1をご覧ください。以上。",
        ["詳しくはhttps://www.example.jp/a.html?x=1をご覧ください。", "以上。"],
    ),
    ("1. 概要を書く。\n2. 目的を書く。", ["1. 概要を書く。", "2. 目的を書く。"]),
    (
        "１．概要\u3000本書は手引きである．次に目的を述べる．",
        ["１．概要\u3000本書は手引きである．", "次に目的を述べる．"],
    ),
    (
        "Q3. 忘れました。\nA3. 窓口へ。再設定は本人に限る。",
        ["Q3. 忘れました。", "A3. 窓口へ。", "再設定は本人に限る。"],
    ),
    ("問１．使えますか。\n答１．使えます。", ["問１．使えますか。", "答１．使えます。"]),
    ("No.5の資料を見る。Fig. 2を参照。", ["No.5の資料を見る。", "Fig. 2を参照。"]),
    ("これは日本語です.次も日本語です.", ["これは日本語です.", "次も日本語です."]),
    ("Yahoo!ニュースで見た。Yahoo！知恵袋も使う。", ["Yahoo!ニュースで見た。", "Yahoo！知恵袋も使う。"]),
    ("すごい！と思った。本当？と聞かれた。", ["すごい！と思った。", "本当？と聞かれた。"]),
    ("えっ！？まさか……。信じられない。", ["えっ！？", "まさか……。", "信じられない。"]),
    ("ChatGPT was used. It saved 3.5 hours a week.", ["ChatGPT was used.", "It saved 3.5 hours a week."]),
    (
        "The U.S. Department uses AI. The U.S. The rest follows.",
        ["The U.S. Department uses AI.", "The U.S.", "The rest follows."],
    ),
    ("Use tools, e.g. ChatGPT, i.e. an LLM. Then check.", ["Use tools, e.g. ChatGPT, i.e. an LLM.", "Then check."]),
    (
        "Mr. Smith and Dr. Lee met at 5 p.m. on Monday. They left.",
        ["Mr. Smith and Dr. Lee met at 5 p.m. on Monday.", "They left."],
    ),
    ("See Fig. 3 and No. 5. Next one.", ["See Fig. 3 and No. 5.", "Next one."]),
    ("J. K. Rowling wrote it. G. Orwell did not.", ["J. K. Rowling wrote it.", "G. Orwell did not."]),
    ('"Is it safe?" he asked. "Yes." She nodded.', ['"Is it safe?" he asked.', '"Yes."', "She nodded."]),
    ("It grew in 2025. 60,000 staff use it.", ["It grew in 2025.", "60,000 staff use it."]),
    ("Visit www.example.com/index.html. Read it.", ["Visit www.example.com/index.html.", "Read it."]),
    ("1. Write the plan. 2. Do it.", ["1. Write the plan.", "2. Do it."]),
    ("Acme Inc. announced it. Foo Ltd. The deal closed.", ["Acme Inc. announced it.", "Foo Ltd.", "The deal closed."]),
    ("Version 1.0を公開した。Ver. 2も出る。", ["Version 1.0を公開した。", "Ver. 2も出る。"]),
    (
        "| 項目 | 内容。説明。 |\n| --- | --- |\n| 費用 | 無料。 |",
        ["| 項目 | 内容。説明。 |", "| --- | --- |", "| 費用 | 無料。 |"],
    ),
    ("- 個人情報を入れない\n- 出典を確かめる", ["- 個人情報を入れない", "- 出典を確かめる"]),
    ("見出し\n\n本文の一つ目。本文の二つ目。", ["見出し", "本文の一つ目。", "本文の二つ目。"]),
    ("  字下げの文。\u3000次の文。  ", ["字下げの文。", "次の文。"]),
    ("モーニング娘。は歌手である。人気がある。", ["モーニング娘。は歌手である。", "人気がある。"]),
    ("「A。」「B。」の2種類がある。", ["「A。」「B。」の2種類がある。"]),
    ("規則は『入力しない。確かめる。』である。守る。", ["規則は『入力しない。確かめる。』である。", "守る。"]),
    ("開いた「まま終わる文。次の文。", ["開いた「まま終わる文。", "次の文。"]),
    ("Really? Yes! OK.", ["Really?", "Yes!", "OK."]),
    ("It works (see p. 5. There it is.). Good.", ["It works (see p. 5. There it is.).", "Good."]),
    ("Wait... what? Fine.", ["Wait... what?", "Fine."]),
    ("午後5時。6時に終了。", ["午後5時。", "6時に終了。"]),
    ("東京都は「A1」を導入した。GovTech東京が支援する。", ["東京都は「A1」を導入した。", "GovTech東京が支援する。"]),
    ("AIを使った。 The result was good. 効果は大きい。", ["AIを使った。", "The result was good.", "効果は大きい。"]),
    ("｢はい｡｣次です｡", ["｢はい｡｣", "次です｡"]),
    ("", []),
    ("   \n \n", []),
    ("。", ["。"]),
    ("No. That is wrong. It costs $3.50.", ["No.", "That is wrong.", "It costs $3.50."]),
    ("Art. 5 of the Act applies. Sec. 2 does not.", ["Art. 5 of the Act applies.", "Sec. 2 does not."]),
]


@pytest.mark.parametrize(("text", "sentences"), CASES)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("あ漢aB1.。．！?「」（）()\"' \n\u3000|-、とのA"), max_size=80))
def test_every_visible_character_is_in_exactly_one_sentence_and_sentences_are_trimmed(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)

    assert "".join(covered.split()) == "".join(text.split())
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(spans))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@pytest.mark.parametrize(
    "unit", ["導入した。「はい。」と答えた。", "あ", "「", "」", "。", ". ", "A. ", "「「。」。」", "a.", " ", "！」"]
)
def test_a_line_of_any_length_takes_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        began = time.perf_counter()
        sentence_spans(text)
        return time.perf_counter() - began

    short = min(seconds(70_000) for _ in range(2))
    assert seconds(280_000) < 12 * short + 0.5
