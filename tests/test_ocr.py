"""Scans and pictures become findable text where tesseract is installed, and say plainly why not where it is not."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from casebase.access import LOCAL_READER
from casebase.errors import NoText
from casebase.geometry import boxes_of
from casebase.models import Details, Page
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.compose import compose
from ingest.messages import ERRORS, WARNINGS, message_for, warning_text
from ingest.ocr.recognise import recognised
from ingest.ocr.repairs import repaired
from ingest.ocr.words import Word, words_of
from ingest.pipeline import ingest_file, warning_record
from ingest.records import FileStatus, IncomingFile, Loaded, Scan
from ingest.sandbox import Sandbox
from tests import scans
from tests.scans import Sheet, as_pdf, as_picture, compared, error_rate, needs_fonts, needs_tesseract

ATTACKS = Path(__file__).parent / "data/attacks/files"
CLEAN = 0.05
"""Character error rate that clean scans may have at most."""

ABSENT = Settings(tesseract="/nowhere/tesseract")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def read(sandbox: Sandbox, name: str, content: bytes, settings: Settings | None = None) -> Loaded:
    return recognised(name, content, sandbox.load(name, content), sandbox, settings or Settings())


def text_of(loaded: Loaded) -> str:
    return "\n".join(page.text for page in compose(loaded))


def pages_by_code(loaded: Loaded) -> dict[str, tuple[int, ...]]:
    return {warned.code: warned.pages for warned in loaded.warnings}


def off_the_ink(page: Page, sheet: Sheet) -> list[float]:
    """Return, for each printed line that was read without a mistake, how far in points its box is from the ink."""
    found = []
    for line in sheet.lines:
        at = page.text.replace("\n", "\0").find(line.text)
        if at >= 0:
            boxes = boxes_of(page, at, at + len(line.text))
            around = [pick(edges) for pick, edges in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)]
            found.append(max(abs(edge - ink) for edge, ink in zip(around, line.box, strict=True)))
    return found


@needs_tesseract
@needs_fonts
def test_a_scan_is_read_with_few_mistakes_and_its_lines_are_boxed_on_their_ink(sandbox):
    sheet = scans.small()

    loaded = read(sandbox, "scan.png", as_picture(sheet))

    assert error_rate(text_of(loaded), sheet.text) <= CLEAN
    assert pages_by_code(loaded) == {"RECOGNISED_TEXT": (1,), "OCR_MENDED": (1,)}
    confidence = next(warned.detail for warned in loaded.warnings if warned.code == "RECOGNISED_TEXT")
    assert confidence.endswith("%") and int(confidence[:-1]) > 85
    (page,) = compose(loaded)
    off = off_the_ink(page, sheet)
    assert len(off) >= 3
    assert max(off) < 6


@needs_tesseract
@needs_fonts
def test_vertical_text_is_told_from_horizontal_and_read_column_by_column(sandbox):
    sheet = scans.small(vertical=True)

    (page,) = compose(read(sandbox, "scan.pdf", as_pdf([sheet])))

    assert error_rate(page.text, sheet.text) <= CLEAN
    assert all(line.vertical for line in page.lines)
    assert max(off_the_ink(page, sheet)) < 8


@needs_tesseract
@needs_fonts
def test_a_page_fed_upside_down_askew_and_grainy_is_read_and_boxed_where_it_is_shown(sandbox):
    sheet = scans.small()
    (page,) = compose(read(sandbox, "s.jpg", scans.jpeg_bytes(scans.turned(scans.noisy(scans.skewed(sheet)), 180))))

    assert error_rate(page.text, sheet.text) <= 2 * CLEAN
    first = sheet.lines[0]
    at = page.text.find(first.text[4:])
    assert at >= 0
    left, top, right, bottom = boxes_of(page, at, at + len(first.text) - 4)[0]
    upright = page.width - right, page.height - bottom, page.width - left, page.height - top
    assert upright[1] == pytest.approx(first.box[1], abs=12)
    assert upright[2] == pytest.approx(first.box[2], abs=12)


@needs_tesseract
@needs_fonts
def test_an_english_page_of_a_tiff_is_read_beside_a_japanese_one(sandbox):
    told: list[tuple[str, int, int]] = []
    japanese, english = scans.small(lines=3), scans.small(english=True)
    content = scans.as_tiff([japanese, english])

    loaded = recognised(
        "s.tif",
        content,
        sandbox.load("s.tif", content),
        sandbox,
        Settings(),
        lambda name, done, pages: told.append((name, done, pages)),
    )

    first, second = compose(loaded)
    assert error_rate(first.text, japanese.text) <= CLEAN
    assert error_rate(second.text, english.text) <= CLEAN
    assert english.lines[1].text.split()[2] in second.text.split()  # with its spaces
    assert told == [("s.tif", 1, 2), ("s.tif", 2, 2)]


@needs_tesseract
def test_only_the_pages_that_need_it_are_recognised(sandbox):
    content = (ATTACKS / "pdf-image-second-page.pdf").read_bytes()
    plain = sandbox.load("a.pdf", content)

    loaded = recognised("a.pdf", content, plain, sandbox, Settings())

    assert plain.pictures == (2,)
    assert loaded.pages[0] == plain.pages[0]
    assert loaded.pages[1].blocks
    assert pages_by_code(loaded)["RECOGNISED_TEXT"] == (2,)
    assert "PAGES_WITHOUT_TEXT" not in pages_by_code(loaded)


@needs_tesseract
def test_a_page_whose_characters_mean_nothing_is_recognised_from_how_it_looks_and_marked(sandbox):
    content = garbled("The review in September was favourable.")
    plain = sandbox.load("a.pdf", content)
    assert pages_by_code(plain) == {"TEXT_NOT_MAPPABLE": (1,)}

    loaded = recognised("a.pdf", content, plain, sandbox, Settings())

    assert compared(text_of(loaded)) == compared("The review in September was favourable.")
    assert pages_by_code(loaded) == {"GARBLED_TEXT_RECOGNISED": (1,), "RECOGNISED_TEXT": (1,)}


@needs_tesseract
def test_a_picture_without_text_is_refused_as_one_in_which_none_was_found(sandbox):
    picture = io.BytesIO()
    Image.radial_gradient("L").save(picture, "PNG")

    with pytest.raises(NoText) as error:
        read(sandbox, "photo.png", picture.getvalue())
    assert error.value.code == "OCR_NO_TEXT"


@needs_tesseract
@needs_fonts
def test_this_process_never_decodes_a_picture(sandbox, monkeypatch):
    content = as_picture(scans.small(lines=1))

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened outside the parser's process")

    monkeypatch.setattr(Image, "open", forbidden)
    monkeypatch.setattr("pypdfium2.PdfDocument", forbidden)

    assert text_of(read(sandbox, "a.png", content))


@needs_tesseract
@needs_fonts
def test_a_scan_is_found_by_a_question_and_quoted_word_for_word(casebase: Casebase, sandbox):
    sheet = scans.small()
    outcome = ingest_file(
        IncomingFile("scan.pdf", as_pdf([sheet]), Details("tokyo")), casebase.library, casebase.embedder, sandbox
    )

    assert outcome.status is FileStatus.WARNED
    hits = casebase.search(sheet.lines[1].text[:12], LOCAL_READER).hits
    passage = hits[0].passage
    page = casebase.page(passage.version, passage.page, LOCAL_READER)
    assert page.text[passage.start : passage.end] == passage.text
    assert boxes_of(page, passage.start, passage.end)


# -- without tesseract


def test_without_tesseract_a_scan_is_refused_with_what_to_install(sandbox):
    with pytest.raises(NoText) as error:
        read(sandbox, "a.pdf", (ATTACKS / "pdf-image-only.pdf").read_bytes(), ABSENT)

    assert error.value.code == "NO_TEXT_LAYER"
    assert "not installed" in str(error.value) and "tesseract" in str(error.value)
    assert "tesseract" in message_for("NO_TEXT_LAYER", "a.pdf", "ja")
    assert "tesseract" in message_for("NO_TEXT_LAYER", "a.pdf", "en")


def test_without_tesseract_the_text_comes_in_and_the_pictures_are_named(sandbox):
    loaded = read(sandbox, "a.pdf", (ATTACKS / "pdf-image-second-page.pdf").read_bytes(), ABSENT)

    assert pages_by_code(loaded) == {"PAGES_WITHOUT_TEXT": (2,), "OCR_NOT_INSTALLED": ()}
    for warned in loaded.warnings:
        assert "OCR_" not in warning_text(warning_record(warned), "a.pdf", "ja")


def test_ocr_that_is_switched_off_is_said_to_be_off(sandbox):
    content = (ATTACKS / "pdf-image-only.pdf").read_bytes()
    with pytest.raises(NoText) as error:
        read(sandbox, "a.pdf", content, Settings(ocr="off"))

    assert error.value.code == "NO_TEXT_LAYER"
    assert "CASEBASE_OCR" in str(error.value)


# -- programs that stand for a tesseract that is incomplete, hangs, or talks nonsense


def program(folder: Path, languages: Sequence[str], otherwise: str) -> Settings:
    """Settings with a program of ours in place of tesseract: it lists `languages`, and else does `otherwise`."""
    script = folder / "tesseract"
    listed = "\\n".join(["List of available languages:", *languages])
    script.write_text(f"#!/bin/sh\nif [ \"$1\" = --list-langs ]; then printf '{listed}\\n'; exit 0; fi\n{otherwise}\n")
    script.chmod(0o755)
    return Settings(tesseract=str(script), ocr_page_seconds=1)


posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@posix
def test_missing_japanese_data_is_named(sandbox, tmp_path):
    settings = program(tmp_path, ["eng", "osd"], "exit 1")
    with pytest.raises(NoText) as error:
        read(sandbox, "a.pdf", (ATTACKS / "pdf-image-only.pdf").read_bytes(), settings)

    assert error.value.code == "OCR_DATA_MISSING"
    mixed = read(sandbox, "a.pdf", (ATTACKS / "pdf-image-second-page.pdf").read_bytes(), settings)
    assert set(pages_by_code(mixed)) == {"PAGES_WITHOUT_TEXT", "OCR_DATA_MISSING"}


@posix
@pytest.mark.parametrize(
    "fault",
    ["exec sleep 60", "exit 3", "kill -9 $$", "exec cat /dev/zero"],
    ids=["hangs", "fails", "dies", "never stops talking"],
)
def test_a_page_that_breaks_recognition_is_named_and_the_rest_comes_in(sandbox, tmp_path, fault):
    settings = program(tmp_path, ["jpn", "jpn_vert"], fault)

    loaded = read(sandbox, "a.pdf", (ATTACKS / "pdf-image-second-page.pdf").read_bytes(), settings)

    assert loaded.pages[0].blocks
    assert pages_by_code(loaded) == {"OCR_FAILED": (2,), "PAGES_WITHOUT_TEXT": (2,)}
    with pytest.raises(NoText) as error:
        read(sandbox, "b.pdf", (ATTACKS / "pdf-image-only.pdf").read_bytes(), settings)
    assert error.value.code == "OCR_FAILED"


@posix
def test_pages_beyond_the_limit_are_named(sandbox, tmp_path):
    row = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t400\\t400\\t40\\t95\\t公開資料"
    settings = program(tmp_path, ["jpn"], f"cat >/dev/null; printf 'level\\n{row}\\n'")
    blank = Sheet("", Image.new("L", (600, 800), 200), ())
    limited = settings.model_copy(update={"ocr_pages": 2, "ocr_page_seconds": 20})

    loaded = read(sandbox, "a.pdf", as_pdf([blank] * 3), limited)

    assert [bool(page.blocks) for page in loaded.pages] == [True, True, False]
    assert pages_by_code(loaded)["OCR_LIMIT"] == (3,)
    assert pages_by_code(loaded)["PAGES_WITHOUT_TEXT"] == (3,)


@posix
def test_a_scan_that_is_hardly_legible_says_so_and_names_the_doubtful_words(sandbox, tmp_path):
    row = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t400\\t400\\t40\\t"
    said = f"cat >/dev/null; printf 'level\\n{row}55\\t公開資料\\n{row}70\\t事例集の手引\\n'"
    settings = program(tmp_path, ["jpn"], said).model_copy(update={"ocr_page_seconds": 20})

    loaded = read(sandbox, "a.pdf", (ATTACKS / "pdf-image-second-page.pdf").read_bytes(), settings)

    low = next(warned for warned in loaded.warnings if warned.code == "LOW_OCR_CONFIDENCE")
    assert low.pages == (2,)
    assert low.detail == "64% p.2: 公開資料"


@posix
def test_the_program_can_write_no_file(sandbox, tmp_path):
    target = tmp_path / "written"
    settings = program(tmp_path, ["jpn"], f"echo secret > {target}; exit 0")

    with pytest.raises(NoText):
        read(sandbox, "a.pdf", (ATTACKS / "pdf-image-only.pdf").read_bytes(), settings)
    assert not target.exists() or target.stat().st_size == 0


@pytest.mark.parametrize(
    "tsv",
    ["", "level\n5\t1", "level\n5\t1\t1\t1\t1\t1\tx\t0\t9\t9\t90\tA", "level\n5\t1\t1\t1\t1\t1\t0\t0\t-9\t9\t90\tA"],
)
def test_what_makes_no_sense_in_the_list_of_words_is_left_out(tsv):
    assert words_of(tsv) == ()


def test_a_word_cannot_drive_a_terminal_and_its_confidence_stays_in_range():
    (word,) = words_of("level\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t1e9\t\x1b[31m青\u202e空")
    assert (word.text, word.confidence) == ("青空", 100.0)


def test_everything_that_is_said_of_recognition_is_said_in_both_languages():
    japanese = {"OCR_DATA_MISSING", "OCR_NO_TEXT", "OCR_FAILED", "IMAGE_DAMAGED", "IMAGE_TOO_LARGE"}
    assert japanese <= set(ERRORS)
    said = {"OCR_NOT_INSTALLED", "OCR_DATA_MISSING", "OCR_FAILED", "OCR_LIMIT", "LOW_OCR_CONFIDENCE"}
    assert said | {"GARBLED_TEXT_RECOGNISED"} <= set(WARNINGS)
    stored = json.dumps({"code": "LOW_OCR_CONFIDENCE", "pages": [2, 5], "detail": "54%"})
    assert "2、5ページ" in warning_text(stored, "a.pdf", "ja")
    assert "pages 2, 5" in warning_text(stored, "a.pdf", "en")


_MEANINGLESS = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
1 beginbfrange <00> <FF> <1200> endbfrange
endcmap end end"""


