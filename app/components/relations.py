"""Documents like another one, and versions of one, in a line each."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.labels import organization_of, title_language, title_of
from app.dates import shown_date
from app.links import document_href
from app.markup import Markup, el
from app.wording import Words
from casebase.models import Document
from casebase.store.editions import Related


def version_name(document: Document, say: Words) -> str:
    """Return a version's number, with the date that the edition says."""
    name = say("source.version", count=document.version_number)
    return f"{name} {shown_date(document.edition_date, say.language)}" if document.edition_date else name


def document_link(document: Document, say: Words) -> Markup:
    """Return a link to a document by its title."""
    href, spoken = document_href(document, say.language), title_language(document, say.language)
    return el("a", title_of(document, say.language), href=href, lang=spoken)


def also_in(documents: Sequence[Document], say: Words) -> Markup | None:
    """Return the other documents that say the same, or nothing when there are none."""
    if not documents:
        return None
    items = [el("li", document_link(one, say), el("span", organization_of(one, say.language))) for one in documents]
    return el("div", el("span", say("relation.also")), el("ul", items), class_="cb-also", data_testid="also")


def related_list(related: Sequence[Related], say: Words) -> Markup | None:
    """Return documents of much the same text, each with how it is alike."""
    items = []
    for one in related:
        likeness = say(f"relation.{one.likeness}")
        owner = organization_of(one.document, say.language)
        items.append(el("li", document_link(one.document, say), el("span", f"{owner} · {likeness}")))
    return el("ul", items, class_="cb-related", data_testid="related") if items else None
