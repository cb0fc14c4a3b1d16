"""Scans of known texts, drawn here: sheets as an office scanner gives them, with what is printed where.

`python -m tests.scans` recognises every kind of sheet and prints its character error rate.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from casebase.errors import DocumentError
from casebase.settings import Settings
from ingest.compose import compose
from ingest.ocr.recognise import recognised
from ingest.ocr.tesseract import OcrState, find_tesseract
from ingest.records import Loaded, Warned
from ingest.sandbox import Sandbox

SANS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
BOLD = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
A4 = (595, 842)
DPI = 300

needs_tesseract = pytest.mark.skipif(
    find_tesseract(Settings())[0] is not OcrState.READY,
    reason="tesseract with Japanese data is not installed (Debian: apt install tesseract-ocr-jpn tesseract-ocr-jpn-vert)",
)
needs_fonts = pytest.mark.skipif(
    not SANS.exists(), reason="The fonts that scans are drawn with are not installed (Debian: fonts-noto-cjk)"
)

_CORPUS = Path(__file__).parent / "data/evaluation/municipal/corpus.jsonl"
_ENGLISH = (
    "The city began to use generative AI for drafting replies to residents in April 2025.",
    "Each draft is read by an official before it is sent; nothing leaves the office unread.",
    "In the first six months, 1,240 drafts were made by 86 members of staff in nine sections.",
    "The time needed for one reply fell from 32 minutes to 19 minutes, a reduction of 41 percent.",
    "Staff reported that the tone of the replies became more even and that fewer were returned.",
    "Personal information must never be entered. Names and addresses are replaced by signs first.",
    "The information policy section keeps a record of every use for five years after the event.",
    "A training course of two hours is compulsory, and it has to be taken again every spring.",
    "Questions about procurement are answered by the finance section on the third floor.",
    "The trial will be extended to the branch offices if the review in September is favourable.",
)

_SHORT = (
    "庁内の問い合わせ対応に生成AIを導入した。",
    "職員の負担は月に十時間減った。",
    "利用記録は五年間保存することとする。",
    "個人情報は入力してはならない。",
    "研修は年に一度、全員が受講する。",
    "担当は情報政策課である。",
)

Box = tuple[float, float, float, float]
FontName = Path


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of a sheet: its text and its ink, in points from the top left corner of the upright sheet."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scanned page: grey picture at `dpi`, and its lines in reading order."""

    name: str
    picture: Image.Image
    lines: tuple[Printed, ...]
    dpi: int = DPI

    @property
    def text(self) -> str:
        """What is printed, lines joined."""
        return "".join(line.text for line in self.lines)


def japanese(count: int, seed: int = 0) -> list[str]:
    """Return `count` paragraphs of invented answers of a city hall."""
    rows = [json.loads(line) for line in _CORPUS.read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in Random(seed).sample(rows, count)]


@cache
def _font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), pixels, index=0)


class _Paper:
    """A white sheet that remembers what was printed on it."""

    def __init__(self, size: tuple[int, int] = A4) -> None:
        self.scale = DPI / 72
        self.picture = Image.new("L", (round(size[0] * self.scale), round(size[1] * self.scale)), 255)
        self.draw = ImageDraw.Draw(self.picture)
        self.lines: list[Printed] = []

    def print(self, x: float, y: float, text: str, size: float, font: Path = SANS, vertical: bool = False) -> None:
        """Print a line whose top left corner (of the column: top) is at `x`, `y` points."""
        type_ = _font(font, round(size * self.scale))
        place = (x * self.scale, y * self.scale)
        how = {"direction": "ttb", "language": "ja"} if vertical else {"language": "ja"}
        box = self.draw.textbbox(place, text, font=type_, **how)
        self.draw.text(place, text, font=type_, fill=0, **how)
        # The box of a text counts the white that belongs to its last character; what is wanted is ink.
        area = tuple(round(edge) for edge in box)
        ink = self.picture.crop(area).point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
        left, right = ((area[0] + edge) / self.scale for edge in (ink[0], ink[2]))
        top, bottom = ((area[1] + edge) / self.scale for edge in (ink[1], ink[3]))
        self.lines.append(Printed(text, (left, top, right, bottom)))

    def sheet(self, name: str) -> Sheet:
        """Return what was printed as a sheet."""
        return Sheet(name, self.picture, tuple(self.lines))


