"""Characters come in the order in which they stand on the page, whatever order a program wrote them in."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.load import load

GOTHIC, MINCHO = "HeiseiKakuGo-W5", "HeiseiMin-W3"


@pytest.fixture
def canvas() -> Canvas:
    for font in (GOTHIC, MINCHO):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    return Canvas(io.BytesIO(), pagesize=A4)


def text_of(canvas: Canvas) -> str:
    canvas.save()
    written = canvas._filename.getvalue()
    return "\n".join(block.text for block in load("a.pdf", written).pages[0].blocks)


def test_boxes_to_tick_that_were_written_after_their_line_stand_where_they_are_seen(canvas):
    canvas.setFont(GOTHIC, 12)
    canvas.drawString(84, 700, "議事録の要約")
    canvas.drawString(180, 700, "翻訳")
    canvas.drawString(228, 700, "文案の作成")
    canvas.setFont(MINCHO, 12)
    for x, box in ((72, "■"), (168, "□"), (216, "□")):
        canvas.drawString(x, 700, box)

    assert "".join(text_of(canvas).split()) == "■議事録の要約□翻訳□文案の作成"


def test_vertical_text_written_character_by_character_goes_on_after_its_punctuation(canvas):
    canvas.setFont(MINCHO, 12)
    columns = ("この方針は、令和七年四月一日から", "施行する。ただし、第三の規定は、", "同年七月一日から施行する。")
    for number, column in enumerate(columns):
        x = 500 - 20 * number
        for place, char in enumerate(column):
            corner = 6 if char in "、。" else 0
            canvas.drawString(x + corner, 700 - 12 * place + corner, char)

    assert text_of(canvas) == "".join(columns)
