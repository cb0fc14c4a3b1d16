"""Which heading a place of a page stands under."""

from __future__ import annotations

from bisect import bisect_right

from casebase.models import Heading, Page


def heading_above(page: Page, at: int) -> Heading | None:
    """Return the last heading that begins at character `at` of a page or before it."""
    place = bisect_right(page.headings, at, key=lambda heading: heading.start)
    return page.headings[place - 1] if place else None


def text_of(page: Page, heading: Heading | None) -> str:
    """Return the words of a heading of a page, nothing for none."""
    return page.text[heading.start : heading.end] if heading else ""