def _wrapped(text: str, columns: int) -> Iterator[str]:
    while text:
        end = columns
        if end < len(text) and text[end] in "。、）」":
            end += 1
        yield text[:end]
        text = text[end:]


def page(name: str = "clean", font: Path = SANS, size: float = 11, seed: int = 0, paragraphs: int = 7) -> Sheet:
    """An A4 page of horizontal Japanese with a heading."""
    paper = _Paper()
    paper.print(72, 60, "生成AIの利用に関する住民窓口の手引き", 16, BOLD)
    y = 100.0
    for paragraph in japanese(paragraphs, seed):
        for line in _wrapped(paragraph, int(450 / size)):
            if y > 780:
                return paper.sheet(name)
            paper.print(72, y, line, size, font)
            y += 1.7 * size
        y += 0.9 * size
    return paper.sheet(name)


def vertical(name: str = "vertical", font: Path = SERIF, size: float = 12, seed: int = 1) -> Sheet:
    """An A4 page of vertical Japanese, columns from the right."""
    paper = _Paper()
    x = A4[0] - 80.0
    for paragraph in japanese(5, seed):
        for line in _wrapped(_upright(paragraph), int(680 / size)):
            if x < 60:
                return paper.sheet(name)
            paper.print(x, 80, line, size, font, vertical=True)
            x -= 1.8 * size
        x -= 0.8 * size
    return paper.sheet(name)


def _upright(text: str) -> str:
    """Return text with the full-width figures and letters that vertical text is set with."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def columns(name: str = "two-columns", size: float = 10) -> Sheet:
    """An A4 page of two columns."""
    paper = _Paper()
    texts = japanese(12, 2)
    lines = [line for text in texts for line in (*_wrapped(text, 21), "")]
    for column, part in enumerate((lines[:36], lines[36:72])):
        y = 80.0
        for line in part:
            if line:
                paper.print(60 + column * 250, y, line, size)
            y += 1.9 * size
    return paper.sheet(name)


def small(vertical: bool = False, english: bool = False, lines: int = 6) -> Sheet:
    """Half a page of a few lines, which is read in a second."""
    paper = _Paper((420, 300))
    source = _ENGLISH if english else _SHORT
    for index, line in enumerate(source[:lines]):
        if vertical:
            paper.print(360 - index * 26, 30, _upright(line), 12, SERIF, vertical=True)
        else:
            paper.print(30, 30 + index * 26, line[:58], 12 if not english else 10, SERIF if english else SANS)
    return paper.sheet("small")


_ROWS = (
    ("部署", "利用件数", "削減時間", "主な用途"),
    ("情報政策課", "1,240件", "月10時間", "議事録の要約"),
    ("市民課", "860件", "月6時間", "問い合わせの回答案"),
    ("福祉課", "415件", "月4時間", "通知文の作成"),
    ("広報課", "1,032件", "月12時間", "広報紙の校正"),
    ("財政課", "278件", "月3時間", "資料の翻訳"),
)


def table(name: str = "table", size: float = 11) -> Sheet:
    """A page with a sentence and a ruled table."""
    paper = _Paper()
    paper.print(72, 70, "生成AIの利用状況（令和7年度上半期）", 15, BOLD)
    paper.print(72, 110, "各課の利用件数と削減できた時間を次の表に示す。", size)
    top, height, edges = 150.0, 28.0, (72, 172, 262, 352, 520)
    for index, row in enumerate(_ROWS):
        for edge, cell in zip(edges, row, strict=False):
            paper.print(edge + 8, top + index * height + 7, cell, size)
    scale = paper.scale
    for index in range(len(_ROWS) + 1):
        y = (top + index * height) * scale
        paper.draw.line((edges[0] * scale, y, edges[-1] * scale, y), fill=0, width=3)
    for edge in edges:
        paper.draw.line((edge * scale, top * scale, edge * scale, (top + len(_ROWS) * height) * scale), fill=0, width=3)
    return paper.sheet(name)


def english(name: str = "english", font: Path = SERIF, size: float = 11) -> Sheet:
    """A page of English."""
    paper = _Paper()
    paper.print(72, 70, "Generative AI in the City Hall", 16, BOLD)
    for index, line in enumerate(_ENGLISH * 2):
        paper.print(72, 110 + index * 1.7 * size, line, size, font)
    return paper.sheet(name)


def mixed(name: str = "mixed-languages", size: float = 11) -> Sheet:
    """A page on which Japanese and English lines take turns."""
    paper = _Paper()
    for index, (text, line) in enumerate(zip(japanese(10, 5), _ENGLISH, strict=True)):
        paper.print(72, 70 + index * 60, text[:38], size)
        paper.print(72, 95 + index * 60, line, size)
    return paper.sheet(name)


def noisy(sheet: Sheet, seed: int = 3) -> Sheet:
    """Grey paper with grain and specks."""
    pixels = np.asarray(sheet.picture, dtype=np.float32) * 0.82 + 25
    random = np.random.default_rng(seed)
    pixels += random.normal(0, 18, pixels.shape).astype(np.float32)
    pixels[random.random(pixels.shape) < 0.002] = 40
    return replace(sheet, picture=Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))


def shaded(sheet: Sheet) -> Sheet:
    """A photograph's light: one side in shadow."""
    pixels = np.asarray(sheet.picture, dtype=np.float32)
    light = np.linspace(1.0, 0.35, pixels.shape[1], dtype=np.float32)
    return replace(sheet, picture=Image.fromarray((pixels * light).astype(np.uint8)))


