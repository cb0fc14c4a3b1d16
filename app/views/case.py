"""Case: one use of AI as a card, with effects as bars, its sections and the sources they rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.components.cards import result_line
from app.components.case_card import MOST_COMPARED, case_card
from app.components.case_facets import value_name
from app.components.compare_bar import compare_href
from app.components.effects import effect_view
from app.components.grounds import effect_grounds, grounds
from app.components.labels import badges, facts, sources_list, spoken_in, title_language, title_of
from app.components.lineage import lineage_graph
from app.components.notices import notice
from app.dates import shown_date
from app.links import address, is_case
from app.markup import Markup, el
from app.views.frame import Visit, opened, show
from app.wording import Words
from casebase.cases.facts import facts_of
from casebase.errors import NotFound
from casebase.models import Document
from casebase.record.fields import FIELDS, said_value
from casebase.text.language import language_of
from ingest.starter_text import dates, known

SIMILAR = 4
SHARED = ("task", "area", "product")
"""Fields in which similar cases are said to agree."""

OVERVIEW = (("bureau", "bureau"), ("ai_type", "ai_type"), ("model_or_product", "model"))
_TO_VERIFY = re.compile(r"\s*[(（]要確認[:：]\s*(.*)[)）]\s*$")


def show_case(visit: Visit) -> None:
    """Show the card of the case that the address names."""
    say = visit.say
    casebase = opened(say)
    document = casebase.document(visit.state.one("id"), visit.reader)
    if not document.details.record:
        raise NotFound()
    show(_head(document, visit))
    show(el("div", _body(document, document.details.record, visit), _side(document, visit), class_="cb-case"))
    if graph := lineage_graph(document, casebase.cases.lineage(document, visit.reader), say):
        show(graph)
    if similar := casebase.cases_like(document.id, visit.reader, SIMILAR):
        cards = el("div", [_like(one, document, say) for one in similar], class_="cb-cards cb-cards-two")
        beside = [document.id, *(one.id for one in similar if is_case(one))][:MOST_COMPARED]
        side_by_side = el("a", say("case.compare_similar"), href=compare_href(beside, say.language), class_="cb-button")
        heading = el("h2", say("case.similar"), class_="cb-section-heading")
        show(el("section", el("div", heading, side_by_side, class_="cb-list-head"), cards))


def _like(similar: Document, document: Document, say: Words) -> Markup:
    """Return a similar case with what it has in common with this one."""
    shared = [
        say("case.same", field=say(f"field.{field}"), value=value_name(field, value, say))
        for field, value in facts_of(similar.details).values
        if field in SHARED and (field, value) in facts_of(document.details).values
    ]
    why = el("p", [el("span", one, class_="cb-badge") for one in shared], class_="cb-shared") if shared else None
    return el("div", case_card(similar, None, "", None, say), why, class_="cb-like")


def _head(document: Document, visit: Visit) -> Markup:
    result, language = result_line(document, visit.language)
    return el(
        "div",
        el("div", facts(document, visit.say), badges(document, visit.say), class_="cb-card-facts"),
        el("h1", title_of(document, visit.language), lang=title_language(document, visit.language)),
        el("p", result, class_="cb-lead", lang=language if language != visit.language else None) if result else None,
        grounds(document.details.record, "one_line_result_ja", visit.say) if result else None,
        class_="cb-title cb-case-head",
        id="content",
    )


def _body(document: Document, record: Mapping[str, Any], visit: Visit) -> Markup:
    say = visit.say
    effects = [effect_view(effect, say, effect_grounds(record, effect, say)) for effect in record.get("effect") or ()]
    safety = [
        _named(say("case.risks"), record, "risks_ja", say),
        _named(say("case.human_review"), record, "human_review", say),
        _named(say("case.data_sensitivity"), record, "data_sensitivity", say),
    ]
    note = el("p", say("case.english_note"), class_="cb-hint") if visit.language == "en" else None
    return el(
        "div",
        notice("warning", say("source.starter"), say("source.starter_help")) if document.details.starter else None,
        note,
        _section("problem", _said(record, "problem_ja", say), say),
        _section("solution", _said(record, "solution_ja", say), say),
        _section("effect", effects or [el("p", say("case.effect_none"), class_="cb-muted")], say),
        _section("cost", _costs(record, say) or [el("p", say("case.cost_none"), class_="cb-muted")], say),
        _section("safety", safety, say),
        _section("stop_reason", _said(record, "stop_reason_ja", say), say, optional=True),
        _section("lessons", _said(record, "lessons_ja", say), say),
        class_="cb-case-body",
    )


def _costs(record: Mapping[str, Any], say: Words) -> list[Markup]:
    """Return what a record says of costs: in words, the band of the first cost, and what a year costs."""
    band = said_value("cost_band", _text(record, "cost_band"), say.language)
    named = (("cost_band", band), ("run_cost", _text(record, "run_cost")))
    parts = [
        _named_text(FIELDS[field].label(say.language), text, say, grounds(record, field, say)) for field, text in named
    ]
    return [part for part in (*_said(record, "cost_ja", say), *parts) if part]


def _side(document: Document, visit: Visit) -> Markup:
    say, record = visit.say, document.details.record
    pairs = [(say(f"case.{label}"), _text(record, key), key) for key, label in OVERVIEW]
    pairs.append((say("facet.policy_areas"), say.value("area", document.details.policy_area), "policy_area"))
    pairs.append((say("case.status_date"), shown_date(_date(record), say.language), "status_date"))
    facts_list = [
        el(
            "div",
            el("dt", name),
            el("dd", el("span", text, lang=spoken_in(text, say.language)), grounds(record, key, say)),
        )
        for name, text, key in pairs
        if text
    ]
    links = [
        el(
            "a",
            say("source.ask"),
            href=address("", visit.language, {"doc": document.id}),
            class_="cb-button cb-button-primary",
        ),
        el(
            "a",
            say("case.compare"),
            href=compare_href([document.id], visit.language),
            class_="cb-button",
        ),
        el("a", say("case.text"), href=address("document", visit.language, {"id": document.id}), class_="cb-button"),
    ]
    return el(
        "aside",
        el("p", links, class_="cb-actions cb-actions-stacked"),
        el("h2", say("case.overview")),
        el("dl", facts_list, class_="cb-facts-list"),
        el("h2", say("case.sources")),
        sources_list(document, say),
        _governance(record, visit),
        class_="cb-case-side",
    )


def _governance(record: Mapping[str, Any], visit: Visit) -> Markup | None:
    """Return until when the case was checked, and the way to its history, where it is revised."""
    number = str(record.get("case_id") or record.get("id") or "")
    if not number:
        return None
    say = visit.say
    dates_said = [
        (say(f"case.{name}"), shown_date(str(record[name]), say.language))
        for name in ("verified_on", "next_check")
        if record.get(name)
    ]
    history = el("a", say("history.link"), href=address("history", visit.language, {"case": number}))
    return el(
        "div",
        el("h2", say("case.governance")),
        el("dl", [el("div", el("dt", name), el("dd", text)) for name, text in dates_said], class_="cb-facts-list")
        if dates_said
        else None,
        el("p", history),
    )


def _section(name: str, parts: Sequence[Markup | None], say: Words, optional: bool = False) -> Markup | None:
    present = [part for part in parts if part]
    if optional and not present:
        return None
    shown = present or [el("p", say("case.unknown"), class_="cb-muted")]
    return el("section", el("h2", say(f"case.{name}")), shown, class_="cb-case-section", lang=None)


def _text(record: Mapping[str, Any], key: str, language: str = "ja") -> str:
    """Return what a field says, in `language` where it says it in both, else in the other."""
    base = key.removesuffix("_ja")
    keys = (key,) if base == key else (f"{base}_en", key) if language == "en" else (key, f"{base}_en")
    found = (known(value) for name in keys if isinstance(value := record.get(name), str))
    return next((text for text in found if text), "")


def _paragraphs(text: str, say: Words) -> Markup | None:
    if not text:
        return None
    found = _TO_VERIFY.search(text)
    said = dates(text[: found.start()] if found else text)
    note = (
        el("p", say("case.to_verify"), el("span", found[1], lang=language_of(found[1])), class_="cb-to-verify")
        if found
        else None
    )
    return el("div", el("p", said, lang=language_of(said)) if said else None, note)


def _said(record: Mapping[str, Any], field: str, say: Words) -> list[Markup]:
    """Return what a field says and what it rests on; nothing where it says nothing."""
    content = _paragraphs(_text(record, field, say.language), say)
    return [part for part in (content, grounds(record, field, say)) if part] if content else []


def _named(name: str, record: Mapping[str, Any], field: str, say: Words) -> Markup | None:
    return _named_text(name, _text(record, field, say.language), say, grounds(record, field, say))


def _named_text(name: str, text: str, say: Words, below: Markup | None = None) -> Markup | None:
    content = _paragraphs(text, say)
    return el("div", el("h3", name), content, below, class_="cb-named-text") if content else None


def _date(record: Mapping[str, Any]) -> str:
    text = str(record.get("status_date") or "")
    return text if text[:1].isdigit() else known(text)
