"""Questions that name a row and a column of a table: 「119番通報支援の年額は」, 「利用回数が一番多いのはどの部か」.

What stands where they cross is the answer, however little a row of figures reads like one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casebase.answer.aspects import ABOUT_AI
from casebase.answer.candidates import Candidate
from casebase.answer.fit import fits
from casebase.answer.named import titles_of
from casebase.answer.question import Question
from casebase.answer.signs import FITTING
from casebase.answer.wanted import FACTS, Wanted
from casebase.text.normalize import search_form
from casebase.text.numbers import DATED, Quantity, quantities, unit_named
from casebase.text.tables import row_columns
from casebase.text.tokens import Vocabulary, Word, words

_UNIT = re.compile(r"\s*[（(][^（）()]*[）)]")
_FIGURE = re.compile(r"(?:約|延べ)?\s?([0-9][0-9,]*(?:\.[0-9]+)?)\s?\D{0,4}")
_TOTAL = re.compile(r"(?:総|合|小|累)?計|全体|全庁|平均|total|sum|average", re.IGNORECASE)
_ASKS_TOTAL = re.compile(
    r"全部で|[合あ]わせて|合計|総[額計数]|トータル|全体で|ぜんぶで|\b(?:in total|altogether|in all|total)\b"
)
_IN_TOTAL = re.compile(r"(?:総|合)?計|総[額数]|全体|(?:grand )?total|sum", re.IGNORECASE)
_OF_TOTALS = frozenset(
    re.findall(
        r"\S+",
        "全部 合計 合わせる 総 額 総額 総計 総数 トータル 全体 掛かる 要する 費用 経費 金額 total altogether cost",
    )
)
"""A question for the total, the cell that begins its row, and words that say no more than that it is one."""

_MOST = re.compile(
    r"(?:一番|最も|もっとも)[^。]{0,12}?(?:多|高|長|大き|よく)|最多|最大|最高|最長|トップ|\b(?:most|highest|largest|longest)\b"
)
_LEAST = re.compile(
    r"(?:一番|最も|もっとも)[^。]{0,12}?(?:少な|低|短|小さ)|最少|最小|最低|最短|\b(?:fewest|least|lowest|smallest|shortest)\b"
)
_OF_EXTREMES = frozenset(
    re.findall(
        r"\S+",
        "一番 最も 多い 高い 長い 大きい 少ない 低い 短い 小さい 最多 最大 最高 most highest largest longest fewest least lowest",
    )
)

_ASKING = frozenset(
    re.findall(r"\S+", "どこ どれ どの どちら 誰 だれ いつ いくら なに which what who where when much many")
)

_OF_DATES = re.compile(
    r"[0-9]+|年度?|月|日|元|令和|平成|昭和|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
)
"""Words of dates, which a row says in its own way."""

_ASKS_USE = re.compile(
    r"(?:何|なに|どう|どのように).{0,6}(?:使|活用|利用)|用途|使い道|\bus(?:e|es|ed|ing)\b.{0,12}\bfor\b"
)
_OF_USE = re.compile(r"用途|使い道|使途|(?:利用|活用|業務)(?:の)?内容|\b(?:use|purpose)\b", re.IGNORECASE)
"""A question for what something is used for, and the columns that say it."""

_TELLS_USE = re.compile(r"[利使]用|活用|\buse[ds]?\b|\busage\b", re.IGNORECASE)
_USING = frozenset({"使う", "用いる", "使用", "利用", "活用", "use", "used"})
"""Columns about use, and words that say no more of a question than that it is about that."""

SHARE = frozenset({"%"})
"""The unit where a share is asked for."""

SHORTEST = 3
"""Characters of a cell that names its row where a question says it."""

MOST_ROWS = 2
"""Rows that may say the words that name one; what more of them say names none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate that is a row of a table: `columns` are its cells with their names, `named` those that the question names,
    and `above` the words of what stands above the table. `dated`: it is that of the date asked for, however that is written."""

    candidate: Candidate
    columns: Sequence[tuple[str, str]]
    named: Sequence[int]
    wanted: Sequence[Word]
    above: Vocabulary
    dated: bool

    @property
    def says_wanted(self) -> bool:
        """Whether it says every word of the question that neither the titles nor the names of its columns say."""
        return all(map(self.candidate.vocabulary.says, self.wanted))

    @property
    def says_figures(self) -> bool:
        """Whether it says at least the figures among these words: a share of all says nothing of those in their thirties."""
        return all(self.candidate.vocabulary.says(word) for word in self.wanted if word.token.isdigit())


def looked_up(asked: Question, candidates: Sequence[Candidate]) -> frozenset[int]:
    """Return the indexes of the rows that `asked` names, each with something in a column that it names as well.

    A column is named if all words of its name are in the question; a row if it says all that is left of the question but for
    what stands above the table, and hardly another row does, or if it holds the most or the least that is asked for. Where an
    amount or a date is asked for, a row that the question quotes a cell of needs no column that it names.
    """
    places = "".join(spelling for name in asked.names if name.is_place for spelling in name.spellings)
    said = [word for word in asked.words if word.token not in places and not _is_general(word)]
    known = frozenset(word.token for word in asked.words)
    folded = search_form(asked.text)
    asks_use = _ASKS_USE.search(folded) is not None
    dates = _dates(asked.numbers)
    tables: dict[tuple[str, tuple[str, ...]], dict[int, Row]] = {}
    for index, candidate in enumerate(candidates):
        if row := _row(candidate, said, known, asks_use, dates):
            key = (candidate.hit.passage.version, tuple(name for name, _ in row.columns))
            tables.setdefault(key, {})[index] = row
    extreme = _extreme(asked)
    found: set[int] = set()
    for rows in tables.values():
        found.update(
            _extremes(rows, extreme)
            if extreme
            else _named(rows, asked)
            or (_quoted(rows, asked, folded) if asked.wanted & FACTS else ())
            or _totals(rows, asked, folded)
        )
    return frozenset(found)


def _row(
    candidate: Candidate, said: Sequence[Word], known: frozenset[str], asks_use: bool, dates: frozenset[Quantity]
) -> Row | None:
    passage = candidate.hit.passage
    columns = row_columns(passage.text, candidate.start - passage.start, candidate.end - passage.start, passage.section)
    if len(columns) < 2:
        return None
    names = [Vocabulary.of(_UNIT.sub("", name)).tokens for name, _ in columns]
    named = [
        index
        for index, name in enumerate(names)
        if index and columns[index][1] and name and (name <= known or (asks_use and _OF_USE.search(columns[index][0])))
    ]
    titles = (*titles_of(candidate.hit), *passage.section)
    above = Vocabulary.of_all((*titles, *(name for name, _ in columns)))
    dated = _is_of(dates, columns[0][1], titles)
    tells_use = any(_TELLS_USE.search(name) for name, _ in columns)
    wanted = [
        word
        for word in said
        if not above.says(word)
        and not (dated and _OF_DATES.fullmatch(word.token))
        and not (tells_use and word.token in _USING)
    ]
    return Row(candidate, columns, named, wanted, above, dated)


def _dates(numbers: frozenset[Quantity]) -> frozenset[Quantity]:
    return frozenset(quantity for quantity in numbers if quantity.unit in DATED)


def _is_of(dates: frozenset[Quantity], cell: str, titles: Sequence[str]) -> bool:
    """Tell whether a row's first cell says a date that is asked for, its year in it or in the titles above."""
    if not dates:
        return False
    said = quantities(cell)
    return bool(said) and said <= dates <= said.union(*map(quantities, titles))


