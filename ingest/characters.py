"""Characters that do not belong in shown text: controls, bidirectional overrides, invisible ones. Found, named, removed.

Nothing here changes a character that a reader can see, apart from joining a letter with the combining mark after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

CONTROL = "CONTROL_CHARACTERS"
BIDI = "BIDI_CONTROLS"
INVISIBLE = "INVISIBLE_CHARACTERS"

# ECMA-48 sequences as terminals read them: CSI, OSC (ended by BEL or ST), other two- and three-byte escapes.
_TERMINAL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c|(?=\n))|\x1b[ -/]*[0-~]"
)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufff9-\ufffb]")
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    r"|(?<![\ufe0f\u2640-\u27bf\U0001f000-\U0001faff])\u200d|\u200d(?![\u2640-\u27bf\U0001f000-\U0001faff])"
)  # a joiner between two pictographs draws one picture and stays
_TAGS = re.compile(r"[\U000e0020-\U000e007e]{2,}")
_SPELT = "SPELT:"
"""What begins the code of a text that was spelt in tag characters; see `apart`."""

_SUSPECT = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_COMBINING = re.compile(r"[^\W\d_][\u0300-\u036f\u3099\u309a]+")


def tidy(text: str) -> tuple[str, frozenset[str]]:
    """Return `text` as it may be shown, and the codes of what was removed from it.

    Line ends become line feeds and tabs become spaces. Terminal sequences and control characters, bidirectional
    controls, and invisible characters (zero width, tags) are removed; lone surrogates become U+FFFD. Variation selectors
    stay: they choose the form of a kanji in a name. A text spelt in tag characters is among the codes (`apart`). Soft hyphens
    go without a word, they are ordinary in Word and HTML.
    """
    found: set[str] = set()
    if _SUSPECT.search(text):
        text, sequences = _TERMINAL_SEQUENCE.subn("", text)
        text = _LINE_END.sub("\n", text).replace("\t", " ").replace("\xad", "")
        found |= {_SPELT + "".join(chr(ord(tag) - 0xE0000) for tag in tags) for tags in _TAGS.findall(text)}
        text, controls = _CONTROL.subn("", text)
        text, bidi = _BIDI.subn("", text)
        text, invisible = _INVISIBLE.subn("", text)
        text, surrogates = _SURROGATE.subn("\ufffd", text)
        counts = {CONTROL: sequences + controls + surrogates, BIDI: bidi, INVISIBLE: invisible}
        found |= {code for code, count in counts.items() if count}
    # Only letter and mark: NFC of everything would also replace the compatibility kanji that some names are written with.
    text = _COMBINING.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
    return text, frozenset(found)


def apart(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the codes of `tidy` in order, and apart from them the texts that were spelt in invisible characters."""
    ordered = sorted(codes)
    plain = [code for code in ordered if not code.startswith(_SPELT)]
    return plain, [code.removeprefix(_SPELT) for code in ordered if code.startswith(_SPELT)]


def one_line(text: str) -> str:
    """Return `text` tidied, on one line, with single spaces (an ideographic space stays)."""
    return re.sub(r"[ \n\xa0]+", " ", tidy(text)[0]).strip()
