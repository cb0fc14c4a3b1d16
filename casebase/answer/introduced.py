"""Quotes that are not understood alone are told with what makes them so: an item of a list with what introduces it (「顔認証」
says nothing of whether it is allowed), and what says 「同社」 with the sentence that names the company.

It is looked for on the stored page: the passage that was found may begin below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from casebase.answer.denial import says_no
from casebase.answer.engine import GAP, CitedSpan, Draft, DraftSentence
from casebase.answer.leaning import named_before
from casebase.errors import NotFound
from casebase.models import Hit, Page, VersionId
from casebase.text.lists import Span, introduces, introduction_of, is_item, laid_out

LONGEST = 200
"""Characters of what introduces a list up to which it is quoted."""

LONGEST_STRETCH = 420
"""Bytes from what introduces a list to the item up to which they are quoted as they stand, what is between them too: a Japanese
character has three and says more than an English one."""

PageSource = Callable[[VersionId, int], Page]

_IS_WHOLE = re.compile(r"[。．.!！][」』）)]?$|(?:する|した|ます|です|ません|ない|である|いる|れる|こと)$")
_LEAVES_OUT = re.compile(r"対象外|除外|例外|\b(?:exclu\w+|exceptions?|out of scope|rejected)\b", re.IGNORECASE)
_CHANGES_WHAT_FOLLOWS = re.compile(
    r"場合|限り|除[くき]|以外|予定|検討|計画|案$|課題|リスク|懸念|恐れ|提案|要望|意見|\b(?:unless|except|excluding|exclu\w+|if|where|when|plan\w*"
    r"|propos\w+|consider\w*|risks?|concern\w*|would|could|might|should|must|may|rejected|requires?|options?|out of scope)\b",
    re.IGNORECASE,
)
"""What is said of items by what stands above them, and changes what even a whole sentence among them means."""


@dataclass(slots=True)
class _List:
    """Items that are told of one list, as places of its page, the likeliest first, and what introduces them."""

    hit: Hit
    page: Page
    introduction: Span
    items: list[Span]
    stretch: int = LONGEST_STRETCH

    @property
    def told(self) -> DraftSentence:
        """What introduces the list and its items as one sentence: as they stand, or without what stands between them."""
        last = max(end for _, end in self.items)
        start = self.introduction[0]
        if len(self.page.text[start:last].encode()) <= self.stretch:
            places = [(start, last)]
        else:
            places = self._joined(sorted([self.introduction, *self.items]))
        text = _joined_with_gaps([laid_out(self.page.text[start:end]) for start, end in places])
        first = next(at for at, (start, end) in enumerate(places) if start <= self.items[0][0] < end)
        likeliest_first = [places[first], *places[:first], *places[first + 1 :]]
        passage = self.hit.passage
        start, end = min(passage.start, places[0][0]), max(passage.end, places[-1][1])
        widened = replace(passage, start=start, end=end, text=self.page.text[start:end])
        hit = replace(self.hit, passage=widened)
        return DraftSentence(text, tuple(CitedSpan(hit, *place) for place in likeliest_first))

    def holds(self, sentence: DraftSentence) -> bool:
        """Tell whether a sentence quotes no more than what introduces the list."""
        passage, start = self.hit.passage, self.introduction[0]
        return all(
            (one.hit.passage.version, one.hit.passage.page) == (passage.version, passage.page)
            and start <= one.start
            and one.end <= self.introduction[1]
            for one in sentence.cites
        )

    def _joined(self, places: Sequence[Span]) -> list[Span]:
        """Return places in order, those one that overlap or have only white space between them."""
        joined = [places[0]]
        for start, end in places[1:]:
            before, until = joined[-1]
            if start <= until or not self.page.text[until:start].strip():
                joined[-1] = (before, max(until, end))
            else:
                joined.append((start, end))
        return joined


def introduced(draft: Draft, page_of: PageSource) -> Draft:
    """Return a draft of quotes in which items of a list are told with what introduces it, those of one list together."""
    told: list[DraftSentence | _List] = []
    lists: dict[tuple[VersionId, int, Span], _List] = {}
    for sentence in draft.sentences:
        found = _list_of(sentence, page_of)
        if found is None:
            told.append(sentence)
            continue
        passage = found.hit.passage
        key = (passage.version, passage.page, found.introduction)
        if key in lists:
            lists[key].items += found.items
        else:
            lists[key] = found
            told.append(found)
    return Draft(
        tuple(
            one.told if isinstance(one, _List) else one
            for one in told
            if isinstance(one, _List) or not any(of_list.holds(one) for of_list in lists.values())
        )
    )


def _list_of(sentence: DraftSentence, page_of: PageSource) -> _List | None:
    """Return the list that a sentence begins with, or begins with an item of, if it must be told with what introduces it."""
    if len(sentence.cites) != 1:
        return None
    (cite,) = sentence.cites
    try:
        page = page_of(cite.hit.passage.version, cite.hit.passage.page)
    except NotFound:
        return None  # the gate says so
    headings = {heading.start for heading in page.headings}
    first = page.text[cite.start : cite.end].split("\n")[0].rstrip()
    if len(first) < cite.end - cite.start and introduces(first):
        return _List(cite.hit, page, (cite.start, cite.start + len(first)), [(cite.start, cite.end)])
    if found := named_before(page.text, cite.start, cite.end):
        return _List(cite.hit, page, found, [(cite.start, cite.end)], stretch=0)
    found = introduction_of(page.text, cite.start, headings)
    if found is None or found[1] - found[0] > LONGEST:
        return None
    said, is_heading = laid_out(page.text[found[0] : found[1]]), found[0] in headings
    denies = says_no(said) or _LEAVES_OUT.search(said) is not None
    if is_heading and not is_item(first):
        return _List(cite.hit, page, found, [(cite.start, cite.end)]) if denies else None
    changes = denies or _CHANGES_WHAT_FOLLOWS.search(said) is not None
    if not changes and (is_heading or _IS_WHOLE.search(sentence.text)):
        return None
    return _List(cite.hit, page, found, [(cite.start, cite.end)])


def _joined_with_gaps(quotes: Sequence[str]) -> str:
    """Return quotes as one sentence, items that keep their bullets on lines of their own."""
    text = quotes[0]
    for quote in quotes[1:]:
        text += ("\n…\n" if is_item(quote) and "\n" in quote else GAP) + quote
    return text
