"""Which shapes of a slide a person does not see, and on what the text of the others stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.load.office import Element, Package, Relationship, attribute, child, local
from ingest.load.office_visible import Color, drawn_color, is_opaque_picture, is_unreadable

Frame = tuple[float, float, float, float]

HIDDEN_SHARE = 0.9
"""Share of a shape that must lie beneath another for its text to be hidden."""

FAINTEST = 0.08
"""Opacity below which text is not seen."""

_SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp", "grpSp"})
_PLAIN_FORMS = frozenset({"rect", "roundRect"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape with its frame in EMU (None where its layout decides), and whether it hides what is beneath it."""

    shape: Element
    frame: Frame | None
    opaque: bool
    colored: bool


class Stack:
    """The shapes of a slide from the lowest to the uppermost."""

    def __init__(
        self, tree: Element, package: Package, related: Mapping[str, Relationship], width: int, height: int
    ) -> None:
        self._width, self._height = width, height
        self._shapes = list(_placed(tree, package, related, (1.0, 0.0, 1.0, 0.0)))
        self._order = {id(one.shape): place for place, one in enumerate(self._shapes)}

    def way(self, shape: Element) -> str:
        """Return the way in which a whole shape is hidden, or nothing where it is shown."""
        described = next((inner for part in shape for inner in part if local(inner) == "cNvPr"), None)
        if described is not None and attribute(described, "hidden") in {"1", "true"}:
            return "object"
        place = self._order.get(id(shape))
        frame = self._shapes[place].frame if place is not None else None
        if frame is None or place is None:
            return ""
        left, top, right, bottom = frame
        if self._width and (right <= 0 or bottom <= 0 or left >= self._width or top >= self._height):
            return "outside"
        above = (one for one in self._shapes[place + 1 :] if one.opaque and one.frame is not None)
        return "covered" if any(_share(frame, one.frame) >= HIDDEN_SHARE for one in above if one.frame) else ""

    def ground(self, shape: Element) -> tuple[Color | None, bool]:
        """Return the colour that a shape's text stands on (None: that of the slide), and whether that is sure."""
        fill, sure = own_fill(shape)
        place = self._order.get(id(shape))
        if fill is not None or not sure or place is None:
            return fill, sure
        frame = self._shapes[place].frame
        if frame is None:
            return None, True
        beneath = (one for one in self._shapes[:place] if one.colored and one.frame is not None)
        return None, not any(_share(frame, one.frame) > 0 for one in beneath if one.frame)


def own_fill(shape: Element) -> tuple[Color | None, bool]:
    """Return the colour a shape is filled with (None: none), and whether that is sure: gradients and styles are not."""
    properties = child(shape, "spPr")
    for inner in properties if properties is not None else ():
        name = local(inner)
        if name == "solidFill":
            color, opacity = drawn_color(inner)
            return (color, color is not None) if opacity > 1 - FAINTEST else (None, opacity < FAINTEST)
        if name in {"gradFill", "blipFill", "pattFill", "grpFill"}:
            return None, False
        if name == "noFill":
            return None, True
    reference = child(shape, "style", "fillRef")
    return None, reference is None or attribute(reference, "idx", "0") == "0"


def way_of_run(properties: Element | None, ground: Color | None, sure: bool) -> str:
    """Return the way in which run properties hide text that stands on `ground` (None: white), or nothing."""
    size = attribute(properties, "sz") if properties is not None else ""
    if size.isdecimal() and int(size) <= 100:  # hundredths of a point: nobody reads one point
        return "tiny"
    if child(properties, "noFill") is not None:
        return "transparent"
    fill = child(properties, "solidFill")
    if fill is None:
        return ""
    color, opacity = drawn_color(fill)
    if opacity < FAINTEST:
        return "transparent"
    return "color" if sure and is_unreadable(color, ground) else ""


