"""Equations of Office files (OMML) on one line, as they would be typed: a/b, x^2, √(x), Σ_(i=1)^n."""

from __future__ import annotations

from ingest.load.office import Element, attribute, child, local

_DEEPEST = 60
_PROPERTIES = frozenset(
    {"rPr", "ctrlPr", "fPr", "radPr", "sSupPr", "sSubPr", "sSubSupPr", "naryPr", "dPr", "mPr", "accPr", "barPr"}
)


def linear(element: Element | None, depth: int = 0) -> str:
    """Return an equation, or a part of one, as a line of text."""
    if element is None or depth > _DEEPEST:
        return ""
    name = local(element)

    def part(wanted: str) -> str:
        return linear(child(element, wanted), depth + 1)

    if name == "t":
        return element.text or ""
    if name in _PROPERTIES:
        return ""
    if name == "f":
        return f"{_grouped(part('num'))}/{_grouped(part('den'))}"
    if name == "sSup":
        return f"{part('e')}^{_grouped(part('sup'))}"
    if name == "sSub":
        return f"{part('e')}_{_grouped(part('sub'))}"
    if name == "sSubSup":
        return f"{part('e')}_{_grouped(part('sub'))}^{_grouped(part('sup'))}"
    if name == "rad":
        degree = part("deg")
        return f"√[{degree}]({part('e')})" if degree else f"√({part('e')})"
    if name == "nary":
        sign = child(element, "naryPr", "chr")
        below, above = part("sub"), part("sup")
        limits = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
        return f"{attribute(sign, 'val') if sign is not None else '∫'}{limits} {part('e')}"
    if name == "d":
        begins, ends = child(element, "dPr", "begChr"), child(element, "dPr", "endChr")
        inner = ", ".join(linear(one, depth + 1) for one in element if local(one) == "e")
        opening = attribute(begins, "val") if begins is not None else "("
        return f"{opening}{inner}{attribute(ends, 'val') if ends is not None else ')'}"
    if name == "mr":
        return ", ".join(linear(one, depth + 1) for one in element) + "; "
    return "".join(linear(one, depth + 1) for one in element)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"
