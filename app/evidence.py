"""From what a record says to the passage it stands in, so that every value shown can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.links import address, passage_href
from casebase.access import Reader
from casebase.models import Document, Page
from casebase.service import Casebase
from ingest.starter_text import dates, sentences

MOST_PAGES = 40
"""Pages of a document that are looked through for a value whose place the record does not name."""

SHORTEST = 6
"""Characters that a stretch must have to be looked for: shorter ones stand anywhere."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Finds places in one document. `pages` reads its pages, once."""

    document: Document
    language: str
    pages: Callable[[], list[Page]]

    def href(self, field: str, text: str) -> tuple[str, bool]:
        """Return where a value can be checked, and whether that is the very passage; else it is the case itself."""
        if place := _named(self.document.details.record, field, self.language):
            return place, True
        for wanted in _stretches(text):
            for page in self.pages():
                start = page.text.find(wanted)
                if start >= 0:
                    version = self.document.version
                    return passage_href(version, page.number, start, start + len(wanted), self.language), True
        return address("case", self.language, {"id": self.document.id}), False


def evidence_for(document: Document, casebase: Casebase, reader: Reader, language: str) -> Evidence:
    """Return what finds places in a document that the reader may see."""
    read: list[Page] = []

    def pages() -> list[Page]:
        if not read:
            numbers = range(1, min(document.pages, MOST_PAGES) + 1)
            read.extend(casebase.page(document.version, number, reader) for number in numbers)
        return read

    return Evidence(document, language, pages)


def _named(record: Mapping[str, Any], field: str, language: str) -> str:
    """Return the place that the record itself names for a field, if it names one."""
    evidence = record.get("evidence")
    entry = (evidence.get(field) or evidence.get(f"{field}_ja")) if isinstance(evidence, Mapping) else None
    entry = entry[0] if isinstance(entry, list | tuple) and entry else entry
    if not isinstance(entry, Mapping) or not all(key in entry for key in ("version", "page", "start", "end")):
        return ""
    try:
        page, start, end = (int(entry[key]) for key in ("page", "start", "end"))
    except (TypeError, ValueError):
        return ""
    return passage_href(str(entry["version"]), page, start, end, language)


def _stretches(text: str) -> list[str]:
    """Return what to look for: the first sentence as written and as our summaries write it."""
    if not text:
        return []
    first = next(iter(sentences(text)), "")
    bare = first.removesuffix("。")
    return [one for one in dict.fromkeys((first, bare, dates(bare))) if len(one) >= SHORTEST]
