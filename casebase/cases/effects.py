"""Effects of a case made comparable: hours saved a user a month, where what the record says allows it.

Nothing is invented. A figure is converted only by the conventions below, and every effect that cannot be converted says
what is missing. An effect is a mapping with `metric`, `before`, `after`, `unit`, `period`, `method` and `quote_url`, any of
them absent; `users` (how many people a total is of) and `times_a_month` (how often something happens) may be given too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casebase.text.amounts import Amount, Measure, amount_of, measure_of, number_in

WORKING_DAYS_A_MONTH = 20
"""Working days of a month: figures a day are converted with it. A week has five of them, a year twelve months."""

MONTHS_OF = {"month": 1.0, "year": 1 / 12, "day": float(WORKING_DAYS_A_MONTH), "week": WORKING_DAYS_A_MONTH / 5}
"""How many times a month each period occurs."""

GRADES = ("measured", "estimated", "claimed", "unknown")
"""How an effect is known, the surest first."""

_TIME = re.compile(r"時間(?:の|を)?(?:変化|削減|短縮|減少)|削減率|短縮率|工数|\btime\b|\bhours\b", re.IGNORECASE)
_SAVED = re.compile(
    r"削減|短縮|時短|節約|減少|減った|軽減|浮い|創出|効率化|sav(?:ed?|ings?)|reduc|freed|shorten|cut", re.IGNORECASE
)
_ONE = r"(?<![\d,.])(?:1|一)"
_A_PERSON = re.compile(
    rf"{_ONE}(?:人|名)|人(?:当たり|あたり|当り)|(?:per|each|every|a) (?:user|person|employee|staff|worker)",
    re.IGNORECASE,
)
_USERS = re.compile(r"(\d[\d,]*)(?:人|名)(?:の|で|分の)?(?:合計|計|総計)|(?:合計|計|総計)[^\d]{0,6}(\d[\d,]*)(?:人|名)")
_TIMES = re.compile(r"(?<!\d)月(?:に|間|平均)?(?:約)?(\d[\d,]*)(?:件|回|通|枚|本)")
_PERIODS = (
    ("day", re.compile(rf"{_ONE}日|毎日|日(?:当たり|あたり|平均)|(?:per|a|each) day|daily", re.IGNORECASE)),
    ("week", re.compile(rf"{_ONE}週|毎週|週(?:当たり|あたり|平均|間)|(?:per|a|each) week|weekly", re.IGNORECASE)),
    (
        "month",
        re.compile(rf"月(?:当たり|あたり|平均|間)|毎月|{_ONE}(?:か|ヶ|カ|箇)月|(?:per|a) month|monthly", re.IGNORECASE),
    ),
    ("year", re.compile(r"年間|年(?:当たり|あたり|平均)|毎年|(?:per|a) year|annual|yearly", re.IGNORECASE)),
    (
        "occurrence",
        re.compile(
            rf"{_ONE}(?:回|件|通|枚|本)|(?:回|件)(?:当たり|あたり|平均)|per (?:case|document|request)", re.IGNORECASE
        ),
    ),
)


class Per(StrEnum):
    """Whose hours they are."""

    USER = "user"
    TOTAL = "total"


class Obstacle(StrEnum):
    """Why an effect cannot be compared in hours."""

    NOT_TIME = "not_time"
    NO_FIGURE = "no_figure"
    NO_PERIOD = "no_period"
    PER_OCCURRENCE = "per_occurrence"
    SHARE_ONLY = "share_only"
    NOT_SAVED = "not_saved"


@dataclass(frozen=True, slots=True)
class Saving:
    """Hours saved a month: by one user, or by everybody together. `bound`: `about`, `least`, `most` or empty.

    `steps` names the conventions that were used (`day`, `week`, `year`, `users`, `times`), in their order.
    """

    hours: float
    per: Per
    bound: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect: what the record says, and its hours a month or what stands against them."""

    metric: str
    before: str
    after: str
    unit: str
    period: str
    grade: str
    url: str
    saving: Saving | None
    obstacle: Obstacle | None

    @property
    def source(self) -> str:
        """The words that the hours rest on."""
        change = f"{self.before} → {self.after}" if self.before else self.after
        return f"{self.metric}: {change} {self.unit}".strip() + (f" ({self.period})" if self.period else "")


