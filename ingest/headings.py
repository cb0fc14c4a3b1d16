"""Which printed lines are headings, and of what level: by size, weight, numbering, and the document's own outline."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.clean import HYPHEN, LIST_MARK, SENTENCE_END
from ingest.line_columns import alike, is_full
from ingest.printed import PrintedLine
from ingest.widths import width

HEADING_SCALE = 1.12
"""How much larger than the body a line is set to be a heading by its size alone."""
LONGEST_HEADING = 80
"""Columns of a heading twice over: longer lines are text, whatever their size."""
_NUMBERED = (
    (re.compile(r"第\s?[0-9０-９一二三四五六七八九十百]+\s?[部編章](?![^\s\u3000：:．.]{0,2}[はがをにでの、])"), 1),
    (re.compile(r"第\s?[0-9０-９一二三四五六七八九十百]+\s?節(?![はがをにでの、])"), 2),
    (re.compile(r"(?:[Ⅰ-Ⅻ]|[IVX]{1,4}[.．])[\s\u3000．.、]*\S"), 1),
    (re.compile(r"[0-9０-９]{1,2}(?:[.．\-－‐][0-9０-９]{1,2}){2,3}[.．]?[\s\u3000]*\D"), 3),
    (re.compile(r"[0-9０-９]{1,2}[.．\-－‐][0-9０-９]{1,2}[.．]?[\s\u3000]*\D"), 2),
    (re.compile(r"[0-9０-９]{1,2}(?:[.．、]|[\s\u3000]+(?=[^\x00-\x7f]))[\s\u3000]*\D"), 2),
    (re.compile(r"(?:[一二三四五六七八九十]{1,3}[、．.])"), 2),
    (re.compile(r"[(（](?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[)）]"), 3),
    (re.compile(r"[■◆●▼▲□◇]\s*\S|【[^】]{1,30}】$|[〈《＜][^〉》＞]{1,30}[〉》＞]$"), 3),
)
"""Numbering of headings in Japanese official documents, with the level it usually marks."""
MUCH_USED = 0.45
"""Share of the most used size's characters from which another size may be the body's."""
HEADING_LINES = 3
"""Lines of the longest heading."""
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: the size of its body, and the sizes of its headings with their levels; its Latin words."""

    body: float
    levels: Mapping[float, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()


def style_of(pages: Iterable[Sequence[PrintedLine]]) -> Style:
    """Find the body's size (the most used one) and rank the larger sizes in which short lines are set."""
    words: set[str] = set()
    characters: Counter[float] = Counter()
    short: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            found = _WORD.findall(line.text.casefold())
            words.update(found[1:-1] if line.text.endswith(("-", HYPHEN, "\u2010")) else found[1:])
            if line.table:
                continue
            characters[_rounded(line.size)] += width(line.text)
            if width(line.text) <= LONGEST_HEADING:
                short[_rounded(line.size)] += 1
    if not characters:
        return Style(10.0)
    # The largest of the much used sizes: program listings and tables are set smaller than the body, seldom larger.
    most = max(characters.values())
    body = max(size for size, count in characters.items() if count >= MUCH_USED * most)
    larger = sorted((size for size in short if size >= body * HEADING_SCALE), reverse=True)
    levels: dict[float, int] = {}
    level, last = 0, 0.0
    for size in larger:
        if level == 0 or size < last * 0.93:
            level, last = min(level + 1, 4), size
        levels[size] = level
    return Style(body, levels, frozenset(words))


def heading_level(lines: Sequence[PrintedLine], index: int, style: Style, outline: Mapping[str, int] = {}) -> int:
    """Return the level of a line that is a heading, or 0."""
    line = lines[index]
    text = line.text.strip()
    if not text or line.row or width(text) > LONGEST_HEADING or not any(char.isalpha() for char in text):
        return 0
    if key(text) in outline:
        return outline[key(text)]
    if re.search(r"[。、，,；;]$", text) or text[0] in "、。，．」』）)":
        return 0
    by_size = style.levels.get(_rounded(line.size), 0)
    if by_size:
        return by_size
    if re.search(r".{15}[:：]$", text):
        return 0
    numbered = next((level for pattern, level in _NUMBERED if pattern.match(text)), 0)
    if not numbered or line.size < 0.95 * style.body or SENTENCE_END.search(text):
        return 0
    deepest = max(style.levels.values(), default=0)
    if line.bold or text.startswith("第") or not (_in_list(lines, index) or is_full(lines, index)):
        return min(6, max(numbered, deepest + 1) if deepest else numbered)
    return 0


def key(title: str) -> str:
    """Return what of a title is compared: NFKC, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", title)).casefold()


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _in_list(lines: Sequence[PrintedLine], index: int) -> bool:
    """Tell whether the line above or below begins in the same way, as items of a list do."""
    kind = _kind(lines[index].text)
    beside = [lines[i] for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return kind != "" and any(_kind(line.text) == kind for line in beside)


def _kind(text: str) -> str:
    mark = LIST_MARK.match(text)
    return re.sub(r"[0-9０-９]+", "#", mark.group().strip()) if mark else ""


def same_heading(last: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether a heading goes on in the next line."""
    close = -0.5 * line.size < line.before - last.after < 0.9 * line.size
    return close and alike(last, line) and not LIST_MARK.match(line.text)
