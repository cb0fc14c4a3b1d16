"""Document: what it is, its versions, and its pages as they look, with a quoted passage marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from app.components.changes import changes_view
from app.components.labels import badges, facts, made_by, organization_of, sources_list, title_language, title_of
from app.components.notices import notice
from app.components.page_view import has_image, page_image, page_text
from app.components.relations import related_list, version_name
from app.components.source import PDF
from app.dates import shown_date
from app.links import State, address, document_href, is_case, original_href
from app.markup import Markup, el
from app.views.decide import decide
from app.views.frame import Visit, opened, show
from app.views.health import health_link
from app.wording import Words
from casebase.models import Document, Page
from casebase.service import Casebase
from casebase.store.editions import Related
from casebase.text.differences import differences
from ingest.health.words import PERSONAL_CODES
from ingest.messages import warning_code, warning_text

_FOR_EDITORS = PERSONAL_CODES | {"CONTACT_POINT", "TITLE_MISSING", "DATE_MISSING", "INSTRUCTION_LIKE"}
"""Findings that are said on the page of the health check, to those who may decide about them."""


def show_document(visit: Visit) -> None:
    """Show the document or the version that the address names, at the page it names."""
    say, state = visit.say, visit.state
    casebase = opened(say)
    document, latest = _wanted(casebase, visit)
    number = min(max(1, state.number("page", 1)), max(1, document.pages))
    page = casebase.page(document.version, number, visit.reader)
    start, end = state.number("start", 0), min(state.number("end", 0), len(page.text))
    show(_head(document, latest, end > start, visit))
    decide(casebase, latest.id, visit)
    versions = casebase.versions(document.id, visit.reader)
    related = casebase.editions.related(latest.id, visit.reader)
    masked = casebase.masked(document.version, visit.reader)
    if compared := next((one for one in versions if one.version == state.one("with")), None):
        show(_changes(casebase, document, compared, visit))
    body = el(
        "div",
        _pages(document, number, page, state, say),
        _page(document, page, start, end, say),
        _pages(document, number, page, state, say) if document.pages > 1 else None,
        class_="cb-document-body",
    )
    side = _side(document, versions, related, health_link(casebase, document, visit), bool(masked), visit)
    show(el("div", body, side, class_="cb-case cb-document"))


def _wanted(casebase: Casebase, visit: Visit) -> tuple[Document, Document]:
    version = visit.state.one("v")
    if version:
        document = casebase.version(version, visit.reader)
        return document, casebase.document(document.id, visit.reader)
    document = casebase.document(visit.state.one("id"), visit.reader)
    return document, document


def _head(document: Document, latest: Document, quoted: bool, visit: Visit) -> Markup:
    say, language = visit.say, visit.language
    title = el("h1", title_of(document, language), lang=title_language(document, language))
    notes = []
    if document.version != latest.version:
        link = el("p", el("a", say("document.to_latest"), href=document_href(latest, language)))
        changed = el("p", el("a", say("changes.show"), href=_changes_href(latest, document, language)))
        said = say("document.older_version", version=version_name(latest, say))
        notes.append(notice("warning", said, link, changed))
    if quoted:
        notes.append(el("p", say("document.quoted"), class_="cb-hint"))
    return el(
        "div",
        el("div", facts(document, say), badges(document, say), class_="cb-card-facts"),
        title,
        notes,
        class_="cb-title",
        id="content",
    )


def _changes(casebase: Casebase, document: Document, compared: Document, visit: Visit) -> Markup:
    older, newer = sorted((document, compared), key=lambda one: one.version == document.version)
    pages = [
        [casebase.page(one.version, number, visit.reader) for number in range(1, one.pages + 1)]
        for one in (older, newer)
    ]
    return changes_view(differences(*pages), older, newer, visit.say)


def _changes_href(newer: Document, older: Document, language: str) -> str:
    return address("document", language, {"v": newer.version, "with": older.version})


def _page(document: Document, page: Page, start: int, end: int, say: Words) -> Markup:
    title = title_of(document, say.language)
    text = page_text(page, start, end) if page.text.strip() else el("p", say("document.no_text"), class_="cb-muted")
    quoted = " cb-quoted" if end > start else ""
    if not has_image(page):
        label = el("h2", page.label) if page.label else None
        return el("div", label, text, class_=f"cb-text-sheet{quoted}", lang=document.language or None)
    folded = el(
        "details",
        el("summary", say("document.show_text")),
        text,
        class_="cb-page-words",
        lang=document.language or None,
    )
    image = page_image(document.version, page, title, say, start, end)
    return el("div", image, folded, class_=f"cb-image-sheet{quoted}")


def _pages(document: Document, number: int, page: Page, state: State, say: Words) -> Markup | None:
    if document.pages <= 1:
        return None

    def link(to: int, words: str) -> Markup:
        if not 1 <= to <= document.pages:
            return el("span", say(words), class_="cb-button is-disabled", aria_disabled="true")
        return el("a", say(words), href=state.having(page=to, start=None, end=None).href, class_="cb-button")

    label = f" · {page.label}" if page.label else ""
    return el(
        "nav",
        link(number - 1, "document.page_previous"),
        el("span", say("document.page_number", page=number, pages=document.pages) + label),
        link(number + 1, "document.page_next"),
        class_="cb-pager",
        aria_label=say("document.page_nav"),
    )


def _side(
    document: Document,
    versions: Sequence[Document],
    related: Sequence[Related],
    health: Markup | None,
    masked: bool,
    visit: Visit,
) -> Markup:
    say, language = visit.say, visit.language
    details = document.details
    pdf = document.media_type == PDF
    pairs = [
        ("organization", organization_of(document, language)),
        ("kind", say(f"kind.{details.kind}")),
        ("visibility", say(f"visibility.{details.visibility}")),
        (_said_date(document), shown_date(details.published_on, language)),
        (f"{made_by(document)}_on", shown_date(details.created_on, language)),
        ("updated_at", shown_date(document.updated_at[:10], language)),
        ("file_name", document.file_name),
        ("pages_label", f"{document.pages:,}"),
        ("passages_label", f"{document.passages:,}"),
        ("language", say.value("document.language_value", document.language)),
    ]
    links = [
        el(
            "a",
            say("source.ask"),
            href=address("", language, {"doc": document.id}),
            class_="cb-button cb-button-primary",
        ),
        el("a", say("document.card"), href=document_href(document, language), class_="cb-button")
        if is_case(document)
        else None,
        el(
            "a",
            say("source.original"),
            href=f"{original_href(document.version)}?view=1",
            target="_blank",
            class_="cb-button",
        )
        if pdf and not masked
        else None,
        el("a", say("source.original_download"), href=original_href(document.version), class_="cb-button")
        if not masked
        else None,
        el("a", say("desk.make"), href=address("desk", language, {"v": document.version}), class_="cb-button")
        if not details.record
        else None,
        health,
    ]
    warnings = [
        el("li", warning_text(code, document.file_name, language))
        for code in document.warnings
        if warning_code(code) not in _FOR_EDITORS
    ]
    return el(
        "aside",
        el("p", links, class_="cb-actions cb-actions-stacked"),
        el("p", say("document.masked"), class_="cb-hint") if masked else None,
        el("h2", say("document.warnings")) if warnings else None,
        el("ul", warnings, class_="cb-warnings") if warnings else None,
        el("h2", say("document.details")),
        el(
            "dl",
            [el("div", el("dt", say(f"document.{k}")), el("dd", v)) for k, v in pairs if v],
            class_="cb-facts-list",
        ),
        el("h2", say("document.versions")),
        _versions(document, versions, visit),
        [el("h2", say("relation.heading")), related_list(related, say)] if related else None,
        [el("h2", say("source.published")), sources_list(document, say)] if details.sources else None,
        class_="cb-case-side",
    )


def _said_date(document: Document) -> str:
    """Return what the date that is said of a document is the date of: a case's is that of its status."""
    return "status_date" if document.details.record.get("status_date") else "published_on"


def _versions(document: Document, versions: Sequence[Document], visit: Visit) -> Markup:
    say, items = visit.say, []
    for version, older in zip_longest(versions, versions[1:]):
        here = version.version == document.version
        name = version_name(version, say)
        standing = say("source.older" if version.replaced else "source.latest")
        link = el("a", name, href=address("document", visit.language, {"v": version.version}))
        shown = el("strong", f"{name} ({say('document.current')})") if here else link
        when = say("document.received", date=shown_date(version.updated_at[:10], visit.language))
        changed = (
            el("a", say("changes.from_before"), href=_changes_href(version, older, visit.language)) if older else None
        )
        items.append(el("li", shown, el("span", f"{standing} · {when}"), changed))
    return el(
        "div", el("ul", items, class_="cb-versions"), el("p", visit.say("document.versions_help"), class_="cb-hint")
    )
