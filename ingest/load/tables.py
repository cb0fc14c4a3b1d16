"""Tables as Markdown, a line a row: what every format with tables writes, so that passages can be cut along rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.records import Block
from ingest.widths import width

WIDE = 700
"""Columns of an average row above which each row is written out as a record, a line a field: rows that no one can read across."""


def table_blocks(rows: Sequence[Sequence[str]], header: bool = True) -> list[Block]:
    """Return a table's blocks: one of Markdown rows, or one a record when the rows are too wide to read across.

    Short rows are filled up with empty cells. The first row is the header, if `header`. Empty rows and columns are left out.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    count = max((len(row) for row in cells), default=0)
    cells = [row + [""] * (count - len(row)) for row in cells]
    used = [index for index in range(count) if any(row[index] for row in cells)]
    cells = [kept for row in cells if any(kept := [row[index] for index in used])]
    if not cells:
        return []
    if len(used) == 1:
        return [Block("\n".join(row[0] for row in cells))]
    if header and len(cells) > 1 and _is_wide(cells[1:]):
        return [Block(_record(cells[0], row)) for row in cells[1:]]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    if header and len(lines) > 1:
        lines.insert(1, "|" + " --- |" * len(used))
    return [Block("\n".join(lines))]


def _is_wide(rows: Sequence[Sequence[str]]) -> bool:
    return sum(width("".join(row)) for row in rows) > WIDE * len(rows)


def _record(header: Sequence[str], row: Sequence[str]) -> str:
    return "\n".join(f"{name}: {value}" if name else value for name, value in zip(header, row, strict=True) if value)


def _cell(value: str) -> str:
    return re.sub(r"\s*\n\s*", " ", value).strip()
