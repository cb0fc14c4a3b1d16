"""The names of places in a question, and the words that are left of it: said by titles, by columns, by rows, or by nothing."""

from __future__ import annotations

import re

from casebase.answer.said import may_say
from casebase.tables import limits as on
from casebase.tables.columns import Type
from casebase.tables.meant import columns_of, says, words_in
from casebase.tables.notes import Notes
from casebase.tables.phrases import cell_phrases, noise
from casebase.text.tokens import Word

OF_A_PLACE = 2
"""What a place that the titles say counts for in choosing a table."""

MOST_SAYING = 0.6
"""Share of the rows up to which a place in their cells tells some of them from the others."""

FEWEST_LETTERS = 4
"""Letters that a word in English and a form of it have in common."""

_JOINED_BEHIND = re.compile(r"(?:[一-鿿]{0,2})(?:と(?!し|い|は|の)|や(?!め)|・|及び|又は|または)|,? (?:and|or)\b")
_JOINED_BEFORE = re.compile(r"(?:[^こ]と|や|・|及び|又は|または|\b(?:and|or) (?:the )?)$")
_SMALL = re.compile(r"[a-z]")
_DENYING = frozenset({"no", "not", "without", "never", "none", "except", "excluding"})


def take_places(notes: Notes) -> bool:
    """Take out the places that the titles say; return False where one is said by neither titles nor cells."""
    for name in notes.asked.names:
        if not name.is_place:
            continue
        spelt = next((one for one in name.spellings if one in notes.rest), "")
        if spelt and _tells_rows(notes, spelt):
            continue
        if may_say(notes.titles.text, name):
            notes.of_title += OF_A_PLACE
            start = notes.rest.find(spelt)
            notes.blank(start, start + len(spelt))
        elif not spelt or not any(spelt in cell for column in notes.table.columns for cell in column.distinct):
            return False
    return True


def _tells_rows(notes: Notes, spelt: str) -> bool:
    """Tell whether a name is a cell of some rows, and not of most of them."""
    of = cell_phrases(notes.table).get(spelt, {})
    rows = range(len(notes.table.rows))
    number = sum(any(notes.column(at).cells[row] in cells for at, cells in of.items()) for row in rows) if of else 0
    return 0 < number <= MOST_SAYING * len(rows)


def take_words(notes: Notes) -> bool:
    """Take the words that are left as what titles, columns or rows say; return False where one is none of these, nor says little.

    A number that is no date is not what titles say: the 9 of a period up to 30 September is not the September that is asked for.
    """
    for start, end, word in words_in(notes.rest):
        written = notes.rest[start:end]
        if _SMALL.fullmatch(written) or word.token in noise() or written in noise():
            continue
        named = _named_by(notes, word, written, start)
        if not written.isdigit() and notes.titles.say(word, written):
            notes.of_title += 1
        elif not named and not _said_by_rows(notes, word, start, end):
            return False
        notes.blank(start, end)
    return True


def _named_by(notes: Notes, word: Word, written: str, start: int) -> bool:
    """Tell whether a word is part of the names of columns."""
    columns = tuple(at for at, column in enumerate(notes.table.columns) if says(column, word, written))
    if columns and len(written) > 1:
        notes.mean(f"={word.token}", columns, start)
    return bool(columns) and len(written) > 1


def _is_one_of_several(text: str, start: int, end: int) -> bool:
    """Tell whether a word is one of several that are named side by side: rows that say both, or either, may be meant."""
    return _JOINED_BEHIND.match(text[end:]) is not None or _JOINED_BEFORE.search(text[:start]) is not None


def _said_by_rows(notes: Notes, word: Word, start: int, end: int) -> bool:
    """Tell whether rows say a word: those that do are meant, unless all do. Notes are read only where nothing else says it."""
    written = notes.rest[start:end]
    if len(written) < 2 or written.isdigit() or written in _DENYING or _is_one_of_several(notes.text, start, end):
        return False
    begin = word.token if written.startswith(word.token) else written[: max(FEWEST_LETTERS, len(word.token) - 1)]
    pattern = re.compile(rf"(?<![a-z]){re.escape(begin)}" if written.isascii() else re.escape(written))
    texts = [(at, notes.column(at)) for at in columns_of(notes.table, Type.TEXT)]
    saying = [(at, one) for at, one in texts if any(map(pattern.search, one.distinct))]
    saying = [(at, one) for at, one in saying if "note" not in one.about] or saying
    if not saying:
        return False
    rows = range(len(notes.table.rows))
    if not all(any(pattern.search(one.cells[row]) for _, one in saying) for row in rows):
        notes.limit(on.containing(written, saying, pattern), (start, end))
    return True
