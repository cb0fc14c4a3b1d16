"""Which hits an answer may rest on when its question names a place: what is said of Miyakonojo answers nothing about Kobe."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from casebase.answer.names import Name, says_name
from casebase.answer.question import Question
from casebase.models import Hit
from casebase.text.normalize import search_form

OPENING = 400
"""Characters with which a document begins: its title page, head or summary, where it says whose it is."""

OpeningOf = Callable[[Hit], str]
"""Gives the beginning of the document that a hit stands in; empty where it cannot be read."""


def of_places_named(asked: Question, hits: Sequence[Hit], opening_of: OpeningOf) -> Sequence[Hit]:
    """Return those of `hits` that speak of one of the places that `asked` names; all of them where none does, or none is named.

    A place is said in the passage, above it, or by the document's title or organisation; and a document that says it where it
    begins speaks of it on every page: a report of forty pages names its city on the first.
    """
    places = [name for name in asked.names if name.is_place]
    saying = [hit for hit in hits if any(_speaks_of(hit, place, opening_of) for place in places)]
    return saying or hits


def _speaks_of(hit: Hit, place: Name, opening_of: OpeningOf) -> bool:
    return says_name(_said_by(hit), place) or says_name(search_form(opening_of(hit)), place)


def _said_by(hit: Hit) -> str:
    details = hit.document.details
    above = (hit.document.title, details.title_en, details.organization_name, *hit.passage.section)
    return search_form("\n".join((*above, hit.passage.text)))
