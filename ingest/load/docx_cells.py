"""The rows and cells of a Word table, also where they are wrapped in controls or span columns."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.load.office import Element, attribute, child, local

_WIDEST_SPAN = 60


def inner_parts(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those wrapped in content controls or tracked insertions."""
    for inner in element:
        if local(inner) == name:
            yield inner
        elif local(inner) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from inner_parts(inner, name)


def columns_of(cell: Element) -> int:
    """Return how many columns a cell reaches over."""
    span = child(cell, "tcPr", "gridSpan")
    value = attribute(span, "val") if span is not None else ""
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isdecimal() and len(value) < 4 else 1


def on_one_line(table: str) -> str:
    """Return a table inside a cell on one line: cells divided by strokes, rows by semicolons."""
    rows = [row.strip("| ").split(" | ") for row in table.split("\n") if not row.startswith("| ---")]
    return "; ".join(" / ".join(cell.strip() for cell in row if cell.strip()) for row in rows)


def cells_of(row: Element) -> Iterator[Element]:
    """Yield the cells of a row."""
    return inner_parts(row, "tc")
