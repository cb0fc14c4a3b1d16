"""Limits of a list of cases, with how many cases each would leave: all of it in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.case_search import kinds_of
from app.components.labels import owner_name, spoken_in
from app.links import State
from app.markup import Markup, el
from app.wording import Words
from casebase.access import ORGANIZATIONS
from casebase.cases.effects import GRADES
from casebase.cases.facts import COSTS, FIELDS, SIZES
from casebase.cases.finding import Counts
from casebase.models import Kind

SHOWN = 8
"""Values of a field that are shown at once; the others are behind a word."""

OPEN = frozenset({"org", "task", "status", "grade"})
"""Fields that are open from the start; the others open by a press, and when something in them is chosen."""

_ORDER: Mapping[str, Sequence[str]] = {
    "kind": tuple(Kind),
    "status": ("検討", "実証", "本番", "終了"),
    "org": tuple(key for key in ORGANIZATIONS if key != "other"),
    "grade": (*GRADES, "none"),
    "size": SIZES,
    "cost": COSTS,
}
_WORDING = {
    "kind": "kind", "task": "task", "area": "area", "status": "status", "grade": "method", "size": "size", "cost": "cost",
    "network": "network", "asset": "asset", "stopped": "stopped",
}  # fmt: skip


def value_name(field: str, value: str, say: Words) -> str:
    """Return how a value of a field is shown."""
    if field == "org":
        return owner_name(value, say.language)
    return say.value(_WORDING[field], value) if field in _WORDING else value


def case_panel(state: State, counts: Counts, say: Words) -> Markup:
    """Return every field that says anything about the cases at hand, with its values and their counts."""
    chosen = sum(len(state.all(field)) for field in FIELDS)
    clear = el("a", say("facet.clear"), href=without_limits(state).href, class_="cb-clear") if chosen else None
    groups = [_group(state, field, values, say) for field in FIELDS if (values := _values(state, field, counts))]
    heading = el("div", el("h2", say("facet.heading")), clear, class_="cb-facets-head")
    wide = el("div", heading, groups, class_="cb-facets cb-facets-wide")
    label = say("facet.heading_count", count=chosen) if chosen else say("facet.heading")
    narrow = el("details", el("summary", label), clear, groups, class_="cb-facets cb-facets-narrow")
    return el("div", wide, narrow, role="group", aria_label=say("facet.heading"))


def chosen_limits(state: State, say: Words) -> Markup | None:
    """Return what the list is limited to, each with the way to take it back."""
    links = [
        el(
            "li",
            el(
                "a",
                el("span", say("cases.take_back"), class_="cb-unseen"),
                el("span", say(f"field.{field}"), " ", class_="cb-limit-field"),
                value_name(field, value, say),
                el("span", "×", aria_hidden="true", class_="cb-limit-off"),
                href=state.toggling(field, value).href,
            ),
        )
        for field in FIELDS
        for value in state.all(field)
    ]
    return el("ul", links, class_="cb-limits", aria_label=say("cases.limits")) if links else None


def without_limits(state: State) -> State:
    """Return the state without any limit, its words and its view kept."""
    return state.having(p=None, **dict.fromkeys(FIELDS))


def _group(state: State, field: str, values: Sequence[tuple[str, int]], say: Words) -> Markup:
    items = [el("li", _choice(state, field, value, count, say)) for value, count in values]
    more = (
        el(
            "details",
            el("summary", say("cases.more_values", count=len(items) - SHOWN)),
            el("ul", items[SHOWN:]),
            class_="cb-more-values",
            open=any(value in state.all(field) for value, _ in values[SHOWN:]),
        )
        if len(items) > SHOWN
        else None
    )
    body = el("div", el("ul", items[:SHOWN]), more, role="group", aria_label=say(f"field.{field}"))
    opened = field in OPEN or bool(state.all(field))
    return el("details", el("summary", say(f"field.{field}")), body, class_="cb-facet cb-facet-fold", open=opened)


def _choice(state: State, field: str, value: str, count: int, say: Words) -> Markup:
    present = kinds_of(state) if field == "kind" else state.all(field)
    chosen = value in present
    kept = tuple(one for one in present if one != value) if chosen else (*present, value)
    name = value_name(field, value, say)
    return el(
        "a",
        el("span", class_="cb-check", aria_hidden="true"),
        el("span", name, class_="cb-choice-name", lang=spoken_in(name, say.language)),
        el("span", f"{count:,}", class_="cb-choice-count"),
        href=state.having(p=None, **{field: kept}).href,
        role="checkbox",
        aria_checked="true" if chosen else "false",
        class_="cb-choice",
    )


def _values(state: State, field: str, counts: Counts) -> list[tuple[str, int]]:
    found = dict(counts.get(field, {}))
    for value in kinds_of(state) if field == "kind" else state.all(field):
        found.setdefault(value, 0)
    if field == "year":
        return sorted(found.items(), reverse=True)
    order = _ORDER.get(field, ())
    return sorted(
        found.items(),
        key=lambda item: (order.index(item[0]) if item[0] in order else len(order), -item[1], item[0]),
    )
