"""Bad Office files: parts missing, circular or absurd; entities; macros; passwords; sheets of absurd size."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator

from benchmarks.badfiles.archives import members, packed
from benchmarks.badfiles.model import SECRET, Maker, drawn

_OFFICE = (".docx", ".xlsx", ".pptx")
_MAIN = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
_BODY = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml", ".pptx": "ppt/slides/slide1.xml"}


def _taken_apart(random_: random.Random, ending: str) -> dict[str, bytes]:
    return members(drawn(random_, ending))


def entities(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Entities that explode, that read local files, and that call outside."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "あ" * 10}">' for i in range(9))
    declared = (
        (laughs, "&l8;"),
        ('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "&x;"),
        ('<!ENTITY % p SYSTEM "file:///etc/hostname">%p;', "x"),
        ('<!ENTITY a "' + "い" * 50_000 + '">', "&a;" * 20_000),
    )
    for number in range(count):
        ending = _OFFICE[number % 3]
        files = _taken_apart(random_, ending)
        declaration, use = declared[number % len(declared)]
        part = (_MAIN[ending], _BODY[ending], "[Content_Types].xml", "_rels/.rels")[number % 4]
        text = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", files[part]).decode("utf-8", "replace")
        root = re.search(r"<([\w:]+)", text)
        name = root[1] if root else "a"
        text = re.sub(r"(<[\w:]+[^>]*?>)", rf"\1{use}", text, count=1)
        files[part] = f"<!DOCTYPE {name} [{declaration}]>{text}".encode()
        yield f"entities-{number}{ending}", packed(files)


def gutted(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Parts that are missing, empty, no XML, cut off, or of another kind."""
    for number in range(count):
        ending = _OFFICE[number % 3]
        files = _taken_apart(random_, ending)
        part = random_.choice((_MAIN[ending], _BODY[ending], "[Content_Types].xml", "_rels/.rels", *files))
        change = number % 5
        if change == 0:
            files.pop(part, None)
        else:
            content = files.get(part, b"<a/>")
            files[part] = (b"", b"", b"not xml <", content[: len(content) // 2], b'<?xml version="1.0"?><a/>')[change]
        yield f"gutted-{number}{ending}", packed(files)


def circular(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Relations that point at themselves, out of the file, at nothing; slides and styles in circles."""
    for number in range(count):
        ending = _OFFICE[number % 3]
        files = _taken_apart(random_, ending)
        links = [name for name in files if name.endswith(".rels")]
        name = random_.choice(links)
        target = (
            "../../../../etc/passwd",
            "document.xml",
            "file:///etc/hostname",
            "missing.xml",
            "",
            "slide1.xml",
            "#",
        )[number % 7]
        files[name] = re.sub(
            rb'Target="[^"]*"', f'Target="{target}"'.encode(), files[name], count=random_.choice((0, 1))
        )
        if "word/styles.xml" in files:
            files["word/styles.xml"] = re.sub(
                rb'<w:style ([^>]*w:styleId="([^"]*)"[^>]*)>',
                rb'<w:style \1><w:basedOn w:val="\2"/>',
                files["word/styles.xml"],
            )
        yield f"circular-{number}{ending}", packed(files)


def absurd(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Sheets with a cell at the far end, merged over everything, with false indexes; a million empty rows."""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
    cell = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>遠い</t></is></c></row>'
    for number in range(count):
        files = _taken_apart(random_, ".xlsx")
        body = (
            "<sheetData>" + cell.format(1_048_576, "XFD") + "</sheetData>",
            '<dimension ref="A1:XFD1048576"/><sheetData>'
            + cell.format(1, "A")
            + '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            '<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c><c r="B1" s="9999"><v>1e400</v></c></row></sheetData>',
            "<sheetData>" + '<row r="1"/>' * 1_000_000 + "</sheetData>",
            '<sheetData><row r="-5"><c r="ZZZZZZ9"><v>nan</v></c><c r="1A" t="d"><v>9999-99-99</v></c></row></sheetData>',
            "<sheetData>"
            + "".join(f'<row r="{i}"><c r="A{i}" s="1"><v>{10**i}</v></c></row>' for i in range(1, 300))
            + "</sheetData>",
            '<cols><col min="1" max="99999999" hidden="1"/></cols><sheetData>' + cell.format(2, "B") + "</sheetData>",
            "<sheetData><row>" + "<c><v>1</v></c>" * 300_000 + "</row></sheetData>",
        )[number % 8]
        files["xl/worksheets/sheet1.xml"] = sheet.format(body).encode()
        yield f"absurd-{number}.xlsx", packed(files)


def deep(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Tables in tables, groups in groups, runs in runs, to no end."""
    for number in range(count):
        ending, depth = (".docx", ".pptx")[number % 2], random_.choice((100, 3_000, 40_000))
        files = _taken_apart(random_, ending)
        part = _BODY[ending]
        text = files[part].decode("utf-8", "replace")
        opened, closed = (
            (
                ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")
                if number % 4
                else ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")
            )
            if ending == ".docx"
            else ("<p:grpSp>", "</p:grpSp>")
        )
        at = text.find("<w:body>") + 8 if ending == ".docx" else text.find("<p:spTree>") + 10
        files[part] = (text[:at] + opened * depth + closed * depth + text[at:]).encode()
        yield f"deep-{number}{ending}", packed(files)


def macros(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Macros, programs and links outside: the text comes in, nothing is run or fetched."""
    for number in range(count):
        ending = _OFFICE[number % 3]
        files = _taken_apart(random_, ending)
        folder = _MAIN[ending].split("/", maxsplit=1)[0]
        files[f"{folder}/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random_.randbytes(4_000)
        files[f"{folder}/embeddings/oleObject1.bin"] = random_.randbytes(5_000)
        if number % 2:
            files[f"{folder}/externalLinks/externalLink1.xml"] = f"<a>{SECRET}</a>".encode()
        named = ending[:-1] + "m" if number % 2 else ending
        yield f"macro-{number}{named}", packed(files)


def encrypted(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Office files with a password, whole and broken."""
    import msoffcrypto  # noqa: PLC0415 - slow to load, and only needed here

    for number in range(count):
        ending = _OFFICE[number % 3]
        written = io.BytesIO()
        office = msoffcrypto.OfficeFile(io.BytesIO(drawn(random_, ending)))
        office.encrypt("himitsu", written)
        content = written.getvalue()
        if number % 3 == 2:
            content = content[: random_.randrange(600, len(content))]
        yield f"password-{number}{ending}", content


def fonts(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Numbers and dates that are none, styles without end, formats nobody wrote."""
    for number in range(count):
        ending = _OFFICE[number % 3]
        files = _taken_apart(random_, ending)
        for name in [name for name in files if name.endswith(".xml")]:
            if random_.random() < 0.5:
                files[name] = re.sub(
                    rb'"-?\d+"',
                    lambda _: b'"%s"' % random_.choice((b"-1", b"99999999999999", b"NaN", b"", b"0x10")),
                    files[name],
                )
        yield f"values-{number}{ending}", packed(files)


KINDS: dict[str, Maker] = {
    "XML bombs and outside entities": entities,
    "Office parts missing or cut": gutted,
    "circular relations": circular,
    "sheets of absurd size": absurd,
    "Office nested without bottom": deep,
    "macros and embedded programs": macros,
    "Office with a password": encrypted,
    "absurd numbers in Office": fonts,
}
