"""From printed lines to headings and paragraphs: by size, weight, numbering, indents, and where lines end."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.clean import HYPHEN, LIST_MARK, SENTENCE_END, ends_open, first_word_width, joint
from ingest.notes import note_text, with_marks
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


_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_IN_SENTENCE = re.compile(r"[a-z]")
_UNFINISHED = re.compile(r"[A-Za-z0-9,;'\"”’)%\-–\x02]$")
"""In English a small letter begins no paragraph: lines that end anywhere are joined by it."""


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


def blocks_of(lines: Sequence[PrintedLine], style: Style, outline: Mapping[str, int] = {}) -> list[Block]:
    """Return the headings and paragraphs of one page; `outline` maps titles (see `key`) to their levels."""
    notes = _notes(lines)
    lines = [line for index, line in enumerate(lines) if index not in notes]
    blocks: list[Block] = []
    group: list[PrintedLine] = []
    breaks: list[bool] = []  # whether a line break (a list item, a table row) stands before a line of the group
    level = 0
    noted = {number: _note(held, style.words) for number, held in _by_number(notes.values()).items()}
    cited: list[str] = []
    given: set[str] = set()

    def close() -> None:
        if group:
            block = _block(group, breaks, level, style.words)
            marks = _marks(group, block)
            blocks.append(with_marks(block, marks))
            cited.extend(number for _, number in marks)
            if not level and not ends_open(block.text):
                blocks.extend(noted[number] for number in cited if number in noted and number not in given)
                given.update(cited)
                cited.clear()
        group.clear()
        breaks.clear()

    for index, line in enumerate(lines):
        found = heading_level(lines, index, style, outline)
        last = group[-1] if group else None
        if line.table:
            close()
            level = 0
            group.append(line)
            breaks.append(False)
            close()
            continue
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
    blocks.extend(note for number, note in noted.items() if number not in given)
    return blocks


def _notes(lines: Sequence[PrintedLine]) -> dict[int, PrintedLine]:
    """Return the lines of footnotes by their position: from one that begins a note to where larger type or a table comes."""
    found: dict[int, PrintedLine] = {}
    size = 0.0
    for index, line in enumerate(lines):
        if line.note or (size and _goes_on_as_note(lines[index - 1], line, size)):
            found[index] = line
            size = line.size if line.note else size
        else:
            size = 0.0
    return found


def _goes_on_as_note(last: PrintedLine, line: PrintedLine, size: float) -> bool:
    level = 0.93 < line.size / size < 1.07 and line.vertical == last.vertical and not line.table
    return level and -0.5 * size < line.before - last.after < _LINE_GAP * size


def _by_number(lines: Iterable[PrintedLine]) -> dict[str, list[PrintedLine]]:
    held: dict[str, list[PrintedLine]] = {}
    number = ""
    for line in lines:
        number = line.note or number
        held.setdefault(number, []).append(line)
    return held


def _note(lines: Sequence[PrintedLine], words: frozenset[str]) -> Block:
    """Return a note as a block: its mark instead of its printed number, and its lines joined."""
    number = lines[0].note
    block = _block(lines, [False] * len(lines), 0, words)
    printed = re.match(rf"[\s\u3000]*{number}[)）.．、:：]?[\s\u3000]*", block.text)
    cut = printed.end() if printed else 0
    mark = note_text(number, block.text[cut:])[: -len(block.text[cut:]) or None]
    moved = len(mark) - cut
    spans = tuple(
        BoxedSpan(0 if span.start < cut else span.start + moved, span.end + moved, span.box, span.vertical)
        for span in block.spans
        if span.end > cut
    )
    return Block(mark + block.text[cut:], 0, spans, block.readings)


def _marks(lines: Sequence[PrintedLine], block: Block) -> list[tuple[int, str]]:
    """Return where a block refers to notes, by looking up each line's words in it."""
    marks: list[tuple[int, str]] = []
    at = 0
    for line in lines:
        begins = block.text.find(line.text.rstrip(HYPHEN)[:12], at)
        at = max(at, begins)
        marks.extend((min(len(block.text), at + offset), number) for offset, number in line.marks)
    return marks


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
    if _IN_SENTENCE.match(line.text) and _UNFINISHED.search(last.text):
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
    if not _alike(last, line) or line.before < last.before or last.table or line.table:
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


def _block(
    lines: Sequence[PrintedLine], breaks: Sequence[bool], level: int, words: frozenset[str] = frozenset()
) -> Block:
    text = ""
    spans: list[BoxedSpan] = []
    readings: list[tuple[int, str]] = []
    for line, breaks_before in zip(lines, breaks, strict=True):
        if text:
            head, between = (text, "\n") if breaks_before else joint(text, line.text, words)
            text = head + between
        offset = len(text)
        text += line.text
        readings.extend((offset + at, kana) for at, kana in line.readings)
        spans.extend(BoxedSpan(span.start + offset, span.end + offset, span.box, span.vertical) for span in line.spans)
    text = text.replace("\x02", "-")
    return Block(
        text, level, tuple(_within(span, len(text)) for span in spans if span.start < len(text)), tuple(readings)
    )


def _within(span: BoxedSpan, length: int) -> BoxedSpan:
    return span if span.end <= length else BoxedSpan(span.start, length, span.box, span.vertical)
