"""Answers to questions of the cases as a whole, out of their records."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from casebase.access import Reader
from casebase.answer.answerer import NEAREST
from casebase.answer.engine import CitedSpan, Draft, DraftSentence
from casebase.answer.gate import pass_gate
from casebase.cases.effects import GRADES
from casebase.cases.finding import Order, Wanted
from casebase.catalogue.asked import Asked, asked_of_all
from casebase.catalogue.going_on import taken_apart
from casebase.catalogue.owners import MOST_OWNERS, most_of, told
from casebase.catalogue.saying import MOST_TOLD, Counts, counted
from casebase.catalogue.shape import Shape
from casebase.catalogue.sheet import Line, Sheet, sheet_of
from casebase.errors import NotFound
from casebase.models import (
    Answer,
    AnswerSentence,
    Document,
    Filters,
    Grounds,
    Hit,
    Kind,
    Page,
    Passage,
    Status,
    VersionId,
)
from casebase.retrieve.duplicates import first_of_each
from casebase.retrieve.retriever import Retriever
from casebase.store.case_shelves import CaseShelves
from casebase.store.shelves import Shelves
from casebase.text.lists import introduces

MOST_LAID_OUT = 1_000
"""Cases that are looked through for one question, in half a second: of more, those that a search for its words finds first."""

PASSAGES_FOUND = 1_500
"""Passages among which those cases are looked for."""

NAME = "extractive"

NONE_OF_CASES = "NONE_OF_CASES"
"""The notice of an answer that every case record was looked through for and none fits."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A case that all conditions hold for, and the lines that show them, the most telling first."""

    sheet: Sheet
    lines: tuple[Line, ...]

    def told_among(self, number: int) -> tuple[Line, ...]:
        """Return the lines to tell of one of `number` cases: of few also what it is, where the first says only its stage."""
        if number == 1:
            return self.lines[:MOST_LINES]
        is_bare = self.lines[:1] == (self.sheet.stage,)
        return self.lines[:2] if number <= FEW and is_bare else self.lines[:1]


@dataclass(frozen=True, slots=True)
class _Looked:
    """The cases to look through, how many records there are, and how many pass where limits of the database alone decide."""

    documents: Sequence[Document]
    of_all: int
    passing: int | None = None


class Catalogue:
    """Looks through the cases that a reader may see."""

    def __init__(self, cases: CaseShelves, shelves: Shelves, retriever: Retriever) -> None:
        self._cases = cases
        self._shelves = shelves
        self._retriever = retriever

    def answer(self, question: str, reader: Reader, filters: Filters, began: float) -> Answer | None:
        """Answer a question of the cases as a whole; None where it is none, or nothing here answers it."""
        question, first = taken_apart(question)
        asked = asked_of_all(question)
        answered = self._answer(question, asked, first, reader, filters, began) if asked else None
        if asked and (answered is None or not answered.sentences) and (others := asked.of_other_documents):
            return self._answer(question, others, first, reader, filters, began) or answered
        return answered

    def _answer(
        self, question: str, asked: Asked, first: int, reader: Reader, filters: Filters, began: float
    ) -> Answer | None:
        looked = self._looked(question, asked, reader, filters)
        if not looked.of_all:
            return None
        sheets = [sheet for one in looked.documents if (sheet := self._sheet(one, reader))]
        found = [case for sheet in sheets if (case := _held(sheet, asked))]
        known = 0
        if asked.measure:
            best, known = asked.measure.first([case.sheet for case in found])
            found = [_Case(sheet, (measured.line,)) for sheet, measured in best]
        if found and asked.is_only_whose and len(found) < FEWEST_OF_ONE:
            return None
        if not found:
            return (
                self._none(question, asked, reader, filters, began)
                if asked.is_sure and self._are_records(asked, looked.of_all, reader, filters)
                else None
            )
        if asked.shape is Shape.BY_OWNER:
            return self._by_owner(asked, found, looked, reader, began)
        number = len(found) if asked.measure or looked.passing is None else looked.passing
        return self._told(asked, found, Counts(number, looked.of_all, known, first), reader, began)

    def _looked(self, question: str, asked: Asked, reader: Reader, filters: Filters) -> _Looked:
        """Return the records to look through, the newest first; reports that nobody wrote up are left to the passages."""
        cases = _limited(filters, asked.kind)
        wanted = cases if asked.kind is not Kind.CASE else cases.having("grade", *GRADES, "none")
        number = self._cases.listed(reader, wanted, Order.NEW, size=1).total
        if not number:
            return _Looked((), 0)
        limited = {field for field, _ in wanted.limits}
        for condition in asked.conditions:
            if condition.limit and condition.limit[0] not in limited:
                wanted = wanted.having(condition.limit[0], *condition.limit[1])
        listed = self._cases.listed(reader, wanted, Order.NEW, size=MOST_LAID_OUT)
        if listed.total <= MOST_LAID_OUT:
            return _Looked(listed.documents, number)
        if all(condition.limit and condition.limit[0] not in limited for condition in asked.conditions):
            return _Looked(listed.documents, number, listed.total)
        found = self._retriever.retrieve(question, reader, filters, PASSAGES_FOUND)
        nearest = replace(wanted, among=tuple(dict.fromkeys(hit.document.id for hit in found.hits)))
        return _Looked(self._cases.listed(reader, nearest, Order.MATCH, size=MOST_LAID_OUT).documents, number)

    def _are_records(self, asked: Asked, records: int, reader: Reader, filters: Filters) -> bool:
        """Tell whether there are no cases but so many records: only then does none of them mean that there is none."""
        return self._cases.listed(reader, _limited(filters, asked.kind), Order.NEW, size=1).total == records

    def _sheet(self, document: Document, reader: Reader) -> Sheet | None:
        try:
            return sheet_of(document, lambda version, number: self._shelves.page(version, number, reader))
        except NotFound:
            return None

    def _by_owner(
        self, asked: Asked, found: Sequence[_Case], looked: _Looked, reader: Reader, began: float
    ) -> Answer | None:
        """Return how many cases each organisation has, a case of each with most; None where not all were looked through."""
        if looked.of_all > MOST_LAID_OUT:
            return None
        owners = most_of((case.sheet for case in found), asked.language)
        first = [cases[0] for _, cases in owners[:MOST_OWNERS]]
        shown = [_Case(case.sheet, case.lines[:1]) for sheet in first for case in found if case.sheet is sheet]
        said = told(owners, [one.said(asked.language) for one in asked.conditions], asked.language)
        return self._answered(asked, shown, said, reader, began)

    def _told(
        self, asked: Asked, found: Sequence[_Case], counts: Counts, reader: Reader, began: float
    ) -> Answer | None:
        """Return the answer: of each case the lines that show why, and before them how many there are."""
        shown = found[counts.first - 1 :][:MOST_TOLD] or found[:MOST_TOLD]
        return self._answered(asked, shown, counted(asked, counts), reader, began)

    def _answered(self, asked: Asked, shown: Sequence[_Case], said: str, reader: Reader, began: float) -> Answer | None:
        """Return the answer of what was counted, if anything was, and of the lines of the cases shown."""
        passages = self._shelves.passages({case.sheet.document.version for case in shown}, reader)
        sentences = [
            _quoted(case.sheet.document, line, passages.get(case.sheet.document.version, ()))
            for case in shown
            for line in case.told_among(len(shown))
        ]
        gated = pass_gate(Draft(tuple(one for one in sentences if one)), self._page_of(reader))
        if not gated.sentences:
            return None
        numbers = tuple(citation.n for citation in gated.citations)
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

    def _none(self, question: str, asked: Asked, reader: Reader, filters: Filters, began: float) -> Answer:
        """Return the answer that there is no such case, with what comes nearest."""
        nearest = first_of_each(self._retriever.retrieve(question, reader, filters, NEAREST * 4).hits)[:NEAREST]
        ms = (time.perf_counter() - began) * 1000
        return Answer(Status.NOT_IN_CASEBASE, asked.language, (), (), tuple(nearest), NAME, ms, notice=NONE_OF_CASES)

    def _page_of(self, reader: Reader) -> Callable[[VersionId, int], Page]:
        return lambda version, number: self._shelves.page(version, number, reader)


