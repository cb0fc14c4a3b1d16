"""Bad text files: wrong encodings, half characters, tables without end, nesting without bottom, broken messages and books."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from benchmarks.badfiles.model import Maker, drawn

_LINE = "職員は生成AIの回答を確かめてから使う。"


def encodings(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Text in encodings that are mixed, cut in the middle of a character, or say the wrong thing of themselves."""
    codecs = ("cp932", "euc_jp", "iso2022_jp", "utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7", "gb18030", "cp1251")
    for number in range(count):
        first, second = codecs[number % len(codecs)], random_.choice(codecs[:4])
        text = _LINE * random_.choice((1, 40))
        content = text.encode(first, "replace")
        content = (content + text.encode(second), content[:-1], b"\xef\xbb\xbf" + content, content[1:])[number % 4]
        yield f"encoding-{number}{('.txt', '.csv', '.html', '.md')[number % 4]}", content


def surrogates(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Lone surrogates, overlong forms and characters beyond Unicode."""
    wrong = (
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xc0\xaf",
        b"\xf4\x90\x80\x80",
        b"\xe0\x80\xaf",
        b"\xf8\x88\x80\x80\x80",
        b"\xff",
    )
    for number in range(count):
        ending = (".txt", ".md", ".csv", ".html", ".eml")[number % 5]
        head = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" if ending == ".eml" else b""
        parts = [_LINE.encode() + random_.choice(wrong) for _ in range(20)]
        entity = b"&#xD800;&#xDFFF;&#0;&#x110000;" if ending in {".html", ".md"} else b""
        yield f"surrogate-{number}{ending}", head + b"\n".join(parts) + entity


def tables(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """CSV with quotation marks that do not close, rows of all lengths, formulas."""
    for number in range(count):
        rows = [[f"項目{random_.randrange(999)}" for _ in range(random_.choice((1, 4, 90)))] for _ in range(200)]
        lines = [",".join(row) for row in rows]
        for _ in range(7):
            at = random_.randrange(len(lines))
            lines[at] = (
                '"' + lines[at],
                lines[at].replace(",", ',"', 1),
                '=cmd|"/c calc"!A1,' + lines[at],
                lines[at] + '""",',
            )[number % 4]
        yield f"quotes-{number}.csv", "\n".join(lines).encode(("utf-8", "cp932")[number % 2])


def wide(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """A million columns, or a million rows of one character."""
    for number in range(count):
        size = random_.choice((200_000, 1_000_000))
        content = (b"a," * size, b"a\n" * size, b"," * size, b"\t".join([b"1"] * size))[number % 4]
        yield f"wide-{number}{('.csv', '.csv', '.csv', '.tsv')[number % 4]}", content


def long_lines(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Lines of megabytes, with and without an end of a sentence; one word without end."""
    for number in range(count):
        size = random_.choice((300_000, 2_000_000))
        unit = (_LINE, "あ", "a", "a b ", "漢字", "　", "()", "1,")[number % 8]
        yield f"long-{number}{('.txt', '.md', '.html')[number % 3]}", (unit * (size // len(unit.encode()))).encode()


def deep(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """HTML, Markdown and JSON nested to no end."""
    for number in range(count):
        depth = random_.choice((2_000, 30_000, 200_000))
        name, content = (
            ("div.html", "<div>" * depth + _LINE),
            ("table.html", "<table><tr><td>" * (depth // 3) + _LINE),
            ("list.html", "<ul><li>" * (depth // 2) + _LINE),
            ("quote.md", ">" * depth + _LINE),
            ("bracket.md", "[" * depth + _LINE + "](x)"),
            ("star.md", "*_" * depth + _LINE),
            ("list.md", "".join(" " * (2 * level) + "- x\n" for level in range(min(depth, 1_500)))),
            ("json.txt", "[" * depth + "]" * depth),
            ("json.json", json.dumps({"a": _LINE}) + "[" * depth),
            ("font.html", "<b><i><font>" * (depth // 3) + _LINE + "</b>" * depth),
        )[number % 10]
        yield f"deep-{number}-{name}", content.encode()


def messages(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Messages with parts that never end, nest in each other, or lie about their encoding."""
    part = "Content-Type: text/plain; charset={}\nContent-Transfer-Encoding: {}\n\n{}\n"
    for number in range(count):
        boundary, depth = f"b{number}", random_.choice((3, 60, 2_000))
        head = f"From: a@example.jp\nSubject: =?iso-2022-jp?B?{'GyRC' * number}?=\nMIME-Version: 1.0\n"
        body = (
            f"Content-Type: multipart/mixed; boundary={boundary}\n\n--{boundary}\n"
            + part.format("utf-9", "base64", "%%%") * 3,
            "".join(f"Content-Type: multipart/mixed; boundary=x{i}\n\n--x{i}\n" for i in range(depth)) + _LINE,
            part.format("iso-2022-jp", "quoted-printable", "=1B$B=" * 400),
            "Content-Type: message/rfc822\n\n" * depth + _LINE,
            "Content-Type: text/html\n\n" + "<p" * 9_000 + _LINE,
            "Received: " + "x " * 200_000 + "\n\n" + _LINE,
        )[number % 6]
        yield f"message-{number}.eml", (head + body).encode("utf-8", "surrogateescape")


def outlook(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Outlook messages and older Office files of garbage behind their signature."""
    for number in range(count):
        header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
        header[24:34] = (b"\x3e\0\3\0\xfe\xff\x09\0\6\0", random_.randbytes(10))[number % 2]
        header[44:76] = random_.randbytes(32)
        yield (
            f"ole-{number}{('.msg', '.doc', '.xls', '.ppt', '.docx', '.xlsx')[number % 6]}",
            bytes(header) + random_.randbytes(512 * random_.choice((0, 1, 20))),
        )


def markup(random_: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """HTML that is cut off in tags, scripts, comments and entities, with a million attributes."""
    for number in range(count):
        page = drawn(random_, ".html").decode("utf-8", "replace")
        at = random_.randrange(len(page))
        tail = (
            "<script>" + "x" * 9_000,
            "<!--" + "-" * 50_000,
            "<p " + " ".join(f"a{i}=1" for i in range(20_000)),
            "&" + "amp;" * 20_000,
            "<![CDATA[" * 3_000,
            "<!DOCTYPE html [<!ENTITY a 'x'>]>&a;",
        )[number % 6]
        yield f"markup-{number}.html", (page[:at] + tail).encode()


KINDS: dict[str, Maker] = {
    "mixed or false encodings": encodings,
    "lone surrogates, overlong forms": surrogates,
    "CSV with open quotation marks": tables,
    "a million columns or rows": wide,
    "lines of megabytes": long_lines,
    "nested without bottom": deep,
    "malformed messages": messages,
    "OLE garbage": outlook,
    "broken HTML": markup,
}
