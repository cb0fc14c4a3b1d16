"""From a file to findable passages: keep, load, chunk, embed, publish.

Files are loaded one by one, embedded and published in batches: one flush of the database and one call of the model serve
many small files. A batch is published whole or not at all; nothing is reported as ingested before it is on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casebase.embedding import Embedder
from casebase.embedding_inputs import vector_key
from casebase.errors import DocumentError, EmptyFile
from casebase.models import Document, Page
from casebase.store.library import Library, Publication, version_id
from casebase.text.language import language_of
from ingest.chunk import chunk
from ingest.compose import compose
from ingest.load import load
from ingest.records import FileOutcome, FileStatus, IncomingFile, Loaded, Warned

BATCH_DOCUMENTS = 32
BATCH_PASSAGES = 256
"""A batch is published when it holds this many documents or passages."""

Load = Callable[[str, bytes], Loaded]


@dataclass(frozen=True, slots=True)
class _Prepared:
    file: IncomingFile
    publication: Publication
    warned: tuple[Warned, ...]


def ingest_file(file: IncomingFile, library: Library, embedder: Embedder, load_file: Load = load) -> FileOutcome:
    """Make one file findable, or say why not. Repeating it changes nothing."""
    return next(ingest_files([file], library, embedder, load_file))


def ingest_files(
    files: Iterable[IncomingFile], library: Library, embedder: Embedder, load_file: Load = load
) -> Iterator[FileOutcome]:
    """Make files findable and yield one outcome each, in the order in which they are final.

    A file that fails is an outcome, not an error; the others go on.
    """
    waiting: list[_Prepared] = []
    for file in files:
        try:
            known = library.known(file.details.organization, library.keep_original(_content(file)))
            if known is not None:
                yield _unchanged(file, known, library)
                continue
            waiting.append(_prepared(file, load_file))
        except DocumentError as exc:
            yield FileOutcome(file.name, FileStatus.FAILED, error=exc.code, message=str(exc))
        if len(waiting) >= BATCH_DOCUMENTS or sum(len(w.publication.passages) for w in waiting) >= BATCH_PASSAGES:
            yield from _published(waiting, library, embedder)
            waiting = []
    if waiting:
        yield from _published(waiting, library, embedder)


def _content(file: IncomingFile) -> bytes:
    if not file.content:
        raise EmptyFile(file.name)
    return file.content


def _prepared(file: IncomingFile, load_file: Load) -> _Prepared:
    loaded = load_file(file.name, file.content)
    pages = compose(loaded)
    original = hashlib.sha256(file.content).hexdigest()
    details = replace(
        file.details,
        title=file.details.title or loaded.title or file.name,
        published_on=file.details.published_on or loaded.published_on,
    )
    publication = Publication(
        details=details,
        file_name=file.name,
        original=original,
        media_type=loaded.media_type,
        language=_language(pages),
        pages=pages,
        passages=chunk(pages, version_id(details.organization, file.name, original)),
        warnings=tuple(dict.fromkeys(warned.code for warned in loaded.warnings)),
    )
    return _Prepared(file, publication, loaded.warnings)


def _published(batch: Sequence[_Prepared], library: Library, embedder: Embedder) -> Iterator[FileOutcome]:
    texts = sorted({text for one in batch for text in one.publication.embedding_inputs()})
    keys = {vector_key(embedder.fingerprint, text): text for text in texts}
    missing = sorted(library.missing_vectors(keys))
    vectors = embedder.passages([keys[key] for key in missing]) if missing else np.zeros((0, embedder.dimensions))
    documents = library.publish(
        [one.publication for one in batch], dict(zip(missing, vectors, strict=True)), embedder.fingerprint
    )
    for one, document in zip(batch, documents, strict=True):
        yield FileOutcome(
            file=one.file.name,
            status=FileStatus.WARNED if one.warned else FileStatus.INGESTED,
            document=document.id,
            version=document.version,
            pages=document.pages,
            passages=document.passages,
            warnings=one.warned,
        )


def _unchanged(file: IncomingFile, known: Document, library: Library) -> FileOutcome:
    """Say that these bytes are there already; what is said about them may have changed, and that is not ignored."""
    said = replace(
        file.details,
        title=file.details.title or known.details.title,
        published_on=file.details.published_on or known.details.published_on,
    )
    changed = library.update_details(known.id, said)
    return FileOutcome(
        file=file.name,
        status=FileStatus.UNCHANGED,
        document=known.id,
        version=known.version,
        pages=known.pages,
        passages=known.passages,
        warnings=(Warned("DETAILS_UPDATED"),) if changed else (),
    )


def _language(pages: Sequence[Page]) -> str:
    return language_of("\n".join(page.text[:2000] for page in pages[:5]))
