"""Answers to questions of a table as a whole: the table that is meant is chosen and looked through, its rows told by quotes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from casebase.access import Reader, organization_name
from casebase.answer.answerer import NEAREST
from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.gate import Gated, pass_gate
from casebase.answer.question import Question, understand
from casebase.answer.said import may_say
from casebase.errors import NotFound
from casebase.models import Answer, AnswerSentence, Document, Filters, Grounds, Hit, Page, Status, VersionId
from casebase.retrieve.duplicates import first_of_each
from casebase.store.shelves import Shelves
from casebase.tables.finding import Found, found_in
from casebase.tables.notes import Read
from casebase.tables.operations import NOT_OF_ROWS, Act, may_ask_of_rows
from casebase.tables.reading import read
from casebase.tables.saying import MOST_TOLD, Saying
from casebase.tables.sheet import Row, Table, tables_of
from casebase.tables.titles import Titles
from casebase.text.normalize import search_form
from casebase.text.tables import told_row

NAME = "extractive"

SHEETS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "text/csv",
)
"""Media types of spreadsheets."""

LONGEST = 200
"""Characters of a question beyond which it says too much to be one of a table."""

MOST_SHEETS, LOOKED_AT, MOST_PAGES = 300, 12, 30
"""Spreadsheets of which the titles are looked at, those whose tables are, and pages of each."""

FOUND_FIRST = 10
"""Hits among which one of a spreadsheet says that a question may be of one, though nothing else does."""

NEAR = 5
"""Documents that a search finds first: a table whose titles the question does not say is one of them."""

OPENING = 300
_YEARS = re.compile(r"(?:令和|平成|[RH])\s?[0-9０-９元]{1,2}年?度?|(?:FY\s?)?20[0-9]{2}年?度?")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table of a document, with the page it stands on and what stands above it."""

    document: Document
    page: Page
    table: Table
    titles: Titles

    @property
    def name(self) -> str:
        """What the table is called: the document's title, and the sheet's where there are several."""
        label = self.page.label if self.document.pages > 1 else ""
        title = self.document.details.title or PurePath(self.document.file_name).stem
        return " ".join(part for part in (title, label) if part)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A table against which every word of a question is understood, and what it finds there."""

    sheet: _Sheet
    read: Read
    found: Found
    rank: int

    @property
    def weight(self) -> int:
        """How much of the question the titles, the columns and the cells say."""
        return self.read.of_title + self.read.of_table


class Registers:
    """Looks through the tables of spreadsheets that a reader may see."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    def answer(
        self, question: str, hits: Sequence[Hit], reader: Reader, filters: Filters, began: float
    ) -> Answer | None:
        """Answer a question of the rows of one table; None where it is none, or it is not certain what it asks of which table.

        `hits` are what a search for the question found, best first.
        """
        text = search_form(question).strip(" 。?？!！.")
        if len(question) > LONGEST or NOT_OF_ROWS.search(text):
            return None
        if not may_ask_of_rows(text) and not any(hit.document.media_type in SHEETS for hit in hits[:FOUND_FIRST]):
            return None
        asked = understand(question)
        chosen = self._chosen(asked, text, hits, reader, filters)
        return self._told(chosen, asked, hits, reader, began) if chosen else None

    def _chosen(
        self, asked: Question, text: str, hits: Sequence[Hit], reader: Reader, filters: Filters
    ) -> _Fitting | None:
        """Return the table that says most of the question; None where two documents say as much."""
        ranks: dict[VersionId, int] = {}
        for hit in hits:
            ranks.setdefault(hit.document.version, len(ranks))
        pages = {(hit.document.version, hit.passage.page): at for at, hit in reversed(list(enumerate(hits)))}
        fitting: list[_Fitting] = []
        for sheet in self._sheets(asked, ranks, reader, filters):
            understood = read(sheet.table, sheet.titles, asked, text)
            near = ranks.get(sheet.document.version, len(hits)) < NEAR
            if understood is None or not (understood.of_title or near):
                continue
            if found := found_in(sheet.table, understood):
                rank = pages.get((sheet.document.version, sheet.page.number), len(hits))
                fitting.append(_Fitting(sheet, understood, found, rank))
        if not fitting:
            return None
        best = max(one.weight for one in fitting)
        first = [one for one in fitting if one.weight == best]
        if len({one.sheet.document.id for one in first}) > 1:
            return None
        return min(first, key=lambda one: (-len(one.sheet.table.rows), one.rank, one.sheet.page.number))

    def _sheets(
        self, asked: Question, ranks: dict[VersionId, int], reader: Reader, filters: Filters
    ) -> Iterator[_Sheet]:
        """Yield the tables of the spreadsheets that the question names, or that a search finds."""
        documents = self._shelves.sheets(SHEETS, reader, filters, MOST_SHEETS)
        openings = self._shelves.openings([one.version for one in documents], OPENING, reader)
        places = [name for name in asked.names if name.is_place]

        def named(document: Document) -> int:
            titles = "\n".join((*_titles(document), openings.get(document.version, "")))
            return sum(may_say(titles, name) for name in places)

        ordered = sorted(documents, key=lambda one: (-named(one), ranks.get(one.version, len(ranks))))
        for document in ordered[:LOOKED_AT]:
            for number in range(1, min(document.pages, MOST_PAGES) + 1):
                try:
                    page = self._shelves.page(document.version, number, reader)
                except NotFound:
                    continue
                for table in tables_of(page.text):
                    opening = _captions(openings.get(document.version, "").partition("\n|")[0])
                    opening = opening if number == 1 else _YEARS.sub(" ", opening)  # each sheet is of its own year
                    called = "\n".join((*_titles(document), page.label))
                    titles = Titles.of(called, f"{_captions(table.above[-OPENING:])}\n{opening}")
                    yield _Sheet(document, page, table, titles)

    def _told(
        self, chosen: _Fitting, asked: Question, hits: Sequence[Hit], reader: Reader, began: float
    ) -> Answer | None:
        """Return the answer: what was counted or compared, then the rows, each by its stored quote; or that the cell is empty."""
        sheet, found = chosen.sheet, chosen.found
        if found.is_empty:
            ms = (time.perf_counter() - began) * 1000
            nearest = tuple(first_of_each(hits)[:NEAREST])
            return Answer(Status.NOT_IN_CASEBASE, asked.language, (), (), nearest, NAME, ms)
        gated = self._quoted(sheet, _shown(sheet.table, found), reader)
        if not gated.sentences or gated.removed:  # what is said of rows must be true of those that are shown
            return None
        numbers = tuple(citation.n for citation in gated.citations)
        said = Saying(sheet.table, sheet.name, chosen.read, found, asked.language).said()
        first = [AnswerSentence(said, numbers, 1.0, Grounds.COUNTED)] if said else []
        return Answer(
            status=Status.ANSWERED,
            language=asked.language,
            sentences=(*first, *gated.sentences),
            citations=gated.citations,
            nearest=(),
            engine=NAME,
            ms=(time.perf_counter() - began) * 1000,
            removed=gated.removed,
        )

    def _quoted(self, sheet: _Sheet, rows: Sequence[Row], reader: Reader) -> Gated:
        """Quote rows; where there are none, what stands above the table."""
        spans = [(row.start, row.end, told_row(row.cells, sheet.table.names)) for row in rows]
        if not spans and sheet.table.above:
            start, end = sheet.table.above_at
            start = max(start, sheet.page.text.rfind("\n", start, end) + 1)
            spans = [(start, end, sheet.page.text[start:end])]
        version, number = sheet.document.version, sheet.page.number
        passages = self._shelves.passages_at(version, number, [start for start, _, _ in spans], reader)
        sentences = []
        for start, end, said in spans:
            holding = next((one for one in passages if one.start <= start and end <= one.end), None)
            if holding:
                sentences.append(DraftSentence(said, (CitedSpan(Hit(holding, sheet.document, 1.0), start, end),)))
        page_of: Callable[[VersionId, int], Page] = lambda version, number: self._shelves.page(version, number, reader)  # noqa: E731
        return pass_gate(Draft(tuple(sentences)), page_of)


def _shown(table: Table, found: Found) -> list[Row]:
    """Return the rows that are told: those asked for, or the one that adds all of them up."""
    if found.act is Act.TOTAL and found.of_total_row is not None and found.of_total_row == found.value and table.total:
        return [table.total]
    return [table.rows[at] for at in found.told[:MOST_TOLD]]


def _captions(text: str) -> str:
    """Return the lines of a text that may be titles: no sentences and no notes."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if not line.startswith(("※", "注", "*", "|")) and "。" not in line)


def _titles(document: Document) -> tuple[str, ...]:
    details = document.details
    owners = (organization_name(details.organization, language) for language in ("ja", "en"))
    named = () if details.organization == "other" else tuple(owners)
    return (document.title, details.title_en, document.file_name, details.organization_name, *named)
