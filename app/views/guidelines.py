"""Guidelines: the rules of every organisation side by side, topic by topic."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.cards import document_card
from app.components.header import page_title
from app.components.labels import organization_of, starter_badge, title_of
from app.components.notices import empty
from app.links import State, address, document_href
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.access import ORGANIZATIONS
from casebase.models import Document, Filters, Kind

TOPICS = (
    "入力してはいけない情報",
    "著作権",
    "回答の確認",
    "利用の明示",
    "利用できるサービス",
    "承認手続",
    "ログ・監査",
    "調達",
    "教育",
    "高リスク判定",
)


def show_guidelines(visit: Visit) -> None:
    """Show the rules on one topic, or the list of guidelines."""
    say = visit.say
    show(page_title(say("guidelines.title"), say("guidelines.lead")))
    documents = opened(say).documents(visit.reader, Filters(kinds=(Kind.GUIDELINE,)))
    if not documents:
        add = el("a", say("library.upload"), href=address("upload", visit.language), class_="cb-button")
        show(empty(say("guidelines.empty"), say("library.empty_help"), add))
        return
    documents = sorted(documents, key=_partners_first)
    by_document = visit.state.one("view") == "document"
    show(_views(visit.state, by_document, say))
    if by_document:
        show(el("div", [document_card(document, say) for document in documents], class_="cb-cards cb-cards-two"))
    else:
        show(_by_topic(documents, visit))


def _partners_first(document: Document) -> tuple[int, str]:
    order = tuple(ORGANIZATIONS)
    key = document.details.organization
    return order.index(key) if key in order else len(order), document.details.organization_name


def _views(state: State, by_document: bool, say: Words) -> Markup:
    links = [
        el(
            "a",
            say("guidelines.by_topic"),
            href=state.having(view=None).href,
            aria_current=None if by_document else "true",
        ),
        el(
            "a",
            say("guidelines.by_document"),
            href=state.having(view="document", topic=None).href,
            aria_current="true" if by_document else None,
        ),
    ]
    return el("p", links, class_="cb-order cb-views")


def _by_topic(documents: Sequence[Document], visit: Visit) -> Markup:
    say = visit.say
    rules = {topic: _rules(documents, topic) for topic in _topics(documents)}
    chosen = visit.state.one("topic")
    chosen = chosen if chosen in rules else next(iter(rules), "")
    topics = [
        el(
            "li",
            el(
                "a",
                el("span", say.value("topic", topic), class_="cb-choice-name"),
                el("span", len(found), class_="cb-choice-count"),
                href=visit.state.having(topic=topic).href,
                aria_current="true" if topic == chosen else None,
                class_="cb-topic",
            ),
        )
        for topic, found in rules.items()
    ]
    cards = [_rule(document, clause, visit) for document, clause in rules.get(chosen, ())]
    side = el(
        "nav",
        el("h2", say("guidelines.topics")),
        el("ul", topics),
        class_="cb-topics",
        aria_label=say("guidelines.topics"),
    )
    heading = el(
        "h2", say.value("topic", chosen), el("span", say.count("guidelines.count", len(cards)), class_="cb-count")
    )
    without = [document for document in documents if not document.details.record.get("clauses")]
    return el(
        "div",
        side,
        el("div", heading, el("div", cards, class_="cb-rules"), _without(without, say) if without else None),
        class_="cb-guidelines",
    )


def _topics(documents: Sequence[Document]) -> list[str]:
    found = {clause["topic"] for document in documents for clause in document.details.record.get("clauses", ())}
    return [topic for topic in TOPICS if topic in found] + sorted(found - set(TOPICS))


def _rules(documents: Sequence[Document], topic: str) -> list[tuple[Document, dict[str, str]]]:
    return [
        (document, clause)
        for document in documents
        for clause in document.details.record.get("clauses", ())
        if clause["topic"] == topic
    ]


def _rule(document: Document, clause: dict[str, str], visit: Visit) -> Markup:
    say, language = visit.say, visit.language
    text = (clause.get("rule_en") if language == "en" else "") or clause.get("rule_ja", "")
    source = clause.get("source_url", "")
    links = el(
        "p",
        el("a", title_of(document, language), href=document_href(document, language)),
        el("a", say("guidelines.source"), href=source, target="_blank", rel="noopener noreferrer") if source else None,
        class_="cb-rule-links",
    )
    return el(
        "article",
        el("h3", organization_of(document, language), starter_badge(document, say)),
        el("p", text),
        links,
        class_="cb-rule",
    )


def _without(documents: Sequence[Document], say: Words) -> Markup:
    cards = [document_card(document, say) for document in documents]
    return el(
        "div", el("h2", say("guidelines.others"), class_="cb-section-heading"), el("div", cards, class_="cb-cards")
    )
