"""Cleaning: characters, wrapped lines, running headers, headings."""

from __future__ import annotations

import pytest

from ingest.characters import one_line, tidy
from ingest.clean import joined_lines, joint, without_running_lines
from ingest.headings import style_of
from ingest.layout import blocks_of
from ingest.mend import mend
from ingest.printed import PrintedLine
from ingest.records import BoxedSpan
from ingest.titles import title_of

SIZE = 10.0


def line(
    text: str, row: int = 0, left: float = 50.0, size: float = SIZE, bold: bool = False, right: float = 0.0
) -> PrintedLine:
    end = right or left + sum(size if char > "\u024f" else size / 2 for char in text)
    top = 100.0 + row * 1.5 * SIZE
    box = (left, top, end, top + size)
    return PrintedLine(text, box, size, bold, spans=(BoxedSpan(0, len(text), box),))


def paragraphs(*lines: PrintedLine) -> list[str]:
    return [block.text for block in blocks_of(lines, style_of([lines]))]


@pytest.mark.parametrize(
    ("raw", "shown", "codes"),
    [
        ("a\x00b\x07", "ab", {"CONTROL_CHARACTERS"}),
        ("\x1b[1;31m警告\x1b[0m \x1b]8;;http://x.invalid/\x07ここ\x1b]8;;\x07", "警告 ここ", {"CONTROL_CHARACTERS"}),
        ("請求書\u202efdp.exe", "請求書fdp.exe", {"BIDI_CONTROLS"}),
        ("パス\u200bワード\ufeff", "パスワード", {"INVISIBLE_CHARACTERS"}),
        ("会議\U000e0069\U000e0067", "会議", {"INVISIBLE_CHARACTERS", "SPELT:ig"}),
        ("a\r\nb\x0cc\u2028d", "a\nb\nc\nd", set()),
        ("か\u3099", "が", set()),
        ("葛\U000e0100城市", "葛\U000e0100城市", set()),
        ("神①㈱１０²", "神①㈱１０²", set()),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧", set()),
        ("a\ud800b", "a\ufffdb", {"CONTROL_CHARACTERS"}),
        ("soft\xadhyphen", "softhyphen", set()),
    ],
)
def test_what_is_not_seen_goes_and_what_is_seen_stays(raw, shown, codes):
    assert tidy(raw) == (shown, codes)


def test_tidying_on_one_line():
    assert one_line(" 令和6年度\n\t事業 報告\u200b ") == "令和6年度 事業 報告"


def test_radicals_become_characters_one_for_one_and_nothing_else_changes():
    assert mend("⻑期⾏動⻘⻄⼾⾼⼀") == "長期行動青西戸高一"
    assert mend("①㈱㌔10²Ⅳ") == "①㈱㌔10²Ⅳ"
    assert mend("︵注︶﹁青空﹂") == "（注）「青空」"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        (
            "漏電遮断機構（電流制限器等に漏電遮断特性を持",
            "たせたもの）",
            "漏電遮断機構（電流制限器等に漏電遮断特性を持たせたもの）",
        ),
        ("records are kept for", "five years", "records are kept for five years"),
        ("利用するAI", "は次のとおり", "利用するAIは次のとおり"),
        ("generative informa\x02", "tion", "generative information"),
        ("GPT\x02", "4 is", "GPT-4 is"),
        ("state-of-", "the-art", "state-of-the-art"),
    ],
)
def test_wrapped_lines_are_joined_as_their_script_asks(before, after, joined):
    head, between = joint(before, after)
    assert head + between + after == joined


def test_plain_text_wrapped_by_a_program_is_joined_and_other_lines_stay():
    wrapped = ["青空市は、生成AIの利用指針を定め、全職員に周知し、あわせて研修を行うこととし", "た。", "以上"]
    assert joined_lines(wrapped) == [wrapped[0] + "た。", "以上"]
    assert joined_lines(["件名: 会議", "日時: 4月1日", "場所: 本庁舎"]) == [
        "件名: 会議",
        "日時: 4月1日",
        "場所: 本庁舎",
    ]
    assert joined_lines(["・" + "あ" * 30, "・" + "い" * 30]) == ["・" + "あ" * 30, "・" + "い" * 30]


