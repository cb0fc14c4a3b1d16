"""Taking in one uploaded file, so that whatever happens ends in an outcome that can be shown."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TypedDict

from casebase.errors import CasebaseError, DocumentError
from casebase.models import Details
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.expand import Expansion
from ingest.names import safe_name
from ingest.ocr.recognise import Progress
from ingest.pipeline import ingest_files, shared_sandbox, warning_record
from ingest.records import FileOutcome, FileStatus, IncomingFile

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
) -> list[Outcome]:
    """Make an uploaded file findable with the files inside it, or say why not, a file an outcome.

    A mistake of ours is logged and said to be one. `progress` is told of pages whose text is being recognised, which takes
    seconds each.
    """
    shown = name.rsplit("/", 1)[-1][:200]
    done: list[Outcome] = []
    try:
        file = IncomingFile(safe_name(name), content, details)
        sandbox, settings = shared_sandbox(), Settings()
        expansion = Expansion([(file.name, file)], sandbox, settings)
        found = ingest_files(expansion, casebase.library, casebase.embedder, sandbox, settings, progress)
        for outcome in found:
            done.append(_plain(expansion.sources.popleft(), outcome))
    except DocumentError as error:
        done.append(_failed(shown, error.code))
    except Exception:
        _LOG.exception("an uploaded file could not be processed")
        done.append(_failed(shown, "UNEXPECTED"))
    return done


def _plain(name: str, outcome: FileOutcome) -> Outcome:
    return Outcome(
        file=name,
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
