"""From printed lines to headings and paragraphs: by size, weight, numbering, indents, and where lines end."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.clean import LIST_MARK, SENTENCE_END, ends_open, first_word_width, joint
from ingest.printed import PrintedLine
from ingest.records import Block, BoxedSpan
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

_LINE_GAP = 1.1
"""Gap between lines, in type sizes, from which two lines are two paragraphs."""

_SECTION_GAP = 4.0
"""Gap in type sizes from which what follows may be set to another measure."""

_ROW_GAP = 2.2
"""Gap between the rows of one table, in type sizes: cells have air above and below."""

_REACH = 12
"""Lines looked at before and after a line to find where its column ends."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: the size of its body, and the sizes of its headings with their levels."""

    body: float
    levels: Mapping[float, int] = field(default_factory=dict)


def style_of(pages: Iterable[Sequence[PrintedLine]]) -> Style:
    """Find the body's size (the most used one) and rank the larger sizes in which short lines are set."""
    characters: Counter[float] = Counter()
    short: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            characters[_rounded(line.size)] += width(line.text)
            if len(line.text) <= LONGEST_HEADING // 2:
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
    return Style(body, levels)


def blocks_of(lines: Sequence[PrintedLine], style: Style, outline: Mapping[str, int] = {}) -> list[Block]:
    """Return the headings and paragraphs of one page; `outline` maps titles (see `key`) to their levels."""
    blocks: list[Block] = []
    group: list[PrintedLine] = []
    breaks: list[bool] = []  # whether a line break (a list item, a table row) stands before a line of the group
    level = 0

    def close() -> None:
        if group:
            blocks.append(_block(group, breaks, level))
        group.clear()
        breaks.clear()

    for index, line in enumerate(lines):
        found = heading_level(lines, index, style, outline)
        last = group[-1] if group else None
        if last is not None and found == level > 0 and len(group) < HEADING_LINES and _same_heading(last, line):
            group.append(line)
            breaks.append(False)
            continue
        if last is not None and not found and not level:
            if _continues(lines, index - 1, index):
                group.append(line)
                breaks.append(False)
                continue
            if _belongs(last, line):
                group.append(line)
                breaks.append(True)
                continue
        close()
        level = found
        group.append(line)
        breaks.append(False)
    close()
    return blocks


def heading_level(lines: Sequence[PrintedLine], index: int, style: Style, outline: Mapping[str, int] = {}) -> int:
    """Return the level of a line that is a heading, or 0."""
    line = lines[index]
    text = line.text.strip()
    if not text or line.row or len(text) > LONGEST_HEADING // 2 or not any(char.isalpha() for char in text):
        return 0
    if key(text) in outline:
        return outline[key(text)]
    if re.search(r"[。、，,；;]$|.{15}[:：]$", text) or text[0] in "、。，．」』）)":
        return 0
    by_size = style.levels.get(_rounded(line.size), 0)
    if by_size:
        return by_size
    numbered = next((level for pattern, level in _NUMBERED if pattern.match(text)), 0)
    if not numbered or line.size < 0.95 * style.body or SENTENCE_END.search(text):
        return 0
    deepest = max(style.levels.values(), default=0)
    if line.bold or text.startswith("第") or not (_in_list(lines, index) or _is_full(lines, index)):
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


def _same_heading(last: PrintedLine, line: PrintedLine) -> bool:
    close = -0.5 * line.size < line.before - last.after < 0.9 * line.size
    return close and _alike(last, line) and not LIST_MARK.match(line.text)


def _alike(one: PrintedLine, other: PrintedLine) -> bool:
    return one.vertical == other.vertical and 0.88 < one.size / max(other.size, 0.1) < 1.14


