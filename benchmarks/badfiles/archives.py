"""Bad archives: bombs, archives in archives, names that lead out, passwords, entries that overlap or lie."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator, Mapping

from benchmarks.badfiles.model import Maker, drawn

_TEXT = "職員は記録を保存する。".encode()


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))  # the same seed gives the same bytes
            entry.compress_type = method
            archive.writestr(entry, content)
    return written.getvalue()


def bombs(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Archives, Office files and books that unpack to hundreds of megabytes."""
    for number in range(count):
        zeros = bytes(random_.choice((150, 300)) * 1_000_000)
        ending, inside = (
            (".zip", "a.txt"),
            (".docx", "word/document.xml"),
            (".xlsx", "xl/worksheets/sheet1.xml"),
            (".pptx", "ppt/slides/slide1.xml"),
            (".epub", "OEBPS/a.xhtml"),
        )[number % 5]
        files = members(drawn(random_, ending)) if ending in {".docx", ".xlsx", ".pptx"} else {}
        yield f"bomb-{number}{ending}", packed({**files, inside: zeros})


def nested(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Archives in archives, deeper than anyone packs, or many beside each other."""
    for number in range(count):
        content = packed({"a.txt": _TEXT + b"inner%d" % number})
        for level in range(random_.choice((3, 8, 40))):
            copies = {f"{level}-{copy}.zip": content for copy in range(1 + number % 3)}
            content = packed({**copies, f"{level}.txt": _TEXT + b"%d-%d" % (number, level)})
            if len(content) > 2_000_000:
                break
        yield f"nested-{number}.zip", content


def escaping(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Names that lead out of the archive, to devices, or nowhere."""
    names = (
        "../../etc/passwd.txt",
        "..\\..\\windows\\a.txt",
        "/etc/cron.d/a.txt",
        "C:\\a.txt",
        "a/../../b.txt",
        "CON.txt",
        "a\0b.txt",
        "\u202etxt.exe.txt",
        "//server/share/a.txt",
        "a" * 3_000 + ".txt",
        "./././a.txt",
        "\ud7ff..%2f..%2fa.txt",
    )
    for number in range(count):
        name = names[number % len(names)]
        yield f"escaping-{number}.zip", packed({name: _TEXT + b"%d" % number, "good.txt": _TEXT + b"good%d" % number})


def lying(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Archives whose directory says other sizes, checksums, methods or places than are true; with a password; overlapping."""
    for number in range(count):
        content = bytearray(packed({f"{i}.txt": _TEXT * 50 + b"%d-%d" % (number, i) for i in range(4)}))
        at = content.rfind(b"PK\1\2") if number % 2 else content.find(b"PK\1\2")
        change = number % 7
        if change == 0:
            struct.pack_into("<L", content, at + 24, 0xFFFFFFF0)  # size
        elif change == 1:
            struct.pack_into("<L", content, at + 16, random_.getrandbits(32))  # checksum
        elif change == 2:
            struct.pack_into("<H", content, at + 10, random_.choice((1, 6, 9, 12, 14, 93, 99)))  # method
        elif change == 3:
            struct.pack_into("<H", content, at + 8, 1)  # encrypted
        elif change == 4:
            struct.pack_into("<L", content, at + 42, random_.randrange(len(content)))  # place
        elif change == 5:
            end = content.rfind(b"PK\5\6")
            struct.pack_into("<HH", content, end + 8, 65_535, 65_535)  # number of entries
        else:
            first = content.find(b"PK\1\2")
            second = content.find(b"PK\1\2", first + 4)
            content[second + 42 : second + 46] = content[first + 42 : first + 46]  # both at one place
        yield f"lying-{number}.zip", bytes(content)


def crowded(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Archives of very many files, of one name many times, of nothing, of folders only."""
    for number in range(count):
        many = random_.choice((5_001, 8_000))
        files: dict[str, bytes] = (
            {f"{i}.txt": b"" for i in range(many)},
            {"folder/": b"", "folder/inner/": b""},
            {},
            {f"{'d/' * (i % 60)}{i}.txt": b"" for i in range(many)},
        )[number % 4]
        yield f"crowded-{number}{('.zip', '.zip', '.zip', '.docx')[number % 4]}", packed(files, zipfile.ZIP_STORED)


def books(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Electronic books without a container, without a spine, with one that goes round, encrypted, with entities."""
    box = '<container><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
    for number in range(count):
        package = (
            '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            "<spine>" + '<itemref idref="a"/>' * random_.choice((1, 40_000)) + "</spine></package>"
        )
        files = (
            {"mimetype": "application/epub+zip"},
            {"META-INF/container.xml": box.format("../../x.opf")},
            {"META-INF/container.xml": box.format("a.opf"), "a.opf": package, "a.xhtml": "<p>" * 20_000},
            {"META-INF/container.xml": box.format("a.opf"), "a.opf": "<package><spine/></package>"},
            {"META-INF/container.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + box.format("a.opf"), "a.opf": package},
            {
                "META-INF/container.xml": box.format("a.opf"),
                "META-INF/encryption.xml": "<encryption/>",
                "a.opf": package[:60],
            },
        )[number % 6]
        yield f"book-{number}.epub", packed({name: text.encode() for name, text in files.items()})


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


KINDS: dict[str, Maker] = {
    "zip bombs": bombs,
    "archives in archives": nested,
    "names that lead out": escaping,
    "archives that lie": lying,
    "archives of too many or none": crowded,
    "malformed books": books,
}
