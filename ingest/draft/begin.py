"""Begin a draft of a case from files that are in the casebase, or that wait there for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from casebase.access import Reader
from casebase.cases.states import Case
from casebase.errors import CasebaseError, NotFound, RecordInvalid
from casebase.jobs import Job, JobState
from casebase.models import Page, VersionId, Visibility
from casebase.people import Actor
from casebase.record.entries import Change, FieldState, entry_of
from casebase.record.fields import EDITABLE
from casebase.record.model import Evidence
from casebase.service import Casebase
from casebase.store.library import version_id
from ingest.draft.fill import draft_of
from ingest.draft.model import DraftingModel
from ingest.draft.records import Draft, Material, Proof
from ingest.health.held import held_file

MOST_HELD = 200
"""Files waiting for a decision among which the one of a version is looked for."""


def begin_draft(
    casebase: Casebase,
    materials: Sequence[Material],
    actor: Actor,
    model: DraftingModel | None = None,
    given: Sequence[VersionId] = (),
) -> Case:
    """Make a case of the actor's organisation with what the materials say proposed field by field.

    `given` are the versions that were handed in for it. `model` is asked for what the rules leave empty; its failing raises
    EngineFailed before anything is made.
    """
    draft = draft_of(materials)
    if model is not None:
        draft = model.completed(draft, materials, narrowest_of(materials))
    case = casebase.case_desk.create(actor, documents=[one.version for one in materials], given=given)
    return casebase.case_desk.propose(case.id, changes_of(draft), actor)


def changes_of(draft: Draft) -> dict[str, Change]:
    """Return a draft as proposals that the record takes; a value that the record would refuse is left out."""
    changes: dict[str, Change] = {}
    for one in draft.proposals:
        proofs = () if one.field == "effect" else tuple(evidence_of(proof) for proof in one.evidence)
        change = Change(one.value, proofs, FieldState.PROPOSED)
        if one.field in EDITABLE and _is_taken(one.field, change):
            changes[one.field] = change
    return changes


def evidence_of(proof: Proof) -> Evidence:
    """Return a passage as the record keeps it."""
    return Evidence(**asdict(proof))


def material_of(casebase: Casebase, version: VersionId, reader: Reader) -> Material:
    """Return a stored version, or the file with that version that waits for a decision. Raises NotFound."""
    try:
        document = casebase.version(version, reader)
    except NotFound:
        return material_of_job(casebase, held_job(casebase, version, reader), reader)
    pages = tuple(casebase.page(version, number, reader) for number in range(1, document.pages + 1))
    circle = document.details.visibility
    return Material(document.id, version, document.title, document.language, pages, circle)


def materials_of(casebase: Casebase, case: Case, reader: Reader, only: str = "") -> list[Material]:
    """Return the documents of a case that are still there, or `only` one version of them."""
    found = []
    for version in case.documents:
        if only and version != only:
            continue
        try:
            found.append(material_of(casebase, version, reader))
        except CasebaseError:
            continue
    return found


def material_of_job(casebase: Casebase, job: Job, reader: Reader) -> Material:
    """Return a file that waits for a decision as it would be stored."""
    held = held_file(job, casebase.jobs.reading(job.id, reader))
    version = version_of(job)
    return Material(version, version, held.title, held.language, held.pages)  # undecided: its own organisation's


def held_job(casebase: Casebase, version: VersionId, reader: Reader) -> Job:
    """Return the job of the file that waits for a decision and would become `version`. Raises NotFound."""
    for job in casebase.jobs.jobs(reader, (JobState.HELD,), MOST_HELD, 0):
        if version_of(job) == version:
            return job
    raise NotFound()


def version_of(job: Job) -> VersionId:
    """Return the version that a handed-in file is, or will be once it is published."""
    return job.version or version_id(job.details.organization, job.file_name, job.original)


def pages_of(materials: Sequence[Material]) -> Mapping[tuple[VersionId, int], Page]:
    """Return the pages of materials by version and number."""
    return {(one.version, page.number): page for one in materials for page in one.pages}


def narrowest_of(materials: Sequence[Material]) -> Visibility:
    """Return the narrowest circle among the materials: text of all of them goes out together."""
    narrow = (Visibility.OWN, Visibility.PARTNERS, Visibility.PUBLIC)
    return min((one.circle for one in materials), key=narrow.index, default=Visibility.OWN)


def _is_taken(field: str, change: Change) -> bool:
    try:
        entry_of(field, change)
    except RecordInvalid:
        return False
    return True
