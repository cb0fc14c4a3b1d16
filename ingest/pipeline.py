"""From files to findable passages: load, compose, chunk, embed, publish.

Files are read one by one and embedded together, since a model is fast on many texts at once. Repeating anything changes
nothing: documents, versions, passages and vectors are named by their content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from casebase.access import organization_name
from casebase.embedding import Embedder
from casebase.embedding_inputs import vector_key
from casebase.errors import DocumentError, DocumentTooLarge
from casebase.findings import Finding, asks_for_decision
from casebase.late import Embedded
from casebase.models import Details, Document, Page, Visibility
from casebase.settings import Settings
from casebase.store.library import Library, Publication, version_id
from casebase.text.language import language_of
from ingest.chunk import chunk
from ingest.compose import compose
from ingest.health.examine import examine, summary
from ingest.load import is_plain, load
from ingest.records import FileOutcome, FileStatus, IncomingFile, Loaded, Warned
from ingest.sandbox import Sandbox
from ingest.titles import first_heading

PASSAGES_A_BATCH = 256
"""Passages that are embedded and published together: seconds of work, and enough for the model to sort by length."""

DISK_THREADS = 8
"""Originals that are flushed to disk at once: a flush is all waiting, and several together take little longer than one."""

LARGEST_IN_PROCESS = 200_000
"""Bytes of a plain text file that is read without the child process: no parser but our own linear ones sees it, and the
child costs a millisecond a file (measured: 1.06 ms against 0.08 ms)."""


Checked = tuple[tuple[Page, ...], tuple[Finding, ...]]
"""The pages of a file and what the health check found in them."""

_CIRCLES = (Visibility.OWN, Visibility.PARTNERS, Visibility.PUBLIC)
"""Circles of readers, the narrowest first."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file that is ready to be embedded and published."""

    file: IncomingFile
    publication: Publication
    warnings: tuple[Warned, ...]
    needs_a_look: bool


def ingest_file(
    file: IncomingFile, library: Library, embedder: Embedder, sandbox: Sandbox | None = None
) -> FileOutcome:
    """Make one file findable, or say why not."""
    return next(iter(ingest_files([file], library, embedder, sandbox)))


def ingest_files(
    files: Iterable[IncomingFile | FileOutcome],
    library: Library,
    embedder: Embedder,
    sandbox: Sandbox | None = None,
    settings: Settings | None = None,
) -> Iterator[FileOutcome]:
    """Make files findable and yield how each ended, in order; an outcome among `files` passes through in its place.

    One transaction publishes a batch: readers see a document whole or not at all. `sandbox` reads the files; without one
    the process's own is used.
    """
    settings = settings or Settings()
    reader = sandbox or shared_sandbox()
    waiting: list[_Prepared | FileOutcome] = []
    passages = 0
    for file in files:
        step = file if isinstance(file, FileOutcome) else _prepare(file, library, reader, settings.max_file_mb)
        if isinstance(step, _Prepared) and _is_among(step, waiting):
            yield from _publish(waiting, library, embedder)  # the same file twice: it must be known the second time
            waiting, passages = [], 0
            assert isinstance(file, IncomingFile)
            step = _prepare(file, library, reader, settings.max_file_mb)
        waiting.append(step)
        passages += len(step.publication.passages) if isinstance(step, _Prepared) else 0
        if passages >= PASSAGES_A_BATCH or all(isinstance(one, FileOutcome) for one in waiting):
            yield from _publish(waiting, library, embedder)
            waiting, passages = [], 0
    yield from _publish(waiting, library, embedder)


@cache
def shared_sandbox() -> Sandbox:
    """Return the child process that this process reads files with, started when first needed."""
    settings = Settings()
    return Sandbox(settings.parser_seconds, settings.parser_memory_mb)


def warning_record(warned: Warned) -> str:
    """Return a warning as it is stored with a version: JSON with code, pages and detail."""
    return json.dumps({"code": warned.code, "pages": warned.pages, "detail": warned.detail}, ensure_ascii=False)


def _prepare(file: IncomingFile, library: Library, sandbox: Sandbox, max_file_mb: int) -> _Prepared | FileOutcome:
    """Read a file and cut it into passages, or say how it ended."""
    try:
        _refuse_if_too_large(file, max_file_mb)
        original = hashlib.sha256(file.content).hexdigest()
        if known := library.known(file.details.organization, original):
            return _unchanged(file, known, library)
        loaded = _load(file, sandbox)
        details = _completed(file.details, loaded)
        pages = compose(loaded)
        version = version_id(details.organization, file.name, original)
        passages = chunk(pages, version)
    except DocumentError as error:
        return FileOutcome(file.name, FileStatus.FAILED, error=error.code, message=str(error))
    findings = examine(loaded, pages, details, file.name)
    warnings = summary(findings)
    records = tuple(warning_record(warned) for warned in warnings)
    publication = Publication(
        details, file.name, original, loaded.media_type, _language(pages), pages, passages, records, findings
    )
    needs_a_look = bool(loaded.warnings) or any(asks_for_decision(one) for one in findings)
    return _Prepared(file, publication, warnings, needs_a_look)


