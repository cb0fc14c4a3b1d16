"""The parts of `python -m ingest` that concern the queue: run a worker, list jobs, change them, hand files in."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from threading import Thread
from typing import Any

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.errors import CasebaseError
from casebase.index.keeper import IndexKeeper
from casebase.jobs import Job, JobId, JobState
from casebase.lazy_embedder import LazyEmbedder
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.desk import JobDesk
from casebase.store.library import Library
from casebase.store.queue import JobQueue
from ingest.convert import find_converter
from ingest.import_work import ImportWork
from ingest.messages import message_for
from ingest.records import FileOutcome, IncomingFile
from ingest.sandbox import Sandbox
from ingest.worker import Worker

FILES_A_TRANSACTION = 64
"""Files that are handed in together by `--queue`: their originals are flushed to the disk side by side."""

LISTED = 200
NICENESS = 5
"""How far a worker beside the pages steps back for them: questions are answered while files are embedded."""


def run_worker(settings: Settings, once: bool = False, attached: bool = False) -> None:
    """Work on the queue until stopped by a signal; `attached` also ends it when standard input ends, and is polite."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s worker %(process)d: %(message)s")
    engine = open_database(settings)
    embedder = LazyEmbedder(settings)

    @cache
    def index() -> IndexKeeper:
        return open_casebase(settings.model_copy(update={"reranker": ""}), embedder).index

    library = Library(engine, Originals(settings.originals_folder))
    worker = Worker(
        library,
        JobQueue(engine),
        embedder,
        Sandbox(settings.parser_seconds, settings.parser_memory_mb, find_converter(settings)),
        settings,
        index,
        ImportWork(engine, library, embedder, settings.workers_folder),
    )
    before = {number: signal.signal(number, lambda *_: worker.stop()) for number in (signal.SIGTERM, signal.SIGINT)}
    if attached:
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        Thread(target=_until_input_ends, args=(worker.stop,), name="parent", daemon=True).start()
    try:
        worker.run(once)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def hand_in(
    files: Iterable[IncomingFile | FileOutcome], settings: Settings, report: Callable[[Job | FileOutcome], None]
) -> Counter[str]:
    """Queue files for the worker, tell `report` of each, and return how many were received and how many could not be.

    Publishing them waits for no decision: who runs the command has been told of warnings in the same way as without
    the queue.
    """
    desk = open_desk(settings)
    counts: Counter[str] = Counter()
    waiting: list[IncomingFile] = []

    def flush() -> None:
        for details in dict.fromkeys(id(file.details) for file in waiting):
            some = [file for file in waiting if id(file.details) == details]
            for job in desk.hand_in([(file.name, file.content) for file in some], some[0].details, LOCAL_READER):
                report(job)
                counts[job.state] += 1
        waiting.clear()

    for file in files:
        if isinstance(file, FileOutcome):
            report(file)
            counts[JobState.FAILED] += 1
            continue
        waiting.append(file)
        if len(waiting) >= FILES_A_TRANSACTION:
            flush()
    flush()
    return counts


def show_jobs(settings: Settings, as_json: bool, language: str) -> None:
    """Print the newest jobs, one a line, and how many there are in each state."""
    desk = open_desk(settings)
    for job in desk.jobs(LOCAL_READER, most=LISTED):
        print(json.dumps(job_shape(job, language), ensure_ascii=False) if as_json else job_line(job, language))
    counts = desk.counts(LOCAL_READER)
    print(", ".join(f"{state} {counts[state]}" for state in JobState if state in counts), file=sys.stderr)


def change_jobs(
    settings: Settings,
    cancel: Sequence[JobId],
    retry: Sequence[JobId],
    publish: Sequence[JobId],
    discard: Sequence[JobId],
) -> list[Job]:
    """Change jobs as asked and return them as they are then. Raises NotFound for an unknown one."""
    desk = open_desk(settings)
    return [
        *(desk.cancel(job, LOCAL_READER) for job in cancel),
        *(desk.retry(job, LOCAL_READER) for job in retry),
        *(desk.decide(job, True, LOCAL_READER) for job in publish),
        *(desk.decide(job, False, LOCAL_READER) for job in discard),
    ]


def open_desk(settings: Settings) -> JobDesk:
    """Return the queue of the data folder, without opening the model."""
    return JobDesk(open_database(settings), Originals(settings.originals_folder))


def job_shape(job: Job, language: str = "en") -> dict[str, Any]:
    """Return a job in the shape that programs rely on."""
    return {
        "id": job.id,
        "file": job.file_name,
        "state": job.state.value,
        "pages": job.pages,
        "passages": job.passages,
        "done": job.done,
        "total": job.total,
        "attempts": job.attempts,
        "document": job.document or None,
        "version": job.version or None,
        "error": job.error or None,
        "message": message_for(job.error, job.file_name, language) if job.error else None,
        "warnings": list(dict.fromkeys(json.loads(warning)["code"] for warning in job.warnings)),
        "created_at": job.created_at,
        "started_at": job.started_at or None,
        "finished_at": job.finished_at or None,
    }


def job_line(job: Job, language: str) -> str:
    """Return a job as one line for people."""
    said = f"  {message_for(job.error, job.file_name, language)}" if job.error else ""
    share = "" if job.is_final else f" {job.share:.0%}"
    return f"{job.id:>7}  {job.state.value}{share}  {job.file_name}{said}"


def run_worker_or_say(settings: Settings, once: bool, attached: bool) -> int:
    """Run a worker and return the exit status: 1 with the cause in words when something around it failed."""
    try:
        run_worker(settings, once, attached)
    except (CasebaseError, OSError) as error:
        print(f"The worker stopped: {error}. Nothing is lost; start it again when this is put right.", file=sys.stderr)
        return 1
    return 0


def _until_input_ends(stop: Callable[[], None]) -> None:
    while sys.stdin.buffer.read(1):
        pass
    stop()
