"""What a question asks of each case, one condition at a time: does it hold, and which line of the case shows it?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from casebase.catalogue.sheet import TELLING, Line, Sheet
from casebase.models import Kind
from casebase.text.normalize import search_form


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition that holds, and the lines that show it, in their order; none where nothing but the record's fields does."""

    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Something asked of a case. `ja` and `en` repeat it; `holds` returns None where it does not hold."""

    ja: str
    en: str
    holds: Callable[[Sheet], Shown | None]
    about: str = ""
    """`who`, `stage`, `topic`, or empty for everything else."""
    limit: tuple[str, tuple[str, ...]] | None = None
    """A field of cases and its values (`casebase.cases.facts`) where that alone decides."""
    instead_of: tuple[str, tuple[str, ...]] | None = None
    """The `limit` of a condition that this one says better."""
    kind: Kind | None = None
    """A kind of documents that are about it altogether."""

    def said(self, language: str) -> str:
        """Return the condition in words."""
        return self.en if language == "en" else self.ja


def those_of(lines: Iterable[Line], fits: Callable[[Line], object]) -> Shown | None:
    """Return those of `lines` that fit, None where none does."""
    found = tuple(line for line in lines if fits(line))
    return Shown(found) if found else None


def line_of(line: Line | None) -> Shown:
    """Return what one line shows, or that nothing but the fields does."""
    return Shown((line,) if line else ())


def any_of(several: Sequence[Condition]) -> Condition:
    """Return the condition that one of several holds."""

    def holds(sheet: Sheet) -> Shown | None:
        found = [shown for one in several if (shown := one.holds(sheet)) is not None]
        return Shown(tuple(line for shown in found for line in shown.lines)) if found else None

    ja, en = "か".join(one.ja for one in several), " or ".join(one.en for one in several)
    return Condition(ja, en, holds, several[0].about)


def negated(one: Condition) -> Condition:
    """Return the condition that another does not hold."""
    return Condition(
        f"{one.ja}以外",
        f"not {one.en}",
        lambda sheet: None if one.holds(sheet) else line_of(sheet.stage),
        one.about,
    )


def on_topic(
    ja: str, en: str, pattern: re.Pattern[str], tasks: Iterable[str] = (), areas: Iterable[str] = ()
) -> Condition:
    """Return the condition that a case is about something: by its task or field, its title, or a line that tells it."""
    of_tasks, of_areas = frozenset(tasks), frozenset(areas)

    def holds(sheet: Sheet) -> Shown | None:
        details = sheet.document.details
        shown = those_of(_telling(sheet, briefly=bool(of_tasks)), lambda line: pattern.search(line.said))
        titles = f"{sheet.titles} {search_form(sheet.owner)}"
        if details.task_type in of_tasks or details.policy_area in of_areas or pattern.search(titles):
            return shown or Shown()
        return shown

    return Condition(ja, en, holds, "topic")


_SAYS_WHAT_IT_IS = ("one_line_result", "ai_type")
_SAYS_WHAT_IS_DONE = ("one_line_result", "solution", "summary", "ai_type", "model_or_product", "platform", "")


def _telling(sheet: Sheet, briefly: bool) -> list[Line]:
    """Return the lines that say what a case is, and unless `briefly` what was done; of a report all there are.

    Of a Japanese record its Japanese lines: a summary in English mentions more than it is about.
    """
    if not sheet.document.details.record:
        return list(sheet.lines)
    lines = [one for one in sheet.of(*(_SAYS_WHAT_IT_IS if briefly else _SAYS_WHAT_IS_DONE)) if one != sheet.stage]
    return [one for one in lines if one.language == "ja"] if sheet.is_japanese else lines


def says(ja: str, en: str, fits: Callable[[str], bool], about: str = "topic") -> Condition:
    """Return the condition that a case says a word or a name, in its titles or a line that tells what is done."""

    def holds(sheet: Sheet) -> Shown | None:
        shown = those_of((line for line in sheet.lines if line.field in TELLING), lambda line: fits(line.text))
        return shown or (Shown() if fits(sheet.titles) else None)

    return Condition(ja, en, holds, about)
