"""A printed line: what a page with a fixed layout is made of before paragraphs are found."""

from __future__ import annotations

from dataclasses import dataclass

from casebase.models import Box
from ingest.records import BoxedSpan


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line as printed. `box` in points from the page's top left corner, `size` of its type in points.

    `spans` tell where its characters stand; `row` is true when wide gaps divide it, as in the row of a table.
    """

    text: str
    box: Box
    size: float
    bold: bool = False
    vertical: bool = False
    row: bool = False
    spans: tuple[BoxedSpan, ...] = ()

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
