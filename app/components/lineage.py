"""Where a case comes from and who took it over, as a small graph that is a list to whoever does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.labels import organization_of, title_language, title_of
from app.links import document_href
from app.markup import Markup, el
from app.wording import Words
from casebase.cases.finding import Lineage
from casebase.models import Document


def lineage_graph(document: Document, lineage: Lineage, say: Words) -> Markup | None:
    """Return the graph, or nothing for a case that stands alone."""
    if not (lineage.origins or lineage.descendants or lineage.unseen):
        return None
    unseen = (
        el("li", say("lineage.unseen", count=lineage.unseen), class_="cb-node cb-node-unseen")
        if lineage.unseen
        else None
    )
    columns = [
        _column("origins", lineage.origins, say, unseen) if lineage.origins or unseen else None,
        el(
            "div",
            el("h3", say("lineage.here")),
            el("ul", el("li", el("strong", title_of(document, say.language)), class_="cb-node cb-node-here")),
        ),
        _column("descendants", lineage.descendants, say) if lineage.descendants else None,
    ]
    return el(
        "section",
        el("h2", say("lineage.title"), class_="cb-section-heading"),
        el("div", columns, class_="cb-lineage", data_testid="lineage"),
    )


def _column(name: str, cases: Sequence[tuple[Document, str]], say: Words, last: Markup | None = None) -> Markup:
    items = [_node(document, changed, say) for document, changed in cases]
    return el("div", el("h3", say(f"lineage.{name}")), el("ul", items, last), class_=f"cb-lineage-{name}")


def _node(document: Document, changed: str, say: Words) -> Markup:
    link = el(
        "a",
        title_of(document, say.language),
        href=document_href(document, say.language),
        lang=title_language(document, say.language),
    )
    note = (
        el("p", el("span", say("lineage.changed"), class_="cb-muted"), el("span", changed, lang="ja"))
        if changed
        else None
    )
    return el("li", link, el("p", organization_of(document, say.language), class_="cb-hint"), note, class_="cb-node")
