"""From printed lines to headings and paragraphs: by size, weight, numbering, indents, and where lines end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.clean import LIST_MARK, SENTENCE_END, ends_open
from ingest.headings import HEADING_LINES, Style, heading_level, same_heading
from ingest.joining import by_number, joined, marks_of, note_block, notes_among
from ingest.line_columns import LINE_GAP, alike, column, column_start, is_full
from ingest.notes import with_marks
from ingest.printed import PrintedLine
from ingest.records import Block

_ROW_GAP = 2.2
"""Gap between the rows of one table, in type sizes: cells have air above and below."""


_IN_SENTENCE = re.compile(r"[a-z]")
_UNFINISHED = re.compile(r"[A-Za-z0-9,;'\"”’)%\-–\x02]$")
"""In English a small letter begins no paragraph: lines that end anywhere are joined by it."""


def blocks_of(lines: Sequence[PrintedLine], style: Style, outline: Mapping[str, int] = {}) -> list[Block]:
    """Return the headings and paragraphs of one page; `outline` maps titles (see `ingest.headings.key`) to their levels."""
    notes = notes_among(lines)
    lines = [line for index, line in enumerate(lines) if index not in notes]
    blocks: list[Block] = []
    group: list[PrintedLine] = []
    breaks: list[bool] = []  # whether a line break (a list item, a table row) stands before a line of the group
    level = 0
    noted = {number: note_block(held, style.words) for number, held in by_number(notes.values()).items()}
    cited: list[str] = []
    given: set[str] = set()

    def close() -> None:
        if group:
            block = joined(group, breaks, level, style.words)
            marks = marks_of(group, block)
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
        if last is not None and found == level > 0 and len(group) < HEADING_LINES and same_heading(last, line):
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


def _continues(lines: Sequence[PrintedLine], before: int, after: int) -> bool:
    """Tell whether the text of one line goes on in the next."""
    last, line = lines[before], lines[after]
    if not alike(last, line) or last.row or line.row or LIST_MARK.match(line.text) or line.text[0] == "\u3000":
        return False
    beside = line.before < last.before - 0.5 * line.size  # the top of the next column
    if not beside and line.before - last.after > LINE_GAP * line.size:
        return False
    if line.end < last.start and not beside:
        return False
    if ends_open(last.text):
        return True
    if _IN_SENTENCE.match(line.text) and _UNFINISHED.search(last.text):
        return True
    if _holds_open_bracket(last.text) and re.search(r"[)）」』】]", line.text):
        return True
    if not is_full(lines, before, line.text):
        return _is_torn(lines, before, after)
    ended = SENTENCE_END.search(last.text.rstrip()) is not None
    indented = not beside and line.start > column_start(lines, after) + 0.7 * line.size
    return not ended or not (indented or beside)


def _holds_open_bracket(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in ("()", "（）", "「」", "『』"))


def _is_torn(lines: Sequence[PrintedLine], before: int, after: int) -> bool:
    """Tell whether a word is torn apart between two lines: no sentence ended, and hiragana begins the next line."""
    last, line = lines[before], lines[after]
    if not re.match(r"[ぁ-んー々、。]", line.text) or not re.search(r"[ぁ-ヿ一-鿿]$", last.text):
        return False
    edge = max((other.end for other in column(lines, before)), default=last.end)
    level = abs(line.start - last.start) < 0.7 * line.size
    return level and last.end - last.start > 0.6 * (edge - last.start) and edge - last.start > 15 * last.size


def _belongs(last: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether two lines are rows of one table or items of one list."""
    gap = line.before - last.after
    if not alike(last, line) or line.before < last.before or last.table or line.table:
        return False
    if last.row and line.row:
        return gap < _ROW_GAP * line.size
    return gap < LINE_GAP * line.size and bool(LIST_MARK.match(line.text)) and bool(LIST_MARK.match(last.text))
