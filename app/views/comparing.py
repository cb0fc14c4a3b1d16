"""A question looked at in other ways: answered by each organisation side by side, and its cases in one table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.components.hours import grade_badge
from app.components.labels import organization_of, status_badge, title_of
from app.components.notices import empty, notice
from app.links import State, address, citation_href, document_href, passage_href
from app.markup import Markup, el
from app.views.frame import Visit, show
from app.wording import Words
from casebase.access import organization_name
from casebase.compare.organizations import Column, Compared, Comparison, Standing
from casebase.compare.said import FIELDS, USE, Said
from casebase.compare.table import MOST_CASES, Row, Table
from casebase.models import Citation
from casebase.service import Casebase

_ABOUT_SOURCE = re.compile(r"[（(]時期：.*[）)](?=。?$)")
"""What a record says of an effect beside the effect itself; the cell shows it as badge and link."""

LONGEST_CELL = 140
"""Characters of a cell that are shown before it is cut; the link shows the whole."""


def show_by_organization(casebase: Casebase, question: str, state: State, visit: Visit) -> None:
    """Show the answers of the organisations beside each other."""
    say = visit.say
    compared = casebase.by_organization(question, visit.reader, state.filters)
    if not compared.columns:
        show(empty(say("ask.not_found"), say("ask.not_found_bare")))
        return
    asked = el("p", say("orgs.asked", question=compared.question), class_="cb-hint") if compared.question else None
    columns = [_column(column, compared, visit) for column in compared.columns]
    show(
        el(
            "section",
            asked,
            _in_words(compared, visit),
            el("div", columns, class_="cb-organizations", data_testid="organizations"),
            el("p", say("orgs.how"), " ", say("ask.verify"), class_="cb-hint"),
            aria_label=say("views.orgs"),
        )
    )


def show_table(casebase: Casebase, question: str, state: State, visit: Visit) -> None:
    """Show the cases that the answer cites as a table."""
    say = visit.say
    answer = casebase.ask(question, visit.reader, state.filters, casebase.engines[0])
    table = casebase.table(answer, visit.reader)
    if not table.rows:
        back = el("a", say("views.answer"), href=state.having(view=None).href, class_="cb-button")
        show(empty(say("table.none"), say("table.none_help"), back))
        return
    show(
        el("section", _warning(table, say), _cases(table, visit), _onward(table, visit), aria_label=say("views.table"))
    )


def _in_words(compared: Comparison, visit: Visit) -> Markup:
    """Say in words what is the same, what differs and who has no answer."""
    say = visit.say
    lines = []
    if same := compared.count(Standing.SAME):
        lines.append(say.count("orgs.same", same))
    if differs := compared.count(Standing.DIFFERS):
        lines.append(say.count("orgs.differs", differs))
    joint = say("table.joint")
    for column in compared.columns:
        if only := sum(one.standing is Standing.ONLY for one in column.sentences):
            name = organization_name(column.organization, visit.language)
            lines.append(say("orgs.only_in", organization=name, count=only))
    if compared.missing:
        names = joint.join(organization_name(key, visit.language) for key in compared.missing)
        lines.append(say("orgs.missing", organizations=names))
    return el("ul", [el("li", line) for line in lines], class_="cb-in-words", data_testid="in-words")


def _column(column: Column, compared: Comparison, visit: Visit) -> Markup:
    say = visit.say
    name = organization_name(column.organization, visit.language)
    again = address("", visit.language, {"q": compared.question, "org": column.organization})
    if column.sentences:
        cited = {citation.n: citation for citation in column.answer.citations}
        body = [_sentence(one, cited, visit) for one in column.sentences]
        foot = el("p", el("a", say("orgs.open"), href=again), class_="cb-rule-links")
    else:
        body, foot = [el("p", say("orgs.nothing"), class_="cb-nothing")], None
    return el("article", el("h2", name), body, foot, class_="cb-organization", data_testid=f"org-{column.organization}")


def _sentence(one: Compared, cited: dict[int, Citation], visit: Visit) -> Markup:
    say = visit.say
    names = [organization_name(key, visit.language) for key in one.others]
    joint = say("table.joint")
    standing = say(f"orgs.standing.{one.standing}", organizations=joint.join(names))
    citations = [cited[n] for n in one.sentence.citations]
    links = [
        el("a", title_of(citation.document, visit.language), href=citation_href(citation, visit.language))
        for citation in citations
    ]
    owners = {organization_of(citation.document, visit.language) for citation in citations}
    return el(
        "div",
        el("p", one.sentence.text, lang=citations[0].document.language or None),
        el("p", links, el("span", joint.join(sorted(owners))), class_="cb-cited"),
        el("p", standing, class_=f"cb-standing cb-standing-{one.standing}"),
        class_="cb-compared",
    )


def _warning(table: Table, say: Words) -> Markup | None:
    """Warn where effects cannot be compared: known in different ways, or counting different things."""
    reasons = []
    if len(table.grades) > 1:
        reasons.append(
            say("table.grades", grades=say("table.joint").join(say(f"method.{one}") for one in table.grades))
        )
    if len(table.units) > 1:
        reasons.append(say("table.units"))
    return notice("warning", say("table.warning"), *reasons) if reasons else None


def _cases(table: Table, visit: Visit) -> Markup:
    say = visit.say
    names = ("case", "task", *FIELDS)
    head = el("tr", [el("th", say(f"table.{name}"), scope="col") for name in names])
    rows = [_row(row, visit) for row in table.rows]
    written = el("table", el("caption", say("table.caption")), el("thead", head), el("tbody", rows), class_="cb-grid")
    return el(
        "div",
        written,
        class_="cb-table-frame",
        tabindex="0",
        role="region",
        aria_label=say("views.table"),
        data_testid="table",
    )


def _row(row: Row, visit: Visit) -> Markup:
    say, document = visit.say, row.document
    title = el("a", title_of(document, visit.language), href=document_href(document, visit.language))
    owner = el("span", organization_of(document, visit.language), class_="cb-cited")
    named = document.details.task_type
    task = say.value("task", named) if named else _cell(row.cells.get(USE, ()), visit)
    cells = [el("td", _cell(row.cells[name], visit), data_label=say(f"table.{name}")) for name in FIELDS]
    return el(
        "tr",
        el("th", title, owner, status_badge(document, say), scope="row"),
        el("td", task, data_label=say("table.task")),
        cells,
    )


def _cell(said: Sequence[Said], visit: Visit) -> list[Markup]:
    say = visit.say
    if not said:
        return [el("span", say("table.unsaid"), class_="cb-nothing")]
    return [
        el(
            "p",
            el("span", _cut(_ABOUT_SOURCE.sub("", one.text))),
            " ",
            grade_badge(one.grade, say) if one.grade else None,
            " ",
            el(
                "a",
                say("table.source"),
                href=passage_href(one.version, one.page, one.start, one.end, visit.language),
                aria_label=say("table.source_of", text=_cut(one.text)),
            ),
        )
        for one in said
    ]


def _onward(table: Table, visit: Visit) -> Markup | None:
    if len(table.rows) < 2:
        return None
    href = address("compare", visit.language, {"id": [row.document.id for row in table.rows[:MOST_CASES]]})
    return el("p", el("a", visit.say("table.compare"), href=href, class_="cb-button"), class_="cb-actions")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
