"""Whether a document says what it is called and when it was made; without them nobody can judge an answer from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casebase.embedding_inputs import telling_name
from casebase.findings import Finding, Severity
from casebase.models import Details, Page

NEAR = 1_500
"""Characters at the beginning and at the end of a document within which a date is the document's own."""

_DATE = re.compile(
    r"(?:令和|平成|昭和|[RHS])\s*(?:元|[0-9０-９]{1,2})\s*[年.．/]|(?:19|20|１９|２０)[0-9０-９]{2}\s*(?:年|[-/.．][0-9０-９]{1,2})"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(?:\d{1,2},?\s+)?(?:19|20)\d{2}"
)


def undescribed(pages: Sequence[Page], details: Details, file_name: str) -> Iterator[Finding]:
    """Yield a note for a missing title and one for a missing date, as far as neither metadata nor text says them."""
    if not details.title and not telling_name(file_name):
        yield Finding("TITLE_MISSING", Severity.NOTE)
    ends = (pages[0].text[:NEAR], pages[-1].text[-NEAR:]) if pages else ()
    if not (details.published_on or details.created_on) and not any(_DATE.search(text) for text in ends):
        yield Finding("DATE_MISSING", Severity.NOTE)
