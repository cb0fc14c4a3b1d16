"""Documents of older formats: checked, converted where LibreOffice is there, and refused with the way out where it is not."""

from __future__ import annotations

import io
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from casebase.access import LOCAL_READER
from casebase.errors import ConverterNeeded, DocumentError, ParserFailed
from casebase.models import Details
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.compose import compose
from ingest.convert import LibreOffice, find_converter
from ingest.load import SUPPORTED, load
from ingest.messages import message_for, warning_text
from ingest.sandbox import Sandbox
from ingest.ways_out import CONVERTED
from tests.compound_file import compound_file
from tests.containers import TEXT, archive
from tests.handing_in import take_in

HERE = find_converter(Settings(soffice=""))
needs_libreoffice = pytest.mark.skipif(HERE is None, reason="LibreOffice is not installed: nothing to convert with")
SECRET = "秘密の合言葉"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=30, memory_mb=512, converter=HERE) as opened:
        yield opened


def open_document(body: str, kind: str = "text", manifest: str = "", doctype: str = "") -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("manifest", "manifest"), ("script", "script"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {names} '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    listed = (
        f'<manifest:manifest {names} manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{mimetype}"/><manifest:file-entry manifest:full-path="content.xml" '
        f'manifest:media-type="text/xml">{manifest}</manifest:file-entry></manifest:manifest>'
    )
    return archive(("mimetype", mimetype), ("META-INF/manifest.xml", listed), ("content.xml", content))


ODT = open_document(f"<text:h text:outline-level='1'>見出し</text:h><text:p>{TEXT}</text:p>")
RTF = ("{\\rtf1\\ansi " + "".join(f"\\u{ord(char)}?" for char in TEXT) + "\\par}").encode()


def made_by_libreoffice(folder: Path, ending: str) -> bytes:
    """Return a document of an older format, made from one of today."""
    source = folder / f"a{CONVERTED[ending]}"
    if ending == ".doc":
        document = docx.Document()
        document.add_heading("見出し", 1)
        document.add_paragraph(TEXT)
        document.save(str(source))
    elif ending == ".xls":
        book = openpyxl.Workbook()
        book.active.append(["業務", "時間"])
        book.active.append([TEXT, 12])
        book.save(source)
    else:
        slides = pptx.Presentation()
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = "見出し", TEXT
        slides.save(str(source))
    profile = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [HERE.program, profile, "--headless", "--convert-to", ending[1:], "--outdir", str(folder), str(source)]
    subprocess.run(
        command, check=True, capture_output=True, timeout=120, env={"HOME": str(folder), "PATH": os.environ["PATH"]}
    )
    return source.with_suffix(ending).read_bytes()


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("ending", [".doc", ".xls", ".ppt"])
def test_documents_of_office_97_are_converted_and_read(sandbox, tmp_path, ending):
    loaded = sandbox.load(f"古い資料{ending}", made_by_libreoffice(tmp_path, ending))

    assert TEXT in "\n".join(page.text for page in compose(loaded))
    assert loaded.warnings[0].code == "CONVERTED"
    assert loaded.warnings[0].detail == "LibreOffice"
    assert "LibreOffice" in warning_text('{"code": "CONVERTED", "pages": [], "detail": "LibreOffice"}', "a.doc", "ja")
    assert loaded.media_type.startswith("application/")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@needs_libreoffice
@pytest.mark.slow
def test_the_original_of_a_converted_document_is_the_file_that_was_handed_in(casebase: Casebase, settings, secret):
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}" xlink:type="simple" '
        f'xlink:show="embed"/><text:p>old</text:p></text:section><text:p>{TEXT}</text:p>'
    )
    content = open_document(f"<text:h text:outline-level='1'>見出し</text:h>{section}")

    (outcome,) = take_in(casebase, settings, "資料.odt", content, Details("tokyo"))

    assert outcome["status"] == "warned"
    document = casebase.document(outcome["document"], LOCAL_READER)
    assert document.file_name == "資料.odt"
    assert casebase.original(document.version, LOCAL_READER) == content
    assert document.details.title == "見出し"
    text = casebase.page(document.version, 1, LOCAL_READER).text
    assert TEXT in text
    assert SECRET not in text


@needs_libreoffice
@pytest.mark.slow
def test_a_document_that_points_to_files_of_this_machine_does_not_get_them(sandbox, secret):
    field = b'{\\field{\\*\\fldinst {INCLUDETEXT "' + bytes(secret) + b'" }}{\\fldrslt {old}}}'
    content = RTF.replace(b"\\par}", b"\\par " + field + b"\\par}")

    text = compose(sandbox.load("a.rtf", content))[0].text

    assert TEXT in text
    assert SECRET not in text


