"""What is inside a PDF besides its pages: filled-in forms become text at their place, attachments files of their own."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from casebase.errors import DocumentError
from casebase.models import Details
from casebase.service import Casebase
from ingest.compose import compose
from ingest.load import load
from ingest.records import Loaded
from ingest.sandbox import Sandbox
from tests.containers import TEXT, archive, ended, expanded
from tests.handing_in import take_in


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512) as opened:
        yield opened


def text(value: str) -> TextStringObject:
    return TextStringObject(value)


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(value) for value in values)


def widget(rect: tuple[float, ...], **entries: object) -> DictionaryObject:
    field = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget")})
    field[NameObject("/Rect")] = numbers(*rect)
    field[NameObject("/F")] = NumberObject(4)
    for key, value in entries.items():
        field[NameObject(f"/{key}")] = value
    return field


def with_streams_apart(writer: pypdf.PdfWriter, value: DictionaryObject) -> DictionaryObject:
    """Return a dictionary whose streams are objects of their own, as they must be."""
    for key, held in value.items():
        if isinstance(held, StreamObject):
            value[NameObject(key)] = writer._add_object(held)
        elif isinstance(held, DictionaryObject):
            with_streams_apart(writer, held)
    return value


def form(*fields: DictionaryObject, printed: tuple[tuple[float, float, str], ...] = (), **entries: object) -> bytes:
    """Return a page of 595 × 842 points with text printed at (x, y) from the bottom left, and fields of a form."""
    made = io.BytesIO()
    page = canvas.Canvas(made, pagesize=(595, 842))
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    page.setFont("HeiseiKakuGo-W5", 11)
    for x, y, words in printed:
        page.drawString(x, y, words)
    page.showPage()
    page.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made.getvalue()))
    held = ArrayObject(writer._add_object(with_streams_apart(writer, field)) for field in fields)
    writer.pages[0][NameObject("/Annots")] = held
    widgets = ArrayObject(one for one in held if one.get_object()["/Subtype"] == "/Widget")
    acro = DictionaryObject({NameObject("/Fields"): widgets, NameObject("/NeedAppearances"): BooleanObject(True)})
    acro.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(acro)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def text_field(name: str, value: str, rect: tuple[float, ...], **entries: object) -> DictionaryObject:
    return widget(rect, FT=NameObject("/Tx"), T=text(name), V=text(value), **entries)


def check_box(name: str, on: bool, rect: tuple[float, ...], **entries: object) -> DictionaryObject:
    look = DecodedStreamObject()
    look.set_data(b"")
    look[NameObject("/Subtype")], look[NameObject("/BBox")] = NameObject("/Form"), numbers(0, 0, 10, 10)
    state = NameObject("/Yes" if on else "/Off")
    looks = DictionaryObject({NameObject("/N"): DictionaryObject({NameObject("/Yes"): look, NameObject("/Off"): look})})
    return widget(rect, FT=NameObject("/Btn"), T=text(name), V=state, AS=state, AP=looks, **entries)


def page_text(content: bytes) -> str:
    return compose(load("a.pdf", content))[0].text


def test_a_value_stands_behind_its_printed_label_in_reading_order():
    content = form(
        text_field("Text1", "青空 太郎", (120, 695, 300, 713)),
        text_field("申請日", "令和8年1月26日", (120, 665, 300, 683)),
        printed=((50, 700, "氏名"), (50, 670, "申請日"), (50, 640, "以上のとおり申請する。")),
    )

    assert page_text(content).split() == ["氏名：青空", "太郎", "申請日：令和8年1月26日", "以上のとおり申請する。"]


def test_a_value_is_boxed_where_its_field_is():
    page = compose(
        load("a.pdf", form(text_field("x", "青空 太郎", (120, 695, 300, 713)), printed=((50, 700, "氏名"),)))
    )[0]

    at = page.text.index("青空")
    (line,) = [line for line in page.lines if line.start <= at < line.end]
    assert line.box == pytest.approx((120, 842 - 713, 300, 842 - 695), abs=0.5)


def test_a_field_without_a_printed_label_has_that_of_its_own():
    content = form(
        text_field("a1", "12時間", (120, 695, 300, 713), TU=text("削減時間")),
        text_field("担当課", "情報政策課", (120, 665, 300, 683)),
        text_field("Text3", "備考である。", (120, 635, 300, 653)),
    )

    assert page_text(content).split() == ["削減時間：12時間", "担当課：情報政策課", "備考である。"]


def test_boxes_that_are_ticked_are_told_from_those_that_are_not():
    content = form(
        check_box("c1", True, (50, 698, 60, 708)),
        check_box("c2", False, (50, 668, 60, 678)),
        check_box("c3", True, (50, 638, 60, 648), TU=text("同意する")),
        printed=((66, 700, "利用する"), (66, 670, "利用しない")),
    )

    assert [line for line in page_text(content).split("\n") if line] == ["☑ 利用する", "☐ 利用しない", "同意する：☑"]


def test_passwords_hidden_fields_and_empty_ones_add_nothing():
    content = form(
        text_field("a", "秘密", (120, 695, 300, 713), Ff=NumberObject(1 << 13)),
        text_field("b", "隠し", (120, 665, 300, 683), F=NumberObject(2)),
        text_field("c", "", (120, 635, 300, 653)),
        printed=((50, 700, "暗証番号"),),
    )

    assert page_text(content) == "暗証番号"


def test_a_form_with_nothing_printed_is_no_empty_document():
    assert page_text(form(text_field("氏名", "青空 太郎", (120, 695, 300, 713)))) == "氏名：青空 太郎"


def test_a_field_that_holds_nothing_but_its_look_is_read_by_it():
    look = DecodedStreamObject()
    look.set_data(b"BT /F 12 Tf 2 4 Td (Approved by the chief) Tj ET")
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    look.update(
        {
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): numbers(0, 0, 180, 18),
            NameObject("/Resources"): fonts,
        }
    )
    signed = widget(
        (120, 695, 300, 713), FT=NameObject("/Sig"), T=text("Sig"), AP=DictionaryObject({NameObject("/N"): look})
    )

    assert "Approved by the chief" in page_text(form(signed, printed=((50, 600, "本文"),)))


def annotation(kind: str, words: str) -> DictionaryObject:
    return widget((300, 500, 400, 520), Subtype=NameObject(kind), Contents=text(words))


def test_text_typed_on_a_page_is_text_and_comments_are_left_out_and_said_to_be():
    typed, noted = annotation("/FreeText", "追記した文"), annotation("/Text", "ここは未定です")
    loaded = load("a.pdf", form(typed, noted, printed=((50, 700, "本文"),)))

    assert "追記した文" in compose(loaded)[0].text
    assert "未定" not in compose(loaded)[0].text
    assert [(one.code, one.pages) for one in loaded.warnings] == [("COMMENTS_LEFT_OUT", (1,))]


def test_scripts_of_a_form_are_not_run_and_named():
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): text("this.getField('a').value = 'changed'")}
    )
    field = text_field("a", "元の値", (120, 695, 300, 713), AA=DictionaryObject({NameObject("/C"): action}), A=action)
    loaded = load("a.pdf", form(field, printed=((50, 700, "値"),), CO=ArrayObject()))

    assert compose(loaded)[0].text == "値：元の値"
    assert "ACTIVE_CONTENT" in {one.code for one in loaded.warnings}


@pytest.mark.parametrize("waiting", [True, False])
def test_a_dynamic_form_is_named(waiting):
    words = "Please wait... If this message is not eventually replaced" if waiting else "氏名の欄に記入する。"
    xfa = DecodedStreamObject()
    xfa.set_data(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    content = form(printed=((50, 700, words),), XFA=ArrayObject([text("datasets"), xfa]))

    try:
        loaded: Loaded | None = load("a.pdf", content)
    except DocumentError as error:
        assert waiting
        assert error.code == "PDF_XFA"
    else:
        assert not waiting
        assert "PDF_XFA" in {one.code for one in loaded.warnings}


def with_attachments(*files: tuple[str, bytes], pages: bytes | None = None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pages or form(printed=((50, 700, "表紙の本文である。"),))))
    for name, content in files:
        writer.add_attachment(name, content)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_attachments_come_in_as_files_of_their_own(casebase: Casebase, settings):
    inner = archive(("中.txt", "圧縮した本文である。"))
    content = with_attachments(("報告.txt", TEXT.encode()), ("x.exe", b"MZ"), ("a.zip", inner))

    outcomes = take_in(casebase, settings, "表紙.pdf", content, Details("tokyo"))

    assert [(one["file"], one["error"]) for one in outcomes] == [
        ("表紙.pdf", ""),
        ("表紙.pdf/a.zip/中.txt", ""),
        ("表紙.pdf/x.exe", "UNSUPPORTED_TYPE"),
        ("表紙.pdf/報告.txt", ""),
    ]


def test_a_file_pinned_to_a_page_is_found_and_one_that_is_listed_too_only_once(sandbox):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_attachments(("a.txt", TEXT.encode()))))
    listed = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1]
    data = DecodedStreamObject()
    data.set_data(b"pinned text")
    own = DictionaryObject(
        {
            NameObject("/UF"): text("<3>..\\pinned.txt"),
            NameObject("/EF"): DictionaryObject({NameObject("/F"): writer._add_object(data)}),
        }
    )
    pins = (widget((9, 9, 20, 20), Subtype=NameObject("/FileAttachment"), FS=one) for one in (listed, own))
    writer.pages[0][NameObject("/Annots")] = ArrayObject(writer._add_object(pin) for pin in pins)
    written = io.BytesIO()
    writer.write(written)

    found = ended(expanded(sandbox, "a.pdf", written.getvalue()))

    assert found == {"a.pdf": "read on", "a.pdf/a.txt": "read on", "a.pdf/pinned.txt": "read on"}


def test_an_attachment_that_is_a_bomb_is_named_and_the_others_come_in(sandbox):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_attachments(("a.txt", TEXT.encode()), ("z.csv", b"x"))))
    packed = DecodedStreamObject()
    packed.set_data(zlib.compress(bytes(120_000_000)))
    packed[NameObject("/Filter")] = NameObject("/FlateDecode")
    files = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
    files[3].get_object()["/EF"][NameObject("/F")] = writer._add_object(packed)
    written = io.BytesIO()
    writer.write(written)

    found = ended(expanded(sandbox, "a.pdf", written.getvalue()))

    assert found == {"a.pdf": "read on", "a.pdf/a.txt": "read on", "a.pdf/z.csv": "DECOMPRESSED_TOO_LARGE"}


def test_a_pdf_within_a_pdf_within_a_pdf_is_followed_two_deep(sandbox):
    content = with_attachments(("end.txt", TEXT.encode()))
    for name in ("three.pdf", "two.pdf"):
        content = with_attachments((name, content))

    found = ended(expanded(sandbox, "one.pdf", content))

    assert list(found.values()) == ["read on", "read on", "read on", "ARCHIVE_TOO_DEEP"]


def test_a_name_tree_in_circles_and_a_broken_file_end(sandbox):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_attachments(("a.txt", TEXT.encode()))))
    tree = writer.root_object["/Names"]["/EmbeddedFiles"]
    tree[NameObject("/Kids")] = ArrayObject([writer.root_object["/Names"].raw_get("/EmbeddedFiles")])
    written = io.BytesIO()
    writer.write(written)

    assert ended(expanded(sandbox, "a.pdf", written.getvalue()))["a.pdf/a.txt"] == "read on"
    assert ended(expanded(sandbox, "b.pdf", written.getvalue()[:900])) == {"b.pdf": "read on"}
