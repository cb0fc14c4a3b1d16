"""Printed lines joined to one block of text, with where its characters stand and the notes that it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.clean import HYPHEN, joint
from ingest.line_columns import LINE_GAP
from ingest.notes import note_text
from ingest.printed import PrintedLine
from ingest.records import Block, BoxedSpan


def notes_among(lines: Sequence[PrintedLine]) -> dict[int, PrintedLine]:
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
    return level and -0.5 * size < line.before - last.after < LINE_GAP * size


def by_number(lines: Iterable[PrintedLine]) -> dict[str, list[PrintedLine]]:
    """Divide the lines of footnotes by the number of the note that they belong to."""
    held: dict[str, list[PrintedLine]] = {}
    number = ""
    for line in lines:
        number = line.note or number
        held.setdefault(number, []).append(line)
    return held


def note_block(lines: Sequence[PrintedLine], words: frozenset[str]) -> Block:
    """Return a note as a block: its mark instead of its printed number, and its lines joined."""
    number = lines[0].note
    block = joined(lines, [False] * len(lines), 0, words)
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


def marks_of(lines: Sequence[PrintedLine], block: Block) -> list[tuple[int, str]]:
    """Return where a block refers to notes, by looking up each line's words in it."""
    marks: list[tuple[int, str]] = []
    at = 0
    for line in lines:
        begins = block.text.find(line.text.rstrip(HYPHEN)[:12], at)
        at = max(at, begins)
        marks.extend((min(len(block.text), at + offset), number) for offset, number in line.marks)
    return marks


def joined(
    lines: Sequence[PrintedLine], breaks: Sequence[bool], level: int, words: frozenset[str] = frozenset()
) -> Block:
    """Return the block that lines make; `breaks` tells of each whether a line break (an item, a row) stands before it."""
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
