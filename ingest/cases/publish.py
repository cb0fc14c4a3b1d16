"""Publish a reviewed case: its document becomes findable and the case public in one transaction, so that a retry after
any interruption doubles nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from casebase.access import Reader, organization_name
from casebase.cases.states import Case, CaseId, CaseState
from casebase.errors import CaseNotReady
from casebase.findings import Finding, Severity, asks_for_decision
from casebase.models import Details, DocumentId, Kind, Source
from casebase.people import Actor
from casebase.record.model import CaseRecord
from casebase.record.versions import published_mapping
from casebase.retrieve.rehearsal import Place, Rehearsal
from casebase.service import Casebase
from casebase.settings import Settings
from ingest.cases.text import case_text
from ingest.pipeline import prepare, read, shared_sandbox
from ingest.publisher import Prepared
from ingest.records import IncomingFile
from ingest.vectors import all_missing_vectors

FOUND_WITHIN = 5
"""Places, from the best, within which a golden question must find its case."""

CHECK_AFTER_DAYS = 365
"""Days after publication when a case is checked next, unless the record says a day."""


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """What a review looks at beyond the record: where each golden question finds the case, and what its text holds that asks
    for a decision (personal data, orders to machines)."""

    questions: tuple[tuple[str, Place], ...]
    findings: tuple[Finding, ...]

    @property
    def lacking(self) -> list[str]:
        """Codes of what keeps the case from being published, see `casebase.record.readiness`."""
        codes = [f"QUESTION_NOT_FOUND:{n}" for n, (_, at) in enumerate(self.questions, start=1) if not is_found(at)]
        never = {one.code for one in self.findings if one.severity is Severity.BLOCK}
        return codes + [f"NEVER_PUBLISHED:{code}" for code in sorted(never)]


def is_found(place: Place) -> bool:
    """Tell whether a question finds its case."""
    return 0 < place.place <= FOUND_WITHIN


def case_file(record: CaseRecord, brief: bool = False) -> IncomingFile:
    """Return a case record as the file that is searched, with its details."""
    name = organization_name(record.organization)
    return IncomingFile(f"{record.case_id}.md", case_text(record, name, brief).encode(), case_details(record))


def prepared_case(record: CaseRecord, replaces: DocumentId, brief: bool = False) -> Prepared:
    """Make the document of a record ready; the next version of the document `replaces` where there is one."""
    file = replace(case_file(record, brief), replaces=replaces)
    return prepare(file, sha256(file.content).hexdigest(), read(file, shared_sandbox(), Settings()))


def case_details(record: CaseRecord) -> Details:
    """Return what is said about the document of a case."""
    return Details(
        organization=record.organization,
        organization_name=record.organization_name or organization_name(record.organization),
        kind=Kind.CASE,
        visibility=record.visibility,
        title=record.title,
        title_en=record.title_en,
        task_type=record.task_type,
        policy_area=record.policy_area,
        status=record.status,
        published_on=record.status_date if record.status_date[:4].isdigit() else "",
        sources=tuple(Source(**source.model_dump()) for source in record.sources),
        record=published_mapping(record),
    )


def check_case(casebase: Casebase, case: Case, reader: Reader) -> CaseCheck:
    """Ask the golden questions of a draft as if it were published, and look through its text.

    They are searched for as any question is, by words and by meaning, among all that `reader` may see; so a question that
    finds its case here finds it on the day it is published.
    """
    prepared = prepared_case(case.record, case.document)
    publication, questions = prepared.publication, case.record.golden_questions
    places = [Place(0) for _ in questions]
    if publication.passages and questions:
        rehearsal = Rehearsal(
            casebase.retriever, casebase.embedder, publication.passages, publication.details, case.document
        )
        places = [rehearsal.place(question, reader) for question in questions]
    findings = tuple(one for one in publication.findings if asks_for_decision(one))
    return CaseCheck(tuple(zip(questions, places, strict=True)), findings)


def publish_case(casebase: Casebase, case: CaseId, seen: int, actor: Actor, despite_comments: bool = False) -> Case:
    """Publish a case that waits for review, as of count `seen`. One that is published already is returned as it is.

    Comments that are open keep it from being published, unless the reviewer decides so (`despite_comments`); the history says it.

    Raises CaseNotReady with what is missing, ReviewerIsAuthor, CaseChanged, WrongState, NotFound.
    """
    reviewed = casebase.case_desk.review.check_approval(case, seen, actor, despite_comments)
    if reviewed.state is CaseState.PUBLISHED:
        return reviewed
    if lacking := check_case(casebase, reviewed, actor.reader).lacking:
        raise CaseNotReady(lacking)
    next_check = _next_check(reviewed.record)
    published = reviewed.record.model_copy(
        update={
            "review_status": CaseState.PUBLISHED.value,
            "verified_on": date.today().isoformat(),
            "next_check": next_check.isoformat(),
            "reviewer": f"{organization_name(actor.organization)} {actor.role.value}",
        }
    )
    prepared = prepared_case(published, reviewed.document)
    vectors = all_missing_vectors([prepared.publication], casebase.library, casebase.embedder)
    within = casebase.case_desk.review.publishing(
        reviewed, prepared.publication.details, actor, next_check, despite_comments
    )
    with casebase.library.receiving():
        casebase.library.keep_original(prepared.file.content)
        casebase.library.publish([prepared.publication], vectors, casebase.embedder.fingerprint, within)
    if casebase.index.is_due():
        casebase.index.build_in_background()
    return casebase.case_desk.case(case, actor.reader)


def _next_check(record: CaseRecord) -> date:
    planned = record.next_check
    return date.fromisoformat(planned) if planned else date.today() + timedelta(days=CHECK_AFTER_DAYS)
