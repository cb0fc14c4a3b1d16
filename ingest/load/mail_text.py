"""Text of messages as Japanese mail programs write it: ISO-2022-JP with vendor characters, CP932, encoded words, raw bytes."""

from __future__ import annotations

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses

from casebase.errors import UnknownEncoding
from ingest.characters import one_line
from ingest.load.encoding import decode

_CODECS = {
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932", "ms_kanji"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "ks_c_5601-1987": "cp949",
}
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([BJI])")
_STRICT_JIS = ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_ext")
_KANA = re.compile("[\u3041-\u30fe]")
_ADDRESS = re.compile(r"\S+@\S+")


def decoded_text(data: bytes, charset: str) -> str:
    """Return text in the character set that a message names, or in the one it turns out to be in; never fails.

    Bytes that are no text in any become U+FFFD.
    """
    charset = charset.strip().strip("\"'").lower()
    if charset.startswith(("iso-2022-jp", "iso2022", "csiso2022jp")) or (b"\x1b$" in data and max(data) < 0x80):
        return decoded_jis(data)
    try:
        if charset and charset not in {"us-ascii", "unknown-8bit", "iso-8859-1"}:
            return data.decode(_CODECS.get(charset, charset))
    except (LookupError, ValueError):  # also for names with NUL or stray bytes
        pass
    try:
        found = decode("", data).text
    except UnknownEncoding:
        found = data.decode("utf-8", "replace")
    if charset == "iso-8859-1" and not _KANA.search(found):
        return data.decode("cp1252", "replace")  # programs name it by habit, also over Japanese text
    return found


def decoded_jis(data: bytes) -> str:
    """Return ISO-2022-JP text, also with the vendor characters (①, ㈱) and half-width kana that Windows programs add.

    These stand in row 13 and after ESC ( I, and have a place in CP932 by the arithmetic from JIS to Shift_JIS.
    """
    for codec in _STRICT_JIS:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    parts: list[str] = []
    mode, at = b"\x1b(B", 0
    for found in (*_ESCAPE.finditer(data), None):
        stretch = data[at : found.start() if found else len(data)]
        parts.append(_stretch(stretch, mode))
        if found:
            mode, at = found.group(), found.end()
    return "".join(parts)


def header_text(raw: str) -> str:
    """Return a header's value as people read it, on one line: encoded words, raw ISO-2022-JP and raw bytes decoded."""
    raw = re.sub(r"\r?\n(?=[ \t])", "", raw)
    data = raw.encode("utf-8", "surrogateescape")
    if b"\x1b$" in data or not raw.isascii():
        return one_line(decoded_text(data, ""))
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, binascii.Error, ValueError):
        return one_line(raw)
    return one_line(
        "".join(
            piece if isinstance(piece, str) else decoded_text(piece, charset or "us-ascii") for piece, charset in pieces
        )
    )


def display_names(raw: str) -> tuple[str, ...]:
    """Return the names of people in an address header. Addresses are personal data and are left out."""
    if "\x1b" in raw or not raw.isascii():
        raw = header_text(raw)
    names = (_ADDRESS.sub("", header_text(name)).strip(" \"'<>()") for name, _ in getaddresses([raw]))
    return tuple(dict.fromkeys(name for name in names if name))


def _stretch(data: bytes, mode: bytes) -> str:
    if mode == b"\x1b(I":
        return bytes(byte | 0x80 for byte in data).decode("cp932", "replace")
    if not mode.startswith(b"\x1b$"):
        return data.decode("ascii", "replace")
    return b"".join(_shift_jis(*pair) for pair in zip(data[::2], data[1::2], strict=False)).decode("cp932", "replace")


def _shift_jis(row: int, cell: int) -> bytes:
    """Return the Shift_JIS bytes of a character's two JIS bytes (JIS X 0208, annex 1)."""
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
        return b"?"
    lead = ((row - 1) >> 1) + (0x71 if row <= 0x5E else 0xB1)
    trail = cell + (0x7E if row % 2 == 0 else 0x1F if cell < 0x60 else 0x20)
    return bytes((lead, trail))
