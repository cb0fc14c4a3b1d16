"""Whether the text of a PDF page is what is printed on it, or signs without meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.load.pdf_glyphs import Glyph

UNMAPPED_SHARE = 0.3
"""Share of glyphs without a character from which a page is not text."""

ODD_SHARE = 0.25
"""Share of characters from scripts that Japanese and English documents are not written in."""

UNKNOWN_KANJI_SHARE = 0.6
"""Share of kanji outside JIS X 0208 and its vendor extensions, on a page without kana."""

_FEWEST = 5
"""Characters below which nothing can be told from shares."""

_EXPECTED = re.compile(
    r"[\x20-\x7e\u00a0-\u00bf\u00d7\u00f7\u0100-\u017f\u0370-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u2bff\u2e80-\u2fdf"
    r"\u3000-\u30ff\u3190-\u319f\u31f0-\u33ff\u3400-\u9fff\uf900-\ufaff\ufb00-\ufb06\ufe10-\ufe4f\uff01-\uffee"
    r"\U0001f000-\U0001faff\U00020000-\U0003ffff\x02\x09\x0a]"
)
_WESTERN = re.compile(r"[\u00c0-\u00ff]")
_KANA = re.compile(r"[\u3041-\u30fe]")
_KANJI = re.compile(r"[\u3400-\u9fff]")
_SYMBOL_FONT = re.compile(r"[\uf020-\uf0ff]")


def is_garbled(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether a page's characters are not those that are printed."""
    marks = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not marks:
        return False
    unmapped = sum(glyph.unmapped for glyph in marks)
    if unmapped > UNMAPPED_SHARE * len(marks):
        return True
    if len(marks) < _FEWEST:
        return False
    text = "".join(glyph.char for glyph in marks)
    # Accented letters are expected where most letters are plain; bullets of symbol fonts are no script.
    accented = len(_WESTERN.findall(text))
    expected = (
        len(_EXPECTED.findall(text)) + len(_SYMBOL_FONT.findall(text)) + (accented if accented < 0.2 * len(text) else 0)
    )
    if len(text) - expected > ODD_SHARE * len(text):
        return True
    return is_random_kanji(text)


def is_random_kanji(text: str) -> bool:
    """Tell whether text is kanji at random, as comes of reading one encoding as another: no kana, and mostly rare ones."""
    kanji = _KANJI.findall(text)
    if len(kanji) < 50 or len(_KANA.findall(text)) > 0.02 * len(text):
        return False
    unknown = sum(1 for char in kanji if not char.encode("cp932", errors="ignore"))
    return unknown > UNKNOWN_KANJI_SHARE * len(kanji)