def effects_of(record: Mapping[str, Any]) -> tuple[Effect, ...]:
    """Return the effects of a case record; entries that say nothing are left out."""
    said = record.get("effect") or record.get("effects") or ()
    entries = [said] if isinstance(said, Mapping) else said if isinstance(said, Iterable) else ()
    return tuple(effect_of(entry) for entry in entries if isinstance(entry, Mapping) and _says_something(entry))


def effect_of(entry: Mapping[str, Any]) -> Effect:
    """Return one effect of a record, converted to hours a month if that is possible."""
    converted = _saving(entry)
    method = _text(entry, "method")
    return Effect(
        metric=_text(entry, "metric") or _text(entry, "metric_ja"),
        before=_text(entry, "before"),
        after=_text(entry, "after"),
        unit=_text(entry, "unit"),
        period=_text(entry, "period"),
        grade=method if method in GRADES else "unknown",
        url=_text(entry, "quote_url"),
        saving=converted if isinstance(converted, Saving) else None,
        obstacle=converted if isinstance(converted, Obstacle) else None,
    )


def best_saving(effects: Iterable[Effect], per: Per) -> Effect | None:
    """Return the effect by which a case is compared: the surest grade first, then the most hours."""
    found = [effect for effect in effects if effect.saving is not None and effect.saving.per is per]
    return min(found, key=lambda e: (GRADES.index(e.grade), -(e.saving.hours if e.saving else 0.0)), default=None)


def _saving(entry: Mapping[str, Any]) -> Saving | Obstacle:
    metric = _folded(_text(entry, "metric") or _text(entry, "metric_ja"))
    measure = measure_of(_folded(_text(entry, "unit")))
    after, before = (amount_of(_folded(_text(entry, name))) for name in ("after", "before"))
    if measure.share:
        return Obstacle.SHARE_ONLY if _TIME.search(metric) else Obstacle.NOT_TIME
    if not measure.hours and not (after and after.hours):
        return Obstacle.NOT_TIME
    if after is None or (_text(entry, "before") and before is None):
        return Obstacle.NO_FIGURE
    saved = _saved(metric, measure, before, after)
    if saved is None:
        return Obstacle.NOT_SAVED
    return _a_month(saved, _bound(before, after), entry, metric, measure)


def _saved(metric: str, measure: Measure, before: Amount | None, after: Amount) -> float | None:
    """Return the hours saved each time, or None where the figure does not say that anything was saved."""
    hours = after.number * (after.hours or measure.hours)
    if before is not None:
        return before.number * (before.hours or measure.hours) - hours
    if hours < 0:
        return -hours  # a change of so much less
    return hours if _SAVED.search(metric) else None


def _a_month(hours: float, bound: str, entry: Mapping[str, Any], metric: str, measure: Measure) -> Saving | Obstacle:
    period = measure.period or next((name for name, words in _PERIODS if words.search(metric)), "")
    steps: list[str] = []
    if period == "occurrence":
        times = _given(entry, "times_a_month") or number_in(_TIMES, metric, _folded(_text(entry, "period")))
        if not times:
            return Obstacle.PER_OCCURRENCE
        hours *= times
        steps.append("times")
    elif period in MONTHS_OF:
        hours *= MONTHS_OF[period]
        steps += [period] if period != "month" else []
    else:
        return Obstacle.NO_PERIOD
    if measure.a_person or _A_PERSON.search(metric):
        return Saving(hours, Per.USER, bound, tuple(steps))
    if users := _given(entry, "users") or number_in(_USERS, metric):
        return Saving(hours / users, Per.USER, bound, (*steps, "users"))
    return Saving(hours, Per.TOTAL, bound, tuple(steps))


def _bound(before: Amount | None, after: Amount) -> str:
    """Return what is said of the exactness of a difference; a bound of one side of two is only about the difference."""
    if before is None:
        return after.bound
    return "about" if before.bound or after.bound else ""


def _given(entry: Mapping[str, Any], name: str) -> float:
    value = entry.get(name)
    found = amount_of(_folded(str(value))) if value is not None else None
    return found.number if found and found.number > 0 else 0.0


def _says_something(entry: Mapping[str, Any]) -> bool:
    return any(_text(entry, name) for name in ("metric", "metric_ja", "before", "after"))


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return "" if value is None or isinstance(value, Mapping | list) else str(value).strip()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
