"""Several cases in one table: task, tool, effect, cost, safeguards, every cell with the place where it is said.

Cells of a case record are found again in the record's text; those of other documents are read out of their sentences
(`casebase.compare.cells`), or where that is not trained for the model the casebase is asked, one question a cell, and only what
passed the cite gate is put in. What nobody says stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casebase.cases.effects import GRADES
from casebase.compare.said import FIELDS, Said, grade_of
from casebase.models import Answer, Document, Kind, Page
from casebase.text.numbers import quantities

MOST_CASES = 5

LABELS = {
    "tool": ("製品・モデル",),
    "effect": ("効果",),
    "cost": ("費用",),
    "safety": ("情報の扱い", "人による確認"),
}
"""How a record's text labels what a cell holds: 「…の費用：…」."""

QUESTIONS = {
    "ja": {
        "tool": "どのAIの製品やモデルを使いましたか",
        "effect": "効果はどれだけありましたか",
        "cost": "費用はいくらですか",
        "safety": "情報の扱いや人による確認はどうしていますか",
    },
    "en": {
        "tool": "Which AI product or model was used?",
        "effect": "How much did it save or improve?",
        "cost": "How much did it cost?",
        "safety": "How is information protected and checked by people?",
    },
}


@dataclass(frozen=True, slots=True)
class Row:
    """One case: the document and what each of `FIELDS` holds."""

    document: Document
    cells: Mapping[str, tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Cases side by side; `grades` and `units` are those of their effects: more than one of either, and they compare badly."""

    rows: tuple[Row, ...]
    grades: tuple[str, ...]
    units: tuple[str, ...]


PageOf = Callable[[str, int], Page]
Ask = Callable[[str, Document], Answer]
Cells = Mapping[str, tuple[Said, ...]]


def make_table(documents: Sequence[Document], page_of: PageOf, read: Callable[[Document], Cells]) -> Table:
    """Return the table of up to `MOST_CASES` of `documents`; `page_of` reads for whoever looks, and `read` gives the cells of a
    document that is no record."""
    rows = [Row(one, _cells(one, page_of, read)) for one in documents[:MOST_CASES]]
    effects = [said for row in rows for said in row.cells["effect"]]
    grades = tuple(grade for grade in GRADES if any(said.grade == grade for said in effects))
    units = {unit for said in effects for unit in _units(said.text)}
    return Table(tuple(rows), grades, tuple(sorted(units)))


def cases_of(answer: Answer) -> list[Document]:
    """Return the cases that an answer cites, in order of first use."""
    found = {one.document.id: one.document for one in answer.citations if one.document.details.kind is Kind.CASE}
    return list(found.values())


def asked_cells(document: Document, ask: Ask) -> Cells:
    """Return the cells of a document by asking it one question each; `ask` answers for the reader who looks."""
    language = document.language if document.language in QUESTIONS else "ja"
    return {field: _asked(field, ask(QUESTIONS[language][field], document)) for field in FIELDS}


def _cells(document: Document, page_of: PageOf, read: Callable[[Document], Cells]) -> Cells:
    record = document.details.record
    if not record:
        return read(document)
    page = page_of(document.version, 1)
    return {field: _of_record(field, page, document, record) for field in FIELDS}


def _of_record(field: str, page: Page, document: Document, record: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return what the lines of a record's text say that are labelled as the field is."""
    found: list[Said] = []
    at = 0
    effects = [str(effect.get("method") or "unknown") for effect in record.get("effect", ())]
    for line in page.text.split("\n"):
        match = re.match(rf"[^：\n]{{1,80}}の(?:{'|'.join(LABELS[field])})：", line)
        if match:
            number = len(found)
            grade = effects[number] if field == "effect" and number < len(effects) else ""
            said = line[match.end() :].strip()
            found.append(Said(said, document.version, page.number, at, at + len(line.rstrip()), grade))
        at += len(line) + 1
    return tuple(found)


def _asked(field: str, answer: Answer) -> tuple[Said, ...]:
    """Return the first sentence of an answer about one field with its place."""
    if not answer.sentences:
        return ()
    sentence = answer.sentences[0]
    cited = next(one for one in answer.citations if one.n in sentence.citations)
    grade = grade_of(sentence.text) if field == "effect" else ""
    return (Said(sentence.text, cited.document.version, cited.page, cited.start, cited.end, grade),)


def _units(text: str) -> set[str]:
    said = re.split(r"[（(](?:時期|根拠)", text)[0]
    return {quantity.unit for quantity in quantities(said)} - {"", "年", "月", "日"}