def test_wrapped_printed_lines_become_one_paragraph_whose_characters_know_their_boxes():
    first, second = line("青空市は生成AIの利用指針を定め、全職員に周知", 0), line("した。利用記録は五年間保存する。", 1)

    (block,) = blocks_of([first, second], style_of([[first, second]]))

    assert block.text == first.text + second.text
    assert [(span.start, span.end) for span in block.spans] == [
        (0, len(first.text)),
        (len(first.text), len(block.text)),
    ]


def test_an_indented_line_after_a_full_stop_begins_a_paragraph():
    lines = (line("青空市は生成AIの利用指針を定めて周知した。", 0), line("利用記録は五年間保存する。", 1, left=60.0))
    assert paragraphs(*lines) == [one.text for one in lines]


def test_list_items_are_lines_of_one_block():
    lines = (line("・議事録の作成", 0), line("・翻訳", 1), line("・要約", 2))
    assert paragraphs(*lines) == ["・議事録の作成\n・翻訳\n・要約"]


def test_a_line_that_stops_after_a_comma_goes_on():
    assert paragraphs(line("総務課、", 0), line("情報政策課が担当する。", 1)) == ["総務課、情報政策課が担当する。"]


@pytest.mark.parametrize(
    "title",
    [
        "第1章 総則",
        "第２節　利用の範囲",
        "1. はじめに",
        "２　利用の範囲",
        "（1）対象者",
        "一、目的",
        "■ 背景",
        "【概要】",
    ],
)
def test_numbered_lines_that_stand_alone_are_headings(title):
    body = line("青空市は生成AIの利用指針を定めて全職員に周知した。", 1)
    blocks = blocks_of([line(title, 0), body], style_of([[body]]))
    assert blocks[0].level > 0
    assert blocks[0].text == title


@pytest.mark.parametrize("text", ["1. 申請書を提出する。", "第3条において準用する場合を含む、", "2024年4月1日"])
def test_sentences_and_dates_are_no_headings(text):
    body = line("青空市は生成AIの利用指針を定めて全職員に周知した。", 1)
    assert blocks_of([line(text, 0), body], style_of([[body]]))[0].level == 0


def test_items_of_a_numbered_list_are_no_headings():
    lines = [line(f"{number}. 申請書", number) for number in range(1, 5)]
    assert [block.level for block in blocks_of(lines, style_of([lines]))] == [0]


def test_larger_type_makes_headings_and_ranks_them():
    body = [line("青空市は生成AIの利用指針を定めて全職員に周知した。", row) for row in range(4, 8)]
    lines = [line("生成AI活用報告", 0, size=20), line("取組の背景", 2, size=14), *body]

    blocks = blocks_of(lines, style_of([lines]))

    assert [(block.level, block.text) for block in blocks[:2]] == [(1, "生成AI活用報告"), (2, "取組の背景")]


def test_headers_footers_and_page_numbers_are_left_out():
    def page(number: int) -> list[PrintedLine]:
        header = PrintedLine("生成AI活用報告書", (50, 20, 150, 30), SIZE)
        footer = PrintedLine(f"- {number} -", (290, 810, 310, 820), SIZE)
        return [header, line(f"{number}ページ目の本文である。", 10), footer]

    kept = without_running_lines([page(number) for number in range(1, 6)], [842.0] * 5)

    assert [[one.text for one in lines] for lines in kept] == [
        [f"{number}ページ目の本文である。"] for number in range(1, 6)
    ]


def test_a_title_repeated_on_every_slide_is_kept_once_and_sentences_are_always_kept():
    title = PrintedLine("3. 実施内容", (50, 52, 150, 68), SIZE)
    sentence = PrintedLine("本資料は令和6年4月時点のものである。", (50, 20, 250, 30), SIZE)

    kept = without_running_lines([[sentence, title]] * 4, [540.0] * 4)

    assert [one.text for lines in kept for one in lines].count("3. 実施内容") == 1
    assert [one.text for lines in kept for one in lines].count(sentence.text) == 4


@pytest.mark.parametrize(
    "title", ["Microsoft Word - 無題1", "報告書.docx", "PowerPoint プレゼンテーション", "無題 (2)", "(anonymous)", "  "]
)
def test_titles_that_programs_made_up_are_no_titles(title):
    assert title_of(title) == ""


def test_a_title_that_somebody_gave_is_kept():
    assert title_of("生成AI利用ガイドライン\x00") == "生成AI利用ガイドライン"
