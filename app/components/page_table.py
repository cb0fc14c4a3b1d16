"""A table of a page's text as a table, with the passage marked in its cells."""

from __future__ import annotations

from collections.abc import Sequence

from app.markup import Markup, el, join
from casebase.text.tables import cell_spans, is_rule, names_above

Lines = Sequence[tuple[int, int]]
"""Rows of a table, as places in the text of their page."""


def table_view(text: str, lines: Lines, start: int, end: int) -> Markup:
    """Return rows that stand one below the other as a table; what of `start`..`end` is in them is marked.

    Names of columns that stand further above than the first of the rows head the table all the same.
    """
    rule = next((at for at, line in enumerate(lines) if is_rule(text[slice(*line)])), None)
    heads = [_row(text, line, start, end, "th") for line in lines[: rule or 0]]
    rows = [_row(text, line, start, end, "td") for line in lines[0 if rule is None else rule + 1 :]]
    if not heads and (names := names_above(text, lines[0][0])):
        heads = [el("tr", [el("th", name, scope="col") for name in names])]
    table = el("table", el("thead", heads) if heads else None, el("tbody", rows), class_="cb-page-table")
    return el("div", table, class_="cb-page-table-frame")


def _row(text: str, line: tuple[int, int], start: int, end: int, cell: str) -> Markup:
    scope = "col" if cell == "th" else None
    begin, finish = line
    whole = start <= begin and finish <= end
    places = [(begin + left, begin + right) for left, right in cell_spans(text[begin:finish])]
    cells = [el(cell, _marked(text, place, start, end, not whole), scope=scope) for place in places]
    return el("tr", cells, data_testid="passage-mark" if whole else None)


def _marked(text: str, place: tuple[int, int], start: int, end: int, named: bool) -> Markup:
    left, right = place
    from_, to = max(left, start), min(right, end)
    if from_ >= to:
        return join(text[left:right])
    mark = el("mark", text[from_:to], data_testid="passage-mark" if named else None)
    return join((text[left:from_], mark, text[to:right]))
