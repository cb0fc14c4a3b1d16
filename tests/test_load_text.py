"""Text, Markdown and CSV, in the encodings of Japanese offices."""

from __future__ import annotations

import pytest

from casebase.errors import DocumentTooLarge, ForbiddenContent, NoText, UnknownEncoding
from ingest.load import load
from ingest.load.encoding import decode
from ingest.records import Loaded

SENTENCES = [
    "青空市の生成AI利用指針は令和6年4月1日に施行された。",
    "問い合わせは情報政策課が受け付ける。",
    "議事録の作成時間を月10時間減らした。",
    "日本",
    "総務課",
    "カタカナだけ",
    "ﾊﾝｶｸ ﾃﾞｰﾀ",
    "高知県と広島県（令和五年度）",
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp932", "euc_jp", "iso2022_jp"]


def text_of(loaded: Loaded) -> str:
    return "\n".join(block.text for page in loaded.pages for block in page.blocks)


WRITTEN = [(t, e) for t in SENTENCES for e in ENCODINGS if e != "iso2022_jp" or "ﾊ" not in t]
"""Texts and encodings that can hold them: ISO-2022-JP has no half-width kana."""


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_japanese_text_comes_out_the_same_from_every_encoding(text, encoding):
    content = f"\ufeff{text}".encode(encoding) if encoding == "utf-16-be" else text.encode(encoding)

    assert decode("a.txt", content).text == text


def test_the_encoding_is_recorded():
    assert load("a.txt", SENTENCES[0].encode("cp932")).encoding == "cp932"


def test_english_text_with_typographic_quotes_of_windows_is_not_taken_for_japanese():
    text = "The “guideline” took effect on 1 April – it’s in force. " * 3
    assert decode("a.txt", text.encode("cp1252")).text == text


def test_bytes_in_no_encoding_are_refused():
    with pytest.raises(UnknownEncoding):
        decode("a.txt", bytes(range(128, 256)) * 3)


def test_damaged_utf8_keeps_its_good_part_and_says_so():
    decoded = decode("a.txt", "前半の文は正しい。".encode() + b"\xed\xa0\x80" + "後半の文も正しい。".encode())

    assert decoded.text.startswith("前半の文は正しい。\ufffd")
    assert decoded.text.endswith("後半の文も正しい。")
    assert [warned.code for warned in decoded.warnings] == ["TEXT_INVALID_BYTES"]


def test_a_text_of_nothing_but_space_has_no_text():
    with pytest.raises(NoText) as error:
        load("a.txt", " \t\n\u3000\xa0".encode())
    assert error.value.code == "NO_TEXT"


def test_a_blank_line_divides_paragraphs():
    loaded = load("a.txt", "一つ目。\n続き。\n\n\u3000二つ目。\n".encode())
    assert [block.text for block in loaded.pages[0].blocks] == ["一つ目。\n続き。", "\u3000二つ目。"]


MARKDOWN = """---
title: 生成AI活用指針
---
# 総則

青空市は**生成AI**を
[指針](http://example.invalid)に従って使う。
English lines are
joined by spaces, <Article>要素も残る。

- 議事録
    1. 会議
- 翻訳

| 用途 | 件数 |
|------|-----:|
| 要約 | 12 |

```
print("a")
```
<script>alert(1)</script>
<p>見える段落</p>

![図の説明](http://collector.invalid/x.png)
"""


def test_markdown_is_read_as_people_see_it():
    loaded = load("a.md", MARKDOWN.encode())
    blocks = [(block.level, block.text) for block in loaded.pages[0].blocks]

    assert blocks == [
        (1, "総則"),
        (0, "青空市は生成AIを指針に従って使う。\nEnglish lines are joined by spaces, <Article>要素も残る。"),
        (0, "- 議事録\n1. 会議\n- 翻訳"),
        (0, "| 用途 | 件数 |\n| --- | --- |\n| 要約 | 12 |"),
        (0, 'print("a")'),
        (0, "見える段落"),
        (0, "図の説明"),
    ]
    assert loaded.title == "生成AI活用指針"
    assert {warned.code for warned in loaded.warnings} == {"ACTIVE_CONTENT"}
    assert "collector.invalid" not in text_of(loaded)


def test_markdown_nested_too_deep_is_refused_rather_than_read_in_part():
    assert "底" in text_of(load("a.md", (b"> " * 30) + "底".encode()))
    with pytest.raises(ForbiddenContent) as error:
        load("a.md", "本文\n\n".encode() + (b"> " * 1000) + "底".encode())
    assert error.value.code == "TOO_DEEP"


def test_a_csv_is_a_table_with_line_breaks_inside_cells_taken_as_spaces():
    loaded = load("a.csv", '番号,件名\n1,"改行を\n含む件名"\n2,"引用符""と,読点"\n3\n'.encode("cp932"))

    assert text_of(loaded).split("\n") == [
        "| 番号 | 件名 |",
        "| --- | --- |",
        "| 1 | 改行を 含む件名 |",
        '| 2 | 引用符"と,読点 |',
        "| 3 |  |",
    ]


def test_cells_that_begin_a_formula_stay_text():
    assert "| =SUM(A1) | -3 | +1-2 | @x |" in text_of(load("a.csv", b"a,b,c,d\n=SUM(A1),-3,+1-2,@x\n"))


@pytest.mark.parametrize(("name", "separator"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "\t")])
def test_other_separators_are_found(name, separator):
    assert "| 12 | 件 |" in text_of(load(name, f"数{separator}単位\n12{separator}件\n".encode()))


def test_records_too_wide_to_read_across_are_written_field_by_field():
    long = "この業務では、議事録の作成に生成AIを使い、時間を減らした。" * 15
    loaded = load("a.csv", f"団体,概要\n青空市,{long}\n海辺市,{long}\n".encode())

    assert [block.text for block in loaded.pages[0].blocks] == [
        f"団体: 青空市\n概要: {long}",
        f"団体: 海辺市\n概要: {long}",
    ]


def test_a_record_of_more_columns_than_any_program_shows_is_refused_by_name():
    with pytest.raises(DocumentTooLarge) as error:
        load("a.csv", b"a," * 100_000)
    assert error.value.code == "TOO_MANY_CELLS"
