"""What a question says of columns of marks (有/無, ○/×), of empty cells, and of how far something has come."""

from __future__ import annotations

import re

from casebase.catalogue.words import is_denied
from casebase.tables import limits as on
from casebase.tables.columns import Type, concepts, stages
from casebase.tables.meant import columns_of
from casebase.tables.notes import Notes
from casebase.tables.operations import Span
from casebase.tables.phrases import WHOLE

_ASKS_WHETHER = re.compile(
    r"(?<!どの)(?:有無|(?:ます|です|る|い|た)か(?:どうか)?[?？]?$)|^\W*(?:does|do|did|is|are|was|has|have)\b(?! there)"
)
_WH = re.compile(
    r"どれ|どの|どこ|何|なに|いくら|いくつ|いつ|誰|だれ|どちら|どんな|ありますか"
    r"|\b(?:which|what|who|how|when|where|list|show)\b"
)
_WHETHER_BEHIND = re.compile(r"の?有無|(?:は|が)?どう")
_HAS_OR_NOT = re.compile(r"有無")
_NO_BEHIND = re.compile(
    r"^(?:を|が|は|の|も)?\s?(?:[一-鿿]{0,4}[ぁ-ん]{0,4})(?:ない|なかった|なし|無し|ません|ず(?:に)?|無(?!線))"
    r"|^\s?(?:are|is|were|was)? ?not\b"
)
_NO_BEFORE = re.compile(r"(?:\b(?:not|no|never|without|don't|doesn't|do not|does not)\b)(?:\s\w+){0,2}\s$")
_YES_BEHIND = re.compile(r"^(?:の)?(?:有|あり|○|「?(?:有|○)」?)")
_EMPTY_BEFORE = re.compile(r"\b(?:no|without(?: an?| any)?|lack(?:s|ing)?(?: an?)?|missing(?: an?)?)\s$")
_EMPTY_BEHIND = re.compile(
    r"^(?:が|の)(?:ない|無い|なかった|なし|空欄|記載がない|記入がない|未記入)|^が?(?:空欄|未記入|未定|なし)(?:の|に)?"
)


def take_marks(notes: Notes) -> None:
    """Take what is said of columns of marks as limits, unless it is asked whether a row is marked."""
    whether = _ASKS_WHETHER.search(notes.text) is not None and not _WH.search(notes.text)
    for at, (start, end) in _marked(notes).items():
        if whether or _WHETHER_BEHIND.match(notes.text[end:]):
            notes.blank_all(_HAS_OR_NOT)
            continue
        behind, before = _NO_BEHIND.match(notes.text[end:]), _NO_BEFORE.search(notes.text[:start])
        notes.settle(at, on.of_mark(at, notes.column(at), not (behind or before)))
        said_yes = None if behind else _YES_BEHIND.match(notes.text[end:])
        for found, from_ in ((behind, end), (said_yes, end), (before, 0)):
            if found:
                notes.blank(from_ + found.start(), from_ + found.end())


def _marked(notes: Notes) -> dict[int, Span]:
    """Return the columns of marks that are named or meant, each with where."""
    found = {at: span for at, span, _ in notes.named if notes.column(at).type is Type.MARK}
    for at in columns_of(notes.table, Type.MARK):
        if at in found or not any(at in columns for columns, _ in notes.about.values()):
            continue
        asked = (place for key in notes.column(at).about for place in concepts()[key].asked.finditer(notes.text))
        if (first := next(asked, None)) is not None:
            found[at] = first.span()
    return found


def take_empty(notes: Notes) -> None:
    """Take out that rows have nothing in a column: 「備考がない」, "no PO number"."""
    for at, (start, end), weight in list(notes.named):
        before, behind = _EMPTY_BEFORE.search(notes.text[:start]), _EMPTY_BEHIND.match(notes.text[end:])
        if weight == WHOLE and notes.column(at).type is not Type.MARK and (before or behind):
            notes.settle(at, on.of_nothing(at, notes.column(at)))
            notes.blank(*(before.span() if before else (end, end + behind.end() if behind else end)))


def take_stages(notes: Notes) -> None:
    """Take out words for how far something has come, where cells of a column say one of the same."""
    columns = [at for at in columns_of(notes.table, Type.TEXT) if notes.column(at).about & {"status", "kind"}]
    for pattern in stages():
        for found in list(pattern.finditer(notes.rest)):
            for at in columns:
                values = frozenset(cell for cell in notes.column(at).distinct if pattern.search(cell))
                if not values:
                    continue
                denied = is_denied(notes.rest, *found.span())
                behind = _NO_BEHIND.match(notes.rest[found.end() :]) if denied else None
                notes.limit(on.of_cells("/".join(sorted(values)), [(at, notes.column(at))], values), found.span())
                notes.blank(found.start(), found.end() + (behind.end() if behind else 0))
                break
