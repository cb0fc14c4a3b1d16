"""Which runs and text boxes of a Word document a person does not see, by their own properties."""

from __future__ import annotations

import re

from ingest.load.office import Element, attribute, child, local
from ingest.load.office_visible import color_of, is_pale

FARTHEST = 8_000_000
"""Distance in EMU (914,400 an inch) that no text box has from the paragraph it hangs on: a page is about that wide."""


def is_on(switch: Element) -> bool:
    """Tell whether a property that is there is switched on."""
    return attribute(switch, "val", "true") not in {"0", "false", "off"}


def way_of_properties(properties: Element | None) -> str:
    """Return the way in which run properties hide text by size, transparency or a pale colour, or nothing."""
    size = child(properties, "sz")
    if size is not None and attribute(size, "val").isdecimal() and int(attribute(size, "val")) <= 2:
        return "tiny"  # one point or less
    fill = child(properties, "textFill")
    if fill is not None:
        # Word counts transparency, where DrawingML counts opacity.
        alpha = next((found for found in fill.iter("{*}alpha")), None)
        clear = alpha is not None and attribute(alpha, "val").isdecimal() and int(attribute(alpha, "val")) > 92_000
        if clear or child(fill, "noFill") is not None:
            return "transparent"
    color = child(properties, "color")
    shown = color_of(attribute(color, "val")) if color is not None else None
    return "color" if shown is not None and is_pale(shown) else ""


def way_of_a_box(box: Element) -> str:
    """Return the way in which a text box is hidden: set not to be shown, or far off the page."""
    for holder in box.iterancestors():
        name = local(holder)
        if name == "p":
            return ""
        described = child(holder, "docPr") if name in {"anchor", "inline"} else child(holder, "cNvPr")
        if described is not None and attribute(described, "hidden") in {"1", "true"}:
            return "object"
        style = attribute(holder, "style")
        if re.search(r"visibility:\s*hidden", style):
            return "object"
        if re.search(r"margin-(?:left|top):\s*-?\d{4,}", style):
            return "outside"
        if name == "anchor":
            offsets = (int(one.text) for one in holder.iter("{*}posOffset") if re.fullmatch(r"-?\d+", one.text or ""))
            if any(not -FARTHEST < offset < 2 * FARTHEST for offset in offsets):
                return "outside"
    return ""


def is_bare(box: Element) -> bool:
    """Tell whether a text box has no fill of its own."""
    for holder in box.iterancestors():
        if local(holder) == "p":
            break
        properties = child(holder, "spPr")
        if properties is not None:
            return child(properties, "noFill") is not None
        if attribute(holder, "filled") in {"f", "false"}:
            return True
    return False
