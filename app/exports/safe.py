"""Make text safe for programs that calculate: a cell that begins like a formula is text, always."""

from __future__ import annotations

FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠−")
"""First characters that spreadsheets take for a formula or that break a cell; the full-width ones are read alike by some."""

_CONTROL = {code: None for code in range(32) if code not in {9, 10, 13}}


def safe_cell(value: object) -> str:
    """Return text that a spreadsheet shows as it stands: a leading apostrophe before what begins like a formula.

    Spaces before it do not hide it; control characters, which no cell may hold, are left out.
    """
    text = "" if value is None else str(value)
    begins = text.lstrip(" \u3000\u00a0\ufeff")[:1]
    risky = begins in FORMULA_STARTS if begins else False
    return ("'" if risky else "") + text.translate(_CONTROL)
