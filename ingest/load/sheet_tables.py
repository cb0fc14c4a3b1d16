"""From the rows of a sheet to tables: what stands above a header, headers of several rows, and notes below are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from casebase.text.tables import LEVELS
from ingest.load.tables import table_blocks
from ingest.records import Block

_FIGURE = re.compile(r"[約△▲¥$€£\-－+]?[\d０-９][\d０-９,，.．/年月日:]*\s?[^\d０-９\s]{0,4}|[\-－―–—]|[○◯×✕✓]")
_UNIT_ALONE = re.compile(r"[（(\[][^（()）]{1,8}[）)\]]|[千百万億]*円|人|件|回|時間|[%％]")
_NOTE = re.compile(r"\s*(?:[※＊*]|[（(]?(?:注|備考|補足|凡例|出典|資料)|notes?\b|sources?\b)", re.IGNORECASE)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")

REGULAR = 4
"""Cells of a usual row from which one that fills few columns is told from those of the table."""

FULL = 0.6
"""Share of the cells of a usual row that a header fills at least."""

MOST_ABOVE = 12
"""Rows above a header."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of a row by column, empty ones beneath a merged cell among them; `reach`: the last column of those that are
    merged over several."""

    cells: Mapping[int, str]
    reach: Mapping[int, int] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(bool(text.strip()) for text in self.cells.values())

    def of(self, columns: Sequence[int]) -> list[str]:
        """Return the texts of its cells in `columns`."""
        return [self.cells.get(column, "").strip() for column in columns]


def sheet_blocks(rows: Sequence[SheetRow]) -> Iterator[Block]:
    """Yield what rows that follow one another hold: lines of text, the table, notes."""
    head = _header(rows)
    last = _end(rows, head)
    yield from _above(rows[:head])
    body = rows[head:last]
    used = sorted({column for row in body for column in row.cells})
    names, levels = _names(body, used)
    yield from table_blocks([names, *(row.of(used) for row in body[levels:])] if names else [])
    for row in rows[last:]:
        yield _line(row)


def goes_on(before: Sequence[SheetRow], after: Sequence[SheetRow]) -> bool:
    """Tell whether rows below an empty one go on with the table above it: they begin with figures where its rows have some."""
    head = _header(before)
    body = before[head + 1 :]
    if not body or not after or before[head].filled < 2:
        return False
    columns = sorted({column for row in before[head:] for column in row.cells})
    first = after[0]
    if first.filled < 2 or any(column not in columns for column in first.cells):
        return False
    counted = [c for c in columns if _mostly_figures([row.cells.get(c, "") for row in body])]
    there = [first.cells.get(column, "").strip() for column in counted]
    said = [text for text in there if text]
    return bool(said) and all(map(_FIGURE.fullmatch, said)) and not _is_header_like(first)


def _mostly_figures(texts: Sequence[str]) -> bool:
    said = [text.strip() for text in texts if text.strip()]
    return bool(said) and sum(_FIGURE.fullmatch(text) is not None for text in said) * 2 > len(said)


def _is_header_like(row: SheetRow) -> bool:
    return not any(_FIGURE.fullmatch(text.strip()) for text in row.cells.values() if text.strip())


def _header(rows: Sequence[SheetRow]) -> int:
    """Return which row is the header: the first of several cells, or where usual rows have many, the first that fills most."""
    first = next((index for index, row in enumerate(rows) if len(row.cells) > 1), len(rows))
    usual = _usual(rows)
    if usual < REGULAR:
        return first
    for index in range(first, min(len(rows), first + MOST_ABOVE)):
        reached = rows[index].filled + sum(last - column for column, last in rows[index].reach.items())
        if reached >= FULL * usual and rows[index].filled > 1:
            return index
    return first


def _usual(rows: Sequence[SheetRow]) -> float:
    counts = [row.filled for row in rows if row.filled > 1]
    return median(counts) if len(counts) > 2 else 0.0


def _end(rows: Sequence[SheetRow], head: int) -> int:
    """Return where the table ends: before lines of one cell, and notes of two."""
    usual = _usual(rows)

    def is_note(row: SheetRow) -> bool:
        texts = [text for text in row.cells.values() if text.strip()]
        return usual >= REGULAR and len(texts) <= 2 and bool(texts) and _NOTE.match(texts[0]) is not None

    end = len(rows)
    while end > head + 1 and (_is_line(rows[end - 1]) or is_note(rows[end - 1])):
        end -= 1
    return end


def _is_line(row: SheetRow) -> bool:
    """Tell whether a row is a line of text below a table: one cell, and no figure."""
    return len(row.cells) <= 1 and not any(_FIGURE.fullmatch(text.strip()) for text in row.cells.values())


def _above(rows: Sequence[SheetRow]) -> Iterator[Block]:
    """Yield what stands above a table: lines, and where several rows have two cells or more, a table of their own."""
    form: list[SheetRow] = []
    for row in [*rows, None]:
        if row is not None and row.filled > 1:
            form.append(row)
            continue
        if len(form) > 1:
            used = sorted({column for one in form for column in one.cells})
            yield from table_blocks([one.of(used) for one in form])
        elif form:
            yield _line(form[0])
        form = []
        if row is not None:
            yield _line(row)


def _line(row: SheetRow) -> Block:
    return Block("　".join(text.strip() for text in row.cells.values() if text.strip()))


def _names(body: Sequence[SheetRow], used: Sequence[int]) -> tuple[list[str], int]:
    """Return the names of the columns, and of how many rows they are made: groups of columns, units, a second language."""
    if not body:
        return [], 0
    names, level = body[0].of(used), 1
    reach = {column: last for column, last in body[0].reach.items() if last > column}
    while level < len(body) - 1 and level <= 2:
        below = body[level]
        joined = _grouped(names, reach, below, used) or _with_units(names, below, body[level + 1 :], used)
        joined = joined or _in_two_languages(names, below, body[level + 1 :], used)
        if joined is None:
            break
        names, reach, level = joined, dict(below.reach), level + 1
    return names, level


def _grouped(names: Sequence[str], reach: Mapping[int, int], below: SheetRow, used: Sequence[int]) -> list[str] | None:
    """Return the names where the row below divides what cells merged over several columns name."""
    said = below.of(used)
    group_of = {c: column for column, last in reach.items() for c in range(column, last + 1)}
    divided = [index for index, column in enumerate(used) if column in group_of]
    if not divided or not _is_header_like(below) or not all(said[index] for index in divided):
        return None
    if any(said[index] and names[index] for index in range(len(used)) if index not in divided):
        return None
    named = dict(zip(used, names, strict=True))
    joined = []
    for index, column in enumerate(used):
        above = named.get(group_of.get(column, column), "")
        joined.append(LEVELS.join(part for part in (above, said[index]) if part))
    return joined


def _with_units(
    names: Sequence[str], below: SheetRow, rest: Sequence[SheetRow], used: Sequence[int]
) -> list[str] | None:
    """Return the names with the units that the row below holds, and nothing else."""
    said = below.of(used)
    if below.filled < 1 or not all(_UNIT_ALONE.fullmatch(text) for text in said if text) or not rest:
        return None
    if any(text and not name for name, text in zip(names, said, strict=True)):
        return None
    bare = [re.sub(r"^[（(\[]|[）)\]]$", "", text) for text in said]
    return [f"{name}（{unit}）" if unit else name for name, unit in zip(names, bare, strict=True)]


def _in_two_languages(
    names: Sequence[str], below: SheetRow, rest: Sequence[SheetRow], used: Sequence[int]
) -> list[str] | None:
    """Return the names in both languages where the row below says those of the first, in Japanese, in English."""
    said = below.of(used)
    pairs = [(name, text) for name, text in zip(names, said, strict=True) if name or text]
    if len(pairs) < REGULAR or not _is_header_like(below) or len(rest) < 2:
        return None
    if not all(text.isascii() for _, text in pairs) or sum(bool(text) for _, text in pairs) < FULL * len(pairs):
        return None
    if sum(_JAPANESE.search(name) is not None for name, _ in pairs) < FULL * len(pairs):
        return None
    if not any(_mostly_figures([row.cells.get(column, "") for row in rest]) for column in used):
        return None
    return [" / ".join(part for part in pair if part) for pair in zip(names, said, strict=True)]
