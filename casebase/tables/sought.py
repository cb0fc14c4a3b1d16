"""Which columns a question asks of a table: the one that is compared or added up, the one by which rows are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from casebase.catalogue.periods import is_english
from casebase.tables.columns import Type, concepts
from casebase.tables.meant import the_one, words_in
from casebase.tables.notes import Read
from casebase.tables.sheet import Table
from casebase.text.tokens import Word

_WHICH = re.compile(r"^\W*(?:which|what|who)\s")
_COUNTED = re.compile(
    r"何(?P<ja>社|業者|課|部署|部局|部|局|種類|種|製品|団体)|\bhow many (?:(?:different|distinct|unique|separate) )?(?P<en>\w+)"
    r"|\bnumber of (?:(?:different|distinct|unique) )?(?P<of>\w+)"
)
_NOUNS = {
    "社": "vendor",
    "業者": "vendor",
    "課": "department",
    "部署": "department",
    "部局": "department",
    "部": "department",
}
_NOUNS |= {"局": "department", "種類": "kind", "種": "kind", "製品": "product", "団体": "department"}
_GROUPS = ("vendor", "department", "kind", "product", "status", "purpose", "person")

HEAD = 14
"""Characters at the end of a question in Japanese, or behind the question word in English, where it says what is asked for."""


class Asked:
    """What a question asks of a table, with the columns that it means."""

    def __init__(self, table: Table, read: Read) -> None:
        self.table, self.read, self.operation = table, read, read.operation

    def columns(self, *types: Type) -> list[int]:
        """Return the columns of some types that are named, or else meant."""
        return [at for at in self._meant if self.table.columns[at].type in types]

    @cached_property
    def _meant(self) -> list[int]:
        named = [at for at, *_ in self.read.named]
        return list(dict.fromkeys((*named, *(at for _, among, _ in self.read.about for at in among))))

    def measure(self, *types: Type) -> int | None:
        """Return the column that is compared or added up; None where it is not known which."""
        meant, columns = self.columns(*types), self.table.columns
        if about := self.operation.about:
            among = [at for at, column in enumerate(columns) if about in column.about and column.type in types]
            if about == "start" and (meant or not among):  # what ends first, too, is asked for by a word for early
                among = [at for at, column in enumerate(columns) if column.type is Type.MOMENT]
            return self._best([at for at in meant if at in among] or among)
        if meant:
            return self._best(meant)
        money = [at for at, column in enumerate(columns) if "money" in column.about and column.type in types]
        return the_one(self.table, money) if self.operation.of_size else None

    def _best(self, columns: Sequence[int]) -> int | None:
        """Return the column of which the question says most."""
        said = [word for *_, word in words_in(self.read.text)]
        weights = {at: self._weight(at, said) for at in columns}
        most = max(weights.values(), default=0)
        return the_one(self.table, [at for at, weight in weights.items() if weight == most])

    def _weight(self, at: int, said: Sequence[Word]) -> int:
        named = sum(weight for column, weight, _ in self.read.named if column == at)
        about = sum(at in among for key, among, _ in self.read.about if not key.startswith("="))
        vocabulary = self.table.columns[at].vocabulary
        return named + about + sum(word.token in vocabulary.tokens for word in said)

    def group(self) -> int | None:
        """Return the column of texts that is asked for, by which rows are put together: 「一番多い業者は」, "which vendor"."""
        text, columns = self.read.text, self.table.columns
        in_english = is_english(text)
        places = [(start, (at,)) for at, _, start in self.read.named] + [
            (start, among) for _, among, start in self.read.about
        ]
        asked = _WHICH.match(text) if in_english else None
        for start, among in sorted(places, reverse=not in_english):
            is_head = asked is not None and start - asked.end() <= HEAD if in_english else len(text) - start <= HEAD
            texts = [at for at in among if columns[at].type is Type.TEXT and not self._tells_rows(at)]
            if is_head and texts:
                return texts[-1]
        return None

    def _tells_rows(self, at: int) -> bool:
        """Tell whether no two rows have the same text in a column."""
        return len(self.table.columns[at].distinct) == len(self.table.rows)

    def counted(self) -> int | None:
        """Return the column whose values are counted where it is not rows: of 「何社」 that of vendors."""
        found = _COUNTED.search(self.read.text)
        if found is None:
            return None
        noun = found["ja"] or found["en"] or found["of"]
        key = _NOUNS.get(noun) or next((key for key in _GROUPS if concepts()[key].asked.fullmatch(noun)), "")
        among = [at for at, column in enumerate(self.table.columns) if key in column.about and column.type is Type.TEXT]
        named = [at for at in among if noun in self.table.columns[at].name]
        at = next(iter(named or among), None)
        if at is None or (at == self.table.key and len(self.table.columns[at].distinct) == len(self.table.rows)):
            return None
        return at
