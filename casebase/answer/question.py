"""What a question asks for: its words, the things it names, and the kind of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from casebase.answer.countries import papers_in
from casebase.answer.names import names_in
from casebase.answer.said import Name
from casebase.answer.situation import is_only_told, is_statement, tells_situation
from casebase.answer.sought import as_sought
from casebase.answer.wanted import Wanted, wanted_by
from casebase.text.language import language_of
from casebase.text.normalize import search_form
from casebase.text.numbers import Quantity, quantities
from casebase.text.tokens import Word, words


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart. `units` are the units of the amount asked for, empty when any will do.

    `text` is what is asked of passages; `is_sought`: typed was whether there is such a thing (`casebase.answer.sought`).
    `papers_in` is the language of the country whose offices the question is about, where it says so.
    `head` is what the question asks the value of: 開発費 in 「…の開発費はいくらですか」. `only_tells`: nothing is asked,
    something is told or described, and what is wanted is whatever is about that.
    """

    text: str
    language: str
    words: tuple[Word, ...]
    head: tuple[Word, ...]
    names: tuple[Name, ...]
    numbers: frozenset[Quantity]
    wanted: frozenset[Wanted]
    units: frozenset[str]
    only_tells: bool
    papers_in: str = ""
    is_sought: bool = False


_HEAD = re.compile(
    r"(?P<head>[一-鿿々ァ-ヶーA-Za-z0-9]{1,14})(?:は|を|って|とは|が)"
    r"(?=[^。]{0,25}?(?:何|なに|いくら|いくつ|いつ|誰|だれ|どこ|どの|どれ|どう|教え|あり|[?？]|$))"
)


@lru_cache(64)  # who refuses and who quotes ask the same
def understand(typed: str) -> Question:
    """Take a question apart, as it is asked of passages."""
    text = as_sought(typed)
    folded = search_form(text)
    wanted, units = wanted_by(folded)
    return Question(
        text=text,
        language=language_of(text),
        words=tuple({word.token: word for word in words(text)}.values()),
        head=_head(folded),
        names=tuple(
            name
            for name in names_in(text)
            if not (name.is_place and is_only_told(folded, re.escape(name.spellings[0])))
        ),
        numbers=quantities(text),
        wanted=wanted,
        units=units,
        only_tells=tells_situation(text) or is_statement(text),
        papers_in=papers_in(text),
        is_sought=text != typed,
    )


def _head(folded: str) -> tuple[Word, ...]:
    found = [*_HEAD.finditer(folded)]
    return tuple(words(found[-1]["head"])) if found else ()
