"""The records that travel through the product: `Page` → `Passage` → `Hit` → `Answer`.

All are frozen. Offsets are character offsets into `Page.text`, the text as shown to people (never the normalised text
that is searched). Boxes are (left, top, right, bottom) in points from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from casebase.text.tables import in_brief

Box = tuple[float, float, float, float]
DocumentId = str
VersionId = str
PassageId = str


class Kind(StrEnum):
    """What sort of knowledge a document holds."""

    CASE = "case"
    GUIDELINE = "guideline"
    TRAINING = "training"
    OTHER = "other"


class Visibility(StrEnum):
    """Who may read a document, apart from its own organisation."""

    PUBLIC = "public"
    PARTNERS = "partners"
    OWN = "own"


class Status(StrEnum):
    """Whether the casebase holds the answer."""

    ANSWERED = "ANSWERED"
    NOT_IN_CASEBASE = "NOT_IN_CASEBASE"


@dataclass(frozen=True, slots=True)
class Line:
    """Where a stretch of a page's text is printed. Only documents with a fixed layout (PDF) have lines."""

    start: int
    end: int
    box: Box
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a page's text; `level` is 1 for the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page (sheet, slide; or the whole of a document without pages) as shown to people.

    `width` and `height` are in points, 0 when the document has no fixed layout. `text` never holds control characters
    other than line feeds. `label` is the sheet's or slide's own name, if any. `readings` (offset, kana) are what is printed
    above words (furigana); they are known while a file is read, and kept with its passages.
    """

    number: int
    text: str
    headings: tuple[Heading, ...] = ()
    lines: tuple[Line, ...] = ()
    width: float = 0.0
    height: float = 0.0
    label: str = ""
    readings: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one page that can be quoted: `text == page.text[start:end]`, always.

    `readings` are searched like the text and never shown: what is printed above its words (furigana).
    """

    id: PassageId
    version: VersionId
    page: int
    start: int
    end: int
    text: str
    section: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    readings: tuple[str, ...] = ()

    @property
    def searched(self) -> str:
        """What is searched of it: its text and the readings of its words."""
        return "\n".join((self.text, *self.readings))

    @property
    def location(self) -> str:
        """Where a reader finds it, as printed beside a citation."""
        return " › ".join((*in_brief(self.section), f"p. {self.page}"))


@dataclass(frozen=True, slots=True)
class Source:
    """A published source that a summary rests on."""

    url: str
    publisher: str
    title: str
    published: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What is said about a document, apart from its text.

    `organization` is the key of the owning organisation (see `casebase.access.ORGANIZATIONS`), `organization_name` the
    name as shown. `record` is the case record (docs: case record) of a case, with plain JSON values. `starter` marks a
    summary that came with the product and must be verified against its sources. `published_on` is the day that a person, a
    record or a book says; `created_on` the day on which a file was made, or a message sent, as only its metadata tell.
    """

    organization: str
    organization_name: str = ""
    kind: Kind = Kind.OTHER
    visibility: Visibility = Visibility.PARTNERS
    title: str = ""
    title_en: str = ""
    task_type: str = ""
    policy_area: str = ""
    status: str = ""
    published_on: str = ""
    created_on: str = ""
    sources: tuple[Source, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    starter: bool = False

    @property
    def is_record(self) -> bool:
        """Tell whether the text was made of a record. Records may say the same: their file names tell them apart."""
        return self.starter or bool(self.record)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it stands: its details and its current version, or as of an older one.

    `edition_date` is the date that the edition itself says (ISO date, month or year), empty where it says none; `replaced`
    says that a newer edition is current.
    """

    id: DocumentId
    details: Details
    file_name: str
    version: VersionId
    version_number: int
    original: str
    media_type: str
    language: str
    pages: int
    passages: int
    warnings: tuple[str, ...]
    updated_at: str
    edition_date: str = ""
    replaced: bool = False

    @property
    def title(self) -> str:
        return self.details.title or self.file_name


