"""Limits of a search as links with counts: what is chosen is in the address, so no state is kept anywhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.links import FACET_FIELDS, State
from app.markup import Markup, el
from app.wording import Words
from casebase.access import ORGANIZATIONS, organization_name

Counts = Mapping[str, Mapping[str, int]]
_WORDING = {"kind": "kind", "task": "task", "area": "area", "status": "status"}
_ORDER = {
    "kind": ("case", "guideline", "training", "other"),
    "status": ("検討", "実証", "本番", "終了", "不明"),
    "org": tuple(ORGANIZATIONS),
}


def shown_value(name: str, value: str, say: Words) -> str:
    """Return how a value of the field `name` of an address is shown."""
    if name == "org":
        return organization_name(value, say.language)
    return say.value(_WORDING[name], value)


def menus(state: State, counts: Counts, say: Words, names: Sequence[str]) -> Markup:
    """Return the fields as small menus in a row, for below a question."""
    return el("div", [_menu(state, name, counts, say) for name in names], class_="cb-menus")


def _menu(state: State, name: str, counts: Counts, say: Words) -> Markup | None:
    if not _values(state, name, counts):
        return None
    chosen = [shown_value(name, value, say) for value in state.all(name)]
    label = say(f"facet.{FACET_FIELDS[name]}")
    joint = ", " if say.language == "en" else "、"
    summary = el(
        "summary",
        el("span", label, class_="cb-menu-label"),
        el("span", joint.join(chosen) or say("facet.all"), class_="cb-menu-value"),
    )
    return el(
        "details",
        summary,
        el("div", _choices(state, name, counts, say), class_="cb-menu-list"),
        class_="cb-menu" + (" is-chosen" if chosen else ""),
        name="cb-menu",
    )


def _choices(state: State, name: str, counts: Counts, say: Words) -> Markup:
    return el(
        "ul", [el("li", _choice(state, name, value, count, say)) for value, count in _values(state, name, counts)]
    )


def _choice(state: State, name: str, value: str, count: int, say: Words) -> Markup:
    chosen = value in state.all(name)
    return el(
        "a",
        el("span", class_="cb-check", aria_hidden="true"),
        el("span", shown_value(name, value, say), class_="cb-choice-name"),
        el("span", f"{count:,}", class_="cb-choice-count"),
        href=state.toggling(name, value).href,
        role="checkbox",
        aria_checked="true" if chosen else "false",
        class_="cb-choice",
    )


def _values(state: State, name: str, counts: Counts) -> list[tuple[str, int]]:
    found = {value: count for value, count in counts.get(FACET_FIELDS[name], {}).items() if value}
    for value in state.all(name):
        found.setdefault(value, 0)
    order = _ORDER.get(name, ())
    return sorted(
        found.items(),
        key=lambda item: (order.index(item[0]) if item[0] in order else len(order), -item[1], item[0]),
    )