def skewed(sheet: Sheet, degrees: float = 1.5) -> Sheet:
    """Laid on the glass askew; boxes stay those of the straight sheet."""
    turned = sheet.picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    return replace(sheet, picture=turned)


def blurred(sheet: Sheet, radius: float = 2.0) -> Sheet:
    """Out of focus."""
    return replace(sheet, picture=sheet.picture.filter(ImageFilter.GaussianBlur(radius)))


def coarse(sheet: Sheet, dpi: int = 150) -> Sheet:
    """Scanned at a low resolution."""
    size = tuple(round(edge * dpi / sheet.dpi) for edge in sheet.picture.size)
    return replace(sheet, picture=sheet.picture.resize(size, Image.Resampling.BOX), dpi=dpi)


def jpeg(sheet: Sheet, quality: int = 20) -> Sheet:
    """Squeezed until squares are seen."""
    return replace(sheet, picture=Image.open(io.BytesIO(as_picture(sheet, "JPEG", quality=quality))))


def turned(sheet: Sheet, degrees: int) -> Sheet:
    """Fed into the scanner on its side or upside down."""
    return replace(sheet, picture=sheet.picture.rotate(degrees, expand=True))


def fax(sheet: Sheet) -> Sheet:
    """Black and white at 200 dpi."""
    small = coarse(sheet, 200)
    return replace(small, picture=small.picture.point(lambda value: 255 if value > 150 else 0).convert("1"))