REFUSED = {
    "encrypted.odt": (open_document("", manifest="<manifest:encryption-data/>"), "OFFICE_ENCRYPTED"),
    "entities.odt": (open_document("", doctype='<!DOCTYPE x [<!ENTITY a "b">]>'), "XML_FORBIDDEN"),
    "sheet.odt": (open_document("", kind="spreadsheet"), "TYPE_MISMATCH"),
    "plain.odt": (archive(("a.txt", TEXT)), "TYPE_MISMATCH"),
    "text.odt": (TEXT.encode(), "TYPE_MISMATCH"),
    "cut.odt": (ODT[:200], "OFFICE_DAMAGED"),
    "bomb.odt": (archive(("mimetype", "x"), ("content.xml", bytes(150_000_000))), "DECOMPRESSED_TOO_LARGE"),
    "text.rtf": (TEXT.encode(), "TYPE_MISMATCH"),
    "page.doc": (b"<html><p>x", "TYPE_MISMATCH"),
    "rtf.doc": (RTF, "TYPE_MISMATCH"),
    "today.xls": (archive(("[Content_Types].xml", "<Types/>")), "TYPE_MISMATCH"),
    "book.doc": (compound_file({"Workbook": bytes(5000)}), "TYPE_MISMATCH"),
    "locked.xls": (compound_file({"EncryptionInfo": bytes(99), "EncryptedPackage": bytes(5000)}), "OFFICE_ENCRYPTED"),
    "cut.doc": (compound_file({"WordDocument": bytes(5000)})[:700], "OFFICE_DAMAGED"),
    "zeros.ppt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "OFFICE_DAMAGED"),
}


@pytest.mark.parametrize(("name", "content", "code"), [(name, *rest) for name, rest in REFUSED.items()])
def test_what_no_converter_should_see_is_refused_before(name, content, code):
    with pytest.raises(DocumentError) as error:
        load(name, content)
    assert error.value.code == code


def test_a_word_97_document_with_a_password_is_named():
    head = bytearray(5000)
    head[:2], head[11] = (
        b"\xec\xa5",
        0x01,
    )  # FibBase: wIdent, and fEncrypted in the second byte of its flags (MS-DOC 2.5.2)
    head[2:4] = b"\xc1\x00"
    with pytest.raises(DocumentError) as error:
        load("a.doc", compound_file({"WordDocument": bytes(head), "1Table": bytes(5000)}))
    assert error.value.code == "OFFICE_ENCRYPTED"


@pytest.mark.parametrize(("name", "content"), [("a.odt", ODT), ("a.rtf", RTF)])
def test_without_libreoffice_the_way_out_is_named_in_both_languages(name, content):
    with Sandbox() as alone, pytest.raises(ConverterNeeded) as error:
        alone.load(name, content)
    assert error.value.code == "UNSUPPORTED_TYPE"
    assert ".docx" in str(error.value)
    assert "LibreOffice" in str(error.value)
    assert "LibreOffice が導入されていれば" in message_for("UNSUPPORTED_TYPE", name, "ja")


WAYS_OUT = {
    "a.doc": "Word で開き",
    "a.xls": "Excel で開き",
    "a.ppt": "PowerPoint で開き",
    "a.jtd": "一太郎で開き",
    "a.7z": "展開して",
}


@pytest.mark.parametrize(("name", "way_out"), WAYS_OUT.items())
def test_the_way_out_names_the_program_in_japanese(name, way_out):
    assert way_out in message_for("UNSUPPORTED_TYPE", name, "ja")


def test_the_converter_can_be_switched_off_and_a_wrong_path_is_none():
    assert find_converter(Settings(soffice="off")) is None
    assert find_converter(Settings(soffice="/nowhere/soffice")) is None
    assert set(CONVERTED) <= SUPPORTED


def program(folder: Path, lines: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_converter_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    noted = tmp_path / "pid"
    hanging = LibreOffice(program(tmp_path, f"sleep 100 & echo $! > {noted}; wait"), seconds=2)

    with pytest.raises(ParserFailed) as error:
        hanging.convert("a.doc", b"x")

    assert error.value.code == "PARSER_TIMEOUT"
    assert is_gone(int(noted.read_text()))


def is_gone(process: int) -> bool:
    for _ in range(100):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_converter_that_makes_nothing_is_named_and_one_that_follows_a_link_out_gets_nothing(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    for lines in ("exit 0", f"mkdir result; ln -s {outside} result/document.docx"):
        with pytest.raises(ParserFailed) as error:
            LibreOffice(program(tmp_path, lines), seconds=20).convert("a.doc", b"x")
        assert error.value.code == "CONVERSION_FAILED"


def test_what_the_converter_makes_is_read_with_the_limits_of_any_file(tmp_path):
    document = docx.Document()
    document.add_paragraph(TEXT)
    made = io.BytesIO()
    document.save(made)
    (tmp_path / "made").write_bytes(made.getvalue())
    works = LibreOffice(program(tmp_path / "a", f"mkdir result; cp {tmp_path}/made result/document.docx"), seconds=20)
    breaks = LibreOffice(program(tmp_path / "b", "mkdir result; echo x > result/document.docx"), seconds=20)

    with Sandbox(converter=works) as sandbox:
        assert TEXT in compose(sandbox.load("a.odt", ODT))[0].text
    with Sandbox(converter=breaks) as sandbox, pytest.raises(DocumentError) as error:
        sandbox.load("a.odt", ODT)
    assert error.value.code == "CONVERSION_FAILED"
