"""What the styles of a Word file say of paragraphs and runs: headings, numbering, how text is hidden or coloured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.load.docx_visible import is_on, way_of_properties
from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.office_visible import color_of, is_pale

_HEADING_NAME = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_NO_FILL = frozenset({"", "auto"})
_DEEPEST = 20
"""Styles that may be based on each other; a file may make a circle of them."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says: the level of a heading (0: none), a list's number, how it hides text, whether it colours the
    ground, and its parent."""

    level: int
    numbering: tuple[str, int] | None
    hiding: str
    shaded: bool
    parent: str


class Styles:
    """The styles of one file by id; what a style does not say it takes over from its parent.

    A file brings some hundred styles and uses ten: each is read when it is asked for.
    """

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self._elements = elements
        self._read: dict[str, Style] = {}

    def _lineage(self, style: str) -> Iterator[Style]:
        for _ in range(_DEEPEST):
            if style not in self._elements:
                return
            if style not in self._read:
                self._read[style] = _style(self._elements[style])
            yield self._read[style]
            style = self._read[style].parent

    def level(self, style: str) -> int:
        """Return the level of the heading that a style makes, or 0."""
        return next((one.level for one in self._lineage(style) if one.level), 0)

    def numbering(self, style: str) -> tuple[str, int] | None:
        """Return the list and the depth in it that a style numbers by."""
        return next((one.numbering for one in self._lineage(style) if one.numbering), None)

    def hiding(self, style: str) -> str:
        """Return how a style hides text, or nothing."""
        return next((one.hiding for one in self._lineage(style) if one.hiding), "")

    def shaded(self, style: str) -> bool:
        """Tell whether a style colours the ground."""
        return any(one.shaded for one in self._lineage(style))


def read_styles(package: Package, part: str) -> Styles:
    """Read the part of a file that holds its styles."""
    if part not in package:
        return Styles({})
    return Styles({attribute(one, "styleId"): one for one in package.tree(part) if local(one) == "style"})


def _style(element: Element) -> Style:
    properties, parent, name = child(element, "pPr"), child(element, "basedOn"), child(element, "name")
    title = attribute(name, "val") if name is not None else ""
    named = _HEADING_NAME.fullmatch(title.strip())
    level = own_level(properties) or (int(named[1]) if named else 1 if title.lower() == "title" else 0)
    run = child(element, "rPr")
    hides = child(run, "vanish")
    hiding = "invisible" if hides is not None and is_on(hides) else way_of_properties(run)
    shades = [attribute(shade, "fill") for shade in element.iter("{*}shd")]
    shaded = any((color := color_of(fill)) is None or not is_pale(color) for fill in shades if fill not in _NO_FILL)
    return Style(
        min(level, 6),
        own_numbering(properties),
        hiding,
        shaded,
        attribute(parent, "val") if parent is not None else "",
    )


def own_level(properties: Element | None) -> int:
    """Return the level of the heading that a paragraph says of itself to be, or 0."""
    level = child(properties, "outlineLvl")
    value = attribute(level, "val") if level is not None else ""
    return int(value) + 1 if value.isdecimal() and int(value) < 6 else 0


def own_numbering(properties: Element | None) -> tuple[str, int] | None:
    """Return the list and the depth in it that a paragraph says of itself to belong to."""
    number = child(properties, "numPr", "numId")
    if number is None:
        return None
    level = child(properties, "numPr", "ilvl")
    depth = attribute(level, "val", "0") if level is not None else "0"
    return attribute(number, "val"), int(depth) if depth.isdecimal() else 0
