"""Lists in a text: what an item begins with, what a sentence that introduces one ends with, and which introduces a place.

An item is understood only below what introduces it: 「顔認証」 says nothing of whether it is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

Span = tuple[int, int]

FURTHEST = 3_000
"""Characters before an item in which what introduces it is looked for."""

LONGEST_LABEL = 60
"""Characters of an item up to which it may be what the items below it are listed under."""

LONGEST_FRAGMENT = 80
"""Characters of a line without a mark up to which it may be an item."""

MOST_WRAPPED = 3
"""Lines that an item before may go on over."""

ITEM = re.compile(
    r"[^\S\n]*(?:[-*+・●○■□◆◇▶•‣]|[(（]?[0-9０-９]{1,2}[.．)）](?![0-9０-９])|[①-⑳]|[(（]?[ア-ン][.．)）]|[(（][a-zａ-ｚ][)）])[^\S\n]*"
)
BULLET = re.compile(r"^(?:[-*+・●○■□◆◇▶•‣>]\s*)+(?=\S)")
"""What an item begins with that says nothing, unlike its number."""

_ENDS = re.compile(r"[。．.!！?？:：][」』）)]?$")
_INTRODUCES = re.compile(
    r"(?:次の|以下の|下記の|つぎの|(?:次|以下|下記)に(?:掲げ|示す|挙げ|定め))[^。]{0,30}(?:。|である。?|です。?)?$"
    r"|[:：][*_]{0,2}$|as follows|the following",
    re.IGNORECASE,
)


def is_item(text: str) -> bool:
    """Tell whether a line begins as an item of a list does."""
    return ITEM.match(text) is not None


def introduces(text: str) -> bool:
    """Tell whether a sentence introduces a list."""
    return _INTRODUCES.search(text) is not None


def bare(text: str) -> str:
    """Return an item without its bullet."""
    return BULLET.sub("", text)


def laid_out(text: str) -> str:
    """Return a stretch of a document in one line, but for the items of a list, which stand on lines of their own.

    A single item is told without its bullet.
    """
    told: list[str] = []
    for line in text.splitlines():
        words = " ".join(line.split())
        goes_on = told and not is_item(line) and not (_is_fragment(line) and told[-1] and _is_fragment(told[-1]))
        if told and (goes_on or not words):
            told[-1] = f"{told[-1]} {words}".rstrip()
        elif words:
            told.append(words)
    return "\n".join(told) if len(told) > 1 else bare("".join(told))


def introduction_of(text: str, at: int, headings: Collection[int] = ()) -> Span | None:
    """Return the line that introduces the item of a list in which character `at` of a text stands, None where nothing does.

    It is a sentence that introduces a list, an item further out, or the heading above; lines begin at `headings` that are some.
    A short line that is no sentence is an item as well: slides draw their bullets and have none in their text.
    """
    start = text.rfind("\n", 0, at) + 1
    line = text[start : text.find("\n", at) if "\n" in text[at:] else len(text)]
    marked = is_item(line)
    if start in headings or not (marked or _is_fragment(line)):
        return None
    indent, wrapped, end = _indent(text, start), 0, start - 1
    while end > max(0, at - FURTHEST):
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].rstrip()
        if not line.strip():
            wrapped = MOST_WRAPPED + 1 if wrapped else 0  # a paragraph between, not the rest of an item
        elif start in headings or (introduces(line) and not (is_item(line) and _indent(text, start) >= indent)):
            return _trimmed(text, start, end)
        elif is_item(line):
            wrapped = 0
            if _indent(text, start) < indent:
                return _trimmed(text, start, end) if len(line.strip()) <= LONGEST_LABEL else None
        elif marked or not _is_fragment(line):
            wrapped += 1
        if wrapped > (MOST_WRAPPED if marked else 0):
            return None
        end = start - 1
    return None


def _is_fragment(line: str) -> bool:
    """Tell whether a line is short and no sentence, nor a row of a table."""
    plain = line.strip()
    return 0 < len(plain) <= LONGEST_FRAGMENT and not plain.startswith("|") and _ENDS.search(plain) is None


def _indent(text: str, start: int) -> int:
    found = re.compile(r"[^\S\n]*").match(text, start)
    return len(found[0].expandtabs(4)) if found else 0


def _trimmed(text: str, start: int, end: int) -> Span:
    left = start + len(text[start:end]) - len(text[start:end].lstrip())
    return left, left + len(text[left:end].rstrip())
