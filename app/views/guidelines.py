"""Guidelines: the rules of every organisation, topic by topic and side by side."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.cards import document_card
from app.components.clauses import ByTopic, clause_href, matrix, said, side_by_side
from app.components.header import page_title
from app.components.labels import organization_of, starter_badge, title_of
from app.components.notices import notice
from app.links import State
from app.markup import Markup, el
from app.views.frame import Visit, nothing_there, opened, show
from app.wording import Words
from casebase.access import ORGANIZATIONS, PARTNERS, organization_name
from casebase.guidelines.clauses import Clause
from casebase.guidelines.topics import ORDER
from casebase.models import Document, Filters, Kind
from casebase.service import Casebase

VIEWS = ("", "topic", "document")


def show_guidelines(visit: Visit) -> None:
    """Show the matrix of topics and organisations, the rules on one topic, or the list of guidelines."""
    say, state = visit.say, visit.state
    show(page_title(say("guidelines.title"), say("guidelines.lead")))
    casebase = opened(say)
    documents = casebase.documents(visit.reader, Filters(kinds=(Kind.GUIDELINE,)))
    if not documents:
        show(nothing_there(visit, "guidelines.empty"))
        return
    documents = sorted(documents, key=_partners_first)
    view = "topic" if state.one("topic") else state.one("view")
    view = view if view in VIEWS else ""
    show(_views(state, view, say))
    if view == "document":
        show(el("div", [document_card(document, say) for document in documents], class_="cb-cards cb-cards-two"))
        return
    clauses = by_topic(casebase.clauses(visit.reader))
    if view == "topic":
        show(_by_topic(casebase, clauses, visit))
        return
    keys = sorted(PARTNERS.union(*(found for found in clauses.values())), key=_order)
    show(matrix(clauses, keys, state.having(view=None), say))
    read = {clause.document.id for found in clauses.values() for side in found.values() for clause in side}
    if without := [document for document in documents if document.id not in read]:
        show(_without(without, say))


def by_topic(clauses: Sequence[Clause]) -> ByTopic:
    """Return clauses by topic and organisation, the surest first: every known topic, also one on which nobody says anything."""
    sorted_clauses = sorted(clauses, key=lambda clause: (_partners_first(clause.document), -clause.certainty))
    topics = [*ORDER, *sorted({clause.topic for clause in clauses} - set(ORDER))]
    found: dict[str, dict[str, list[Clause]]] = {topic: {} for topic in topics}
    for clause in sorted_clauses:
        found[clause.topic].setdefault(clause.document.details.organization, []).append(clause)
    return found


def _order(key: str) -> tuple[int, str]:
    order = tuple(ORGANIZATIONS)
    return order.index(key) if key in order else len(order), key


def _partners_first(document: Document) -> tuple[int, str, str]:
    return (*_order(document.details.organization), document.details.organization_name)


def _views(state: State, chosen: str, say: Words) -> Markup:
    names = ("guidelines.by_matrix", "guidelines.by_topic", "guidelines.by_document")
    links = [
        el(
            "a",
            say(name),
            href=state.having(view=view or None, topic=None, a=None, b=None).href,
            aria_current="true" if view == chosen else None,
        )
        for view, name in zip(VIEWS, names, strict=True)
    ]
    return el("p", links, class_="cb-order cb-views")


def _by_topic(casebase: Casebase, clauses: ByTopic, visit: Visit) -> Markup:
    say = visit.say
    chosen = visit.state.one("topic")
    chosen = chosen if chosen in clauses else next((topic for topic, found in clauses.items() if found), ORDER[0])
    found = clauses[chosen]
    count = sum(len(side) for side in found.values())
    topics = [
        el(
            "li",
            el(
                "a",
                el("span", say.value("topic", topic), class_="cb-choice-name"),
                el("span", sum(len(side) for side in sides.values()), class_="cb-choice-count"),
                href=visit.state.having(topic=topic, a=None, b=None).href,
                aria_current="true" if topic == chosen else None,
                class_="cb-topic",
            ),
        )
        for topic, sides in clauses.items()
    ]
    side = el(
        "nav",
        el("h2", say("guidelines.topics")),
        el("ul", topics),
        class_="cb-topics",
        aria_label=say("guidelines.topics"),
    )
    heading = el("h2", say.value("topic", chosen), el("span", say.count("guidelines.count", count), class_="cb-count"))
    if not found:
        return el("div", side, el("div", heading, notice("info", say("guidelines.nobody"))), class_="cb-guidelines")
    cards = [_rule(clause, say) for sides in found.values() for clause in sides]
    every = el(
        "details",
        el("summary", say("guidelines.all_rules")),
        el("div", cards, class_="cb-rules"),
        class_="cb-removed",
        open=len(found) < 2,
    )
    pair = _pair(casebase, chosen, clauses, visit) if len(found) > 1 else None
    return el("div", side, el("div", heading, pair, every), class_="cb-guidelines")


def _pair(casebase: Casebase, topic: str, clauses: ByTopic, visit: Visit) -> Markup:
    """Return two organisations side by side: those that the address names, else the first two."""
    state, say, found = visit.state, visit.say, clauses[topic]
    keys = list(found)
    first = state.one("a") if state.one("a") in found else keys[0]
    second = state.one("b") if state.one("b") in found and state.one("b") != first else ""
    second = second or next(key for key in keys if key != first)
    here = state.having(topic=topic, a=first, b=second)
    choices = el(
        "div",
        _choice(say("guidelines.first"), "a", first, second, keys, here, say),
        _choice(say("guidelines.second"), "b", second, first, keys, here, say),
        class_="cb-pair",
    )
    pages = {
        (clause.document.version, clause.page): casebase.page(clause.document.version, clause.page, visit.reader)
        for clause in (*found[first], *found[second])
    }
    return el("div", choices, side_by_side(found[first], found[second], pages, say))


def _choice(label: str, name: str, chosen: str, other: str, keys: Sequence[str], here: State, say: Words) -> Markup:
    links = [
        el(
            "a",
            organization_name(key, say.language),
            href=here.having(**{name: key}).href,
            class_="cb-chip",
            aria_current="true" if key == chosen else None,
        )
        for key in keys
        if key != other
    ]
    return el("nav", el("span", label, class_="cb-menu-label"), links, class_="cb-engines", aria_label=label)


def _rule(clause: Clause, say: Words) -> Markup:
    document = clause.document
    links = el(
        "p",
        el("a", title_of(document, say.language), href=clause_href(clause, say.language)),
        el("a", say("guidelines.source"), href=clause.source_url, target="_blank", rel="noopener noreferrer")
        if clause.source_url
        else None,
        class_="cb-rule-links",
    )
    return el(
        "article",
        el("h3", organization_of(document, say.language), starter_badge(document, say)),
        el("p", said(clause, say.language)),
        links,
        class_="cb-rule",
    )


def _without(documents: Sequence[Document], say: Words) -> Markup:
    cards = [document_card(document, say) for document in documents]
    return el(
        "div", el("h2", say("guidelines.others"), class_="cb-section-heading"), el("div", cards, class_="cb-cards")
    )
