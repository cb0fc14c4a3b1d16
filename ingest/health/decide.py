"""What becomes of a published document when the editor decides about findings: passages masked, hidden text let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casebase.access import Reader
from casebase.embedding_inputs import embedding_texts, telling_name, vector_key
from casebase.findings import Decision, Finding
from casebase.models import Page, VersionId
from casebase.service import Casebase
from ingest.chunk import chunk
from ingest.health.revise import masked_title, revised


def possible(finding: Finding) -> tuple[Decision, ...]:
    """Return what may be decided about a finding; what was masked or let in stays so, since the text has changed."""
    if finding.decision in {Decision.MASK, Decision.INCLUDE}:
        return ()
    if finding.has_place:
        return Decision.KEEP, Decision.MASK
    if finding.code == "HIDDEN_TEXT" and finding.hidden and finding.page:
        return Decision.KEEP, Decision.INCLUDE
    return (Decision.KEEP,)


def decide(casebase: Casebase, version: VersionId, decisions: Mapping[int, Decision], reader: Reader) -> None:
    """Keep the editor's decisions about findings (by number) and publish the text that follows from them.

    The text changes in one transaction: readers see it before or after, and never half of it; a title that holds a
    masked passage changes just before. What was masked is then in no index and nowhere else in the database's file: both are
    made anew at once. Raises `ValueError` for a decision that
    is not `possible`, `NotFound` where the reader may not check the document.
    """
    findings = casebase.checks.findings(version, reader)
    for number, decision in decisions.items():
        if not 0 <= number < len(findings) or decision not in possible(findings[number]):
            raise ValueError(f"finding {number} cannot be decided as {decision}")
    decided = [replace(findings[number], decision=decision) for number, decision in decisions.items()]
    if not any(one.decision in {Decision.MASK, Decision.INCLUDE} for one in decided):
        casebase.checks.decide(version, decisions, reader)
        return
    document = casebase.version(version, reader)
    before = casebase.checks.pages(version, reader)
    details = replace(document.details, title=masked_title(document.details.title, before, decided))
    masks = any(one.decision is Decision.MASK for one in decided)
    if masks:
        casebase.index.forgetting.begin()
    casebase.library.update_details(document.id, details)
    title = details.title or telling_name(document.file_name)
    pages = revised(before, decided)
    passages = chunk(pages, version)
    keys = {vector_key(casebase.embedder.fingerprint, text): text for text in embedding_texts(title, passages)}
    missing = sorted(casebase.library.missing_vectors(keys))
    vectors = casebase.embedder.embedded([keys[key] for key in missing]) if missing else []
    casebase.checks.revise(
        version,
        decisions,
        pages,
        passages,
        title,
        dict(zip(missing, vectors, strict=True)),
        casebase.embedder.fingerprint,
        reader,
        _masked_words(before, decided),
    )
    if masks:
        casebase.index.forget()


def _masked_words(pages: Sequence[Page], decided: Sequence[Finding]) -> list[str]:
    """Return what stands where the editor masks."""
    texts = {page.number: page.text for page in pages}
    found = (texts.get(one.page, "")[one.start : one.end] for one in decided if one.decision is Decision.MASK)
    return [word for word in found if word.strip()]
