"""What becomes of a published document when the editor decides about findings: passages masked, hidden text let in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from casebase.access import Reader
from casebase.embedding_inputs import embedding_texts, telling_name, vector_key
from casebase.findings import MASK, Decision, Finding
from casebase.geometry import boxes_of
from casebase.models import Line, Page, VersionId
from casebase.service import Casebase
from ingest.chunk import chunk

_SHOWN = re.compile(r"[^\n]")
_BETWEEN = "\n\n"


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
    masked passage changes just before. Raises `ValueError` for a decision that
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
    details = replace(document.details, title=_masked_title(document.details.title, before, decided))
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
    )


def _masked_title(title: str, pages: Sequence[Page], decided: Sequence[Finding]) -> str:
    """Return a title without the passages that are masked: it was made from the first heading, which may hold them."""
    texts = {page.number: page.text for page in pages}
    for one in decided:
        passage = texts.get(one.page, "")[one.start : one.end]
        if one.decision is Decision.MASK and passage:
            title = title.replace(passage, MASK * len(passage))
    return title


def revised(pages: Sequence[Page], decided: Sequence[Finding]) -> tuple[Page, ...]:
    """Return pages as they read after decisions.

    A masked character becomes `MASK`, so every other character stays at its offset. Hidden text that is let in comes
    after the page's own text.
    """
    by_page: dict[int, list[Finding]] = {}
    for one in decided:
        by_page.setdefault(one.page, []).append(one)
    return tuple(_revised(page, by_page.get(page.number, ())) for page in pages)


def _revised(page: Page, decided: Sequence[Finding]) -> Page:
    text = page.text
    for one in decided:
        if one.decision is Decision.MASK:
            text = text[: one.start] + _SHOWN.sub(MASK, text[one.start : one.end]) + text[one.end :]
    masked = [one for one in decided if one.decision is Decision.MASK]
    let_in = [one.hidden for one in decided if one.decision is Decision.INCLUDE]
    return replace(page, text=_BETWEEN.join(part for part in (text, *let_in) if part), lines=_cut(page, masked))


def _cut(page: Page, masked: Sequence[Finding]) -> tuple[Line, ...]:
    """Cut the lines of a page where masked passages begin and end, as long as the widths of their characters are known."""
    edges = sorted({edge for one in masked for edge in (one.start, one.end)})
    lines: list[Line] = []
    for line in page.lines:
        ends = [line.start, *(edge for edge in edges if line.start < edge < line.end), line.end]
        if len(ends) == 2:
            lines.append(line)
            continue
        alone = replace(page, lines=(line,))
        lines += [Line(a, b, boxes_of(alone, a, b)[0], line.vertical) for a, b in pairwise(ends)]
    return tuple(lines)
