"""PDF: text, boxes, hidden text, titles, on samples of others and on files made here."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from casebase.errors import DamagedDocument, NoText, NotFound
from casebase.geometry import boxes_of
from casebase.models import Page
from ingest.compose import compose
from ingest.load import load
from ingest.load.pdf_images import render_page
from ingest.records import Loaded

SAMPLES = Path(__file__).parent / "data/pdf-samples"
MANIFEST = [json.loads(line) for line in (SAMPLES / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
JAPANESE = "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(JAPANESE))


def compared(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def text_of(loaded: Loaded) -> str:
    return "\n".join(page.text for page in compose(loaded))


def codes(loaded: Loaded) -> set[str]:
    return {warned.code for warned in loaded.warnings}


def made(*pages: Callable[[Canvas], None], size: tuple[float, float] = (595, 842), **settings: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, **settings)
    for draw in pages:
        canvas.setFont("Helvetica", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def japanese(canvas: Canvas, x: float, y: float, text: str, size: float = 12) -> None:
    canvas.setFont(JAPANESE, size)
    canvas.drawString(x, y, text)


@pytest.mark.parametrize("row", MANIFEST, ids=[row["file"] for row in MANIFEST])
def test_the_text_of_every_sample_comes_out(row):
    loaded = load(Path(row["file"]).name, (SAMPLES / row["file"]).read_bytes())

    text = compared(text_of(loaded))
    assert [wanted for wanted in row["expected_text"] if compared(wanted) not in text] == []
    assert "HIDDEN_TEXT" not in codes(loaded)


def test_vertical_text_reads_column_by_column_from_the_right():
    lines = text_of(load("jo.pdf", (SAMPLES / "files/pdfminer_jo.pdf").read_bytes())).split("\n")
    order = [
        lines.index(line) for line in ("わたくしといふ現象は", "ひとつの青い照明です", "ここまでたもちつゞけられた")
    ]
    assert order == sorted(order)


def test_kangxi_radicals_are_mended_in_what_is_shown():
    assert "構を一つの箱内に収めたものは" in text_of(
        load("a.pdf", (SAMPLES / "files/pdfjs_issue15340.pdf").read_bytes())
    )


# -- boxes


def first_page(content: bytes) -> Page:
    return compose(load("a.pdf", content))[0]


def found_by_pdfium(content: bytes, text: str) -> list[tuple[float, float, float, float]]:
    """Return the boxes of a text as pdfium's own search gives them, from the top left corner."""
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    textpage = page.get_textpage()
    start, count = textpage.search(text).get_next()
    height = page.get_height()
    boxes = []
    for index in range(textpage.count_rects(start, count)):
        left, bottom, right, top = textpage.get_rect(index)
        boxes.append((left, height - top, right, height - bottom))
    return boxes


@pytest.mark.parametrize(
    "sentence",
    [
        "利用記録は五年間保存する。",
        "問い合わせは情報政策課が受け付ける。",
        "施行された。",
        "Records are kept.",
        "生成AI利用指針は",
    ],
)
def test_the_box_of_a_sentence_lies_where_pdfium_finds_it(sentence):
    def draw(canvas: Canvas) -> None:
        japanese(canvas, 72, 700, "青空市の生成AI利用指針は令和6年4月1日に施行された。利用記録は五年間保存する。")
        japanese(canvas, 72, 680, "問い合わせは情報政策課が受け付ける。")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 640, "The will of immense illumination: WWWW iiii. Records are kept. Will it?")

    content = made(draw)
    page = first_page(content)
    start = page.text.index(sentence)

    # Without its stop: pdfium's boxes hug the ink, and a full stop fills a quarter of its square.
    (box,) = boxes_of(page, start, start + len(sentence) - 1)
    (expected,) = found_by_pdfium(content, sentence[:-1])
    assert box[0] == pytest.approx(expected[0], abs=3)
    assert box[2] == pytest.approx(expected[2], abs=3)
    middle = (expected[1] + expected[3]) / 2
    assert box[1] < middle < box[3]
    assert box[3] - box[1] < 20


