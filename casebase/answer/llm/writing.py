"""What a language model does beside answering: put a follow-up in full, translate quotes. Nothing of it is believed unchecked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing

from casebase.answer.llm.client import Exchange
from casebase.answer.llm.endpoints import Endpoint
from casebase.answer.llm.ledger import Ledger, check_budget
from casebase.answer.llm.prompt import Prompt, harmless, may_be_sent, one_line, rules_named
from casebase.answer.llm.reading import plain
from casebase.answer.names import names_in
from casebase.answer.said import says_name
from casebase.models import Hit
from casebase.personal.sending import BeforeSending, PageSource
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import missing, quantities

LONGEST_QUESTION = 300
LOOKED_BACK = 3
"""Questions before a follow-up that are sent with it."""

_NUMBERED = re.compile(r"^\s*\[?(\d{1,2})[\].):：]\s*(.+)$")


class LlmWriter:
    """Rewrites and translates by one configured endpoint, within the same limits as answers."""

    def __init__(self, name: str, endpoint: Endpoint, ledger: Ledger, sending: BeforeSending) -> None:
        self.name = name
        self._endpoint = endpoint
        self._ledger = ledger
        self._sending = sending

    def may_receive(self, hit: Hit, page_of: PageSource) -> bool:
        """Tell whether the text of a passage may be sent: by the circle of its readers, its marks, and what it says of people."""
        return may_be_sent(hit, self._endpoint) and bool(self._sending.sendable([hit], page_of))

    def rewritten(self, follow_up: str, asked: Sequence[str]) -> str:
        """Return `follow_up` as a question in full, or an empty text where what came back cannot be trusted.

        Only questions are sent, no document. Raises EngineFailed.
        """
        language = language_of(follow_up)
        before = asked[-LOOKED_BACK:]
        material = "\n".join(f"- {one_line(one)}" for one in before)
        labels = ("前の質問", "続きの質問") if language == "ja" else ("Questions before", "Follow-up")
        text = self._exchange("follow", language, f"{labels[0]}:\n{material}\n{labels[1]}: {one_line(follow_up)}")
        said = one_line(plain(text).strip().split("\n")[0]).strip('「」"“” ')
        known = "\n".join((*before, follow_up))
        return said if 0 < len(said) <= LONGEST_QUESTION and _adds_nothing(said, known) else ""

    def translated(self, sentences: Sequence[str], language: str) -> Mapping[int, str]:
        """Return translations into `language` by the index of the sentence, those that agree in numbers and names.

        Raises EngineFailed.
        """
        numbered = "\n".join(f"[{n}] {one_line(harmless(text, ''))}" for n, text in enumerate(sentences, start=1))
        found: dict[int, str] = {}
        for line in self._exchange("translate", language, numbered).splitlines():
            match = _NUMBERED.match(line)
            if match and 1 <= int(match[1]) <= len(sentences):
                index, said = int(match[1]) - 1, one_line(plain(match[2]))
                if said and index not in found and agrees(said, sentences[index]):
                    found[index] = said
        return found

    def _exchange(self, task: str, language: str, material: str) -> str:
        check_budget(self.name, self._endpoint, self._ledger)
        mark = f"⟦{secrets.token_hex(8)}⟧"
        rules = rules_named(task, language).replace("{mark}", mark)
        exchange = Exchange(self.name, self._endpoint)
        try:
            with closing(exchange.pieces(Prompt(rules, f"{mark}\n{material}\n{mark}", ()))) as pieces:
                return "".join(pieces)
        finally:
            cost = self._endpoint.cost(exchange.tokens_in, exchange.tokens_out)
            self._ledger.record(self.name, exchange.tokens_in, exchange.tokens_out, cost)


def agrees(translation: str, original: str) -> bool:
    """Tell whether a translation has every number of its original and no other, and no name that the original lacks."""
    here, there = quantities(translation), quantities(original)
    if missing(here, there) or missing(there, here):
        return False
    known = search_form(original)
    return all(says_name(known, name) for name in names_in(translation) if name.is_place)


def _adds_nothing(said: str, known: str) -> bool:
    searched = search_form(known)
    return not missing(quantities(said), quantities(known)) and all(
        says_name(searched, name) for name in names_in(said)
    )
