"""What may leave for a language model: nothing that names private persons, nothing that is marked confidential.

The first of the rules in Tokyo's guideline on text-generating AI, as a check: 個人情報や機密性の高い情報は入力しない. It is made
before anything is sent, of what a person typed and of what documents say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from casebase.errors import NotFound
from casebase.findings import Severity
from casebase.models import Hit, Page, VersionId
from casebase.personal.personal import personal_data

PERSONAL, CONFIDENTIAL = "ENGINE_PERSONAL", "ENGINE_CONFIDENTIAL"
"""Notices of an answer that was quoted because something may not be sent."""

LABELS = (
    *(
        "取扱注意",
        "部外秘",
        "関係者外秘",
        "関係者限り",
        "庁外秘",
        "庁内限り",
        "極秘",
        "マル秘",
        "㊙",
        "秘密",
        "非公開",
        "対外秘",
    ),
    *("機密", "自治体機密性", "機密性", "confidential", "strictly confidential", "restricted", "internal use only"),
)
"""Marks of documents that stay here; an installation adds its own by `CASEBASE_CONFIDENTIAL_LABELS`."""

HEAD, FOOT = 300, 120
"""Characters at the head of a document or page and at its foot where a mark stands."""

PageSource = Callable[[VersionId, int], Page]


class BeforeSending:
    """Decides what of a question and of the passages found may be sent. `labels` are the installation's own marks."""

    def __init__(self, labels: Sequence[str] = ()) -> None:
        self._mark = _pattern((*LABELS, *labels))

    def objection(self, question: str) -> str:
        """Return the notice that says why `question` may not be sent, empty where it may."""
        if holds_personal(question):
            return PERSONAL
        return CONFIDENTIAL if self._mark.search(question) else ""

    def holds_back(self, typed: str) -> bool:
        """Tell whether a text that a person typed may not be sent."""
        return bool(self.objection(typed))

    def sendable(self, hits: Sequence[Hit], page_of: PageSource) -> list[Hit]:
        """Return those of `hits` that are neither marked, on the document's first page or their own, nor personal."""
        marked: dict[tuple[VersionId, int], bool] = {}

        def is_marked(version: VersionId, number: int) -> bool:
            if (version, number) not in marked:
                marked[version, number] = self._marked_page(version, number, page_of)
            return marked[version, number]

        return [
            hit
            for hit in hits
            if not self._mark.search("\n".join((hit.document.title, hit.document.file_name, hit.passage.text)))
            and not is_marked(hit.passage.version, 1)
            and not is_marked(hit.passage.version, hit.passage.page)
            and not holds_personal(hit.passage.text)
        ]

    def _marked_page(self, version: VersionId, number: int, page_of: PageSource) -> bool:
        try:
            text = page_of(version, number).text
        except NotFound:
            return number != 1  # a document may begin with another number; a page that cannot be read is not sent
        return self._mark.search(f"{text[:HEAD]}\n{text[-FOOT:]}") is not None


def holds_personal(text: str) -> bool:
    """Tell whether a text holds what an editor would have to decide about: data of private persons, numbers of identity."""
    return any(finding.severity is not Severity.NOTE for finding in personal_data(Page(1, text)))


def _pattern(labels: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of a mark: in heavy brackets, or alone on its line; rules that speak of such marks are none."""
    words = "|".join(re.escape(label.strip()) for label in sorted(labels, key=len, reverse=True) if label.strip())
    mark = rf"(?:{words})\s?[0-9０-９]?\s?[A-Za-zＡ-Ｃ]?(?:資料|文書)?"
    return re.compile(
        rf"[【\[［〔《<＜]\s*{mark}[^】\]］〕》>＞\n]{{0,8}}[】\]］〕》>＞]|^[\s　*]*{mark}[\s　*]*$",
        re.IGNORECASE | re.MULTILINE,
    )
