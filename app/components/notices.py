"""What a page says when there is nothing to show, something went wrong or somebody should know something."""

from __future__ import annotations

from app.markup import Child, Markup, el

ICONS = {
    "info": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm1 15h-2v-6h2v6Zm0-8h-2V7h2v2Z",
    "warning": "M12 2 1 21h22L12 2Zm1 16h-2v-2h2v2Zm0-4h-2V9h2v5Z",
    "error": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm1 15h-2v-2h2v2Zm0-4h-2V7h2v6Z",
    "success": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-2 15-5-5 1.4-1.4 3.6 3.6 7.6-7.6L19 8l-9 9Z",
}


def notice(kind: str, heading: str, *children: Child, level: int = 2) -> Markup:
    """Return a framed message; `kind` is `info`, `warning`, `error` or `success`, always said in words as well."""
    return el(
        "div",
        el(f"h{level}", heading, class_="cb-notice-heading"),
        [child if isinstance(child, Markup) else el("p", child) for child in children if child],
        class_=f"cb-notice cb-notice-{kind}",
        role="alert" if kind == "error" else "status",
    )


def empty(heading: str, help_text: str, *actions: Child) -> Markup:
    """Return what a page shows when a list is empty, with the way on."""
    return el("div", el("h2", heading), el("p", help_text), el("p", actions) if actions else None, class_="cb-empty")


def waiting(heading: str, help_text: str = "") -> Markup:
    """Return what a page shows while something takes long enough to be noticed."""
    return el(
        "div",
        el("span", class_="cb-spinner", aria_hidden="true"),
        el("div", el("p", heading, class_="cb-waiting-heading"), el("p", help_text) if help_text else None),
        class_="cb-waiting",
        role="status",
    )
