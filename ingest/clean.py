"""Cleaning of lines: wrapped ones joined, running headers, footers and page numbers left out. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from itertools import pairwise

from ingest.printed import PrintedLine
from ingest.widths import is_cjk, width

HYPHEN = "\x02"
"""pdfium's mark for a hyphen at the end of a line."""

SENTENCE_END = re.compile(r"[。．｡！？!?.:：][」』）)\]】〉》\"'’”]*$")
LIST_MARK = re.compile(
    r"[\s\u3000]*(?:[・･●○◯◎■□◆◇▪▫►▶▷▲△▼▽★☆※＊◦•‣⁃∙✓➢❖‐–—*+\-][\s\u3000]*(?=\S)(?![*\-–—]{2})"
    r"|[①-⑳㉑-㊿❶-❿➀-➓⒜-ⓩ]|[(（](?:[0-9０-９]{1,3}|[a-zA-Zａ-ｚＡ-Ｚ]|[一二三四五六七八九十]{1,3}|[ァ-ン]|[ivxⅰ-ⅿ]{1,4})[)）]"
    r"|(?:[0-9０-９]{1,3}|[a-zA-Zａ-ｚＡ-Ｚ]|[ァ-ン]|[一二三四五六七八九十]{1,3}|[Ⅰ-ⅿ]{1,4})(?:[)）、．]|[.]\s|[\s\u3000]+(?=[^\x00-\x7f]))"
    r"|[0-9０-９]{1,3}(?:[.．\-－‐][0-9０-９]{1,3}){1,4}[.．、\s\u3000]|第[0-9０-９一二三四五六七八九十百]{1,5}[章節条項部編款])"
)
"""What a list item or a numbered heading begins with; such a line is never joined to the one above it."""

_OPEN_END = re.compile(r"[、，,・「『（(〔【〈《]$")
_PARTICLE_END = re.compile(
    r"(?<!はじめ)(?<!おわり)(?<!終わり)[ぁ-んァ-ヶ一-鿿々ーA-Za-z0-9）」][をにはがでとのもへや]$|[、，]$"
)
_DIVIDED = re.compile(r"[A-Za-z]{2}[-\u2010]$")
_FIRST_OF_COMPOUNDS = frozenset(
    re.findall(
        r"\w+",
        """
        all cross cost data decision double eight end first five four front full half hand hard high large left life light
        long low machine man medium mid multi nine non off one open part peer post problem quasi real risk second self semi
        seven short single six small state ten third three time top trade twenty two user well wide world year zero
        """,
    )
)
"""First parts of English compounds that keep their hyphen: five-point, high-risk, self-service."""

_WORD_END = re.compile(r"[A-Za-z,]$")
_PLAIN_WRAP = 50
"""Columns from which a line of plain text may have been wrapped by a program rather than ended by its writer."""

_WIDEST_WRAP = 200
"""Columns above which nobody wraps lines."""

_EDGE = 0.08
"""Share of the page's height at its top and bottom where running lines stand."""

_WIDE_EDGE = 0.12
"""The same, for lines that are kept once: a heading repeated on every slide stands here too."""

_EDGE_LINES = 4
"""Lines at the top and at the bottom of a page that may be running lines."""

_SENTENCE = re.compile(r"。[」』）)]*\s*$")
_PAGE_NUMBER = re.compile(
    r"[\s\-‐–—―~～・|/.p.Pp頁ページ第Page]*?(?P<number>[0-9]{1,4})(?:\s*(?:/|／|of|OF)\s*[0-9]{1,4})?[\s\-‐–—―~～・|頁ページ]*"
)
_ROMAN = re.compile(r"[\s\-‐–—]*[ivxlc]{1,6}[\s\-‐–—]*")


def joint(before: str, after: str, words: Set[str] = frozenset()) -> tuple[str, str]:
    """Return `before` as it must end, and what stands between it and `after` when the two are one wrapped text.

    Nothing stands between where either side is Japanese, a space between words; a hyphen that only divides a word goes.
    `words` are the words of the document in small letters, by which the hyphen of five-point is told from that of
    evalu-ation; given any, a plain hyphen at the end of a line may divide a word too.
    """
    if before.endswith(HYPHEN) or (words and _DIVIDED.search(before)):
        stem = before[:-1]
        divides = stem[-1:].isalpha() and after[:1].islower() and not _is_compound(stem, after, words)
        return (stem, "") if divides else (stem + "-", "")
    if not before or not after:
        return before, ""
    last, first = before[-1], after[0]
    if is_cjk(last) or is_cjk(first) or last.isspace() or first.isspace():
        return before, ""
    if last.isdigit() and first.isdigit() and any(is_cjk(char) for char in before[-12:] + after[:12]):
        return before, ""  # Japanese lines end anywhere, also inside a number
    if last == "-" and before[-2:-1].isalpha() and first.isalpha():
        return before, ""
    return before, " "


