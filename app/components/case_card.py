"""A case in a list: what it is, what came of it, how that is known, the words that fit, and a place in the comparison."""

from __future__ import annotations

from app.components.cards import matched_passage, result_line
from app.components.hours import effect_line
from app.components.labels import badges, facts, title_language, title_of
from app.components.relations import also_in
from app.links import State, document_href, is_case
from app.markup import Markup, el
from app.wording import Words
from casebase.cases.effects import effects_of
from casebase.models import Document, Hit

MOST_COMPARED = 5
COMPARED = "cmp"
"""Name in an address of the cases that are to be compared."""


def case_card(document: Document, hit: Hit | None, question: str, state: State | None, say: Words) -> Markup:
    """Return the card of a document; with `state`, a case can be put into the comparison that the address holds."""
    result, language = result_line(document, say.language)
    title = el(
        "a",
        title_of(document, say.language),
        href=document_href(document, say.language),
        lang=title_language(document, say.language),
    )
    effects = effects_of(document.details.record) if is_case(document) else ()
    return el(
        "article",
        el("h3", title),
        el("div", facts(document, say), badges(document, say), class_="cb-card-facts"),
        el("p", result, class_="cb-result-line", lang=language if language != say.language else None)
        if result
        else None,
        effect_line(effects, say),
        [matched_passage(hit, question, say), also_in(hit.also, say)] if hit else None,
        _compare(document, state, say) if state and is_case(document) else None,
        class_="cb-card",
        data_testid="card",
    )


def comparing(state: State) -> tuple[str, ...]:
    """Return the cases that the address puts side by side, each once and no more than fit."""
    return tuple(dict.fromkeys(state.all(COMPARED)))[:MOST_COMPARED]


def _compare(document: Document, state: State, say: Words) -> Markup:
    chosen = comparing(state)
    inside = document.id in chosen
    title = title_of(document, say.language)
    if not inside and len(chosen) >= MOST_COMPARED:
        return el("p", say("compare.full", count=MOST_COMPARED), class_="cb-hint")
    kept = tuple(one for one in chosen if one != document.id) if inside else (*chosen, document.id)
    link = el(
        "a",
        el("span", class_="cb-check", aria_hidden="true"),
        el("span", say("compare.put"), class_="cb-choice-name"),
        href=state.having(**{COMPARED: kept}).href,
        role="checkbox",
        aria_checked="true" if inside else "false",
        aria_label=say("compare.put_case", title=title),
        class_="cb-choice cb-compare-put",
    )
    return el("p", link)