def test_a_wrapped_sentence_has_a_box_on_each_line():
    def draw(canvas: Canvas) -> None:
        japanese(canvas, 72, 700, "青空市の生成AI利用指針は令和6年4月1日に施行された。利用記録は")
        japanese(canvas, 72, 680, "五年間保存する。")

    page = first_page(made(draw))
    start = page.text.index("利用記録は五年間保存する。")
    boxes = boxes_of(page, start, start + 13)

    assert len(boxes) == 2
    assert boxes[0][1] < boxes[1][1]
    assert boxes[1][0] == pytest.approx(72, abs=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_in_the_page_as_displayed_when_it_is_rotated_or_cropped(rotation):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "Anchor")

    reader = PdfReader(io.BytesIO(made(draw)))
    page = reader.pages[0]
    page.cropbox.lower_left, page.cropbox.upper_right = (50, 60), (550, 800)
    page.rotate(rotation)
    writer = PdfWriter()
    writer.add_page(page)
    buffer = io.BytesIO()
    writer.write(buffer)
    shown = first_page(buffer.getvalue())

    (box,) = boxes_of(shown, 0, 6)

    picture = Image.open(io.BytesIO(render_page(buffer.getvalue(), 1, int(shown.width)))).convert("L")
    inked = picture.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert inked is not None
    for edge, seen in zip(box, inked, strict=True):
        assert edge == pytest.approx(seen, abs=6)


# -- hidden text: each way to hide is left out and flagged; visible text that looks alike stays


def plain(canvas: Canvas) -> None:
    canvas.drawString(72, 760, "Visible sentence.")


def invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textLine("CANARY")
    canvas.drawText(text)


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    canvas.drawString(72, 700, "CANARY")


def tiny(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 0.4)
    canvas.drawString(72, 700, "CANARY")


def scaled_to_nothing(canvas: Canvas) -> None:
    canvas.scale(0.01, 0.01)
    canvas.drawString(7200, 70000, "CANARY")


def off_page(canvas: Canvas) -> None:
    canvas.drawString(-900, 700, "CANARY")


def transparent(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    canvas.drawString(72, 700, "CANARY")


def covered_by_a_box(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "CANARY")
    canvas.setFillColor(white)
    canvas.rect(60, 690, 200, 30, stroke=0, fill=1)


def covered_by_a_black_bar(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "CANARY")
    canvas.setFillColor(black)
    canvas.rect(60, 690, 200, 30, stroke=0, fill=1)


def covered_by_a_picture(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "CANARY")
    canvas.drawInlineImage(Image.new("RGB", (20, 4), (180, 200, 220)), 60, 690, 200, 30)


def in_the_color_of_its_ground(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.1, 0.2, 0.6))
    canvas.rect(60, 690, 200, 30, stroke=0, fill=1)
    canvas.setFillColor(Color(0.1, 0.22, 0.6))
    canvas.drawString(72, 700, "CANARY")


def cut_off_by_a_clipping_path(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(300, 300, 50, 50)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 700, "CANARY")
    canvas.restoreState()


def almost_white(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.97, 0.97, 0.97))
    canvas.drawString(72, 700, "CANARY")


HIDING = [
    invisible_mode,
    white_on_white,
    tiny,
    scaled_to_nothing,
    off_page,
    transparent,
    covered_by_a_box,
    covered_by_a_black_bar,
    covered_by_a_picture,
    in_the_color_of_its_ground,
    cut_off_by_a_clipping_path,
    almost_white,
]


@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__)
def test_hidden_text_is_left_out_and_flagged(hide):
    def draw(canvas: Canvas) -> None:
        plain(canvas)
        hide(canvas)

    loaded = load("a.pdf", made(draw))

    assert text_of(loaded) == "Visible sentence."
    assert [(warned.code, warned.pages) for warned in loaded.warnings] == [("HIDDEN_TEXT", (1,))]


def test_text_on_a_layer_that_is_switched_off_is_left_out():
    def draw(canvas: Canvas) -> None:
        plain(canvas)
        canvas._code.append("/OC /MC0 BDC")
        canvas.drawString(72, 700, "CANARY")
        canvas._code.append("EMC")

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made(draw, pageCompression=0))))
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("x")})
    )
    writer.pages[0]["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/MC0"): layer})
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): off}
    )
    buffer = io.BytesIO()
    writer.write(buffer)
    loaded = load("a.pdf", buffer.getvalue())

    assert "CANARY" not in text_of(loaded)
    assert codes(loaded) == {"HIDDEN_TEXT"}


def white_on_a_bar(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0.1, 0.4))
    canvas.rect(60, 690, 200, 30, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(72, 700, "Seen")


def dark_on_a_pale_box(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.9, 0.95, 1))
    canvas.rect(60, 690, 200, 30, stroke=1, fill=1)
    canvas.setFillColor(black)
    canvas.drawString(72, 700, "Seen")


