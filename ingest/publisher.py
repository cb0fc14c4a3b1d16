"""Publish batches of files that were read: one is written to the database while the next one is read and embedded.

The model computes without holding Python's lock, so that a core which waits for it has time for the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from casebase.embedding import Embedder
from casebase.errors import StorageError
from casebase.faults import reached
from casebase.late import Embedded
from casebase.models import Document
from casebase.store.failures import named_failures
from casebase.store.library import Library
from casebase.store.publication import Publication
from ingest.health.words import NOTES
from ingest.records import FileOutcome, FileStatus, IncomingFile, Warned
from ingest.vectors import all_missing_vectors

DISK_THREADS = 8
"""Originals that are flushed to disk at once: a flush is all waiting, and several together take little longer than one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that has been read and cut, ready to be embedded and published."""

    file: IncomingFile
    publication: Publication
    warnings: tuple[Warned, ...]
    needs_a_look: bool


Batch = Sequence[Prepared | FileOutcome]

Write = Callable[[], list[Document]]
"""Writes a batch to the database. Raises StorageError."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A batch on its way to the database."""

    batch: Batch
    documents: Future[list[Document]]


class Publisher:
    """Embeds and publishes batches in order. Leaving it waits for what is being written; nothing half-published stays."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="publish")
        self._written: _Written | None = None

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.shutdown(wait=True)

    @property
    def writing(self) -> Batch:
        """The batch that is being written; its files may not be known to the library yet."""
        return self._written.batch if self._written else ()

    def publish(self, batch: Batch) -> Iterator[FileOutcome]:
        """Embed what has no vector yet and begin to write it; yield the outcomes of the batch before it, in order.

        It is not written before that one has ended: where a batch must be tried again, editions still come in in order.
        """
        with ExitStack() as held:
            write = self._ready(batch, held)
            outcomes = list(self._ended())
            self._written = _Written(batch, self._writer.submit(_within, held.pop_all(), write))
        yield from outcomes

    def finish(self, batch: Batch) -> Iterator[FileOutcome]:
        """Publish, and yield all outcomes up to those of this batch."""
        yield from self.publish(batch)
        yield from self._ended()

    def _ready(self, batch: Batch, held: ExitStack) -> Write:
        """Keep the originals and embed; return what writes the batch, all of it or nothing, while `held` is held."""
        prepared = [one for one in batch if isinstance(one, Prepared)]
        if not prepared:
            return list
        publications = [one.publication for one in prepared]
        try:
            held.enter_context(self._library.receiving())
            vectors = kept_and_embedded(prepared, self._library, self._embedder)
        except StorageError as error:
            return partial(_refused, error)
        return partial(self._library.publish, publications, vectors, self._embedder.fingerprint)

    def _ended(self) -> Iterator[FileOutcome]:
        written, self._written = self._written, None
        if written is None:
            return
        try:
            documents = iter(written.documents.result())
        except StorageError as error:
            yield from self._one_by_one(written.batch, error)
            return
        for one in written.batch:
            yield one if isinstance(one, FileOutcome) else _outcome(one, next(documents))

    def _one_by_one(self, batch: Batch, error: StorageError) -> Iterator[FileOutcome]:
        """Try each file of a batch that could not be written: one that needs less room may still come in."""
        if sum(isinstance(one, Prepared) for one in batch) == 1:
            failed = [_failed(one, error) if isinstance(one, Prepared) else one for one in batch]
            yield from failed
            return
        for one in batch:
            yield from self.finish([one])


@named_failures()
def kept_and_embedded(prepared: Sequence[Prepared], library: Library, embedder: Embedder) -> dict[str, Embedded]:
    """Keep the originals of files, within `Library.receiving`, and return the vectors that are missing.

    Originals wait for the disk while the model computes; only of files that could be read is one kept. Raises StorageError.
    """
    with ThreadPoolExecutor(DISK_THREADS) as disk:
        kept = [disk.submit(library.keep_original, one.file.content) for one in prepared]
        vectors = all_missing_vectors([one.publication for one in prepared], library, embedder)
        reached("vectors.embedded")
        for flushed in kept:
            flushed.result()
    return vectors


def _within(held: ExitStack, write: Write) -> list[Document]:
    with held:
        return write()


def _refused(error: StorageError) -> list[Document]:
    raise error


def _failed(one: Prepared, error: StorageError) -> FileOutcome:
    return FileOutcome(one.file.name, FileStatus.FAILED, error=error.code, message=str(error))


def _outcome(one: Prepared, document: Document) -> FileOutcome:
    warnings = tuple(warned for warned in one.warnings if warned.code not in NOTES) + older(document)
    return FileOutcome(
        one.file.name,
        FileStatus.WARNED if one.needs_a_look or document.replaced else FileStatus.INGESTED,
        document.id,
        document.version,
        document.pages,
        document.passages,
        warnings=warnings,
        findings=tuple(one.publication.findings),
    )


def older(document: Document) -> tuple[Warned, ...]:
    """Say that a file is not the newest edition of its document, so that searches and answers go on with that."""
    return (Warned("OLDER_EDITION", detail=document.id),) if document.replaced else ()
