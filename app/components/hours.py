"""Hours saved a month in words: how much, by whom, how it is known, and why a figure cannot be compared."""

from __future__ import annotations

from app.markup import Markup, el
from app.wording import Words
from casebase.cases.effects import Effect, Obstacle, Per, Saving, best_saving
from ingest.starter_text import amount, dates


def hours_number(hours: float) -> str:
    """Return hours as people write them: 0.05, 11.3, 1,892."""
    if abs(hours) >= 100:
        return f"{hours:,.0f}"
    return f"{hours:,.2f}".rstrip("0").rstrip(".") if abs(hours) < 1 else f"{hours:,.1f}".removesuffix(".0")


def hours_text(saving: Saving, say: Words) -> str:
    """Return hours a month with whose they are: 「1人1か月 約11.3時間」."""
    figure = say("hours.figure", count=hours_number(saving.hours))
    bounded = say(f"hours.bound.{saving.bound}", figure=figure) if saving.bound else figure
    return say(f"hours.{saving.per}", figure=bounded)


def converted(effect: Effect, say: Words) -> Markup | None:
    """Return what an effect comes to in hours a month, or what stands against it; nothing where it is not about time."""
    if effect.saving:
        steps = [say(f"hours.how.{step}") for step in effect.saving.steps]
        how = el("span", say("hours.steps", steps=say("hours.joint").join(steps)), class_="cb-muted") if steps else None
        return el("p", el("strong", hours_text(effect.saving, say)), how, class_="cb-converted")
    if effect.obstacle in {None, Obstacle.NOT_TIME}:
        return None
    return el("p", say(f"hours.why.{effect.obstacle}"), class_="cb-converted cb-muted")


def grade_badge(grade: str, say: Words) -> Markup:
    """Return how an effect is known."""
    return el("span", say(f"method.{grade}"), class_=f"cb-method cb-method-{grade}")


def effect_line(effects: tuple[Effect, ...], say: Words) -> Markup | None:
    """Return the effect by which a case is compared in one line, with its grade; nothing where no figure is known."""
    chosen = best_saving(effects, Per.USER) or best_saving(effects, Per.TOTAL)
    if chosen is not None and chosen.saving is not None:
        shown: Markup = el("strong", hours_text(chosen.saving, say))
    else:
        chosen = next((effect for effect in effects if any(c.isdigit() for c in effect.after)), None)
        if chosen is None:
            return None
        shown = el("strong", change_text(chosen), lang="ja")
    more = say("cases.more_effects", count=len(effects) - 1) if len(effects) > 1 else ""
    return el(
        "p",
        grade_badge(chosen.grade, say),
        shown,
        el("span", chosen.metric, lang="ja"),
        el("span", more, class_="cb-muted") if more else None,
        class_="cb-effect-line",
    )


def change_text(effect: Effect) -> str:
    """Return what became of what: 「62.5% → 94.1%」."""
    after = amount(effect.after, effect.unit)
    return f"{amount(effect.before, effect.unit)} → {after}" if effect.before else dates(after)
