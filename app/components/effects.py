"""Effects of a case as bars: before and after, with unit, period and how the figure is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.components.hours import converted, grade_badge
from app.components.labels import spoken_in
from app.markup import Markup, el
from app.wording import Words
from casebase.cases.effects import effect_of
from ingest.starter_text import amount, dates

Effect = Mapping[str, Any]
_FIGURE = re.compile(r"^約?(-?[\d,]+(?:\.\d+)?)(?:超|以上|以下)?$")
_SHARE_OF = {"%": 100.0, "割": 10.0}


def effect_view(effect: Effect, say: Words, below: Markup | None = None) -> Markup:
    """Return one effect; bars are drawn only where the lengths would be true. `below` is what it rests on."""
    unit = str(effect.get("unit") or "")
    before, after = effect.get("before"), effect.get("after")
    whole = scale(before, after, unit)
    rows = [
        _row(say("case.before"), before, unit, whole, "before") if before is not None else None,
        _row(say("case.after") if before is not None else "", after, unit, whole, "after"),
    ]
    method = str(effect.get("method") or "unknown")
    metric, period = str(effect.get("metric") or ""), dates(str(effect.get("period") or ""))
    about = el(
        "p",
        grade_badge(method, say),
        el("span", period, lang=spoken_in(period, say.language)),
        el("a", say("case.effect_source"), href=str(effect["quote_url"]), target="_blank", rel="noopener noreferrer")
        if effect.get("quote_url")
        else None,
        class_="cb-effect-about",
    )
    return el(
        "div",
        el("h3", metric, lang=spoken_in(metric, say.language)),
        rows,
        converted(effect_of(effect), say),
        about,
        below,
        class_="cb-effect",
        data_testid="effect",
    )


def figure(value: object) -> float | None:
    """Return the number in a value such as `約34` or `230以上`, or None if it holds none that stands alone."""
    found = _FIGURE.match(str(value))
    return float(found[1].replace(",", "")) if found else None


def scale(before: object, after: object, unit: str) -> float | None:
    """Return the value that a full bar stands for, or None where a bar would say nothing or something untrue."""
    last = figure(after)
    share = next((whole for name, whole in _SHARE_OF.items() if unit == name), None)
    if last is None or last < 0:
        return None
    if share is not None and last <= share:
        return share
    first = figure(before)
    return max(first, last) or None if first is not None and first >= 0 else None


def _row(label: str, value: object, unit: str, whole: float | None, which: str) -> Markup:
    number = figure(value)
    bar = None
    if whole is not None and number is not None:
        width = f"width:{100 * number / whole:.1f}%"
        bar = el(
            "span",
            el("span", class_=f"cb-bar-fill cb-bar-{which}", style=width),
            class_="cb-bar-track",
            aria_hidden="true",
        )
    return el(
        "div",
        el("span", label, class_="cb-bar-label") if label else None,
        bar,
        el("span", amount(value, unit), class_="cb-bar-value"),
        class_="cb-bar-row" + ("" if bar else " cb-bar-row-plain"),
    )
