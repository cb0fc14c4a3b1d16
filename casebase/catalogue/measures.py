"""The case that has most of something, or least: hours saved, a share, a cost, people, or how early it was begun."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casebase.answer.question import Question
from casebase.cases.effects import Effect, Per, effects_of
from casebase.catalogue.dates import began_on, ended_on
from casebase.catalogue.sheet import Line, Sheet
from casebase.text.amounts import amount_of, yen_in
from casebase.text.normalize import search_form


@dataclass(frozen=True, slots=True)
class Measured:
    """How much a case has of what is measured, and the line that says it."""

    value: float
    line: Line
    fit: int = 0
    """How many words of the question the name of the figure says."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something of which a case has more or less. `of` yields what it has; `least` asks for the least of it. `beside_…` say what
    must be heeded."""

    ja: str
    en: str
    of: Callable[[Sheet], Iterator[Measured]]
    least: bool = False
    beside_ja: str = ""
    beside_en: str = ""

    def first(self, sheets: Sequence[Sheet]) -> tuple[list[tuple[Sheet, Measured]], int]:
        """Return the cases that have most (or least), equal ones together, and of how many cases it is known."""
        of_all = [(sheet, found) for sheet in sheets for found in self.of(sheet)]
        fit = max((found.fit for _, found in of_all), default=0)
        by_case: dict[str, tuple[Sheet, Measured]] = {}
        for sheet, found in of_all:
            kept = by_case.get(sheet.document.id)
            better = kept is None or (found.value < kept[1].value) is self.least
            if found.fit == fit and better:
                by_case[sheet.document.id] = (sheet, found)
        known = list(by_case.values())
        if not known:
            return [], 0
        values = [found.value for _, found in known]
        best = min(values) if self.least else max(values)
        return [(sheet, found) for sheet, found in known if found.value == best], len(known)


def measure_asked(text: str, asked: Question) -> Measure | None:
    """Return what a question, in search form, wants most or least of; None where nothing here is meant."""
    for words, make in _MEASURES:
        if words.search(text):
            return make(text, asked)
    return None


def _hours(text: str, asked: Question) -> Measure:
    per = Per.USER if _A_PERSON.search(text) else None

    def of(sheet: Sheet) -> Iterator[Measured]:
        for effect, line in _effects(sheet):
            if effect.saving and per in (None, effect.saving.per):
                weight = ALL_BEFORE_ONE if effect.saving.per is Per.TOTAL else 1.0
                yield Measured(effect.saving.hours * weight, line)

    ja, en = ("1人当たりの削減時間", "hours saved a person") if per else ("削減した時間", "hours saved")
    return Measure(ja, en, of, _LITTLE.search(text) is not None, *_BESIDE_HOURS)


_BESIDE_HOURS = (
    "割合や1回当たりの時間だけの事例は比べていません。実測か試算かは、文の「根拠」で確かめてください。",
    "Cases that give only shares or times for one occasion were not compared; see in each sentence whether it was measured.",
)


def _yen(text: str, asked: Question) -> Measure:
    def of(sheet: Sheet) -> Iterator[Measured]:
        for effect, line in _effects(sheet):
            before, after = (amount_of(unicodedata.normalize("NFKC", one)) for one in (effect.before, effect.after))
            if after and effect.unit.startswith("円"):
                yield Measured(before.number - after.number if before else abs(after.number), line)

    return Measure("節約した金額", "money saved", of, _LITTLE.search(text) is not None)


def _figures(units: tuple[str, ...], ja: str, en: str) -> Callable[[str, Question], Measure]:
    """Return a measure of effects in one of `units`; those whose name says most words of the question count."""

    def make(text: str, asked: Question) -> Measure:
        def overlap(metric: str) -> int:
            return sum(word.token in metric for word in asked.words)

        def of(sheet: Sheet) -> Iterator[Measured]:
            for effect, line in _effects(sheet):
                amount = amount_of(unicodedata.normalize("NFKC", effect.after))
                if amount and (not units or effect.unit.startswith(units)):
                    yield Measured(abs(amount.number), line, overlap(search_form(effect.metric)))

        return Measure(ja, en, of, _LITTLE.search(text) is not None)

    return make


def _cost(text: str, asked: Question) -> Measure:
    def of(sheet: Sheet) -> Iterator[Measured]:
        for line in sheet.of("cost", "run_cost"):
            if (yen := yen_in(unicodedata.normalize("NFKC", line.said))) is not None:
                yield Measured(yen, line)

    return Measure("費用", "cost", of, _CHEAP.search(text) is not None)


def _begun(text: str, asked: Question) -> Measure:
    is_late = _LATE.search(text) is not None
    in_operation = _IN_OPERATION.search(text) is not None

    def of(sheet: Sheet) -> Iterator[Measured]:
        if in_operation and sheet.document.details.status == "本番" and sheet.stage:
            begun: tuple[str, Line] | None = (sheet.status_date, sheet.stage)
        else:
            begun = None if in_operation else began_on(sheet)
        if begun and begun[0][:4].isdigit():
            yield Measured(_ordinal(begun[0], is_late), begun[1])

    return Measure("始まった時期", "start", of, not is_late)


def _ended(text: str, asked: Question) -> Measure:
    def of(sheet: Sheet) -> Iterator[Measured]:
        if sheet.stage and ended_on(sheet):
            yield Measured(_ordinal(ended_on(sheet), _LATE.search(text) is not None), sheet.stage)

    return Measure("終わった時期", "end", of, _LATE.search(text) is None)


_LITTLE = re.compile(
    r"小さ|少な|低|短|最小|最少|最低|最短|ワースト|\b(?:least|fewest|lowest|smallest|shortest|worst)\b"
)
_CHEAP = re.compile(r"安|少な|小さ|低|かから|\b(?:cheap\w*|least|lowest|smallest)\b")
_LATE = re.compile(r"新し|最新|最近|直近|遅|\b(?:new\w*|latest|recent\w*|last)\b")
_A_PERSON = re.compile(r"1人|一人|人(?:当たり|あたり)|\b(?:per|a|each) (?:person|user|employee|head)")
_IN_OPERATION = re.compile(r"本番|本格|稼働|\b(?:operation|live|production)\b")
_SHARES = r"[率度]が|率の|正答率|精度|割合|満足|\b(?:accura\w+|percent\w*|satisf\w+|share|rate)\b"
_MEASURES: tuple[tuple[re.Pattern[str], Callable[[str, Question], Measure]], ...] = (
    (
        re.compile(
            r"円で|(?:費用|経費|予算|お金|金額)[^。]{0,8}(?:浮|節約|削減|減)|節約(?:額|が)"
            r"|\b(?:money|cost) sav|sav\w* (?:the )?most money"
        ),
        _yen,
    ),
    (
        re.compile(
            r"費用|予算|コスト|経費|安[いくか]|最安|金額|お金|高額|\b(?:cheap\w*|cost\w*|expensive|budget|money)\b"
        ),
        _cost,
    ),
    (
        re.compile(
            r"(?:終わ|終了|やめ|中止)[^。]{0,8}(?:早|最近|最初|遅)|(?:最近|最初に|早く)[^。]{0,6}(?:終わ|終了|やめ|中止)"
        ),
        _ended,
    ),
    (re.compile(_SHARES), _figures(("%", "割"), "割合", "share")),
    (
        re.compile(
            r"時間|時短|工数|効果|短縮|成果|インパクト|\b(?:hours?|time|effect\w*|impact|sav\w+|reduc\w+)\b(?! recent)"
        ),
        _hours,
    ),
    (
        re.compile(r"利用者|ユーザー|人数|登録者|多くの人|\b(?:users?|people|residents|staff)\b"),
        _figures(("人", "名", "people", "users"), "人数", "people"),
    ),
    (
        re.compile(r"多[いくか]|たくさん|最多|回数|件数|\b(?:number|many|often)\b"),
        _figures(("件", "回", "人", "名", "団体", "校", "通"), "数", "number"),
    ),
    (
        re.compile(
            r"早|最初|初めて|先に|古|最古|昔|新し|最新|最近|直近|長[いく]|\b(?:earliest|first|oldest|newest|latest|recent\w*|longest)\b"
        ),
        _begun,
    ),
)

ALL_BEFORE_ONE = 1e3
"""What hours of everybody together count beside those of one person: the former are asked for where neither is named."""


def _effects(sheet: Sheet) -> Iterator[tuple[Effect, Line]]:
    """Yield the effects of a case that a line of it tells, each with the line."""
    for effect in effects_of(sheet.document.details.record):
        if line := next((one for one in sheet.of("effect") if effect.metric in one.text), None):
            yield effect, line


def _ordinal(date: str, is_late: bool) -> float:
    """Return a date as a number; what it leaves open is taken so that it is not first among those asked for."""
    year, month, day = (date[:4], date[5:7], date[8:10])
    open_month, open_day = (0, 0) if is_late else (12, 31)
    months = int(month) if month.isdigit() else open_month
    return int(year) * 10_000 + months * 100 + (int(day) if day.isdigit() else open_day)
