"""Which text of an Office file a person does not see, by colour: near white on what is as good as white."""

from __future__ import annotations

import re

from ingest.load.office import Element, Package, attribute, child, local

PALEST = 235
"""Brightness (0–255) from which a colour cannot be read on white."""

SIMILAR = 20
"""Difference of a colour channel (0–255) below which text cannot be told from its background."""

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_WHITE_THEME = {"bg1": "FFFFFF", "lt1": "FFFFFF", "background1": "FFFFFF", "light1": "FFFFFF"}
_NAMED = {"white": "FFFFFF", "black": "000000"}

Color = tuple[int, int, int]


def color_of(value: str) -> Color | None:
    """Return a colour given in hexadecimal (also with alpha before it) or by one of few names; None for any other."""
    match = _HEX.fullmatch(_NAMED.get(value.lower(), _WHITE_THEME.get(value, value)))
    return (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16)) if match else None


def is_pale(color: Color) -> bool:
    """Tell whether a colour cannot be read on white."""
    red, green, blue = color
    return 0.299 * red + 0.587 * green + 0.114 * blue >= PALEST


def is_unreadable(color: Color | None, ground: Color | None) -> bool:
    """Tell whether text of a colour cannot be read on a background; None for the background is white."""
    if color is None:
        return False
    if ground is None:
        return is_pale(color)
    return max(abs(one - other) for one, other in zip(color, ground, strict=True)) < SIMILAR


def drawn_color(fill: Element | None) -> tuple[Color | None, float]:
    """Return the colour of a DrawingML solidFill, None where it cannot be told, and its opacity in 0..1."""
    for inner in fill if fill is not None else ():
        name = local(inner)
        alpha = child(inner, "alpha")
        opacity = 1.0
        if alpha is not None and attribute(alpha, "val").lstrip("-").isdecimal():
            opacity = int(attribute(alpha, "val")) / 100_000
        if any(local(change) in {"lumMod", "shade", "tint", "lumOff"} for change in inner):
            return None, opacity
        if name == "srgbClr":
            return color_of(attribute(inner, "val")), opacity
        if name == "schemeClr":
            return color_of(attribute(inner, "val")), opacity
        if name == "sysClr":
            return color_of(attribute(inner, "lastClr")), opacity
    return None, 1.0


def is_opaque_picture(package: Package, part: str) -> bool:
    """Tell whether a picture surely hides what is beneath it: a JPEG or BMP, or a PNG without an alpha channel."""
    if part.lower().endswith((".jpg", ".jpeg", ".bmp")):
        return True
    if not part.lower().endswith(".png") or part not in package:
        return False
    head = package.beginning(part, 4096)
    return len(head) > 25 and head[25] in (0, 2, 3) and b"tRNS" not in head