def on_a_picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(Image.new("RGB", (20, 4), (240, 240, 240)), 0, 0, 595, 842)
    canvas.drawString(72, 700, "Seen")


def grey(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.75, 0.75, 0.75))
    canvas.drawString(72, 700, "Seen")


def beside_a_box_painted_later(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Seen")
    canvas.rect(60, 690, 200, 30, stroke=1, fill=0)


def as_a_clip_that_is_painted(canvas: Canvas) -> None:
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(5)
    text.textLine("Seen")
    canvas.drawText(text)


@pytest.mark.parametrize(
    "show",
    [white_on_a_bar, dark_on_a_pale_box, on_a_picture, grey, beside_a_box_painted_later, as_a_clip_that_is_painted],
    ids=lambda show: show.__name__,
)
def test_text_that_is_seen_is_not_taken_for_hidden(show):
    loaded = load("a.pdf", made(show))

    assert text_of(loaded) == "Seen"
    assert codes(loaded) == set()


def test_the_invisible_text_of_a_scan_comes_in_and_is_marked_as_recognised():
    def draw(canvas: Canvas) -> None:
        scan = Image.new("L", (595, 842), 255)
        scan.paste(0, (72, 130, 130, 142))
        canvas.drawInlineImage(scan, 0, 0, 595, 842)
        text = canvas.beginText(72, 702)
        text.setTextRenderMode(3)
        text.textLine("Scanned")
        text.setTextOrigin(72, 300)
        text.textLine("CANARY")
        canvas.drawText(text)

    loaded = load("a.pdf", made(draw))

    assert text_of(loaded) == "Scanned"
    assert codes(loaded) == {"RECOGNISED_TEXT", "HIDDEN_TEXT"}


def test_bold_imitated_by_printing_twice_is_read_once():
    def draw(canvas: Canvas) -> None:
        for offset in (0, 0.3):
            japanese(canvas, 72 + offset, 700, "太字の見出し")

    assert text_of(load("a.pdf", made(draw))) == "太字の見出し"


# -- structure


def test_headings_paragraphs_and_running_lines_of_a_report():
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            japanese(canvas, 72, 815, "生成AI活用報告書 青空市", 9)
            japanese(canvas, 72, 760, f"第{number}章 取組の内容", 18)
            japanese(canvas, 72, 730, "青空市では、議事録の作成に生成AIを使い、職員の作業時間を減らし")
            japanese(canvas, 72, 712, "た。効果は月10時間であった。")
            japanese(canvas, 290, 20, f"- {number} -", 9)

        return draw

    loaded = load("a.pdf", made(*(page(number) for number in range(1, 5))))

    first = loaded.pages[0].blocks
    assert [(block.level, block.text) for block in first] == [
        (1, "第1章 取組の内容"),
        (0, "青空市では、議事録の作成に生成AIを使い、職員の作業時間を減らした。効果は月10時間であった。"),
    ]


def test_title_date_and_outline_come_from_the_file():
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("生成AI利用指針")
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("利用の範囲", "a", 0)
        japanese(canvas, 72, 700, "利用の範囲")
        japanese(canvas, 72, 680, "青空市の生成AI利用指針は令和6年4月1日に施行された。")

    loaded = load("a.pdf", made(draw))

    assert loaded.title == "生成AI利用指針"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", loaded.created_on) and not loaded.published_on
    assert (loaded.pages[0].blocks[0].text, loaded.pages[0].blocks[0].level) == ("利用の範囲", 1)


def test_a_blank_page_is_no_page_without_text():
    loaded = load("a.pdf", made(plain, lambda canvas: canvas.rect(50, 50, 400, 700)))

    assert len(loaded.pages) == 2
    assert codes(loaded) == set()


def test_a_file_of_blank_pages_has_no_text():
    with pytest.raises(NoText) as error:
        load("a.pdf", made(lambda canvas: None))
    assert error.value.code == "NO_TEXT"


# -- pictures of pages


def test_a_page_is_drawn_at_the_width_asked_for():
    picture = Image.open(io.BytesIO(render_page(made(plain), 1, 500)))
    assert picture.format == "PNG"
    assert picture.size == (500, 708)


def test_a_page_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        render_page(made(plain), 2)


def test_a_file_that_cannot_be_opened_is_damaged():
    with pytest.raises(DamagedDocument):
        render_page(b"%PDF-1.7\nnothing", 1)
