"""Files broken in their bytes: cut off, flipped, overwritten, named as something else, empty, of nothing but blanks."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.badfiles.model import Maker, drawn

_ENDINGS = (".pdf", ".docx", ".xlsx", ".pptx", ".html", ".csv", ".md", ".txt")
_PACKED = (".pdf", ".docx", ".xlsx", ".pptx")


def truncated(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files that end early, as a broken transfer leaves them."""
    for number in range(count):
        ending = _PACKED[number % len(_PACKED)]
        content = drawn(random_, ending)
        yield f"cut-{number}{ending}", content[: max(5, int(len(content) * random_.uniform(0.02, 0.98)))]


def flipped(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files in which single bits were turned."""
    for number in range(count):
        ending = _PACKED[number % len(_PACKED)]
        content = bytearray(drawn(random_, ending))
        for _ in range(random_.choice((1, 8, 64, 512))):
            content[random_.randrange(len(content))] ^= 1 << random_.randrange(8)
        yield f"flipped-{number}{ending}", bytes(content)


def overwritten(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files with a stretch of zeros or of noise in the middle, as a bad sector leaves it."""
    for number in range(count):
        ending = _PACKED[number % len(_PACKED)]
        content = bytearray(drawn(random_, ending))
        length = min(len(content) // 2, random_.choice((64, 512, 4096)))
        at = random_.randrange(len(content) - length)
        content[at : at + length] = bytes(length) if number % 2 else random_.randbytes(length)
        yield f"sector-{number}{ending}", bytes(content)


def doubled(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files with something before or after them, or the same bytes twice."""
    for number in range(count):
        ending = _PACKED[number % len(_PACKED)]
        content = drawn(random_, ending)
        junk = random_.randbytes(random_.choice((1, 700, 20_000)))
        yield f"doubled-{number}{ending}", (junk + content, content + junk, content + content)[number % 3]


def misnamed(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files whose extension says something else than their content."""
    for number in range(count):
        inside, outside = random_.sample(_ENDINGS, 2)
        yield f"misnamed-{number}{outside}", drawn(random_, inside)


def foreign(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Programs, archives and databases named as documents."""
    starts = (
        b"\x7fELF\2\1\1",
        b"MZ\x90\0\3",
        b"SQLite format 3\0",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\7",
        b"\x1f\x8b\x08",
    )
    for number in range(count):
        ending = _ENDINGS[number % len(_ENDINGS)]
        yield f"foreign-{number}{ending}", starts[number % len(starts)] + random_.randbytes(3_000)


def noise(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files of random bytes."""
    for number in range(count):
        ending = (*_ENDINGS, ".eml", ".epub", ".png", ".zip", ".msg", ".doc")[number % 14]
        yield f"noise-{number}{ending}", random_.randbytes(random_.choice((1, 40, 5_000, 200_000)))


def empty(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Files of nothing, or of white space and marks only."""
    blanks = (
        b"",
        b" ",
        b"\n" * 5_000,
        b"\r\n\t \x0b\x0c",
        "\u3000\u3000\n".encode() * 50,
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    )
    for number in range(count):
        ending = (*_ENDINGS, ".eml", ".epub", ".zip", ".png")[number % 12]
        yield f"empty-{number}{ending}", blanks[random_.randrange(len(blanks))] if number % 3 else b""


def nul(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Text full of NUL, escape sequences and other control characters."""
    marks = ("\0", "\x1b[31m", "\x07", "\x9b", "\u202e", "\x7f", "\ufffe")
    for number in range(count):
        ending = (".txt", ".md", ".csv", ".html")[number % 4]
        text = "職員は記録を保存する。" * 30
        for _ in range(40):
            at = random_.randrange(len(text))
            text = text[:at] + random_.choice(marks) + text[at:]
        yield f"controls-{number}{ending}", text.encode()


KINDS: dict[str, Maker] = {
    "truncated": truncated,
    "bits flipped": flipped,
    "bad sector": overwritten,
    "junk around": doubled,
    "wrong extension": misnamed,
    "program or archive as document": foreign,
    "random bytes": noise,
    "empty or blank": empty,
    "control characters": nul,
}
