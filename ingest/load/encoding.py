"""What encoding a text file is in: byte order mark, ISO-2022-JP escape, then strict UTF-8, EUC-JP and CP932, in that order.

The order was right for every one of the texts it was measured on; statistical guessing was wrong on short Japanese ones.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from casebase.errors import UnknownEncoding
from ingest.records import Warned

INVALID_BYTES = "TEXT_INVALID_BYTES"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([IJ])")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_KANA = re.compile("[\u3041-\u30fe]")
_CJK = re.compile("[\u3041-\u30fe\u4e00-\u9fff]")
# A few kanji of EUC-JP are also UTF-8 for letters of African languages and phonetics: 年 is ǯ.
_RARE_ALONE = re.compile("[\x00-\x7f]*(?:[\u0180-\u02ff]+[\x00-\x7f]*)+")
_VOICED = re.compile("[ｶ-ﾄﾊ-ﾎ]ﾞ|[ﾊ-ﾎ]ﾟ")
_MOSTLY_VALID = 4
"""Characters outside ASCII that must be valid for each stretch that is not, for a file to count as damaged UTF-8."""

# Bytes that programs write into English text in Windows-1252: quotation marks, dashes, bullet, ellipsis, no-break space,
# signs, and accented letters as in "café". Other bytes make us say that the encoding is unknown.
_ENGLISH_1252 = frozenset(
    b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xae\xb0\xb1\xb7\xe0\xe1\xe7\xe8\xe9\xea\xed\xf1\xf3\xfc"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in (a Python codec name) and what the editor must know."""

    text: str
    encoding: str
    warnings: tuple[Warned, ...] = ()


def decode(name: str, content: bytes) -> Decoded:
    """Return the text of `content`; invalid bytes of damaged Unicode become U+FFFD with a warning.

    Raises `UnknownEncoding` when no encoding fits.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], codec)
    if _JIS_ESCAPE.search(content) and max(content) < 0x80:
        for encoding in ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_ext"):
            if (jis := _strict(content, encoding)) is not None:
                return Decoded(jis, encoding)
    if (text := _strict(content, "utf-8")) is not None:
        if _looks_binary(text):
            raise UnknownEncoding(name)
        if _RARE_ALONE.fullmatch(text) and (kanji := _strict(content, "euc_jp")) is not None and _CJK.search(kanji):
            return Decoded(kanji, "euc_jp")
        return Decoded(text, "utf-8")
    if (utf16 := _utf16_without_mark(content)) is not None:
        return Decoded(content.decode(utf16), utf16)
    if _is_damaged_utf8(content):
        return _lenient(content, "utf-8")
    return _legacy(name, content)


def _legacy(name: str, content: bytes) -> Decoded:
    if (text := _english_1252(content)) is not None:
        return Decoded(text, "cp1252")
    readings = {encoding: _strict(content, encoding) for encoding in ("euc_jp", "cp932")}
    euc, sjis = readings["euc_jp"], readings["cp932"]
    if euc is not None and sjis is not None and _is_half_width_kana(euc, sjis):
        return Decoded(sjis, "cp932")
    for encoding, reading in readings.items():
        if reading is not None and not _looks_binary(reading):
            return Decoded(reading, encoding)
    # Vendor characters of Windows (①, ㈱) in EUC-JP, and JIS X 0213.
    for encoding in ("euc_jis_2004", "shift_jis_2004"):
        text = _strict(content, encoding)
        if text is not None and not _looks_binary(text) and _KANA.search(text):
            return Decoded(text, encoding)
    raise UnknownEncoding(name)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lenient(content: bytes, encoding: str) -> Decoded:
    text = _strict(content, encoding)
    if text is not None:
        return Decoded(text, encoding)
    return Decoded(content.decode(encoding, errors="replace"), encoding, (Warned(INVALID_BYTES),))


def _is_damaged_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    invalid = len(re.findall("\ufffd+", text))
    valid = sum(1 for char in text if char > "\x7f" and char != "\ufffd")
    return valid > _MOSTLY_VALID * invalid


def _looks_binary(text: str) -> bool:
    """Tell whether control characters are so many that this is no text: over a tenth, NUL apart."""
    controls = sum(1 for char in text[:100_000] if char < " " and char not in "\0\t\n\r\f\v\x1b")
    return controls * 10 > min(len(text), 100_000)


def _utf16_without_mark(content: bytes) -> str | None:
    """Tell UTF-16 by the high bytes of kana (0x30) and of Latin letters (0x00), which stand at every second place."""
    if len(content) < 8 or len(content) % 2:
        return None
    sample = content[:20_000]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        typical = sum(1 for byte in high if byte in (0x00, 0x30))
        if typical * 2 > len(high):
            text = _strict(content, encoding)
            if text is not None and "\0" not in text and not _looks_binary(text):
                return encoding
    return None


def _english_1252(content: bytes) -> str | None:
    """Read English text with typographic characters, which stand alone among ASCII; Japanese comes in runs of bytes."""
    high = _HIGH_BYTES.findall(content)
    if len(high) * 8 > len(content) or not all(len(run) == 1 and run[0] in _ENGLISH_1252 for run in high):
        return None
    for encoding in ("euc_jp", "cp932"):
        text = _strict(content, encoding)
        if text is not None and _KANA.search(text):
            return None
    return _strict(content, "cp1252")


def _is_half_width_kana(euc: str, sjis: str) -> bool:
    """Tell half-width kana in CP932 from kanji in EUC-JP, which can be the same bytes: rare kanji and voicing marks tell."""
    if _KANA.search(euc):
        return False
    rare = sum(1 for char in euc if _CJK.match(char) and char.encode("euc_jp", errors="ignore")[:1] >= b"\xd0")
    half = sum(1 for char in sjis if "\uff61" <= char <= "\uff9f")
    wide = sum(1 for char in sjis if char > "\x7f")
    return half == wide and (rare > 0 or _VOICED.search(sjis) is not None)
