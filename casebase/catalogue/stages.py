"""Conditions on how far a case has come: its status, that it was given up, when it was begun and when it ended."""

from __future__ import annotations

import re

from casebase.catalogue.conditions import Condition, Shown, line_of, those_of
from casebase.catalogue.dates import Span, began_on, ended_on
from casebase.catalogue.sheet import Sheet


def in_status(ja: str, en: str, *statuses: str) -> Condition:
    """Return the condition that a case is in one of `statuses` of the record."""

    def holds(sheet: Sheet) -> Shown | None:
        return line_of(sheet.stage) if sheet.document.details.status in statuses else None

    return Condition(ja, en, holds, "stage", ("status", statuses))


_STOPPED = re.compile(
    r"やめ(?:た|る|て|、)|取りや?め|断念|中止|廃止|打ち切|(?:導入|採用|予算|運用|提供|実施|公開|利用|本格)[^。、]{0,8}見送|^見送|見送り】|撤退|閉鎖|頓挫|不採用|失敗|休止|延期|予算(?:に載らず|が付かず)"
    r"|\b(?:stopped|abandoned|discontinued|cancell?ed|shut down|g[ai]ve(?:n|s)? (?:it )?up"
    r"|not adopted|withdr\w+|dropped|failed|suspended|postponed)\b"
)


def stopped(ja: str, en: str) -> Condition:
    """Return the condition that a case was given up, shown by where it says so."""

    def holds(sheet: Sheet) -> Shown | None:
        why = those_of(sheet.of("stop_reason"), lambda line: True)
        if why or sheet.document.details.status == "本番":
            return why
        told = sheet.of("one_line_result", "summary", "")
        shown = those_of(told, lambda line: _STOPPED.search(line.said))
        if shown or not _STOPPED.search(sheet.titles):
            return shown
        return those_of(told, lambda line: True)

    return Condition(ja, en, holds, "stage", instead_of=("status", ("実証",)))


def begun_in(span: Span, ja: str, en: str) -> Condition:
    """Return the condition that a case was begun in a stretch of time."""

    def holds(sheet: Sheet) -> Shown | None:
        begun = began_on(sheet)
        return line_of(begun[1]) if begun and span.holds(begun[0]) else None

    return Condition(ja, en, holds)


def in_operation_since(span: Span, ja: str, en: str) -> Condition:
    """Return the condition that a case is in operation since a stretch of time, by the date of its status."""

    def holds(sheet: Sheet) -> Shown | None:
        begun = sheet.document.details.status == "本番" and span.holds(sheet.status_date)
        return line_of(sheet.stage) if begun else None

    return Condition(ja, en, holds, "stage")


def ended_in(span: Span, ja: str, en: str) -> Condition:
    """Return the condition that a case ended or was given up in a stretch of time."""

    def holds(sheet: Sheet) -> Shown | None:
        on = ended_on(sheet)
        return line_of(sheet.stage) if on and span.holds(on) else None

    return Condition(ja, en, holds, "stage")


def dated_in(span: Span, ja: str, en: str) -> Condition:
    """Return the condition that a case is of a stretch of time, by the date of its status."""

    def holds(sheet: Sheet) -> Shown | None:
        return line_of(sheet.stage) if span.holds(sheet.status_date) else None

    return Condition(ja, en, holds)
