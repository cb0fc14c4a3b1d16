"""From files to findable passages: load, recognise what is a picture, compose, chunk, embed, publish.

`ingest_files` does it at once; the worker (`ingest.worker`) takes the same steps for files that were handed in. Files are
read one by one and embedded together, since a model is fast on many texts at once. Repeating anything changes nothing:
documents, versions, passages and vectors are named by their content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from casebase.access import organization_name
from casebase.embedding import Embedder
from casebase.errors import DocumentError, DocumentTooLarge, StorageError
from casebase.faults import reached
from casebase.findings import Decision, Finding, asks_for_decision
from casebase.models import Details, Document, Page
from casebase.settings import Settings
from casebase.store.failures import named_failures
from casebase.store.library import CIRCLES, Library, Publication, version_id
from casebase.text.language import language_of
from ingest.chunk import chunk
from ingest.compose import compose
from ingest.convert import find_converter
from ingest.health.examine import examine, summary
from ingest.health.revise import masked_title, revised, with_decisions
from ingest.load import is_plain, load
from ingest.ocr.recognise import Progress, recognised
from ingest.publisher import Prepared, Publisher, older
from ingest.records import FileOutcome, FileStatus, IncomingFile, Loaded, Warned
from ingest.sandbox import Sandbox
from ingest.titles import first_heading
from ingest.vectors import PASSAGES_A_BATCH

LARGEST_IN_PROCESS = 200_000
"""Bytes of a plain text file that is read without the child process: no parser but our own linear ones sees it, and the
child costs a millisecond a file (measured: 1.06 ms against 0.08 ms)."""


Checked = tuple[tuple[Page, ...], tuple[Finding, ...]]
"""The pages of a file and what the health check found in them."""


def ingest_file(
    file: IncomingFile,
    library: Library,
    embedder: Embedder,
    sandbox: Sandbox | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> FileOutcome:
    """Make one file findable, or say why not."""
    return next(iter(ingest_files([file], library, embedder, sandbox, settings, progress)))


def ingest_files(
    files: Iterable[IncomingFile | FileOutcome],
    library: Library,
    embedder: Embedder,
    sandbox: Sandbox | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Iterator[FileOutcome]:
    """Make files findable and yield how each ended, in order; an outcome among `files` passes through in its place.

    One transaction publishes a batch: readers see a document whole or not at all. `sandbox` reads the files; without one
    the process's own is used. `progress` is told of every page whose text was recognised, which takes seconds each.
    """
    settings = settings or Settings()
    reader = sandbox or shared_sandbox()
    waiting: list[Prepared | FileOutcome] = []
    passages = 0
    with Publisher(library, embedder) as publisher:
        for file in files:
            step = file if isinstance(file, FileOutcome) else _prepare(file, library, reader, settings, progress)
            if isinstance(step, Prepared) and _is_among(step, (*waiting, *publisher.writing)):
                yield from publisher.finish(waiting)  # the same file twice: it must be known the second time
                waiting, passages = [], 0
                assert isinstance(file, IncomingFile)
                step = _prepare(file, library, reader, settings, progress)
            waiting.append(step)
            passages += len(step.publication.passages) if isinstance(step, Prepared) else 0
            if passages >= PASSAGES_A_BATCH:
                yield from publisher.publish(waiting)
                waiting, passages = [], 0
            elif all(isinstance(one, FileOutcome) for one in waiting):
                yield from publisher.finish(waiting)
                waiting = []
        yield from publisher.finish(waiting)


@cache
def shared_sandbox() -> Sandbox:
    """Return the child process that this process reads files with, started when first needed."""
    settings = Settings()
    return Sandbox(settings.parser_seconds, settings.parser_memory_mb, find_converter(settings))


def warning_record(warned: Warned) -> str:
    """Return a warning as it is stored with a version: JSON with code, pages and detail."""
    return json.dumps({"code": warned.code, "pages": warned.pages, "detail": warned.detail}, ensure_ascii=False)


def _prepare(
    file: IncomingFile, library: Library, sandbox: Sandbox, settings: Settings, progress: Progress | None
) -> Prepared | FileOutcome:
    """Read a file and cut it into passages, or say how it ended."""
    try:
        original = hashlib.sha256(file.content).hexdigest()
        check_size(file, settings.max_file_mb)
        if known := library.known(file.details.organization, original):
            library.keep_original(file.content)  # there already, unless the disk lost it
            return unchanged(file, known, library)
        return prepare(file, original, read(file, sandbox, settings, progress))
    except (DocumentError, StorageError) as error:
        return FileOutcome(file.name, FileStatus.FAILED, error=error.code, message=str(error))


def check_size(file: IncomingFile, max_file_mb: int) -> None:
    """Raise DocumentTooLarge for a file over the limit."""
    if len(file.content) > max_file_mb * 1_000_000:
        raise DocumentTooLarge(file.name, "FILE_TOO_LARGE", f"the limit of {max_file_mb} MB")


def prepare(
    file: IncomingFile, original: str, loaded: Loaded, decisions: Mapping[int, Decision] | None = None
) -> Prepared:
    """Examine what was read from a file and cut it into passages; `original` is the SHA-256 of its bytes.

    `decisions` are those of an editor about the findings, by number: passages are masked, hidden text is let in.
    """
    details = completed(file.details, loaded)
    pages = compose(loaded)
    findings = with_decisions(examine(loaded, pages, details, file.name), decisions or {})
    details = replace(details, title=masked_title(details.title, pages, findings))
    pages = revised(pages, findings)
    passages = chunk(pages, version_id(details.organization, file.name, original))
    warnings = summary(findings)
    publication = Publication(
        details,
        file.name,
        original,
        loaded.media_type,
        _language(pages),
        pages,
        passages,
        tuple(warning_record(warned) for warned in warnings),
        replaces=file.replaces,
        findings=findings,
    )
    needs_a_look = bool(loaded.warnings) or any(asks_for_decision(one) for one in findings)
    return Prepared(file, publication, warnings, needs_a_look)


def check_file(file: IncomingFile, sandbox: Sandbox, settings: Settings) -> Checked | FileOutcome:
    """Read a file and return its pages and what the health check finds, or how it failed. Nothing is kept."""
    try:
        check_size(file, settings.max_file_mb)
        loaded = read(file, sandbox, settings)
    except DocumentError as error:
        return FileOutcome(file.name, FileStatus.FAILED, error=error.code, message=str(error))
    pages = compose(loaded)
    return pages, examine(loaded, pages, completed(file.details, loaded), file.name)


def read(file: IncomingFile, sandbox: Sandbox, settings: Settings, progress: Progress | None = None) -> Loaded:
    """Read a file and recognise what is a picture, in child processes unless it is short and plain."""
    return recognised(file.name, file.content, _load(file, sandbox), sandbox, settings, progress)


@named_failures()
def _load(file: IncomingFile, sandbox: Sandbox) -> Loaded:
    plain = is_plain(file.name) and len(file.content) <= LARGEST_IN_PROCESS
    loaded = load(file.name, file.content) if plain else sandbox.load(file.name, file.content)
    reached("parse.done")
    return loaded


def completed(details: Details, loaded: Loaded) -> Details:
    """Fill in what nobody said about a document from the document itself."""
    return replace(
        details,
        organization_name=details.organization_name or organization_name(details.organization),
        title=details.title or loaded.title or first_heading(loaded.pages),
        published_on=details.published_on or loaded.published_on,
        created_on=details.created_on or loaded.created_on,
    )


def unchanged(file: IncomingFile, known: Document, library: Library) -> FileOutcome:
    """Say that a file is there already. What editors said about it since stays, but a narrower circle of readers counts.

    Starter records are the product's own, so everything said about them is brought up to date.
    """
    narrowed = CIRCLES.index(file.details.visibility) < CIRCLES.index(known.details.visibility)
    if file.details.starter:
        library.update_details(known.id, file.details)
    elif narrowed:
        library.update_details(known.id, replace(known.details, visibility=file.details.visibility))
    warnings: tuple[Warned, ...] = (
        (Warned("VISIBILITY_NARROWED", detail=file.details.visibility.value),) if narrowed else ()
    )
    warnings += older(known)
    if library.is_withdrawn(known.id):
        warnings += (Warned("WITHDRAWN", detail=known.id),)
    return FileOutcome(
        file.name,
        FileStatus.UNCHANGED,
        known.id,
        known.version,
        known.pages,
        known.passages,
        warnings=warnings,
    )


def _is_among(step: Prepared, waiting: Iterable[Prepared | FileOutcome]) -> bool:
    same = (step.publication.details.organization, step.publication.original)
    return any(
        isinstance(one, Prepared) and (one.publication.details.organization, one.publication.original) == same
        for one in waiting
    )


def _language(pages: Iterable[Page]) -> str:
    return language_of("\n".join(page.text for page in pages))
