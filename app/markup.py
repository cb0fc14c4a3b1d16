"""HTML that is safe to show: the one place where text becomes markup.

Everything that is not `Markup` is escaped, every attribute is escaped, and links that could run a script are refused.
Text from documents reaches a page through `el` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

SAFE_SCHEMES = frozenset({"", "http", "https", "mailto"})
VOID_ELEMENTS = frozenset({"img", "br", "hr", "input"})


class Markup(str):
    """Text that is HTML already. Only this module and constants of ours make it."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]


def el(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Markup:
    """Return the element `name` with `children` inside, all text escaped.

    Attribute names: `class_` is `class`, an underscore is a hyphen (`data_cite` is `data-cite`). `None` and `False`
    leave an attribute out, `True` writes it without a value.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID_ELEMENTS:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Child, separator: str = "") -> Markup:
    """Return `children` one after the other as markup; nested sequences are flattened, `None` is left out."""
    return Markup(escape(separator).join(_flatten(children)))


def safe_href(address: str) -> str:
    """Return `address` if a browser may follow it, else `#`: scripts and unknown schemes are not links."""
    compact = "".join(character for character in address if character > " " and character != "\x7f")
    try:
        scheme = urlsplit(compact).scheme.lower()
    except ValueError:
        return "#"
    return compact if scheme in SAFE_SCHEMES and not compact.startswith(("//", "\\", "/\\")) else "#"


def _flatten(children: Child) -> list[str]:
    if children is None:
        return []
    if isinstance(children, Markup):
        return [children]
    if isinstance(children, str):
        return [escape(children)]
    if isinstance(children, int | float):
        return [str(children)]
    return [text for child in children for text in _flatten(child)]


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = safe_href(str(value)) if name in {"href", "src"} else str(value)
    return f' {name}="{escape(text)}"'
