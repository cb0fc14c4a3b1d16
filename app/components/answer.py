"""An answer with its sources beside it, and what is shown when there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.components.cards import hit_card
from app.components.labels import dated, organization_of, spoken_in, title_language, title_of
from app.components.notices import notice
from app.components.source import Newer, source_card
from app.links import State, address, document_href, limits_in_address
from app.markup import Markup, el
from app.wording import Words
from casebase.answer.courtesy import NOTHING_ASKED
from casebase.catalogue.asked import limits_asked
from casebase.guidelines.asked import rule_asked
from casebase.models import Answer, AnswerSentence, Document, Grounds, Hit, Kind, Page
from casebase.tables.registers import SHEETS

EXAMPLES = 6
"""Questions that are offered to press."""


def answer_view(
    answer: Answer,
    pages: Mapping[int, Page],
    newer: Mapping[str, Newer],
    state: State,
    say: Words,
    shown: int | None = None,
    growing: bool = False,
    kept: str = "",
    translations: Mapping[int, str] | None = None,
) -> Markup:
    """Return the answer beside its sources.

    `pages` are the pages of the citations by number, `newer` what is newer than each document by id; `shown` is
    how many sentences have been said so far, None for all of them; `growing` says that more may come; `kept` is the id
    under which the answer is found again, if it is kept; `translations` are machine translations by the sentence's place.
    """
    sentences = answer.sentences if shown is None else answer.sentences[:shown]
    complete = not growing and (shown is None or shown >= len(answer.sentences))
    used = {n for sentence in sentences for n in sentence.citations}
    cited = [citation for citation in answer.citations if citation.n in used]
    said = el(
        "div",
        el("h2", say("ask.answer"), class_="cb-answer-heading"),
        _notice(answer, say) if complete else None,
        el("p", _how(answer, say), class_="cb-how") if complete else None,
        _written_by_ai(answer, say),
        el(
            "div",
            _told(answer, sentences, translations or {}, say),
            class_="cb-sentences",
            lang=answer.language or None,
        ),
        _all_rules(answer, state, say) if complete else None,
        _all_cases(answer, state, say) if complete else None,
        _removed(answer, say) if complete else None,
        _checked(answer, say) if complete else None,
        _tools(answer, state, say, kept) if complete else None,
        class_="cb-answer",
        role="region",
        aria_label=say("ask.answer"),
        aria_live="polite",
        aria_busy="false" if complete else "true",
    )
    cards = [
        source_card(c, pages[c.n], newer.get(c.document.id, Newer()), c is cited[0], state, say)
        for c in cited
        if c.n in pages
    ]
    aside = el(
        "aside",
        el("h2", say("ask.sources"), class_="cb-sources-heading"),
        el("p", say("ask.close_hint"), class_="cb-hint cb-hint-keys"),
        cards,
        class_="cb-sources",
        aria_label=say("ask.sources"),
    )
    return el("div", said, aside, class_="cb-result", data_testid="answer")


def not_found_view(answer: Answer, state: State, say: Words) -> Markup:
    """Return what is shown when the casebase does not hold the answer: what comes nearest and whom to ask; or what to ask."""
    if answer.notice == NOTHING_ASKED:
        told = notice("info", say("ask.nothing_asked"), say("ask.nothing_asked_help"))
        return el("div", told, examples(state, say), class_="cb-not-found", data_testid="not-found")
    nearest = answer.nearest
    help_text = say("ask.not_found_help") if nearest else say("ask.not_found_bare")
    parts = [_notice(answer, say), notice("info", say("ask.not_found"), help_text)]
    if nearest:
        parts += [
            el("h2", say("ask.nearest"), class_="cb-section-heading"),
            el("div", [hit_card(hit, state.one("q"), say) for hit in nearest], class_="cb-cards"),
            _contact(nearest, say),
        ]
    return el("div", parts, class_="cb-not-found", data_testid="not-found")


def examples(state: State, say: Words) -> Markup:
    """Return questions to press, most of them in the language of the page."""
    questions = [say(f"ask.example{n}") for n in range(1, EXAMPLES + 1)]
    links = [
        el(
            "a",
            text,
            href=state.having(q=text, t=None, n=None).href,
            lang="en" if text.isascii() else "ja",
            data_testid="example",
        )
        for text in questions
    ]
    return el("ul", [el("li", link) for link in links], class_="cb-examples")


def copied_text(answer: Answer, say: Words) -> str:
    """Return the answer as plain text with its sources below, for pasting into a document."""
    said = "\n".join(f"{s.text}{''.join(f'[{n}]' for n in s.citations)}" for s in answer.sentences)
    if answer.engine != "extractive":
        said += f"\n\n{say('ask.ai_made')}: {say('ask.ai_made_help', engine=answer.engine)}"
    sources = []
    for c in answer.citations:
        place = say("source.page", page=c.page) if c.document.pages > 1 else ""
        name = [title_of(c.document, say.language), organization_of(c.document, say.language), place]
        urls = [source.url for source in c.document.details.sources[:1]]
        verify = [say("source.starter")] if c.document.details.starter else []
        sources.append(f"[{c.n}] {' / '.join(part for part in (*name, *urls, *verify) if part)}")
    return f"{said}\n\n{say('ask.sources')}\n" + "\n".join(sources)


def _told(
    answer: Answer, sentences: Sequence[AnswerSentence], translations: Mapping[int, str], say: Words
) -> list[Markup]:
    """Return the sentences; where they are of several documents, each document's with whose it is, what and when below."""
    of = {citation.n: citation.document for citation in answer.citations}
    whose = [of[sentence.citations[0]] if sentence.citations else None for sentence in sentences]
    several = len({document.id for document in of.values()}) > 1
    parts = []
    for place, (sentence, document) in enumerate(zip(sentences, whose, strict=True)):
        if sentence.grounds is Grounds.COUNTED:
            mark = el("span", say("ask.grounds.counted"), class_="cb-grounds", lang=say.language)
            parts.append(el("p", el("span", sentence.text), " ", mark, class_="cb-counted", data_testid="counted"))
            continue
        parts.append(_sentence(sentence, say, translations.get(place, "")))
        following = whose[place + 1] if place + 1 < len(whose) else None
        if several and document is not None and (following is None or following.id != document.id):
            parts.append(_whose(document, say))
    return parts


