"""What a case says field by field: with its passages, beside what it said before, and in the steps of its history."""

from __future__ import annotations

from collections.abc import Sequence

from app.components.case_words import field_label, value_lines
from app.dates import shown_time
from app.links import passage_href
from app.markup import Markup, el
from app.wording import Words
from casebase.access import organization_name
from casebase.cases.states import Case, Comment, Difference, Revision
from casebase.models import Page
from casebase.people import Actor
from casebase.record.entries import Entry
from casebase.record.model import Evidence
from casebase.text.differences import Piece, differences

MOST_QUOTED = 160
"""Characters of a passage that stand beside a value."""


def who(actor: Actor, say: Words) -> str:
    """Return a person with organisation and role."""
    organization = organization_name(actor.organization, say.language) if actor.organization else ""
    role = say(f"person.role.{actor.role}")
    about = " · ".join(filter(None, (organization, role)))
    name = say("history.importer") if actor.name == "import" and not actor.organization else actor.name
    return f"{name}（{about}）" if say.language == "ja" else f"{name} ({about})"


def record_view(case: Case, comments: Sequence[Comment], say: Words) -> Markup:
    """Return every field of a case that says something, its state, its passages and the open comments at it."""
    rows = [_row(name, entry, _at(comments, name), say) for name, entry in case.entries.items() if entry.value != ""]
    return el("table", el("caption", say("review.record")), el("tbody", rows), class_="cb-table cb-record")


def changes_table(changes: Sequence[Difference], say: Words, caption: str, sides: tuple[str, str]) -> Markup:
    """Return fields that changed, before and after beside each other, in words as well as in colour.

    `sides` are what the two columns are called.
    """
    columns = [el("th", side, scope="col") for side in sides]
    head = el("tr", el("th", say("review.field"), scope="col"), columns)
    return el(
        "table",
        el("caption", caption),
        el("thead", head),
        el("tbody", [_changed_row(one, say) for one in changes]),
        class_="cb-table cb-record-changes",
        data_testid="record-changes",
    )


def step_view(step: Revision, say: Words) -> Markup:
    """Return one step of a history: what, who, when, why, and the fields that it changed."""
    aside = [
        el(
            "p",
            say("history.set_aside", field=field_label(name, say)),
            el("q", say("desk.joint").join(value_lines(name, entry.value, say))),
        )
        for name, entry in step.set_aside.items()
    ]
    note = step.note if step.action not in {"restored", "superseded", "imported", "published"} else ""
    told = say.value("import.forms", step.note)  # of an import it is the registry
    detail = say(f"history.note.{step.action}", note=told) if step.note and not note else ""
    shown = step.differences if step.action not in {"created", "imported"} else ()
    count = say.count("history.fields", len(step.differences)) if step.differences else ""
    return el(
        "div",
        el(
            "p",
            el("span", el("strong", say(f"case_action.{step.action}"))),
            el("span", who(step.actor, say)),
            el("span", shown_time(step.at, say.language)),
            el("span", detail) if detail else None,
            el("span", count) if count else None,
            class_="cb-facts",
        ),
        el("p", note) if note else None,
        aside,
        el(
            "details",
            el("summary", say("history.show")),
            changes_table(shown, say, say("history.changes"), (say("history.before"), say("history.after"))),
        )
        if shown
        else None,
        class_="cb-step-of-history",
        data_testid="step",
    )


def comment_view(comment: Comment, answers: Sequence[Comment], say: Words) -> Markup:
    """Return a comment with its field, the answers to it, and who marked it as done."""
    done = (
        el("span", say("review.resolved_by", name=comment.resolved_by), class_="cb-badge")
        if comment.resolved_at
        else None
    )
    return el(
        "div",
        el(
            "p", el("span", el("strong", field_label(comment.field, say))), _said(comment, say), done, class_="cb-facts"
        ),
        el("p", comment.text),
        [
            el("div", el("p", _said(one, say), class_="cb-facts"), el("p", one.text), class_="cb-answer")
            for one in answers
        ],
        class_="cb-comment",
        data_testid="comment",
        data_open="no" if comment.resolved_at else "yes",
    )


def _said(comment: Comment, say: Words) -> list[Markup]:
    return [el("span", who(comment.actor, say)), el("span", shown_time(comment.at, say.language))]


def entry_state(entry: Entry, say: Words) -> Markup:
    """Return how sure a value is."""
    return el("span", say(f"field_state.{entry.state}"), class_=f"cb-badge cb-field-{entry.state}")


def _row(name: str, entry: Entry, comments: Sequence[Comment], say: Words) -> Markup:
    lines = [el("p", line) for line in value_lines(name, entry.value, say)] or [
        el("p", say("review.empty"), class_="cb-muted")
    ]
    remarks = [el("p", el("strong", say("review.comment")), one.text, class_="cb-remark") for one in comments]
    return el(
        "tr",
        el("th", field_label(name, say), scope="row"),
        el("td", lines, _quotes(entry.passages, say), remarks),
        el("td", entry_state(entry, say)),
        data_field=name,
    )


def _quotes(passages: Sequence[Evidence], say: Words) -> list[Markup]:
    found = []
    for one in dict.fromkeys(passages):
        quote = one.quote if len(one.quote) <= MOST_QUOTED else f"{one.quote[:MOST_QUOTED]}…"
        href = passage_href(one.version, one.page, one.start, one.end, say.language)
        link = el("a", say("source.page", page=one.page), href=href)
        found.append(el("p", el("q", quote), link, class_="cb-quote"))
    return found


def _changed_row(change: Difference, say: Words) -> Markup:
    before, after = _text(change.field, change.before, say), _text(change.field, change.after, say)
    old, new = _marked(before, after)
    return el(
        "tr",
        el("th", field_label(change.field, say), scope="row"),
        el("td", old or el("span", say("review.empty"), class_="cb-muted")),
        el("td", new or el("span", say("review.empty"), class_="cb-muted"), _state_change(change, say)),
        data_field=change.field,
    )


def _state_change(change: Difference, say: Words) -> Markup | None:
    if change.after is None or (change.before is not None and change.before.state is change.after.state):
        return None
    return entry_state(change.after, say)


def _text(field: str, entry: Entry | None, say: Words) -> str:
    return "\n".join(value_lines(field, entry.value, say)) if entry else ""


def _marked(before: str, after: str) -> tuple[list[Markup], list[Markup]]:
    """Return both texts, what stands in one of them only marked as removed or added."""
    if not before or not after or before == after:
        return [el("p", before)] if before else [], [el("p", after)] if after else []
    changes = differences([Page(1, before)], [Page(1, after)])
    return [el("p", _pieces(c.old, "del")) for c in changes if c.old], [
        el("p", _pieces(c.new, "ins")) for c in changes if c.new
    ]


def _pieces(pieces: Sequence[Piece], name: str) -> list[Markup]:
    return [el(name if piece.changed else "span", piece.text) for piece in pieces]


def _at(comments: Sequence[Comment], field: str) -> list[Comment]:
    return [one for one in comments if one.field == field and one.is_open]
