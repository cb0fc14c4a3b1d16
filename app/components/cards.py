"""Cards of documents in lists."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.labels import badges, facts, title_language, title_of
from app.components.relations import also_in
from app.components.snippet import best_sentence
from app.links import document_href, hit_href
from app.markup import Markup, el
from app.wording import Words
from casebase.models import Document, Hit
from casebase.text.tables import in_brief


def hit_card(hit: Hit, question: str, say: Words) -> Markup:
    """Return the card of a document that a search found, with the passage that fits best."""
    return _card(hit.document, say, [matched_passage(hit, question, say), also_in(hit.also, say)])


def matched_passage(hit: Hit, question: str, say: Words) -> Markup:
    """Return the words of a passage that fit a question, marked, as a link to where they stand."""
    titles = {hit.document.title, hit.document.file_name}
    section = [part for part in in_brief(hit.passage.section) if part not in titles]
    page = say("source.page", page=hit.passage.page) if hit.document.pages > 1 else ""
    where = " › ".join(part for part in (*section[-2:], page) if part)
    return el(
        "a",
        el("span", best_sentence(hit.passage.text, question), class_="cb-snippet"),
        el("span", where, class_="cb-where") if where else None,
        href=hit_href(hit, say.language),
        class_="cb-match",
        lang=hit.document.language or None,
    )


def document_card(document: Document, say: Words) -> Markup:
    """Return the card of a document, with its result in one line if it is a case."""
    return _card(document, say, ())


def result_line(document: Document, language: str) -> tuple[str, str]:
    """Return a case's result in one line and the language it is in; both empty if there is none."""
    record = document.details.record
    english = [(name, "en") for name in ("summary_en", "one_line_result_en")]
    japanese = [("one_line_result_ja", "ja")]
    for name, written in english + japanese if language == "en" else japanese + english[::-1]:
        if record.get(name):
            return str(record[name]), written
    return "", language


def _card(document: Document, say: Words, matched: Sequence[Markup | None]) -> Markup:
    result, language = result_line(document, say.language)
    return el(
        "article",
        el(
            "h3",
            el(
                "a",
                title_of(document, say.language),
                href=document_href(document, say.language),
                lang=title_language(document, say.language),
            ),
        ),
        el("div", facts(document, say), badges(document, say), class_="cb-card-facts"),
        el("p", result, class_="cb-result-line", lang=language if language != say.language else None)
        if result
        else None,
        matched,
        class_="cb-card",
        data_testid="card",
    )
