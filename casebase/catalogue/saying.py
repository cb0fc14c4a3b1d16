"""What is said of cases that were counted: how many there are, of what was asked and of how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebase.catalogue.asked import Asked
from casebase.catalogue.measures import Measure
from casebase.catalogue.shape import Shape
from casebase.models import Kind

MOST_TOLD = 20
"""Cases that are told one by one; of more it is said how many there are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases were found, how many there are, of how many what is measured is known, and which is told first."""

    found: int
    of_all: int
    known: int
    first: int = 1

    @property
    def told_before(self) -> bool:
        """Whether all that were found have been told."""
        return self.first > self.found


def counted(asked: Asked, counts: Counts) -> str:
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


def _which(counts: Counts, language: str) -> str:
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
