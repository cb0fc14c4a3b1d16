"""Passages: nothing lost, nothing doubled, no sentence cut, headings and tables remembered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casebase.geometry import boxes_of
from casebase.models import Heading, Line, Page
from casebase.text.sentences import sentence_spans
from ingest.chunk import LONGEST_UNIT, MOST, chunk
from ingest.compose import compose
from ingest.load.tables import table_blocks
from ingest.records import Block, Loaded, LoadedPage
from ingest.widths import width

_SENTENCES = st.sampled_from(
    [
        "青空市は生成AIの利用指針を定めた。",
        "利用記録は五年間保存する。",
        "The city keeps its records for five years.",
        "「はい。」と答えた。",
        "3.5倍になった。",
        "長い" * 900 + "。",
        "x" * 2500,
        "| 項目 | 件数 |",
        "   ",
        "・箇条書きの一つ目",
        "\u3000段落の初め。",
    ]
)
_BLOCKS = st.lists(
    st.builds(
        lambda parts, level: Block(("" if level else "\n").join(parts)[: 60 if level else None], level),
        st.lists(_SENTENCES, min_size=1, max_size=8),
        st.sampled_from([0, 0, 0, 1, 2, 3]),
    ),
    max_size=12,
)


def pages_of(*blocks: Block, label: str = "") -> tuple[Page, ...]:
    return compose(Loaded("text/plain", (LoadedPage(1, tuple(blocks), label=label),)))


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCKS, max_size=3))
def test_passages_are_slices_that_cover_all_text_once(documents):
    pages = compose(
        Loaded("text/plain", tuple(LoadedPage(n, tuple(blocks)) for n, blocks in enumerate(documents, start=1)))
    )
    passages = chunk(pages, "v")

    for page in pages:
        covered = [False] * len(page.text)
        for passage in (one for one in passages if one.page == page.number):
            assert passage.text == page.text[passage.start : passage.end]
            assert not any(covered[passage.start : passage.end])
            covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
            assert passage.text == passage.text.strip()
        assert all(seen or char.isspace() for seen, char in zip(covered, page.text, strict=True))
    assert len({passage.id for passage in passages}) == len(passages)
    assert chunk(pages, "v") == passages


@settings(max_examples=100, deadline=None)
@given(_BLOCKS)
def test_no_sentence_that_the_model_can_take_is_cut(blocks):
    for page in pages_of(*blocks):
        edges = {edge for passage in chunk([page], "v") for edge in (passage.start, passage.end)}
        for line_start, line in _lines(page.text):
            for start, end in [] if line.startswith("|") else sentence_spans(line):
                if width(line[start:end]) <= LONGEST_UNIT:
                    assert not any(line_start + start < edge < line_start + end for edge in edges)


def test_passages_follow_headings_and_know_where_they_stand():
    body = "この章では、青空市の取組について述べる。" * 12
    pages = pages_of(Block("第1章 総則", 1), Block("目的", 2), Block(body), Block("第2章 利用", 1), Block(body))

    sections = [passage.section for passage in chunk(pages, "v")]

    assert sections == [("第1章 総則", "目的"), ("第2章 利用",)]
    assert chunk(pages, "v")[0].text.startswith("第1章 総則")


def test_a_section_goes_on_over_pages():
    first = LoadedPage(1, (Block("運用", 1), Block("利用記録は五年間保存する。" * 20)))
    second = LoadedPage(2, (Block("問い合わせは情報政策課が受け付ける。" * 20),))

    passages = chunk(compose(Loaded("application/pdf", (first, second))), "v")

    assert {passage.section for passage in passages} == {("運用",)}
    assert {passage.page for passage in passages} == {1, 2}


def test_short_neighbours_are_put_together_under_what_they_share():
    blocks = [Block("よくある質問", 1)]
    for number in range(4):
        blocks += [Block(f"問{number}", 2), Block("窓口で受け付ける。")]

    passages = chunk(pages_of(*blocks), "v")

    assert len(passages) == 1
    assert passages[0].section == ("よくある質問",)


def test_long_text_is_divided_evenly_and_stays_within_what_the_model_takes():
    passages = chunk(pages_of(Block("青空市は生成AIの利用指針を定め、職員に周知した。" * 100)), "v")

    sizes = [width(passage.text) for passage in passages]
    assert max(sizes) <= MOST
    assert min(sizes) > 0.7 * max(sizes)


def test_later_rows_of_a_table_keep_its_header_in_their_section():
    rows = [["団体", "用途", "結果"], *([f"団体{n}", "議事録の作成", "月10時間の削減"] for n in range(80))]

    passages = chunk(pages_of(*table_blocks(rows)), "v")

    assert len(passages) > 2
    assert passages[0].text.startswith("| 団体 | 用途 | 結果 |")
    assert all(passage.section == ("団体 | 用途 | 結果",) for passage in passages[1:])
    assert all(line.startswith("|") and line.endswith("|") for passage in passages for line in passage.text.split("\n"))


def test_a_sheet_is_named_in_the_section():
    assert chunk(pages_of(Block("件数は12件である。"), label="令和6年度"), "v")[0].section == ("令和6年度",)


def test_boxes_are_clipped_by_the_width_of_characters():
    page = Page(1, "合計AB円", lines=(Line(0, 5, (100.0, 10.0, 180.0, 20.0)),))

    assert boxes_of(page, 0, 2) == ((100.0, 10.0, 140.0, 20.0),)
    assert boxes_of(page, 2, 4) == ((140.0, 10.0, 160.0, 20.0),)
    assert boxes_of(page, 0, 5) == ((100.0, 10.0, 180.0, 20.0),)


def test_vertical_lines_are_clipped_from_top_to_bottom():
    page = Page(1, "縦書き", lines=(Line(0, 3, (50.0, 0.0, 60.0, 30.0), vertical=True),))

    assert boxes_of(page, 1, 3) == ((50.0, 10.0, 60.0, 30.0),)


def test_boxes_of_several_lines_are_separate_and_parts_of_one_line_are_one():
    lines = (
        Line(0, 2, (0.0, 0.0, 20.0, 10.0)),
        Line(2, 4, (20.0, 0.0, 40.0, 10.0)),
        Line(4, 6, (0.0, 15.0, 20.0, 25.0)),
    )
    page = Page(1, "あいうえおか", headings=(Heading(0, 2, 1),), lines=lines)

    assert boxes_of(page, 1, 6) == ((10.0, 0.0, 40.0, 10.0), (0.0, 15.0, 20.0, 25.0))
    assert boxes_of(page, 4, 5) == ((0.0, 15.0, 10.0, 25.0),)
    assert boxes_of(Page(1, "文字だけ"), 0, 4) == ()


def _lines(text: str) -> list[tuple[int, str]]:
    found, offset = [], 0
    for line in text.split("\n"):
        found.append((offset, line))
        offset += len(line) + 1
    return found


def test_a_header_of_two_levels_names_both_in_the_passages_of_its_table():
    rows = "\n".join(f"| 第{number}課 | {number * 31} | {number * 47:,} |" for number in range(1, 120))
    text = f"| 課 | 利用件数 |  |\n| --- | --- | --- |\n|  | 令和5年度 | 令和6年度 |\n{rows}"

    later = chunk([Page(1, text)], "v" * 32)[2]

    assert "課 | 利用件数 令和5年度 | 利用件数 令和6年度" in later.section


def test_an_empty_cell_in_a_header_does_not_make_a_second_level_of_the_first_row():
    rows = "\n".join(f"| 第{number}課 | {number * 31} |  |" for number in range(1, 120))
    text = f"| 課 | 利用件数 |  |\n| --- | --- | --- |\n{rows}"

    later = chunk([Page(1, text)], "v" * 32)[2]

    assert "課 | 利用件数" in later.section