FEWEST_OF_ONE = 2
"""Cases that there must be where only whose they are is asked: one alone is asked about, not listed."""

MOST_LINES, FEW = 3, 6
"""Lines of a case that is the only one; cases of which so few are told what came of it beside their stage."""


def _limited(filters: Filters, kind: Kind) -> Wanted:
    """Return the limits of a search as limits of cases."""
    wanted = Wanted((("kind", tuple(one.value for one in filters.kinds or (kind,))),))
    limits = {
        "org": filters.organizations,
        "task": filters.task_types,
        "area": filters.policy_areas,
        "status": filters.statuses,
    }
    for field, values in limits.items():
        wanted = wanted.having(field, *values) if values else wanted
    return replace(wanted, among=filters.documents) if filters.documents else wanted


def _quoted(document: Document, line: Line, passages: Sequence[Passage]) -> DraftSentence | None:
    """Return a line as a sentence that quotes the passage it stands in; None where it stands in none."""
    for passage in passages:
        if passage.page == line.page and passage.start <= line.start and line.end <= passage.end:
            return DraftSentence(line.text, (CitedSpan(Hit(passage, document, 1.0), line.start, line.end),))
    return None


def _held(sheet: Sheet, asked: Asked) -> _Case | None:
    """Return the case with the lines to tell, or None where a condition does not hold."""
    shown: list[tuple[str, Line]] = []
    for condition in asked.conditions:
        held = condition.holds(sheet)
        if held is None:
            return None
        if held.lines:
            shown.append((condition.about, min(held.lines, key=lambda line: _last(line, asked.language))))
    told = sheet.of(*asked.tells)
    if asked.tells and not told and "stop_reason" not in asked.tells:  # that it was stopped may be told with why
        return None
    shown.sort(key=lambda one: _TELLING.index(one[0]))
    lines_alone = sorted(sheet.lines, key=lambda line: introduces(line.text))
    spare = [line for line in (*sheet.of("one_line_result", "solution"), sheet.stage, *lines_alone) if line]
    lines = dict.fromkeys((*told[:1], *(line for _, line in shown), *spare))
    spoken = [line for line in lines if line.language == asked.language]
    foreign = asked.language == "ja" and sheet.is_japanese  # an English line of a Japanese record says what others say
    return _Case(sheet, tuple(spoken if foreign else lines))


def _last(line: Line, language: str) -> tuple[bool, bool]:
    """Return by what lines that show the same are told later: another language, and what was the matter rather than done."""
    return line.language != language, line.field == "problem"


_TELLING = ("topic", "", "stage", "who")
