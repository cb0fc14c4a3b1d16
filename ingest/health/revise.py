"""Pages as they read after the editor decided about findings: passages masked, hidden text let in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from casebase.findings import MASK, Decision, Finding
from casebase.geometry import boxes_of
from casebase.models import Line, Page

_SHOWN = re.compile(r"[^\n]")
_BETWEEN = "\n\n"


def with_decisions(findings: Sequence[Finding], decisions: Mapping[int, Decision]) -> tuple[Finding, ...]:
    """Return the findings with what was decided about them, by number; others stay as they are."""
    return tuple(replace(one, decision=decisions.get(number, one.decision)) for number, one in enumerate(findings))


def masked_title(title: str, pages: Sequence[Page], decided: Sequence[Finding]) -> str:
    """Return a title without the passages that are masked: it was made from the first heading, which may hold them."""
    texts = {page.number: page.text for page in pages}
    for one in decided:
        passage = texts.get(one.page, "")[one.start : one.end]
        if one.decision is Decision.MASK and passage:
            title = title.replace(passage, MASK * len(passage))
    return title


def revised(pages: Sequence[Page], decided: Sequence[Finding]) -> tuple[Page, ...]:
    """Return pages as they read after decisions.

    A masked character becomes `MASK`, so every other character stays at its offset. Hidden text that is let in comes
    after the page's own text.
    """
    by_page: dict[int, list[Finding]] = {}
    for one in decided:
        by_page.setdefault(one.page, []).append(one)
    return tuple(_revised(page, by_page.get(page.number, ())) for page in pages)


def _revised(page: Page, decided: Sequence[Finding]) -> Page:
    text = page.text
    for one in decided:
        if one.decision is Decision.MASK:
            text = text[: one.start] + _SHOWN.sub(MASK, text[one.start : one.end]) + text[one.end :]
    masked = [one for one in decided if one.decision is Decision.MASK]
    let_in = [one.hidden for one in decided if one.decision is Decision.INCLUDE]
    return replace(page, text=_BETWEEN.join(part for part in (text, *let_in) if part), lines=_cut(page, masked))


def _cut(page: Page, masked: Sequence[Finding]) -> tuple[Line, ...]:
    """Cut the lines of a page where masked passages begin and end, as long as the widths of their characters are known."""
    edges = sorted({edge for one in masked for edge in (one.start, one.end)})
    lines: list[Line] = []
    for line in page.lines:
        ends = [line.start, *(edge for edge in edges if line.start < edge < line.end), line.end]
        if len(ends) == 2:
            lines.append(line)
            continue
        alone = replace(page, lines=(line,))
        lines += [Line(a, b, boxes_of(alone, a, b)[0], line.vertical) for a, b in pairwise(ends)]
    return tuple(lines)
