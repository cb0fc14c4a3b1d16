"""Sentences that give orders to a program that reads them (prompt injection)."""

from __future__ import annotations

from collections.abc import Iterator

from casebase.answer.instructions import gives_orders
from casebase.findings import Finding, Severity
from casebase.models import Page
from casebase.text.sentences import sentence_spans


def orders(page: Page) -> Iterator[Finding]:
    """Yield the sentences of a page that give orders to whoever answers from it.

    Such a sentence is never chosen as an answer (`casebase.answer`), whatever the editor decides.
    """
    for start, end in sentence_spans(page.text):
        if gives_orders(page.text[start:end]):
            yield Finding("INSTRUCTION_LIKE", Severity.DECIDE, page.number, start, end)
