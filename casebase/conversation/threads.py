"""What a conversation consists of: threads of turns, each turn a question and the answer that was kept for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from casebase.models import Filters

LOCAL_PERSON = "local"
"""Whose conversations those of an installation without sign-in are."""

LONGEST_TITLE = 80
LONGEST_QUESTION = 1000
"""Characters of a question that are kept and asked."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question: as `typed`, as asked (`question`), and by whom it was put in full.

    `rewritten_by` is empty where it was asked as typed, `rules`, `person` (edited by hand) or the name of an engine. `answer`
    is the id of the kept answer, empty where the casebase did not hold one. `asked_at` is ISO, UTC; it and `number` are set
    when the turn is kept.
    """

    typed: str
    question: str
    rewritten_by: str = ""
    answer: str = ""
    engine: str = ""
    filters: Filters = field(default_factory=Filters)
    number: int = 0
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation of one person, with its turns in the order asked; times are ISO, UTC."""

    id: str
    title: str
    created_at: str
    updated_at: str
    turns: tuple[Turn, ...]

    @property
    def last(self) -> Turn:
        """The turn that a follow-up leans on first; every thread has at least one."""
        return self.turns[-1]
