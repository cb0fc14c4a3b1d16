"""The head of every page: the product's name, who shares it, the language and the pages."""

from __future__ import annotations

from dataclasses import replace

from app.links import LANGUAGES, State, address
from app.markup import Markup, el
from app.wording import Words

PAGES = (
    ("", "ask"),
    ("search", "search"),
    ("insight", "insight"),
    ("guidelines", "guidelines"),
    ("library", "library"),
    ("upload", "upload"),
    ("queue", "queue"),
    ("review", "review"),
    ("feedback", "feedback"),
)
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}
BELONGS_TO = {
    "answer": "",
    "threads": "",
    "case": "search",
    "compare": "search",
    "saved": "search",
    "history": "review",
    "document": "library",
    "health": "library",
    "desk": "upload",
    "drafts": "upload",
    "import": "upload",
}


def header(state: State, say: Words) -> Markup:
    """Return the head; switching the language keeps the page and everything in its address."""
    brand = el(
        "a",
        el("span", say("product"), class_="cb-brand-name"),
        el("span", say("tagline"), class_="cb-brand-tagline"),
        href=address("", state.language),
        class_="cb-brand",
    )
    partners = el(
        "p", el("span", say("partners_lead"), class_="cb-partners-lead"), say("partners"), class_="cb-partners"
    )
    switch = el(
        "nav", [_language(state, code) for code in LANGUAGES], class_="cb-languages", aria_label=say("nav.language")
    )
    current = BELONGS_TO.get(state.page, state.page)
    pages = [
        el(
            "li",
            el(
                "a",
                say(f"nav.{name}"),
                href=address(page, state.language),
                aria_current="page" if page == current else None,
            ),
        )
        for page, name in PAGES
    ]
    return el(
        "header",
        el("a", say("skip"), href="#content", class_="cb-skip"),
        el("div", brand, partners, switch, class_="cb-bar"),
        el("nav", el("ul", pages), class_="cb-nav", aria_label=say("nav.label")),
        class_="cb-header",
        data_language=state.language,
    )


def page_title(title: str, lead: str | Markup = "") -> Markup:
    """Return the heading that a page opens with."""
    return el("div", el("h1", title), el("p", lead) if lead else None, class_="cb-title", id="content")


def _language(state: State, code: str) -> Markup:
    return el(
        "a",
        LANGUAGE_NAMES[code],
        href=replace(state, language=code).href,
        lang=code,
        hreflang=code,
        aria_current="true" if code == state.language else None,
    )