def _whose(document: Document, say: Words) -> Markup:
    """Say whose a document is, what it is called and of when it is."""
    owner = organization_of(document, say.language)
    when = dated(document, say)
    return el(
        "p",
        el("span", owner, lang=spoken_in(owner, say.language)),
        el("span", title_of(document, say.language), lang=title_language(document, say.language)),
        el("span", when) if when else None,
        class_="cb-whose",
        lang=say.language,
    )


def _sentence(sentence: AnswerSentence, say: Words, translation: str = "") -> Markup:
    numbers = [
        el(
            "a",
            n,
            href=f"#source-{n}",
            class_="cb-cite",
            data_cite=n,
            aria_label=say("ask.open_source", n=n),
            data_testid=f"cite-{n}",
        )
        for n in sentence.citations
    ]
    said = el("p", el("span", sentence.text), numbers, class_="cb-sentence")
    if not translation:
        return said
    mark = el("strong", say("ask.machine_translated"), class_="cb-badge", lang=say.language)
    translated = el("p", mark, " ", el("span", translation), class_="cb-translation", lang=say.language)
    return el("div", said, translated, data_testid="translated")


def _all_rules(answer: Answer, state: State, say: Words) -> Markup | None:
    """Lead from an answer of guidelines to what all of them say on the topic, side by side."""
    topic = rule_asked(state.one("q"))
    if not topic or any(citation.document.details.kind is not Kind.GUIDELINE for citation in answer.citations):
        return None
    href = address("guidelines", say.language, {"topic": topic})
    return el("p", el("a", say("ask.all_rules", topic=say.value("topic", topic)), href=href), class_="cb-all-rules")


def _all_cases(answer: Answer, state: State, say: Words) -> Markup | None:
    """Lead from cases that were counted to the list of all that the same limits leave, where limits say all that was asked."""
    of_cases = all(citation.document.media_type not in SHEETS for citation in answer.citations)
    counted = of_cases and any(one.grounds is Grounds.COUNTED for one in answer.sentences)
    limits = limits_asked(state.one("q")) if counted else ()
    set_before = {field: values for field, values in limits_in_address(state.filters).items() if values}
    if not limits or set_before.keys() & dict(limits).keys() or "doc" in set_before:
        return None
    href = address("search", say.language, {**set_before, **dict(limits)})
    return el("p", el("a", say("ask.all_cases"), href=href), class_="cb-all-rules")


