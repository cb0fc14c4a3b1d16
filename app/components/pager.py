"""Pages of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from app.links import State
from app.markup import Markup, el
from app.wording import Words

Item = TypeVar("Item")


def page_of(items: Sequence[Item], state: State, size: int) -> Sequence[Item]:
    """Return the items of the page that the address asks for."""
    start = (_number(len(items), state, size) - 1) * size
    return items[start : start + size]


def page_start(state: State, size: int) -> int:
    """Return the number of the first item of the page that the address asks for, where the list's length is not known."""
    return (max(1, state.number("p", 1)) - 1) * size


def pager(total: int, state: State, size: int, say: Words) -> Markup | None:
    """Return the way to the pages before and after, or None where one page holds all."""
    last = max(1, -(-total // size))
    if last == 1:
        return None
    here = _number(total, state, size)
    before = el("a", say("search.newer"), href=state.having(p=here - 1).href, class_="cb-button") if here > 1 else None
    after = (
        el("a", say("search.older"), href=state.having(p=here + 1).href, class_="cb-button") if here < last else None
    )
    return el(
        "nav",
        before,
        el("span", say("search.page_of", page=here, pages=last)),
        after,
        class_="cb-pager",
        aria_label=say("search.pages"),
    )


def _number(total: int, state: State, size: int) -> int:
    return min(max(1, state.number("p", 1)), max(1, -(-total // size)))
