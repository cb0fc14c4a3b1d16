"""Which of several columns is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casebase.tables.columns import Column, Type
from casebase.tables.sheet import Table
from casebase.text.normalize import search_form
from casebase.text.tables import LEVELS
from casebase.text.tokens import Word, words, words_at

LONG = 7
"""Letters of an English word that forms of it have in common."""

_IN_TOTAL = re.compile(r"^(?:合計|計|総数|総額|全体|total|year|all|overall)")
_YEARLY = re.compile(r"年間|年額|\bannual|\byearly|\bper year")


def columns_of(table: Table, *types: Type) -> list[int]:
    """Return the columns of some types."""
    return [at for at, column in enumerate(table.columns) if column.type in types]


def columns_about(table: Table, key: str) -> tuple[int, ...]:
    """Return the columns that are about something (a key of `columns.yaml`)."""
    return tuple(at for at, column in enumerate(table.columns) if key in column.about)


def is_yearly(column: Column) -> bool:
    """Tell whether a column says that what it gives is for a year."""
    return _YEARLY.search(search_form(column.name)) is not None


def the_one(table: Table, columns: Sequence[int]) -> int | None:
    """Return the column that is meant of several alike: the only one, the total of a group, or that of a year."""
    if len(columns) == 1:
        return columns[0]
    names = {at: table.columns[at].name for at in columns}
    in_total = [at for at, name in names.items() if _IN_TOTAL.search(search_form(name).rpartition(LEVELS)[2])]
    if len(in_total) == 1 and all(LEVELS in name for name in names.values()):
        return in_total[0]
    yearly = [at for at in columns if is_yearly(table.columns[at])]
    return yearly[0] if len(yearly) == 1 else None


def most_said(table: Table, columns: Sequence[int], text: str) -> int | None:
    """Return the column of several whose name a text says most of."""
    said = [word for *_, word in words_in(text)]
    counts = {at: sum(word.token in table.columns[at].vocabulary.tokens for word in said) for at in columns}
    most = max(counts.values(), default=0)
    return the_one(table, [at for at, count in counts.items() if count == most])


def says(column: Column, word: Word, written: str) -> bool:
    """Tell whether the name of a column says a word, or in English another form of it: coordinates, coordinator."""
    said = column.vocabulary
    if said.says(word) or not written.isascii() or len(written) < LONG:
        return said.says(word)
    return any(token.startswith(written[:LONG]) for token in said.tokens)


def words_in(text: str) -> Iterator[tuple[int, int, Word]]:
    """Yield the content words of a question with their places; an English one word by word, as no dictionary cuts it."""
    if not text.isascii():
        yield from words_at(text)
        return
    for found in re.finditer(r"[a-z0-9]+(?:[.'&][a-z0-9]+)*", text):
        for word in words(found.group())[:1]:
            yield *found.span(), word
