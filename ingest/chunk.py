"""From pages to passages: along headings and sentences, rows of tables whole, sizes that the model can take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casebase.geometry import boxes_of
from casebase.models import Page, Passage, VersionId
from casebase.text.sentences import sentence_spans
from casebase.text.tables import header_names, is_row, is_rule
from ingest.widths import columns, width

TARGET = 800
"""Half-width columns of a passage: about 400 Japanese or 800–900 English characters, half of what the model takes."""

MOST = 1_000
"""Columns up to which a section stays one passage."""

LONGEST_UNIT = 1_200
"""Columns of a sentence or row above which it is cut: about 400 tokens, so that nothing is lost to the model's 512."""

LEAST = 160
"""Columns below which a section is put together with the next one beside it."""

LONGEST_HEADER = 800
"""Characters of a table's header row that are kept in the section of its later rows, to tell them by."""

LONGEST_CAPTION = 80
"""Characters of a line over a table up to which it may be its caption."""

_BREAK = re.compile(r"[、，,;；:：。．.!?！？)）」』\]】\s]")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that is never cut: a heading, a sentence, a row.

    `table` is the caption and the header row of the table it stands in; `is_header` is that row itself.
    """

    start: int
    end: int
    size: int
    table: tuple[str, ...] = ()
    is_header: bool = False

    @property
    def above(self) -> tuple[str, ...]:
        """What must be said of it when a passage begins with it."""
        return self.table[:1] if self.is_header else self.table


@dataclass(slots=True)
class _Section:
    """Units under one heading, with the headings above them."""

    path: tuple[str, ...]
    units: list[_Unit]
    heading_only: bool = False

    @property
    def size(self) -> int:
        return sum(unit.size for unit in self.units)


def chunk(pages: Sequence[Page], version: VersionId) -> tuple[Passage, ...]:
    """Return the passages of a document's pages, in order.

    Passages do not overlap, none reaches over a page, and every character that is not white space is in one of them.
    """
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []  # headings that hold, with their levels; they go on over pages
    table: tuple[str, ...] = ()  # caption and header of a table that may go on on the next page
    for page in pages:
        sections = _sections(page, path, table)
        table = sections[-1].units[-1].table if sections else ()
        for section in _merged(sections):
            for units in _packed(section.units):
                passages.append(_passage(page, version, section.path, units))
    return tuple(passages)


def _passage(page: Page, version: VersionId, path: tuple[str, ...], units: Sequence[_Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    name = hashlib.sha256(f"{version}\0{page.number}\0{start}\0{end}".encode()).hexdigest()[:32]
    section = (*path, *(part for part in units[0].above if part and part not in path))
    readings = tuple(kana for at, kana in page.readings if start <= at < end)
    boxes = boxes_of(page, start, end)
    return Passage(name, version, page.number, start, end, page.text[start:end], section, boxes, readings)


def _sections(page: Page, path: list[tuple[int, str]], table: tuple[str, ...]) -> list[_Section]:
    label = (page.label,) if page.label else ()
    sections: list[_Section] = []
    edges = [(heading.start, heading) for heading in page.headings]
    starts = [0, *(start for start, _ in edges)]
    ends = [*(start for start, _ in edges), len(page.text)]
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        units: list[_Unit] = []
        heading = edges[index - 1][1] if index else None
        if heading is not None:
            title = " ".join(page.text[heading.start : heading.end].split())
            while path and path[-1][0] >= heading.level:
                path.pop()
            path.append((heading.level, title))
            units.extend(_cut(page.text, heading.start, heading.end))
        body = list(_units(page.text, heading.end if heading else start, end, () if heading else table))
        units.extend(body)
        if units:
            titles = tuple(title for _, title in path)
            sections.append(_Section((*(part for part in label if part not in titles), *titles), units, not body))
    return sections


def _units(text: str, start: int, end: int, table: tuple[str, ...]) -> Iterator[_Unit]:
    """Yield sentences and table rows of a stretch of text, without white space around them.

    A table that has no rule under its first row goes on from the page or column before: `table` is its caption and header.
    """
    caption = ""  # the last line before a table
    above: tuple[str, ...] = ()  # caption and header of the table whose rows are being read
    position = start
    lines = text[start:end].split("\n")
    skipped = 0
    for index, line in enumerate(lines):
        stop = position + len(line)
        if skipped:
            skipped -= 1
        elif is_row(line):
            if not above:
                ruled = index + 1 < len(lines) and is_rule(lines[index + 1])
                last = stop + 1 + len(lines[index + 1]) if ruled else stop
                below = lines[index + 2] if ruled and index + 2 < len(lines) else ""
                found = (caption, _header(line, below))
                # Without a rule it goes on; with the same header, printed once more, it does too.
                first = bool(table) and not caption and (not ruled or found[1] == table[1])
                above = table if first else found
                skipped = int(ruled)  # the rule under a header is no row of its own
                yield from _cut(text, position, last, above, is_header=not first)
            else:
                yield from _cut(text, position, stop, above)
        elif line.strip():
            above, table, caption = (), (), ""
            for left, right in sentence_spans(line):
                yield from _cut(text, position + left, position + right)
            if _may_be_caption(line):
                caption = line.strip()
        elif above:
            above, table, caption = (), above, ""
        position = stop + 1


def _may_be_caption(line: str) -> bool:
    """Tell whether a line over a table names it: a short one that is no sentence."""
    return (
        len(line) <= LONGEST_CAPTION and not line.rstrip().endswith(("。", "．", ".", "：", ":")) and not is_row(line)
    )


def _header(row: str, below: str) -> str:
    """Return the names of a table's columns in one line."""
    return _shortened(header_names(row, below))


