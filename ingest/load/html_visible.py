"""Which elements of an HTML page a reader does not see: by attribute, by inline style, by rules of its style sheets."""

from __future__ import annotations

import re
from typing import Any

Element = Any

_HIDING = {
    "object": r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden",
    "transparent": r"(?<![\w-])opacity\s*:\s*0*(?:\.0\d*)?\s*(?:;|$|!)|filter\s*:\s*opacity\(\s*0(?:\.0\d*)?%?\s*\)",
    "tiny": r"font-size\s*:\s*(?:0+(?:\.\d+)?(?:px|pt|%)?|1(?:\.\d+)?px|0?\.\d+(?:px|pt)|0*(?:\.0\d*)?r?em)\s*(?:;|$|!)"
    r"|transform\s*:\s*scale\(\s*0(?:\.0\d*)?\s*\)",
    "outside": r"(?<![\w-])(?:left|top|right|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{4,}"
    r"|transform\s*:\s*translate[XY]?\(\s*-\d{4,}|(?<![\w-])(?:left|top|right)\s*:\s*-?\d{3,}v[wh]",
    "covered": r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01]|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)"
    r"|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*;[^}]*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden\s*;[^}]*(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$|!)",
}
_WAYS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _HIDING.items()}
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
        self._hiding: list[tuple[str, frozenset[str], str]] = []
        self._white: list[tuple[str, frozenset[str]]] = []
        self._dark_ground = False
        for selectors, declarations in _RULE.findall(sheet):
            hides = way_by_style(declarations)
            white = _is_white(declarations)
            for selector in selectors.split(","):
                match = _SELECTOR.fullmatch(selector.strip())
                if match is None or not match[0]:
                    continue
                tag, marks = (match[1] or "").lower(), frozenset(re.findall(r"[.#][\w-]+", match[2]))
                if hides:
                    self._hiding.append((tag, marks, hides))
                if white and tag not in {"a", "html", "body"}:
                    self._white.append((tag, marks))
                if tag in {"body", "html"} and _GROUND.search(declarations):
                    self._dark_ground = True

    def way(self, element: Element, ground: bool) -> str:
        """Return the way in which an element is hidden, or nothing where it is shown.

        `ground` says that something around it has a background of its own.
        """
        if "hidden" in element.attrib and element.get("hidden") != "until-found":
            return "object"
        style = element.get("style", "")
        on_white = not ground and not self._dark_ground
        if style and (kind := way_by_style(style)):
            return kind
        if on_white and (_is_white(style) or (element.tag == "font" and _plain(element.get("color", "")) in _WHITE)):
            return "color"
        if element.tag == "input" or not (self._hiding or self._white):
            return ""
        names = {f".{name}" for name in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
        for tag, marks, kind in self._hiding:
            if tag in {"", element.tag} and marks <= names:
                return kind
        if on_white and not _GROUND.search(style):
            whites = (tag in {"", element.tag} and marks <= names for tag, marks in self._white)
            return "color" if any(whites) else ""
        return ""


def way_by_style(style: str) -> str:
    """Return the way in which declarations hide what they apply to, white on white apart, or nothing."""
    color = _COLOR.search(style)
    if color and _NO_COLOR.search(color[1]):
        return "transparent"
    ground = _GROUND.search(style)
    if color and ground and _plain(color[1]) == _plain(ground[1]):
        return "color"
    return next((kind for kind, pattern in _WAYS.items() if pattern.search(style)), "")


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
