"""Imports of registries as the desk sees them: a file that was looked through, and what became of it.

CHECKED → WAITING → RUNNING → DONE
             ↑         ├──→ STOPPED ─→ WAITING
             └─────────┴──→ FAILED ──→ WAITING
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casebase.people import Actor

ImportId = int


class ImportState(StrEnum):
    """Where an import stands."""

    CHECKED = "checked"
    """A dry run was made; nobody has confirmed it yet."""
    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


MOVING = (ImportState.WAITING, ImportState.RUNNING)
"""States that a worker takes further."""

AGAIN = (ImportState.STOPPED, ImportState.FAILED)
"""States from which an import is gone on with."""


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import. `owner` owns the cases in place of what the file says; `done` of `total` records are through.

    `plan` is the report of the dry run, `report` that of the import so far, both as `ingest.exchange.reporting` shapes them.
    `error` is a code of `ingest.exchange.errors`. Times are ISO 8601 in UTC, empty while they have not come.
    """

    id: ImportId
    actor: Actor
    file_name: str
    original: str
    form: str
    owner: str
    state: ImportState
    total: int
    done: int
    plan: Mapping[str, Any]
    report: Mapping[str, Any]
    error: str
    created_at: str
    finished_at: str

    @property
    def share(self) -> float:
        """How much of it is through, from 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0
