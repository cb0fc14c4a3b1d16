"""What an uploader should know of documents like the one handed in, as far as that uploader may see them."""

from __future__ import annotations

from dataclasses import replace

from casebase.access import Reader
from casebase.store.editions import Editions
from ingest.records import FileOutcome, FileStatus, Warned

EDITION, NEAR_DUPLICATE = "EDITION", "NEAR_DUPLICATE"


def with_relations(outcome: FileOutcome, editions: Editions, reader: Reader) -> FileOutcome:
    """Return an outcome with a warning for every document that may be another edition of it, or is much like it.

    `detail` is the other document's id. Nothing is said of documents that `reader` may not read.
    """
    if not outcome.document or outcome.status not in {FileStatus.INGESTED, FileStatus.WARNED}:
        return outcome
    found = tuple(
        Warned(EDITION if one.proposed else NEAR_DUPLICATE, detail=one.document.id)
        for one in editions.related(outcome.document, reader)
    )
    if not found:
        return outcome
    return replace(outcome, status=FileStatus.WARNED, warnings=(*outcome.warnings, *found))