def _continues(lines: Sequence[PrintedLine], before: int, after: int) -> bool:
    """Tell whether the text of one line goes on in the next."""
    last, line = lines[before], lines[after]
    if not _alike(last, line) or last.row or line.row or LIST_MARK.match(line.text) or line.text[0] == "\u3000":
        return False
    beside = line.before < last.before - 0.5 * line.size  # the top of the next column
    if not beside and line.before - last.after > _LINE_GAP * line.size:
        return False
    if line.end < last.start and not beside:
        return False
    if ends_open(last.text):
        return True
    if _holds_open_bracket(last.text) and re.search(r"[)）」』】]", line.text):
        return True
    if not _is_full(lines, before, line.text):
        return _is_torn(lines, before, after)
    ended = SENTENCE_END.search(last.text.rstrip()) is not None
    indented = not beside and line.start > _column_start(lines, after) + 0.7 * line.size
    return not ended or not (indented or beside)


def _holds_open_bracket(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in ("()", "（）", "「」", "『』"))


def _is_torn(lines: Sequence[PrintedLine], before: int, after: int) -> bool:
    """Tell whether a word is torn apart between two lines: no sentence ended, and hiragana begins the next line."""
    last, line = lines[before], lines[after]
    if not re.match(r"[ぁ-んー々、。]", line.text) or not re.search(r"[ぁ-ヿ一-鿿]$", last.text):
        return False
    edge = max((other.end for other in _column(lines, before)), default=last.end)
    level = abs(line.start - last.start) < 0.7 * line.size
    return level and last.end - last.start > 0.6 * (edge - last.start) and edge - last.start > 15 * last.size


def _belongs(last: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether two lines are rows of one table or items of one list."""
    gap = line.before - last.after
    if not _alike(last, line) or line.before < last.before:
        return False
    if last.row and line.row:
        return gap < _ROW_GAP * line.size
    return gap < _LINE_GAP * line.size and bool(LIST_MARK.match(line.text)) and bool(LIST_MARK.match(last.text))


def _column(lines: Sequence[PrintedLine], index: int) -> list[PrintedLine]:
    """Return the lines around a line that stand in its column: without a jump between them, one over the other."""
    line = lines[index]
    first = last = index
    while first > max(0, index - _REACH) and _is_next(lines[first - 1], lines[first]):
        first -= 1
    while last < min(len(lines) - 1, index + _REACH) and _is_next(lines[last], lines[last + 1]):
        last += 1
    return [
        other
        for other in lines[first : last + 1]
        if other is line
        or (
            not other.row
            and _alike(other, line)
            and min(other.end, line.end) - max(other.start, line.start) > 0.3 * (line.end - line.start)
        )
    ]


def _is_next(one: PrintedLine, other: PrintedLine) -> bool:
    """Tell whether a line follows another down the page, not at the top of the next column or far below."""
    step = other.before - one.before
    return -0.5 * one.size < step and other.before - one.after < _SECTION_GAP * one.size


def _column_start(lines: Sequence[PrintedLine], index: int) -> float:
    starts = [line.start for line in _column(lines, index)]
    return min(starts, default=lines[index].start)


def _is_full(lines: Sequence[PrintedLine], index: int, following: str = "") -> bool:
    """Tell whether a line ends where its column ends, so that the first word of the next had no room."""
    line = lines[index]
    edge = max((other.end for other in _column(lines, index)), default=line.end)
    room = first_word_width(following.strip()) * line.size / 2 if following.strip() else line.size
    return edge - line.end < room + 0.6 * line.size


def _block(lines: Sequence[PrintedLine], breaks: Sequence[bool], level: int) -> Block:
    text = ""
    spans: list[BoxedSpan] = []
    for line, breaks_before in zip(lines, breaks, strict=True):
        if text:
            head, between = (text, "\n") if breaks_before else joint(text, line.text)
            text = head + between
        offset = len(text)
        text += line.text
        spans.extend(BoxedSpan(span.start + offset, span.end + offset, span.box, span.vertical) for span in line.spans)
    text = text.replace("\x02", "-")
    return Block(text, level, tuple(_within(span, len(text)) for span in spans if span.start < len(text)))


def _within(span: BoxedSpan, length: int) -> BoxedSpan:
    return span if span.end <= length else BoxedSpan(span.start, length, span.box, span.vertical)
