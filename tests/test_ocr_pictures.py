"""Picture files: hostile and broken ones end in named errors, good ones are shown as pages, and nothing else gets out."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from casebase.errors import DocumentError
from ingest.load import load
from ingest.load.drawing import scan
from ingest.messages import ERRORS
from ingest.ocr.lines import on_page
from ingest.records import Scan
from ingest.sandbox import Sandbox
from ingest.transfer import packed_scan, unpacked_drawing, unpacked_scan


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def picture(format_: str, size: tuple[int, int] = (200, 300), mode: str = "L", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, format_, **options)
    return written.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A small PNG that says it is very large, and unpacks to zeros for as long as anyone reads."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", packed) + part(b"IEND", b"")


def tiff_of_pages(count: int) -> bytes:
    """A TIFF of `count` pages of one pixel, written by hand since programs take minutes for it."""
    data = bytearray(b"II*\0" + struct.pack("<I", 8))
    for number in range(count):
        start = len(data)
        tags = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0), (278, 1), (279, 1)]
        data += struct.pack("<H", len(tags))
        for tag, value in tags:
            data += struct.pack("<HHIHH", tag, 3, 1, value, 0)
        data += struct.pack("<I", start + 2 + 12 * len(tags) + 4 if number + 1 < count else 0)
    return bytes(data)


ATTACKS = {
    "bomb.png": (png_of_size(60_000, 60_000), "IMAGE_TOO_LARGE"),
    "wide.png": (png_of_size(2_000_000, 100), "IMAGE_TOO_LARGE"),
    "short.png": (png_of_size(5_000, 9_000), "IMAGE_DAMAGED"),
    "truncated.jpg": (picture("JPEG", (900, 900))[:400], "IMAGE_DAMAGED"),
    "truncated.tif": (picture("TIFF")[:2_000], "IMAGE_DAMAGED"),
    "header-only.webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "IMAGE_DAMAGED"),
    "header-only.gif": (b"GIF89a\xff\xff\xff\xff", "IMAGE_DAMAGED"),
    "long.tif": (tiff_of_pages(2_100), "TOO_MANY_PAGES"),
    "polyglot.png": (picture("PNG")[:40] + b"%PDF-1.7" + picture("PNG")[40:], "TYPE_MISMATCH"),
    "page.png": (b"<!DOCTYPE html><script>alert(1)</script>", "TYPE_MISMATCH"),
    "program.jpg": (b"MZ\x90\0" + bytes(100), "TYPE_MISMATCH"),
    "picture.pdf": (picture("PNG"), "TYPE_MISMATCH"),
    "drawing.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "UNSUPPORTED_TYPE"),
    "postscript.eps": (b"%!PS-Adobe-3.0 EPSF-3.0", "UNSUPPORTED_TYPE"),
    "empty.png": (b"", "EMPTY_FILE"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_or_broken_picture_ends_in_a_named_error_and_the_next_is_read(sandbox, name):
    content, code = ATTACKS[name]

    with pytest.raises(DocumentError) as error:
        sandbox.load(name, content)

    assert error.value.code == code
    assert error.value.code in ERRORS
    child = sandbox._child
    assert sandbox.load("good.png", picture("PNG")).pictures == (1,)
    assert sandbox._child is child  # no limit had to stop it


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_every_format_is_read_and_drawn(sandbox, format_):
    content = picture(format_, (300, 200), "RGB")

    loaded = sandbox.load(f"a.{format_.lower()}", content)
    drawn = sandbox.draw("a", content, 1, 150)

    assert loaded.media_type == f"image/{format_.lower()}"
    assert loaded.pages[0].width > loaded.pages[0].height > 0
    assert Image.open(io.BytesIO(drawn)).size == (150, 100)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_colour_is_read(mode):
    assert scan("a.png", picture("PNG", (300, 200), mode), 1).width == 1200


def test_the_largest_sheet_that_is_accepted_stays_within_the_parsers_memory(sandbox):
    content = picture("PNG", (7_000, 9_900), "RGB", dpi=(600, 600))

    assert sandbox.load("a3.png", content).pictures == (1,)
    prepared = sandbox.scan("a3.png", content, 1)
    assert prepared.width * prepared.height < 20_000_000


def test_only_the_first_frame_of_a_moving_picture_is_a_page(sandbox):
    written = io.BytesIO()
    frames = [Image.new("L", (60, 60), shade) for shade in range(200)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])

    assert sandbox.load("a.gif", written.getvalue()).pictures == (1,)


def test_a_fax_with_half_the_lines_has_the_height_of_its_paper():
    loaded = load("fax.tif", picture("TIFF", (1728, 1143), "1", dpi=(204, 98)))

    assert loaded.pages[0].width == pytest.approx(610, abs=1)
    assert loaded.pages[0].height == pytest.approx(840, abs=1)


def test_a_picture_that_does_not_say_its_size_is_taken_for_a_sheet_of_a4():
    assert load("a.png", picture("PNG", (1000, 1000))).pages[0].width == pytest.approx(595, abs=1)
    assert load("a.png", picture("PNG", (1920, 1080), dpi=(72, 72))).pages[0].width == pytest.approx(842, abs=1)


def test_a_photograph_taken_sideways_is_shown_upright(sandbox):
    exif = Image.Exif()
    exif[0x0112] = 6
    content = picture("JPEG", (400, 200), exif=exif)

    page = sandbox.load("a.jpg", content).pages[0]

    assert page.height > page.width
    drawn = Image.open(io.BytesIO(sandbox.draw("a.jpg", content, 1, 100)))
    assert drawn.height > drawn.width


def test_the_picture_of_a_page_carries_nothing_but_its_pixels(sandbox):
    content = picture("PNG", comment=b"x") + b"<script>alert('CANARY')</script>"

    assert b"CANARY" not in sandbox.draw("a.png", content, 1, 200)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_place_on_the_turned_scan_is_found_on_the_page(turn):
    sheet = Image.new("L", (600, 800), 255)
    sheet.paste(0, (60, 120, 90, 320))
    written = io.BytesIO()
    sheet.save(written, "PNG", dpi=(144, 144))
    prepared = scan("a.png", written.getvalue(), 1, turn)
    pixels = Image.frombytes("L", (prepared.width, prepared.height), prepared.pixels)
    ink = pixels.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None and prepared.skew == 0

    box = on_page(prepared)(tuple(edge / prepared.scale for edge in ink))

    assert box == pytest.approx((30, 60, 45, 160), abs=1)


def test_a_scan_crosses_the_border_unchanged_and_nothing_else_is_taken_for_one():
    sent = Scan(3, 2, bytes(range(6)), 4.1, (595.0, 842.0), 90, -1.5, True)
    assert unpacked_scan(packed_scan(sent)) == sent
    for reply in (b"", b"{}", b"null\n", packed_scan(sent)[:-1], packed_scan(sent) + b"x"):
        with pytest.raises(ValueError):
            unpacked_scan(reply)
        with pytest.raises(ValueError):
            unpacked_drawing(reply)
