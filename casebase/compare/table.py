"""Several cases in one table: task, tool, effect, cost, safeguards, every cell with the place where it is said.

Cells of a case record are found again in the record's text; of other documents the casebase is asked, one question a cell, and
only what passed the cite gate is put in. What nobody says stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casebase.cases.effects import GRADES
from casebase.models import Answer, Document, Kind, Page
from casebase.text.numbers import quantities

MOST_CASES = 5
FIELDS = ("tool", "effect", "cost", "safety")

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

_GRADED = (
    ("estimated", re.compile(r"試算|見込|想定|推計|推定|期待|estimat|expect|forecast|project(?:ed|ion)")),
    (
        "claimed",
        re.compile(
            r"アンケート|回答した|と答え|実感|感じ|という声|申告|survey|respondents?|said|felt|report(?:ed)? that"
        ),
    ),
    ("measured", re.compile(r"実測|計測|測定|実績|集計|measured|recorded|counted")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a cell, and where: characters `start`..`end` of a page. `grade` says how an effect is known."""

    text: str
    version: str
    page: int
    start: int
    end: int
    grade: str = ""


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


def make_table(documents: Sequence[Document], page_of: PageOf, ask: Ask) -> Table:
    """Return the table of up to `MOST_CASES` of `documents`; `page_of` and `ask` answer for the reader who looks."""
    rows = [Row(one, _cells(one, page_of, ask)) for one in documents[:MOST_CASES]]
    effects = [said for row in rows for said in row.cells["effect"]]
    grades = tuple(grade for grade in GRADES if any(said.grade == grade for said in effects))
    units = {unit for said in effects for unit in _units(said.text)}
    return Table(tuple(rows), grades, tuple(sorted(units)))


def cases_of(answer: Answer) -> list[Document]:
    """Return the cases that an answer cites, in order of first use."""
    found = {one.document.id: one.document for one in answer.citations if one.document.details.kind is Kind.CASE}
    return list(found.values())


def _cells(document: Document, page_of: PageOf, ask: Ask) -> dict[str, tuple[Said, ...]]:
    record = document.details.record
    if record:
        page = page_of(document.version, 1)
        return {field: _of_record(field, page, document, record) for field in FIELDS}
    language = document.language if document.language in QUESTIONS else "ja"
    return {field: _asked(field, ask(QUESTIONS[language][field], document)) for field in FIELDS}


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


def grade_of(text: str) -> str:
    """Return how an effect is known by the words of the sentence that says it; `unknown` where none tells."""
    return next((grade for grade, pattern in _GRADED if pattern.search(text)), "unknown")


def _units(text: str) -> set[str]:
    said = re.split(r"[（(](?:時期|根拠)", text)[0]
    return {quantity.unit for quantity in quantities(said)} - {"", "年", "月", "日"}
