"""Documents that are like another one."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.access import Reader
from casebase.cases.reading import text_of
from casebase.models import Document, DocumentId, Filters, Kind
from casebase.retrieve.duplicates import first_of_each
from casebase.retrieve.retriever import Retriever
from casebase.store.shelves import Shelves

MOST_DESCRIBED = 160
"""Characters of title, result and problem that cases like one are looked for with: a whole problem took three times as long."""

SAME_TASK = 0.03
"""What being on the same task adds to the score (0..1) of a case that is like another."""


class Likeness:
    """Finds what is like a document, as far as a reader may see both."""

    def __init__(self, shelves: Shelves, retriever: Retriever) -> None:
        self._shelves = shelves
        self._retriever = retriever

    def similar(self, document: DocumentId, reader: Reader, top: int) -> Sequence[Document]:
        """Return the documents nearest in meaning, nearest first, without the document itself."""
        here = self._shelves.document(document, reader)
        record = here.details.record
        described = f"{here.title}\n{record.get('one_line_result_ja') or record.get('one_line_result_en') or ''}"
        hits = self._retriever.retrieve(described, reader, Filters(), 10 * top).hits
        others = {hit.document.id: hit.document for hit in reversed(hits) if hit.document.id != document}
        return list(reversed(others.values()))[:top]

    def cases_like(self, document: DocumentId, reader: Reader, top: int) -> Sequence[Document]:
        """Return the cases nearest in meaning to one, nearest first; of equally many words in common those on its task."""
        here = self._shelves.document(document, reader)
        record = here.details.record
        said = (here.title, text_of(record, "one_line_result"), text_of(record, "problem"))
        described = "\n".join(said)[:MOST_DESCRIBED]
        hits = self._retriever.retrieve(described, reader, Filters(kinds=(Kind.CASE,)), 12 * top).hits
        others = first_of_each(hit for hit in hits if hit.document.id != document)
        task = here.details.task_type
        ordered = sorted(
            others,
            key=lambda hit: -hit.score - (SAME_TASK if task and hit.document.details.task_type == task else 0.0),
        )
        return [hit.document for hit in ordered][:top]
