"""Small facts about a document as they are shown everywhere: who, what, when, in which state."""

from __future__ import annotations

import re
from urllib.parse import unquote

from app.dates import shown_date
from app.markup import Markup, el
from app.wording import Words
from casebase.access import ORGANIZATIONS, OTHERS, organization_name
from casebase.models import Document
from casebase.text.organizations import english_organization

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LONGEST_ADDRESS = 72
MESSAGES = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
"""Media types of messages, whose own date is that on which they were sent."""
STATUS_CLASSES = {"検討": "considered", "実証": "trial", "本番": "live", "終了": "ended"}


def title_of(document: Document, language: str) -> str:
    """Return the title in `language`, or the one there is."""
    return (document.details.title_en if language == "en" else "") or document.title


def title_language(document: Document, language: str) -> str | None:
    """Return the language of the title as shown, if it is not the page's."""
    shown_in = "en" if language == "en" and document.details.title_en else document.language or "ja"
    return None if shown_in == language else shown_in


def organization_of(document: Document, language: str) -> str:
    """Return the organisation as shown: its own name where the record has one, in English as far as it is known."""
    details = document.details
    if language == "ja" and details.organization_name:
        return details.organization_name
    if language == "en" and details.record.get("org_en"):
        return str(details.record["org_en"])
    own = "" if details.organization_name in ORGANIZATIONS[OTHERS] else details.organization_name
    named = english_organization(own)
    if own and (details.organization == OTHERS or named != own):
        return named
    return organization_name(details.organization, language)


def owner_name(owner: str, language: str) -> str:
    """Return how an owner of cases is shown, who is known by a key or by a name."""
    return (
        english_organization(owner)
        if language == "en" and owner not in ORGANIZATIONS
        else organization_name(owner, language)
    )


def spoken_in(text: str, language: str) -> str | None:
    """Return the language to read `text` in where it is not the page's: Japanese words on an English page."""
    return "ja" if language == "en" and _JAPANESE.search(text) else None


def made_by(document: Document) -> str:
    """Return what the date of a file's own metadata is the date of, as a name among the words of dates."""
    return "sent" if document.media_type in MESSAGES else "created"


def dated(document: Document, say: Words) -> str:
    """Return the date that a document or its record says; one that only its file tells is said to be such."""
    details = document.details
    if details.published_on:
        return shown_date(details.published_on, say.language)
    if details.created_on:
        return say(f"date.of_{made_by(document)}", date=shown_date(details.created_on, say.language))
    return ""


def facts(document: Document, say: Words) -> Markup:
    """Return organisation, kind, date and state in one line."""
    details = document.details
    when = dated(document, say)
    owner = organization_of(document, say.language)
    return el(
        "p",
        el("span", owner, lang=spoken_in(owner, say.language)),
        el("span", say(f"kind.{details.kind}")),
        el("span", say.value("task", details.task_type)) if details.task_type else None,
        el("span", when) if when else None,
        class_="cb-facts",
    )


def status_badge(document: Document, say: Words) -> Markup | None:
    """Return the state of a case as a badge."""
    status = document.details.status
    if status not in STATUS_CLASSES:
        return None
    return el("span", say.value("status", status), class_=f"cb-badge cb-status-{STATUS_CLASSES[status]}")


def starter_badge(document: Document, say: Words) -> Markup | None:
    """Return the badge of a summary that must be verified."""
    if not document.details.starter:
        return None
    return el("span", say("source.starter"), class_="cb-badge cb-badge-verify", title=say("source.starter_help"))


def badges(document: Document, say: Words) -> Markup:
    """Return all badges of a document."""
    return el("span", status_badge(document, say), starter_badge(document, say), class_="cb-badges")


def shown_address(url: str) -> str:
    """Return an address as people read it: without percent signs, and not longer than a line or two."""
    readable = "".join(character for character in unquote(url) if character.isprintable())
    return readable if len(readable) <= LONGEST_ADDRESS else f"{readable[:LONGEST_ADDRESS]}…"


def sources_list(document: Document, say: Words) -> Markup | None:
    """Return the published sources that a summary rests on, with publisher and address."""
    sources = document.details.sources
    if not sources:
        return None
    items = []
    for source in sources:
        published = shown_date(source.published, say.language) if source.published[:1].isdigit() else ""
        seen = say("source.seen", date=shown_date(source.seen, say.language)) if source.seen else ""
        items.append(
            el(
                "li",
                el("span", source.publisher, class_="cb-publisher", lang=spoken_in(source.publisher, say.language)),
                el("a", source.title or source.url, href=source.url, target="_blank", rel="noopener noreferrer"),
                el("span", shown_address(source.url), class_="cb-address"),
                el("span", " · ".join(part for part in (published, seen) if part), class_="cb-source-dates"),
            )
        )
    return el("ul", items, class_="cb-sources-list")
