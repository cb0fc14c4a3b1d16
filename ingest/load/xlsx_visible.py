"""Which cells of a sheet a person does not see: by number format, colour and size, by rows, columns and what lies over them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.load.office import Element, Package, attribute, child, local
from ingest.load.office_visible import Color, color_of, drawn_color, is_opaque_picture, is_unreadable

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_INDEXED = {"1": "FFFFFF", "9": "FFFFFF", "0": "000000", "8": "000000", "64": "000000"}

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """A cell style as far as it may hide: its number format, the way its font hides, and whether a table style may differ."""

    number_format: str
    hides: str


@dataclass(frozen=True, slots=True)
class SheetVisibility:
    """Areas of a sheet: hidden columns, cells under a picture or shape, cells whose colours conditions or tables decide."""

    columns: Sequence[tuple[int, int]]
    covered: Sequence[Area]
    unsure: Sequence[Area]

    def way(self, row: int, column: int, style: CellStyle, is_text: bool) -> str:
        """Return the way in which a cell is hidden, or nothing where it is shown."""
        if any(first <= column <= last for first, last in self.columns):
            return "object"
        if shows_nothing(style.number_format, is_text):
            return "invisible"
        if style.hides and not (style.hides == "color" and _within(self.unsure, row, column)):
            return style.hides
        return "covered" if _within(self.covered, row, column) else ""


def shows_nothing(number_format: str, is_text: bool) -> bool:
    """Tell whether a number format shows nothing of a value: `;;;`, and `;;` for numbers."""
    sections = _SECTIONS.split(number_format)
    if len(sections) < 3 or any(sections[:3]):
        return False
    return not is_text or (len(sections) > 3 and not sections[3])


def cell_styles(root: Element | None, formats: Sequence[str]) -> list[CellStyle]:
    """Return the cell styles of a workbook's style sheet, side by side with their number formats."""
    if root is None:
        return []
    fonts, fills = _children(root, "fonts"), _children(root, "fills")
    styles = []
    for style, number_format in zip(_children(root, "cellXfs"), formats, strict=False):
        font = _at(fonts, attribute(style, "fontId", "0"))
        styles.append(CellStyle(number_format, _way_of_font(font, _at(fills, attribute(style, "fillId", "0")))))
    return styles


def sheet_visibility(package: Package, part: str, data: bytes) -> SheetVisibility:
    """Return what is hidden in a sheet, given its part and that part's bytes."""
    columns = []
    for tag in re.findall(rb"<(?:\w+:)?col\s[^>]*>", data[:200_000]):
        if re.search(rb'\s(?:hidden="(?:1|true)"|width="0(?:\.0+)?")', tag):
            first, last = (re.search(rb'\s%b="(\d+)"' % name, tag) for name in (b"min", b"max"))
            if first and last:
                columns.append((int(first[1]), int(last[1])))
    unsure = [
        area
        for reference in re.findall(rb'<(?:\w+:)?conditionalFormatting\s[^>]*sqref="([^"]{1,4000})"', data)
        for area in map(area_of, reference.decode("ascii", "ignore").split())
        if area
    ]
    covered: list[Area] = []
    for relationship in package.relationships(part).values():
        if relationship.kind == "table" and relationship.target in package:
            if area := area_of(attribute(package.tree(relationship.target), "ref")):
                unsure.append(area)
        elif relationship.kind == "drawing" and relationship.target in package:
            covered += _covered(package, relationship.target)
    return SheetVisibility(columns, covered, unsure)


def area_of(reference: str) -> Area | None:
    """Return the area that a reference such as `A1:C9` names."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if not 1 <= len(ends) <= 2 or ends[0] is None or ends[-1] is None:
        return None
    return int(ends[0][2]), column_number(ends[0][1]), int(ends[-1][2]), column_number(ends[-1][1])


def column_number(letters: str) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _within(areas: Sequence[Area], row: int, column: int) -> bool:
    return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in areas)


def _covered(package: Package, drawing: str) -> list[Area]:
    """Return the cells that lie wholly beneath an opaque picture or a plain filled shape."""
    related = package.relationships(drawing)
    areas = []
    for anchor in package.tree(drawing):
        start, end = child(anchor, "from"), child(anchor, "to")
        if local(anchor) != "twoCellAnchor" or start is None or end is None:
            continue
        picture, shape = child(anchor, "pic"), child(anchor, "sp")
        if picture is not None:
            blip = child(picture, "blipFill", "blip")
            part = related.get(attribute(blip, "embed")) if blip is not None else None
            opaque = part is not None and is_opaque_picture(package, posixpath.normpath(part.target))
        else:
            fill = child(shape, "spPr", "solidFill") if shape is not None else None
            form = child(shape, "spPr", "prstGeom") if shape is not None else None
            opaque = (
                fill is not None
                and drawn_color(fill)[1] > 0.9
                and form is not None
                and attribute(form, "prst") == "rect"
            )
        if opaque:
            top, left = _first(start, "row"), _first(start, "col")
            areas.append((top, left, _whole(end, "row"), _whole(end, "col")))
    return areas


def _first(corner: Element, name: str) -> int:
    """Return the first row or column that lies wholly beneath, counted from 1."""
    return _whole(corner, name) + 1 + (_whole(corner, f"{name}Off") > 0)


def _whole(corner: Element, name: str) -> int:
    inner = child(corner, name)
    text = (inner.text or "0").strip() if inner is not None else "0"
    return int(text) if text.lstrip("-").isdecimal() else 0


def _way_of_font(font: Element | None, fill: Element | None) -> str:
    size = child(font, "sz")
    if size is not None and _number(attribute(size, "val", "11")) <= 1:
        return "tiny"
    color = _color(child(font, "color"))
    pattern = child(fill, "patternFill")
    kind = attribute(pattern, "patternType", "none") if pattern is not None else "none"
    if child(fill, "gradientFill") is not None or kind not in {"none", "solid"}:
        return ""
    ground = _color(child(pattern, "fgColor")) if kind == "solid" else None
    if kind == "solid" and ground is None:
        return ""
    return "color" if is_unreadable(color, ground) else ""


def _color(element: Element | None) -> Color | None:
    if element is None or attribute(element, "tint"):
        return None
    if theme := attribute(element, "theme"):
        return color_of("FFFFFF") if theme == "0" else color_of("000000") if theme == "1" else None
    if indexed := attribute(element, "indexed"):
        return color_of(_INDEXED.get(indexed, ""))
    return color_of(attribute(element, "rgb"))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 11.0


def _children(root: Element, name: str) -> list[Element]:
    holder = child(root, name)
    return list(holder) if holder is not None else []


def _at(elements: Sequence[Element], index: str) -> Element | None:
    return elements[int(index)] if index.isdecimal() and int(index) < len(elements) else None