def check_file(file: IncomingFile, sandbox: Sandbox, max_file_mb: int) -> Checked | FileOutcome:
    """Read a file and return its pages and what the health check finds, or how it failed. Nothing is kept."""
    try:
        _refuse_if_too_large(file, max_file_mb)
        loaded = _load(file, sandbox)
    except DocumentError as error:
        return FileOutcome(file.name, FileStatus.FAILED, error=error.code, message=str(error))
    pages = compose(loaded)
    return pages, examine(loaded, pages, _completed(file.details, loaded), file.name)


def _refuse_if_too_large(file: IncomingFile, max_file_mb: int) -> None:
    if len(file.content) > max_file_mb * 1_000_000:
        raise DocumentTooLarge(file.name, "FILE_TOO_LARGE", f"the limit of {max_file_mb} MB")


def _load(file: IncomingFile, sandbox: Sandbox) -> Loaded:
    if is_plain(file.name) and len(file.content) <= LARGEST_IN_PROCESS:
        return load(file.name, file.content)
    return sandbox.load(file.name, file.content)


def _completed(details: Details, loaded: Loaded) -> Details:
    """Fill in what nobody said about a document from the document itself."""
    return replace(
        details,
        organization_name=details.organization_name or organization_name(details.organization),
        title=details.title or loaded.title or first_heading(loaded.pages),
        published_on=details.published_on or loaded.published_on,
    )


def _unchanged(file: IncomingFile, known: Document, library: Library) -> FileOutcome:
    """Say that a file is there already. What editors said about it since stays, but a narrower circle of readers counts.

    Starter records are the product's own, so everything said about them is brought up to date.
    """
    narrowed = _CIRCLES.index(file.details.visibility) < _CIRCLES.index(known.details.visibility)
    if file.details.starter:
        library.update_details(known.id, file.details)
    elif narrowed:
        library.update_details(known.id, replace(known.details, visibility=file.details.visibility))
    warnings = (Warned("VISIBILITY_NARROWED", detail=file.details.visibility.value),) if narrowed else ()
    return FileOutcome(
        file.name,
        FileStatus.UNCHANGED,
        known.id,
        known.version,
        known.pages,
        known.passages,
        warnings=warnings,
    )


def _is_among(step: _Prepared, waiting: Iterable[_Prepared | FileOutcome]) -> bool:
    same = (step.publication.details.organization, step.publication.original)
    return any(
        isinstance(one, _Prepared) and (one.publication.details.organization, one.publication.original) == same
        for one in waiting
    )


def _publish(waiting: Iterable[_Prepared | FileOutcome], library: Library, embedder: Embedder) -> Iterator[FileOutcome]:
    """Embed what has no vector yet, publish it, and yield the outcomes in order."""
    waiting = list(waiting)
    prepared = [one for one in waiting if isinstance(one, _Prepared)]
    documents: Iterator[Document] = iter(())
    if prepared:
        publications = [one.publication for one in prepared]
        # Originals wait for the disk while the model computes; only of files that could be read is one kept.
        with ThreadPoolExecutor(DISK_THREADS) as disk:
            kept = [disk.submit(library.keep_original, one.file.content) for one in prepared]
            vectors = _missing_vectors(publications, library, embedder)
            for flushed in kept:
                flushed.result()
        documents = iter(library.publish(publications, vectors, embedder.fingerprint))
    for one in waiting:
        if isinstance(one, FileOutcome):
            yield one
            continue
        document = next(documents)
        yield FileOutcome(
            one.file.name,
            FileStatus.WARNED if one.needs_a_look else FileStatus.INGESTED,
            document.id,
            document.version,
            document.pages,
            document.passages,
            warnings=one.warnings,
            findings=tuple(one.publication.findings),
        )


def _missing_vectors(publications: Iterable[Publication], library: Library, embedder: Embedder) -> dict[str, Embedded]:
    """Embed those texts that have no vector yet."""
    texts = {vector_key(embedder.fingerprint, text): text for one in publications for text in one.embedding_inputs()}
    missing = sorted(library.missing_vectors(texts))
    if not missing:
        return {}
    return dict(zip(missing, embedder.embedded([texts[key] for key in missing]), strict=True))


def _language(pages: Iterable[Page]) -> str:
    return language_of("\n".join(page.text for page in pages))
