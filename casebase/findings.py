"""What the health check found in a document, and what the editor decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding asks of the editor.

    `NOTE`: good to know. `DECIDE`: somebody must decide before the document is published. `BLOCK`: must not be published
    as it stands (My Number, card number).
    """

    NOTE = "note"
    DECIDE = "decide"
    BLOCK = "block"


class Decision(StrEnum):
    """What the editor decided about a finding: nothing yet, leave it as it is, mask the passage, or let hidden text be found."""

    OPEN = "open"
    KEEP = "keep"
    MASK = "mask"
    INCLUDE = "include"


MASK = "■"
"""What stands for each character that was masked: lengths stay, so that every offset into the page holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the health check found.

    `code` is stable. `page` is 0 for the document as a whole. `start`..`end` are offsets into the page's text as shown; equal
    when the finding has no place in that text. `detail` says which kind of it was found and never repeats what was
    found. `hidden` is text that nobody sees on the page and that is therefore not in the page's text: data, shown to
    the editor only.
    """

    code: str
    severity: Severity
    page: int = 0
    start: int = 0
    end: int = 0
    detail: str = ""
    hidden: str = ""
    decision: Decision = Decision.OPEN

    @property
    def has_place(self) -> bool:
        """Whether it marks a stretch of the page's text."""
        return self.end > self.start


def asks_for_decision(finding: Finding) -> bool:
    """Tell whether somebody must still decide about a finding before the document may be published."""
    return finding.severity is not Severity.NOTE and finding.decision is Decision.OPEN
