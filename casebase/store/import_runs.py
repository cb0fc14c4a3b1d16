"""Imports of registries: what people do with them at the desk, and how the worker takes them further.

A run belongs to one worker at a time. Every write of the worker asks whether it still does, inside the transaction that
publishes the batch: a run that was stopped meanwhile loses that batch and nothing else. Every call is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from casebase.access import may_edit
from casebase.errors import NotFound
from casebase.imports import AGAIN, MOVING, ImportId, ImportRun, ImportState
from casebase.people import Actor, Role
from casebase.store.blobs import Originals
from casebase.store.failures import named_failures
from casebase.store.import_schema import ImportRow
from casebase.store.publication import now
from casebase.store.removal import remove_original
from casebase.store.schema import OriginalRow

Report = Mapping[str, Any]


class ImportLost(Exception):
    """The run is no longer this worker's: somebody stopped it. Raised inside a transaction, so that it is undone."""


class ImportRuns:
    """The imports of a database, for people: each sees those of the own organisation."""

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writing=True)
        self._originals = originals

    @named_failures()
    def add(
        self, actor: Actor, file_name: str, content: bytes, form: str, owner: str, total: int, plan: Report
    ) -> ImportRun:
        """Keep a file with the report of its dry run; nothing is imported before `go_on`."""
        with self._originals.receiving():
            return self._add(actor, file_name, self._originals.keep(content), form, owner, total, plan)

    def _add(
        self, actor: Actor, file_name: str, original: str, form: str, owner: str, total: int, plan: Report
    ) -> ImportRun:
        with Session(self._writing) as session, session.begin():
            received = {"sha256": original, "received_at": now()}
            session.execute(upsert(OriginalRow).values(received).on_conflict_do_nothing())
            row = ImportRow(
                name=actor.name,
                organization=actor.organization,
                role=actor.role.value,
                file_name=file_name,
                original=original,
                form=form,
                owner=owner,
                state=ImportState.CHECKED.value,
                worker="",
                total=total,
                done=0,
                plan=dict(plan),
                report={},
                error="",
                created_at=now(),
                finished_at="",
            )
            session.add(row)
            session.flush()
            return _run(row)

    def run(self, number: ImportId, actor: Actor) -> ImportRun:
        """Return an import. Raises NotFound where it is absent or another organisation's."""
        with Session(self.engine) as session:
            return _run(_row(session, number, actor))

    def runs(self, actor: Actor, most: int = 50) -> Sequence[ImportRun]:
        """Return the imports of the actor's organisation, the newest first."""
        with Session(self.engine) as session:
            query = select(ImportRow).where(ImportRow.organization == actor.organization)
            return [_run(row) for row in session.scalars(query.order_by(ImportRow.id.desc()).limit(most))]

    @named_failures()
    def go_on(self, number: ImportId, actor: Actor) -> ImportRun:
        """Begin an import that was looked at, or go on with one that stopped. What moves or is done stays as it is."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, number, actor)
            if row.state in (ImportState.CHECKED, *AGAIN):
                row.state, row.error, row.worker, row.finished_at = ImportState.WAITING.value, "", "", ""
            return _run(row)

    @named_failures()
    def stop(self, number: ImportId, actor: Actor) -> ImportRun:
        """Stop an import; the batch that is being made is given up, what came in before stays."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, number, actor)
            if row.state in MOVING:
                row.state, row.worker, row.finished_at = ImportState.STOPPED.value, "", now()
            return _run(row)

    @named_failures()
    def forget(self, number: ImportId, actor: Actor) -> None:
        """Forget an import that was only looked at, and its file where nothing else has it."""
        with Session(self._writing) as session, session.begin():
            row = _row(session, number, actor)
            if row.state != ImportState.CHECKED:
                return
            original = row.original
            session.delete(row)
        remove_original(self.engine, self._originals, original)


class ImportQueue:
    """The imports of a database, for workers; `worker` is always the name of the one that asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    def claim(self, worker: str, is_alive: Callable[[str], bool]) -> ImportRun | None:
        """Take the oldest import that waits, or whose worker is gone; None where there is none."""
        moving = select(ImportRow).where(ImportRow.state.in_([state.value for state in MOVING])).order_by(ImportRow.id)
        with Session(self._engine) as session:
            owners = [(row.id, row.worker) for row in session.scalars(moving)]
        free = [(number, owner) for number, owner in owners if not owner or (owner != worker and not is_alive(owner))]
        for number, owner in free:
            with Session(self._writing) as session, session.begin():
                taken = session.scalar(moving.where(ImportRow.id == number, ImportRow.worker == owner))
                if taken is not None:
                    taken.state, taken.worker = ImportState.RUNNING.value, worker
                    return _run(taken)
        return None

    def note(self, session: Session, worker: str, number: ImportId, report: Report) -> None:
        """Say within a transaction how far an import is. Raises ImportLost where it is no longer this worker's."""
        if not _change(session, worker, number, done=report["rows"], report=dict(report)):
            raise ImportLost

    @named_failures()
    def progress(self, worker: str, number: ImportId, report: Report) -> None:
        """The same in a transaction of its own, for a batch that published nothing."""
        with Session(self._writing) as session, session.begin():
            self.note(session, worker, number, report)

    @named_failures()
    def end(self, worker: str, number: ImportId, error: str = "") -> None:
        """End an import, with the code of what kept it from going on."""
        state = ImportState.FAILED if error else ImportState.DONE
        with Session(self._writing) as session, session.begin():
            _change(session, worker, number, state=state.value, error=error, worker="", finished_at=now())

    @named_failures()
    def release(self, worker: str) -> None:
        """Let somebody else go on with what this worker had."""
        with Session(self._writing) as session, session.begin():
            waiting = {"state": ImportState.WAITING.value, "worker": ""}
            session.execute(update(ImportRow).where(ImportRow.worker == worker).values(**waiting))


def _change(session: Session, holder: str, number: ImportId, **values: Any) -> bool:
    mine = (ImportRow.id == number, ImportRow.worker == holder, ImportRow.state == ImportState.RUNNING.value)
    changed = session.execute(update(ImportRow).where(*mine).values(**values))
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _row(session: Session, number: ImportId, actor: Actor) -> ImportRow:
    row = session.get(ImportRow, number)
    if row is None or not may_edit(actor.reader, row.organization):
        raise NotFound()
    return row


def _run(row: ImportRow) -> ImportRun:
    return ImportRun(
        id=row.id,
        actor=Actor(row.name, row.organization, Role(row.role)),
        file_name=row.file_name,
        original=row.original,
        form=row.form,
        owner=row.owner,
        state=ImportState(row.state),
        total=row.total,
        done=row.done,
        plan=row.plan,
        report=row.report,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