KINDS: dict[str, Callable[[], Sheet]] = {
    "clean": page,
    "clean serif": lambda: page(font=SERIF, seed=4),
    "small type 8 pt": lambda: page(size=8, seed=6, paragraphs=10),
    "vertical": vertical,
    "vertical sans": lambda: vertical(font=SANS, seed=7),
    "two columns": columns,
    "table": table,
    "English": english,
    "Japanese and English": mixed,
    "noise": lambda: noisy(page(seed=8)),
    "shadow": lambda: shaded(page(seed=9)),
    "skew 1 degree": lambda: skewed(page(seed=10), 1),
    "skew -2 degrees": lambda: skewed(page(seed=11), -2),
    "blur": lambda: blurred(page(seed=12)),
    "150 dpi": lambda: coarse(page(seed=13)),
    "100 dpi": lambda: coarse(page(seed=13), 100),
    "JPEG artefacts": lambda: jpeg(page(seed=14)),
    "fax": lambda: fax(page(seed=15)),
    "turned by 90": lambda: turned(page(seed=16), 90),
    "turned by 180": lambda: turned(page(seed=17), 180),
    "turned by 270": lambda: turned(page(seed=18), 270),
    "vertical, skew and noise": lambda: noisy(skewed(vertical(seed=19), 1)),
    "vertical turned by 90": lambda: turned(vertical(seed=20), 90),
    "vertical 150 dpi": lambda: coarse(vertical(seed=21)),
    "English turned by 180": lambda: turned(english(), 180),
    "two columns, skew and JPEG": lambda: jpeg(skewed(columns(), 1)),
}
"""Every kind of sheet that is measured."""


def as_picture(sheet: Sheet, format_: str = "PNG", **options: object) -> bytes:
    """Return a sheet as a picture file."""
    written = io.BytesIO()
    sheet.picture.save(written, format_, dpi=(sheet.dpi, sheet.dpi), **options)
    return written.getvalue()


def jpeg_bytes(sheet: Sheet) -> bytes:
    """Return a sheet as a JPEG of middling quality."""
    return as_picture(sheet, "JPEG", quality=60)


def as_tiff(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as one TIFF of several pages."""
    written = io.BytesIO()
    first, *others = (sheet.picture for sheet in sheets)
    dpi = (sheets[0].dpi, sheets[0].dpi)
    first.save(written, "TIFF", save_all=True, append_images=others, dpi=dpi, compression="tiff_lzw")
    return written.getvalue()


def as_pdf(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as a PDF of pictures only."""
    written = io.BytesIO()
    first, *others = (sheet.picture for sheet in sheets)
    first.save(written, "PDF", resolution=sheets[0].dpi, save_all=True, append_images=others)
    return written.getvalue()


def compared(text: str) -> str:
    """Return what of a text is compared: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def error_rate(found: str, printed: str) -> float:
    """Return the characters to insert, delete and replace (Levenshtein) as a share of those printed."""
    found, printed = compared(found), compared(printed)
    row = np.arange(len(found) + 1)
    codes = np.array([ord(char) for char in found], dtype=np.int64)
    for index, char in enumerate(printed, 1):
        best = np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)
        candidates = np.concatenate(([index], best))
        # An insertion costs one a character: the least of what stands to the left plus the distance to it.
        steps = np.arange(len(candidates))
        row = np.minimum.accumulate(candidates - steps) + steps
    return float(row[-1]) / max(1, len(printed))


def measured(kinds: Sequence[str], sandbox: Sandbox, settings: Settings) -> Iterator[tuple[str, float, Loaded]]:
    """Yield the name, the character error rate and what was read, for each kind of sheet."""
    for kind in kinds:
        sheet = KINDS[kind]()
        content = as_picture(sheet)
        try:
            read = recognised("scan.png", content, sandbox.load("scan.png", content), sandbox, settings)
        except DocumentError as error:
            yield kind, 1.0, Loaded("image/png", (), warnings=(Warned(error.code),))
            continue
        yield kind, error_rate("".join(page.text for page in compose(read)), sheet.text), read


def main(kinds: Sequence[str]) -> None:
    """Print the error rate of kinds of sheets, all of them by default."""
    settings = Settings()
    with Sandbox(settings.parser_seconds, settings.parser_memory_mb) as sandbox:
        for kind, rate, read in measured(kinds or tuple(KINDS), sandbox, settings):
            notes = "; ".join(f"{warned.code} {warned.detail}" for warned in read.warnings)
            print(f"{kind:28} {rate:6.1%}  {notes}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
