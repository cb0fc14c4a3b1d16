"""How wide characters are, in half-width columns, as printed in Japanese type: full width 2, half width 1."""

from __future__ import annotations

import re
import unicodedata

_HALF_WIDTH = re.compile(r"[\x00-\u024f\u2010-\u201f\uff61-\uffdc]*")
_CJK = re.compile(
    r"[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u312f\u31f0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff]"
)


class _Columns(dict[str, int]):
    """Widths of characters that were asked for before: a document has some thousand different ones, each many times."""

    def __missing__(self, char: str) -> int:
        found = 1 if char < "\u0250" else 2 if unicodedata.east_asian_width(char) in "WFA" else 1
        if len(self) < _MOST_KNOWN:
            self[char] = found
        return found


_MOST_KNOWN = 30_000
_known = _Columns()


def columns(char: str) -> int:
    """Return the width of one character: 2 for full width, 1 for half width."""
    return _known[char]


def width(text: str) -> int:
    """Return the width of a text in half-width columns."""
    if _HALF_WIDTH.fullmatch(text):
        return len(text)
    return sum(map(_known.__getitem__, text))


def is_cjk(char: str) -> bool:
    """Tell whether a character is written without spaces around it: kanji, kana, full-width signs."""
    return _CJK.match(char) is not None
