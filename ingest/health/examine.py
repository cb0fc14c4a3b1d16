"""All checks of the health check, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from casebase.findings import Finding, Severity
from casebase.models import Details, Page
from casebase.personal.personal import personal_data
from ingest.health.described import undescribed
from ingest.health.orders import orders
from ingest.health.readable import unreadable
from ingest.records import HiddenText, Loaded, Warned

_SEVERITIES = {
    "HIDDEN_TEXT": Severity.DECIDE,
    "INVISIBLE_CHARACTERS": Severity.DECIDE,
    "BIDI_CONTROLS": Severity.DECIDE,
    "LOW_OCR_CONFIDENCE": Severity.DECIDE,
    "TEXT_NOT_MAPPABLE": Severity.DECIDE,
    "EDITION": Severity.DECIDE,
    "NEAR_DUPLICATE": Severity.DECIDE,
}
"""Severities of what the parsers warn of; anything else is a note."""

_FULLEST_PAGE = 200
"""Findings of one code on one page that are listed one by one; a table of a thousand addresses is one matter to decide."""


def examine(loaded: Loaded, pages: Sequence[Page], details: Details, file_name: str) -> tuple[Finding, ...]:
    """Return everything that was found in a document, in the order of its pages, the gravest first within a page.

    `pages` are those that `ingest.compose` made of `loaded`: offsets count in their texts.
    """
    found = [*_of_the_parser(loaded.warnings, loaded.hidden), *undescribed(pages, details, file_name)]
    for page in pages:
        found += _within_reason(
            [*unreadable(page, loaded.media_type), *orders(page), *personal_data(page)], len(page.text)
        )
    for hidden in loaded.hidden:
        found += _in_hidden_text(hidden)
    gravity = list(Severity)
    return tuple(sorted(found, key=lambda one: (one.page, -gravity.index(one.severity), one.start)))


def summary(findings: Iterable[Finding]) -> tuple[Warned, ...]:
    """Return the findings by code, the gravest first, each with the pages it concerns: what is kept with a version."""
    gravity = list(Severity)
    ranked = sorted(findings, key=lambda one: -gravity.index(one.severity))
    pages: dict[str, set[int]] = {}
    details: dict[str, list[str]] = {}
    for one in ranked:
        pages.setdefault(one.code, set()).update({one.page} - {0})
        if one.detail and one.detail not in details.setdefault(one.code, []):
            details[one.code].append(one.detail)
    return tuple(
        Warned(code, tuple(sorted(numbers)), ", ".join(details.get(code, []))) for code, numbers in pages.items()
    )


def _of_the_parser(warnings: Iterable[Warned], hidden: Sequence[HiddenText]) -> Iterable[Finding]:
    shown = {one.page for one in hidden}
    for warned in warnings:
        severity = _SEVERITIES.get(warned.code, Severity.NOTE)
        if warned.code == "HIDDEN_TEXT" and shown:
            continue  # each text is a finding of its own
        for page in warned.pages or (0,):
            yield Finding(warned.code, severity, page, detail=warned.detail)
    for one in hidden:
        yield Finding("HIDDEN_TEXT", Severity.DECIDE, one.page, detail=one.kind, hidden=one.text)


def _in_hidden_text(hidden: HiddenText) -> Iterable[Finding]:
    """Look for orders and personal data in hidden text as well: it is there for a reason."""
    page = Page(hidden.page, hidden.text)
    for one in (*orders(page), *personal_data(page)):
        text = hidden.text[one.start : one.end]
        yield replace(one, start=0, end=0, hidden=text)


def _within_reason(found: list[Finding], length: int) -> list[Finding]:
    """Where one page holds very many findings of a code, the last one kept reaches over the rest of the page."""
    counts: dict[str, int] = {}
    kept = []
    for one in sorted(found, key=lambda one: one.start):
        counts[one.code] = counts.get(one.code, 0) + 1
        if counts[one.code] < _FULLEST_PAGE:
            kept.append(one)
        elif counts[one.code] == _FULLEST_PAGE:
            kept.append(replace(one, end=length))
    return kept
