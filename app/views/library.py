"""Library: every registered document in one table that can be limited and sorted."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import streamlit as st

from app.components.facets import menus
from app.components.header import page_title
from app.components.labels import badges, organization_of, title_language, title_of
from app.components.notices import empty, notice
from app.components.pager import page_of, pager
from app.components.relations import document_link, version_name
from app.dates import shown_date
from app.links import State, address, document_href
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.access import organization_name
from casebase.models import Document, Listed
from casebase.store.editions import Related

PAGE_SIZE, MOST_WAITING, MOST_RELATED = 50, 10, 3
FILTERS = ("org", "kind")
COLUMNS = ("title", "organization", "kind", "updated", "pages")


def show_library(visit: Visit) -> None:
    """Show the table of documents."""
    say, state = visit.say, visit.state
    add = el("a", say("library.upload"), href=address("upload", visit.language), class_="cb-button cb-button-primary")
    show(el("div", page_title(say("library.title"), say("library.lead")), add, class_="cb-title-row"))
    with st.form("library", border=False):
        field, button, _ = st.columns([4, 1.4, 4], vertical_alignment="bottom", gap="small")
        typed = field.text_input(say("library.name_label"), key="name", bind="query-params", autocomplete="off")
        button.form_submit_button(say("library.name_submit"), width="stretch")
    casebase = opened(say)
    state = state.having(name=(typed or "").strip())
    show(menus(state, casebase.facets(visit.reader, state.filters), say, FILTERS))
    listed = [one for one in casebase.listed(visit.reader, state.filters) if _named(one, state.one("name"))]
    if not listed:
        filtered = state.one("name") or any(state.all(name) for name in FILTERS)
        clear = el("a", say("facet.clear"), href=address("library", visit.language), class_="cb-button")
        words = ("search.none", "search.none_help") if filtered else ("library.empty", "library.empty_help")
        show(empty(say(words[0]), say(words[1]), clear if filtered else None))
        return
    if waiting := casebase.editions.proposals(visit.reader):
        pairs = [el("li", document_link(newer, say), " → ", document_link(one.document, say)) for newer, one in waiting]
        show(notice("warning", say.count("relation.waiting", len(waiting)), el("ul", pairs[:MOST_WAITING])))
    listed.sort(key=lambda one: _sort_key(one, _column(state), visit.language), reverse=_descending(state))
    shown = casebase.some([one.id for one in page_of(listed, state, PAGE_SIZE)], visit.reader)
    related = casebase.editions.related_to([document.id for document in shown], visit.reader)
    table = el(
        "table",
        el("caption", say.count("search.count", len(listed))),
        el("thead", el("tr", [_heading(name, state, visit) for name in COLUMNS])),
        el("tbody", [_row(document, related.get(document.id, ()), visit) for document in shown]),
        class_="cb-table",
    )
    show(el("div", table, class_="cb-table-frame", tabindex="0", role="region", aria_label=say("library.title")))
    further = pager(len(listed), state, PAGE_SIZE, say)
    if further:
        show(further)


def _heading(name: str, state: State, visit: Visit) -> Markup:
    here = _column(state) == name
    down = _descending(state) if here else name in {"updated", "pages"}
    turned = state.having(sort=name, dir="up" if (here and down) else "down" if here else None, p=None)
    arrow = ("▼" if down else "▲") if here else None
    return el(
        "th",
        el(
            "a",
            visit.say(f"library.column_{name}"),
            el("span", arrow, aria_hidden="true", class_="cb-arrow") if arrow else None,
            href=turned.href,
        ),
        scope="col",
        aria_sort=("descending" if down else "ascending") if here else None,
        class_=f"cb-column-{name}",
    )


def _row(document: Document, related: Sequence[Related], visit: Visit) -> Markup:
    say, language = visit.say, visit.language
    link = el(
        "a",
        title_of(document, language),
        href=document_href(document, language),
        lang=title_language(document, language),
    )
    return el(
        "tr",
        el("th", link, _edition(document, say), badges(document, say), _alike(related, say), scope="row"),
        el("td", organization_of(document, language), data_label=say("library.column_organization")),
        el("td", say(f"kind.{document.details.kind}"), data_label=say("library.column_kind")),
        el("td", shown_date(document.updated_at[:10], language), data_label=say("library.column_updated")),
        el("td", f"{document.pages:,}", data_label=say("library.column_pages"), class_="cb-column-pages"),
    )


def _edition(document: Document, say: Words) -> Markup | None:
    if document.version_number == 1 and not document.edition_date:
        return None
    return el("span", version_name(document, say), class_="cb-badge")


def _alike(related: Sequence[Related], say: Words) -> Markup | None:
    if not related:
        return None
    links = [document_link(one.document, say) for one in related[:MOST_RELATED]]
    return el("p", el("span", say("relation.heading")), links, class_="cb-hint cb-row-related")


def _column(state: State) -> str:
    return state.one("sort") if state.one("sort") in COLUMNS else "updated"


def _descending(state: State) -> bool:
    direction = state.one("dir")
    return direction == "down" if direction in {"up", "down"} else _column(state) in {"updated", "pages"}


def _sort_key(one: Listed, column: str, language: str) -> tuple[str | int, str]:
    keys: dict[str, str | int] = {
        "title": (one.title_en if language == "en" else "") or one.title,
        "organization": one.organization_name or organization_name(one.organization, language),
        "kind": one.kind.value,
        "updated": one.updated_at,
        "pages": one.pages,
    }
    return keys[column], one.id


def _named(one: Listed, typed: str) -> bool:
    wanted = _folded(typed).split()
    text = _folded(" ".join((one.title, one.title_en, one.file_name, one.organization_name))) if wanted else ""
    return all(part in text for part in wanted)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
