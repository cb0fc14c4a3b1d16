"""The cases that were put aside to be compared, above a list."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.case_card import COMPARED
from app.components.labels import title_language, title_of
from app.links import State, address
from app.markup import Markup, el
from app.wording import Words
from casebase.models import Document

LONGEST_TITLE = 28


def compare_bar(documents: Sequence[Document], state: State, say: Words) -> Markup | None:
    """Return the cases of the comparison, each with the way out of it, and the way to the comparison from two on."""
    if not documents:
        return None
    ids = [document.id for document in documents]
    items = []
    for document in documents:
        title = title_of(document, say.language)
        shown = title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}…"
        without = state.having(**{COMPARED: [one for one in ids if one != document.id]})
        off = el("span", "×", aria_hidden="true", class_="cb-limit-off")
        spoken = title_language(document, say.language)
        items.append(
            el(
                "li",
                el(
                    "a",
                    el("span", say("compare.leave_out"), class_="cb-unseen"),
                    el("span", shown, lang=spoken),
                    off,
                    href=without.href,
                    title=title,
                ),
            )
        )
    go = (
        el(
            "a",
            say("compare.go", count=len(ids)),
            href=compare_href(ids, say.language),
            class_="cb-button cb-button-primary",
        )
        if len(ids) > 1
        else el("span", say("compare.one_more"), class_="cb-hint")
    )
    clear = el("a", say("compare.clear"), href=state.having(**{COMPARED: None}).href, class_="cb-button-quiet")
    return el(
        "section",
        el("h2", say("compare.chosen"), class_="cb-small-heading"),
        el("ul", items, class_="cb-limits"),
        el("p", go, clear, class_="cb-actions"),
        class_="cb-compare-bar",
        aria_label=say("compare.chosen"),
        data_testid="compare-bar",
    )


def compare_href(documents: Sequence[str], language: str) -> str:
    """Return the address that shows documents side by side."""
    return address("compare", language, {"id": list(documents)})