def slide_ground(trees: Sequence[Element]) -> tuple[Color | None, bool]:
    """Return the background of a slide, given it, its layout and its master, and whether that is sure."""
    for tree in trees:
        background = child(tree, "cSld", "bg")
        if background is None:
            continue
        fill = child(background, "bgPr", "solidFill")
        fill = fill if fill is not None else child(background, "bgRef")
        if child(background, "bgPr") is not None and fill is None:
            return None, False  # a picture or a gradient
        color, _ = drawn_color(fill)
        return color, color is not None
    return None, True


def _placed(
    tree: Element, package: Package, related: Mapping[str, Relationship], scale: tuple[float, float, float, float]
) -> Iterator[Placed]:
    """Yield shapes in painting order; `scale` turns a group's own coordinates into those of the slide: x·a + b, y·c + d."""
    a, b, c, d = scale
    for shape in tree:
        name = local(shape)
        if name == "AlternateContent":
            choice = child(shape, "Choice")
            yield from _placed(choice if choice is not None else shape, package, related, scale)
        if name not in _SHAPES:
            continue
        frame, inner = _frame(shape)
        whole = (frame[0] * a + b, frame[1] * c + d, frame[2] * a + b, frame[3] * c + d) if frame else None
        if name == "grpSp":
            yield Placed(shape, whole, False, False)
            if whole and inner and inner[2] > inner[0] and inner[3] > inner[1]:
                across = (whole[2] - whole[0]) / (inner[2] - inner[0])
                down = (whole[3] - whole[1]) / (inner[3] - inner[1])
                scale = (across, whole[0] - inner[0] * across, down, whole[1] - inner[1] * down)
            yield from _placed(shape, package, related, scale)
            scale = (a, b, c, d)
        else:
            yield Placed(shape, whole, *_covers(shape, name, package, related))


def _covers(shape: Element, name: str, package: Package, related: Mapping[str, Relationship]) -> tuple[bool, bool]:
    """Tell whether a shape hides everything beneath it, and whether it colours the ground of what is above it."""
    if name == "pic":
        blip = child(shape, "blipFill", "blip")
        part = related.get(attribute(blip, "embed")) if blip is not None else None
        faded = blip is not None and child(blip, "alphaModFix") is not None
        return part is not None and not faded and is_opaque_picture(package, part.target), True
    if name != "sp":
        return False, name == "graphicFrame"
    properties = child(shape, "spPr")
    fill = child(properties, "solidFill")
    form = child(properties, "prstGeom")
    rotated = attribute(child(properties, "xfrm"), "rot", "0") if child(properties, "xfrm") is not None else "0"
    plain = form is not None and attribute(form, "prst") in _PLAIN_FORMS and rotated == "0"
    opaque = fill is not None and plain and drawn_color(fill)[1] > 1 - FAINTEST
    color, sure = own_fill(shape)
    return opaque, color is not None or not sure


def _frame(shape: Element) -> tuple[Frame | None, Frame | None]:
    """Return the frame of a shape, and for a group the frame that its members count in."""
    for path in (("spPr", "xfrm"), ("grpSpPr", "xfrm"), ("xfrm",)):
        transform = child(shape, *path)
        if transform is not None:
            return _box(transform, "off", "ext"), _box(transform, "chOff", "chExt")
    return None, None


def _box(transform: Element, corner: str, size: str) -> Frame | None:
    offset, extent = child(transform, corner), child(transform, size)
    if offset is None or extent is None:
        return None
    left, top, width, height = (
        _number(holder, name) for holder, name in ((offset, "x"), (offset, "y"), (extent, "cx"), (extent, "cy"))
    )
    return left, top, left + width, top + height


def _number(element: Element, name: str) -> float:
    try:
        return float(attribute(element, name, "0"))
    except ValueError:
        return 0.0


def _share(frame: Frame, other: Frame) -> float:
    """Return the share of `frame` that lies within `other`."""
    width = max(0.0, min(frame[2], other[2]) - max(frame[0], other[0]))
    height = max(0.0, min(frame[3], other[3]) - max(frame[1], other[1]))
    area = (frame[2] - frame[0]) * (frame[3] - frame[1])
    return width * height / area if area > 0 else 0.0
