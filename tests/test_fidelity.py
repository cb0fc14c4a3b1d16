"""Documents of known text, made by programs that offices use: what is read of them, where it stands, and what is found."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import pypdfium2
import pytest

from benchmarks.fidelity.command import KEPT
from benchmarks.fidelity.measure import Fidelity, Share, measured
from casebase.access import LOCAL_READER
from casebase.geometry import boxes_of
from casebase.models import Details, Page
from ingest.chunk import chunk
from ingest.compose import compose
from ingest.load import load
from ingest.pipeline import ingest_file
from ingest.records import FileStatus, IncomingFile

LEAST = {"plain": 0.97, "columns": 0.95, "vertical": 0.95}


@cache
def kept() -> tuple[Fidelity, ...]:
    return tuple(measured(KEPT))


def total(shares: list[Share]) -> float:
    return sum(shares, Share(0, 0)).value


def pages_of(name: str) -> tuple[Page, ...]:
    return compose(load(name, (KEPT / name).read_bytes()))


@pytest.mark.parametrize("layout", LEAST)
def test_sentences_are_found_word_for_word_by_every_producer(layout):
    found = [one for one in kept() if one.layout == layout]
    assert found
    for producer, files in groupby(sorted(found, key=lambda one: one.producer), key=lambda one: one.producer):
        some = list(files)
        assert total([one.sentences for one in some]) >= LEAST[layout], (producer, [one.missing for one in some])


def test_headings_order_and_cells_with_their_header_are_found():
    assert total([one.headings for one in kept()]) >= 0.97
    assert total([one.order for one in kept()]) >= 0.99
    assert total([one.cells for one in kept()]) >= 0.97


def test_readings_are_searched_and_nothing_that_was_deleted_is_read():
    assert total([one.readings for one in kept()]) == 1.0
    assert sum(one.readings.wanted for one in kept()) >= 10
    assert [(one.file, one.present) for one in kept() if one.present and one.file.endswith((".docx", ".html"))] == []


def test_no_file_is_garbled_unsaid():
    assert [one.file for one in kept() if one.garbled and not one.flagged] == []


@pytest.mark.parametrize(
    "name", ["ja-budget-1-typst.pdf", "ja-budget-1-reportlab.pdf", "ja-budget-docx-libreoffice.pdf"]
)
def test_the_cells_of_a_table_in_a_pdf_are_boxed_where_they_are_printed(name):
    page = pages_of(name)[0]
    assert "| 総務部 | 412,300 | 455,120 | 42,820 |" in page.text
    document = pypdfium2.PdfDocument((KEPT / name).read_bytes())
    printed = document[0]
    textpage = printed.get_textpage()
    for value in ("412,300", "455,120", "401,990", "81,450", "都市整備部"):
        start = page.text.index(value)
        (box,) = boxes_of(page, start, start + len(value))
        at, count = textpage.search(value).get_next()
        rects = [textpage.get_rect(index) for index in range(textpage.count_rects(at, count))]
        left, right = min(rect[0] for rect in rects), max(rect[2] for rect in rects)
        middle = printed.get_height() - (rects[0][1] + rects[0][3]) / 2
        assert box[0] == pytest.approx(left, abs=4)
        assert box[2] == pytest.approx(right, abs=4)
        assert box[1] < middle < box[3]


@pytest.mark.parametrize(
    "name", ["ja-collection.docx", "ja-collection-columns-docx-libreoffice.pdf", "ja-collection.xlsx"]
)
def test_every_passage_of_a_long_table_says_its_caption_and_its_header(name):
    pages = pages_of(name)
    rows = [
        passage for passage in chunk(pages, "v") if "令和7年3月 | " in passage.text or "令和5年7月 | " in passage.text
    ]
    assert len(rows) >= 2
    for passage in rows:
        said = "\n".join((*passage.section, passage.text))
        assert "資料1\u3000団体別の取組一覧" in said
        assert all(name in said for name in ("番号", "団体名", "分野", "開始年月", "削減時間"))


@pytest.mark.parametrize("name", ["ja-case.docx", "ja-case-docx-libreoffice.pdf", "ja-case-1-typst.pdf", "ja-case.md"])
def test_a_footnote_is_marked_after_its_sentence_and_stands_in_the_same_passage(name):
    passages = chunk(pages_of(name), "v")
    (cites,) = [one for one in passages if "議事録の作成に生成AIを使っている。[注1]" in one.text]
    assert "[注1] 対象は本庁の42課であり、出先機関は令和7年度から加わる。" in cites.text


@pytest.mark.parametrize("name", ["ja-essay.docx", "ja-case-docx-libreoffice.pdf", "ja-case.html"])
def test_a_reading_over_a_word_finds_it_and_is_not_shown(casebase, name):
    kana, word = ("しおみ", "汐見図書館では") if "essay" in name else ("たかはし", "髙橋副市長を本部長とする")
    file = IncomingFile(name, (KEPT / name).read_bytes(), Details(organization="hiroshima"))
    outcome = ingest_file(file, casebase.library, casebase.embedder)
    assert outcome.status is not FileStatus.FAILED

    hits = casebase.search(kana, LOCAL_READER).hits
    assert word in hits[0].passage.text
    assert kana not in hits[0].passage.text
