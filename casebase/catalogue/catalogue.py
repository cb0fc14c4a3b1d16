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
from casebase.catalogue.measures import Measure
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

MOST_TOLD = 20
"""Cases that are told one by one; of more it is said how many there are."""

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
        number = len(found) if asked.measure or looked.passing is None else looked.passing
        return self._told(asked, found, _Counts(number, looked.of_all, known, first), reader, began)

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

    def _told(
        self, asked: Asked, found: Sequence[_Case], counts: _Counts, reader: Reader, began: float
    ) -> Answer | None:
        """Return the answer: of each case the lines that show why, and before them how many there are."""
        shown = found[counts.first - 1 :][:MOST_TOLD] or found[:MOST_TOLD]
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
        said = counted(asked, counts)
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


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many cases were found, how many there are, of how many what is measured is known, and which is told first."""

    found: int
    of_all: int
    known: int
    first: int = 1

    @property
    def told_before(self) -> bool:
        """Whether all that were found have been told."""
        return self.first > self.found


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


def counted(asked: Asked, counts: _Counts) -> str:
    """Say how many cases there are, of what was asked and of how many; nothing for a single one."""
    said = [one.said(asked.language) for one in asked.conditions]
    if asked.measure:
        return _first(asked.measure, asked.language, said, counts.known)
    if asked.shape is Shape.LIST and counts.found == 1:
        return ""
    what = KINDS_SAID[asked.kind][asked.language == "en"]
    told = _which(counts, asked.language)
    if asked.language == "en":
        number = f"1 {what}" if counts.found == 1 else f"{counts.found} {what}s"
        found = f" found for “{', '.join(said)}” among the {counts.of_all} here" if said else " here"
        return f"{number}{found}.{told}"
    if not said:
        return f"登録されている{what}は{counts.found}件です。{told}"
    return f"「{'・'.join(said)}」に当てはまる{what}は、{counts.of_all}件のうち{counts.found}件です。{told}"


def _which(counts: _Counts, language: str) -> str:
    """Say which of those that were found are told, unless it is all of them at once."""
    last = min(counts.first - 1 + MOST_TOLD, counts.found)
    if counts.told_before:
        return " There are no others." if language == "en" else "ほかにはありません。"
    if counts.first > 1:
        return (
            f" Numbers {counts.first} to {last} are shown."
            if language == "en"
            else f"そのうち{counts.first}件目から{last}件目までを示します。"
        )
    if counts.found > MOST_TOLD:
        return f" The first {MOST_TOLD} are shown." if language == "en" else f"新しいものから{MOST_TOLD}件を示します。"
    return ""


KINDS_SAID = {
    Kind.CASE: ("事例の記録", "case"),
    Kind.GUIDELINE: ("ガイドライン", "guideline"),
    Kind.TRAINING: ("研修・人材育成の資料", "training document"),
}


def _first(measure: Measure, language: str, said: Sequence[str], known: int) -> str:
    """Say of how many cases a figure is known, before the one that has most of it."""
    if language == "en":
        limits = f" for “{', '.join(said)}”" if said else ""
        number = "one case" if known == 1 else f"{known} cases"
        told = f"The records of {number}{limits} give a figure for {measure.en}; by that figure this comes first."
        return f"{told} {measure.beside_en}".rstrip()
    limits = f"「{'・'.join(said)}」に当てはまり、" if said else ""
    return f"{limits}「{measure.ja}」が記録から分かる事例は{known}件です。数字の上で一番は次のとおりです。{measure.beside_ja}"
