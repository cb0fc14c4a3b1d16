"""What the health check found in a file that waits for a decision, from what the worker stored when it read it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from casebase.findings import Finding
from casebase.jobs import Job
from casebase.models import Page
from casebase.text.language import language_of
from ingest.compose import compose
from ingest.health.examine import examine
from ingest.health.revise import masked_title, revised, with_decisions
from ingest.pipeline import completed
from ingest.transfer import unpacked


@dataclass(frozen=True, slots=True)
class HeldFile:
    """The pages of a held file as they would be published now, and its findings with what was decided so far."""

    title: str
    language: str
    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]


def held_file(job: Job, stored: bytes) -> HeldFile:
    """Return what there is to decide about a held job; `stored` is its reading."""
    loaded = unpacked(zlib.decompress(stored))
    details = completed(job.details, loaded)
    pages = compose(loaded)
    findings = with_decisions(examine(loaded, pages, details, job.file_name), job.decisions)
    title = masked_title(details.title, pages, findings) or job.file_name
    shown = tuple(revised(pages, findings))
    return HeldFile(title, language_of("\n".join(page.text for page in shown)), shown, findings)