def _is_general(word: Word) -> bool:
    asks = word.token.startswith("何") or word.token in _ASKING
    return asks or bool(unit_named(word.token)) or word.token in ABOUT_AI or word.token in _OF_EXTREMES


def _named(rows: dict[int, Row], asked: Question) -> set[int]:
    saying = {
        index
        for index, row in rows.items()
        if ((row.wanted and row.named) or (row.dated and (row.named or (asked.units and _holds_kind(row, asked)))))
        and row.says_wanted
    }
    return saying if len(saying) <= MOST_ROWS else set()


def _holds_kind(row: Row, asked: Question) -> bool:
    """Tell whether a row holds what is asked for: of 「何回」 a figure with that unit, whatever its column is called."""
    return fits(asked, row.candidate.text) >= FITTING


def _totals(rows: dict[int, Row], asked: Question, folded: str) -> set[int]:
    """Return the row with the total that is asked for, of a table that is about what the question names."""
    if Wanted.AMOUNT not in asked.wanted or not _ASKS_TOTAL.search(folded):
        return set()
    return {
        index
        for index, row in rows.items()
        if _IN_TOTAL.fullmatch(row.columns[0][1].strip())
        and all(word.token in _OF_TOTALS or row.candidate.vocabulary.says(word) for word in row.wanted)
        and _holds_kind(row, asked)
    }


def _quoted(rows: dict[int, Row], asked: Question, folded: str) -> set[int]:
    """Return the rows that a question in search form quotes a cell of, and that hold a figure; a share or a date where that is
    asked for, which no other figure is."""
    quoted = {index for index, row in rows.items() if row.says_figures and _quotes(folded, row)}
    exact = asked.units == SHARE or Wanted.AMOUNT not in asked.wanted
    holding = {index for index in quoted if (_holds_kind(rows[index], asked) if exact else _has_figure(rows[index]))}
    return holding if len(quoted) <= MOST_ROWS else set()


def _has_figure(row: Row) -> bool:
    return any(_figure(cell) is not None for _, cell in row.columns)


def _quotes(folded: str, row: Row) -> bool:
    """Tell whether a question says a cell as it stands, and with it more than what stands above the table."""
    cells = [search_form(cell) for _, cell in row.columns]
    return any(
        len(cell) >= SHORTEST
        and cell in folded
        and _figure(cell) is None
        and not all(row.above.says(word) for word in words(cell))
        for cell in cells
    )


def _extreme(asked: Question) -> int:
    """Return 1 where the most is asked for, -1 for the least, 0 for neither."""
    folded = search_form(asked.text)
    return 1 if _MOST.search(folded) else -1 if _LEAST.search(folded) else 0


def _extremes(rows: dict[int, Row], extreme: int) -> set[int]:
    """Return the row of a table that holds the most or the least, among those that say what is asked about; none where the
    question names neither rows nor a column."""
    several = {index: row for index, row in rows.items() if not _TOTAL.fullmatch(row.columns[0][1])}
    saying = {index: row for index, row in several.items() if row.wanted and row.says_wanted}
    chosen = saying or {index: row for index, row in several.items() if row.named and not row.wanted}
    if len(chosen) < MOST_ROWS:
        return set()
    first = next(iter(chosen.values()))
    figures = {index: [_figure(cell) for _, cell in row.columns] for index, row in chosen.items()}
    counted = [at for at in range(1, len(first.columns)) if all(of_row[at] is not None for of_row in figures.values())]
    at = next((at for at in counted if at in first.named), counted[0] if counted else None)
    if at is None:
        return set()
    return {max(figures, key=lambda index: extreme * (figures[index][at] or 0.0))}


def _figure(cell: str) -> float | None:
    found = _FIGURE.fullmatch(cell.strip())
    return float(found[1].replace(",", "")) if found else None