def garbled(text: str) -> bytes:
    """A PDF that shows `text` in a font whose characters cannot be told from its codes."""
    folder = Path(rl_config.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", str(folder / "Vera.ttf")))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(400, 120))
    canvas.setFont("Vera", 14)
    canvas.drawString(30, 60, text)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    for thing in list(writer._objects):
        if isinstance(thing, dict) and thing.get("/Type") == "/Font" and "/ToUnicode" in thing:
            stream = DecodedStreamObject()
            stream.set_data(_MEANINGLESS)
            thing[NameObject("/ToUnicode")] = writer._add_object(stream)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


# -- mistakes that are mended


def a_line(mark: str) -> tuple[Scan, tuple[Word, ...]]:
    """A scan of a figure of thousands, its mark printed as `mark`, and how it is read: with a full stop."""
    picture = Image.new("L", (400, 120), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(48)
    draw.text((20, 30), f"1{mark}240", fill=0, font=font)
    left, top, right, bottom = draw.textbbox((20, 30), "1.240", font=font)
    draw.rectangle((right + 8, top, right + 48, bottom), outline=0, width=4)
    words = (Word("1.240件", (left, top, right + 50, bottom), 90.0, (1, 1, 1)),)
    return Scan(picture.width, picture.height, picture.tobytes(), 4.0, (100.0, 30.0)), words


def test_a_figure_is_mended_only_where_the_ink_shows_a_comma():
    comma, read_as = a_line(",")
    stop, _ = a_line(".")

    assert [word.text for word in repaired(comma, read_as, False)[0]] == ["1,240件"]
    assert repaired(comma, read_as, False)[1] == ("1.240 → 1,240",)
    assert repaired(stop, read_as, False) == (read_as, ())


def test_what_was_mended_is_named_to_the_editor(sandbox, tmp_path):
    row = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t400\\t400\\t40\\t95\\t生成Alの公開資料"
    settings = program(tmp_path, ["jpn"], f"cat >/dev/null; printf 'level\\n{row}\\n'")
    settings = settings.model_copy(update={"ocr_page_seconds": 20})

    loaded = read(sandbox, "a.pdf", (ATTACKS / "pdf-image-second-page.pdf").read_bytes(), settings)

    mended = next(warned for warned in loaded.warnings if warned.code == "OCR_MENDED")
    assert (mended.pages, mended.detail) == ((2,), "Al → AI")
    assert "生成AIの公開資料" in text_of(loaded)
    assert "Al → AI" in warning_text(warning_record(mended), "a.pdf", "ja")


@needs_tesseract
@needs_fonts
@pytest.mark.parametrize("degrees", [90, 270])
def test_vertical_text_fed_on_its_side_is_read(sandbox, degrees):
    sheet = scans.small(vertical=True)

    (page,) = compose(read(sandbox, "scan.png", as_picture(scans.turned(sheet, degrees))))

    assert error_rate(page.text, sheet.text) <= CLEAN
