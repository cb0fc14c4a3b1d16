"""The three steps from a file to a case in review, shown throughout: put it down, check the fields, send it."""

from __future__ import annotations

from app.links import address
from app.markup import Markup, el
from app.wording import Words

STEPS = 3


def steps(here: int, say: Words, case: str = "") -> Markup:
    """Return the steps with `here` (from 1) marked; those of a draft are links once there is one."""
    ways = {1: address("desk", say.language)}
    if case:
        ways |= {
            2: address("desk", say.language, {"case": case}),
            3: address("desk", say.language, {"case": case, "step": "3"}),
        }
    items = [el("li", _step(number, number == here, ways.get(number, ""), say)) for number in range(1, STEPS + 1)]
    return el("nav", el("ol", items, class_="cb-steps"), aria_label=say("desk.steps"))


def _step(number: int, here: bool, way: str, say: Words) -> Markup:
    inside = (el("span", number, class_="cb-step-number"), say(f"desk.step{number}"))
    if here or not way:
        return el("span", inside, class_="cb-steps-item", aria_current="step" if here else None)
    return el("a", inside, href=way)
