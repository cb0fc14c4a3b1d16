"""Add documents to a draft that is begun: what they say fills what is open, and stands beside what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casebase.access import Reader
from casebase.cases.states import Case, CaseId
from casebase.models import VersionId
from casebase.people import Actor
from casebase.record.entries import Change, FieldState
from casebase.service import Casebase
from ingest.draft.begin import changes_of, material_of, materials_of, narrowest_of
from ingest.draft.fill import draft_of
from ingest.draft.model import DraftingModel
from ingest.draft.records import Draft, Material, Proposal

_OF_EACH = frozenset({"title_ja", "title_en", "golden_questions"})
"""Fields in which a further document does not contradict the others: each has its own title, and questions are composed."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What adding documents led to: the case, how many fields got a proposal, and beside how many one was put."""

    case: Case
    proposed: int
    beside: int


def extend_draft(
    casebase: Casebase,
    case: CaseId,
    versions: Sequence[VersionId],
    actor: Actor,
    reader: Reader,
    model: DraftingModel | None = None,
    given: Sequence[VersionId] = (),
) -> Extension:
    """Make `versions` sources of a draft and propose what they say.

    A field that is empty or undecided gets what a draft of all documents together would say, where that comes from the
    new ones. Raises NotFound, WrongState, and EngineFailed before anything is changed.
    """
    before = casebase.case_desk.case(case, actor.reader)
    new = [material_of(casebase, version, reader) for version in versions if version not in before.documents]
    old = materials_of(casebase, before, reader)
    draft = _openings(before, old, new)
    if model is not None and new:
        filled = [Proposal(field, one.value) for field, one in before.entries.items() if draft.of(field) is None]
        pointed = model.completed(Draft((*draft.proposals, *filled)), new, narrowest_of(new))
        draft = Draft((*draft.proposals, *pointed.proposals[len(draft.proposals) + len(filled) :]))
    documents = [one.version for one in new]
    after = casebase.case_desk.extend(case, documents, changes_of(draft), _said(new), actor, given)
    fresh = [one for one in after.entries.values() if one.version == after.version]
    beside = [one for one in after.entries.values() if any(other.version == after.version for other in one.others)]
    return Extension(after, sum(one.state is FieldState.PROPOSED for one in fresh), len(beside))


def _openings(case: Case, old: Sequence[Material], new: Sequence[Material]) -> Draft:
    """Return what the new documents add to the fields that are open, weighed against what the old ones say."""
    together = {one.field: one for one in draft_of([*old, *new]).proposals}
    if old and new:  # texts of the record's other language are told by documents in that language
        for one in draft_of([material for material in new if material.language != old[0].language]).proposals:
            together.setdefault(one.field, one)
    added, read = {one.version for one in new}, {one.version for one in (*old, *new)}
    return Draft(tuple(one for one in together.values() if _is_news(one, case, added, read)))


def _is_news(one: Proposal, case: Case, added: set[VersionId], read: set[VersionId]) -> bool:
    """Tell whether a value comes from what was added; one whose own document is gone cannot be weighed and stays."""
    standing = case.entries.get(one.field)
    if not one.evidence:
        return standing is None
    stays = standing is not None and any(passage.version not in read for passage in standing.passages)
    return not stays and any(proof.version in added for proof in one.evidence)


def _said(new: Sequence[Material]) -> Mapping[str, Sequence[Change]]:
    """Return what each document says by itself, by field."""
    said: dict[str, list[Change]] = {}
    for material in new:
        for field, change in changes_of(draft_of([material])).items():
            if field not in _OF_EACH:
                said.setdefault(field, []).append(change)
    return said
