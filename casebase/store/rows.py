"""Turn records into table rows and back. Nothing else knows both."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Row

from casebase.findings import Decision, Finding, Severity
from casebase.jobs import Job, JobState
from casebase.models import Details, Document, Filters, Heading, Kind, Line, Page, Passage, Source, Visibility
from casebase.store.schema import DocumentRow, FindingRow, JobRow, PageRow, PassageRow, VersionRow

DETAIL_COLUMNS = tuple(field.name for field in fields(Details))
"""Columns of `documents` that hold details."""


def details_columns(details: Details) -> dict[str, object]:
    """Return the columns of `documents` that hold `details`."""
    columns = asdict(details)
    columns["kind"] = details.kind.value
    columns["visibility"] = details.visibility.value
    columns["record"] = dict(details.record)
    columns["sources"] = [asdict(source) for source in details.sources]
    return columns


def details_of(row: DocumentRow | Row[*tuple[Any, ...]]) -> Details:
    """Return the details that a row of `documents` holds."""
    return Details(
        organization=row.organization,
        organization_name=row.organization_name,
        kind=Kind(row.kind),
        visibility=Visibility(row.visibility),
        title=row.title,
        title_en=row.title_en,
        task_type=row.task_type,
        policy_area=row.policy_area,
        status=row.status,
        published_on=row.published_on,
        created_on=row.created_on,
        sources=tuple(Source(**source) for source in row.sources),
        record=row.record,
        starter=row.starter,
    )


def details_from(columns: Mapping[str, Any]) -> Details:
    """Return the details that `details_columns` wrote."""
    sources = tuple(Source(**source) for source in columns["sources"])
    said = {
        **columns,
        "kind": Kind(columns["kind"]),
        "visibility": Visibility(columns["visibility"]),
        "sources": sources,
    }
    return Details(**said)


def job_of(row: JobRow) -> Job:
    """Return the job that a row holds."""
    return Job(
        id=row.id,
        organization=row.organization,
        file_name=row.file_name,
        original=row.original,
        details=details_from(row.details),
        hold=row.hold,
        state=JobState(row.state),
        pages=row.pages,
        passages=row.passages,
        done=row.done,
        total=row.total,
        warnings=tuple(row.warnings),
        findings=tuple(row.findings),
        error=row.error,
        message=row.message,
        attempts=row.attempts,
        owner=row.owner,
        document=row.document,
        version=row.version,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


_OF_VERSION = {
    "file_name": VersionRow.file_name,
    "version": VersionRow.id,
    "version_number": VersionRow.number,
    "original": VersionRow.original,
    "media_type": VersionRow.media_type,
    "language": VersionRow.language,
    "pages": VersionRow.pages,
    "passages": VersionRow.passages,
    "warnings": VersionRow.warnings,
    "updated_at": VersionRow.created_at,
    "edition_date": VersionRow.edition_date,
}
"""What a document has of its version, by the names of `Document`."""

DOCUMENT_COLUMNS = (
    DocumentRow.id,
    DocumentRow.current_version,
    *(getattr(DocumentRow, name) for name in DETAIL_COLUMNS),
    *(column.label(f"version_{name}") for name, column in _OF_VERSION.items()),
)
"""What is selected of many documents with their versions, see `document_from`."""


def document_of(row: DocumentRow, version: VersionRow) -> Document:
    """Return a document as of `version`; an older version keeps its own dates."""
    document = _document(row, {name: getattr(version, column.key) for name, column in _OF_VERSION.items()})
    if not document.replaced or not version.details:
        return document
    own = version.details.get
    published_on, created_on = str(own("published_on", "")), str(own("created_on", ""))
    return replace(document, details=replace(document.details, published_on=published_on, created_on=created_on))


def document_from(row: Row[*tuple[Any, ...]]) -> Document:
    """Return the document that `DOCUMENT_COLUMNS` hold."""
    return _document(row, {name: getattr(row, f"version_{name}") for name in _OF_VERSION})


def _document(row: DocumentRow | Row[*tuple[Any, ...]], of_version: dict[str, Any]) -> Document:
    of_version["warnings"] = tuple(of_version["warnings"])
    replaced = of_version["version"] != row.current_version
    return Document(id=row.id, details=details_of(row), replaced=replaced, **of_version)


def page_columns(page: Page) -> dict[str, object]:
    """Return the columns of `pages` that hold `page`."""
    return {
        "number": page.number,
        "text": page.text,
        "headings": [[h.start, h.end, h.level] for h in page.headings],
        "lines": _packed_lines(page.lines),
        "width": page.width,
        "height": page.height,
        "label": page.label,
    }


def page_of(row: PageRow) -> Page:
    """Return the page that a row holds."""
    return Page(
        number=row.number,
        text=row.text,
        headings=tuple(Heading(*heading) for heading in row.headings),
        lines=_unpacked_lines(row.lines),
        width=row.width,
        height=row.height,
        label=row.label,
    )


def finding_columns(finding: Finding) -> dict[str, object]:
    """Return the columns of `findings` that hold `finding`."""
    return {**asdict(finding), "severity": finding.severity.value, "decision": finding.decision.value}


def finding_of(row: FindingRow) -> Finding:
    """Return the finding that a row holds."""
    return Finding(
        code=row.code,
        severity=Severity(row.severity),
        page=row.page,
        start=row.start,
        end=row.end,
        detail=row.detail,
        hidden=row.hidden,
        decision=Decision(row.decision),
    )


def passage_columns(passage: Passage) -> dict[str, object]:
    """Return the columns of `passages` that hold `passage` itself."""
    return {
        "id": passage.id,
        "version": passage.version,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "section": list(passage.section),
        "boxes": [list(box) for box in passage.boxes],
        "readings": list(passage.readings),
    }


PASSAGE_COLUMNS = (
    PassageRow.id, PassageRow.version, PassageRow.page, PassageRow.start, PassageRow.end, PassageRow.text,
    PassageRow.section, PassageRow.boxes, PassageRow.readings,
)  # fmt: skip
"""What is selected of many passages: a third of the time that whole rows take."""


def passage_of(row: PassageRow | Row[*tuple[Any, ...]]) -> Passage:
    """Return the passage that a row, or its `PASSAGE_COLUMNS`, hold."""
    return Passage(
        id=row.id,
        version=row.version,
        page=row.page,
        start=row.start,
        end=row.end,
        text=row.text,
        section=tuple(row.section),
        boxes=tuple((left, top, right, bottom) for left, top, right, bottom in row.boxes),
        readings=tuple(row.readings),
    )


def _packed_lines(lines: Sequence[Line]) -> bytes:
    if not lines:
        return b""
    plain = [[x.start, x.end, *(round(c, 1) for c in x.box), int(x.vertical)] for x in lines]
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def _unpacked_lines(packed: bytes) -> tuple[Line, ...]:
    if not packed:
        return ()
    return tuple(
        Line(int(start), int(end), (left, top, right, bottom), bool(vertical))
        for start, end, left, top, right, bottom, vertical in json.loads(zlib.decompress(packed))
    )


def filters_of(stored: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters that were kept as JSON; fields that are not there have no limit."""
    values: dict[str, tuple[Any, ...]] = {name: tuple(held) for name, held in stored.items()}
    return Filters(**{**values, "kinds": tuple(Kind(kind) for kind in values.get("kinds", ()))})
