"""Which hits an answer may rest on when its question names a place: what is said of Miyakonojo answers nothing about Kobe."""

from __future__ import annotations

from collections.abc import Sequence

from casebase.answer.names import says_name
from casebase.answer.question import Question
from casebase.models import Hit
from casebase.text.normalize import search_form


def of_places_named(asked: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return those of `hits` that say one of the places that `asked` names; all of them where none does, or none is named.

    A place is said in the passage, above it, or by the document's title or organisation.
    """
    places = [name for name in asked.names if name.is_place]
    saying = [hit for hit in hits if any(says_name(_said_by(hit), place) for place in places)]
    return saying or hits


def _said_by(hit: Hit) -> str:
    details = hit.document.details
    above = (hit.document.title, details.title_en, details.organization_name, *hit.passage.section)
    return search_form("\n".join((*above, hit.passage.text)))
