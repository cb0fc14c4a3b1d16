"""Conversations as pages and commands have them: a follow-up is put in full, asked, and kept with its answer."""

from __future__ import annotations

from casebase.access import Reader, organization_name
from casebase.answer.conversing import FollowUps, Resolved
from casebase.answer.followup import Said
from casebase.conversation.threads import Thread, Turn
from casebase.errors import NotFound
from casebase.models import Answer, Document
from casebase.store.kept import KeptAnswers
from casebase.store.threads import Threads

LOOKED_BACK = 3
"""Turns that a follow-up may lean on."""


class Conversations:
    """The threads of each person, and what a follow-up in one of them asks. `threads` keeps, renames and deletes them."""

    def __init__(self, threads: Threads, answers: KeptAnswers, follow_ups: FollowUps) -> None:
        self.threads = threads
        self._answers = answers
        self._follow_ups = follow_ups

    def in_full(self, follow_up: str, thread: Thread | None, reader: Reader, engine: str = "") -> Resolved:
        """Return a follow-up as a question that needs no other; without a thread it is as typed."""
        turns = thread.turns[-LOOKED_BACK:] if thread else ()
        return self._follow_ups.resolve(follow_up, [self._said(turn, reader) for turn in turns], engine)

    def _said(self, turn: Turn, reader: Reader) -> Said:
        """Return what a turn said, its subject only as far as this reader may see what the answer rests on."""
        if not turn.answer:
            return Said(turn.question)
        try:
            answer = self._answers.kept(turn.answer, reader).answer
        except NotFound:
            return Said(turn.question)
        return Said(turn.question, subject_of(answer, "ja"), subject_of(answer, "en"))


def subject_of(answer: Answer, language: str) -> str:
    """Return what an answer that rests on one document is about, named with its organisation; else an empty text."""
    documents = {citation.document.id: citation.document for citation in answer.citations}
    return _named(next(iter(documents.values())), language) if len(documents) == 1 else ""


def _named(document: Document, language: str) -> str:
    details = document.details
    if language == "en":
        owner = str(details.record.get("org_en") or "") or organization_name(details.organization, "en")
        title = details.title_en
        return title if not title or owner in title else f"{title} ({owner})"
    short = str(details.record.get("short_name_ja") or "")
    owner = details.organization_name or organization_name(details.organization)
    if short or not details.title:
        return short
    return details.title if owner in details.title else f"{owner}の{details.title}"
