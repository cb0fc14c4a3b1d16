"""The records that travel through ingestion: `IncomingFile` → `Loaded` → pages and passages → `FileOutcome`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from casebase.findings import Finding
from casebase.models import Box, Details


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it was handed in. `name` has been made safe (see `ingest.names.safe_name`).

    `replaces` is the id of the document whose newest version it is, if that was said.
    """

    name: str
    content: bytes
    details: Details
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class BoxedSpan:
    """Where characters `start`..`end` of a block's text are printed (PDF only)."""

    start: int
    end: int
    box: Box
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1–6), or a paragraph, list or table (`level` 0). A table is Markdown, a line a row.

    `readings` are (offset, kana) of what is printed above its words (furigana): searched, not shown.
    """

    text: str
    level: int = 0
    spans: tuple[BoxedSpan, ...] = ()
    readings: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedPage:
    """One page, sheet or slide as a parser read it; `width` and `height` in points, 0 without fixed layout."""

    number: int
    blocks: tuple[Block, ...]
    width: float = 0.0
    height: float = 0.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the editor must know. `code` is stable, `pages` the page numbers concerned, `detail` the offending value."""

    code: str
    pages: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text of a page that a person does not see, which therefore is in no block. `kind` is one of `HIDING`."""

    page: int
    kind: str
    text: str


HIDING = (
    "color",  # as white as what is beneath it
    "tiny",
    "outside",  # off the page, the slide or its crop box
    "invisible",  # painted by no ink: render modes 3 and 7 of PDF, hidden characters of Word, `;;;` of Excel
    "covered",  # clipped away, or beneath a picture or a shape
    "transparent",
    "layer",  # a layer of a PDF that is switched off
    "annotation",  # a hidden annotation or form field
    "object",  # a hidden slide, sheet, row, column, shape or element
    "characters",  # characters without any width, which may spell a text of their own
)
"""Ways to hide text."""

MOST_HIDDEN = 4_000
"""Characters of one hidden text that are kept for the editor; its beginning says what it is."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a parser made of a file. `title`, `published_on` and `created_on` (ISO dates) come from the file's own
    metadata: the day of publication, as books say it, and the day on which the file was made or the message sent.

    `pictures` are the numbers of pages whose text, or most of it, can only be recognised from how they look (see `ingest.ocr`).
    """

    media_type: str
    pages: tuple[LoadedPage, ...]
    title: str = ""
    published_on: str = ""
    created_on: str = ""
    warnings: tuple[Warned, ...] = ()
    encoding: str = ""
    pictures: tuple[int, ...] = ()
    hidden: tuple[HiddenText, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as it is handed to recognition: grey pixels, upright and straightened, row by row from the top left corner.

    `scale` is pixels a point. `turn` (0, 90, 180, 270) is by how much the page was turned against the clock to stand
    upright, `skew` by how many degrees more to lie straight; `page` is its size in points before both. `columns` tells
    that its text seems to run from top to bottom, or None where that cannot be told.
    """

    width: int
    height: int
    pixels: bytes
    scale: float
    page: tuple[float, float]
    turn: int = 0
    skew: float = 0.0
    columns: bool | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: in an archive, attached to a message or to a PDF.

    `path` is as the container names it, in safe parts divided by `/`. `error` and `message` say why it could not be taken
    out; `skipped` marks what is nobody's document, such as the resource forks that macOS adds.
    """

    path: str
    content: bytes = b""
    error: str = ""
    message: str = ""
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """What a container may unpack to: files, bytes of all together, and bytes of one file."""

    entries: int = 5_000
    total_bytes: int = 500_000_000
    member_bytes: int = 100_000_000


class FileStatus(StrEnum):
    """How ingestion of one file ended."""

    INGESTED = "ingested"
    UNCHANGED = "unchanged"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """How ingestion of one file ended; `error` is a stable code and `message` plain words, both None when it came in.

    `warnings` are the findings of the health check by code, `findings` every one of them with its place.
    """

    file: str
    status: FileStatus
    document: str | None = None
    version: str | None = None
    pages: int = 0
    passages: int = 0
    error: str | None = None
    message: str | None = None
    warnings: tuple[Warned, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())
