"""Clauses of guidelines: the matrix of topics and organisations, and two organisations side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.components.labels import organization_of, starter_badge, title_of
from app.components.page_view import has_image, page_image, surroundings
from app.links import State, document_href, passage_href
from app.markup import Markup, el
from app.wording import Words
from casebase.access import organization_name
from casebase.guidelines.clauses import Clause
from casebase.guidelines.difference import Difference, difference
from casebase.models import Page

LONGEST_CELL = 58
"""Characters of a clause in a cell of the matrix."""

ByTopic = Mapping[str, Mapping[str, Sequence[Clause]]]
"""Clauses by topic, then by the key of the organisation."""


def matrix(clauses: ByTopic, organizations: Sequence[str], state: State, say: Words) -> Markup:
    """Return topics × organisations: each cell the first clause in one line with its page; nobody's topics too."""
    head = el(
        "tr",
        el("th", say("guidelines.topic"), scope="col"),
        [el("th", organization_name(key, say.language), scope="col") for key in organizations],
    )
    rows = [_row(topic, found, organizations, state, say) for topic, found in clauses.items()]
    written = el(
        "table",
        el("caption", say("guidelines.matrix")),
        el("thead", head),
        el("tbody", rows),
        class_="cb-grid cb-clauses",
    )
    label = say("guidelines.matrix")
    return el(
        "div", written, class_="cb-table-frame", tabindex="0", role="region", aria_label=label, data_testid="matrix"
    )


def side_by_side(
    first: Sequence[Clause], second: Sequence[Clause], pages: Mapping[tuple[str, int], Page], say: Words
) -> Markup:
    """Return two organisations' clauses on one topic beside each other, each in its page, and how they differ in words."""
    names = [organization_name(side[0].document.details.organization, say.language) for side in (first, second)]
    lines = _in_words(difference(first, second), names[0], names[1], say)
    return el(
        "section",
        el("h3", say("guidelines.difference", first=names[0], second=names[1])),
        el("ul", [el("li", line) for line in lines], class_="cb-in-words", data_testid="difference"),
        el("div", [_side(side, pages, say) for side in (first, second)], class_="cb-sides", data_testid="sides"),
    )


def said(clause: Clause, language: str) -> str:
    """Return a clause as shown: a record's English wording on English pages."""
    return (clause.text_en if language == "en" else "") or clause.text


def clause_href(clause: Clause, language: str) -> str:
    """Return the address at which a clause can be checked."""
    if clause.end <= clause.start:
        return document_href(clause.document, language)
    return passage_href(clause.document.version, clause.page, clause.start, clause.end, language)


def _row(
    topic: str, found: Mapping[str, Sequence[Clause]], organizations: Sequence[str], state: State, say: Words
) -> Markup:
    name = say.value("topic", topic)
    if not found:
        nobody = el("td", say("guidelines.nobody"), colspan=len(organizations), class_="cb-nothing")
        return el("tr", el("th", name, scope="row"), nobody, data_testid="nobody")
    link = el("a", name, href=state.having(topic=topic, a=None, b=None).href)
    return el("tr", el("th", link, scope="row"), [_cell(topic, key, found, state, say) for key in organizations])


def _cell(topic: str, key: str, found: Mapping[str, Sequence[Clause]], state: State, say: Words) -> Markup:
    label = organization_name(key, say.language)
    clauses = found.get(key, ())
    if not clauses:
        return el("td", el("span", say("guidelines.unsaid"), class_="cb-nothing"), data_label=label)
    clause = clauses[0]
    text = f"{clause.introduced_by} {said(clause, say.language)}".strip()
    short = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
    more = say.count("guidelines.more", len(clauses) - 1) if len(clauses) > 1 else ""
    place = say("source.page", page=clause.page)
    return el(
        "td",
        el("a", short, href=state.having(topic=topic, a=key, b=None).href, class_="cb-clause"),
        el(
            "p",
            el("a", place, href=clause_href(clause, say.language)),
            el("span", more) if more else None,
            class_="cb-cited",
        ),
        data_label=label,
    )


def _side(side: Sequence[Clause], pages: Mapping[tuple[str, int], Page], say: Words) -> Markup:
    name = organization_name(side[0].document.details.organization, say.language)
    return el("article", el("h4", name), [_clause(one, pages, say) for one in side], class_="cb-side")


def _clause(clause: Clause, pages: Mapping[tuple[str, int], Page], say: Words) -> Markup:
    document = clause.document
    page = pages.get((document.version, clause.page))
    title = title_of(document, say.language)
    view = None
    if page is not None and clause.end > clause.start:
        if has_image(page):
            view = page_image(document.version, page, title, say, clause.start, clause.end)
        else:
            view = surroundings(page, clause.start, clause.end)
    badge = el("span", say(f"guidelines.strength.{clause.strength}"), class_=f"cb-badge cb-strength-{clause.strength}")
    read_out = None if clause.given else el("p", say("guidelines.read_out"), class_="cb-hint")
    return el(
        "div",
        el("p", clause.introduced_by, class_="cb-hint") if clause.introduced_by else None,
        el("p", said(clause, say.language), " ", badge),
        el(
            "p",
            el("a", title, href=clause_href(clause, say.language)),
            el("span", f"{organization_of(document, say.language)} · {say('source.page', page=clause.page)}"),
            starter_badge(document, say),
            class_="cb-cited",
        ),
        read_out,
        view,
        class_="cb-compared",
    )


def _in_words(found: Difference, first: str, second: str, say: Words) -> list[str]:
    joint = say("table.joint")
    one, other = (say(f"guidelines.strength.{strength}") for strength in found.strengths)
    lines = [
        say("guidelines.same_strength", strength=one)
        if one == other
        else say("guidelines.strengths", first=first, one=one, second=second, other=other)
    ]
    if found.both:
        lines.append(say("guidelines.both", words=joint.join(found.both)))
    for name, words in ((first, found.only_first), (second, found.only_second)):
        if words:
            lines.append(say("guidelines.only", organization=name, words=joint.join(words)))
    for name, figures in ((first, found.figures_first), (second, found.figures_second)):
        if figures:
            lines.append(say("guidelines.figures", organization=name, figures=joint.join(figures)))
    return lines if found.comparable else [*lines, say("guidelines.languages")]
