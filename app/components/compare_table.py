"""Cases side by side: a row a field, what differs made visible, every value with the way to where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.components.cards import result_line
from app.components.hours import change_text, converted, grade_badge, hours_text
from app.components.labels import dated, organization_of, spoken_in, title_language, title_of
from app.evidence import Evidence
from app.links import State, document_href
from app.markup import Markup, el
from app.wording import Words
from casebase.cases.effects import Per, best_saving, effects_of
from casebase.cases.facts import products_of
from casebase.cases.reading import first_text, items_of, text_of
from casebase.models import Document
from ingest.starter_text import dates, known

Reading = Callable[[Document, Words], str]
LONGEST = 280
"""Characters of a text that are shown in a cell; the rest is behind its link."""


@dataclass(frozen=True, slots=True)
class Row:
    """A field: its name in the wording and how it is read. `telling`: being the same or not is worth saying; `plain`: its
    values are words of a list, which no passage proves."""

    name: str
    read: Reading
    telling: bool = False
    plain: bool = False


def _record(name: str) -> Reading:
    return lambda document, _say: known(text_of(document.details.record, name))


def _assets(document: Document, say: Words) -> str:
    entries = items_of(document.details.record, "reusable_assets")
    return say("desk.joint").join(first_text(entry, ("name", "title", "kind", "type")) for entry in entries)


ROWS = (
    Row("result", lambda d, say: result_line(d, say.language)[0]),
    Row("organization", lambda d, say: organization_of(d, say.language), plain=True),
    Row("task", lambda d, say: say.value("task", d.details.task_type), telling=True, plain=True),
    Row("area", lambda d, say: say.value("area", d.details.policy_area), telling=True, plain=True),
    Row("status", lambda d, say: say.value("status", d.details.status), telling=True, plain=True),
    Row("date", dated, plain=True),
    Row("problem", _record("problem")),
    Row("solution", _record("solution")),
    Row("cost", lambda d, say: known(text_of(d.details.record, "cost") or text_of(d.details.record, "cost_band"))),
    Row("ai_type", _record("ai_type"), telling=True),
    Row("product", lambda d, say: say("desk.joint").join(products_of(d.details.record)), telling=True),
    Row("network", _record("network_zone"), telling=True),
    Row("data_sensitivity", _record("data_sensitivity")),
    Row("human_review", _record("human_review")),
    Row(
        "risks",
        lambda d, say: known(text_of(d.details.record, "risks") or text_of(d.details.record, "risks_mitigations")),
    ),
    Row("assets", _assets),
    Row("lessons", _record("lessons")),
    Row("stop_reason", _record("stop_reason")),
)
"""Fields in the order in which they are shown; effects come after `solution`."""

FIELD_OF = {
    "result": "one_line_result",
    "product": "model_or_product",
    "network": "network_zone",
    "assets": "reusable_assets",
}
"""Names of fields in a record where they differ from ours."""


def compare_table(documents: Sequence[Document], places: Sequence[Evidence], state: State, say: Words) -> Markup:
    """Return the table; with `diff` in the address, rows that say the same of all cases are left out."""
    only_different = state.one("diff") == "1"
    rows: list[Markup] = []
    for row in ROWS:
        values = [row.read(document, say) for document in documents]
        if any(values) and not (only_different and len(set(values)) == 1):
            rows.append(_row(row, values, documents, places, say))
        if row.name == "solution":
            rows += _effects(documents, places, say)
    heads = [_head(document, documents, state, say) for document in documents]
    table = el(
        "table",
        el("caption", say("compare.caption", count=len(documents))),
        el("thead", el("tr", el("th", say("compare.field"), scope="col"), heads)),
        el("tbody", rows),
        class_="cb-compare",
        style=f"--cb-cases:{len(documents)}",
        data_testid="compare",
    )
    return el("div", table, class_="cb-table-frame", tabindex="0", role="region", aria_label=say("compare.title"))


def _head(document: Document, documents: Sequence[Document], state: State, say: Words) -> Markup:
    title = title_of(document, say.language)
    link = el("a", title, href=document_href(document, say.language), lang=title_language(document, say.language))
    rest = [one.id for one in documents if one.id != document.id]
    off = el(
        "a",
        say("compare.take_out"),
        href=state.having(id=rest).href,
        aria_label=say("compare.leave", title=title),
        class_="cb-compare-out",
    )
    return el("th", link, off, scope="col")


def _row(
    row: Row, values: Sequence[str], documents: Sequence[Document], places: Sequence[Evidence], say: Words
) -> Markup:
    same = len(set(values)) == 1
    mark = None
    if row.telling and len(values) > 1:
        word = "same" if same else "different"
        mark = el("span", say(f"compare.{word}"), class_=f"cb-badge cb-compare-{word}")
    cells = [
        el("td", _value(row, value, place, say), data_label=title_of(document, say.language))
        for value, document, place in zip(values, documents, places, strict=True)
    ]
    class_ = "is-different" if row.telling and not same else None
    return el("tr", el("th", say(f"compare.row.{row.name}"), mark, scope="row"), cells, class_=class_)


def _value(row: Row, value: str, place: Evidence, say: Words) -> Markup:
    if not value:
        return el("span", say("compare.missing"), class_="cb-muted")
    spoken = spoken_in(value, say.language)
    href, exact = place.href(FIELD_OF.get(row.name, row.name), "" if row.plain else value)
    field = say(f"compare.row.{row.name}")
    if row.plain and not exact:
        return el("a", value, href=href, lang=spoken)
    shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
    words = say("compare.passage") if exact else say("compare.case")
    label = say("compare.source_of", field=field, what=words)
    link = el("a", words, href=href, aria_label=label, class_="cb-compare-source")
    return el("div", el("p", dates(shown), lang=spoken), link)


def _effects(documents: Sequence[Document], places: Sequence[Evidence], say: Words) -> list[Markup]:
    """Return the rows of effects: all that are said, and the hours a month by which cases can be compared."""
    found = [effects_of(document.details.record) for document in documents]
    said = []
    for effects, place, document in zip(found, places, documents, strict=True):
        items = []
        for number, effect in enumerate(effects):
            href, exact = place.href(f"effect.{number}", effect.metric)
            source = el(
                "a", say("compare.passage") if exact else say("compare.case"), href=href, class_="cb-compare-source"
            )
            items.append(
                el(
                    "li",
                    el("p", grade_badge(effect.grade, say), " ", el("span", effect.metric, lang="ja")),
                    el("p", el("strong", change_text(effect), lang="ja")),
                    converted(effect, say),
                    source,
                )
            )
        body = el("ul", items) if items else el("span", say("compare.missing"), class_="cb-muted")
        said.append(el("td", body, data_label=title_of(document, say.language)))
    rows = [el("tr", el("th", say("compare.row.effect"), scope="row"), said)]
    for per in Per:
        best = [best_saving(effects, per) for effects in found]
        savings = [effect.saving if effect else None for effect in best]
        if not any(savings):
            continue
        most = max(saving.hours for saving in savings if saving)
        cells = []
        for chosen, saving, document in zip(best, savings, documents, strict=True):
            shown: list[Markup] = [el("span", say("compare.not_comparable"), class_="cb-muted")]
            if saving and chosen:
                width = f"width:{max(0.0, 100 * saving.hours / most) if most > 0 else 0:.1f}%"
                fill = el("span", class_=f"cb-bar-fill cb-fill-{chosen.grade}", style=width)
                shown = [el("span", fill, class_="cb-bar-track", aria_hidden="true"), el("p", hours_text(saving, say))]
                shown.append(el("p", grade_badge(chosen.grade, say)))
            cells.append(el("td", shown, data_label=title_of(document, say.language)))
        rows.append(el("tr", el("th", say(f"compare.row.hours_{per}"), scope="row"), cells))
    return rows
