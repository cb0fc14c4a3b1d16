"""Import cases: read a file record by record, say what is new, changed or refused, and publish in batches.

A batch is one transaction: its documents, its cases and their history, or none of them. What was imported before and has not
changed is skipped before anything is embedded, so that a run that broke off goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from casebase.embedding import Embedder
from casebase.people import IMPORTER
from casebase.record.model import CaseRecord, plain
from casebase.store.case_import import CaseImports, Imported, Known
from casebase.store.library import Library
from ingest.cases.publish import prepared_case
from ingest.exchange.formats import REGISTRIES, Read, columns_in, records_in
from ingest.publisher import kept_and_embedded

AT_ONCE = 100
"""Cases published in one transaction: a few seconds of embedding."""

MOST_NAMED = 20
"""Refused rows and values without a field that a report names; further ones are counted."""


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

    `changes` are line, title and fate of what differs from what is here. `mapped` and `kept` are columns; `unmapped` counts
    values of mapped columns that have no word in our vocabulary and are kept in their own words.
    """

    file: str
    form: str
    fates: Counter[Fate] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    changes: list[tuple[int, str, Fate]] = field(default_factory=list)
    mapped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return sum(self.fates.values())


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
    library: Library,
    imports: CaseImports,
    embedder: Embedder,
    organization: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Import a file, or with `dry_run` only say what would become of it. `progress` is told how many more records are done.

    `organization` owns the cases in place of the one that the format or the record names.
    """
    report = ImportReport(path.name, form)
    report.mapped, report.kept = columns_in(path, form)
    for batch in _batches(_with_origins(records_in(path, form), form), AT_ONCE):
        steps = list(_fates(batch, imports, organization, form))
        report.fates.update(step.fate for step in steps)
        report.refused += [(step.read.line, step.read.refused) for step in steps if step.fate is Fate.REFUSED]
        report.changes += [_change(step) for step in steps if step.fate in {Fate.CHANGED, Fate.KEPT}]
        _count_unmapped(report, steps, form)
        due = [step for step in steps if step.fate in {Fate.NEW, Fate.CHANGED}]
        if due and not dry_run:
            _publish(due, library, imports, embedder)
        progress(len(steps))
    return report


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


def _fates(batch: Sequence[tuple[Read, str]], imports: CaseImports, organization: str, form: str) -> Iterator[_Step]:
    known = imports.known(origin for _, origin in batch if origin)
    own = imports.exist(one.record.case_id for one, _ in batch if one.record) if form not in REGISTRIES else frozenset()
    for one, origin in batch:
        if one.record is None:
            yield _Step(one, origin, "", Fate.REFUSED, None)
            continue
        record = _owned(one.record, organization)
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


def content_of(record: CaseRecord) -> str:
    """Return the hash of everything that a record says, apart from its number."""
    said = {name: value for name, value in plain(record).items() if name != "case_id"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _owned(record: CaseRecord, organization: str) -> CaseRecord:
    owner = organization or record.organization or "other"
    return record if owner == record.organization else record.model_copy(update={"organization": owner})


def _publish(steps: Sequence[_Step], library: Library, imports: CaseImports, embedder: Embedder) -> None:
    """Embed and publish a batch with its cases, in one transaction."""
    numbers = imports.numbers([step.origin for step in steps])
    cases, prepared = [], []
    for step in steps:
        assert step.read.record is not None
        record = step.read.record.model_copy(update={"case_id": numbers[step.origin], "review_status": "published"})
        ready = prepared_case(record, step.known.document if step.known else "", brief=True)
        cases.append(Imported(record, step.origin, step.content, ready.publication.details, step.known))
        prepared.append(ready)
    publications = [one.publication for one in prepared]
    with library.receiving():
        vectors = kept_and_embedded(prepared, library, embedder)
        library.publish(publications, vectors, embedder.fingerprint, imports.writing(cases, IMPORTER))


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
