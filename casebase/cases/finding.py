"""What people ask of the cases as a whole, and what they get: limits, counts, a table of gaps, points of a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from casebase.cases.facts import FIELDS
from casebase.models import Document, DocumentId


class Order(StrEnum):
    """How a list of cases is sorted. `MATCH` is the order of `Wanted.among`."""

    MATCH = "match"
    NEW = "new"
    EFFECT = "effect"
    ORGANIZATION = "org"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Limits of a list of cases. `limits` are pairs of a field of `FIELDS` and its values, which are alternatives.

    `among`, if given, are the only documents that count, the best first: those that a search found.
    """

    limits: tuple[tuple[str, tuple[str, ...]], ...] = ()
    among: tuple[DocumentId, ...] | None = None

    def __post_init__(self) -> None:
        unknown = {field for field, _ in self.limits} - set(FIELDS)
        if unknown:
            raise ValueError(f"no field of cases: {', '.join(sorted(unknown))}")

    def having(self, field: str, *values: str) -> Wanted:
        """Return the same limits with those of one field replaced."""
        others = tuple(pair for pair in self.limits if pair[0] != field)
        return replace(self, limits=(*others, (field, values)) if values else others)


@dataclass(frozen=True, slots=True)
class CaseList:
    """A stretch of a list, and how many there are in all."""

    total: int
    documents: Sequence[Document]


Counts = Mapping[str, Mapping[str, int]]
"""How many cases have a value, by field and value; each field without regard to its own limits."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases an organisation has on a task."""

    task: str
    owner: str
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """A case whose effect is known in hours a month. `per` is `user` or `total`."""

    document: DocumentId
    title: str
    title_en: str
    owner: str
    organization_name: str
    task: str
    per: str
    hours: float
    grade: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases share two values, such as a year and a status."""

    first: str
    second: str
    count: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a case comes from and who took it over, as far as the reader may see, each with what was changed.

    `unseen` counts origins that the record names and that are not here for this reader: absent or not readable, alike.
    """

    origins: Sequence[tuple[Document, str]]
    descendants: Sequence[tuple[Document, str]]
    unseen: int = 0