def _checked(answer: Answer, say: Words) -> Markup | None:
    """Say of every sentence that is no quote on what grounds it is shown, and how far its sources bear it out."""
    if all(sentence.grounds in (Grounds.QUOTED, Grounds.COUNTED) for sentence in answer.sentences):
        return None
    items = [
        el(
            "li",
            sentence.text,
            el("span", say(f"ask.grounds.{sentence.grounds}", share=f"{sentence.support:.0%}"), class_="cb-grounds"),
        )
        for sentence in answer.sentences
    ]
    heading = el("p", say("ask.checked_help"), class_="cb-small-heading")
    return el("details", el("summary", say("ask.checked")), heading, el("ul", items), class_="cb-removed cb-checked")


def _how(answer: Answer, say: Words) -> str:
    engine = say.entries.get(f"ask.engine.{answer.engine}", answer.engine)
    count = len({citation.document.id for citation in answer.citations})
    seconds = say("ask.seconds", count=f"{max(answer.ms / 1000, 0.1):.1f}") if answer.ms else ""
    return " · ".join(part for part in (engine, say.count("ask.documents", count), seconds) if part)


def _notice(answer: Answer, say: Words) -> Markup | None:
    """Say why another engine than the one asked for has answered."""
    return notice("warning", say(f"ask.notice.{answer.notice}")) if answer.notice else None


def _written_by_ai(answer: Answer, say: Words) -> Markup | None:
    """Mark what a language model wrote, as the guidelines of both prefectures ask for."""
    if answer.engine == "extractive":
        return None
    mark = el("strong", say("ask.ai_made"), class_="cb-badge")
    return el("p", mark, " ", say("ask.ai_made_help", engine=answer.engine), class_="cb-hint cb-ai-made")


def _removed(answer: Answer, say: Words) -> Markup | None:
    if not answer.removed:
        return None
    items = [el("li", removed.text, el("span", say(f"ask.reason.{removed.reason}"))) for removed in answer.removed]
    return el(
        "details",
        el("summary", say.count("ask.removed", len(answer.removed))),
        el("p", say("ask.removed_show"), class_="cb-small-heading"),
        el("ul", items),
        class_="cb-removed",
    )


def _tools(answer: Answer, state: State, say: Words, kept: str) -> Markup:
    buttons = [
        el(
            "button",
            say("ask.copy"),
            type="button",
            class_="cb-button",
            data_copy=copied_text(answer, say),
            data_done=say("ask.copied"),
        ),
        el(
            "button",
            say("ask.copy_link"),
            type="button",
            class_="cb-button",
            data_copy_link=address("answer", say.language, {"id": kept}) if kept else state.href,
            data_done=say("ask.copied"),
        ),
    ]
    if kept:
        for form in ("docx", "md"):
            href = f"/answers/{kept}.{form}?lang={say.language}"
            buttons.append(el("a", say(f"ask.take_{form}"), href=href, class_="cb-button", download=True))
        buttons.append(el("button", say("ask.print"), type="button", class_="cb-button", data_print="1"))
    return el(
        "div", el("p", buttons, class_="cb-actions"), el("p", say("ask.verify"), class_="cb-hint"), class_="cb-tools"
    )


def _contact(nearest: Sequence[Hit], say: Words) -> Markup:
    items = []
    for hit in nearest:
        record = hit.document.details.record
        who = str(record.get("contact") or record.get("bureau") or "") or say("ask.contact_unknown")
        items.append(
            el(
                "li",
                el("strong", organization_of(hit.document, say.language)),
                el("span", who),
                el("a", title_of(hit.document, say.language), href=document_href(hit.document, say.language)),
            )
        )
    return el(
        "details",
        el("summary", say("ask.contact"), class_="cb-button"),
        el("p", say("ask.contact_help")),
        el("ul", items),
        class_="cb-contact",
    )
