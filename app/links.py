"""Addresses of the pages. All state of a page is in its address, so every view has a link that reproduces it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from casebase.models import Citation, Document, Filters, Hit, Kind

LANGUAGES = ("ja", "en")
FACET_FIELDS = {
    "org": "organizations",
    "kind": "kinds",
    "task": "task_types",
    "area": "policy_areas",
    "status": "statuses",
}
"""Names in an address of the fields by which a search can be limited."""


@dataclass(frozen=True, slots=True)
class State:
    """What an address says: the page, the language, the question and everything else as lists of values."""

    page: str
    language: str
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of `name`."""
        return dict(self.values).get(name, ())

    def one(self, name: str, default: str = "") -> str:
        """Return the first value of `name`."""
        return next(iter(self.all(name)), default)

    def number(self, name: str, default: int) -> int:
        """Return `name` as a whole number of at least 0, or `default` if it is none."""
        text = self.one(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default

    def having(self, **changes: str | int | Sequence[str] | None) -> State:
        """Return the state with values replaced; `None`, empty text or an empty list removes one."""
        values = dict(self.values)
        for name, change in changes.items():
            new = (
                () if change in (None, "") else (str(change),) if isinstance(change, str | int) else tuple(change or ())
            )
            values.pop(name, None)
            if new:
                values[name] = new
        return replace(self, values=tuple(values.items()))

    def toggling(self, name: str, value: str) -> State:
        """Return the state with `value` of `name` switched on or off, and the list back at its first page."""
        present = self.all(name)
        chosen = tuple(v for v in present if v != value) if value in present else (*present, value)
        return self.having(p=None, **{name: chosen})

    @property
    def href(self) -> str:
        """The address that shows this state."""
        return address(self.page, self.language, dict(self.values))

    @property
    def filters(self) -> Filters:
        """The limits of a search that the address asks for; unknown kinds are left out."""
        kinds = tuple(Kind(value) for value in self.all("kind") if value in set(Kind))
        return Filters(
            organizations=self.all("org"),
            kinds=kinds,
            task_types=self.all("task"),
            policy_areas=self.all("area"),
            statuses=self.all("status"),
            documents=self.all("doc"),
        )


def limits_in_address(filters: Filters) -> dict[str, tuple[str, ...]]:
    """Return what an address says for the limits of a search: the reverse of `State.filters`."""
    return {
        "org": filters.organizations,
        "kind": tuple(str(kind) for kind in filters.kinds),
        "task": filters.task_types,
        "area": filters.policy_areas,
        "status": filters.statuses,
        "doc": filters.documents,
    }


def read_state(page: str, query: Mapping[str, Sequence[str]]) -> State:
    """Return the state that a page's query says; a language that is not offered is Japanese."""
    language = next(iter(query.get("lang", ())), "ja")
    kept = tuple(
        (name, tuple(values)) for name, values in query.items() if name not in {"lang", "embed", "embed_options"}
    )
    return State(page, language if language in LANGUAGES else "ja", kept)


def address(page: str, language: str, values: Mapping[str, Sequence[str] | str | int] | None = None) -> str:
    """Return the address of `page` (empty for the front page); Japanese, being the default, is not written."""
    pairs: list[tuple[str, str]] = []
    for name, value in (values or {}).items():
        pairs += [(name, str(v)) for v in ((value,) if isinstance(value, str | int) else value)]
    if language != "ja":
        pairs.append(("lang", language))
    return f"/{page}" + (f"?{urlencode(pairs)}" if pairs else "")


def document_href(document: Document, language: str) -> str:
    """Return the page on which a document is best read: its card for a case, its text for anything else."""
    return address("case" if is_case(document) else "document", language, {"id": document.id})


def passage_href(version: str, page: int, start: int, end: int, language: str) -> str:
    """Return the address of a stretch of one page of one version; it stays good when the document changes."""
    return address("document", language, {"v": version, "page": page, "start": start, "end": end})


def handed_in_href(job: int) -> str:
    """Return the address of the file that a job was handed in with."""
    return f"/jobs/{job}/original"


def citation_href(citation: Citation, language: str) -> str:
    """Return the address at which a citation can be checked."""
    return passage_href(citation.document.version, citation.page, citation.start, citation.end, language)


def hit_href(hit: Hit, language: str) -> str:
    """Return the address of a passage that a search found."""
    p = hit.passage
    return passage_href(p.version, p.page, p.start, p.end, language)


def page_image_href(version: str, page: int, width: int = 1000) -> str:
    """Return the address of a page's image, `width` pixels wide."""
    return f"/documents/{version}/pages/{page}.png?w={width}"


def original_href(version: str) -> str:
    """Return the address of the original file."""
    return f"/documents/{version}/original"


def is_case(document: Document) -> bool:
    """Say whether a document has a case card."""
    return document.details.kind is Kind.CASE and bool(document.details.record)
