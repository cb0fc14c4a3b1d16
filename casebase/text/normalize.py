"""Text as it is searched, never as it is shown: width, case, look-alike and invisible characters do not matter."""

from __future__ import annotations

import re
import unicodedata

from casebase.text.remembered import remembered

SHORT = 400
"""Characters of a text up to which its form is kept for the next time."""

_INVISIBLE = (
    *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),  # zero-width characters and direction marks
    *range(0x202A, 0x202F),  # direction embeddings
    *range(0x2060, 0x2070),  # word joiner, direction isolates
    *range(0xFE00, 0xFE10),  # variation selectors
    *range(0xE0000, 0xE0080),  # tags
    *range(0xE0100, 0xE01F0),  # variation selectors for ideographs
)

_RADICALS = dict(
    zip(
        "⺁⺃⺅⺇⺉⺎⺒⺓⺖⺘⺙⺛⺜⺝⺞⺟⺠⺡⺣⺥⺧⺨⺩⺪⺫⺬⺭⺮⺯⺱⺲⺼⺽⺾⺿⻁⻂⻃⻄⻆⻇⻊⻌⻍⻏⻑⻒⻕⻖⻗⻘⻝⻞⻟⻣⻤⻨⻩⻫⻭⻯⻲",
        "厂乚亻几刂兀巳幺忄扌攵旡日月歺母民氵灬爪牛犭王疋目示礻竹糸罓罒肉臼艹艹虎衤覀西角角足辶辶邑長镸阜阝雨青食食飠骨鬼麦黄斉歯竜亀",
        strict=True,
    )
)
"""CJK Radicals Supplement → the ideograph it looks like (Unicode EquivalentUnifiedIdeograph). NFKC mends Kangxi."""

_HYPHENS = "‐‑‒–—―−─━﹣－ｰ⁃➖"

_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE),
    **{ord(radical): ideograph for radical, ideograph in _RADICALS.items()},
    **{ord(hyphen): "-" for hyphen in _HYPHENS},
    ord("〜"): "~",
    ord("’"): "'",
    ord("‘"): "'",
    ord("“"): '"',
    ord("”"): '"',
}
_LONG_VOWEL = re.compile(
    r"(?<=[\u3041-\u3096\u30a1-\u30fa\u30fc])-(?=$|[^0-9a-z\-])|(?<=[\u30a1-\u30fa])-(?=[\u30a1-\u30fa])"
)
_STRAY_LONG_VOWEL = re.compile(r"(?<![\u3041-\u3096\u30a1-\u30fa\u30fc])ー")


def search_form(text: str) -> str:
    """Return `text` as it is searched: NFKC, case folded, invisible characters gone, hyphens and radicals unified.

    A hyphen of any shape after katakana is the long vowel mark, anywhere else the mark is a hyphen. Lengths change, so
    offsets into the result mean nothing in the text that is shown.
    """
    if text.isascii():
        return text.lower()
    return _short_form(text) if len(text) <= SHORT else _folded(text)


@remembered(4096)  # whoever looks at a sentence of an answer looks at it in this form, a dozen times
def _short_form(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    # NFKC first turns half-width ｰ into ー and keeps it; other hyphens become "-" in the table.
    folded = unicodedata.normalize("NFKC", text.translate(_TABLE)).casefold()
    if "-" in folded:
        folded = _LONG_VOWEL.sub("ー", folded)
    if "ー" in folded:
        folded = _STRAY_LONG_VOWEL.sub("-", folded)
    return folded
