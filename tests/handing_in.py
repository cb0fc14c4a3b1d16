"""Files on the way that uploads take: handed in, read by a worker, and what became of each."""

from __future__ import annotations

from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import HashingEmbedder
from casebase.jobs import Job, JobState
from casebase.models import Details
from casebase.service import Casebase
from casebase.settings import Settings
from casebase.store.blobs import Originals
from casebase.store.database import open_database
from casebase.store.library import Library
from casebase.store.queue import JobQueue
from ingest.convert import find_converter
from ingest.health.words import NOTES
from ingest.messages import warning_code
from ingest.sandbox import Sandbox
from ingest.worker import Worker

_STATUS = {JobState.PUBLISHED: "ingested", JobState.UNCHANGED: "unchanged", JobState.FAILED: "failed"}


def _remarks(job: Job) -> list[str]:
    return [code for code in map(warning_code, job.warnings) if code not in NOTES]


def take_in(
    casebase: Casebase, settings: Settings, name: str, content: bytes, details: Details
) -> list[dict[str, str]]:
    """Hand a file in, let a worker work until nothing waits, and return what became of it and of the files inside."""
    (job,) = casebase.jobs.hand_in([(name, content)], details, LOCAL_READER)
    engine, embedder = open_database(settings), HashingEmbedder()
    sandbox = Sandbox(settings.parser_seconds, settings.parser_memory_mb, find_converter(settings))
    library = Library(engine, Originals(settings.originals_folder))
    Worker(library, JobQueue(engine), embedder, sandbox, settings, lambda: open_casebase(settings, embedder).index).run(
        once=True
    )
    return [
        {
            "file": one.file_name,
            "status": "warned" if one.state is JobState.PUBLISHED and _remarks(one) else _STATUS[one.state],
            "document": one.document,
            "error": one.error,
        }
        for one in casebase.jobs.some([job.id], LOCAL_READER)
        if one.state is not JobState.OPENED
    ]
