"""Where documents say what a question names, and which hits an answer may rest on when that is a place: what is said of
Miyakonojo answers nothing about Kobe."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from casebase.answer.question import Question
from casebase.answer.said import Name, may_say
from casebase.models import Hit
from casebase.text.normalize import search_form

OPENING = 400
"""Characters with which a document begins: its title page, head or summary, where it says whose it is."""

OpeningOf = Callable[[Hit], str]
"""Gives the beginning of the document that a hit stands in; empty where it cannot be read."""


def titles_of(hit: Hit) -> tuple[str, ...]:
    """Return what stands above a document: its titles, organisation, task and field."""
    details = hit.document.details
    return (
        hit.document.title,
        details.title_en,
        details.organization_name,
        details.task_type,
        details.policy_area,
    )


def said_by(hits: Sequence[Hit]) -> str:
    """Return the titles and the found passages of one document."""
    return "\n".join((*titles_of(hits[0]), *("\n".join((*hit.passage.section, hit.passage.text)) for hit in hits)))


def naming_text(names: Sequence[Name], hits: Sequence[Hit], opening_of: OpeningOf) -> str:
    """Return, in search form, where one document may say `names`: what was found of it, and else also where it begins."""
    searched = search_form(said_by(hits))
    if all(may_say(searched, name) for name in names):
        return searched
    return f"{searched}\n{search_form(opening_of(hits[0]))}"


def of_places_named(asked: Question, hits: Sequence[Hit], opening_of: OpeningOf) -> Sequence[Hit]:
    """Return those of `hits` that speak of one of the places that `asked` names; all of them where none does, or none is named.

    A place is said in the passage, above it, or by the document's title or organisation; and a document that says it where it
    begins speaks of it on every page: a report of forty pages names its city on the first.
    """
    places = [name for name in asked.names if name.is_place]

    def speaks(hit: Hit) -> bool:
        searched = naming_text(places, [hit], opening_of)
        return any(may_say(searched, place) for place in places)

    return [hit for hit in hits if places and speaks(hit)] or hits
