"""Import cases: read a file record by record, say what is new, changed or refused, and publish in batches.

A batch is one transaction: its documents, its cases and their history, or none of them. What was imported before and has not
changed is skipped before anything is embedded, so that a run that broke off goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from casebase.access import LOCAL_READER, Reader, may_import
from casebase.embedding import Embedder
from casebase.models import Document
from casebase.people import IMPORTER, Actor
from casebase.record.model import CaseRecord, content_of
from casebase.store.case_import import CaseImports
from casebase.store.case_taking import Imported, Known
from casebase.store.library import Library
from casebase.store.publication import Within
from ingest.cases.publish import prepared_case
from ingest.exchange.formats import REGISTRIES, Read, columns_in, records_in
from ingest.publisher import kept_and_embedded

AT_ONCE = 100
"""Cases published in one transaction: a few seconds of embedding."""

MOST_NAMED = 20
"""Refused rows and values without a field that a report names; further ones are counted."""

SAMPLES = 5
"""First records that a report shows."""

NOT_YOURS = "owner"
"""Begins the reason for which a row is refused whose cases belong to an organisation that is not the importer's."""


class Fate(StrEnum):
    """What becomes of a record of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """It was edited here since it was imported, so it stays as it is."""
    REFUSED = "refused"


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do.

    `changes` are line, title and fate of what differs from what is here. `mapped`, `kept` and `ignored` are columns;
    `unmapped` counts values of mapped columns that have no word in our vocabulary and are kept in their own words.
    `samples` are the first records in plain words.
    """

    file: str
    form: str
    fates: Counter[Fate] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    changes: list[tuple[int, str, Fate]] = field(default_factory=list)
    mapped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.fates.values())


@dataclass(frozen=True, slots=True)
class Importer:
    """Where cases go and on whose behalf. `organization` owns them in place of the one that the format or the record names.

    `reader` is who may import into which organisation; `actor` is named in the history. `noted` is called within the
    transaction of every batch that publishes something, with the report as it is then.
    """

    library: Library
    imports: CaseImports
    embedder: Embedder
    organization: str = ""
    actor: Actor = IMPORTER
    reader: Reader = LOCAL_READER
    noted: Callable[[Session, ImportReport], None] = lambda _session, _report: None


@dataclass(frozen=True, slots=True)
class _Step:
    read: Read
    origin: str
    content: str
    fate: Fate
    known: Known | None


