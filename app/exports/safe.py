"""Make text safe for programs that calculate: a cell that begins like a formula is text, always."""

from __future__ import annotations

from casebase.text.formulas import begins_like_formula

_CONTROL = {code: None for code in range(32) if code not in {9, 10, 13}}


def safe_cell(value: object) -> str:
    """Return text that a spreadsheet shows as it stands: a leading apostrophe before what begins like a formula.

    Spaces before it do not hide it; control characters, which no cell may hold, are left out.
    """
    text = "" if value is None else str(value)
    return ("'" if begins_like_formula(text) else "") + text.translate(_CONTROL)
