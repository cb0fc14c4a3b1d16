"""What a case says, laid out line by line: of a record each line with what it is about, of a report its first sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from casebase.findings import MASK
from casebase.models import Document, Page
from casebase.record.fields import FIELDS
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.sentences import sentence_spans

LONGEST_OPENING = 1500
"""Characters of a report that say what it is about; a record says so in lines of its own."""

LONGEST_HEADING = 12
"""Characters of a line of a record that may be a heading: 安全対策・リスク."""

_OF_STARTERS = {
    "結果": "one_line_result",
    "情報の扱い": "data_sensitivity",
    "リスク": "risks",
    "確認が必要な点": "to_verify",
}
"""How the starter records head what other records head otherwise."""

_FIELD_OF = {field.ja: field.base for field in FIELDS.values()} | _OF_STARTERS
_FIELD_OF_EN = {field.en: field.base for field in FIELDS.values()}
_LABEL = re.compile(
    rf"^(?:[^：\n]{{1,100}}[ので])?(?P<ja>{'|'.join(sorted(map(re.escape, _FIELD_OF), key=len, reverse=True))})："
    rf"|^(?P<en>{'|'.join(sorted(map(re.escape, _FIELD_OF_EN), key=len, reverse=True))})(?: of “[^”\n]{{1,100}}”)?: "
)
TELLING = frozenset(
    {"", "one_line_result", "summary", "problem", "solution", "effect", "stop_reason", "users_scale", "reusable_assets"}
    | {"ai_type", "model_or_product", "platform", "vendor", "sourcing", "network_zone"}
)
"""Fields that tell what is done, rather than what beside it must be heeded."""

_SENTENCE = re.compile(r"^(?!\s*[|#]).*[。.!?！？]\s*$", re.DOTALL)
"""A sentence of a report, rather than a heading or a row of a table."""

_BEHIND = re.compile(r"^(?:出典|sources|確認が必要な点)", re.IGNORECASE)
"""Headings below which nothing is said of the case itself."""


_STAGE = re.compile(
    r"状況は|が行っている|\b(?:is under consideration|is a trial|is in operation|has ended|is a use of)\b"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, from `start` to `end`; `field` of the record that it gives, empty where it is none, and what it `said`
    of that, in search form."""

    page: int
    start: int
    end: int
    text: str
    field: str
    said: str
    language: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case: the document and its lines in their order; the title is none of them."""

    document: Document
    lines: tuple[Line, ...]

    @property
    def titles(self) -> str:
        """Its titles, in search form."""
        details = self.document.details
        return search_form(f"{self.document.title} {details.title_en} {details.record.get('short_name_ja') or ''}")

    @property
    def owner(self) -> str:
        """Whose case it is, as its document says, down to the bureau."""
        record = self.document.details.record
        parts = (self.document.details.organization_name, record.get("organization_name_en"), record.get("bureau"))
        return " ".join(part for part in parts if part)

    def of(self, *fields: str) -> list[Line]:
        """Return the lines that give one of `fields`, those of the first first."""
        return [line for field in fields for line in self.lines if line.field == field]

    @property
    def is_japanese(self) -> bool:
        """Whether any of it is written in Japanese."""
        return any(line.language == "ja" for line in self.lines)

    @property
    def status_date(self) -> str:
        """The date that the record gives its status, as it is written there."""
        return str(self.document.details.record.get("status_date") or "")

    @property
    def stage(self) -> Line | None:
        """The line that says whose case it is and at which stage."""
        return next((line for line in self.of("") if _STAGE.search(line.said)), None)


def sheet_of(document: Document, page_of: Callable[[str, int], Page]) -> Sheet:
    """Lay out a document; `page_of` reads for whoever asks and raises NotFound."""
    page = page_of(document.version, 1)
    return Sheet(document, _lines(page.text, page.number, bool(document.details.record)))


@lru_cache(2048)
def _lines(text: str, page: int, is_record: bool) -> tuple[Line, ...]:
    spans = _of_record(text) if is_record else _of_report(text)
    return tuple(_line(page, start, end, text[start:end]) for start, end in spans if MASK not in text[start:end])


def _of_record(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for paragraph in text.split("\n"):
        if _BEHIND.match(paragraph):
            return
        if start and len(paragraph.strip()) > LONGEST_HEADING:
            yield start, start + len(paragraph.rstrip())
        start += len(paragraph) + 1


def _of_report(text: str) -> Sequence[tuple[int, int]]:
    spans = [(start, end) for start, end in sentence_spans(text) if end <= LONGEST_OPENING]
    return [(start, end) for start, end in spans if _SENTENCE.search(text[start:end])]


def _line(page: int, start: int, end: int, text: str) -> Line:
    found = _LABEL.match(text)
    field = (_FIELD_OF[found["ja"]] if found["ja"] else _FIELD_OF_EN[found["en"]]) if found else ""
    return Line(page, start, end, text, field, search_form(text[found.end() :] if found else text), language_of(text))
