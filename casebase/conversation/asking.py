"""Conversations as pages and commands have them: a follow-up is put in full, asked, and kept with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from casebase.access import OTHERS, Reader, organization_name
from casebase.answer.conversing import FollowUps, Resolved
from casebase.answer.subject import Said
from casebase.conversation.threads import Thread, Turn
from casebase.errors import NotFound
from casebase.models import Answer, Document, DocumentId, Filters, Hit, SearchResult
from casebase.store.kept import KeptAnswers
from casebase.store.threads import Threads

LOOKED_BACK = 6
"""Turns that a follow-up may lean on."""

SAYS_MORE = 0.05
"""How much more (mean cosine of the question's tokens) another document must say of a question than those spoken of, for the
question to be about something new. Measured in docs/decisions/025-conversations-and-comparison.md."""

COMPARED = 20
"""Passages among which other documents are looked for."""


class Finder(Protocol):
    """Finds the passages nearest to a question, of the documents that filters let through, as far as the reader may see them."""

    def retrieve(self, question: str, reader: Reader, filters: Filters, top: int) -> SearchResult: ...


class Conversations:
    """The threads of each person, and what a follow-up in one of them asks. `threads` keeps, renames and deletes them."""

    def __init__(self, threads: Threads, answers: KeptAnswers, follow_ups: FollowUps, finder: Finder) -> None:
        self.threads = threads
        self._answers = answers
        self._follow_ups = follow_ups
        self._finder = finder

    def in_full(self, follow_up: str, thread: Thread | None, reader: Reader, engine: str = "") -> Resolved:
        """Return a follow-up as a question that needs no other; without a thread it is as typed."""
        turns = thread.turns[-LOOKED_BACK:] if thread else ()
        limits = thread.last.filters if thread else Filters()
        return self.after(follow_up, [self._said(turn, reader) for turn in turns], reader, engine, limits)

    def after(
        self, follow_up: str, said: Sequence[Said], reader: Reader, engine: str = "", limits: Filters = Filters()
    ) -> Resolved:
        """Return a follow-up in full, given what was asked and answered before, the latest last, within `limits`; kept or not."""
        spoken_of = next((one.documents for one in reversed(said) if one.documents), ())

        def says_elsewhere(asked: str) -> bool:
            return self._says_elsewhere(asked, spoken_of, reader, limits)

        return self._follow_ups.resolve(follow_up, said[-LOOKED_BACK:], engine, says_elsewhere)

    def _says_elsewhere(self, asked: str, spoken_of: Sequence[DocumentId], reader: Reader, limits: Filters) -> bool:
        """Tell whether another document says more of a question than those `spoken_of`, by the tokens of both."""
        if not spoken_of:
            return True
        here = self._finder.retrieve(asked, reader, replace(limits, documents=tuple(spoken_of)), 1).hits
        found = self._finder.retrieve(asked, reader, limits, COMPARED).hits
        elsewhere = [_nearness(hit) for hit in found if hit.document.id not in spoken_of]
        return max(elsewhere, default=0.0) - max(map(_nearness, here), default=0.0) > SAYS_MORE

    def _said(self, turn: Turn, reader: Reader) -> Said:
        """Return what a turn said, its subject only as far as this reader may see what the answer rests on."""
        if not turn.answer:
            return Said(turn.question)
        try:
            answer = self._answers.kept(turn.answer, reader).answer
        except NotFound:
            return Said(turn.question)
        return said_of(turn.question, answer)


def _nearness(hit: Hit) -> float:
    """Return how near a passage is to the question, token by token where the model has token vectors."""
    return hit.late or hit.dense


def said_of(question: str, answer: Answer) -> Said:
    """Return what a question and its answer give a follow-up to lean on."""
    documents = tuple(dict.fromkeys(citation.document.id for citation in answer.citations))
    return Said(question, title_of(answer, "ja"), title_of(answer, "en"), documents)


def title_of(answer: Answer, language: str) -> str:
    """Return what an answer that rests on one document is about, named with its organisation; else an empty text."""
    documents = {citation.document.id: citation.document for citation in answer.citations}
    return _named(next(iter(documents.values())), language) if len(documents) == 1 else ""


def _named(document: Document, language: str) -> str:
    """Return what a document is called, with its organisation; empty where it has no title but the name of its file."""
    details = document.details
    title = details.title_en if language == "en" else details.title
    if not title or title == document.file_name:
        return ""
    if language == "en":
        owner = str(details.record.get("org_en") or "") or _owner(document, "en")
        return title if not owner or owner in title else f"{title} ({owner})"
    if short := str(details.record.get("short_name_ja") or ""):
        return short
    owner = _owner(document, "ja")
    return title if not owner or owner in title else f"{owner}の{title}"


def _owner(document: Document, language: str) -> str:
    """Return the name of the organisation, empty where it is only known to be another one."""
    details = document.details
    named = details.organization_name if language == "ja" else ""
    owner = named or organization_name(details.organization, language)
    return "" if owner == organization_name(OTHERS, language) else owner
