"""One page of a document as it is shown: its image with the passage boxed, or its text with the passage marked."""

from __future__ import annotations

from bisect import bisect_right

from app.components.page_table import Lines, table_view
from app.links import page_image_href
from app.markup import Markup, el, join
from app.wording import Words
from casebase.geometry import boxes_of
from casebase.models import Box, Page
from casebase.text.tables import is_row

CONTEXT = 500
"""Characters shown before and after a passage at most, when only its surroundings are shown."""

PADDING = 2.0
"""Space in points between the printed letters and the box drawn around them."""


def has_image(page: Page) -> bool:
    """Say whether the page has a fixed layout, so that an image of it can be shown."""
    return page.width > 0 and page.height > 0


def page_image(version: str, page: Page, title: str, say: Words, start: int = 0, end: int = 0, src: str = "") -> Markup:
    """Return the page's image; characters `start`..`end` of its text are boxed where they are printed.

    The image is that of a published version, unless `src` says where another one is.
    """
    boxes = boxes_of(page, start, end) if end > start else ()
    image = el(
        "img",
        src=src or page_image_href(version, page.number),
        alt=say("source.page_image", title=title, page=page.number),
        loading="lazy",
        width=round(page.width),
        height=round(page.height),
    )
    sheet = el("div", image, [_box(box, page) for box in boxes], class_="cb-sheet")
    return el(
        "div",
        sheet,
        class_="cb-page-image",
        tabindex="0",
        role="group",
        aria_label=say("source.page", page=page.number),
    )


def page_text(page: Page, start: int = 0, end: int = 0) -> Markup:
    """Return the whole text of a page with `start`..`end` marked; headings look like headings."""
    return el("div", _lines(page, 0, len(page.text), start, end), class_="cb-page-text", tabindex="0")


def surroundings(page: Page, start: int, end: int) -> Markup:
    """Return the section that `start`..`end` stands in, at most `CONTEXT` characters to either side, with it marked."""
    edges = sorted({0, len(page.text), *(heading.start for heading in page.headings)})
    begin = max(edges[max(0, bisect_right(edges, start) - 1)], start - CONTEXT, 0)
    finish = next((edge for edge in edges if edge >= end), len(page.text))
    finish = min(finish, end + CONTEXT)
    begin, finish = _row_of(page.text, begin)[0], _row_of(page.text, finish)[1]
    before = "…" if begin > 0 and page.text[begin - 1] != "\n" else ""
    after = "…" if finish < len(page.text) and page.text[finish] != "\n" and page.text[finish - 1] != "\n" else ""
    return el(
        "div", before, _lines(page, begin, finish, start, end), after, class_="cb-page-text cb-excerpt", tabindex="0"
    )


def _row_of(text: str, place: int) -> tuple[int, int]:
    """Return the row of a table that `place` is in, so that none is cut; elsewhere `place` itself."""
    first, last = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return (first, last if last >= 0 else len(text)) if text.startswith("|", first) else (place, place)


def _box(box: Box, page: Page) -> Markup:
    left, top, right, bottom = box
    left, top = max(0.0, left - PADDING), max(0.0, top - PADDING)
    right, bottom = min(page.width, right + PADDING), min(page.height, bottom + PADDING)
    place = (
        f"left:{left / page.width:.4%};top:{top / page.height:.4%};"
        f"width:{(right - left) / page.width:.4%};height:{(bottom - top) / page.height:.4%}"
    )
    return el("span", class_="cb-box", style=place, data_testid="passage-box")


def _lines(page: Page, begin: int, finish: int, start: int, end: int) -> Markup:
    levels = {heading.start: heading.level for heading in page.headings}
    shown: list[Markup] = []
    table: list[tuple[int, int]] = []
    at = begin
    for line in page.text[begin:finish].split("\n"):
        stop = at + len(line)
        if is_row(line):
            table.append((at, stop))
        else:
            shown += _table(page.text, table, start, end)
            table = []
            if line.strip():
                level = next((levels[place] for place in range(at, stop) if place in levels), 0) if levels else 0
                shown.append(_line(page.text, at, stop, start, end, level))
        at = stop + 1
    return join((*shown, *_table(page.text, table, start, end)))


def _table(text: str, lines: Lines, start: int, end: int) -> list[Markup]:
    return [table_view(text, lines, start, end)] if lines else []


def _line(text: str, at: int, stop: int, start: int, end: int, level: int) -> Markup:
    from_, to = max(at, start), min(stop, end)
    if from_ < to:
        content = join((text[at:from_], el("mark", text[from_:to], data_testid="passage-mark"), text[to:stop]))
    else:
        content = join(text[at:stop])
    if level:
        return el(
            "p", content, class_=f"cb-line cb-heading-{min(level, 4)}", role="heading", aria_level=min(level + 2, 6)
        )
    return el("p", content, class_="cb-line")
