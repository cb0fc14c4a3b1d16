"""Taking in one uploaded file, so that whatever happens ends in an outcome that can be shown."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TypedDict

from casebase.errors import CasebaseError, DocumentError
from casebase.models import Details
from casebase.service import Casebase
from ingest.names import safe_name
from ingest.ocr.recognise import Progress
from ingest.pipeline import ingest_file, warning_record
from ingest.records import FileStatus, IncomingFile

_LOG = logging.getLogger(__name__)


class Outcome(TypedDict):
    """What became of a file, in plain values that a browser session may keep."""

    file: str
    status: str
    document: str
    pages: int
    passages: int
    error: str
    warnings: list[str]


def take_in(
    casebase: Casebase, name: str, content: bytes, details: Details, progress: Progress | None = None
) -> Outcome:
    """Make one uploaded file findable, or say why not; a mistake of ours is logged and said to be one.

    `progress` is told of pages whose text is being recognised, which takes seconds each.
    """
    shown = name.rsplit("/", 1)[-1][:200]
    try:
        file = IncomingFile(safe_name(name), content, details)
        outcome = ingest_file(file, casebase.library, casebase.embedder, progress=progress)
    except DocumentError as error:
        return _failed(shown, error.code)
    except Exception:
        _LOG.exception("an uploaded file could not be processed")
        return _failed(shown, "UNEXPECTED")
    return Outcome(
        file=file.name,
        status=outcome.status.value,
        document=outcome.document or "",
        pages=outcome.pages,
        passages=outcome.passages,
        error=outcome.error or "",
        warnings=[warning_record(warned) for warned in outcome.warnings],
    )


def build_index_if_due(casebase: Casebase) -> None:
    """Let the index take in what was uploaded, if there is enough of it; searching goes on meanwhile."""

    def build() -> None:
        try:
            casebase.index.build_if_due()
        except (CasebaseError, OSError):
            _LOG.exception("the index could not be built; the database goes on answering")

    Thread(target=build, name="index-after-upload", daemon=True).start()


def _failed(name: str, code: str) -> Outcome:
    return Outcome(file=name, status=FileStatus.FAILED, document="", pages=0, passages=0, error=code, warnings=[])