@dataclass(frozen=True, slots=True)
class Listed:
    """As much of a document as a long list is searched and sorted by."""

    id: DocumentId
    title: str
    title_en: str
    file_name: str
    organization: str
    organization_name: str
    kind: Kind
    pages: int
    updated_at: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; an empty tuple means no limit. Values within a field are alternatives."""

    organizations: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    task_types: tuple[str, ...] = ()
    policy_areas: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    documents: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with the document it stands in. `score` is in 0..1, comparable within one search.

    `dense` is the weighted cosine, `lexical` the BM25 score, `late` the score token by token, 0 where the model has none.
    `matches` are the passage's best cosines with the weightier half of the question's tokens, none where the model has none.
    `log_odds` that the passage holds the answer, where question and passage were read together, else None; `read` are the
    characters of the passage that were read one by one, from and to, with theirs.
    `copies` are hits of nearly the same text that this one stands for.
    """

    passage: Passage
    document: Document
    score: float
    dense: float = 0.0
    lexical: float = 0.0
    late: float = 0.0
    matches: tuple[float, ...] = ()
    log_odds: float | None = None
    read: tuple[tuple[int, int, float], ...] = ()
    copies: tuple[Hit, ...] = ()

    @property
    def also(self) -> tuple[Document, ...]:
        """The other documents, of those the reader may see, in which nearly the same text stands."""
        others = {copy.document.id: copy.document for copy in self.copies if copy.document.id != self.document.id}
        return tuple(others.values())


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and the time taken in milliseconds."""

    hits: tuple[Hit, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A span of a stored page that a sentence of an answer rests on: `quote == page.text[start:end]`.

    `also` are other documents, of those the reader may see, that say it in the same words.
    """

    n: int
    document: Document
    passage: Passage
    page: int
    start: int
    end: int
    quote: str
    also: tuple[Document, ...] = ()


class Removal(StrEnum):
    """Why the cite gate removed a sentence."""

    NO_CITATION = "no_citation"
    NOT_IN_SOURCE = "not_in_source"
    NUMBER_NOT_IN_SOURCE = "number_not_in_source"
    NAME_NOT_IN_SOURCE = "name_not_in_source"
    DENIES_SOURCE = "denies_source"
    NOT_SUPPORTED = "not_supported"
    NOT_READABLE = "not_readable"
    GIVES_ORDERS = "gives_orders"


class Grounds(StrEnum):
    """Why a sentence is shown: word for word, in other words, or in another language than its source, as the cite gate judged;
    or counted by the product itself, over the cases that it cites and those like them (`casebase.catalogue`), or counted,
    compared or added up over the rows of a table (`casebase.tables`)."""

    QUOTED = "quoted"
    RESTATED = "restated"
    TRANSLATED = "translated"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the citations it rests on.

    `support` is the gate's estimate, 0..1, of how far they bear it out; a quote has 1.
    """

    text: str
    citations: tuple[int, ...]
    support: float = 1.0
    grounds: Grounds = Grounds.QUOTED


@dataclass(frozen=True, slots=True)
class RemovedSentence:
    """A sentence that the cite gate did not let through."""

    text: str
    reason: Removal


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the reader. With `NOT_IN_CASEBASE` there are no sentences; `nearest` shows what came closest.

    `notice` is the code of what kept another engine from answering: ENGINE_FAILED, ENGINE_BUDGET, ENGINE_NOT_ALLOWED,
    ENGINE_PERSONAL, ENGINE_CONFIDENTIAL or ENGINE_UNPROVEN; then `engine` is the one that answered instead. NOT_OF_ALL says that
    of several that the question names some are not answered for, NONE_OF_CASES that all cases were looked through and none fits,
    NOTHING_ASKED that a greeting or the like was not looked up.
    """

    status: Status
    language: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Hit, ...]
    engine: str
    ms: float
    removed: tuple[RemovedSentence, ...] = ()
    notice: str = ""
