"""Tasks against organisations: how many cases there are of each pair, so that what nobody has stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.components.case_facets import value_name
from app.components.labels import spoken_in
from app.links import State
from app.markup import Markup, el
from app.wording import Words
from casebase.access import ORGANIZATIONS, PARTNERS
from casebase.cases.finding import Cell
from casebase.record.fields import VOCABULARIES

COLUMNS = 9
"""Organisations with a column of their own: the parties, then those with the most cases."""

MOST_IN_A_LINK = 60
"""Organisations that one address names at most, for the column of all others."""


def matrix(cells: Sequence[Cell], state: State, say: Words) -> Markup:
    """Return the table. Every count opens the list of its cases; a task that nobody has is said to be such."""
    counts = Counter({(cell.task, cell.owner): cell.count for cell in cells})
    by_owner = Counter[str]()
    for cell in cells:
        by_owner[cell.owner] += cell.count
    parties = [key for key in ORGANIZATIONS if key in PARTNERS]
    others = [owner for owner, _ in by_owner.most_common() if owner not in PARTNERS]
    shown, rest = others[: COLUMNS - len(parties)], others[COLUMNS - len(parties) :]
    columns = [*parties, *shown]
    known = list(VOCABULARIES["task_type"].values)
    tasks = [*known, *sorted({cell.task for cell in cells if cell.task} - set(known))]
    names = [value_name("org", owner, say) for owner in columns]
    heads = [el("th", name, scope="col", lang=spoken_in(name, say.language)) for name in names]
    if rest:
        heads.append(el("th", say("matrix.rest", count=len(rest)), scope="col"))
    head = el("tr", el("th", say("field.task"), scope="col"), el("th", say("matrix.total"), scope="col"), heads)
    body = [_row(task, columns, rest, counts, state, say) for task in tasks]
    gaps = [say.value("task", task) for task in tasks if not any(counts[task, owner] for owner in by_owner)]
    table = el(
        "table",
        el("caption", say("matrix.caption")),
        el("thead", head),
        el("tbody", body),
        class_="cb-matrix",
        data_testid="matrix",
    )
    joint = say("hours.joint")
    return el(
        "div",
        el("p", say("matrix.gaps", tasks=joint.join(gaps)), class_="cb-gaps") if gaps else None,
        el("div", table, class_="cb-table-frame", tabindex="0", role="region", aria_label=say("matrix.caption")),
        el("p", say("matrix.region"), class_="cb-hint"),
    )


def _row(
    task: str, columns: Sequence[str], rest: Sequence[str], counts: Counter[tuple[str, str]], state: State, say: Words
) -> Markup:
    name = say.value("task", task)
    here = state.having(view=None, p=None, task=task)
    cells = []
    for owner in columns:
        cells.append(_cell(counts[task, owner], here.having(org=owner), f"{name} {value_name('org', owner, say)}", say))
    others = sum(counts[task, owner] for owner in rest)
    if rest:
        holding = [owner for owner in rest if counts[task, owner]]
        link = here.having(org=holding) if len(holding) <= MOST_IN_A_LINK else None
        cells.append(_cell(others, link, f"{name} {say('matrix.rest', count=len(rest))}", say))
    total = others + sum(counts[task, owner] for owner in columns)
    first = (
        _cell(total, here, f"{name} {say('matrix.total')}", say)
        if total
        else el("td", say("matrix.nobody"), class_="cb-gap")
    )
    return el("tr", el("th", name, scope="row"), first, cells, class_=None if total else "is-gap")


def _cell(count: int, link: State | None, label: str, say: Words) -> Markup:
    if not count:
        dash = el("span", "–", aria_hidden="true")
        return el("td", dash, el("span", say("matrix.none"), class_="cb-unseen"), class_="cb-gap")
    depth = 1 if count < 3 else 2 if count < 10 else 3
    if link is None:
        return el("td", f"{count:,}", class_=f"cb-heat-{depth}")
    said = say("matrix.cell", label=label, count=f"{count:,}")
    return el("td", el("a", f"{count:,}", href=link.href, aria_label=said), class_=f"cb-heat-{depth}")
