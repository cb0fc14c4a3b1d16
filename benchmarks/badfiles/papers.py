"""Bad PDFs and pictures: objects in circles, absurd counts, broken references, streams and fonts, bombs, passwords."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Iterator, Sequence

from PIL import Image
from pypdf import PdfReader, PdfWriter

from benchmarks.badfiles.model import Maker, drawn

_SHOWN = b"BT /F1 12 Tf 72 700 Td (The office keeps a record of every use.) Tj ET"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def written(objects: Sequence[bytes], shift: int = 0, trailer: bytes = b"") -> bytes:
    """Return a PDF of objects, the first of which is its catalog; `shift` moves every place in the table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out) + shift)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % max(0, place)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), more, content)


def _page(
    content: bytes = stream(_SHOWN), font: bytes = _FONT, kids: bytes = b"[3 0 R]", count: bytes = b"1"
) -> list[bytes]:
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids %s/Count %s>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        content,
        font,
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
    ]


def circles(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Page trees, forms, outlines and lengths that contain themselves."""
    for number in range(count):
        objects = _page()
        change = number % 7
        if change == 0:
            objects[1] = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>"
        elif change == 1:
            objects[3] = stream(b"/X Do " * random_.choice((1, 5_000)) + _SHOWN)
        elif change == 2:
            objects[0] = b"<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>"
            objects.append(b"<</First 7 0 R/Last 7 0 R/Next 7 0 R/Title(a)/Parent 7 0 R>>")
        elif change == 3:
            objects[3] = b"<</Length 4 0 R>>\nstream\n" + _SHOWN + b"\nendstream"
        elif change == 4:
            objects[4] = b"5 0 R"
        elif change == 5:
            objects[2] = objects[2].replace(b"/MediaBox[0 0 595 842]", b"/MediaBox 3 0 R")
        else:
            objects[0] = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>/Names<</EmbeddedFiles 7 0 R>>>>"
            objects.append(b"<</Kids[7 0 R]/Parent 7 0 R/T(a)/FT/Tx/V 7 0 R>>")
        yield f"circle-{number}.pdf", written(objects)


def counts(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Pages said to be millions, and pages that are many thousands; sizes below nothing and beyond everything."""
    for number in range(count):
        change = number % 5
        many = random_.choice((3_000, 20_000))
        if change == 0:
            content = written(_page(count=b"999999999"))
        elif change == 1:
            content = written(_page(kids=b"[" + b"3 0 R " * many + b"]", count=b"%d" % many))
        elif change == 2:
            content = written(_page(count=b"-1"))
        else:
            size = (b"[0 0 0 0]", b"[0 0 1e9 1e9]", b"[-99999 5 5 -99999]", b"[0 0 nan 1]")[random_.randrange(4)]
            objects = _page()
            objects[2] = objects[2].replace(b"[0 0 595 842]", size)
            content = written(objects)
        yield f"pages-{number}.pdf", content


def references(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Tables of places that are shifted, missing, circular, or of another file."""
    for number in range(count):
        content = drawn(random_, ".pdf") if number % 2 else written(_page(), shift=random_.choice((-7, 3, 10_000)))
        change = number % 6
        if change == 1:
            content = re.sub(rb"startxref\s+\d+", b"startxref\n%d" % random_.randrange(10**9), content)
        elif change == 2:
            content = content.replace(b"startxref", b"startxxxx")
        elif change == 3:
            content = re.sub(rb"trailer\s*<<", b"trailer <</Prev %d " % random_.randrange(len(content)), content)
        elif change == 4:
            content = written(_page(), trailer=b"/Prev 9/XRefStm 9")
        elif change == 5:
            content = content.replace(b"endobj", b"endxxx")
        yield f"places-{number}.pdf", content


def streams(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Streams that unpack to hundreds of megabytes, filters on filters, numbers and arrays without end."""
    for number in range(count):
        change = number % 6
        if change == 0:
            body = stream(zlib.compress(bytes(200_000_000), 9), b"/Filter/FlateDecode")
        elif change == 1:
            twice = zlib.compress(zlib.compress(b" " * 300_000_000, 9), 9)
            body = stream(twice, b"/Filter[/FlateDecode/FlateDecode]")
        elif change == 2:
            body = stream(b"[" * 50_000 + _SHOWN)
        elif change == 3:
            body = stream(b"q " * 400_000 + _SHOWN)
        elif change == 4:
            body = stream(random_.randbytes(5_000), b"/Filter/FlateDecode")
        else:
            body = stream(b"BT /F1 1e38 Tf 1e38 0 0 1e38 99999999999 nan Tm (" + b"a" * 100_000 + b") Tj ET")
        yield f"stream-{number}.pdf", written(_page(body))


def fonts(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Fonts without a program, with a broken one, with maps that map nothing, everything, or in circles."""
    mapping = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00> <FF> %s endbfrange endcmap"
    )
    for number in range(count):
        objects = _page(
            font=(
                b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
                b"<</Type/Font/Subtype/TrueType/BaseFont/X/ToUnicode 7 0 R>>",
                b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 3 0 R>>>>",
                b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</FontFile2 7 0 R>>>>",
                b"<</Type/Font/Subtype/Type0/Encoding/90ms-RKSJ-H/DescendantFonts[5 0 R]>>",
                b"null",
            )[number % 6]
        )
        objects.append(
            (
                b"<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 99>>>>",
                stream(mapping % (b"<D800>", b"<FFFFFFFFFF>", b"[]", b"<0000>")[random_.randrange(4)]),
                b"null",
                stream(random_.randbytes(3_000)),
            )[number % 4]
        )
        yield f"font-{number}.pdf", written(objects)


def passwords(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """PDFs with a password, of every age, whole and with a broken dictionary of encryption."""
    for number in range(count):
        made = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(random_, ".pdf"))))
        made.encrypt("himitsu", algorithm=("RC4-40", "RC4-128", "AES-128", "AES-256")[number % 4])
        out = io.BytesIO()
        made.write(out)
        content = out.getvalue()
        yield f"password-{number}.pdf", re.sub(rb"/V \d", b"/V 9", content) if number % 5 == 4 else content


def active(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Scripts, launches, attachments that are no files, dynamic forms."""
    for number in range(count):
        objects = _page()
        objects[0] = (
            b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
            b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(calc.exe)>>>>",
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(../../a.txt) 7 0 R (b) 3 0 R]>>>>>>",
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 7 0 R/Fields[]>>>>",
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R 7 0 R 99 0 R]>>>>",
        )[number % 5]
        objects.append((b"<</Type/Filespec/F(../../a.txt)/EF<</F 4 0 R>>>>", stream(b"<xdp/>" * 1000))[number % 2])
        yield f"active-{number}.pdf", written(objects)


def pictures(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Pictures that are bombs, cut off, of absurd size, or turn in circles."""
    for number in range(count):
        change = number % 6
        out = io.BytesIO()
        if change == 0:
            side = random_.choice((30_000, 60_000))
            rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
            name, content = "bomb.png", _png(side, side, rows)
        elif change == 1:
            name, content = "huge.png", _png(2**31 - 1, 2**31 - 1, b"")
        elif change == 2:
            Image.new("L", (600, 400), 200).save(out, "JPEG")
            name, content = "cut.jpg", out.getvalue()[: random_.randrange(20, 700)]
        elif change == 3:
            Image.new("1", (64, 64)).save(out, "TIFF")
            body = bytearray(out.getvalue())
            at = struct.unpack_from("<L", body, 4)[0]
            entries = struct.unpack_from("<H", body, at)[0]
            struct.pack_into("<L", body, at + 2 + 12 * entries, at)  # the next page is this one
            name, content = "circle.tif", bytes(body)
        elif change == 4:
            Image.new("RGB", (300, 300), "white").save(out, ("GIF", "WEBP", "BMP")[random_.randrange(3)])
            body = bytearray(out.getvalue())
            for _ in range(30):
                body[random_.randrange(8, len(body))] = random_.randrange(256)
            name, content = "flipped.gif", bytes(body)
        else:
            image = stream(
                zlib.compress(bytes(100_000), 9),
                b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode",
            )
            objects = _page(stream(b"500 0 0 700 40 40 cm /X Do"))
            objects[5] = image
            name, content = "image.pdf", written(objects)
        yield f"picture-{number}-{name}", content


def _png(width: int, height: int, packed: bytes) -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", packed) + part(b"IEND", b"")


KINDS: dict[str, Maker] = {
    "PDF objects in circles": circles,
    "absurd pages": counts,
    "broken tables of places": references,
    "stream bombs": streams,
    "broken fonts": fonts,
    "PDF with a password": passwords,
    "scripts, launches, forms": active,
    "picture bombs": pictures,
}
