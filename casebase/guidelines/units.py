"""The sentences of a page as rules are read from them: each with the heading above it and, in a list, what introduces it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casebase.models import Page
from casebase.text.headings import heading_above, text_of
from casebase.text.sentences import sentence_spans

SHORTEST, LONGEST = 10, 800
"""Characters of a sentence that may be a rule; an item of a list may be shorter (「氏名、住所」)."""

SHORTEST_ITEM = 2

SHORTEST_HEADLESS = 40
"""Characters below which a line without a full stop or a verb at its end is a heading, whatever the file says."""

MOST_ITEMS = 12
"""Items of a list that are read with the sentence that introduces it."""

_LIST_ITEM = re.compile(
    r"\s*(?:[-*+・●○■□◆◇▶•‣]|[(（]?[0-9０-９]{1,2}[.．)）、]|[①-⑳]|[ア-ン][.．)）]|[(（][ア-ンa-z][)）])\s*"
)
_INTRODUCES = re.compile(
    r"次(?:に掲げる|の|に定める|のとおり)|以下の|下記の|the following|as follows|[:：]\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"[。.．!！?？|）)\]]\s*$|(?:する|こと|ない|ます|いる|れる)\s*$")


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters `start`..`end` of a page: a sentence, or an item of the list that the unit at index `under` introduces."""

    start: int
    end: int
    heading: str
    introduced_by: str = ""
    under: int | None = None


def units_of(page: Page) -> list[Unit]:
    """Return the sentences of a page in order, without headings; those that introduce a list come before its items."""
    spans = [span for span in sentence_spans(page.text) if not _is_heading(page, span)]
    found: list[Unit] = []
    introducing: int | None = None
    items = 0
    for start, end in spans:
        text = page.text[start:end]
        is_item = _LIST_ITEM.match(text) is not None
        if introducing is not None and is_item and items < MOST_ITEMS:
            items += 1
            if end - start >= SHORTEST_ITEM and end - start <= LONGEST:
                introduction = found[introducing]
                said = page.text[introduction.start : introduction.end]
                found.append(Unit(start, end, introduction.heading, said, introducing))
            continue
        introducing = None
        if SHORTEST <= end - start <= LONGEST:
            found.append(Unit(start, end, text_of(page, heading_above(page, start))))
            if _INTRODUCES.search(text):
                introducing, items = len(found) - 1, 0
    return found


def lists_of(units: list[Unit]) -> Iterator[tuple[int, list[int]]]:
    """Yield the index of each unit that is no item, with the indexes of the items it introduces."""
    items: dict[int, list[int]] = {index: [] for index, unit in enumerate(units) if unit.under is None}
    for index, unit in enumerate(units):
        if unit.under is not None:
            items[unit.under].append(index)
    yield from items.items()


def _is_heading(page: Page, span: tuple[int, int]) -> bool:
    text = page.text[span[0] : span[1]]
    if len(text) < SHORTEST_HEADLESS and not _ENDS.search(text) and not _LIST_ITEM.match(text):
        return True
    heading = heading_above(page, span[0])
    return heading is not None and span[1] <= heading.end + 2
