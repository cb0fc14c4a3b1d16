"""Which elements of an HTML page a reader does not see: by attribute, by inline style, by rules of its style sheets."""

from __future__ import annotations

import re
from typing import Any

Element = Any

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0*(?:\.0+)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*(?:0+(?:\.0+)?|0?\.0+)(?:px|pt|em|rem|%)?\s*(?:;|$|!)|(?<![\w-])(?:left|top|text-indent|margin-left)\s*:\s*-\d{4,}"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|transform\s*:\s*scale\(\s*0\s*\)"
    r"|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*;[^}]*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_COLOR = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_GROUND = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NO_COLOR = re.compile(r"transparent|rgba\([^)]*,\s*0(?:\.0+)?\s*\)|hsla\([^)]*,\s*0(?:\.0+)?\s*\)", re.IGNORECASE)
_WHITE = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)", "rgba(255,255,255,1)", "#fefefe"})
_RULE = re.compile(r"([^{}@;]{1,2000})\{([^{}]{0,5000})\}")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^;{]*;")

MOST_STYLE = 500_000
"""Characters of style sheets that are looked at."""


class Hiding:
    """What a page hides. Only plain selectors (`p`, `.note`, `p#a.b`) are understood; rules for print or width are not."""

    def __init__(self, root: Element) -> None:
        sheet = "\n".join("".join(style.itertext()) for style in root.iter("style"))[:MOST_STYLE]
        sheet = _MEDIA.sub("", _COMMENT.sub("", sheet))
        self._hiding: list[tuple[str, frozenset[str]]] = []
        self._dark_ground = False
        for selectors, declarations in _RULE.findall(sheet):
            hides = hides_by_style(declarations)
            for selector in selectors.split(","):
                match = _SELECTOR.fullmatch(selector.strip())
                if match is None or not match[0]:
                    continue
                tag, marks = (match[1] or "").lower(), frozenset(re.findall(r"[.#][\w-]+", match[2]))
                if hides:
                    self._hiding.append((tag, marks))
                if tag in {"body", "html"} and _GROUND.search(declarations):
                    self._dark_ground = True

    def hides(self, element: Element, ground: bool) -> bool:
        """Tell whether an element is not shown; `ground` says that something around it has a background of its own."""
        if "hidden" in element.attrib and element.get("hidden") != "until-found":
            return True
        style = element.get("style", "")
        if style and (hides_by_style(style) or (not ground and not self._dark_ground and _is_white(style))):
            return True
        if element.tag == "input" or not self._hiding:
            return False
        names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
        return any(tag in {"", element.tag} and marks <= names for tag, marks in self._hiding)


def hides_by_style(style: str) -> bool:
    """Tell whether declarations hide what they apply to, white on white apart."""
    color = _COLOR.search(style)
    if color and _NO_COLOR.search(color[1]):
        return True
    ground = _GROUND.search(style)
    if color and ground and _plain(color[1]) == _plain(ground[1]):
        return True
    return _HIDING.search(style) is not None


def has_ground(element: Element) -> bool:
    """Tell whether an element has a background of its own, on which white text is seen."""
    return (
        "bgcolor" in element.attrib or "class" in element.attrib or _GROUND.search(element.get("style", "")) is not None
    )


def _is_white(style: str) -> bool:
    color = _COLOR.search(style)
    return color is not None and _plain(color[1]) in _WHITE and not _GROUND.search(style)


def _plain(color: str) -> str:
    return re.sub(r"\s", "", color).lower()
