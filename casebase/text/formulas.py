"""Which text a program that calculates may take for a formula."""

from __future__ import annotations

FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠−")
"""First characters that spreadsheets take for a formula or that break a cell; the full-width ones are read alike by some."""


def begins_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a cell for a formula. Spaces before it do not hide it."""
    return text.lstrip(" \u3000\u00a0\ufeff")[:1] in FORMULA_STARTS