def import_cases(
    path: Path,
    form: str,
    importer: Importer,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Import a file, or with `dry_run` only say what would become of it. `progress` is told how many more records are done."""
    report, done = ImportReport(path.name, form), 0
    for report in importing(path, form, importer, dry_run):
        progress(report.rows - done)
        done = report.rows
    return report


def importing(
    path: Path,
    form: str,
    importer: Importer,
    dry_run: bool = False,
    begun: ImportReport | None = None,
    at_once: int = 0,
) -> Iterator[ImportReport]:
    """Import a file batch by batch and yield the report, which grows, before the first and after each of them.

    `begun` is the report of a run that was stopped: as many records as it counts are passed over, and it goes on counting.
    """
    report = begun or ImportReport(path.name, form)
    columns = columns_in(path, form)
    report.mapped, report.kept, report.ignored = columns.mapped, columns.kept, columns.ignored
    yield report
    reads = islice(_with_origins(records_in(path, form), form), report.rows, None)
    for batch in _batches(reads, at_once or AT_ONCE):
        steps = list(_fates(batch, importer, form))
        _count(report, steps, form)
        due = [step for step in steps if step.fate in {Fate.NEW, Fate.CHANGED}]
        if due and not dry_run:
            _publish(due, importer, report)
        yield report


def _with_origins(reads: Iterable[Read], form: str) -> Iterator[tuple[Read, str]]:
    """Yield records with what they are known by: the registry's name, else what they say of title and organisation."""
    seen: Counter[str] = Counter()
    for one in reads:
        if one.record is None:
            yield one, ""
            continue
        said = "\0".join((one.record.title, one.record.organization_name, one.record.bureau))
        name = one.named or f"={hashlib.sha256(said.encode()).hexdigest()[:24]}"
        seen[name] += 1
        count = f"#{seen[name]}" if seen[name] > 1 else ""
        yield one, f"{form}:{name}"[:380] + count


def _fates(batch: Sequence[tuple[Read, str]], importer: Importer, form: str) -> Iterator[_Step]:
    imports = importer.imports
    known = imports.known(origin for _, origin in batch if origin)
    own = imports.exist(one.record.case_id for one, _ in batch if one.record) if form not in REGISTRIES else frozenset()
    for one, origin in batch:
        if one.record is None:
            yield _Step(one, origin, "", Fate.REFUSED, None)
            continue
        record = _owned(one.record, importer.organization)
        if not may_import(importer.reader, record.organization):
            yield _Step(replace(one, refused=f"{NOT_YOURS}: {record.organization}"), origin, "", Fate.REFUSED, None)
            continue
        content = content_of(record)
        before = known.get(origin)
        if before is None:
            fate = Fate.KEPT if record.case_id in own else Fate.NEW
        elif before.content == content:
            fate = Fate.UNCHANGED
        else:
            fate = Fate.KEPT if before.edited else Fate.CHANGED
        yield _Step(replace(one, record=record), origin, content, fate, before)


def _change(step: _Step) -> tuple[int, str, Fate]:
    return step.read.line, step.read.record.title if step.read.record else "", step.fate


def _owned(record: CaseRecord, organization: str) -> CaseRecord:
    owner = organization or record.organization or "other"
    return record if owner == record.organization else record.model_copy(update={"organization": owner})


def _publish(steps: Sequence[_Step], importer: Importer, report: ImportReport) -> None:
    """Embed and publish a batch with its cases, in one transaction."""
    numbers = importer.imports.numbers([step.origin for step in steps])
    cases, prepared = [], []
    for step in steps:
        assert step.read.record is not None
        record = step.read.record.model_copy(update={"case_id": numbers[step.origin], "review_status": "published"})
        ready = prepared_case(record, step.known.document if step.known else "", brief=True)
        cases.append(Imported(record, step.origin, step.content, ready.publication.details, step.known))
        prepared.append(ready)
    publications = [one.publication for one in prepared]
    library, embedder = importer.library, importer.embedder
    write = importer.imports.writing(cases, importer.actor)
    with library.receiving():
        vectors = kept_and_embedded(prepared, library, embedder)
        library.publish(publications, vectors, embedder.fingerprint, _and_noted(write, importer, report))


def _and_noted(write: Within, importer: Importer, report: ImportReport) -> Within:
    def both(session: Session, documents: Sequence[Document]) -> None:
        write(session, documents)
        importer.noted(session, report)

    return both


def _count(report: ImportReport, steps: Sequence[_Step], form: str) -> None:
    """Write into a report what becomes of a batch."""
    report.fates.update(step.fate for step in steps)
    report.refused += [(step.read.line, step.read.refused) for step in steps if step.fate is Fate.REFUSED]
    report.changes += [_change(step) for step in steps if step.fate in {Fate.CHANGED, Fate.KEPT}]
    report.samples += [_sample(step) for step in steps[: SAMPLES - len(report.samples)]]
    _count_unmapped(report, steps, form)


def _sample(step: _Step) -> dict[str, str]:
    """Return a record as a row of a table: where it stands, what becomes of it, and what it says."""
    shown = {"line": str(step.read.line), "fate": step.fate.value}
    record = step.read.record
    if record is None:
        return shown
    return {
        **shown,
        "title": record.title,
        "organization": record.organization_name or record.organization,
        "status": record.status,
        "task_type": record.task_type,
        "result": (record.one_line_result_ja or record.one_line_result_en or record.problem_ja or record.problem_en)[
            :200
        ],
    }


def _count_unmapped(report: ImportReport, steps: Sequence[_Step], form: str) -> None:
    """Count the values of mapped columns whose field stayed empty."""
    registry = REGISTRIES.get(form)
    if registry is None:
        return
    prefix = f"{form}:"
    for step in steps:
        record = step.read.record
        for name, text in record.extra.items() if record else ():
            column = registry.mapped.get(name.removeprefix(prefix))
            if text and column is not None and not getattr(record, column.field):
                report.unmapped[f"{column.name}: {text[:60]}"] += 1


def _batches(steps: Iterable[tuple[Read, str]], size: int) -> Iterator[list[tuple[Read, str]]]:
    batch: list[tuple[Read, str]] = []
    for step in steps:
        batch.append(step)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