def _shortened(cells: Iterable[str]) -> str:
    joined = " | ".join(cell for cell in cells if cell)
    return joined if len(joined) <= LONGEST_HEADER else joined[: LONGEST_HEADER - 1] + "…"


def _cut(text: str, start: int, end: int, table: tuple[str, ...] = (), is_header: bool = False) -> Iterator[_Unit]:
    """Yield a sentence or row whole, or cut at punctuation where the model could not take it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    size = width(text[start:end])
    while size > LONGEST_UNIT:
        stop = _cut_at(text, start, end)
        yield _Unit(start, stop, width(text[start:stop]), table, is_header)
        start = stop
        while start < end and text[start].isspace():
            start += 1
        size = width(text[start : min(end, start + LONGEST_UNIT + 1)])
    if start < end:
        yield _Unit(start, end, size, table, is_header)


def _cut_at(text: str, start: int, end: int) -> int:
    """Return where to cut: after the last mark of punctuation that leaves a piece of at least half the target."""
    stop, size = start, 0
    while stop < end and size < TARGET:
        size += columns(text[stop])
        stop += 1
    marks = [match.end() for match in _BREAK.finditer(text, start + (stop - start) // 2, stop)]
    return marks[-1] if marks else stop


def _merged(sections: Sequence[_Section]) -> Iterator[_Section]:
    """Put sections that are too short to stand alone together with their neighbour; a heading goes with what follows."""
    waiting: _Section | None = None
    for section in sections:
        if waiting is None:
            waiting = section
        elif (waiting.heading_only or waiting.size < LEAST or section.size < LEAST) and _fit(waiting, section):
            path = section.path if waiting.heading_only else _common(waiting.path, section.path)
            waiting = _Section(path, waiting.units + section.units, waiting.heading_only and section.heading_only)
        else:
            yield waiting
            waiting = section
    if waiting is not None:
        yield waiting


def _fit(one: _Section, other: _Section) -> bool:
    if one.heading_only:
        return one.size < TARGET
    related = bool(_common(one.path, other.path)) or not one.path or not other.path
    return one.size + other.size <= TARGET and related


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    shared = []
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared.append(a)
    return tuple(shared)


def _packed(units: Sequence[_Unit]) -> Iterator[Sequence[_Unit]]:
    """Divide the units of a section into passages of about the same size, near the target."""
    total = sum(unit.size for unit in units)
    if total <= MOST:
        yield units
        return
    share = total / -(-total // TARGET)  # as many passages as the target asks for, evenly filled
    taken: list[_Unit] = []
    size = 0
    for unit in units:
        closes_nearer = size + unit.size / 2 > share
        if taken and (size + unit.size > MOST or closes_nearer):
            yield taken
            taken, size = [], 0
        taken.append(unit)
        size += unit.size
    yield taken
