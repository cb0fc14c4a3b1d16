"""The worker: takes files that were handed in from the queue and makes them findable.

It reads files one by one in the child process, embeds them together, and publishes a batch in the transaction that ends
its jobs. Killed at any point it loses and doubles nothing: what it had is taken over by the next worker (see
`casebase.store.liveness`), and vectors that were computed are kept.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Event

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from casebase.embedding import Embedder
from casebase.errors import CasebaseError, DocumentError
from casebase.findings import asks_for_decision
from casebase.index.keeper import IndexKeeper
from casebase.jobs import HandedIn, Job, JobId
from casebase.late import Embedded
from casebase.settings import Settings
from casebase.store.library import Library
from casebase.store.liveness import Alive
from casebase.store.queue import JobQueue, JobsLost
from ingest.batch import Batch, Ready
from ingest.expand import Expansion
from ingest.import_work import ImportWork
from ingest.pipeline import check_size, prepare, read, unchanged, warning_record
from ingest.pulse import Pulse
from ingest.records import FileOutcome, IncomingFile
from ingest.sandbox import Sandbox
from ingest.takeover import TakeOver
from ingest.transfer import packed, unpacked
from ingest.unpack import container_kind
from ingest.vectors import PASSAGES_A_BATCH, missing_texts, missing_vectors

TEXTS_A_STEP = 64
"""Texts embedded between two reports of progress: a few seconds, after which a cancelled job or a stop is noticed."""

POLL_SECONDS = 0.5

BUSY_SMALLEST, BUSY_SHARE = 2_000, 0.1
"""While jobs wait the index is built only when so many passages, and this share of it, are missing."""

_log = logging.getLogger(__name__)


class Worker:
    """Works on the queue of one data folder until it is stopped. `index` is opened when something was published.

    `imports` of registries are taken further where no file waits.
    """

    def __init__(
        self,
        library: Library,
        queue: JobQueue,
        embedder: Embedder,
        sandbox: Sandbox,
        settings: Settings,
        index: Callable[[], IndexKeeper],
        imports: ImportWork | None = None,
    ) -> None:
        self._library = library
        self._queue = queue
        self._embedder = embedder
        self._sandbox = sandbox
        self._settings = settings
        self._index = index
        self._imports = imports
        self._folder = settings.workers_folder
        self._name = ""
        self._ours: set[JobId] = set()
        self._batch = Batch()
        self._stopping = Event()
        self._pulse = Pulse(queue, sandbox, self._ours, self._stopping)
        self._take_over = TakeOver(settings.workers_folder, queue)
        self._published = False

    def run(self, once: bool = False) -> None:
        """Work until `stop` is called; with `once` until nothing waits. What is unfinished then is given back.

        Raises what the surroundings raise (a full disk, a model that cannot be opened) after giving everything back.
        """
        alive = Alive(self._folder)
        self._name = alive.name
        self._pulse.start(self._name)
        counted = False
        try:
            self._work(once)
        except (OSError, OperationalError):
            counted = True  # it may be one file that brings this about: each is tried alone next time
            raise
        finally:
            self._pulse.end()
            with suppress(SQLAlchemyError):  # then they are taken over, as from a worker that died
                self._queue.release(self._name, sorted(self._ours), counted)
                if self._imports is not None:
                    self._imports.release(self._name)
            self._sandbox.close()
            alive.close()

    def stop(self) -> None:
        """End soon: after the file that is being read or the texts that are being embedded. May be called by a signal."""
        self._stopping.set()

    def _work(self, once: bool) -> None:
        while not self._stopping.is_set():
            self._take_over.look(self._name)
            # One at a time: several workers share evenly, and what waits behind a long document is not said to be read.
            for job in self._queue.claim(self._name, 1, fresh_only=bool(self._batch)):
                self._ours.add(job.id)
                self._take(job)
                if self._batch and (self._batch.is_full() or job.attempts > 1):
                    self._publish()
                break
            else:
                if self._batch:
                    self._publish()
                elif self._imports is not None and self._imports.step(self._name):
                    self._published = True
                    self._build_index(busy=True)
                elif once:
                    self._build_index(wait=True)
                    return
                else:
                    self._build_index()
                    self._stopping.wait(POLL_SECONDS)

    def _take(self, job: Job) -> None:
        """Read one file; it then waits in the batch, unless it ended here."""
        try:
            with self._pulse.reading(job.id):
                self._read(job)
        except DocumentError as error:
            if not self._stopping.is_set():
                self._end(job, self._queue.fail(self._name, job.id, error.code, str(error)))
        except FileNotFoundError:
            self._fail(job, "ORIGINAL_MISSING", "The original is gone. Hand the file in again.")
        except (OSError, OperationalError, CasebaseError):
            raise  # not the file's doing
        except Exception:
            _log.exception("job %d: the file could not be processed", job.id)
            self._fail(job, "UNEXPECTED", "The file could not be processed.")

    def _read(self, job: Job) -> None:
        file = IncomingFile(job.file_name, self._library.original(job.original), job.details)
        check_size(file, self._settings.max_file_mb)
        if self._batch.holds_file_of(job):
            self._publish()  # the same file twice: it must be known the second time
        if known := self._library.known(job.details.organization, job.original):
            warnings = [warning_record(warned) for warned in unchanged(file, known, self._library).warnings]
            self._end(job, self._queue.unchanged(self._name, job.id, known, warnings))
            return
        stored = self._queue.reading(job.id)
        if stored is None and self._is_only_a_container(job, file):
            return
        loaded = unpacked(zlib.decompress(stored)) if stored is not None else read(file, self._sandbox, self._settings)
        prepared = prepare(replace(file, content=b""), job.original, loaded, job.decisions)
        if job.hold and stored is None and any(map(asks_for_decision, prepared.publication.findings)):
            content = zlib.compress(packed(loaded))
            self._end(job, self._queue.hold(self._name, job.id, content, Ready(job, prepared).read))
            return
        if self._batch and self._batch.passages() + len(prepared.publication.passages) > PASSAGES_A_BATCH:
            self._publish()  # short documents do not wait for a long one
        self._batch.add(Ready(job, prepared))

    def _is_only_a_container(self, job: Job, file: IncomingFile) -> bool:
        """Queue the files inside a file as jobs of their own; tell whether nothing else was in it, so that its job is over.

        What came out of a container was opened together with it and is not opened again.
        """
        if "/" in file.name or not container_kind(file.name, file.content):
            return False
        inside: list[HandedIn] = []
        failed: list[FileOutcome] = []
        has_text = False
        for one in Expansion([(file.name, file)], self._sandbox, self._settings):
            if one is file:
                has_text = True
            elif isinstance(one, FileOutcome) and one.file == file.name:
                self._fail(job, one.error or "UNEXPECTED", one.message or "")
                return True
            elif isinstance(one, FileOutcome):
                failed.append(one)
            else:
                inside.append(HandedIn(one.name, self._library.keep_original(one.content), one.details, job.hold))
        refused = [(one.file, one.error or "UNEXPECTED", one.message or "") for one in failed]
        if inside or refused:
            self._queue.add_inside(job, inside, refused)
        if not has_text:
            self._end(job, self._queue.opened(self._name, job.id))
        return not has_text

    def _publish(self) -> None:
        """Embed what was read and publish it; jobs that are no longer ours are left out."""
        batch = self._batch.taken()
        try:
            ours = self._queue.embedding(self._name, {one.job.id: one.read for one in batch})
            self._ours.difference_update(one.job.id for one in batch if one.job.id not in ours)
            batch = [one for one in batch if one.job.id in ours]
            vectors = self._embedded(batch)
            while batch and vectors is not None:
                batch = self._published_or_lost(batch, vectors)
        except (OSError, OperationalError, CasebaseError):
            raise
        except Exception:
            _log.exception("jobs %s: could not be published", [one.job.id for one in batch])
            if len(batch) == 1:
                self._fail(batch[0].job, "UNEXPECTED", "The file could not be processed.")
            else:  # each alone, so that the one at fault is found
                self._queue.release(self._name, [one.job.id for one in batch], counted=True)
                self._ours.difference_update(one.job.id for one in batch)
        if self._published and not self._stopping.is_set():
            self._build_index(busy=True)

    def _embedded(self, batch: Sequence[Ready]) -> dict[str, Embedded] | None:
        """Return those vectors that are missing and not stored on the way; None when this ended before all are there."""
        if not batch:
            return None
        jobs = [one.job.id for one in batch]
        texts = missing_texts([one.prepared.publication for one in batch], self._library, self._embedder)
        vectors: dict[str, Embedded] = {}
        done = 0
        for part in missing_vectors(texts, self._embedder, TEXTS_A_STEP):
            if vectors:
                self._library.keep_vectors(vectors, self._embedder.fingerprint)
            vectors = part
            done += len(part)
            if self._stopping.is_set():
                self._library.keep_vectors(vectors, self._embedder.fingerprint)
                return None
            if not self._queue.progress(self._name, jobs, done, len(texts)):
                self._ours.difference_update(jobs)
                return None
        return vectors

    def _published_or_lost(self, batch: list[Ready], vectors: dict[str, Embedded]) -> list[Ready]:
        """Publish a batch and return nothing, or what is left of it when some jobs were cancelled meanwhile."""
        jobs = [one.job.id for one in batch]
        publications = [one.prepared.publication for one in batch]
        try:
            finish = self._queue.publishing(self._name, jobs)
            with self._library.receiving():
                self._library.publish(publications, vectors, self._embedder.fingerprint, finish)
        except JobsLost as lost:
            self._ours -= lost.jobs
            return [one for one in batch if one.job.id not in lost.jobs]
        self._ours.difference_update(jobs)
        self._published = True
        return []

    def _build_index(self, busy: bool = False, wait: bool = False) -> None:
        """Let the index take in what was published, if there is enough of it; a failure costs speed, not answers."""
        if not self._published:
            return
        try:
            index = self._index()
            if wait:
                index.build_if_due()
            elif index.is_due(BUSY_SMALLEST, BUSY_SHARE) if busy else index.is_due():
                index.build_in_background()
            self._published = busy
        except (CasebaseError, OSError):
            _log.exception("the index could not be built; the database goes on answering")

    def _fail(self, job: Job, code: str, message: str) -> None:
        self._end(job, self._queue.fail(self._name, job.id, code, message))

    def _end(self, job: Job, ended: bool) -> None:
        """Forget a job that ended here, or (`ended` is false) was taken away meanwhile."""
        if not ended:
            _log.info("job %d is no longer ours", job.id)
        self._ours.discard(job.id)
