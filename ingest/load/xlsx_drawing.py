"""What lies on a sheet of Excel over its cells: text boxes and shapes, also in groups, and charts."""

from __future__ import annotations

from collections.abc import Iterator

from casebase.errors import DamagedDocument
from ingest.load.charts import chart_blocks
from ingest.load.office import Element, Package, Relationship, attribute, child, local
from ingest.records import Block


def drawn_blocks(package: Package, sheet: str) -> list[Block]:
    """Return the texts of a sheet's shapes and its charts, from top to bottom and from left to right."""
    found: list[tuple[int, int, Block]] = []
    for relationship in package.relationships(sheet).values():
        if relationship.kind != "drawing" or relationship.target not in package:
            continue
        try:
            tree = package.tree(relationship.target)
        except DamagedDocument:
            continue  # the cells are whole without it
        related = package.relationships(relationship.target)
        for anchor in tree:
            found += [(*_place(anchor), block) for block in _of(package, related, anchor)]
    found.sort(key=lambda one: one[:2])
    return [block for _, _, block in found]


def _of(package: Package, related: dict[str, Relationship], element: Element) -> Iterator[Block]:
    for shape in element:
        name = local(shape)
        if name == "AlternateContent":
            choice = child(shape, "Choice")
            yield from _of(package, related, choice if choice is not None else shape)
        elif name in {"sp", "grpSp", "graphicFrame", "cxnSp"} and _is_hidden(shape):
            continue
        elif name == "grpSp":
            yield from _of(package, related, shape)
        elif name in {"sp", "cxnSp"}:
            body = child(shape, "txBody")
            lines = [_line(paragraph) for paragraph in (body if body is not None else ()) if local(paragraph) == "p"]
            if text := "\n".join(line for line in lines if line.strip()):
                yield Block(text)
        elif name == "graphicFrame":
            chart = child(shape, "graphic", "graphicData", "chart")
            part = related.get(attribute(chart, "id")) if chart is not None else None
            if part is not None and not part.external:
                yield from chart_blocks(package, part.target)


def _line(paragraph: Element) -> str:
    parts = []
    for run in paragraph:
        if local(run) in {"r", "fld"}:
            text = child(run, "t")
            parts.append((text.text or "") if text is not None else "")
        elif local(run) == "br":
            parts.append("\n")
    return "".join(parts)


def _is_hidden(shape: Element) -> bool:
    return any(
        attribute(inner, "hidden") in {"1", "true"} for part in shape for inner in part if local(inner) == "cNvPr"
    )


def _place(anchor: Element) -> tuple[int, int]:
    row, column = (child(anchor, "from", name) for name in ("row", "col"))
    return tuple(int(one.text) if one is not None and (one.text or "").isdecimal() else 0 for one in (row, column))  # type: ignore[return-value]
