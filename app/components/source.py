"""A source of an answer: what it is, where it says so, and the page itself with the passage marked."""

from __future__ import annotations

from dataclasses import dataclass

from app.components.labels import badges, facts, shown_address, spoken_in, title_language, title_of
from app.components.page_view import has_image, page_image, surroundings
from app.components.relations import also_in, document_link, version_name
from app.links import State, address, citation_href, document_href, original_href
from app.markup import Markup, el
from app.wording import Words
from casebase.models import Citation, Document, Page
from casebase.text.tables import in_brief

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Newer:
    """What is newer than a version that is cited: the current version, if another, and documents that may be new editions."""

    version: Document | None = None
    perhaps: tuple[Document, ...] = ()


def source_card(citation: Citation, page: Page, newer: Newer, is_open: bool, state: State, say: Words) -> Markup:
    """Return the card of one citation, which opens and closes, and says what is newer than the version it cites."""
    document = citation.document
    title = title_of(document, say.language)
    summary = el(
        "summary",
        el("span", citation.n, class_="cb-number", aria_hidden="true"),
        el("span", title, class_="cb-source-title", lang=title_language(document, say.language)),
        el("span", _place(citation, say), class_="cb-place"),
    )
    if has_image(page):
        view = page_image(document.version, page, title, say, citation.start, citation.end)
    else:
        view = el("div", surroundings(page, citation.start, citation.end), lang=document.language or None)
    body = el(
        "div",
        el("div", facts(document, say), badges(document, say), class_="cb-source-head"),
        el("p", _section(citation)) if _section(citation) and has_image(page) else None,
        el("blockquote", citation.quote, class_="cb-quote", lang=document.language or None)
        if has_image(page)
        else None,
        view,
        _newer(newer, say),
        also_in(citation.also, say),
        starter_note(document, say),
        el("p", _version(document, newer, say), class_="cb-version"),
        _actions(citation, state, say),
        class_="cb-source-body",
    )
    return el(
        "details",
        summary,
        body,
        class_="cb-source",
        id=f"source-{citation.n}",
        data_source=citation.n,
        open=is_open,
    )


def starter_note(document: Document, say: Words) -> Markup | None:
    """Return, for a summary that came with the product, where it comes from and that it must be verified."""
    if not document.details.starter:
        return None
    links = [
        el(
            "li",
            el("span", source.publisher, class_="cb-publisher", lang=spoken_in(source.publisher, say.language)),
            el("a", shown_address(source.url), href=source.url, target="_blank"),
        )
        for source in document.details.sources[:3]
    ]
    return el(
        "div",
        el("p", say("source.starter_help")),
        el("p", say("source.published"), class_="cb-small-heading") if links else None,
        el("ul", links) if links else None,
        class_="cb-starter-note",
    )


def _place(citation: Citation, say: Words) -> str:
    return say("source.page", page=citation.page) if citation.document.pages > 1 else ""


def _section(citation: Citation) -> str:
    titles = {citation.document.title, citation.document.file_name}
    return " › ".join(part for part in in_brief(citation.passage.section) if part not in titles)


def _newer(newer: Newer, say: Words) -> Markup | None:
    """Say that there is a newer version, or that an editor has yet to say whether another document is one; with links."""
    lines = []
    if newer.version is not None:
        link = el("a", version_name(newer.version, say), href=document_href(newer.version, say.language))
        lines.append(el("p", say("source.replaced"), " ", link))
    lines += [el("p", say("source.perhaps_replaced"), " ", document_link(one, say)) for one in newer.perhaps]
    return el("div", lines, class_="cb-newer", data_testid="newer") if lines else None


def _version(document: Document, newer: Newer, say: Words) -> str:
    standing = say("source.older") if newer.version else say("source.latest")
    return f"{document.file_name} · {say('source.version', count=document.version_number)} ({standing})"


def _actions(citation: Citation, state: State, say: Words) -> Markup:
    document = citation.document
    pdf = document.media_type == PDF
    original = (
        f"{original_href(document.version)}?view=1#page={citation.page}" if pdf else original_href(document.version)
    )
    return el(
        "p",
        el("a", say("source.open"), href=citation_href(citation, say.language), class_="cb-button-quiet"),
        el(
            "a",
            say("source.original" if pdf else "source.original_download"),
            href=original,
            target="_blank" if pdf else None,
            class_="cb-button-quiet",
        ),
        el("a", say("source.ask"), href=address("", state.language, {"doc": document.id}), class_="cb-button-quiet"),
        class_="cb-actions",
    )
