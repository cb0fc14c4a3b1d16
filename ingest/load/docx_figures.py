"""What stands in a Word paragraph and is no run of text: charts, diagrams, boxes to tick, signs of symbol fonts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from casebase.errors import DamagedDocument
from ingest.load.charts import chart_blocks
from ingest.load.equations import linear
from ingest.load.office import Element, Package, Relationship, attribute, child, local
from ingest.mend import mend
from ingest.records import Block

SIGNS = frozenset({"noBreakHyphen", "sym", "fldChar", "oMath"})
"""Elements that are read as a few characters: a hyphen, a sign of a symbol font, a form field, an equation."""

_WINGDINGS = {
    0x46: "☞", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x75: "◆", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "☒", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
"""Signs of the font Wingdings that forms and lists are made with, by their codes."""

_PRIVATE = 0xF000
"""Where symbol fonts begin in Unicode's private use area."""


def figure_blocks(package: Package, related: Mapping[str, Relationship], data: Element) -> Iterator[Block]:
    """Yield what a frame for graphics holds: a chart as a table, the texts of a diagram as a list."""
    for shown in data:
        kind = {"chart": "id", "relIds": "dm"}.get(local(shown))
        part = related.get(attribute(shown, kind)) if kind else None
        if part is None or part.external or part.target not in package:
            continue
        if kind == "id":
            yield from chart_blocks(package, part.target)
        else:
            yield from _diagram(package, part.target)


def _diagram(package: Package, part: str) -> Iterator[Block]:
    try:
        points = package.tree(part)
    except DamagedDocument:
        return
    lines = []
    for body in points.iter("{*}t"):
        text = "".join(run.text or "" for run in body.iter("{*}t") if run is not body).strip()
        if len(body) and text:
            lines.append(text)
    if lines:
        yield Block("\n".join(lines))


def sign(element: Element) -> str:
    """Return what stands for one of `SIGNS` in a line of text."""
    name = local(element)
    if name == "oMath":
        return linear(element)
    if name == "fldChar":
        return _field_value(element)
    return _symbol(element) if name == "sym" else "-"


def _symbol(element: Element) -> str:
    """Return a sign of a symbol font as the character that it looks like; nothing where that is not known."""
    try:
        code = int(attribute(element, "char"), 16)
    except ValueError:
        return ""
    if attribute(element, "font").lower().startswith("wingdings"):
        return _WINGDINGS.get(code & 0xFF, "")
    if _PRIVATE <= code < _PRIVATE + 0x100:
        code -= _PRIVATE  # the font Symbol and others: their Latin part is where Latin is
    try:
        return mend(chr(code))
    except (ValueError, OverflowError):
        return ""


def _field_value(begins: Element) -> str:
    """Return what an old form field shows that stands in no text: a box ticked or not, the entry that was chosen."""
    box = child(begins, "ffData", "checkBox")
    if box is not None:
        state = child(box, "checked")
        state = state if state is not None else child(box, "default")
        ticked = state is not None and attribute(state, "val", "1") not in {"0", "false"}
        return "☑" if ticked else "☐"
    chosen = child(begins, "ffData", "ddList")
    if chosen is None:
        return ""
    result = child(chosen, "result")
    entries = [attribute(entry, "val") for entry in chosen if local(entry) == "listEntry"]
    number = attribute(result, "val", "0") if result is not None else "0"
    return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
