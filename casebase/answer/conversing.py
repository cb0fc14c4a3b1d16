"""A follow-up put in full: by the language model that answers, where one is chosen and can be trusted, else by rules."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from casebase.answer.followup import SaysElsewhere, in_full
from casebase.answer.subject import Said
from casebase.errors import EngineFailed

RULES = "rules"

logger = logging.getLogger(__name__)

PersonalCheck = Callable[[str], bool]
"""Tells whether a text that a person typed holds personal or confidential data, which must not leave."""


class QuestionWriter(Protocol):
    """Writes a follow-up in full."""

    def rewritten(self, follow_up: str, asked: Sequence[str]) -> str:
        """Return the question in full, or an empty text where it cannot be trusted. Raises EngineFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question in full and who put it so: empty where it was asked as typed, `rules`, or the name of an engine."""

    question: str
    by: str = ""


class FollowUps:
    """Puts follow-ups in full."""

    def __init__(self, writers: Mapping[str, QuestionWriter], holds_personal: PersonalCheck) -> None:
        self._writers = writers
        self._holds_personal = holds_personal

    def resolve(
        self,
        follow_up: str,
        said: Sequence[Said],
        engine: str = "",
        says_elsewhere: SaysElsewhere = lambda asked: False,
    ) -> Resolved:
        """Return `follow_up` in full, given what was asked before (the latest last); `says_elsewhere` helps the rules.

        What holds personal data is never sent to a language model, nor is anything where there is nothing to lean on.
        """
        typed = " ".join(follow_up.split())
        writer = self._writers.get(engine)
        asked = [one.question for one in said]
        if writer and said and not self._holds_personal("\n".join((*asked, typed))):
            try:
                written = writer.rewritten(typed, asked)
            except EngineFailed as error:
                logger.warning("%s", error)
            else:
                if written:
                    return Resolved(written, engine if written != typed else "")
        by_rules = in_full(typed, said, says_elsewhere)
        return Resolved(by_rules, RULES if by_rules != typed else "")
