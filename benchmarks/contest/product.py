"""The product: its own pipeline, database and originals flushed to the disk, an index generation built at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from benchmarks.contest.contestant import Ingest, Search, run
from casebase.access import LOCAL_READER
from casebase.bootstrap import open_casebase
from casebase.embedding import open_embedder
from casebase.models import Details
from casebase.settings import Settings
from ingest.pipeline import ingest_files
from ingest.records import FileStatus, IncomingFile

TOP = 20


def prepare(_: Path) -> Ingest:
    """Load the model as the product runs it: int8, with its adapter."""
    embedder = open_embedder(Settings())

    def ingest(texts: Path, home: Path) -> tuple[int, Search]:
        casebase = open_casebase(Settings(home=home), embedder)
        files = (IncomingFile(path.name, path.read_bytes(), Details("other")) for path in sorted(texts.iterdir()))
        outcomes = list(ingest_files(files, casebase.library, casebase.embedder))
        failed = [outcome for outcome in outcomes if outcome.status is FileStatus.FAILED]
        if failed:
            raise SystemExit(f"{len(failed)} texts were not taken in: {failed[0].message}")
        casebase.index.build()

        def search(question: str) -> Sequence[str]:
            hits = casebase.search(question, LOCAL_READER, top=TOP).hits
            return [PurePath(hit.document.file_name).stem for hit in hits]

        return sum(outcome.passages for outcome in outcomes), search

    return ingest


if __name__ == "__main__":
    run("ai-casebase", prepare)