def _is_compound(stem: str, after: str, words: Set[str]) -> bool:
    """Tell whether a hyphen between two lines is part of the word."""
    head, tail = re.search(r"[A-Za-z\-]*$", stem), re.match(r"[A-Za-z]*", after)
    first, second = (head.group() if head else "").casefold(), (tail.group() if tail else "").casefold()
    if first + second in words:
        return False
    if f"{first}-{second}" in words:
        return True
    if first[-1:] == second[:1] and first in {"re", "pre", "co", "de"}:
        return True  # re-evaluation, co-operation
    last = first.rsplit("-", 1)[-1]
    return "-" not in first and len(second) > 2 and (last in _FIRST_OF_COMPOUNDS or (last in words and second in words))


def joined_lines(lines: Sequence[str]) -> list[str]:
    """Join those lines of a paragraph that were wrapped; lines that their writer ended stay lines.

    A line was wrapped when it is as wide as the paragraph, or when it stops at a particle or before a small letter.
    """
    edge = max((width(line) for line in lines), default=0)
    joined = list(lines[:1])
    for before, after in pairwise(lines):
        if not starts_anew(after) and _goes_on(before, after, edge):
            head, between = joint(joined[-1], after)
            joined[-1] = head + between + after
        else:
            joined.append(after)
    return joined


def _goes_on(before: str, after: str, edge: int) -> bool:
    if SENTENCE_END.search(before):
        return False
    if _PARTICLE_END.search(before) or (_WORD_END.search(before) and after[:1].islower()):
        return True
    return _PLAIN_WRAP <= edge <= _WIDEST_WRAP and width(before) + 1 + first_word_width(after) > edge


def starts_anew(line: str) -> bool:
    """Tell whether a line begins a paragraph, a list item, a table row or a quotation by its first characters."""
    return line[:1] in " \u3000>|#" or LIST_MARK.match(line) is not None


def is_list_mark(text: str) -> bool:
    """Tell whether a text is nothing but the mark of a list item: a bullet, (1), ア, 1."""
    mark = LIST_MARK.match(f"{text.strip()} あ")
    return mark is not None and mark.end() > len(text.strip())


def first_word_width(line: str) -> int:
    """Return the columns that must be free at the end of a line for the first word of the next to stand there."""
    if not line:
        return 0
    if word := re.match(r"[!-~\u00a1-\u024f]+", line):
        return len(word.group())
    head = re.match(r".[、。，．」』）]*", line)
    return width(head.group()) if head else 0


def ends_open(line: str) -> bool:
    """Tell whether a line stops where no text can end: after a comma or an opening bracket."""
    return _OPEN_END.search(line) is not None


def without_running_lines(pages: Sequence[Sequence[PrintedLine]], heights: Sequence[float]) -> list[list[PrintedLine]]:
    """Leave out headers, footers and page numbers: what stands at the same place near the edge of several pages.

    A line nearer the middle (a title repeated on every slide) is kept the first time.
    """
    numbers = _page_numbers(pages, heights)
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for index, lines in enumerate(pages):
        for line in _outermost(lines):
            if _edge(line, heights[index], _WIDE_EDGE):
                seen[_shape(line.text)].append((index, line.box[1]))
    dropped: list[list[PrintedLine]] = []
    for index, lines in enumerate(pages):
        kept = []
        for position, line in enumerate(lines):
            if (index, position) in numbers:
                continue
            if _edge(line, heights[index], _WIDE_EDGE) and not _SENTENCE.search(line.text):
                alike = {page for page, top in seen[_shape(line.text)] if abs(top - line.box[1]) < 6}
                if len(alike) >= _pages_for_running(len(pages)) and (
                    _edge(line, heights[index], _EDGE) or index != min(alike)
                ):
                    continue
            kept.append(line)
        dropped.append(kept)
    return dropped


def _outermost(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the highest and lowest lines of a page."""
    ordered = sorted(lines, key=lambda line: line.box[1])
    return ordered if len(ordered) <= 2 * _EDGE_LINES else ordered[:_EDGE_LINES] + ordered[-_EDGE_LINES:]


def _pages_for_running(pages: int) -> int:
    return 2 if pages == 2 else max(3, min(8, pages // 5))


def _edge(line: PrintedLine, height: float, share: float) -> bool:
    middle = (line.box[1] + line.box[3]) / 2
    return height > 0 and (middle < share * height or middle > (1 - share) * height)


def _shape(text: str) -> str:
    return re.sub(r"[0-9]+", "#", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


def _page_numbers(pages: Sequence[Sequence[PrintedLine]], heights: Sequence[float]) -> set[tuple[int, int]]:
    """Find lines near an edge that hold nothing but a number which grows with the pages."""
    candidates: list[tuple[int, int, int]] = []
    roman: list[tuple[int, int]] = []
    for index, lines in enumerate(pages):
        for position, line in enumerate(lines):
            if len(line.text) <= 20 and _edge(line, heights[index], _WIDE_EDGE):
                plain = unicodedata.normalize("NFKC", line.text).strip()
                if match := _PAGE_NUMBER.fullmatch(plain):
                    candidates.append((index, position, int(match["number"])))
                elif _ROMAN.fullmatch(plain):
                    roman.append((index, position))
    offsets = Counter(number - index for index, _, number in candidates)
    common = {offset for offset, count in offsets.items() if count >= 2}
    if len(pages) == 1:
        common = {1} & set(offsets)
    found = {(index, position) for index, position, number in candidates if number - index in common}
    return found | (set(roman) if len(roman) >= 2 else set())
