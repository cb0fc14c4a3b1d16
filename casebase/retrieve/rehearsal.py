"""A search in which a text that is not published yet takes part, as if it were: the same two halves, fusion and late
interaction, over everything the reader may see and the text beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casebase.access import Reader
from casebase.embedding import Embedder
from casebase.embedding_inputs import body_input, combined, title_input
from casebase.models import Details, DocumentId, Filters, Passage, PassageId
from casebase.retrieve.retriever import Retriever
from casebase.store.feed import Feed, IndexEntry, said_above
from casebase.text.tables import in_brief
from casebase.text.tokens import tokenize

DRAFT: DocumentId = "draft"
"""Stands for the document that the text would be; no real one is named so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text would come, counted in documents from 1; 0: not among those that a search looks at closely.

    `words`: it shares words with the question (or with a translation of them), so that not meaning alone finds it.
    """

    place: int
    words: bool = False


class Rehearsal:
    """Passages that are not published, searched together with those that are; `replaced` is the document whose next version
    they would be, which does not stand in their way."""

    def __init__(
        self,
        retriever: Retriever,
        embedder: Embedder,
        passages: Sequence[Passage],
        details: Details,
        replaced: DocumentId = "",
    ) -> None:
        title = details.title
        bodies = embedder.embedded([body_input(one) for one in passages])
        titles = embedder.embedded([title_input(title, one.section) or body_input(one) for one in passages])
        entries = [
            IndexEntry(
                passage=one.id,
                document=DRAFT,
                title=said_above(details),
                section="\n".join(in_brief(one.section)),
                text=one.text,
                tokens=" ".join(tokenize(one.searched)),
                vector=combined(body.vector, above.vector),
            )
            for one, body, above in zip(passages, bodies, titles, strict=True)
        ]
        tokens = {one.id: body.tokens + above.tokens for one, body, above in zip(passages, bodies, titles, strict=True)}
        self._own = frozenset(tokens)
        self._retriever = retriever.beside(lambda feed: _FeedWithDraft(feed, entries, tokens, replaced))

    def place(self, question: str, reader: Reader) -> Place:
        """Return where the text would come for a question."""
        ranked = self._retriever.search(question, reader, Filters()).ranked(1).candidates
        shown = self._retriever.readable([one.passage for one, _ in ranked], reader)
        before: set[DocumentId] = set()
        for candidate, _ in ranked:
            if candidate.passage in self._own:
                return Place(len(before) + 1, candidate.lexical > 0 or candidate.translated > 0)
            if candidate.passage in shown:
                before.add(shown[candidate.passage][1].id)
        return Place(0)


class _FeedWithDraft(Feed):
    """What is published, and a draft in place of the document that it would replace."""

    def __init__(
        self, feed: Feed, entries: Sequence[IndexEntry], tokens: dict[PassageId, bytes], replaced: DocumentId
    ) -> None:
        self._feed = feed
        self._entries = entries
        self._tokens = tokens
        self._replaced = replaced

    @property
    def fingerprint(self) -> str:
        return self._feed.fingerprint

    def change(self) -> int:
        return self._feed.change()

    def changes(self, reader: Reader, filters: Filters) -> dict[DocumentId, int]:
        changes = self._feed.changes(reader, filters)
        changes.pop(self._replaced, None)
        return {**changes, DRAFT: self._feed.change() + 1}

    def token_vectors(self, passages: Sequence[PassageId]) -> list[bytes]:
        stored = self._feed.token_vectors(passages)
        return [self._tokens.get(one, found) for one, found in zip(passages, stored, strict=True)]

    def entries(self, after: int = 0, up_to: int | None = None) -> Iterator[IndexEntry]:
        yield from (one for one in self._feed.entries(after, up_to) if one.document != self._replaced)
        yield from self._entries
