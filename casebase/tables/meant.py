"""Which of several columns is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casebase.catalogue.periods import is_english
from casebase.retrieve.glossary import concepts_in_other_language
from casebase.tables.columns import Column, Type
from casebase.tables.sheet import Table
from casebase.text.normalize import search_form
from casebase.text.tables import LEVELS
from casebase.text.tokens import Word, words, words_at

LONG = 7
"""Letters of an English word that forms of it have in common."""

_RUN = re.compile(r"(?P<latin>[a-z0-9]+(?:[.'&][a-z0-9]+)*)|[ぁ-んァ-ヶー一-鿿々]+")
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
    """Tell whether the name of a column says a word, a form of it (coordinates, coordinator), or it in the other language."""
    said = column.vocabulary
    if said.says(word):
        return True
    if written.isascii() and len(written) >= LONG and any(token.startswith(written[:LONG]) for token in said.tokens):
        return True
    others = (form for of_one in concepts_in_other_language(written) for form in of_one)
    return any(form and form <= said.tokens for form in others)


def words_in(text: str) -> Iterator[tuple[int, int, Word]]:
    """Yield the content words of a question with their places; an English one word by word, as no dictionary cuts it."""
    if not is_english(text):
        yield from words_at(text)
        return
    for found in _RUN.finditer(text):
        if found["latin"]:
            for word in words(found.group())[:1]:
                yield *found.span(), word
        else:
            for start, end, word in words_at(found.group()):
                yield found.start() + start, found.start() + end, word
