"""The records that travel through drafting: `Material` → `Unit` and `Table` → `Proposal` → `Draft`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casebase.models import DocumentId, Page, VersionId, Visibility


@dataclass(frozen=True, slots=True)
class Material:
    """A document to draft from, page by page as it is stored, or as it would be; `circle` is who may read it."""

    document: DocumentId
    version: VersionId
    title: str
    language: str
    pages: tuple[Page, ...]
    circle: Visibility = Visibility.OWN


@dataclass(frozen=True, slots=True)
class Proof:
    """A stretch of one page that proves a value: `quote == page.text[start:end]`, always."""

    document: DocumentId
    version: VersionId
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for a field of the record, as plain JSON, with the passages that prove it.

    `confidence` is in 0..1 and comparable within one draft: 0.9 for what a label says, 0.5 for what only wording suggests.
    """

    field: str
    value: Any
    evidence: tuple[Proof, ...] = ()
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found for a record, at most one proposal a field."""

    proposals: tuple[Proposal, ...]

    def of(self, field: str) -> Proposal | None:
        """Return the proposal for a field, None where nothing was found."""
        return next((one for one in self.proposals if one.field == field), None)


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands: offsets into the text of one page of one material."""

    material: Material
    page: Page
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text itself, as it stands there."""
        return self.page.text[self.start : self.end]

    @property
    def proof(self) -> Proof:
        """The same as evidence."""
        one = self.material
        return Proof(one.document, one.version, self.page.number, self.start, self.end, self.text)

    def part(self, start: int, end: int) -> Span:
        """Return a stretch of it, given by offsets into its own text."""
        return Span(self.material, self.page, self.start + start, self.start + end)

    def until(self, other: Span) -> Span:
        """Return the stretch from here to the end of `other`, which follows on the same page."""
        return Span(self.material, self.page, self.start, other.end)


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, an item of a list, or a value behind a label, with the headings it stands under.

    `label` is what stands before the value (「製品名：」, or the first cell of a row), empty for a sentence. `place` counts
    the units of all documents; `opening` says that it stands at the head of a document, before its first section.
    """

    span: Span
    headings: tuple[str, ...]
    place: int
    label: str = ""
    opening: bool = False
    appendix: bool = False
    is_heading: bool = False

    @property
    def text(self) -> str:
        return self.span.text

    @property
    def heading(self) -> str:
        """The nearest heading above, empty where there is none."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the row as a whole and its cells, each without the blanks around it."""

    span: Span
    cells: tuple[Span, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, also one that goes on over pages; `rows` are without the header. `notes` are the lines right after it."""

    header: Row
    rows: tuple[Row, ...]
    headings: tuple[str, ...]
    notes: tuple[str, ...] = ()
    appendix: bool = False

    @property
    def heading(self) -> str:
        """The nearest heading above, empty where there is none."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from the materials, in their order."""

    materials: tuple[Material, ...]
    units: tuple[Unit, ...]
    tables: tuple[Table, ...]

    @property
    def language(self) -> str:
        """The language of the record's texts: that of the first material."""
        return "en" if self.materials and self.materials[0].language == "en" else "ja"

    def sentences(self) -> Sequence[Unit]:
        """Return the units that are told in running text, without appendices."""
        return [unit for unit in self.units if not unit.appendix and not unit.label]

    def labelled(self) -> Iterator[Unit]:
        """Yield the values that stand behind labels, without appendices."""
        return (unit for unit in self.units if unit.label and not unit.appendix)
