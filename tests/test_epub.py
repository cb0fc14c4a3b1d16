"""Electronic books: chapters in reading order as HTML shows them; what is hostile or locked is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casebase.errors import DocumentError
from ingest.compose import compose
from ingest.load import load
from ingest.messages import ERRORS
from ingest.sandbox import Sandbox
from tests.containers import TEXT, archive

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/本.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512) as opened:
        yield opened


def chapter(body: str, doctype: str = DOCTYPE) -> str:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'


def book(*chapters: str, order: tuple[int, ...] | None = None, more: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Return a book; its files stand in the archive in the order given, and are read in `order`."""
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in (order or range(len(chapters))))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>生成AI研修テキスト</dc:title>'
        "<dc:date>2026-01-26T00:00:00Z</dc:date></metadata>"
        f'<manifest><item id="css" href="a.css" media-type="text/css"/>{items}</manifest>'
        f'<spine><itemref idref="css"/>{spine}</spine></package>'
    )
    files = [(f"OEBPS/text/c {n}.xhtml", text) for n, text in enumerate(chapters)]
    return archive(
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/本.opf", package),
        *files,
        *more,
    )


def test_chapters_are_pages_in_reading_order_with_their_headings():
    content = book(chapter(f"<h1>第2章</h1><p>{TEXT}</p>"), chapter("<h1>第1章</h1><p>はじめに</p>"), order=(1, 0))

    loaded = load("本.epub", content)

    assert [page.label for page in loaded.pages] == ["第1章", "第2章"]
    assert [page.text for page in compose(loaded)] == ["第1章\n\nはじめに", f"第2章\n\n{TEXT}"]
    assert (loaded.title, loaded.published_on) == ("生成AI研修テキスト", "2026-01-26")


def test_ruby_tables_and_hidden_text_are_read_as_in_any_html():
    body = (
        "<p><ruby>青空<rt>あおぞら</rt></ruby>市</p><table><tr><td>業務</td><td>時間</td></tr><tr><td>記録</td><td>2</td></tr>"
        "</table><p style='display:none'>隠し</p><script>alert(1)</script>"
    )
    loaded = load("a.epub", book(chapter(body)))

    text = compose(loaded)[0].text
    assert "青空市" in text
    assert "| 記録 | 2 |" in text
    assert "隠し" not in text
    assert "alert" not in text
    assert {warned.code for warned in loaded.warnings} == {"ACTIVE_CONTENT", "HIDDEN_TEXT"}


BOMB = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LOCK = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData></encryption>'
)
WRONG = {
    "bomb.epub": (book(chapter("<p>&b;</p>", BOMB)), "XML_FORBIDDEN"),
    "outside.epub": (book(chapter("<p>&x;</p>", OUTSIDE)), "XML_FORBIDDEN"),
    "package-bomb.epub": (archive(("META-INF/container.xml", BOMB + CONTAINER)), "XML_FORBIDDEN"),
    "locked.epub": (
        book(chapter("<p>x</p>"), more=(("META-INF/encryption.xml", LOCK.format("OEBPS/text/c%200.xhtml")),)),
        "DOCUMENT_ENCRYPTED",
    ),
    "deep.epub": (book(chapter("<div>" * 5_000 + "x")), "TOO_DEEP"),
    "no-chapters.epub": (book(), "NO_TEXT"),
    "blank.epub": (book(chapter("<p> </p>")), "NO_TEXT"),
    "missing.epub": (book(chapter("<p>x</p>")).replace(b"text/c 0.xhtml", b"text/d 0.xhtml"), "EPUB_DAMAGED"),
    "no-package.epub": (archive(("META-INF/container.xml", CONTAINER)), "EPUB_DAMAGED"),
    "broken.epub": (archive(("META-INF/container.xml", "<container")), "EPUB_DAMAGED"),
    "cut.epub": (book(chapter("<p>x</p>"))[:300], "EPUB_DAMAGED"),
    "plain-zip.epub": (archive(("a.txt", TEXT)), "TYPE_MISMATCH"),
    "text.epub": (TEXT.encode(), "TYPE_MISMATCH"),
}


@pytest.mark.parametrize(("name", "content", "code"), [(name, *rest) for name, rest in WRONG.items()])
def test_a_book_that_cannot_be_read_is_named_and_the_next_file_is_read(sandbox, name, content, code):
    with pytest.raises(DocumentError) as error:
        sandbox.load(name, content)
    assert error.value.code == code
    assert code in ERRORS
    assert sandbox.load("good.md", TEXT.encode()).pages


@pytest.mark.parametrize("chapter_bytes", [0, 101_000_000])
def test_a_book_that_unpacks_to_too_much_is_refused(sandbox, chapter_bytes):
    bomb = chapter("あ" * (chapter_bytes // 3))
    content = book(bomb) if chapter_bytes else book(bomb, more=(("big.xml", bytes(101_000_000)),))

    with pytest.raises(DocumentError) as error:
        sandbox.load("a.epub", content)
    assert error.value.code == "DECOMPRESSED_TOO_LARGE"


def test_a_book_with_obfuscated_fonts_is_not_locked():
    content = book(chapter(f"<p>{TEXT}</p>"), more=(("META-INF/encryption.xml", LOCK.format("OEBPS/fonts/a.otf")),))

    assert compose(load("a.epub", content))[0].text == TEXT


def test_a_path_out_of_the_book_is_not_followed(sandbox):
    outside = CONTAINER.replace("OEBPS/本.opf", "../../../etc/passwd")
    with pytest.raises(DocumentError) as error:
        sandbox.load("a.epub", archive(("META-INF/container.xml", outside)))
    assert error.value.code == "EPUB_DAMAGED"
