"""The worker's part in imports of registries: one batch at a time, between the files that people hand in."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from casebase.embedding import Embedder
from casebase.errors import CasebaseError
from casebase.imports import ImportRun
from casebase.store.case_import import CaseImports
from casebase.store.import_runs import ImportLost, ImportQueue
from casebase.store.library import Library
from casebase.store.liveness import is_alive
from ingest.exchange.errors import ExchangeError
from ingest.exchange.importing import Importer, ImportReport, importing
from ingest.exchange.looking import as_file
from ingest.exchange.reporting import report_of, report_shape

AT_ONCE = 25
"""Cases published in one transaction: a second or two, after which a stop is noticed and files that wait come first."""

_log = logging.getLogger(__name__)


class ImportWork:
    """Takes imports further on behalf of a worker, whose signs of life lie in `folder`."""

    def __init__(self, engine: Engine, library: Library, embedder: Embedder, folder: Path) -> None:
        self._queue = ImportQueue(engine)
        self._imports = CaseImports(engine)
        self._library = library
        self._embedder = embedder
        self._folder = folder
        self._run: ImportRun | None = None
        self._steps: Iterator[ImportReport] = iter(())

    def step(self, worker: str) -> bool:
        """Do one batch of an import; tell whether there was one to do."""
        if self._run is None:
            self._run = self._queue.claim(worker, lambda name: is_alive(self._folder, name))
            if self._run is None:
                return False
            self._steps = self._batches(self._run, worker)
        run = self._run
        try:
            report = next(self._steps)
            self._queue.progress(worker, run.id, report_shape(report, False))
        except StopIteration:
            self._end(worker)
        except ImportLost:
            self._leave()
        except FileNotFoundError:
            self._end(worker, "ORIGINAL_MISSING")
        except ExchangeError as error:
            self._end(worker, error.code)
        except (OSError, CasebaseError):
            raise  # not the file's doing: whoever comes next goes on
        except Exception:
            _log.exception("import %d: a batch could not be imported", run.id)
            self._end(worker, "UNEXPECTED")
        return True

    def release(self, worker: str) -> None:
        """Leave what is unfinished to others."""
        self._leave()
        self._queue.release(worker)

    def _batches(self, run: ImportRun, worker: str) -> Iterator[ImportReport]:
        with as_file(run.file_name, self._library.original(run.original)) as path:
            importer = Importer(
                self._library,
                self._imports,
                self._embedder,
                run.owner,
                run.actor,
                run.actor.reader,
                lambda session, report: self._queue.note(session, worker, run.id, report_shape(report, False)),
            )
            begun = report_of(run.report) if run.report else None
            yield from importing(path, run.form, importer, begun=begun, at_once=AT_ONCE)

    def _end(self, worker: str, error: str = "") -> None:
        if self._run is not None:
            self._queue.end(worker, self._run.id, error)
        self._leave()

    def _leave(self) -> None:
        self._run, self._steps = None, iter(())
