"""What changed from one version to another, page by page of the newer one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.markup import Markup, el
from app.wording import Words
from casebase.models import Document
from casebase.text.differences import Change, Piece

MOST_SHOWN = 200
"""Changes shown; more are counted in words."""


def changes_view(changes: Sequence[Change], older: Document, newer: Document, say: Words) -> Markup:
    """Return the changes as a list under the pages of the newer version, in words as well as in colour."""
    names = {"old": say("source.version", count=older.version_number), "new": _name(newer, say)}
    shown = changes[:MOST_SHOWN]
    groups = [
        el(
            "section",
            el("h3", say("changes.page", page=page)) if page else None,
            el("ul", [_item(c, say) for c in some]),
        )
        for page, some in groupby(shown, key=lambda change: change.new_page or change.old_page)
    ]
    more = len(changes) - len(shown)
    return el(
        "section",
        el("h2", say("changes.heading", **names)),
        el("p", say.count("changes.count", len(changes)) if changes else say("changes.none"), class_="cb-hint"),
        groups,
        el("p", say("changes.more", count=f"{more:,}")) if more else None,
        class_="cb-changes",
        lang=say.language,
        data_testid="changes",
    )


def _name(document: Document, say: Words) -> str:
    return say("source.version", count=document.version_number)


def _item(change: Change, say: Words) -> Markup:
    kind = "changed" if change.old and change.new else "added" if change.new else "removed"
    return el(
        "li",
        el("span", say(f"changes.{kind}"), class_="cb-badge"),
        el("p", _pieces(change.old, "del"), class_="cb-change-old") if change.old else None,
        el("p", _pieces(change.new, "ins"), class_="cb-change-new") if change.new else None,
        class_=f"cb-change cb-change-{kind}",
    )


def _pieces(pieces: Sequence[Piece], name: str) -> list[Markup]:
    return [el(name if piece.changed else "span", piece.text) for piece in pieces]
