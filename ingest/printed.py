"""A printed line: what a page with a fixed layout is made of before paragraphs are found."""

from __future__ import annotations

from dataclasses import dataclass

from casebase.models import Box
from ingest.records import BoxedSpan


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as printed. `box` in points from the page's top left corner, `size` of its type in points.

    `spans` tell where its characters stand; `cells` are (start, end) of the parts that wide gaps divide it into, as in the
    row of a table. A `table` is one line of Markdown rows. `marks` are (offset, number) of the notes it refers to, `note` is
    the number of the note that it begins, `readings` (offset, kana) what is printed above its words.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    vertical: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    spans: tuple[BoxedSpan, ...] = ()
    table: bool = False
    marks: tuple[tuple[int, str], ...] = ()
    note: str = ""
    readings: tuple[tuple[int, str], ...] = ()

    @property
    def row(self) -> bool:
        """Whether it is divided as the row of a table, or is a table."""
        return self.table or len(self.cells) > 1

    @property
    def start(self) -> float:
        """Where it begins along its direction: left, or top when vertical."""
        return self.box[1] if self.vertical else self.box[0]

    @property
    def end(self) -> float:
        """Where it ends along its direction: right, or bottom when vertical."""
        return self.box[3] if self.vertical else self.box[2]

    @property
    def before(self) -> float:
        """Its near edge across its direction, growing in reading order: top, or minus right when vertical."""
        return -self.box[2] if self.vertical else self.box[1]

    @property
    def after(self) -> float:
        """Its far edge across its direction, growing in reading order: bottom, or minus left when vertical."""
        return -self.box[0] if self.vertical else self.box[3]
